"""Measures of one band that tell imagery from maps, terrain and other layers; all are free of the band's scale."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_LIGHT_SHARES = 0.6
"""From where bands share their grain: photographs lie at 0.9 and more, speckle of two polarisations near 0."""


@dataclass(frozen=True)
class Texture:
    """How the values of a band lie beside each other; ranges are 5 % to 95 % of the values."""

    pixels: int  # with data
    levels: int  # different values
    gaps: float  # share of the whole numbers between lowest and highest that never occur; 0 for fractions
    equal: float  # share of neighbours with the same value
    jumps: float  # share of the unequal neighbours that differ by more than one
    whole: bool  # whole numbers only
    roughness: float  # root mean square of second differences, in units of the range
    tails: float  # kurtosis of first differences: 3 for terrain and Gaussian fields, 6 and more where there are edges
    reach: float  # variance of differences over two pixels by that over one: 1 noise, 2 random walk, 4 smooth
    low: float
    median: float
    high: float

    @property
    def is_constant(self) -> bool:
        """Whether nothing varies."""
        return self.levels < 2

    @property
    def is_class_map(self) -> bool:
        """Whether it has a few codes in patches, where neighbours do not step from one value to the next."""
        few = self.whole and 3 <= self.levels <= 64 and self.equal > 0.5
        return few and (self.gaps > 0.5 or self.jumps > 0.35)

    @property
    def is_bilevel(self) -> bool:
        """Whether it has two values only, as a mask or a scanned page has."""
        return self.levels == 2

    @property
    def is_smooth_field(self) -> bool:
        """Whether it has no edges and hardly any noise, as terrain and weather; imagery has tails above 5."""
        return self.roughness < 0.04 and self.tails < 6 and self.reach > 2.5


def measure_texture(values: Floats) -> Texture | None:
    """Measure (n, h, w) windows of one band, NaN where there is no data; None where there is none."""
    seen = values[np.isfinite(values)]
    if not seen.size:
        return None
    steps = _subtract_neighbours(values, 1)
    second = _subtract_twice(values)
    low, median, high = (float(value) for value in np.percentile(seen, (5, 50, 95)))
    extent = high - low
    different = np.unique(seen)
    whole = bool(np.all(different == np.round(different)))
    span = float(different[-1] - different[0]) + 1
    unequal = np.abs(steps[steps != 0])
    return Texture(
        pixels=int(seen.size),
        levels=len(different),
        gaps=1 - len(different) / span if whole else 0.0,
        equal=float(np.mean(steps == 0)) if steps.size else 1.0,
        jumps=float(np.mean(unequal > 1)) if unequal.size else 0.0,
        whole=whole,
        roughness=float(np.sqrt(np.mean(second**2)) / extent) if second.size and extent > 0 else np.inf,
        tails=_measure_kurtosis(steps),
        reach=float(np.var(_subtract_neighbours(values, 2)) / max(float(np.var(steps)), 1e-30)) if steps.size else 0.0,
        low=low,
        median=median,
        high=high,
    )


def correlate(one: Floats, other: Floats) -> float:
    """Correlate two bands where both have data; 0 where it is not defined."""
    both = np.isfinite(one) & np.isfinite(other)
    first, second = one[both].astype(np.float64), other[both].astype(np.float64)
    if first.size < 2 or first.std() == 0 or second.std() == 0:
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def share_light(bands: Floats) -> bool:
    """Tell whether three of the bands (n, bands, h, w), or the only two, share light and shade down to single pixels.

    Those of one camera do; speckle of two polarisations does not, and a ratio shares its own with what it was made of,
    but these not with each other. Both axes are asked, for dust or stripes of one frame lie in all its bands.
    """
    count = bands.shape[1]
    steps = [(np.diff(bands[:, band], axis=-1), np.diff(bands[:, band], axis=-2)) for band in range(count)]
    alike = {
        (one, other)
        for one, other in combinations(range(count), 2)
        if min(correlate(*both) for both in zip(steps[one], steps[other], strict=True)) >= _LIGHT_SHARES
    }
    groups = combinations(range(count), min(3, count))
    return count > 1 and any(alike.issuperset(combinations(group, 2)) for group in groups)


def _subtract_neighbours(values: Floats, distance: int) -> NDArray[np.float64]:
    wide: NDArray[np.float64] = values.astype(np.float64)
    across = wide[..., :, distance:] - wide[..., :, :-distance]
    down = wide[..., distance:, :] - wide[..., :-distance, :]
    return _join_finite(across, down)


def _subtract_twice(values: Floats) -> NDArray[np.float64]:
    wide: NDArray[np.float64] = values.astype(np.float64)
    across = wide[..., :, 2:] - 2 * wide[..., :, 1:-1] + wide[..., :, :-2]
    down = wide[..., 2:, :] - 2 * wide[..., 1:-1, :] + wide[..., :-2, :]
    return _join_finite(across, down)


def _join_finite(across: NDArray[np.float64], down: NDArray[np.float64]) -> NDArray[np.float64]:
    both: NDArray[np.float64] = np.concatenate([across.ravel(), down.ravel()])
    return both[np.isfinite(both)]


def _measure_kurtosis(steps: NDArray[np.float64]) -> float:
    if not steps.size or steps.std() == 0:
        return 0.0
    return float(np.mean(((steps - steps.mean()) / steps.std()) ** 4))
