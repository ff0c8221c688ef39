"""The other tools: order, counts, reasons, comparisons, false premises, changed files, and what no picture tells."""

import re
from pathlib import Path

import numpy as np
import pytest

from models.errors import ConfigError
from nodes.answers.answer import Answer
from nodes.answers.asking import Asking
from nodes.answers.calls import (
    Analyse,
    Call,
    Combine,
    Compare,
    Count,
    Describe,
    Explain,
    FindLike,
    Measure,
    OpenMap,
    Rank,
    Sift,
    Summarize,
    Supposed,
    TellNeeded,
    Verify,
    Where,
)
from nodes.answers.respond import TOOLS, answer
from nodes.answers.shelf import OpenRun, Shelf, open_run
from nodes.answers.words import english, french, words_of
from nodes.report.first_page.french_names import elide, space
from nodes.run_folder.files import MANIFEST, UNFINISHED
from tests.nodes.answers.made import BOXES, answerable, box_of, ground, layers
from tests.nodes.compare.made_runs import JULY, Made

PLACE = re.compile(r"\{claim:([^}]+)\}")


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> OpenRun:
    return answerable(tmp_path_factory.mktemp("tools") / "june")


@pytest.fixture(scope="module")
def july(run, tmp_path_factory) -> OpenRun:
    """The same ground a month on: one field has lost its green."""
    values = layers()
    values["NDVI"] = values["NDVI"].copy()
    values["NDVI"][box_of("Brook")] -= 0.3
    return answerable(run.folder.parent / "july", Made(day=JULY, values=values, classes=ground(), boxes=BOXES))


def ask(run: OpenRun, call: Call, language="en", *others: OpenRun) -> Answer:
    return answer(call, Shelf.of([run, *others]), language)


def values(found: Answer, **wanted) -> list[float]:
    return [
        fact.claim.value for fact in found.facts if all(getattr(fact, name) == value for name, value in wanted.items())
    ]


def test_every_tool_can_be_asked_in_both_languages(run):
    calls = [
        Summarize(), Describe(), Measure(what="NDVI"), Count(), Rank(), Sift(above=0.5), Combine(),
        Explain(where=Where(field="Low")), Compare(), FindLike(), TellNeeded(subject="yield"), OpenMap(),
        Analyse(scene="a.tif"), Verify(),
    ]  # fmt: skip
    assert {call.tool for call in calls} == {*TOOLS}
    for call in calls[:-1]:
        told = [ask(run, call, language) for language in ("en", "fr")]
        assert told[0].status == told[1].status and told[0].text != told[1].text
        assert all({*PLACE.findall(one.text)} == {fact.claim.id for fact in one.facts} for one in told)


def test_both_languages_have_the_same_sentences_with_the_same_places():
    def parts(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))

    assert english.SENTENCES.keys() == french.SENTENCES.keys()
    differing = [key for key, text in english.SENTENCES.items() if parts(text) != parts(french.SENTENCES[key])]
    assert differing == []
    assert english.NAMES.keys() <= french.NAMES.keys()


def test_every_sentence_that_is_said_is_there_and_none_is_idle():
    source = "".join(path.read_text() for path in Path("nodes/answers").rglob("*.py") if path.parent.name != "words")
    said = set(re.findall(r'"([a-z]+[a-z_.]*)"', source)) | set(re.findall(r'f"([a-z_.]+)\{', source))
    idle = [
        key
        for key in english.SENTENCES
        if key not in said and not any(key.startswith(one) for one in said if one.endswith((".", "_")))
    ]
    assert idle == []


def test_the_lowest_field_is_the_lowest_and_hidden_fields_are_left_out(run):
    found = ask(run, Rank(by="NDVI", count=25))
    medians = {name: float(np.median(layers()["NDVI"][box_of(name)])) for name in BOXES if name != "Hidden"}
    order = sorted(medians, key=lambda name: medians[name])
    assert [fact.about for fact in found.facts if fact.topic == "NDVI"] == order
    assert values(found, topic="NDVI") == pytest.approx([medians[name] for name in order], abs=1e-3)
    assert "Hidden" in found.text.partition("Left out")[2] and "Hidden" not in found.text.partition("Left out")[0]
    best = ask(run, Rank(by="NDVI", order="best", count=1))
    assert best.facts[0].about == order[-1]


