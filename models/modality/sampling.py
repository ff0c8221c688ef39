"""A bounded number of windows of a scene, spread evenly, for statistics on its modality."""

import re

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.errors import SceneError
from models.geo.contract.scene import Scene
from models.geo.pixels.raster import SceneReader

_SIDE = 256
_MOST = 4  # windows along each side


def sample_windows(scene: Scene) -> NDArray[np.float32]:
    """Read (n, bands, h, w) physical values of up to 16 windows, bands in the order of the scene, NaN where no data.

    Where these have no data at all, up to 64 that lie closer are read instead.
    """
    height, width = min(_SIDE, scene.grid.height), min(_SIDE, scene.grid.width)
    with SceneReader(scene) as reader:
        for closer in (False, True):
            windows = np.stack(
                [
                    reader.read(Window(left, top, width, height), scene.bands)
                    for top in _find_starts(scene.grid.height, height, closer=closer)
                    for left in _find_starts(scene.grid.width, width, closer=closer)
                ]
            )
            if np.isfinite(windows).any():
                break
    return windows


def refuse_blank(scene: Scene, sample: NDArray[np.float32]) -> None:
    """Raise SceneError where (n, bands, h, w) windows have no data, or where no band varies."""
    bands = [sample[:, band][np.isfinite(sample[:, band])] for band in range(sample.shape[1])]
    seen = [values for values in bands if values.size]
    if not seen:
        raise SceneError(
            f"{find_file_name(scene)} has no pixel with data in any sampled window; check its nodata value (--nodata)"
        )
    if all(values.min() == values.max() for values in seen) and max(values.size for values in seen) > 1:
        value = f"{seen[0][0]:.6g}" if len(seen) == 1 else "one value in each band"
        raise SceneError(f"{find_file_name(scene)} does not vary ({value}); there is nothing to analyse")


def find_file_name(scene: Scene) -> str:
    """Find the last part of the scene's path, also of one that was written on another system."""
    return re.split(r"[\\/]", scene.path.rstrip("/\\"))[-1]


def _find_starts(length: int, side: int, *, closer: bool = False) -> list[int]:
    """Find where windows of that side begin: from edge to edge, no more of them than fit, or as many as cover all."""
    count = min(2 * _MOST, -(-length // side)) if closer else min(_MOST, max(1, length // side))
    return sorted({round(step * (length - side) / max(count - 1, 1)) for step in range(count)})
