"""What values show within outlines: each pixel counts with the share of it that an outline covers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.arrays import Doubles, Places

STEPS = 10_000
"""A stored value of an index is a whole number of these."""
STATISTICS = ("total", "median", "mean", "p10", "p90", "std")

_SPAN = 1 << 40  # more than any value has steps


class Weighing:
    """Values of one index within a few outlines: as exact as the values, in memory that stays small."""

    def __init__(self, outlines: int) -> None:
        self._outlines = outlines
        self._keys: NDArray[np.int64] = np.zeros(0, np.int64)  # outline and value, sorted, each once
        self._weights: Doubles = np.zeros(0)

    def add(self, owners: Places, values: NDArray[Any], weights: Doubles) -> None:
        """Count the values that are there; `owners` says of which outline each is."""
        there = np.isfinite(values)
        keys = owners[there] * _SPAN + np.rint(values[there].astype(np.float64) * STEPS).astype(np.int64) + _SPAN // 2
        keys, weights = np.concatenate([self._keys, keys]), np.concatenate([self._weights, weights[there]])
        order = np.argsort(keys, kind="stable")
        keys, weights = keys[order], weights[order]
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        self._keys = keys[starts]
        self._weights = np.add.reduceat(weights, starts) if len(starts) else weights

    def describe(self) -> Doubles:
        """(outlines, 6) of `STATISTICS`, NaN without a value; each value stands in the middle of its own weight."""
        found = np.full((self._outlines, len(STATISTICS)), np.nan)
        found[:, 0] = 0
        owners, values = np.divmod(self._keys, _SPAN)
        values = (values - _SPAN // 2) / STEPS
        firsts = np.flatnonzero(np.diff(owners, prepend=-1))
        if len(firsts):
            found[owners[firsts]] = _describe(values, self._weights, firsts)
        return found


def _describe(values: Doubles, weights: Doubles, firsts: Places) -> Doubles:
    """(parts, 6) statistics of values that are sorted within parts, which begin at `firsts`."""
    counts = np.diff(firsts, append=len(values))
    total = np.add.reduceat(weights, firsts)
    mean = np.add.reduceat(values * weights, firsts) / total
    std = np.sqrt(np.add.reduceat((values - np.repeat(mean, counts)) ** 2 * weights, firsts) / total)
    sums = np.cumsum(weights)
    before = np.repeat((sums - weights)[firsts], counts)
    ranks = (sums - before - weights / 2) / np.repeat(total, counts)
    low, median, high = (_find_percentile(rank, values, ranks, firsts) for rank in (0.1, 0.5, 0.9))
    return np.stack([total, median, mean, low, high, std], axis=1)


def _find_percentile(rank: float, values: Doubles, ranks: Doubles, firsts: Places) -> Doubles:
    """(parts,) value at a rank, between those whose ranks are next to it; the ends of a part are its limits."""
    lasts = np.append(firsts[1:], len(values)) - 1
    lower = np.add.reduceat(ranks < rank, firsts) + firsts - 1  # the last below the rank, or one before the part
    one, other = np.maximum(lower, firsts), np.minimum(lower + 1, lasts)
    apart = ranks[other] - ranks[one]
    part = np.divide(rank - ranks[one], apart, out=np.zeros(len(firsts)), where=apart > 0)
    return np.asarray(values[one] + np.clip(part, 0, 1) * (values[other] - values[one]))


def weigh_classes(owners: Places, values: NDArray[Any], weights: Doubles, outlines: int, count: int) -> Doubles:
    """(outlines, count) pixels of each class, by their cover; others do not count."""
    known = values < count
    flat = np.bincount(owners[known] * count + values[known], weights[known], outlines * count)
    return flat.reshape(outlines, count).astype(np.float64)
