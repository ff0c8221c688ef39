"""Which real fields or pixels fell behind their crop, and how well a score of the day predicted it.

A case is a field, or a pixel, on a day of its crop's season; its group are all of that crop in that region on that day.
What comes of it is its NDVI against the median of the crop on the same days, averaged over a later while. The fifth of
a group that does worst has fallen. A score that predicts it is high there: the area under the ROC curve is the share
of pairs, one fallen and one not, in which the fallen one has the higher score.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from models.arrays import Bools, Doubles, Floats, Whole
from models.observed.bootstrap import add_interval, resample
from models.observed.courses import average_seen, find_medians, find_season

LOWEST, WHILE_STANDING, FALL = "lowest later", "lowest while the crop stands", "deepest fall"
"""Outcomes: NDVI anomaly later; of those days only on which the crop's median still stands; and less that of today."""
SHARE = 0.2
"""Of a group that has fallen."""
_FEWEST = 10  # in a group
_TWICE = 2  # days on which a place must be seen later, where there are so many
_TOGETHER = 25  # resamples at a time, for memory


@dataclass(frozen=True)
class Land:
    """n fields or pixels on t days, NaN where nothing was seen."""

    ndvi: Floats  # (n, t)
    kind: NDArray[np.str_]  # (n,) crop and region; empty where none is known
    unit: Whole  # (n,) what lies side by side, and is drawn together
    days: list[date]  # (t,)


@dataclass(frozen=True)
class Cases:
    """k places on days of their season, and what came of them."""

    place: Whole  # (k,) of the n
    day: Whole  # (k,) of the t
    group: Whole
    unit: Whole
    ndvi: Floats  # of the day
    anomaly: Floats  # of the day
    later: dict[str, Floats]  # outcomes by name, NaN where too little was seen

    def __len__(self) -> int:
        return len(self.place)


def collect_cases(land: Land, while_after: tuple[int, int]) -> Cases:
    """Collect each crop on each day of its season; `while_after` are the first and the last day of what counts
    as later.
    """
    kinds, counts = np.unique(land.kind, return_counts=True)
    enough = [str(kind) for kind, count in zip(kinds, counts, strict=True) if kind and count >= _FEWEST]
    rows = [row for kind in enough for row in _collect_groups(land, kind, while_after)]
    place, day, ndvi, anomaly, *later = (np.concatenate(column) for column in zip(*rows, strict=True))
    group = np.repeat(np.arange(len(rows)), [len(row[0]) for row in rows])
    found = {
        name: values.astype(np.float32) for name, values in zip((LOWEST, WHILE_STANDING, FALL), later, strict=True)
    }
    return Cases(place, day, group, land.unit[place], ndvi, anomaly, found)


def _collect_groups(land: Land, kind: str, while_after: tuple[int, int]) -> Iterator[tuple[NDArray[np.generic], ...]]:
    """Yield one group after another: place, day, NDVI and anomaly of the day, and the outcomes."""
    chosen = np.flatnonzero(land.kind == kind)
    ndvi = land.ndvi[chosen]
    anomaly = ndvi - find_medians(ndvi)
    season = find_season(ndvi, land.days)
    for today in season:
        first, last = (land.days[today].toordinal() + gap for gap in while_after)
        after = [day for day, when in enumerate(land.days) if first <= when.toordinal() <= last]
        later = _average_later(anomaly, after)
        standing = _average_later(anomaly, [day for day in after if day in season])
        there = np.flatnonzero(np.isfinite(later) & np.isfinite(ndvi[:, today]))
        if len(there) >= _FEWEST:
            now = anomaly[there, today]
            outcomes = later[there], standing[there], later[there] - now
            yield chosen[there], np.full(len(there), today), ndvi[there, today], now, *outcomes


def _average_later(anomaly: Floats, after: list[int]) -> Floats:
    """Average the anomaly of later days, (n,), NaN where too little was seen."""
    seen = np.isfinite(anomaly[:, after]).sum(axis=1)
    enough = seen >= max(1, min(_TWICE, len(after)))
    return np.where(enough, average_seen(anomaly[:, after], 1), np.nan).astype(np.float32)


def mark_lowest(outcome: Floats, group: Whole) -> NDArray[np.int8]:
    """Mark with 1 the fifth of each group with the lowest outcome, with 0 the others, with −1 where it is not known."""
    found = np.full(len(outcome), -1, np.int8)
    for rows in _split_groups(group):
        known = rows[np.isfinite(outcome[rows])]
        if len(known) >= _FEWEST:
            order = known[np.argsort(outcome[known], kind="stable")]
            found[order] = 0
            found[order[: round(SHARE * len(order))]] = 1
    return found


def measure_auroc(
    score: Floats, low: NDArray[np.int8], group: Whole, unit: Whole, draws: tuple[int, np.random.Generator]
) -> dict[str, list[float]]:
    """Measure the area under the ROC curve with its 95 % interval: pairs within groups only, and all pairs.

    Intervals are by drawing units again, `draws[0]` times.
    """
    known = np.flatnonzero(low >= 0)
    units, number = np.unique(unit[known], return_inverse=True)
    counts = np.array([np.bincount(again, minlength=len(units)) for again in resample(len(units), *draws)])
    once = np.ones((1, len(units)), np.int64)
    parts = {"within": [known[rows] for rows in _split_groups(group[known])], "all": [known]}
    where = np.full(len(low), -1)
    where[known] = number

    def of(weights: Whole, rows: list[Whole]) -> Doubles:
        won = pairs = np.zeros(len(weights))
        for part in rows:
            more, of_all = _count_pairs(score[part], low[part] == 1, weights[:, where[part]])
            won, pairs = won + more, pairs + of_all
        return won[pairs > 0] / pairs[pairs > 0]

    found = {}
    for name, rows in parts.items():
        steps = range(0, len(counts), _TOGETHER)
        others = np.concatenate([of(counts[start : start + _TOGETHER], rows) for start in steps])
        found[name] = add_interval(float(of(once, rows)[0]), others)
    return found


def _count_pairs(score: Floats, low: Bools, weights: Whole) -> tuple[Doubles, Doubles]:
    """Count pairs in which the lowest one scores higher, ties by half, and all pairs, (r,) each, for (r, k) weights."""
    order = np.argsort(score, kind="stable")
    starts = np.flatnonzero(np.diff(score[order], prepend=-np.inf) > 0)  # of equal scores
    sorted_weights, is_low = weights[:, order].astype(np.float64), low[order]
    ours = np.add.reduceat(sorted_weights * is_low, starts, axis=1)
    theirs = np.add.reduceat(sorted_weights * ~is_low, starts, axis=1)
    below = np.cumsum(theirs, axis=1) - theirs
    return (ours * (below + theirs / 2)).sum(axis=1), ours.sum(axis=1) * theirs.sum(axis=1)


def _split_groups(group: Whole) -> list[Whole]:
    """Split the rows into groups."""
    order = np.argsort(group, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
