"""Marks of 8-bit pictures in values of any type; no scale makes reflectance of what was made for the eye."""

from collections.abc import Sequence

import numpy as np

from models.geo.contract.sample import LayerSample


def is_picture(samples: Sequence[LayerSample]) -> bool:
    """Tell whether all values are whole numbers up to 255, or 255ths of one."""
    brightest = max((sample.quantile(1.0) for sample in samples if sample.values.size), default=0.0)
    if brightest <= 1:
        return all(are_shares_of_bytes(sample) for sample in samples)
    whole = all(np.array_equal(sample.values, np.round(sample.values)) for sample in samples)
    return whole and fits_a_byte(samples)


def fits_a_byte(samples: Sequence[LayerSample]) -> bool:
    """Tell whether all values lie in 0–255."""
    return all(sample.quantile(0.0) >= 0 and sample.quantile(1.0) <= 255 for sample in samples)


def are_shares_of_bytes(sample: LayerSample) -> bool:
    """Tell whether all values are 255ths, as a picture leaves them that was divided by 255."""
    steps = sample.values * 255
    return bool(steps.size and np.allclose(steps, np.round(steps), atol=2e-3) and np.unique(np.round(steps)).size > 2)