def test_the_most_urgent_is_that_of_the_report(run):
    found = ask(run, Rank(count=1))
    assert "Low" in found.text and "Brook" not in found.text
    assert "Low" in ask(run, Summarize()).text


def test_fields_are_counted_by_crop_and_kind(run):
    assert values(ask(run, Count()), quantity="count", about=None, statistic="all") == [4]
    assert values(ask(run, Count(crop="wheat")), quantity="count") == [3]
    assert values(ask(run, Count(crop="blé"), "fr"), quantity="count") == [3]
    hidden = ask(run, Count(which="not_judged"))
    assert values(hidden, quantity="count") == [1, 4] and "Hidden" in hidden.text
    area = values(ask(run, Count(crop="maize")), quantity="area")
    assert area == pytest.approx([0.01 * 16 * 14], rel=2e-3)


def test_a_crop_or_field_that_is_not_there_is_not_answered_for_another(run):
    found = ask(run, Count(crop="rice"))
    assert found.status == "not_possible" and {"wheat", "maize"} <= {*found.options} and not found.facts
    found = ask(run, Explain(where=Where(field="Lou")))
    assert found.status == "not_possible" and found.options[0] == "Low"


def test_why_a_field_was_not_judged_is_told(run):
    found = ask(run, Explain(what="not_judged", where=Where(field="Hidden")))
    assert "cloud" in found.text and values(found, topic="cloud") == [100.0]
    assert ask(run, Explain(what="not_judged", where=Where(field="Low"))).corrects
    assert "nuages" in ask(run, Explain(where=Where(field="Hidden")), "fr").text


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (Rank(supposed=Supposed(of="Brook", relation="worst")), "Brook is not the most urgent: Low is"),
        (Rank(by="NDVI", supposed=Supposed(of="Brook", relation="worst")), "Low has"),
        (Rank(supposed=Supposed(of="Hidden", relation="worst")), "neither the worst"),
        (Explain(where=Where(field="Brook"), supposed=Supposed(of="Brook", relation="worst")), "Low is"),
        (
            Measure(what="NDVI", supposed=Supposed(of="Low", relation="more", than="Brook")),
            "not have more NDVI than Brook",
        ),
        (Count(supposed=Supposed(relation="equals", value=12)), "not so much"),
        (Measure(what="cloud", supposed=Supposed(relation="more", value=50)), "not above"),
    ],
)
def test_a_false_premise_is_corrected_first(run, call, words):
    found = ask(run, call)
    assert found.corrects and words in found.text.split("Over")[0]


@pytest.mark.parametrize(
    "call",
    [
        Rank(supposed=Supposed(of="Low", relation="worst")),
        Measure(what="NDVI", supposed=Supposed(of="Low", relation="less", than="Brook")),
        Count(supposed=Supposed(relation="equals", value=4)),
        Count(crop="wheat", supposed=Supposed(of="wheat", relation="exists")),
    ],
)
def test_a_true_premise_is_not_corrected(run, call):
    found = ask(run, call)
    assert found.status == "answered" and not found.corrects


def test_two_runs_are_compared_by_the_comparison_of_the_program(run, july):
    shelf = Shelf.of([july, run])
    found = answer(Compare(field="Brook"), shelf, "en")
    medians = [float(np.median(layers()["NDVI"][box_of("Brook")])) - lack for lack in (0.0, 0.3)]
    assert values(found, topic="NDVI", quantity="index") == pytest.approx(medians, abs=1e-3)
    assert [fact.run for fact in found.facts][:2] == ["june", "july"] and "clear fall" in found.text
    assert "less than air" in answer(Compare(field="North Field"), shelf, "en").text
    wrong = answer(Compare(field="Brook", supposed=Supposed(of="Brook", relation="rose")), shelf, "en")
    assert wrong.corrects and "did not rise" in wrong.text
    everything = answer(Compare(), shelf, "fr").text
    assert "Brook" in everything.split("baissé :")[1].split(".")[0]


def test_two_fields_are_held_against_each_other(run):
    found = ask(run, Compare(field="Brook", other_field="Low"))
    low, brook = (float(np.median(layers()["NDVI"][box_of(name)])) for name in ("Low", "Brook"))
    assert values(found, quantity="difference") == pytest.approx([brook - low], abs=2e-3)
    assert ask(run, Compare(field="Brook", other_field="Hidden")).status == "not_possible"


