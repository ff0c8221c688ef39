"""A bounded number of windows of a scene, spread evenly, for statistics on its modality."""

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.geo.raster import SceneReader
from models.geo.scene import Scene

_SIDE = 256
_MOST = 4  # windows along each side


def sample_windows(scene: Scene) -> NDArray[np.float32]:
    """(n, bands, h, w) physical values of up to 16 windows, bands in the order of the scene, NaN where no data."""
    height, width = min(_SIDE, scene.grid.height), min(_SIDE, scene.grid.width)
    with SceneReader(scene) as reader:
        windows = [
            reader.read(Window(left, top, width, height), scene.bands)
            for top in _starts(scene.grid.height, height)
            for left in _starts(scene.grid.width, width)
        ]
    return np.stack(windows)


def _starts(length: int, side: int) -> list[int]:
    """Where windows of that side begin: from edge to edge, no more of them than fit."""
    count = min(_MOST, max(1, length // side))
    return sorted({round(step * (length - side) / max(count - 1, 1)) for step in range(count)})
