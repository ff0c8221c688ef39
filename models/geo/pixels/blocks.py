"""The scene in blocks of pixels about as large as those that the network learned from, on a lattice of the ground.

The network's answer for a place hangs a little on where its own coarse cells lie. They are therefore counted from the
origin of the coordinate system, not from the corner of the scene: the same ground gets the same answer in a scene of
another extent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.arrays import Bools, Floats, Shape
from models.backend import LEARNED_M
from models.geo.contract.scene import Grid
from models.geo.pixels.tiling import Tile, cut_windows

_CHUNK = 1280  # pixels a side that are held at once at most
_ORIGIN = 1 << 14  # blocks, after which numbers on the ground begin anew; small enough for float32


@dataclass(frozen=True)
class Blocks:
    """All windows but those of `pixels` count in blocks, from the first that the scene touches."""

    pixels_of_scene: tuple[int, int]  # rows, columns
    side: int  # pixels
    first: tuple[int, int]  # numbers of the first row and column of pixels on the ground

    @classmethod
    def of(cls, grid: Grid) -> "Blocks":
        """Choose blocks of about LEARNED_M; pixels as they are where they are as large or their size is not known."""
        side = max(1, round(LEARNED_M / max(grid.pixel_size_m))) if grid.pixel_size_m else 1
        side = min(side, max(grid.shape))
        t = grid.affine
        is_upright = abs(t.b) + abs(t.d) <= 1e-9 * (abs(t.a) + abs(t.e))
        on_ground = grid.crs is not None and is_upright
        return cls(grid.shape, side, (_number(t.f / t.e), _number(t.c / t.a)) if on_ground else (0, 0))

    @property
    def shape(self) -> Shape:
        """Rows and columns of blocks."""
        rows, columns = (-(-(first % self.side + length) // self.side) for first, length in self._axes)
        return rows, columns

    @property
    def origin(self) -> tuple[int, int]:
        """Numbers of the first row and column of blocks on the ground."""
        rows, columns = (first // self.side % _ORIGIN for first in self.first)
        return rows, columns

    @property
    def _axes(self) -> tuple[tuple[int, int], tuple[int, int]]:
        return (self.first[0], self.pixels_of_scene[0]), (self.first[1], self.pixels_of_scene[1])

    def tiles(self, size: int, halo: int, stride: int) -> list[Tile]:
        """Cut tiles row by row; `outer` ends on lines of a lattice of the ground, at most the next beyond the scene."""
        rows, columns = self.shape
        whole = self.around(Window(0, 0, columns, rows), 0, stride)
        cores = cut_windows(self.shape, size)
        return [Tile(self.around(core, halo, stride).intersection(whole), core) for core in cores]

    def narrow(self, tile: Tile, wanted: Bools, halo: int, stride: int) -> Tile | None:
        """Narrow a tile to the blocks of its core that are wanted, (h, w), and those around; None where none is."""
        rows, columns = (np.flatnonzero(wanted.any(axis=axis)) for axis in (1, 0))
        if not len(rows):
            return None
        top, left = tile.core.row_off + int(rows[0]), tile.core.col_off + int(columns[0])
        core = Window(left, top, int(columns[-1] - columns[0]) + 1, int(rows[-1] - rows[0]) + 1)
        return Tile(self.around(core, halo, stride).intersection(tile.outer), core)

    def around(self, core: Window, halo: int, stride: int) -> Window:
        """Return the window with at least so many blocks on every side, from one line of the lattice to another."""
        top, bottom = self._span(0, core.row_off, core.row_off + core.height, halo, stride)
        left, right = self._span(1, core.col_off, core.col_off + core.width, halo, stride)
        return Window(left, top, right - left, bottom - top)

    def _span(self, axis: int, start: int, stop: int, halo: int, stride: int) -> tuple[int, int]:
        number = self.first[axis] // self.side
        first, last = (start - halo + number) // stride, -(-(stop + halo + number) // stride)
        return first * stride - number, last * stride - number

    def within(self, window: Window) -> Window:
        """Return the part that lies in the scene."""
        rows, columns = self.shape
        top, left = max(window.row_off, 0), max(window.col_off, 0)
        bottom, right = min(window.row_off + window.height, rows), min(window.col_off + window.width, columns)
        return Window(left, top, max(right - left, 0), max(bottom - top, 0))

    def pixels(self, window: Window) -> Window:
        """Find the pixels of the scene in the blocks of a window."""
        top, height = self._pixels(0, window.row_off, window.height)
        left, width = self._pixels(1, window.col_off, window.width)
        return Window(left, top, width, height)

    def _pixels(self, axis: int, start: int, count: int) -> tuple[int, int]:
        skipped, length = self._axes[axis][0] % self.side, self._axes[axis][1]
        first, last = (min(max(number * self.side - skipped, 0), length) for number in (start, start + count))
        return first, last - first

    def beyond(self, window: Window) -> Window:
        """Return pixels of the blocks of a window, also those that lie outside of the scene."""
        top, left = (
            start * self.side - first % self.side
            for start, first in zip((window.row_off, window.col_off), self.first, strict=True)
        )
        return Window(left, top, window.width * self.side, window.height * self.side)

    def before(self, window: Window) -> tuple[int, int]:
        """Return rows and columns of pixels by which the first blocks of a window begin before the scene."""
        rows, columns = (
            max(first % self.side - start * self.side, 0)
            for (first, _), start in zip(self._axes, (window.row_off, window.col_off), strict=True)
        )
        return rows, columns

    def parts(self, window: Window) -> Iterator[tuple[Window, tuple[slice, slice]]]:
        """Yield parts of a window in the scene, of so few pixels that they can be held, with their rows and columns."""
        inside = self.within(window)
        if inside.height and inside.width:
            for cut in cut_windows((inside.height, inside.width), max(1, _CHUNK // self.side)):
                part = Window(inside.col_off + cut.col_off, inside.row_off + cut.row_off, cut.width, cut.height)
                top, left = part.row_off - window.row_off, part.col_off - window.col_off
                yield part, (slice(top, top + part.height), slice(left, left + part.width))

    def means(self, part: Window, values: Floats) -> Floats:
        """Return (bands, rows, columns) pixels of a part of the scene → (bands, h, w) means of its blocks."""
        before = self.before(part)
        if any(before):
            values = np.pad(values, ((0, 0), (before[0], 0), (before[1], 0)), constant_values=np.nan)
        return average_blocks(values, (self.side, self.side))

    def drawn(self, part: Window, values: NDArray[Any]) -> NDArray[Any]:
        """Return (k, h, w) blocks of a part of the scene → (k, rows, columns) of its pixels, a copy."""
        if self.side == 1:
            return values.copy()
        pixels, before = self.pixels(part), self.before(part)
        large = values.repeat(self.side, axis=1).repeat(self.side, axis=2)
        return large[:, before[0] : before[0] + pixels.height, before[1] : before[1] + pixels.width].copy()


def average_blocks(values: Floats, factors: tuple[int, int]) -> Floats:
    """Average (bands, h, w) over blocks of the pixels that have all bands, NaN where none has."""
    rows, columns = factors
    bands, height, width = values.shape
    if factors == (1, 1):
        return np.where(np.isfinite(values).all(axis=0), values, np.float32(np.nan))
    grown = np.full((bands, -(-height // rows) * rows, -(-width // columns) * columns), np.nan, np.float32)
    grown[:, :height, :width] = values
    blocks = grown.reshape(bands, grown.shape[1] // rows, rows, grown.shape[2] // columns, columns)
    seen = np.isfinite(blocks).all(axis=0)
    count = seen.sum(axis=(1, 3))
    sums = np.where(seen, blocks, 0).sum(axis=(2, 4), dtype=np.float64)
    return np.where(count > 0, sums / np.maximum(count, 1), np.nan).astype(np.float32)


def _number(pixels: float) -> int:
    """Number the pixel that begins so far from the origin; grids begin at whole or half pixels, but for rounding."""
    return floor(pixels + 0.25)
