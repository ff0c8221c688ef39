"""Spectral indices over clear ground: the raster `indices.tif`, statistics and areas, window by window.

Values are rounded (indices to 0.0001, decibels and degrees to 0.01) before anything is said of them, so every number
can be found again from the file. Undefined, and NaN in the file, is what is not finite, or of an index not within ±10:
there a denominator is near zero. Decibels are averaged as the linear power that they stand for.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
from rasterio.windows import Window

from models.arrays import Bools, Floats, Places
from models.geo.contract.ground_classes import CLEAR
from models.geo.contract.scene import Scene
from models.geo.indices.catalogue import Index, IndexPlan
from models.geo.indices.histogram import LIMIT, Histogram, quantise
from models.geo.pixels.area import PixelAreas
from models.geo.pixels.raster import RasterLayout, RasterWriter, ResultReader, SceneReader
from models.geo.pixels.tiling import Cutting, cut_windows, read_ahead
from models.schemas import CoverClass, IndexStats, IndicesResult, Reason

INDICES = "indices.tif"
PERCENTILES = ("0", "5", "10", "25", "50", "75", "90", "95", "100")
COVER = (
    ("no vegetation (water, snow)", -LIMIT, 0.0),
    ("bare or nearly bare", 0.0, 0.2),
    ("sparse vegetation", 0.2, 0.4),
    ("moderate vegetation", 0.4, 0.6),
    ("dense vegetation", 0.6, LIMIT),
)
"""lower ≤ NDVI < upper. After USGS, NDVI, the Foundation for Remote Sensing Phenology: barren rock, sand and snow 0.1
or less, sparse vegetation and senescing crops 0.2–0.5, dense vegetation at its peak 0.6–0.9; water is below 0. The
outer limits take in what negative reflectance makes of the ratio."""
NOWHERE = Reason(code="no_values", reason="no clear pixel has a value of it")

_BLOCK_PIXELS = 1 << 16  # computed at a time: a few arrays of this size stay in a processor's cache


def measure(
    scene: Scene, run_dir: Path, plan: IndexPlan, valid: str, cut: Cutting
) -> tuple[IndicesResult | None, dict[str, Reason]]:
    """Write `indices.tif` over clear pixels of `valid`: what is in it (None: no file), and what was refused."""
    if not plan.indices:
        return None, plan.refused
    ledger = _Ledger(scene, plan)
    with (
        SceneReader(scene) as reader,
        ResultReader(run_dir / valid) as clear,
        RasterWriter(run_dir / INDICES, scene.grid, _layout(plan, scene)) as writer,
        ThreadPoolExecutor(1, "write") as pen,
    ):

        def read(window: Window) -> tuple[Floats, Bools]:
            return reader.read(window, plan.bands), clear.read(window)[0] == CLEAR

        cuts = cut_windows(scene.grid.shape, cut.window)
        written: Future[None] | None = None
        for done, (window, (values, is_clear)) in enumerate(read_ahead(cuts, read), 1):
            stored = ledger.add(window, values, is_clear)
            if written is not None:
                written.result()  # at most one window waits, so memory stays flat
            written = pen.submit(writer.write, stored, window)
            cut.progress(done, len(cuts))
        if written is not None:
            written.result()
    empty = ledger.without_values()
    if empty:  # a statistic of nothing is no number: once more without these
        (run_dir / INDICES).unlink()
        kept = tuple(index for index in plan.indices if index.name not in empty)
        return measure(scene, run_dir, IndexPlan(kept, plan.refused | dict.fromkeys(empty, NOWHERE)), valid, cut)
    return ledger.result(), plan.refused


class _Ledger:
    """Computes the windows of a scene and keeps count of what came out."""

    def __init__(self, scene: Scene, plan: IndexPlan) -> None:
        self._plan = plan
        self._areas = PixelAreas(scene.grid) if scene.grid.crs else None
        self._histograms = [Histogram(index.steps) for index in plan.indices]
        self._hectares = np.zeros(len(COVER))
        self._clear = 0

    def add(self, window: Window, values: Floats, is_clear: Bools) -> Floats:
        """Return (bands, h, w) reflectance, which is used up, and where it is clear → (indices, h, w) stored values."""
        clear = int(np.count_nonzero(is_clear))
        if clear < is_clear.size:
            values[:, ~is_clear] = np.nan
        self._clear += clear
        stored = np.empty((len(self._plan.indices), *is_clear.shape), np.float32)
        bins = np.empty(is_clear.shape, np.intp)
        for place, index in enumerate(self._plan.indices):
            self._compute(index, values, stored[place], bins)
            self._histograms[place].add_bins(bins)
            if index.name == "NDVI" and self._areas is not None:
                self._hectares += [
                    self._areas.hectares((stored[place] >= lower) & (stored[place] < upper), window)
                    for _, lower, upper in COVER
                ]
        return stored

    def _compute(self, index: Index, values: Floats, stored: Floats, bins: Places) -> None:
        names = [band.name for band in self._plan.bands]
        step = max(1, _BLOCK_PIXELS // stored.shape[1])
        for top in range(0, len(stored), step):
            rows = slice(top, top + step)
            block = {name: values[place, rows] for place, name in enumerate(names)}
            quantise(index.evaluate(block), stored[rows], bins[rows], index.steps)

    def without_values(self) -> list[str]:
        """Name indices that no pixel has."""
        return [
            index.name
            for index, histogram in zip(self._plan.indices, self._histograms, strict=True)
            if histogram.count == 0
        ]

    def result(self) -> IndicesResult:
        """Sum up statistics of every index, and the ground that each class of NDVI covers."""
        counted = list(zip(self._plan.indices, self._histograms, strict=True))
        cover = next((self._cover(histogram) for index, histogram in counted if index.name == "NDVI"), ())
        stats = tuple(self._stats(index, histogram) for index, histogram in counted)
        stats = tuple(_average_ratio(entry, stats) for entry in stats)
        return IndicesResult(raster=INDICES, stats=stats, cover=cover, refused=self._plan.refused)

    def _stats(self, index: Index, histogram: Histogram) -> IndexStats:
        percentiles = histogram.percentiles([float(name) for name in PERCENTILES])
        return IndexStats(
            name=index.name,
            long_name=index.long_name,
            formula=index.formula,
            bands={symbol: band.name for symbol, band in index.bands.items()},
            pixels=histogram.count,
            undefined=self._clear - histogram.count,
            mean=histogram.mean_of_power() if index.unit == "dB" else histogram.mean(),
            std=histogram.std(),
            percentiles=dict(zip(PERCENTILES, percentiles, strict=True)),
            unit=index.unit,
            is_relative=index.is_relative,
            parts=index.parts,
        )

    def _cover(self, histogram: Histogram) -> tuple[CoverClass, ...]:
        return tuple(
            CoverClass(
                name=name, lower=lower, upper=upper, pixels=histogram.between(lower, upper),
                area_ha=float(hectares) if self._areas else None,
            )
            for (name, lower, upper), hectares in zip(COVER, self._hectares, strict=True)
        )  # fmt: skip


def _average_ratio(entry: IndexStats, stats: tuple[IndexStats, ...]) -> IndexStats:
    """Give a ratio of two polarisations as that of their mean powers."""
    if entry.parts is None:
        return entry
    means = {other.name: other.mean for other in stats}
    return entry.model_copy(update={"mean": means[entry.parts[0]] - means[entry.parts[1]]})


def _layout(plan: IndexPlan, scene: Scene) -> RasterLayout:
    names, units = tuple(index.name for index in plan.indices), tuple(index.unit for index in plan.indices)
    return RasterLayout(names, "float32", float("nan"), units=units, acquired=scene.acquired.value)
