"""Test what is shown of what was found: only what is likely enough, and nothing of an unknown thing."""

import json

import numpy as np
import pytest

from models.retrieval.collection.item import Item
from models.retrieval.collection.shelf import Rows, Shelf
from models.retrieval.findings import PHRASES, Finding
from models.retrieval.scene import ENOUGH, MOST_CONDITIONS, MOST_MATCHES, OVERHEAD, Query, answer_query, unpack_point

PICTURE = np.zeros((40, 40, 3), np.uint8)
AXES = np.eye(8, dtype=np.float32)
LIKENESS = dict.fromkeys(("pictures", "picture_and_text", "texts"), (20.0, -10.0))


def made(subjects=(), certainty=(), picture=AXES[0], texts=()):
    return {
        "model": "m", "pictures": np.stack([picture]) if picture is not None else np.empty((0, 8), np.float32),
        "texts": np.stack(texts) if len(texts) else np.empty((0, 8), np.float32), "subjects": tuple(subjects),
        "certainty": np.asarray([certainty], np.float32), "likeness": LIKENESS,
    }  # fmt: skip


def near(cosine: float, axis: int = 0) -> np.ndarray:
    return (cosine * AXES[axis] + np.sqrt(1 - cosine**2) * AXES[7]).astype(np.float32)


def shelf_of(*rows: tuple[str, str, np.ndarray]) -> Shelf:
    """Of (kind, condition, point): notes lie by their words, all others by their pictures."""
    items = [
        Item(id=f"item_{place}", kind=kind, caption=condition, condition=condition)
        for place, (kind, condition, _) in enumerate(rows)
    ]
    sides = {
        side: [place for place, (kind, _, _) in enumerate(rows) if (kind == "note") == (side == "words")]
        for side in ("picture", "words")
    }
    points = {side: [rows[place][2] for place in places] for side, places in sides.items()}
    return Shelf(
        "m", items,
        {side: Rows(np.stack(points[side]) if places else np.empty((0, 8), np.float32), np.array(places, np.int64))
         for side, places in sides.items()},
    )  # fmt: skip


def test_a_case_is_shown_from_the_threshold_on():
    shelf = shelf_of(("photograph", "a/b", near(0.51)), ("photograph", "a/c", near(0.49)))
    answer = answer_query(Query(PICTURE, "photo"), made(), shelf)
    assert [match.condition for match in answer.matches] == ["a/b"]
    assert answer.matches[0].certainty == pytest.approx(1 / (1 + np.exp(-0.2)), abs=1e-4)
    assert answer.matches[0].certainty >= ENOUGH
    assert answer.searched == 2


def test_cases_of_one_condition_do_not_crowd_out_the_others():
    same = [("photograph", "a/b", near(0.99 - place / 1000)) for place in range(9)]
    others = [("photograph", f"a/{place}", near(0.9)) for place in range(9)]
    answer = answer_query(Query(PICTURE, "photo"), made(), shelf_of(*same, *others))
    conditions = [match.condition for match in answer.matches]
    assert conditions.count("a/b") == 2 and len(conditions) == MOST_MATCHES


@pytest.mark.parametrize(("kind", "wanted"), [("photo", "photograph"), ("scene", "scene")])
def test_photographs_are_held_against_photographs_and_scenes_against_scenes(kind, wanted):
    shelf = shelf_of(("photograph", "a/b", near(0.9)), ("scene", "c/d", near(0.9)), ("note", "e/f", near(0.9)))
    answer = answer_query(Query(PICTURE, kind), made(), shelf)
    assert [match.kind for match in answer.matches] == [wanted]


def test_conditions_are_the_likeliest_few_with_their_notes():
    subjects = ("corn/common_rust", "corn/healthy", "apple/scab", "bean/bean_rust", f"{OVERHEAD}field")
    answer = answer_query(Query(PICTURE, "photo"), made(subjects, (0.6, 0.15, 0.12, 0.1, 0.03)), shelf_of())
    assert [found.subject for found in answer.conditions] == ["corn/common_rust", "corn/healthy", "apple/scab"]
    assert [found.note for found in answer.conditions] == ["maize_common_rust", None, "apple_scab"]
    assert len(answer.conditions) == MOST_CONDITIONS


@pytest.mark.parametrize("certainty", [(0, 0), (0.29, 0.29), (0.1, 0.9)])
def test_nothing_is_named_where_nothing_is_likely_enough(certainty):
    answer = answer_query(Query(PICTURE, "photo"), made(("a/b", f"{OVERHEAD}field"), certainty), shelf_of())
    assert answer.conditions == () and answer.matches == ()


@pytest.mark.parametrize(
    ("kind", "certainty", "looks_like"),
    [
        ("photo", (0, 0.95), "scene"),
        ("photo", (0.5, 0.5), None),
        ("scene", (0.95, 0), "photo"),
        ("scene", (0, 1), None),
    ],
)
def test_a_scene_given_as_a_leaf_and_the_reverse_are_noticed(kind, certainty, looks_like):
    answer = answer_query(Query(PICTURE, kind), made(("a/b", f"{OVERHEAD}field"), certainty), shelf_of())
    assert answer.looks_like == looks_like


def test_notes_are_found_by_what_was_measured_and_say_by_what():
    findings = (Finding("drought", PHRASES["drought"]), Finding("hail", PHRASES["hail"]))
    shelf = shelf_of(("note", "dry", near(0.8, 1)), ("note", "hail", near(0.8, 2)), ("photograph", "a/b", AXES[1]))
    answer = answer_query(Query(None, "scene", findings), made(picture=None, texts=(AXES[1], AXES[2])), shelf)
    assert [(match.finding, match.item) for match in answer.matches] == [("drought", "item_0"), ("hail", "item_1")]


def test_all_numbers_follow_from_the_evidence():
    findings = (Finding("drought", PHRASES["drought"]),)
    shelf = shelf_of(("scene", "a/b", near(0.9)), ("note", "dry", near(0.8, 1)))
    answer = answer_query(Query(PICTURE, "scene", findings), made(texts=(AXES[1],)), shelf)
    content = json.loads(answer.evidence)
    for match, row in zip(answer.matches, content["found"], strict=True):
        asked = unpack_point(content["asked"][row["asked"]]["point"])
        assert float(asked @ unpack_point(row["point"])) == pytest.approx(match.similarity, abs=1e-6)
    assert content["searched"] == {"note": 1, "scene": 1}
