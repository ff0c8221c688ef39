"""One dataset of a scene, read on the scene's grid: as it is, repeated, or by nearest neighbour; never interpolated."""

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError
from rasterio.crs import CRS
from rasterio.enums import MaskFlags, Resampling
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from models.arrays import Bools, Places, Shape, Stored
from models.errors import SceneError
from models.geo.contract.scene import Grid

GDAL_SETTINGS = {
    "GDAL_CACHEMAX": 160 << 20,  # bytes: a row of blocks of a tile of 12 bands takes 140 MB
    "GDAL_NUM_THREADS": "2",
    "GDAL_TIFF_OVR_BLOCKSIZE": "512",
}

DAMAGE = (RasterioError, CPLE_BaseError, UnicodeDecodeError)
"""What rasterio raises of a damaged file: not all of GDAL's errors become its own, nor all text is UTF-8."""

_ALIGNED = 1e-3  # of a scene pixel: what rounded coordinates may differ by over the whole scene
_WARP_ERROR = 1e-6
"""Pixels by which GDAL may shorten the way: practically none, so that results do not depend on how a scene is cut."""
_STRIP, _HIGHEST_BLOCK = 1 << 24, 2048
"""Values that are read at once of a scene that is thinned out, and rows of a block with which that is worth while."""
_turn = threading.Lock()


@contextmanager
def allow_no_place() -> Iterator[None]:
    """Silence the warning that a raster has no place on Earth: the contract says so already.

    One thread at a time, for warning filters belong to the process and steps run in threads. What rasterio does that
    changes them itself, as `rasterize`, belongs in here too.
    """
    with _turn, warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        yield


def open_raster(path: str | Path, mode: str = "r", **options: Any) -> Any:
    """Call `rasterio.open` on a raster that may have no place on Earth."""
    with allow_no_place():
        return rasterio.open(path, mode, **options)


@dataclass(frozen=True)
class _Lookup:
    """What to read, and which of its rows and columns stand for those of the scene; -1 outside the dataset."""

    window: Window
    shape: Shape
    rows: Places
    columns: Places

    @property
    def is_direct(self) -> bool:
        """Whether what is read is already what is wanted."""
        return all(
            len(places) == length and np.array_equal(places, np.arange(length))
            for places, length in ((self.rows, self.shape[0]), (self.columns, self.shape[1]))
        )


