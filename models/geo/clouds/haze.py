"""Thin cloud and haze over plants, which the cloud network misses: the haze-optimised transform of surface reflectance.

Over clear vegetation blue follows red so closely that blue − 0.5 red hardly varies; haze raises it (Zhang et al. 2002,
Remote Sensing of Environment 82; the same line is in Fmask, Zhu and Woodcock 2012). At the top of the atmosphere its
level depends on the sun, the view and the height of the ground, so it is asked for in surface reflectance only.
"""

import numpy as np
from numpy.typing import NDArray

from models.arrays import Bools, Floats
from models.geo.clouds.network import ReadRows

HAZY, TRACE = 0.035, 0.025
"""Blue − 0.5 red of plants that begins a patch of haze, and that ends it. In each of 36 clear scenes of Sentinel-2 half
of the plants lie below 0.014 and 95 % below 0.027. Farmland that the product itself calls cirrus lies from 0.026 up."""
PLANTS = 0.35
"""NDVI above which blue tells haze from ground: bare soil and towns reach 0.09."""
REACH = 5
"""Pixels around one that are judged with it; with pixels of 30 m a square of 330 m, which no bright roof fills."""
FEWEST = (2 * REACH + 1) ** 2 // 4
"""Plants in the square below which it is not judged."""
FADING = 8
"""Pixels by which a patch may grow through what is hazy to a lesser degree."""
_KEPT = REACH + FADING


class HazeFinder:
    """Looks for haze in rows on their way to the cloud network, so that they are read once.

    `read` stands in for the reader: bands blue, green, red, near infrared first, NaN where there is no data. Rows are
    kept until `hazy` was asked for those before them.
    """

    def __init__(self, read_rows: ReadRows) -> None:
        self._read_rows = read_rows
        self._seen: dict[int, Bools] = {}  # of each row, as `find_haze_signs` gives them

    def read(self, first: int, last: int) -> Floats:
        """Read the rows as the reader has them."""
        rows = self._read_rows(first, last)
        self._seen.update(zip(range(first, last), np.moveaxis(find_haze_signs(rows), 1, 0), strict=True))
        return rows

    def hazy(self, first: int, last: int) -> Bools:
        """Return (rows, width) thin cloud; 13 rows after the last must have been read, those before are forgotten."""
        self._seen = {row: seen for row, seen in self._seen.items() if row >= first - _KEPT}
        around = [row for row in range(first - _KEPT, last + _KEPT) if row in self._seen]
        found = find_thin_cloud(np.stack([self._seen[row] for row in around], axis=1))
        return found[first - around[0] : last - around[0]]


def find_haze_signs(rows: Floats) -> Bools:
    """Turn (bands, h, w) surface reflectance into (4, h, w): land, plants, plants with a trace of haze, hazy plants."""
    blue, green, red, nir = rows[:4]
    with np.errstate(invalid="ignore"):
        plants = (nir - red > PLANTS * (nir + red)) & np.isfinite(blue)
        whitened = blue - red / 2
        return np.stack([nir > green, plants, plants & (whitened > TRACE), plants & (whitened > HAZY)])


def find_thin_cloud(seen: Bools) -> Bools:
    """Turn (4, h, w) haze signs into (h, w) land where half of the plants around are hazy, with its fading edge."""
    from scipy.ndimage import binary_dilation

    land, plants = seen[0], _around(seen[1])
    fading, core = (land & (plants >= FEWEST) & (2 * _around(mask) >= plants) for mask in seen[2:])
    return np.asarray(binary_dilation(core, np.ones((3, 3), bool), FADING, mask=fading))


def _around(mask: Bools) -> NDArray[np.int32]:
    """Count how many are set in the square around each pixel."""
    from scipy.ndimage import correlate1d

    line = np.ones(2 * REACH + 1, np.int32)
    rows = correlate1d(mask.astype(np.int32), line, axis=0, mode="constant")
    return np.asarray(correlate1d(rows, line, axis=1, mode="constant"))
