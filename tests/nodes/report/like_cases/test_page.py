"""Test what the first page says of a photograph and of like cases, in both languages; each number is a claim."""

import re
from pathlib import Path

import pytest

from models.retrieval.field_notes import read_notes
from models.schemas import Condition, Match, PhotographResult, RetrievalResult
from nodes.report.contents import claims_of
from nodes.report.document import write_report
from nodes.report.first_page.french_names import space
from nodes.report.like_cases import english, french
from nodes.report.like_cases.names import name_subject
from nodes.report.like_cases.words import CaseWords, case_words_of
from nodes.state import Request, SceneState
from tests.stand_ins import modality, scene_of

NOTES = read_notes()
RUST = Condition(subject="corn/common_rust", certainty=0.834, note="maize_common_rust")
BLIGHT = Condition(subject="corn/blight", certainty=0.112, note="maize_northern_leaf_blight")
HEALTHY = Condition(subject="corn/healthy", certainty=0.93, note=None)
CASE = Match(
    item="a" * 64, caption="our *maize* with rust", similarity=0.912, kind="photograph", certainty=0.77,
    condition="corn/common_rust", licence="CC0-1.0", source="our farm",
)  # fmt: skip
DRY = Match(
    item="drought_stress", caption="Drought stress", similarity=0.7, kind="note", certainty=0.8, finding="drought"
)
KIND = PhotographResult(kind="photograph", source="flag", detail="--kind photo")


def report(language="en", *, conditions=(), matches=(), photograph=True, searched=True, **more) -> str:
    result = RetrievalResult(
        file="matches.json", model="m", items=4321, by_picture=True, findings=(), conditions=conditions, **more
    )
    state = SceneState(
        request=Request(scene_path="/leaf.jpg", language=language), scene=scene_of(Path("/leaf.jpg"), unit="picture"),
        photograph=KIND if photograph else None, modality=modality("rgb"), matches=matches if searched else None,
        retrieval=result if searched else None,
    )  # fmt: skip
    return write_report(state, claims_of(state)).markdown(whole=True)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_likeliest_is_named_with_its_certainty_and_what_to_check(language):
    note = NOTES["maize_common_rust"]
    text = report(language, conditions=(RUST, BLIGHT), matches=(CASE,))
    name, check = (
        (note.title, note.sections["Check first"])
        if language == "en"
        else (note.title_fr, space(note.sections["Au champ"]))
    )
    first = text.partition("\n## A photograph")[0]
    assert name in first and check in first and note.source in first
    assert "83 %" in first and "11 %" in first
    assert ("Looks alike" in note.sections) and (note.sections["Looks alike"] in first) == (language == "en")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Not like anything known here"), ("fr", "Ne ressemble à rien de connu")]
)
def test_an_unknown_thing_is_said_to_be_unknown(language, words):
    text = report(language)
    assert f"**{words}" in text
    assert "%" not in text.partition("## A photograph")[0]
    assert not [title for note in NOTES.values() for title in (note.title, note.title_fr) if title in text]


@pytest.mark.parametrize(("language", "words"), [("en", "Not sure. It may be"), ("fr", "Pas sûr. Possible")])
def test_what_is_not_likelier_than_all_else_is_not_called_the_likeliest(language, words):
    doubtful = RUST.model_copy(update={"certainty": 0.46}), BLIGHT.model_copy(update={"certainty": 0.43})
    text = report(language, conditions=doubtful)
    assert f"**{words}" in text and "46 %" in text and "43 %" in text
    assert words not in report(language, conditions=(RUST, BLIGHT))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_healthy_leaf_is_no_healthy_plant(language):
    text = report(language, conditions=(HEALTHY,))
    assert {"en": "a healthy maize leaf", "fr": "une feuille saine (maïs)"}[language] in text
    assert {"en": "says nothing of roots", "fr": "ne dit rien des racines"}[language] in text


def test_a_case_of_the_collection_speaks_where_the_model_was_taught_nothing():
    text = report(matches=(CASE,))
    assert r"Like a case of your collection: our \*maize\* with rust. Likely the same: 77 %" in text
    assert "our farm (CC0-1.0)" in text


def test_a_scene_given_as_a_leaf_is_not_diagnosed():
    text = report(conditions=(RUST,), looks_like="scene")
    assert "--kind scene" in text.partition("\n## A photograph")[0]
    assert "Most like" not in text


@pytest.mark.parametrize(("language", "words"), [("en", "if not, take another"), ("fr", "sinon, refaire une photo")])
def test_what_looks_like_ground_need_not_be_ground(language, words):
    assert words in report(language, looks_like="scene")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_without_a_model_the_page_says_so(language):
    words = {"en": "no model that knows plants could be asked", "fr": "aucun modèle connaissant les plantes"}
    assert words[language] in report(language, searched=False)


@pytest.mark.parametrize(("language", "title"), [("en", "What to check in the field"), ("fr", "À vérifier au champ")])
def test_a_scene_says_what_to_check_for_what_was_measured(language, title):
    text = report(language, matches=(DRY,), photograph=False)
    part = text.partition(f"## {title}")[2].partition("\n## ")[0]
    note = NOTES["drought_stress"]
    assert (note.sections["Check first"] if language == "en" else note.sections["Au champ"]) in part
    assert title not in report(language, matches=(CASE,), photograph=False)


def test_what_a_stand_in_made_up_is_marked():
    fake = RUST.model_copy(update={})
    text = report(conditions=(fake,), fake=True)
    assert text.count("demonstration backend") >= 3


def test_matches_of_an_old_run_are_still_read():
    old = Match.model_validate({"item": "a", "caption": "a field", "similarity": 0.5})
    state = SceneState(request=Request(scene_path="/a.tif"), scene=scene_of(Path("/a.tif")), matches=(old,))
    text = write_report(state, claims_of(state)).markdown(whole=True)
    assert "## Similar scenes" in text and "0.500" in text


def test_both_languages_can_say_all():
    names = {name for name in vars(CaseWords) if not name.startswith("_")}
    for language in (english, french):
        assert {name for name in vars(language) if not name.startswith("_") and name.islower()} >= names


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("subject", ["corn/healthy", "weed/negative", "rye/ergot", "overhead/field", "coffee/rust"])
def test_every_subject_has_a_name_without_its_label(language, subject):
    name = name_subject(subject, language)
    assert name and not re.search(r"[/_]", name)


@pytest.mark.parametrize(("language", "guess"), [("en", "the health network's guess"), ("fr", "supposition du réseau")])
def test_what_is_to_be_checked_says_whether_it_was_seen_or_guessed(language, guess):
    assert guess in report(language, matches=(DRY,), photograph=False)
    seen = report(language, matches=(DRY.model_copy(update={"finding": "bare"}),), photograph=False)
    assert guess not in seen and case_words_of(language).seen("bare") in seen


def test_the_short_text_holds_the_notes_of_a_photograph_only():
    result = RetrievalResult(file="matches.json", model="m", items=4321, by_picture=True, findings=())
    state = SceneState(
        request=Request(scene_path="/a.tif"), scene=scene_of(Path("/a.tif")), matches=(DRY,), retrieval=result
    )  # fmt: skip
    document = write_report(state, claims_of(state))
    assert "## Note: " in document.markdown(whole=True) and "## Note: " not in document.markdown()
