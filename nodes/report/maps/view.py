"""Which ground a map shows, and how large: the scene, or the parcels where they are a small part of it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.windows import Window

from models.arrays import Floats
from models.geo.contract.scene import Grid
from models.geo.pixels.area import measure_pixel_size
from models.geo.pixels.footprint import apply_transform
from models.geo.pixels.source import open_raster

WIDEST, HIGHEST, SHORTEST = 696, 760, 110
"""Pixels of the drawn map."""
_MARGIN = 0.12  # around parcels, of their longer side
_SLIMMEST = 0.55  # shorter side of what is shown of a scene, by its longer
_SMALL = 0.6  # part of the scene up to which a map shows the parcels alone
_FEWEST = 12  # pixels a side that are shown

Box = tuple[float, float, float, float]
"""Columns and rows: left, top, right, bottom."""


@dataclass(frozen=True)
class Frame:
    """How large a map is drawn, in pixels of the screen, and how much each side is stretched against the other."""

    width: int
    height: int
    stretch: tuple[float, float]


@dataclass(frozen=True)
class View:
    """A window of a scene's grid, that ground as a grid of its own, and how it is drawn."""

    window: Window
    grid: Grid
    scene: Grid
    frame: Frame

    @property
    def is_part(self) -> bool:
        """Whether ground of the scene is left out."""
        return self.grid.shape != self.scene.shape

    @property
    def read_shape(self) -> tuple[int, int]:
        """Rows and columns in which pixels are read: as many as there are, but no more than are drawn."""
        return min(self.grid.height, self.frame.height), min(self.grid.width, self.frame.width)

    def read(self, path: Path, band: int = 1) -> Floats:
        """(h, w) values as drawn; nearest neighbour, so classes stay classes, and overviews where they do."""
        with open_raster(path) as source:
            found = source.read(band, window=self.window, out_shape=self.read_shape, resampling=Resampling.nearest)
        return self.enlarge(found)

    def enlarge(self, values: NDArray[np.generic]) -> Floats:
        """Repeat (rows, columns) as read until they are as many as are drawn."""
        rows = (np.arange(self.frame.height) * self.read_shape[0]) // self.frame.height
        columns = (np.arange(self.frame.width) * self.read_shape[1]) // self.frame.width
        return np.array(values[rows][:, columns], dtype=np.float32)

    def draw_at(self, columns: NDArray[np.float64], rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 2) drawn pixels, from the upper left, of places in columns and rows of the scene."""
        across = (columns - self.window.col_off) * self.frame.width / self.window.width
        down = (rows - self.window.row_off) * self.frame.height / self.window.height
        return np.stack([across, down], axis=-1)


def choose_view(grid: Grid, outlines: NDArray[np.object_]) -> View:
    """Show what holds the outlines, with a margin, where that is a small part of the grid; else all of it."""
    whole = Window(0, 0, grid.width, grid.height)
    box = _hold(grid, outlines)
    if box is None or (box[2] - box[0]) * (box[3] - box[1]) > _SMALL * grid.width * grid.height:
        return View(whole, grid, grid, frame_of(grid))
    left, top, right, bottom = (round(side) for side in box)
    shown = _cut(grid, Window(left, top, right - left, bottom - top))
    return View(Window(left, top, right - left, bottom - top), shown, grid, frame_of(shown))


def _hold(grid: Grid, outlines: NDArray[np.object_]) -> Box | None:
    """The part of the grid that holds all outlines, with a margin."""
    there = shapely.bounds(outlines).reshape(-1, 4)
    there = there[(there[:, 0] < grid.width) & (there[:, 2] > 0) & (there[:, 1] < grid.height) & (there[:, 3] > 0)]
    if not len(there):
        return None
    limits = np.array(grid.shape[::-1], np.float64)
    first, last = np.clip(there[:, :2].min(axis=0), 0, limits), np.clip(there[:, 2:].max(axis=0), 0, limits)
    metres = np.array(grid.pixel_size_m or (1.0, 1.0))
    sides = (last - first) * metres
    wanted = np.maximum(sides + 2 * _MARGIN * sides.max(), _FEWEST * metres)
    wanted = np.minimum(np.maximum(wanted, _SLIMMEST * wanted.max()) / metres, limits)
    begin = np.clip((first + last - wanted) / 2, 0, limits - wanted)
    (left, top), (right, bottom) = np.floor(begin).tolist(), np.minimum(np.ceil(begin + wanted), limits).tolist()
    return left, top, right, bottom


def _cut(grid: Grid, window: Window) -> Grid:
    """A window of a grid as a grid of its own; its pixels are measured where it lies."""
    a, b, _, d, e, _ = grid.transform
    x, y = apply_transform(grid.transform, window.col_off, window.row_off)
    transform = (a, b, float(x), d, e, float(y))
    size = grid.pixel_size_m
    if size is not None and grid.crs is not None:
        size = measure_pixel_size(Affine(*transform), grid.crs, (window.height, window.width)) or size
    cut = {"width": window.width, "height": window.height, "transform": transform, "pixel_size_m": size}
    return grid.model_copy(update=cut)


def frame_of(grid: Grid) -> Frame:
    """As large as the sheet allows; a ribbon is widened until it can be seen, and the map says so."""
    size = grid.pixel_size_m or (1.0, 1.0)
    width, height = grid.width * size[0], grid.height * size[1]
    scale = min(WIDEST / width, HIGHEST / height)
    true = width * scale, height * scale
    drawn = max(SHORTEST, round(true[0])), max(SHORTEST, round(true[1]))
    return Frame(*drawn, (drawn[0] / true[0], drawn[1] / true[1]))
