"""Pixels of the masks and of the indices computed again from the scene's files.

They come straight from rasterio where a band lies on the scene's grid, and indices from `spyndex`, in float64.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.field.parcels import read_parcels
from models.geo.contract.scene import Band, Scene
from models.geo.indices.catalogue import OTHER_NAMES, Index
from models.geo.indices.own import OWN
from models.geo.indices.plan import plan_layers
from models.geo.pixels.blocks import Blocks
from models.geo.pixels.raster import SceneReader
from models.geo.pixels.source import open_raster
from models.geo.pixels.tiling import cut_windows
from nodes.run_folder.files import PARCELS
from nodes.state import SceneState
from nodes.verify.chapters.layers import compute_layer
from nodes.verify.findings import Finding
from nodes.verify.recount import turned

ALL_PIXELS = 4_000_000
"""Up to here every pixel is looked at, beyond a sample of windows."""
_SIDE = 512
_SAMPLED = 12
_ROUNDING = 1.01e-4  # of a stored index
_FLOAT32 = 1e-6  # relative error of a band and of what a formula makes of it, which grows where terms cancel
_OUTSIDE, _BARE, _GREEN, _CROP, _UNLEARNED = range(1, 6)  # in crops.tif
_BARE_NDVI = 0.25
_COARSE_ROUNDING, _COARSE_EDGE = 0.0101, 299.99  # of decibels and degrees
_EDGE = 9.99  # nearer to the limit of 10, rounding decides whether a value is kept

Doubles = NDArray[np.float64]
Bools = NDArray[np.bool_]


def pixel_findings(run_dir: Path, state: SceneState, scene: Scene) -> list[Finding]:
    """Pixels of `valid.tif` and `indices.tif` that do not follow from the scene."""
    assert state.clouds is not None
    check = _PixelCheck(run_dir, state, scene)
    with check:
        for window in _chosen(scene):
            check.look_at(window)
    return check.findings()


class _PixelCheck:
    """Open files of one comparison, and what differed so far."""

    def __init__(self, run_dir: Path, state: SceneState, scene: Scene) -> None:
        assert state.clouds is not None
        self._run_dir, self._state, self._scene = run_dir, state, scene
        self._differing: dict[str, tuple[int, Finding]] = {}
        indices = state.indices
        names = tuple(stats.name for stats in indices.stats) if indices else ()
        assert state.modality is not None
        planned = plan_layers(scene, state.modality.modality, state.request.indices).indices if names else ()
        self._plan = tuple(index for index in planned if index.name in names)
        self._has_classes = state.clouds.reason_unmasked is None
        self._stack = ExitStack()
        self._open: dict[str, Any] = {}

    def __enter__(self) -> "_PixelCheck":
        assert self._state.clouds is not None
        self._reader = self._stack.enter_context(SceneReader(self._scene))
        self._valid = self._stack.enter_context(open_raster(self._run_dir / self._state.clouds.raster))
        if self._state.indices is not None:
            path = self._run_dir / self._state.indices.raster
            self._indices = self._stack.enter_context(open_raster(path))
        self._crops = self._open_crops()
        return self

    def _open_crops(self) -> Any:
        """Open the mask of crops where it can be made again pixel by pixel, which of averaged ones it cannot."""
        crops, bands = self._state.crops, (self._scene.band("red"), self._nir)
        if crops is None or not crops.pixels or None in bands or Blocks.of(self._scene.grid).side > 1:
            return None
        trusts = crops.basis == "parcels"
        self._parcels = read_parcels(self._run_dir / PARCELS, self._scene.grid) if trusts else None
        return self._stack.enter_context(open_raster(self._run_dir / crops.raster))

    @property
    def _nir(self) -> Band | None:
        return self._scene.band("nir") or self._scene.band("nir08")

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def findings(self) -> list[Finding]:
        return [
            finding._replace(reason=f"{finding.reason}; {count} such pixels among those looked at")
            for count, finding in self._differing.values()
        ]

    def look_at(self, window: Window) -> None:
        """Compare one window of the scene."""
        values = {band.name: self._physical(band, window) for band in self._scene.bands}
        black = self._black(window) if self._scene.zero_in_all_bands_is_nodata else None
        if black is not None:
            for found in values.values():
                found[black] = np.nan
        has_data = np.any([np.isfinite(found) for found in values.values()], axis=0)
        classes = self._result(self._valid, 1, window)
        wrong = (classes != 0) & ~has_data
        if not self._has_classes:
            wrong |= (classes == 0) & has_data
        self._note("valid.tif", classes, has_data.astype(int), wrong, window)
        for place, index in enumerate(self._plan, start=1):
            stored = self._result(self._indices, place, window)
            bands = {symbol: values[band.name] for symbol, band in index.bands.items()}
            again = _index(index, bands)
            again[classes != 1] = np.nan
            limits = _ROUNDING, _EDGE
            if index.unit != "1":
                limits = _COARSE_ROUNDING, _COARSE_EDGE
            wrong = _unlike(stored, again, np.zeros_like(again), limits)
            if wrong.any():
                slack = _slack(index, {symbol: band[wrong] for symbol, band in bands.items()})
                wrong[wrong] = _unlike(stored[wrong], again[wrong], slack, limits)
            self._note(f"indices.tif {index.name}", stored, again, wrong, window)
        if self._crops is not None:
            self._look_at_crops(values, classes, window)

    def _look_at_crops(self, values: Mapping[str, Doubles], classes: NDArray[Any], window: Window) -> None:
        """Hold the mask of crops against NDVI, clear ground and parcels."""
        red, nir = self._scene.band("red"), self._nir
        assert red is not None and nir is not None
        stored = self._result(self._crops, 1, window)
        low, high = (np.maximum(values[band.name], 0) for band in (red, nir))
        with np.errstate(invalid="ignore"):
            above = (high - low) - _BARE_NDVI * (high + low)
            bare, green = above <= _FLOAT32, above >= -_FLOAT32
        wrong = (stored != 0) & (classes != 1)
        wrong |= (stored == _BARE) & ~bare
        wrong |= np.isin(stored, (_GREEN, _UNLEARNED)) & ~green
        if self._parcels is not None:
            outside = self._parcels.numbers(window) == 0
            wrong |= (stored != 0) & ((stored == _OUTSIDE) != outside)
            wrong |= (stored == _CROP) & ~green
        self._note("crops.tif", stored, above, wrong, window)

    def _note(self, what: str, stored: Any, again: Any, wrong: Bools, window: Window) -> None:
        count = int(np.count_nonzero(wrong))
        if count:
            file = what.split()[0]
            before, first = self._differing.get(what, (0, None))
            first = first or first_unlike(what, file, stored, again, wrong, window)
            self._differing[what] = before + count, first

    def _physical(self, band: Band, window: Window) -> Doubles:
        """stored × scale + offset in float64, NaN where any rule of the contract says no data."""
        stored, reached = self._stored(band, window)
        values = stored.astype(np.float64) * band.scale + band.offset
        missing = ~np.isfinite(values) | ~reached
        for nodata in band.nodata:
            same = np.float32(nodata) if stored.dtype == np.float32 else nodata
            missing |= stored == same
        if band.plausible is not None:
            low, high = band.plausible
            slack = 1e-7 * max(abs(low), abs(high))
            missing |= (values < low - slack) | (values > high + slack)
        mask = self._scene.data_mask
        if mask is not None:
            has_data, inside = self._dataset(mask.dataset, mask.index, window, band)
            missing |= (has_data == 0) | ~inside
        return np.where(missing, np.nan, values)

    def _stored(self, band: Band, window: Window) -> tuple[NDArray[Any], Bools]:
        stored, reached = self._dataset(band.dataset, band.index, window, band)
        if self._scene.uses_mask_band and self._is_direct(band.dataset):
            reached = reached & (self._source(band.dataset).read_masks(1, window=window) > 0)
        return stored, reached

    def _dataset(self, dataset: str, index: int, window: Window, band: Band) -> tuple[NDArray[Any], Bools]:
        """Straight from the file where it lies on the scene's grid, else as the steps read it."""
        if self._is_direct(dataset):
            found = self._source(dataset).read(index, window=window)
            return found, np.ones(found.shape, bool)
        like = band.model_copy(update={"dataset": dataset, "index": index, "scale": 1.0, "offset": 0.0})
        stored = self._reader.stored(window, like)
        reached = np.isfinite(self._reader.read(window, [band])[0])
        return stored, reached

    def _is_direct(self, dataset: str) -> bool:
        source, grid = self._source(dataset), self._scene.grid
        on_grid = source.crs is None or source.transform.almost_equals(grid.affine, 1e-6 * abs(grid.affine.a))
        return bool(source.shape == grid.shape and grid.located_by != "gcps" and on_grid)

    def _source(self, dataset: str) -> Any:
        if dataset not in self._open:
            self._open[dataset] = self._stack.enter_context(open_raster(dataset))
        return self._open[dataset]

    def _black(self, window: Window) -> Bools:
        """Where no band holds anything but 0 or no data."""
        layers = [self._stored(band, window) for band in self._scene.bands]
        empty = [(stored == 0) | ~reached | _is_nodata(stored, band) for (stored, reached), band in
                 zip(layers, self._scene.bands, strict=True)]  # fmt: skip
        return np.asarray(np.all(empty, axis=0))

    def _result(self, source: Any, band: int, window: Window) -> NDArray[Any]:
        """(h, w) of a result raster over a window of the scene, mirrored where the raster is."""
        grid = self._scene.grid
        top, left = window.row_off, window.col_off
        if source.transform.e * grid.transform[4] < 0:
            top = grid.height - top - window.height
        if source.transform.a * grid.transform[0] < 0:
            left = grid.width - left - window.width
        return turned(source, grid)(source.read(band, window=Window(left, top, window.width, window.height)))


