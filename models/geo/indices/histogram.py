"""Exact statistics of values on a fixed grid, from one pass and flat memory.

Index values are stored rounded to 0.0001, between −10 and 10; decibels and degrees to 0.01, between −300 and 300. A
count of each of these values says everything about them, whatever the order or the windows in which they came:
percentiles, mean and spread are exact over what is stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.arrays import Doubles, Floats, Places

STEPS_PER_UNIT = 10_000
LIMIT = 10.0
"""Absolute values from here on come from a denominator near zero and count as undefined."""


@dataclass(frozen=True)
class Steps:
    """How finely values are kept, and below which absolute value."""

    per_unit: int
    limit: float

    @property
    def half(self) -> int:
        """How many steps lie between zero and the limit."""
        return int(self.limit * self.per_unit)


FINE = Steps(STEPS_PER_UNIT, LIMIT)
COARSE = Steps(100, 300.0)
"""For decibels and degrees."""


def quantise(values: Floats, stored: Floats, bins: Places, steps: Steps = FINE) -> None:
    """Round `values` in place; fill `stored` with the result, NaN where undefined, and `bins` to match."""
    undefined = -steps.half - 1  # becomes bin 0
    np.multiply(values, np.float32(steps.per_unit), out=values)
    np.rint(values, out=values)
    defined = np.abs(values) < steps.half  # NaN compares false
    if not defined.all():
        np.copyto(values, np.float32(undefined), where=~defined)
    np.add(values, np.float32(-undefined), out=bins, casting="unsafe")
    np.divide(values, np.float32(steps.per_unit), out=stored)
    if not defined.all():
        np.copyto(stored, np.float32(np.nan), where=~defined)


class Histogram:
    """How often each storable value occurs."""

    def __init__(self, steps: Steps = FINE) -> None:
        self._steps = steps
        self._counts = np.zeros(2 * steps.half + 1, np.int64)

    def add_bins(self, bins: Places) -> None:
        """Count values given as the bins of `quantise`."""
        found = np.bincount(bins.ravel())[1:]
        self._counts[: len(found)] += found

    def add(self, stored: Floats) -> None:
        """Count stored values, NaN left out."""
        kept = stored[np.isfinite(stored)].astype(np.float64)
        self.add_bins(np.rint(kept * self._steps.per_unit).astype(np.intp) + self._steps.half + 1)

    @property
    def count(self) -> int:
        """How many values were added."""
        return int(self._counts.sum())

    def between(self, lower: float, upper: float) -> int:
        """Count how many values lie in lower ≤ value < upper."""
        first, last = (round(limit * self._steps.per_unit) + self._steps.half for limit in (lower, upper))
        return int(self._counts[max(first, 0) : max(last, 0)].sum())

    def mean(self) -> float:
        """Average the stored values."""
        values, counts = self._occurring()
        return float(np.dot(values, counts) / counts.sum())

    def mean_of_power(self) -> float:
        """Average decibels as the linear power that they stand for, and give that in decibels."""
        values, counts = self._occurring()
        return float(10 * np.log10(np.dot(10 ** (values / 10), counts) / counts.sum()))

    def std(self) -> float:
        """Measure the standard deviation of the stored values (all of them, so divided by their number)."""
        values, counts = self._occurring()
        return float(np.sqrt(np.dot((values - self.mean()) ** 2, counts) / counts.sum()))

    def percentiles(self, wanted: Sequence[float]) -> list[float]:
        """Find percentiles 0–100 with linear interpolation, equal to those of `numpy.percentile`."""
        values, counts = self._occurring()
        last_rank = np.cumsum(counts)
        places = np.asarray(wanted, float) / 100 * (last_rank[-1] - 1)
        below = np.floor(places).astype(np.int64)
        low, high = (
            values[np.searchsorted(last_rank, np.minimum(rank, last_rank[-1] - 1), side="right")]
            for rank in (below, below + 1)
        )
        share, step = places - below, high - low
        # numpy starts from the nearer neighbour; the same here, to the last bit
        return [float(value) for value in np.where(share < 0.5, low + step * share, high - step * (1 - share))]

    def _occurring(self) -> tuple[Doubles, NDArray[np.int64]]:
        """Return values that occur, as they are stored (float32), and how often."""
        places = np.flatnonzero(self._counts)
        whole, per_unit = (places - self._steps.half).astype(np.float32), np.float32(self._steps.per_unit)
        values = (whole / per_unit).astype(np.float64)
        return values, self._counts[places]
