"""Test that the nearest are found, all of them, in their order."""

import numpy as np
import pytest

from models.retrieval.collection.item import Item
from models.retrieval.collection.shelf import Rows, Shelf, join_shelves

NOTHING = Rows(np.empty((0, 0), np.float32), np.empty(0, np.int64))


def shelf_of(count: int, rows: int, seed: int = 0, kind: str = "photograph", start: int = 0) -> Shelf:
    random = np.random.default_rng(seed)
    points = random.standard_normal((rows, 16)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    items = [Item(id=f"item_{start + place}", kind=kind, caption="a leaf") for place in range(count)]
    return Shelf("model", items, {"picture": Rows(points, random.integers(0, count, rows)), "words": NOTHING})


@pytest.mark.parametrize("limit", [1, 7, 500])
def test_the_nearest_are_those_of_a_plain_sort(limit):
    shelf = shelf_of(40, 300)
    query = shelf.rows["picture"].points[5]
    found = shelf.find(query, limit, "picture")
    best: dict[int, float] = {}
    for owner, point in zip(shelf.rows["picture"].owners, shelf.rows["picture"].points, strict=True):
        best[int(owner)] = max(best.get(int(owner), -1.0), float(point @ query))
    plain = sorted(best.values(), reverse=True)[:limit]
    np.testing.assert_allclose([case.similarity for case in found], plain, atol=1e-6)
    assert len({case.item.id for case in found}) == len(found)


def test_nothing_is_found_where_nothing_is():
    assert shelf_of(3, 9).find(np.ones(16, np.float32), 5, "words") == []
    assert join_shelves([Shelf("model", [], {"picture": NOTHING, "words": NOTHING})]).items == []


def test_shelves_side_by_side_hold_each_item_once():
    one, other = shelf_of(5, 30), shelf_of(5, 30, seed=1, start=3)
    joined = join_shelves([one, other])
    assert [item.id for item in joined.items] == [f"item_{place}" for place in range(8)]
    for query in (one.rows["picture"].points[2], other.rows["picture"].points[2]):
        found = joined.find(query, 1, "picture")[0].similarity
        assert found <= 1 + 1e-6
    assert joined.find(one.rows["picture"].points[2], 1, "picture")[0].similarity == pytest.approx(1, abs=1e-6)


def test_only_some_kinds_are_looked_at():
    joined = join_shelves([shelf_of(5, 30), shelf_of(5, 30, seed=1, kind="scene", start=9)])
    query = joined.rows["picture"].points[0]
    assert {case.item.kind for case in joined.find(query, 20, "picture", ("scene",))} == {"scene"}
    assert joined.count("picture", ("scene", "note")) == {"scene": 5}
    assert joined.only(("scene",)).count("picture", ("photograph", "scene")) == {"scene": 5}
