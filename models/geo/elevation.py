"""The height of a scene from a digital elevation model."""

from pathlib import Path

import numpy as np
from rasterio.errors import RasterioError
from rasterio.warp import transform_bounds
from rasterio.windows import Window, from_bounds

from models.errors import ConfigError
from models.geo.footprint import point_at
from models.geo.scene import Grid
from models.geo.source import open_raster

_LONGEST = 256  # pixels a side that are read: a mean needs no more


def mean_elevation(path: Path, grid: Grid) -> float:
    """Mean in metres over the bounds of a grid; raises `ConfigError` where the file cannot say it."""
    if grid.crs is None:
        raise ConfigError(f"{path}: the scene has no place on Earth, so no height can be looked up; give metres")
    if not path.is_file():
        raise ConfigError(f"{path}: neither a number of metres nor a file with heights")
    try:
        with open_raster(path) as source:
            if source.crs is None:
                raise ConfigError(f"{path}: heights without a coordinate system")
            ends = (point_at(grid.transform, x, y) for x in (0, grid.width) for y in (0, grid.height))
            x, y = zip(*ends, strict=True)
            box = transform_bounds(grid.crs, source.crs, min(x), min(y), max(x), max(y))
            wanted = from_bounds(*box, transform=source.transform)
            there = (
                wanted.round_offsets().round_lengths(op="ceil").intersection(Window(0, 0, source.width, source.height))
            )
            shape = tuple(int(min(_LONGEST, max(1, side))) for side in (there.height, there.width))
            values = source.read(1, window=there, masked=True, out_shape=shape).astype(np.float64)
    except ConfigError:
        raise
    except (RasterioError, ValueError) as error:
        raise ConfigError(f"{path}: no heights of this scene in it ({error})") from error
    seen = values.compressed()
    seen = seen[np.isfinite(seen)]
    if not seen.size:
        raise ConfigError(f"{path}: no heights where the scene lies")
    return float(seen.mean())
