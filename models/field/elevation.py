"""The height of a scene from a digital elevation model."""

from pathlib import Path
from typing import Any

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError
from rasterio.errors import RasterioError

from models.arrays import Doubles
from models.errors import ConfigError
from models.geo.contract.scene import Grid
from models.geo.pixels.footprint import apply_transform
from models.geo.pixels.source import open_raster

_POINTS = 64  # a side of the scene at which heights are read: a mean needs no more
_LOWEST, _HIGHEST = -430.0, 9000.0  # metres: shores of the Dead Sea, Mount Everest
_LEAST = 0.5  # share of the scene whose heights must be known


def read_mean_elevation(path: Path, grid: Grid) -> tuple[float, tuple[str, ...]]:
    """Read the mean in metres over a grid, and what is to be said of it; raise `ConfigError` where the file
    cannot say it.
    """
    if grid.crs is None:
        raise ConfigError(f"{path}: the scene has no place on Earth, so no height can be looked up; give metres")
    try:
        path = path.expanduser()
        if not path.is_file():
            raise ConfigError(f"{path}: neither a number of metres nor a file with heights")
        with open_raster(path) as source:
            _check(path, source)
            heights = _read_heights(source, grid)
    except (RasterioError, ProjError, ValueError, RuntimeError) as error:
        raise ConfigError(f"{path}: no heights of this scene in it ({_take_first_line(error)}); give metres") from error
    except OSError as error:
        raise ConfigError(f"{str(path)[:60]}: no file with heights that can be read ({error.strerror})") from error
    known = heights[np.isfinite(heights)]
    possible = known[(known >= _LOWEST) & (known <= _HIGHEST)]
    if not possible.size:
        such = f" (values there are such as {known[0]:g})" if known.size else ""
        raise ConfigError(f"{path}: no heights where the scene lies{such}")
    share, strange = possible.size / heights.size, known.size - possible.size
    if share < _LEAST:
        raise ConfigError(f"{path}: heights of only {share:.0%} of the scene; give a raster of all of it, or metres")
    notes = []
    if strange:
        wrong = known[(known < _LOWEST) | (known > _HIGHEST)]
        notes.append(f"{path.name} has heights that cannot be (such as {wrong[0]:g} m), taken as no data")
    if share < 1:
        notes.append(f"{path.name} knows {min(share, 0.999):.1%} of the scene; the mean is of these heights")
    return float(possible.mean()), tuple(notes)


def _check(path: Path, source: Any) -> None:
    """Raise `ConfigError` where an open raster is nothing that holds heights."""
    if source.crs is None or source.transform.is_degenerate:
        raise ConfigError(f"{path}: heights without a coordinate system; assign it with gdal_edit.py -a_srs")
    if source.count != 1:
        raise ConfigError(f"{path}: one band of heights is needed; it has {source.count}")
    kind = np.dtype(source.dtypes[0])
    if kind.kind not in "iuf" or kind.itemsize == 1:
        raise ConfigError(
            f"{path}: its band is of {kind.name}, which holds no heights in metres; give others, or metres"
        )


def _read_heights(source: Any, grid: Grid) -> Doubles:
    """Read heights at the points of a lattice over the grid, (points,), NaN where nothing is known."""
    middle = (np.arange(_POINTS) + 0.5) / _POINTS
    columns, rows = np.meshgrid(middle * grid.width, middle * grid.height)
    crs = CRS.from_user_input(source.crs.to_wkt())
    project = Transformer.from_crs(grid.crs, crs, always_xy=True)
    x, y = project.transform(*apply_transform(grid.transform, columns.ravel(), rows.ravel()))
    if crs.is_geographic and crs.axis_info[0].unit_name == "degree":
        x = source.bounds.left + (x - source.bounds.left) % 360  # a model may begin west or east of the antimeridian
    column, row = apply_transform(tuple(~source.transform)[:6], x, y)
    there = np.isfinite(x) & np.isfinite(y)
    there &= (column >= 0) & (column < source.width) & (row >= 0) & (row < source.height)
    heights = np.full(there.shape, np.nan)
    found = source.sample(zip(x[there], y[there], strict=True), masked=True)
    stored = np.array([value.astype(np.float64).filled(np.nan)[0] for value in found], np.float64)
    heights[there] = stored * source.scales[0] + source.offsets[0]
    return heights


def _take_first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:160] if str(error) else type(error).__name__
