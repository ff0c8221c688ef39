"""The rasters of a comparison, strip by strip: indices before and after on ground clear on both dates, and changes."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.arrays import Bools, Bytes, Floats, Whole
from models.errors import SceneError
from models.geo.contract.ground_classes import CLEAR, CLOUD, SHADOW
from models.geo.pixels.area import PixelAreas
from models.geo.pixels.raster import RasterLayout, RasterWriter
from models.geo.pixels.source import open_raster
from nodes.compare.fitting import Fit
from nodes.compare.noise import LEAST_OF_PIXEL
from nodes.compare.results import BEFORE_AFTER, CHANGE, GroundChange
from nodes.compare.results import CLEAR as CLEAR_FILE

STEPS = 10_000
"""A stored value of an index is a whole number of these, and so is a change."""
UNDEFINED = 4
"""Clear on both dates, but without a value of the index that decides."""
_ROWS = 512
_REACH = 4 * STEPS  # indices lie between −2 and 2 at most


def write_rasters(fit: Fit, folder: Path) -> GroundChange:
    """Write what both dates show, and count it; raises `SceneError` where no ground is clear on both."""
    counted = _Counted(fit)
    days = fit.first.day, fit.second.day
    pairs = tuple(f"{name} {day}" for name in fit.bands for day in days)
    changes = tuple(f"{name} {days[1]} less {days[0]}" for name in fit.bands)
    with ExitStack() as stack:
        read = _Reading(fit, stack)
        values, change, clear = (
            stack.enter_context(RasterWriter(folder / name, fit.grid, layout))
            for name, layout in (
                (BEFORE_AFTER, RasterLayout(pairs, "float32", np.nan)),
                (CHANGE, RasterLayout(changes, "float32", np.nan)),
                (CLEAR_FILE, RasterLayout(("clear on both dates",), "uint8", 0)),
            )
        )
        for window in _strips(fit.grid.shape):
            both = read.values(window)
            classes = read.classes(window)
            both[:, :, classes != CLEAR] = np.nan
            both[~np.isfinite(both).all(axis=1, keepdims=True).repeat(2, axis=1)] = np.nan
            moved = subtract(both)
            classes[(classes == CLEAR) & ~np.isfinite(moved[0])] = UNDEFINED
            values.write(both.reshape(-1, *both.shape[2:]), window)
            change.write(moved, window)
            clear.write(classes, window)
            counted.add(moved[0], window)
        return counted.ground()


def subtract(both: Floats) -> Floats:
    """(n, 2, h, w) before and after → (n, h, w) after less before in whole steps, NaN where one of them is missing."""
    moved = np.rint(both[:, 1].astype(np.float64) * STEPS) - np.rint(both[:, 0].astype(np.float64) * STEPS)
    return (moved / STEPS).astype(np.float32)


def count_steps(change: NDArray[Any]) -> Whole:
    """Changes as whole numbers of steps; only where they are finite."""
    return np.rint(change.astype(np.float64) * STEPS).astype(np.int64)


def find_clear_changes(change: Floats) -> tuple[Bools, Bools]:
    """Return where single pixels fell and where they rose clearly."""
    least = round(LEAST_OF_PIXEL * STEPS)
    steps = count_steps(np.nan_to_num(change))
    return steps <= -least, steps >= least


class _Reading:
    """The rasters of both runs, by windows of the ground that both show."""

    def __init__(self, fit: Fit, stack: ExitStack) -> None:
        self._fit = fit
        runs = fit.first, fit.second
        self._indices = [stack.enter_context(open_raster(run.folder / run.indices.raster)) for run in runs]
        self._clear = [stack.enter_context(open_raster(run.folder / run.clouds.raster)) for run in runs]

    def values(self, window: Window) -> Floats:
        """(n, 2, h, w) of each index before and after."""
        bands = list(zip(*self._fit.bands.values(), strict=True))
        found = [
            source.read(list(numbers), window=_moved(window, corner))
            for source, numbers, corner in zip(self._indices, bands, self._fit.corners, strict=True)
        ]
        return np.stack(found, axis=1).astype(np.float32)

    def classes(self, window: Window) -> Bytes:
        """(h, w) what hides the ground on either date: no data before cloud before shadow; else clear."""
        found = [
            source.read(1, window=_moved(window, corner))
            for source, corner in zip(self._clear, self._fit.corners, strict=True)
        ]
        classes = np.full(found[0].shape, CLEAR, np.uint8)
        for code in (SHADOW, CLOUD, 0):
            classes[(found[0] == code) | (found[1] == code)] = code
        return classes


class _Counted:
    """Pixels and hectares that changed, counted strip by strip."""

    def __init__(self, fit: Fit) -> None:
        self._areas, self._size = PixelAreas(fit.grid), fit.grid.width * fit.grid.height
        self._pixels, self._hectares = np.zeros(3, np.int64), np.zeros(3)
        self._changes = np.zeros(2 * _REACH + 1, np.int64)

    def add(self, change: Floats, window: Window) -> None:
        compared = np.isfinite(change)
        for place, where in enumerate((compared, *find_clear_changes(change))):
            self._pixels[place] += np.count_nonzero(where)
            self._hectares[place] += self._areas.hectares(where, window)
        steps = np.clip(count_steps(change[compared]), -_REACH, _REACH)
        self._changes += np.bincount(steps + _REACH, minlength=len(self._changes))

    def ground(self) -> GroundChange:
        compared, fallen, risen = self._pixels.tolist()
        if not compared:
            raise SceneError("no ground is clear on both dates, so nothing can be compared; take other dates")
        ends = np.searchsorted(np.cumsum(self._changes), ((compared + 1) // 2, compared // 2 + 1))
        hectares = self._hectares.tolist()
        return GroundChange(
            pixels=self._size, compared=compared, compared_ha=hectares[0], fallen=fallen, fallen_ha=hectares[1],
            risen=risen, risen_ha=hectares[2], median=float(np.mean(ends) - _REACH) / STEPS,
        )  # fmt: skip


def _moved(window: Window, corner: tuple[int, int]) -> Window:
    return Window(window.col_off + corner[1], window.row_off + corner[0], window.width, window.height)


def _strips(shape: tuple[int, int]) -> Iterator[Window]:
    for top in range(0, shape[0], _ROWS):
        yield Window(0, top, shape[1], min(_ROWS, shape[0] - top))
