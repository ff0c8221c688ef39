"""What clear air adds to reflectance, as scenes show it that are given at the top of the atmosphere."""

from collections.abc import Sequence

import numpy as np

from models.arrays import Floats
from models.geo.contract.bands import find_wavelength

_BLUE_NM, _AT_BLUE = 490.0, 0.08
"""Reflectance that clear air adds there at sea level, as in scenes of Sentinel-2 before they are corrected."""
_OFTEN, _STRENGTH = 0.1, (0.3, 1.2)  # of tiles, and times that


def scatter_light(bands: Sequence[str]) -> Floats:
    """Compute what molecules add in each band, (bands,), by the fourth power of the frequency (Rayleigh 1871)."""
    waves = np.array([find_wavelength(band, None) for band in bands], np.float64)
    return np.asarray(_AT_BLUE * (_BLUE_NM / waves) ** 4, np.float32)


def draw_haze_strengths(random: np.random.Generator, count: int) -> Floats:
    """Draw how much of it each tile of a training has, (count,): none for most."""
    return np.where(random.random(count) < _OFTEN, random.uniform(*_STRENGTH, count), 0).astype(np.float32)
