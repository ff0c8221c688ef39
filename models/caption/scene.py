"""Patches of a scene for the captioning network."""

import numpy as np
from rasterio.windows import Window

from models.arrays import Floats
from models.errors import SceneError
from models.geo.contract.scene import Scene, SceneNeed
from models.geo.pixels.raster import SceneReader

ROLES = (
    "coastal", "blue", "green", "red", "rededge071", "rededge075", "rededge078", "nir", "nir08", "nir09", "swir16",
    "swir22",
)  # fmt: skip
NEED = SceneNeed(roles=ROLES, units=("reflectance",), sensors=("Sentinel-2",))
SIDE = 120  # pixels of 10 m a side, as the network was trained
ACROSS = 4  # patches along each side of the scene, at most


def read_patches(scene: Scene) -> Floats:
    """(n, 12, 120, 120) reflectance of patches spread evenly over the scene, 0 where there is no data."""
    found = []
    with SceneReader(scene) as reader:
        for window in _windows(scene):
            values = reader.read(window, ROLES)
            if np.isfinite(values).any():
                patch = np.zeros((len(ROLES), SIDE, SIDE), np.float32)
                patch[:, : window.height, : window.width] = np.nan_to_num(values)
                found.append(patch)
    if not found:
        raise SceneError(f"{scene.name} has no data in any of the patches that the caption is made from")
    return np.stack(found)


def _windows(scene: Scene) -> list[Window]:
    height, width = scene.grid.shape
    return [
        Window(left, top, min(SIDE, width - left), min(SIDE, height - top))
        for top in _starts(height)
        for left in _starts(width)
    ]


def _starts(length: int) -> list[int]:
    count = min(ACROSS, max(1, length // SIDE))
    return [round(place) for place in np.linspace(0, max(0, length - SIDE), count)]
