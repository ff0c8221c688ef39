"""What the first page decides, in which order, in both languages, and that each number on it is a claim."""

import re

import pytest
import textstat

from models.field.measured.results import FieldClasses, FieldIndex
from models.schemas import Issue, Match, RetrievalResult
from nodes.report.claims import Style, render
from nodes.report.contents import claims_of
from nodes.report.document import write_report
from nodes.report.first_page import english, french
from nodes.report.first_page.limits import MOST
from nodes.report.first_page.terminal import list_result
from nodes.report.first_page.words import Words
from tests.nodes.report.first_page.pages import PATCH, PLACE, against, check_words, field, state_of, written

NORTH = field("north", 0.5, peers=against(-0.2, 0.0))
SOUTH = field("south", 0.7, peers=against(0.01, 0.6))


def test_a_field_far_behind_its_peers_decides(tmp_path):
    page = written(tmp_path, SOUTH, field("weak", 0.4, patches=(PATCH,)), NORTH)
    assert page.first.decision.startswith("**Go to north first: much less green than the other fields of maize.**")
    text = page.markdown()
    assert text.index("| north |") < text.index("| south |")
    assert "0.20 below the 9 others of its crop" in text
    assert "about as green as the" in text


def test_bare_ground_comes_before_all_and_weak_patches_come_last(tmp_path):
    bare, weak = field("b", 0.3, bare=0.6), field("w", 0.7, patches=(PATCH,))
    assert "Go to b first" in written(tmp_path / "one", NORTH, bare, weak).first.decision
    harvested = [field(name, 0.2, bare=0.9) for name in "pqr"]
    assert "Go to w first" in written(tmp_path / "three", weak, *harvested).first.decision
    page = written(tmp_path / "two", field("x"), weak).first
    assert "Go to w first: it has the largest weak patch, 0.12 ha" in page.decision


def test_where_nothing_stands_out_it_is_said(tmp_path):
    alike = written(tmp_path / "one", SOUTH).first
    assert "No field stands out" in alike.decision and "Fewer than" not in alike.decision
    alone = written(tmp_path / "two", field("x", 0.4), field("y", 0.6, "grass")).first
    assert (
        "**x (maize) has the lowest NDVI, 0.40.**" in alone.decision and "Fewer than 8 other fields" in alone.decision
    )


def test_where_nothing_was_judged_no_field_is_named_first(tmp_path):
    page = written(tmp_path, field("x", not_judged="too much of it is cloud"))
    assert page.first.decision == "**None of the fields could be judged on this scene.**"
    assert "- Not judged: x, because too much of it is cloud." in page.markdown()


def test_why_fields_were_not_judged_stands_on_the_page_in_both_languages(tmp_path):
    small = "it is smaller than 9 pixels of this scene"
    both = (field("x", not_judged=small), field("y", not_judged=small))
    assert "Not judged: x and y, because each is smaller than 9 pixels" in written(tmp_path / "en", *both).markdown()
    french = written(tmp_path / "fr", *both, language="fr").markdown()
    assert "Non jugées\u00a0: x et y, car chacune compte moins de 9 pixels." in french
    mixed = written(tmp_path / "mixed", *both, field("z", not_judged="too much of it is cloud")).markdown()
    assert "Not judged: x, y and z. The reasons stand in report.html." in mixed
    whole = written(tmp_path / "whole", *both, field("z", not_judged="too much of it is cloud")).markdown(whole=True)
    assert "| x | 100.0 % | it is smaller" in whole and "| Field | Seen | Because |" in whole


def test_fields_off_the_scene_are_named_on_the_page(tmp_path):
    _, state = state_of(tmp_path, SOUTH)
    away = Issue(step="ingest", kind="conversion", reason="far", code="parcels_off_scene", subjects=("far", "away"))
    for language, words in (
        ("en", "Off this scene, so not in the list: far and away."),
        ("fr", "Hors de cette image, donc absentes de la liste\u00a0: far et away."),
    ):
        request = state.request.model_copy(update={"language": language})
        told = state.model_copy(update={"issues": (away,), "request": request})
        assert f"- {words}" in write_report(told, claims_of(told)).first.lines