class BandSource:
    """An open dataset and how it lies under the scene's grid."""

    def __init__(self, dataset: str, grid: Grid) -> None:
        self.name = Path(dataset).name
        self._grid = grid
        try:
            self._file = open_raster(dataset)
            self._steps = self._find_steps()
            self._view = self._file if self._steps else self._warped()
            flags = [flag for flags in self._file.mask_flag_enums for flag in flags]
        except DAMAGE as error:
            raise self._damaged(error) from error
        self._factors = self._steps or (1, 1)
        self._has_mask = MaskFlags.per_dataset in flags

    def close(self) -> None:
        """Close the dataset."""
        if self._view is not self._file:
            self._view.close()
        self._file.close()

    def read(self, indexes: list[int], window: Window) -> tuple[Stored, Bools | None]:
        """Return (n, h, w) stored values over a window of the scene, and (h, w) where there are any; None: all."""
        return self._take(self._window_lookup(window), indexes)

    def read_decimated(
        self, indexes: list[int], shape: Shape, part: Window | None = None
    ) -> tuple[Stored, Bools | None]:
        """Read (n, *shape) stored values of a part or the whole of the scene, every so many pixels, from overviews if
        there are any.
        """
        return self._take(self._decimated_lookup(shape, part), indexes)

    def mask(self, window: Window) -> Bools | None:
        """Return (h, w) true where the dataset's own mask or alpha band says data; None if it has neither."""
        return self._take_mask(self._window_lookup(window)) if self._has_mask else None

    def mask_decimated(self, shape: Shape, part: Window | None = None) -> Bools | None:
        """Do as `mask`, for a part or the whole of the scene decimated."""
        return self._take_mask(self._decimated_lookup(shape, part)) if self._has_mask else None

    def _find_steps(self) -> Shape | None:
        """Find scene pixels per own pixel (down, across) where the grids are aligned; None where they are not.

        Below 0 where the own rows run from south to north, or the columns from east to west.
        """
        grid, own = self._grid, self._file.transform
        if grid.located_by == "gcps" or not self._same_crs():
            return None
        unplaced = self._file.crs is None and own.is_identity
        if grid.crs is None or unplaced:
            if self._file.shape == grid.shape:
                return 1, 1
            if unplaced:
                rows, columns = self._file.shape
                raise SceneError(f"{self.name} has no place on Earth and {columns} × {rows} pixels, unlike the scene")
        inverse = ~grid.affine
        left, top = inverse @ (own.c, own.f)
        right, level = inverse @ (own.c + own.a, own.f + own.d)
        upright, bottom = inverse @ (own.c + own.b, own.f + own.e)
        across, down = round(right - left), round(bottom - top)
        first = (0 if across > 0 else grid.width, 0 if down > 0 else grid.height)
        errors = (
            left - first[0], top - first[1], (level - top) * self._file.width, (upright - left) * self._file.height,
            (right - left - across) * self._file.width, (bottom - top - down) * self._file.height,
        )  # fmt: skip
        aligned = max(map(abs, errors)) < _ALIGNED and across != 0 and down != 0
        return (down, across) if aligned else None

    def _same_crs(self) -> bool:
        own, wanted = self._file.crs, self._grid.crs
        if own is None or wanted is None:
            return True
        return bool(own.to_wkt() == wanted or own == CRS.from_user_input(wanted))

    def _warped(self) -> Any:
        """Return the dataset on the scene's grid by nearest neighbour; its last band says where the dataset reaches."""
        points, points_crs = self._file.gcps
        crs = self._file.crs or (points_crs if points else None)
        if crs is None or self._grid.crs is None:
            raise SceneError(f"{self.name} cannot be laid over the scene: one of them has no place on Earth")
        rules = {
            "crs": CRS.from_user_input(self._grid.crs), "resampling": Resampling.nearest, "src_nodata": None,
            "nodata": None, "add_alpha": True, "tolerance": _WARP_ERROR,
        }  # fmt: skip
        place = {"transform": self._grid.affine, "width": self._grid.width, "height": self._grid.height}
        if self._file.crs is not None or not points:
            return WarpedVRT(self._file, src_crs=crs, **place, **rules)
        # rasterio takes control points into account only where it chooses the grid itself; ingest had the same choice
        chosen = WarpedVRT(self._file, src_crs=crs, **rules)
        if chosen.shape == self._grid.shape and chosen.transform.almost_equals(self._grid.affine, _ALIGNED):
            return chosen
        raise SceneError(f"{self.name} has other ground control points than the scene; unpack and warp it (gdalwarp)")

    def _window_lookup(self, window: Window) -> _Lookup:
        down, across = self._factors
        rows = _places(window.row_off, window.height, down, self._grid.height)
        columns = _places(window.col_off, window.width, across, self._grid.width)
        height, width = self._view.shape
        top, left = min(int(rows.min()), height - 1), min(int(columns.min()), width - 1)
        bottom, right = min(int(rows.max()), height - 1), min(int(columns.max()), width - 1)
        area = Window(left, top, right - left + 1, bottom - top + 1)
        return _Lookup(
            area, (area.height, area.width),
            np.where(rows < height, rows - top, -1), np.where(columns < width, columns - left, -1),
        )  # fmt: skip

    def _decimated_lookup(self, shape: Shape, part: Window | None) -> _Lookup:
        if part is not None:
            return _thin_out(self._window_lookup(part), shape)
        height, width = self._view.shape
        smaller = min(shape[0], height), min(shape[1], width)
        down, across = self._factors
        rows = self._centres(shape[0], self._grid.height, abs(down) * height, smaller[0])
        columns = self._centres(shape[1], self._grid.width, abs(across) * width, smaller[1])
        turned = rows[:: np.sign(down)], columns[:: np.sign(across)]
        return _Lookup(Window(0, 0, width, height), smaller, *turned)

    @staticmethod
    def _centres(count: int, scene: int, own: int, read: int) -> Places:
        """Return places among `read` samples of `own` scene pixels, for `count` samples of the whole scene."""
        places = np.floor((np.arange(count) + 0.5) * scene / count / own * read).astype(np.intp)
        return np.where(places < read, places, -1)

    def _take(self, lookup: _Lookup, indexes: list[int]) -> tuple[Stored, Bools | None]:
        warped = self._view is not self._file
        wanted = [*indexes, self._view.count] if warped else indexes
        found = self._read(lookup, wanted)
        reached: Bools | None = None
        if warped:
            found, reached = found[:-1], found[-1] > 0
        if not lookup.is_direct:
            outside = (lookup.rows < 0)[:, None] | (lookup.columns < 0)[None, :]
            found = found[:, lookup.rows][:, :, lookup.columns]
            reached = None if reached is None else reached[lookup.rows][:, lookup.columns]
            if outside.any():
                reached = ~outside if reached is None else reached & ~outside
        return found, reached

    def _read(self, lookup: _Lookup, indexes: list[int]) -> Stored:
        try:
            if self._reads_all_blocks(lookup):
                return self._read_strips(lookup, indexes)
            found: Stored = self._view.read(
                indexes, window=lookup.window, out_shape=(len(indexes), *lookup.shape), resampling=Resampling.nearest
            )
        except DAMAGE as error:
            raise self._damaged(error) from error
        return found

    def _reads_all_blocks(self, lookup: _Lookup) -> bool:
        """Say whether GDAL would unpack a whole TIFF, by one thread, to take few pixels of it."""
        if self._view is not self._file or lookup.shape == (lookup.window.height, lookup.window.width):
            return False
        rows, step = self._file.block_shapes[0][0], lookup.window.height / lookup.shape[0]
        return step <= rows <= _HIGHEST_BLOCK and self._file.driver == "GTiff" and not self._file.overviews(1)

    def _read_strips(self, lookup: _Lookup, indexes: list[int]) -> Stored:
        """Take the pixels that GDAL would take, strip by strip of whole rows of blocks: several threads unpack them."""
        window = lookup.window
        rows, columns = (
            np.floor((np.arange(count) + 0.5) * length / count).astype(np.intp)
            for count, length in zip(lookup.shape, (window.height, window.width), strict=True)
        )
        found = np.empty((len(indexes), *lookup.shape), self._file.dtypes[indexes[0] - 1])
        block = self._file.block_shapes[0][0]
        high = max(block, _STRIP // (window.width * len(indexes)) // block * block)
        for top in range(window.row_off // high * high, window.row_off + window.height, high):
            first, last = max(top, window.row_off), min(top + high, window.row_off + window.height)
            here = (rows >= first - window.row_off) & (rows < last - window.row_off)
            if here.any():
                strip = self._file.read(indexes, window=Window(window.col_off, first, window.width, last - first))
                found[:, here] = strip[:, rows[here] - (first - window.row_off)][:, :, columns]
        return found

    def _take_mask(self, lookup: _Lookup) -> Bools | None:
        if self._view is not self._file:
            return None  # the warped view has it in its last band
        try:
            mask = self._file.read_masks(1, window=lookup.window, out_shape=lookup.shape, resampling=Resampling.nearest)
        except DAMAGE as error:
            raise self._damaged(error) from error
        taken: Bools = mask[lookup.rows][:, lookup.columns] > 0
        return taken

    def _damaged(self, error: Exception) -> SceneError:
        cause = error.__cause__ or error
        first = str(cause).splitlines()[0][:160] if str(cause) else type(cause).__name__
        return SceneError(f"{self.name} is damaged and cannot be read ({first}); copy or download it again")


def _thin_out(lookup: _Lookup, shape: Shape) -> _Lookup:
    """Take fewer rows and columns of a lookup, each the one in the middle of those that it stands for."""
    smaller = min(shape[0], lookup.shape[0]), min(shape[1], lookup.shape[1])

    def thin(places: Places, count: int, own: int, read: int) -> Places:
        middle = places[np.floor((np.arange(count) + 0.5) * len(places) / count).astype(np.intp)]
        return np.where(middle < 0, -1, middle * read // own)

    return _Lookup(
        lookup.window, smaller, thin(lookup.rows, shape[0], lookup.shape[0], smaller[0]),
        thin(lookup.columns, shape[1], lookup.shape[1], smaller[1]),
    )  # fmt: skip


def _places(start: int, count: int, factor: int, length: int) -> Places:
    """Find own rows or columns under so many of the scene's `length`; a factor below 0 counts from the scene's end."""
    places = np.arange(start, start + count)
    return places // factor if factor > 0 else (length - 1 - places) // -factor
