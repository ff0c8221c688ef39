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
        for first, last in zip(firsts, [*firsts[1:], len(owners)], strict=True):
            found[owners[first]] = _describe(values[first:last], self._weights[first:last])
        return found


def _describe(values: Doubles, weights: Doubles) -> tuple[float, ...]:
    total = weights.sum()
    mean = values @ weights / total
    places = (np.cumsum(weights) - weights / 2) / total
    low, middle, high = np.interp((0.1, 0.5, 0.9), places, values)
    return total, middle, mean, low, high, np.sqrt(((values - mean) ** 2) @ weights / total)


def weigh_classes(owners: Places, values: NDArray[Any], weights: Doubles, outlines: int, count: int) -> Doubles:
    """(outlines, count) pixels of each class, by their cover; others do not count."""
    known = values < count
    flat = np.bincount(owners[known] * count + values[known], weights[known], outlines * count)
    return flat.reshape(outlines, count).astype(np.float64)
