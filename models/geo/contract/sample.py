"""A bounded look at the pixels of a layer, which declarations are held against."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.arrays import Doubles, Shape


@dataclass(frozen=True)
class LayerSample:
    """Windows of one layer: stored values, NaN where a declared rule says that there is no data."""

    windows: tuple[Doubles, ...]
    dtype: str
    shape: Shape
    masked_share: float | None  # by the file's own mask or alpha band; None where it has none

    @cached_property
    def values(self) -> Doubles:
        """All values with data, in one row."""
        flat: Doubles = np.concatenate([window.ravel() for window in self.windows])
        return flat[np.isfinite(flat)]

    def quantile(self, share: float) -> float:
        """Return the value below which this share of the sample lies; NaN where there is no data."""
        return float(np.quantile(self.values, share)) if self.values.size else float("nan")

    def share(self, value: float) -> float:
        """Measure how much of the sample stores exactly this value."""
        return float(np.mean(self.values == value)) if self.values.size else 0.0


def measure_black_share(samples: Sequence[LayerSample]) -> float:
    """Measure the share of the sample where all layers of one shape store exactly 0."""
    first = samples[0]
    same = [sample for sample in samples if sample.shape == first.shape]
    zero = [np.all([sample.windows[k] == 0 for sample in same], axis=0).mean() for k in range(len(first.windows))]
    return float(np.mean(zero))


def choose_stack(samples: Sequence[LayerSample]) -> Doubles | None:
    """Choose the largest window in which all layers have data everywhere, as (n, h, w); None where there is none."""
    shapes = {sample.shape for sample in samples}
    if len(shapes) != 1:
        return None
    whole = [
        np.stack([sample.windows[k] for sample in samples])
        for k in range(len(samples[0].windows))
        if all(np.isfinite(sample.windows[k]).all() for sample in samples)
    ]
    useful = [stack for stack in whole if stack.std(axis=(1, 2)).min() > 0]
    return max(useful, key=lambda stack: float(stack.std(axis=(1, 2)).sum()), default=None)
