"""Intervals by resampling of what was measured together: whole fields or blocks of land, not single measurements."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.arrays import Whole


def resample(count: int, resamples: int, random: np.random.Generator) -> list[Whole]:
    """Draw as many as there are with replacement, again and again."""
    return [random.integers(count, size=count) for _ in range(resamples)]


def add_interval(value: float, others: Sequence[float] | NDArray[Any]) -> list[float]:
    """Round the value, and the 2.5 and 97.5 percentiles of what it was in the resamples."""
    low, high = np.quantile(others, (0.025, 0.975))
    return [round(float(number), 3) for number in (value, low, high)]
