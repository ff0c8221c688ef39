"""Test which pictures become reference cases, and that a reference is read as it was written."""

import numpy as np
import pytest

from models.errors import ModelUnavailable
from models.fake import FakeBackend
from models.retrieval.collection.item import Item
from models.retrieval.collection.shelf import Rows, Shelf, join_shelves
from models.retrieval.field_notes import read_notes
from models.retrieval.findings import PHRASES
from models.retrieval.learning.cases.build import _find_rights, choose_spread
from models.retrieval.learning.cases.words import MEANT
from models.retrieval.library import LibraryPlaces, open_library
from models.retrieval.reference import (
    REFERENCE,
    embed_notes,
    find_reference,
    holds_notes,
    read_reference,
    write_reference,
)

EMBED = FakeBackend().embed


@pytest.fixture
def shelf() -> Shelf:
    cases = [Item(id=f"case_{place}", kind="photograph", caption="a leaf", condition="bean/rust") for place in range(3)]
    points = EMBED([np.full((40, 40, 3), shade, np.uint8) for shade in (10, 100, 200)], ["a leaf"])
    rows = {"picture": Rows(points["pictures"], np.arange(3)), "words": Rows(points["texts"], np.zeros(1, np.int64))}
    return join_shelves([embed_notes("fake", EMBED), Shelf("fake", cases, rows)])


def test_cases_are_spread_over_what_a_subject_looks_like():
    random = np.random.default_rng(0)
    centres = np.eye(8, dtype=np.float32)[:4]
    points = np.repeat(centres, 25, axis=0) + 0.05 * random.standard_normal((100, 8)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    chosen = [*choose_spread(points, np.arange(100), 4)]
    assert sorted(row // 25 for row in chosen) == [0, 1, 2, 3]
    assert [*choose_spread(points, np.arange(3), 4)] == [0, 1, 2]
    assert len(set(choose_spread(points, np.arange(100), 30))) <= 30


def test_a_reference_is_read_as_it_was_written(shelf, tmp_path):
    write_reference(tmp_path, shelf)
    found = read_reference(tmp_path / REFERENCE)
    assert (found.model, list(found.items)) == ("fake", list(shelf.items))
    assert holds_notes(found)
    for side in ("picture", "words"):
        np.testing.assert_allclose(found.rows[side].points, shelf.rows[side].points, atol=1e-3)
        np.testing.assert_allclose(np.linalg.norm(found.rows[side].points, axis=1), 1, atol=1e-6)


def test_a_reference_of_another_model_is_not_searched_but_the_notes_are(shelf, tmp_path):
    write_reference(tmp_path, Shelf("another", shelf.items, shelf.rows))
    assert find_reference([tmp_path / "none", tmp_path], "fake") is None
    library = open_library(LibraryPlaces((tmp_path,)), "fake", EMBED)
    assert {item.kind for item in library.shelf.items} == {"note"}
    assert len(library.shelf.items) == len(read_notes())


def test_a_reference_of_this_model_is_searched_without_embedding_notes_anew(shelf, tmp_path):
    write_reference(tmp_path, shelf)
    library = open_library(LibraryPlaces((tmp_path,)), "fake", lambda *_: pytest.fail("notes were embedded"))
    assert len(library.shelf.items) == len(read_notes()) + 3


def test_a_damaged_reference_is_one_line(tmp_path):
    (tmp_path / REFERENCE).write_bytes(b"damaged")
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        find_reference([tmp_path], "fake")


def test_every_picture_has_a_source_and_a_licence():
    for file in ("leaf_disease/corn/Blight/a.jpg", "weeds/deepweeds/lantana/a.jpg", "rgbn_aerial/naip_nd/a.tif#0,0"):
        assert all(_find_rights(file).values())
    assert _find_rights("simulated/a")["licence"] == "Apache-2.0"


def test_notes_are_meant_for_all_findings_but_disease():
    assert set(MEANT) == set(PHRASES) - {"disease"}
    assert {note for notes in MEANT.values() for note in notes} <= set(read_notes())
