"""What runs said in words only before there were fields for it."""

import json

import pytest

from models.schemas import FieldFacts, IndicesResult, Issue
from tests.stand_ins import scene_of

NO_WEIGHTS = (
    "there are no caption weights in $AGRI_HOME/weights/caption or models/caption/weights; put model.safetensors and "
    "config.json into one of these, or use --backend modal"
)


def issue_of(step, kind, reason):
    return Issue.model_validate_json(json.dumps({"step": step, "kind": kind, "reason": reason, "needed": None}))


@pytest.mark.parametrize(
    ("step", "kind", "reason", "found"),
    [
        ("caption_scene", "model_unavailable", NO_WEIGHTS, ("no_weights", ("caption",), None)),
        ("segment_risk", "model_unavailable", NO_WEIGHTS, ("unspecified", (), None)),
        ("measure_indices", "refused", "NDRE, BSI: no band: none", ("unspecified", ("NDRE", "BSI"), "no band: none")),
        ("ingest", "conversion", "NDRE, BSI: no band", ("unspecified", (), None)),
    ],
)
def test_an_issue_without_a_code_says_what_its_sentence_does(step, kind, reason, found):
    issue = issue_of(step, kind, reason)
    assert (issue.code, issue.subjects, issue.shared_reason) == found
    assert Issue.model_validate_json(issue.model_dump_json()) == issue


def test_an_issue_with_a_code_is_not_read():
    issue = Issue(step="caption_scene", kind="model_unavailable", reason=NO_WEIGHTS, code="damaged")
    assert (issue.code, issue.subjects) == ("damaged", ())


def test_indices_that_were_refused_in_a_sentence_still_are():
    said = {"raster": "indices.tif", "stats": [], "cover": [], "refused": {"NDRE": "the scene has no such band"}}
    found = IndicesResult.model_validate_json(json.dumps(said))
    assert found.refused["NDRE"].reason == "the scene has no such band"
    assert IndicesResult.model_validate_json(found.model_dump_json()) == found


def test_notes_on_the_field_are_of_the_elevation_or_of_the_sensors():
    facts = FieldFacts.model_validate_json(json.dumps({"notes": ["elevation: of half the scene", "rain: too few"]}))
    assert [(note.about, note.text) for note in facts.notes] == [
        ("elevation", "of half the scene"), ("sensors", "rain: too few")
    ]  # fmt: skip
    assert FieldFacts.model_validate_json(facts.model_dump_json()) == facts


@pytest.mark.parametrize(("note", "by"), [("the file says that it is simulated: by us", "by us"), ("simulated", None)])
def test_a_scene_that_was_simulated_still_is(scene_file, note, by):
    scene = scene_of(scene_file)
    said = scene.model_dump(mode="json") | {"notes": ["bands were renamed", note]}
    del said["simulated"]
    assert type(scene).model_validate_json(json.dumps(said)).simulated == by


@pytest.mark.parametrize("value", [5, None, "x", [], {"a": 5}, [5], {"a": [5]}])
def test_what_never_was_a_result_is_refused_as_such(value):
    for kind, fields in (
        (FieldFacts, {"notes": value}),
        (IndicesResult, {"raster": "indices.tif", "stats": [], "cover": [], "refused": value}),
        (Issue, value),
    ):
        if value == [] and kind is FieldFacts:
            continue
        with pytest.raises(ValueError, match="validation error"):
            kind.model_validate_json(json.dumps(fields))
