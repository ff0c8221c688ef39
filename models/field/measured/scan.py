"""All rasters of a run, read once under all outlines, block by block."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio.windows import Window

from models.arrays import Doubles, Floats, Shape
from models.field.measured.cover import Batch, Cover, cover_pixels, group_outlines
from models.field.measured.patches import GREEN, Patch, find_middles, find_patches, find_weak, inner_ground
from models.field.measured.statistics import STATISTICS, Weighing, weigh_classes
from models.geo.contract.ground_classes import CLEAR
from models.geo.pixels.source import GDAL_SETTINGS, open_raster
from models.geo.pixels.tiling import read_ahead

GROUND = 4
"""Classes of `valid.tif`."""

_BROKEN = (ValueError, RuntimeError, ArithmeticError, shapely.errors.ShapelyError)
_MEDIAN, _HIGH = STATISTICS.index("median"), STATISTICS.index("p90")
_LARGEST = 1 << 24  # pixels of a field in which patches are looked for


@dataclass(frozen=True)
class Layers:
    """The rasters of a run, which all lie on one grid."""

    valid: Path
    indices: Path | None
    names: tuple[str, ...]
    judges: Mapping[str, tuple[Path, tuple[str, ...]]]  # map of each analysis, and its classes from 1 on

    @property
    def green(self) -> str | None:
        """The index that shows plants best."""
        return next((name for name in GREEN if name in self.names), None)


@dataclass
class Counts:
    """What lies under (n,) outlines."""

    ground: Doubles  # (n, 4) pixels of each class
    indices: Doubles  # (n, indices, 6) `STATISTICS`
    judges: dict[str, Doubles]  # (n, classes + 2) each: nothing, its classes, and ground without a crop
    patches: dict[int, list[Patch]] = field(default_factory=dict)
    middles: dict[int, tuple[int, int]] = field(default_factory=dict)
    broken: dict[int, str] = field(default_factory=dict)
    unsearched: list[int] = field(default_factory=list)  # too large for a search for patches


def scan_outlines(outlines: NDArray[Any], shape: Shape, layers: Layers, progress: Callable[[int, int], None]) -> Counts:
    """Count the pixels under outlines in columns and rows; what is wrong with one never stops the rest."""
    count = len(outlines)
    counts = Counts(
        np.zeros((count, GROUND)),
        np.full((count, len(layers.names), len(STATISTICS)), np.nan),
        {name: np.zeros((count, len(classes) + 2)) for name, (_, classes) in layers.judges.items()},
    )
    counts.indices[..., 0] = 0
    batches = group_outlines(outlines, shape)
    with _Rasters(layers) as rasters:
        windows = [window for batch in batches for window in batch.windows]
        done = 0
        with closing(read_ahead(windows, rasters.read)) as pixels:
            for batch in batches:
                _Pile(batch, outlines, layers, counts).take(pixels)
                done += len(batch.outlines)
                progress(done, count)
    return counts


class _Rasters:
    """The open rasters; read by one thread."""

    def __init__(self, layers: Layers) -> None:
        self._layers, self._stack = layers, ExitStack()

    def __enter__(self) -> "_Rasters":
        self._valid = self._stack.enter_context(open_raster(self._layers.valid))
        paths = self._layers.judges.values()
        self._judges = [self._stack.enter_context(open_raster(path)) for path, _ in paths]
        indices = self._layers.indices
        self._indices = self._stack.enter_context(open_raster(indices)) if indices else None
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def read(self, window: Window) -> list[NDArray[Any]]:
        """(bands, h, w) of the ground classes, of the map of each analysis, and of the indices, where there are any."""
        rasters = [self._valid, *self._judges, *([self._indices] if self._indices else [])]
        with rasterio.Env(**GDAL_SETTINGS):
            return [one.read(window=window) for one in rasters]


class _Pile:
    """What is known so far of the outlines of a batch."""

    def __init__(self, batch: Batch, outlines: NDArray[Any], layers: Layers, counts: Counts) -> None:
        self._batch, self._counts = batch, counts
        self._places = np.array(batch.outlines)
        self._outlines = [outlines[place] for place in batch.outlines]
        self._weighed = [Weighing(len(self._places)) for _ in layers.names]
        self._green = layers.names.index(layers.green) if layers.green else None
        self._seen: list[tuple[Cover, Floats]] = []
        self._keeps = shapely.area(shapely.box(*shapely.total_bounds(self._outlines))) <= _LARGEST
        if self._green is not None and not self._keeps:
            counts.unsearched += batch.outlines

    def take(self, pixels: Iterator[tuple[Window, list[NDArray[Any]]]]) -> None:
        """Count all windows of the batch."""
        for _ in self._batch.windows:
            window, read = next(pixels)
            cover = self._cover(window)
            self._count(cover, [cover.take(raster, window) for raster in read])
        for place, weighed in enumerate(self._weighed):
            self._counts.indices[self._places, place] = weighed.describe()
        if self._green is not None and self._seen:
            self._look_for_patches(self._green)

    def _cover(self, window: Window) -> Cover:
        try:
            return cover_pixels(self._outlines, window)
        except _BROKEN:
            parts = [self._cover_one(place, window) for place in range(len(self._outlines))]
            return Cover.join(parts)

    def _cover_one(self, place: int, window: Window) -> Cover:
        try:
            return cover_pixels([self._outlines[place]], window).renumbered(place)
        except _BROKEN as error:
            self._counts.broken.setdefault(self._batch.outlines[place], " ".join(str(error).split()))
            return Cover.join([])

    def _count(self, cover: Cover, read: list[NDArray[Any]]) -> None:
        ground = read[0][0]
        self._add(self._counts.ground, cover, ground)
        for counted, judge in zip(self._counts.judges.values(), read[1:], strict=False):
            self._add(counted, cover, judge[0])
        if not self._weighed:
            return
        values = read[-1]
        values[:, ground != CLEAR] = np.nan
        for weighed, one in zip(self._weighed, values, strict=True):
            weighed.add(cover.owners, one, cover.shares)
        if self._green is not None and self._keeps:
            self._seen.append((cover, values[self._green]))

    def _add(self, counted: Doubles, cover: Cover, values: NDArray[Any]) -> None:
        found = weigh_classes(cover.owners, values, cover.shares, len(self._places), counted.shape[1])
        counted[self._places] += found

    def _look_for_patches(self, green: int) -> None:
        count = len(self._places)
        cover, values = Cover.join([one for one, _ in self._seen]), np.concatenate([one for _, one in self._seen])
        ground = inner_ground(cover, values, count)
        statistics = self._counts.indices[self._places, green]
        medians, weak = statistics[:, _MEDIAN], find_weak(ground, statistics[:, _MEDIAN], statistics[:, _HIGH])
        for owner, patches in find_patches(ground, weak, medians).items():
            self._counts.patches[self._batch.outlines[owner]] = patches
        for owner, middle in find_middles(ground, medians).items():
            self._counts.middles[self._batch.outlines[owner]] = middle