def test_what_a_picture_cannot_tell_is_said_so(run):
    for subject in ("yield", "dose", "price", "disease"):
        found = ask(run, TellNeeded(subject=subject))
        assert found.status == "not_possible" and not found.facts and "picture cannot" in found.text


def test_what_rests_on_a_changed_file_is_not_answered(tmp_path):
    run = answerable(tmp_path / "changed")
    data = bytearray((run.folder / "indices.tif").read_bytes())
    data[-10] ^= 255
    (run.folder / "indices.tif").write_bytes(data)
    for call in (Measure(what="NDVI"), Measure(what="NDVI", where=Where(part="north")), Rank(by="NDVI"), Summarize()):
        found = ask(run, call)
        assert found.status == "not_possible" and "indices.tif" in found.text and not found.facts
    assert ask(run, Measure(what="risk")).status == "answered"
    (run.folder / "risk.tif").unlink()
    assert "gone" in ask(run, Measure(what="risk")).text


def test_a_file_that_is_changed_after_it_was_read_is_seen(tmp_path):
    run = answerable(tmp_path / "later")
    assert ask(run, Measure(what="NDVI", where=Where(part="north"))).status == "answered"
    (run.folder / "valid.tif").write_bytes(b"II*\0 something else")
    assert "valid.tif" in ask(run, Measure(what="NDVI", where=Where(part="south"))).text


def test_a_run_that_is_no_finished_run_is_not_opened(tmp_path):
    folder = answerable(tmp_path / "whole").folder
    with pytest.raises(ConfigError, match="no run folder"):
        open_run(tmp_path / "nowhere")
    (folder / UNFINISHED).write_text("")
    with pytest.raises(ConfigError, match="not finished"):
        open_run(folder)
    (folder / UNFINISHED).unlink()
    state = (folder / "state.json").read_text()
    (folder / "state.json").write_text(state + " ")
    with pytest.raises(ConfigError, match=r"state\.json .* was changed"):
        open_run(folder)
    (folder / MANIFEST).unlink()
    with pytest.raises(ConfigError, match="finished run"):
        open_run(folder)


def test_a_run_that_was_moved_answers_the_same(run, tmp_path):
    import shutil

    moved = open_run(shutil.copytree(run.folder, tmp_path / "elsewhere"))
    call = Measure(what="NDVI", where=Where(field="Low", part="north"))
    assert values(ask(moved, call)) == values(ask(run, call))


def test_a_name_cannot_smuggle_in_the_place_of_a_number(tmp_path):
    boxes = {"{claim:health.severe.share}": BOXES["Low"], "Brook": BOXES["Brook"]}
    made = Made(values=layers(), classes=ground(), boxes=boxes)
    found = ask(answerable(tmp_path / "hostile", made), Rank(by="NDVI"))
    assert "(claim:health.severe.share)" in found.text
    assert {*PLACE.findall(found.text)} == {fact.claim.id for fact in found.facts}


def test_the_run_that_is_meant_is_found_by_name_or_day(run, july):
    shelf = Shelf.of([run, july])
    assert answer(Describe(about="date", run=JULY), shelf, "en").text.startswith("Acquired: 23 July 2018")
    assert shelf.current == "july"
    assert answer(Measure(what="NDVI", run="august"), shelf, "en").status == "not_possible"
    assert [one.name for one in shelf.by_date()] == ["june", "july"]


def test_braces_of_names_and_notes_are_no_places_of_numbers(run):
    asking = Asking(run, Shelf.of([run]), words_of("en"), Describe(about="clouds"))
    said = asking.say("scene.no_clouds", why="no {mask} of {claim:hidden.share}")
    assert "no (mask) of {claim:hidden.share}" in said


def test_french_names_of_indices_are_elided():
    words = words_of("fr")
    said = words.say("index.one", where="partout", index="EVI", statistic="médiane", value="{claim:answer.1}")
    assert "pour l'EVI" in said
    assert elide("le NDVI, le EVI, du ARVI, de EVI, le OSAVI") == "le NDVI, l'EVI, de l'ARVI, d'EVI, l'OSAVI"
    assert space("« Nord » : 1 ; 2 !") == "«\u00a0Nord\u00a0»\u00a0: 1\u00a0; 2\u00a0!"
