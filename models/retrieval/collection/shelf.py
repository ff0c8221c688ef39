"""Items side by side with where they lie, and the nearest of them: all are looked at, so none is missed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.arrays import Floats
from models.retrieval.collection.item import Item

Side = Literal["picture", "words"]


class Found(NamedTuple):
    """An item, the cosine between it and what was asked, and where it lies."""

    item: Item
    similarity: float
    side: Side
    point: Floats  # (d,)


@dataclass(frozen=True)
class Rows:
    """(n, d) points of unit length, and (n,) which item each is of; an item may have several."""

    points: Floats
    owners: NDArray[np.int64]

    @cached_property
    def most(self) -> int:
        """Rows of the item that has most."""
        return int(np.bincount(self.owners).max()) if len(self.owners) else 0


@dataclass(frozen=True)
class Shelf:
    """Items, with the rows of their pictures and those of their words, all by one model."""

    model: str
    items: Sequence[Item]
    rows: dict[Side, Rows]

    @cached_property
    def kinds(self) -> NDArray[np.str_]:
        """(items,) the kind of each."""
        return np.array([item.kind for item in self.items], dtype=np.str_)

    def find(self, query: Floats, limit: int, side: Side, kinds: Sequence[str] = ()) -> list[Found]:
        """(d,) of unit length → the nearest items by their pictures or by their words, nearest first.

        Of some kinds, only these are looked at.
        """
        rows = self.rows[side]
        if not len(rows.owners) or limit < 1:
            return []
        likeness = rows.points @ query
        if kinds:
            likeness[~np.isin(self.kinds, kinds)[rows.owners]] = -np.inf
        found: dict[int, Found] = {}
        for row in _order(likeness, limit * rows.most):
            owner = int(rows.owners[row])
            if not np.isfinite(likeness[row]) or len(found) == limit:
                break
            if owner not in found:
                point = rows.points[row]
                found[owner] = Found(self.items[owner], _cosine(query, point), side, point)
        return [*found.values()]

    def count(self, side: Side, kinds: Sequence[str]) -> Counter[str]:
        """Count the items of these kinds that can be found on that side, by kind."""
        there = np.zeros(len(self.items), bool)
        there[self.rows[side].owners] = True
        return Counter({kind: count for kind in kinds if (count := int((there & (self.kinds == kind)).sum()))})

    def only(self, kinds: Iterable[str]) -> "Shelf":
        """Leave out the rows of items of other kinds."""
        kept = np.isin(self.kinds, [*kinds])
        return Shelf(self.model, self.items, {side: _keep(rows, kept) for side, rows in self.rows.items()})


def join_shelves(shelves: Sequence[Shelf]) -> Shelf:
    """Put shelves of one model side by side; an item that stands on several is taken from the first."""
    assert len({shelf.model for shelf in shelves}) == 1
    items: list[Item] = []
    parts: dict[Side, list[Rows]] = {"picture": [], "words": []}
    known: set[str] = set()
    for shelf in shelves:
        places = np.full(len(shelf.items), -1, np.int64)
        for place, item in enumerate(shelf.items):
            if item.id not in known:
                places[place] = len(items)
                items.append(item)
        known |= {item.id for item in shelf.items}
        for side, rows in shelf.rows.items():
            owners = places[rows.owners]
            parts[side].append(Rows(rows.points[owners >= 0], owners[owners >= 0]))
    return Shelf(shelves[0].model, items, {side: _stack(rows) for side, rows in parts.items()})


def _cosine(one: Floats, other: Floats) -> float:
    """In double precision, so that it does not hang on how many were compared at once."""
    return float(np.dot(one.astype(np.float64), other.astype(np.float64)))


def _stack(parts: Sequence[Rows]) -> Rows:
    filled = [part for part in parts if len(part.owners)]
    if len(filled) == 1:
        return filled[0]
    if not filled:
        return Rows(np.empty((0, 0), np.float32), np.empty(0, np.int64))
    return Rows(np.concatenate([part.points for part in filled]), np.concatenate([part.owners for part in filled]))


def _keep(rows: Rows, kept: NDArray[np.bool_]) -> Rows:
    chosen = kept[rows.owners] if len(rows.owners) else np.empty(0, bool)
    return rows if chosen.all() else Rows(rows.points[chosen], rows.owners[chosen])


def _order(likeness: Floats, count: int) -> NDArray[np.int64]:
    """Rows from the likeliest on; of equals the first comes first."""
    if count < len(likeness):
        least = np.partition(likeness, -count)[-count]
        chosen = np.flatnonzero(likeness >= least)
    else:
        chosen = np.arange(len(likeness))
    return chosen[np.argsort(-likeness[chosen], kind="stable")]
