"""Patches of a scene for the captioning network: all of it, or one of its fields, as 64 × 64 blocks of clear ground.

A patch covers a rectangle whole, however large that is: blocks are means of pixels, and where the rectangle has fewer
pixels than the patch, pixels are repeated. Rows run from north to south and columns from west to east.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from rasterio.features import rasterize
from rasterio.transform import Affine
from rasterio.windows import Window

from models.arrays import Bools, Doubles, Floats, Places
from models.caption.bands import ROLES, SIDE
from models.field.parcels import Parcels
from models.geo.contract.ground_classes import CLEAR
from models.geo.contract.scene import Grid, Scene, SceneNeed
from models.geo.pixels.raster import ResultReader, SceneReader
from models.geo.pixels.source import allow_no_place

MAY_LACK = ("coastal", "nir09")
"""Bands of 60 m that many products leave out; they are NaN then, and the network is told so."""
NEED = SceneNeed(
    roles=tuple(role for role in ROLES if role not in MAY_LACK), units=("reflectance",), sensors=("Sentinel-2",)
)
MOST_FIELDS = 8
"""Fields of a scene that are described."""
LARGE = 1536
"""Pixels along the longer side from which on a rectangle is not read whole, but in windows spread over it."""
CELLS, SAMPLE = 8, 64
"""Windows along each side of a large rectangle, and pixels a side of each; it becomes 8 × 8 blocks."""
_LEVEL = 1e-6  # how much of a pixel's width a grid may lean


def read_overview(scene: Scene, valid: Path | None = None) -> Floats:
    """(12, 64, 64) reflectance of the whole scene, NaN where nothing is clear or a band is not there.

    `valid` is the raster of clear ground; without it all that has data counts. Raises `SceneError` where a file cannot
    be read any more.
    """
    height, width = scene.grid.shape
    with ExitStack() as stack:
        ground = _Ground(scene, valid, stack)
        return _read_patch(ground, Window(0, 0, width, height), None)


def read_field_patches(scene: Scene, valid: Path | None, parcels: Parcels, numbers: Sequence[int]) -> Floats:
    """(n, 12, 64, 64) reflectance of the parcels of these numbers (from 1), NaN outside of the outline too.

    A patch covers the rectangle around what of the outline lies on the scene; all of it is NaN where nothing does.
    """
    patches = np.full((len(numbers), len(ROLES), SIDE, SIDE), np.nan, np.float32)
    outlines = parcels.outlines_within()
    with ExitStack() as stack:
        ground = _Ground(scene, valid, stack)
        for place, number in enumerate(numbers):
            window = _find_window(outlines[number - 1])
            if window is not None:
                patches[place] = _read_patch(ground, window, outlines[number - 1])
    return patches


def knows_north(grid: Grid) -> bool:
    """Whether rows run along a parallel: else no part of a patch may be called by a point of the compass."""
    t = grid.affine
    leans = abs(t.b) + abs(t.d) > _LEVEL * (abs(t.a) + abs(t.e))
    return grid.crs is not None and grid.located_by != "none" and not leans


class _Ground:
    """Open files, and clear reflectance of windows of the scene."""

    def __init__(self, scene: Scene, valid: Path | None, stack: ExitStack) -> None:
        self.grid = scene.grid
        self.roles = [role for role in ROLES if scene.band(role) is not None]
        self._reader = stack.enter_context(SceneReader(scene))
        self._mask = stack.enter_context(ResultReader(valid)) if valid is not None else None

    def read(self, window: Window, outline: Any | None) -> Floats:
        """(bands, h, w) of the bands that are there, NaN where it is not clear, a band lacks, or beyond the outline."""
        values = self._reader.read(window, self.roles)
        wanted = np.isfinite(values).all(axis=0)
        if self._mask is not None:
            wanted &= self._mask.read(window)[0] == CLEAR
        if outline is not None:
            wanted &= _find_inside(outline, window)
        return np.where(wanted, values, np.float32(np.nan))


def _find_window(outline: Any) -> Window | None:
    """Find the pixels whose centres lie in the box around an outline in columns and rows; None where there are none."""
    bounds = shapely.bounds(outline)
    if not np.isfinite(bounds).all():
        return None
    left, top = (int(np.ceil(first - 0.5)) for first in bounds[:2])
    right, bottom = (int(np.floor(last - 0.5)) + 1 for last in bounds[2:])
    return Window(left, top, right - left, bottom - top) if right > left and bottom > top else None


def _find_inside(outline: Any, window: Window) -> Bools:
    """(h, w) whether the centre of each pixel of a window lies within an outline in columns and rows."""
    moved = Affine.translation(window.col_off, window.row_off)
    shape = int(window.height), int(window.width)
    with allow_no_place():
        return np.asarray(rasterize([outline], out_shape=shape, transform=moved, fill=0, dtype="uint8"), bool)


def _read_patch(ground: _Ground, window: Window, outline: Any | None) -> Floats:
    """(12, 64, 64) of a window: read whole in strips, or where it is large by windows spread over it."""
    is_large = max(window.height, window.width) > LARGE
    found = _sample(ground, window, outline) if is_large else _average_all(ground, window, outline)
    patch = np.full((len(ROLES), SIDE, SIDE), np.nan, np.float32)
    patch[[ROLES.index(role) for role in ground.roles]] = found
    t = ground.grid.affine
    return np.ascontiguousarray(patch[:, :: -1 if t.e > 0 else 1, :: -1 if t.a < 0 else 1])


def _average_all(ground: _Ground, window: Window, outline: Any | None) -> Floats:
    """(bands, 64, 64) means over all pixels, strip by strip; blocks begin at whole pixels."""
    rows, columns = _starts(window.height, SIDE), _starts(window.width, SIDE)
    ends = [*rows[1:], window.height]
    step = CELLS if window.height >= SIDE else SIDE
    strips = []
    for first in range(0, SIDE, step):
        top, bottom = int(rows[first]), int(ends[first + step - 1])
        strip = Window(window.col_off, window.row_off + top, window.width, bottom - top)
        strips.append(_average(ground.read(strip, outline), rows[first : first + step] - top, columns))
    return np.concatenate(strips, axis=1)


def _sample(ground: _Ground, window: Window, outline: Any | None) -> Floats:
    """(bands, 64, 64): of each of 8 × 8 cells its middle 64 × 64 pixels, averaged to 8 × 8."""
    found = np.empty((len(ground.roles), SIDE, SIDE), np.float32)
    block = SIDE // CELLS
    for row, (top, height) in enumerate(_middles(window.height)):
        for column, (left, width) in enumerate(_middles(window.width)):
            part = Window(window.col_off + left, window.row_off + top, width, height)
            means = _average(ground.read(part, outline), _starts(height, block), _starts(width, block))
            found[:, row * block : (row + 1) * block, column * block : (column + 1) * block] = means
    return found


def _middles(length: int) -> list[tuple[int, int]]:
    """First pixel and length of what is read of each cell along a side."""
    edges = [place * length // CELLS for place in range(CELLS + 1)]
    spans = []
    for first, last in pairwise(edges):
        size = min(SAMPLE, max(last - first, 1))
        spans.append((min(first + max(last - first - size, 0) // 2, length - size), size))
    return spans


def _starts(length: int, count: int) -> Places:
    """(count,) first pixel of each block along a side; the same again where pixels are larger than blocks."""
    return np.arange(count, dtype=np.intp) * int(length) // count


def _average(values: Floats, rows: Places, columns: Places) -> Floats:
    """(bands, h, w) → (bands, rows, columns) means of the pixels that are not NaN, NaN where none is."""
    seen: Bools = np.asarray(np.isfinite(values).all(axis=0))
    layers = np.concatenate([np.where(seen, values, 0), seen[None]]).astype(np.float64)
    layers = _gather(_gather(layers, rows, 1), columns, 2)
    count = layers[-1]
    return np.where(count > 0, layers[:-1] / np.maximum(count, 1), np.nan).astype(np.float32)


def _gather(layers: Doubles, starts: Places, axis: int) -> Doubles:
    """Sums from each start to the next; where starts repeat, the pixel itself."""
    if len(np.unique(starts)) < len(starts) or len(starts) == layers.shape[axis]:
        return np.take(layers, starts, axis=axis)
    return np.add.reduceat(layers, starts, axis=axis)