def _is_nodata(stored: NDArray[Any], band: Band) -> Bools:
    values = stored.astype(np.float64)
    return np.asarray(np.isin(values, band.nodata) | ~np.isfinite(values))


def _index(index: Index, bands: Mapping[str, Doubles]) -> Doubles:
    """Physical values by symbol → values of the same shape, by `spyndex`, a formula of our own, or `layers.py`."""
    import spyndex

    if (other := compute_layer(index, bands)) is not None:
        return other
    with np.errstate(all="ignore"):
        if index.name in OWN:
            return np.asarray(eval(OWN[index.name].formula, {"__builtins__": {}}, {**bands, **index.constants}))
        found = spyndex.computeIndex([OTHER_NAMES.get(index.name, index.name)], params={**bands, **index.constants})
    return np.array(found, np.float64).reshape(next(iter(bands.values())).shape)


def _slack(index: Index, bands: Mapping[str, Doubles]) -> Doubles:
    """How far float32 may be off: the change of the index where each band in turn is off by its rounding."""
    exact = _index(index, bands)
    changed = [_index(index, {**bands, symbol: band * (1 + _FLOAT32)}) for symbol, band in bands.items()]
    with np.errstate(invalid="ignore"):
        slack: Doubles = np.sum([np.abs(one - exact) for one in changed], axis=0)
    return slack


