"""Exact statistics of values on a fixed grid of 0.0001, from one pass and flat memory.

Index values are stored rounded to 0.0001, between −10 and 10. A count of each of these 200,000 values says everything
about them, whatever the order or the windows in which they came: percentiles, mean and spread are exact over what is
stored.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.arrays import Doubles, Floats, Places

STEPS_PER_UNIT = 10_000
LIMIT = 10.0
"""Absolute values from here on come from a denominator near zero and count as undefined."""

_HALF = int(LIMIT * STEPS_PER_UNIT)
_UNDEFINED = -_HALF - 1  # becomes bin 0


def quantise(values: Floats, stored: Floats, bins: Places) -> None:
    """Round `values` in place; fill `stored` with the result, NaN where undefined, and `bins` to match."""
    np.multiply(values, np.float32(STEPS_PER_UNIT), out=values)
    np.rint(values, out=values)
    defined = np.abs(values) < _HALF  # NaN compares false
    if not defined.all():
        np.copyto(values, np.float32(_UNDEFINED), where=~defined)
    np.add(values, np.float32(-_UNDEFINED), out=bins, casting="unsafe")
    np.divide(values, np.float32(STEPS_PER_UNIT), out=stored)
    if not defined.all():
        np.copyto(stored, np.float32(np.nan), where=~defined)


class Histogram:
    """How often each storable value occurs."""

    def __init__(self) -> None:
        self._counts = np.zeros(2 * _HALF + 1, np.int64)

    def add_bins(self, bins: Places) -> None:
        """Count values given as the bins of `quantise`."""
        found = np.bincount(bins.ravel())[1:]
        self._counts[: len(found)] += found

    def add(self, stored: Floats) -> None:
        """Count stored values, NaN left out."""
        kept = stored[np.isfinite(stored)].astype(np.float64)
        self.add_bins(np.rint(kept * STEPS_PER_UNIT).astype(np.intp) - _UNDEFINED)

    @property
    def count(self) -> int:
        """How many values were added."""
        return int(self._counts.sum())

    def between(self, lower: float, upper: float) -> int:
        """Count how many values lie in lower ≤ value < upper."""
        first, last = (round(limit * STEPS_PER_UNIT) + _HALF for limit in (lower, upper))
        return int(self._counts[max(first, 0) : max(last, 0)].sum())

    def mean(self) -> float:
        """Average the stored values."""
        values, counts = self._occurring()
        return float(np.dot(values, counts) / counts.sum())

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
        values = ((places - _HALF).astype(np.float32) / np.float32(STEPS_PER_UNIT)).astype(np.float64)
        return values, self._counts[places]