def test_a_field_held_against_few_others_is_not_said_to_be_held_against_none(tmp_path):
    page = written(tmp_path, field("low", 0.4), field("one", 0.8), field("other", 0.9)).first
    assert "less green than the other fields" in page.decision and "so comparing fields is unsure" in page.decision


def test_one_patch_and_several_are_counted_as_people_do(tmp_path):
    one, two = field("a", 0.7, patches=(PATCH,)), field("b", 0.7, patches=(PATCH, PATCH))
    english = written(tmp_path / "en", one, two).markdown()
    assert "| 1 weak patch, 0.12 ha |" in english and "| 2 weak patches, 0.24 ha in all |" in english
    french = written(tmp_path / "fr", one, two, language="fr", units="acres").markdown()
    assert "| 1 zone faible, 0,30 acre |" in french and "| 2 zones faibles, 0,59 acre en tout |" in french


def test_a_french_page_describes_its_map_in_french(tmp_path):
    page = written(tmp_path, NORTH, SOUTH, language="fr").first
    assert [line[2:21] for line in page.lines if line.startswith("![")] == ["Carte des parcelles"]


def test_crops_are_summed_up_over_all_judged_fields(tmp_path):
    many = [field(f"n{number}", 0.3 + number / 100, peers=against(0.0, 0.5)) for number in range(40)]
    text = written(tmp_path, *many, field("x", 0.01, not_judged="cloud")).markdown()
    assert "Maize: 40 fields, NDVI 0.30 to 0.69." in text


def test_few_others_are_enough_where_a_field_is_far_behind_them(tmp_path):
    page = written(tmp_path, field("low", 0.4), field("one", 0.8), field("other", 0.9))
    assert page.first.decision.startswith("**Go to low first: much less green than the other fields of maize.**")
    assert "0.45 below the 2 others of its crop, which are few" in page.markdown()


def test_without_ndvi_no_field_is_called_lowest(tmp_path):
    index = FieldIndex(name="EVI", median=0.4, mean=0.4, p10=0.3, p90=0.5, std=0.1)
    page = written(tmp_path, field("x", indices=(index,)), field("y", indices=(index,)))
    assert page.first.decision == "**NDVI was not measured, so nothing is said of which field to visit first.**"
    assert "not known" not in page.markdown() and "nothing stands out" not in page.markdown()


def test_a_small_lack_is_no_reason_to_go(tmp_path):
    page = written(tmp_path, field("near", 0.66, peers=against(-0.04, 0.0)), SOUTH)
    assert "No field stands out" in page.first.decision


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("units", ["ha", "acres"])
def test_each_number_of_the_page_is_a_claim_in_its_style(tmp_path, language, units):
    fields = [NORTH, SOUTH, field("w", 0.7, patches=(PATCH,)), field("b", 0.2, "grass", bare=0.75)]
    _, state = state_of(tmp_path, *fields, places=(PLACE,), language=language, units=units)
    claims = claims_of(state)
    known = {n for claim in claims for n in re.findall(r"\d[\d,.\u202f]*", render(claim, Style(language, units)))}
    lines = [line for line in write_report(state, claims).first.lines if not line.startswith(("#", "!"))]
    plain = re.sub(r"\(geo:[^)]*\)|^\d\. |\d* m[ :]|L2A|Sentinel-2", "", "\n".join(lines), flags=re.M)
    allowed = {"8", "30", "0.1", "0.9", "0,1", "0,9"}
    strange = (
        {n.rstrip(".,") for n in re.findall(r"\d[\d,.\u202f]*", plain)} - {n.rstrip(".,") for n in known} - allowed
    )
    rests = {n for n in strange if not re.search(rf"\b{n} (more notes?|fields|parcelles|autres notes)", plain)}
    assert rests == set()


def test_acres_are_hectares_by_their_own_size(tmp_path):
    assert "| 1.24 acres |" in written(tmp_path, SOUTH, units="acres").markdown()