def _unlike(
    stored: NDArray[Any], again: Doubles, slack: Doubles, limits: tuple[float, float] = (_ROUNDING, _EDGE)
) -> Bools:
    """Where two values differ by more than rounding and `slack`, or one is there and the other surely not."""
    rounding, edge = limits
    both = np.isfinite(stored) & np.isfinite(again)
    with np.errstate(invalid="ignore"):
        apart = np.abs(stored - again) > rounding + slack
        lost = np.isnan(stored) & (np.abs(again) + slack < edge)
        made = np.isfinite(stored) & ~(np.abs(again) - slack < edge + 0.02)
    return np.asarray((both & apart) | lost | made)


def first_unlike(what: str, file: str, stored: Any, again: Any, wrong: Bools, window: Window | None = None) -> Finding:
    """Name the first pixel that differs."""
    row, column = (int(place) for place in np.argwhere(wrong)[0])
    top, left = (window.row_off, window.col_off) if window is not None else (0, 0)
    where = f"row {top + row}, column {left + column} of the scene does not follow from the scene's files"
    return Finding(what, f"{stored[row, column]:.6g}", f"{again[row, column]:.6g}", file, where)


def _chosen(scene: Scene) -> Iterator[Window]:
    """All windows of a small scene; of a large one the first, the last and some spread over it."""
    found = cut_windows(scene.grid.shape, _SIDE)
    if scene.grid.width * scene.grid.height <= ALL_PIXELS:
        yield from found
        return
    for place in np.unique(np.linspace(0, len(found) - 1, _SAMPLED).astype(int)):
        yield found[place]
