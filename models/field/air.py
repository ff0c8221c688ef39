"""What clear air adds to reflectance, as scenes show it that are given at the top of the atmosphere."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.geo.contract.bands import find_wavelength

_BLUE_NM, _AT_BLUE = 490.0, 0.08
"""Reflectance that clear air adds there at sea level, as in scenes of Sentinel-2 before they are corrected."""
_OFTEN, _STRENGTH = 0.1, (0.3, 1.2)  # of tiles, and times that


def scattered(bands: Sequence[str]) -> NDArray[np.float32]:
    """(bands,) of roles: molecules scatter with the fourth power of the frequency (Rayleigh 1871)."""
    waves = np.array([find_wavelength(band, None) for band in bands], np.float64)
    return np.asarray(_AT_BLUE * (_BLUE_NM / waves) ** 4, np.float32)


def now_and_then(random: np.random.Generator, count: int) -> NDArray[np.float32]:
    """(count,) of that, to learn from: none of it for most tiles."""
    return np.where(random.random(count) < _OFTEN, random.uniform(*_STRENGTH, count), 0).astype(np.float32)