def test_places_are_links_that_a_phone_opens_with_what_to_look_for(tmp_path):
    _, state = state_of(tmp_path, NORTH, places=(PLACE,))
    text = write_report(state, claims_of(state)).markdown()
    assert "[45.20000° S, 3.10000° E](geo:-45.20000,3.10000): weak patch of 0.12 ha in north" in text
    assert "Compare the plants" in text and "scouting.gpx" in text


def test_the_limits_are_few_and_the_gravest_come_first(tmp_path):
    _, state = state_of(tmp_path, SOUTH, field("x", not_judged="cloud"))
    more = [Issue(step="ingest", kind="warning", reason=f"note {n}", code="scene_note") for n in range(9)]
    grave = Issue(step="classify_health", kind="warning", reason="at the top", code="top_of_atmosphere")
    state = state.model_copy(update={"issues": (*more, grave, *state.issues)})
    text = "\n".join(write_report(state, claims_of(state)).first.lines)
    listed = text.split("## What was not possible")[1].strip().split("\n\n")[0].split("\n")
    assert "Not judged: x" in listed[0] and "11 more notes" in listed[-1]
    assert len(listed) <= MOST


def test_both_languages_have_each_word():
    check_words(Words, (english, french))


def test_the_french_page_has_no_english_sentence(tmp_path):
    _, state = state_of(tmp_path, NORTH, SOUTH, field("w", patches=(PATCH,)), places=(PLACE,), language="fr")
    text = "\n".join(line for line in write_report(state, claims_of(state)).first.lines if not line.startswith("!"))
    assert text.startswith("# Parcelles au 1er juin 2024")
    text = re.sub(r"\w+\.(csv|html|gpx|tif)", "", text)
    assert not re.search(r"\b(the|of|with|is|fields?|ground)\b", text)


def test_the_page_is_easy_to_read(tmp_path):
    cases = {
        "behind": (NORTH, SOUTH), "bare": (field("b", 0.2, bare=0.8),), "weak": (field("w", patches=(PATCH,)), SOUTH),
        "alone": (field("x", 0.4),), "unseen": (field("x", not_judged="too much of it is cloud"),),
    }  # fmt: skip
    for name, fields in cases.items():
        _, state = state_of(tmp_path / name, *fields, places=(PLACE,))
        lines = write_report(state, claims_of(state)).first.lines
        spoken = [re.sub(r"[*#>|`\[\]-]|\(geo:[^)]*\)", " ", line) for line in lines if line and line[0] not in "!|"]
        text = ". ".join(line.strip().rstrip(".") for line in spoken if line.strip())
        assert textstat.flesch_kincaid_grade(text) <= 9, name


def test_a_field_that_is_half_at_high_risk_is_not_said_to_be_as_usual(tmp_path):
    half = FieldClasses(judged=1, share={"high": 0.5}, area_ha={"high": 0.25})
    text = written(tmp_path, field("low", 0.6), field("half", 0.7, risk=half), field("calm", 0.75)).markdown()
    rows = {line.split(" | ")[0]: line for line in text.splitlines() if line.startswith("| ")}
    assert rows["| half"].endswith("| only the risk forecast stands out |")
    assert rows["| calm"].endswith("| nothing stands out |")


def test_french_has_a_space_before_colons_in_the_terminal_and_in_what_to_check(tmp_path):
    _, state = state_of(tmp_path, NORTH, field("w", patches=(PATCH,)), language="fr", units="acres")
    lines = list_result(state)[1:]
    assert lines and not [line for line in lines if re.search(r"[^\s][:;]", line)]
    salt = Match(item="salinity", caption="", similarity=1, kind="note", finding="weak_patch")
    found = RetrievalResult(file="matches.json", model="m", items=9, by_picture=True, findings=("weak_patch",))
    told = state.model_copy(update={"matches": (salt,), "retrieval": found})
    assert re.search(r"\*\* \(.*\)\u00a0: \w", "\n".join(write_report(told, claims_of(told)).first.lines))
