"""Means of decibels counted again: pixel by pixel in linear power, by the natural logarithm."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.field.measured.results import FieldIndex
from models.schemas import IndexStats

_PER_DECIBEL = np.log(10.0) / 10.0
_OF_MEANS = 1e-6

Doubles = NDArray[np.float64]


def mean_power(decibels: Doubles, weights: Doubles | None = None) -> float:
    """Return the decibels of the mean of the power that these decibels stand for."""
    power = np.exp(decibels * _PER_DECIBEL)
    return float(np.log(np.average(power, weights=weights)) / _PER_DECIBEL)


def ratio_means(means: dict[str, float], stats: Iterable[IndexStats]) -> dict[str, float]:
    """Return the means of ratios from those of the two layers that each is made of."""
    parts = {entry.name: entry.parts for entry in stats if entry.parts is not None}
    return {name: means[one] - means[other] for name, (one, other) in parts.items() if {one, other} <= {*means}}


def set_means(
    found: Sequence[FieldIndex], powers: dict[str, float], stats: Iterable[IndexStats], told: Iterable[FieldIndex]
) -> tuple[FieldIndex, ...]:
    """Give layers in decibels their true means; one that agrees is given as it is told."""
    stated, true = {index.name: index.mean for index in told}, powers | ratio_means(powers, stats)
    return tuple(
        index.model_copy(update={"mean": _agreed(true[index.name], stated.get(index.name))})
        if index.name in true
        else index
        for index in found
    )


def _agreed(value: float, told: float | None) -> float:
    return told if told is not None and abs(told - value) <= _OF_MEANS * max(abs(value), 1.0) else value
