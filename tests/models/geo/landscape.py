"""A small landscape of known Sentinel-2 reflectance: parcels of water, crops and soil at the native resolutions."""

from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray

NAMES = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B11", "B12")
UTM = Affine(10, 0, 500_000, 0, -10, 5_000_000)
_NATIVE = dict.fromkeys(("B02", "B03", "B04", "B08"), 1) | dict.fromkeys(("B01", "B09", "B10"), 6)
_COVERS = np.array(  # DN of B01 … B12 without B10: water, dense crop, sparse crop, bare soil, conifers
    [
        (600, 500, 450, 300, 250, 200, 200, 180, 160, 150, 100, 80),
        (250, 300, 600, 320, 900, 3000, 4000, 4400, 4500, 4400, 2000, 1000),
        (600, 700, 1000, 1200, 1600, 2200, 2500, 2700, 2900, 2900, 3000, 2300),
        (1100, 1300, 1700, 2200, 2500, 2700, 2900, 3000, 3100, 3100, 4000, 3500),
        (180, 200, 350, 220, 500, 1500, 1900, 2100, 2200, 2200, 900, 450),
    ]
)


def landscape(side: int = 120, seed: int = 0) -> dict[str, NDArray[np.float64]]:
    """DN (reflectance × 10000) of each band on the 10 m grid, coarser bands repeated; (side, side) each."""
    random = np.random.default_rng(seed)
    parcels = np.kron(random.integers(0, 5, (side // 12, side // 12)), np.ones((12, 12), int))
    vigour = 1 + 0.15 * _smooth(random, side)
    dn = {}
    for place, name in enumerate(NAMES):
        cell = _NATIVE.get(name, 2)
        fine = _COVERS[parcels, place] * vigour * (1 + 0.04 * random.standard_normal((side, side)))
        coarse = fine.reshape(side // cell, cell, side // cell, cell).mean(axis=(1, 3))
        dn[name] = np.kron(np.round(coarse), np.ones((cell, cell)))
    cirrus = np.kron(np.round(random.uniform(8, 14, (side // 6, side // 6))), np.ones((6, 6)))
    return dn | {"B10": cirrus}


def write(path: Path, bands: NDArray[np.generic], names: tuple[str, ...] | None = None, **profile: object) -> Path:
    """A GeoTIFF of (n, h, w) bands in UTM, 10 m, with descriptions where names are given."""
    defaults = {
        "driver": "GTiff", "count": bands.shape[0], "height": bands.shape[1], "width": bands.shape[2],
        "dtype": str(bands.dtype), "crs": "EPSG:32631", "transform": UTM,
    }  # fmt: skip
    tags = profile.pop("tags", {})
    scale, offset = profile.pop("scale", None), profile.pop("offset", None)
    with rasterio.open(path, "w", **(defaults | profile)) as target:
        target.write(bands)
        if names:
            target.descriptions = names
        if scale is not None:
            target.scales = (scale,) * len(bands)
        if offset is not None:
            target.offsets = (offset,) * len(bands)
        target.update_tags(**tags)  # type: ignore[arg-type]
    return path


def _smooth(random: np.random.Generator, side: int) -> NDArray[np.float64]:
    """A field of slow variation between about −1 and 1."""
    from scipy.ndimage import gaussian_filter

    field = gaussian_filter(random.standard_normal((side, side)), 8)
    return field / np.abs(field).max()
