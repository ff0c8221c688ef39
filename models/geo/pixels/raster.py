"""A scene's pixels on its own grid: physical values, NaN where there is no data, window by window."""

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.windows import Window

from models.arrays import Bools, Floats, Shape, Stored
from models.errors import SceneError
from models.geo.contract.scene import Band, Scene, SourceFile
from models.geo.pixels.result import RasterLayout, RasterWriter, ResultReader
from models.geo.pixels.source import GDAL_SETTINGS, BandSource

__all__ = ["RasterLayout", "RasterWriter", "ResultReader", "SceneReader", "check_unchanged", "hash_file"]


def hash_file(path: Path) -> str:
    """Compute the hexadecimal SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class SceneReader:
    """Values and validity of a scene, window by window; every dataset is opened once.

    Bands are named by role or by name, or given as they are. Arrays of values are float32, NaN where there is no data.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._sources: dict[str, BandSource] = {}
        self._lock = threading.Lock()  # a GDAL dataset serves one thread at a time

    def __enter__(self) -> Self:
        check_unchanged(self.scene)
        return self

    def __exit__(self, *_: object) -> None:
        for source in self._sources.values():
            source.close()
        self._sources.clear()

    def read(self, window: Window, bands: Sequence[str | Band]) -> Floats:
        """Return (n, h, w) physical values, in units of each band."""
        return self.read_with_valid(window, bands, needs_valid=False)[0]

    def valid(self, window: Window) -> Bools:
        """Return (h, w) true where at least one band has data; reads no more bands than it takes to know."""
        return self.read_with_valid(window, ())[1]

    def read_with_valid(
        self, window: Window, bands: Sequence[str | Band], *, needs_valid: bool = True
    ) -> tuple[Floats, Bools]:
        """Do `read` and `valid` in one reading; without `needs_valid` the second means nothing."""
        return self._values(_WindowOf(self._in_files(window)), self._chosen(bands), needs_valid)

    def stored(self, window: Window, band: str | Band) -> Stored:
        """Return (h, w) values as they are in the file; 0 where the file does not reach."""
        chosen = self._chosen([band])
        found, _ = self._load(_WindowOf(self._in_files(window)), chosen)[0]
        return found

    def overview(self, bands: Sequence[str | Band], max_side: int) -> Floats:
        """Read (n, h, w) physical values of the whole scene, decimated to `max_side` pixels at most; never enlarged."""
        height, width = self.scene.grid.shape
        shrink = max(1.0, max(height, width) / max_side)
        shape = max(1, round(height / shrink)), max(1, round(width / shrink))
        return self._values(_Decimated(shape, self._part), self._chosen(bands), needs_valid=False)[0]

    def _in_files(self, window: Window) -> Window:
        part = self.scene.part
        if part is None:
            return window
        return Window(window.col_off + part.column, window.row_off + part.row, window.width, window.height)

    @property
    def _part(self) -> Window | None:
        height, width = self.scene.grid.shape
        return self._in_files(Window(0, 0, width, height)) if self.scene.part else None

    def _chosen(self, bands: Sequence[str | Band]) -> list[Band]:
        return [band if isinstance(band, Band) else self._named(band) for band in bands]

    def _named(self, name: str) -> Band:
        by_role = self.scene.band(name)
        if by_role is not None:
            return by_role
        named = [band for band in self.scene.bands if band.name == name]
        if len(named) != 1:
            raise SceneError(f"{self.scene.name} has {len(named) or 'no'} bands of role or name {name}")
        return named[0]

    def _values(self, view: "_View", bands: list[Band], needs_valid: bool) -> tuple[Floats, Bools]:
        values = np.empty((len(bands), *view.shape), np.float32)
        valid = np.zeros(view.shape, bool)
        black = np.ones(view.shape, bool) if self.scene.zero_in_all_bands_is_nodata else None
        for place, (band, (found, missing)) in enumerate(zip(bands, self._load(view, bands), strict=True)):
            values[place] = _physical(found, band)
            if missing is not None:
                values[place][missing] = np.nan
            if needs_valid or black is not None:
                self._judge(valid, black, found, missing)
        for band in self.scene.bands:
            unsure = (needs_valid and not valid.all()) or (black is not None and black.any())
            if not unsure:
                break
            if band not in bands:
                self._judge(valid, black, *self._load(view, [band])[0])
        if black is not None:
            values[:, black] = np.nan
        return values, valid

    @staticmethod
    def _judge(valid: Bools, black: Bools | None, found: Stored, missing: Bools | None) -> None:
        """Add a band's word on where there is data; a stored zero proves nothing where zero in all bands is no data."""
        has_data = np.ones(found.shape, bool) if missing is None else ~missing
        if black is not None:
            has_data &= found != 0
            black &= ~has_data
        valid |= has_data

    def _load(self, view: "_View", bands: list[Band]) -> list[tuple[Stored, Bools | None]]:
        """Read for each band its stored values and where they are no data; one reading for all bands of a dataset."""
        loaded: dict[int, tuple[Stored, Bools | None]] = {}
        for dataset in dict.fromkeys(band.dataset for band in bands):
            places = [place for place, band in enumerate(bands) if band.dataset == dataset]
            with self._lock, rasterio.Env(**GDAL_SETTINGS):
                source = self._source(dataset)
                found, reached = view.read(source, [bands[place].index for place in places])
                mask = view.mask(source) if self.scene.uses_mask_band else None
                masked = self._masked(view)
            outside = _either(None if reached is None else ~reached, None if mask is None else ~mask)
            outside = _either(outside, masked)
            for place, layer in zip(places, found, strict=True):
                loaded[place] = layer, _either(outside, _missing(layer, bands[place]))
        return [loaded[place] for place in range(len(bands))]

    def _masked(self, view: "_View") -> Bools | None:
        """Say where the scene's data mask, if it has one, says that there is nothing."""
        mask = self.scene.data_mask
        if mask is None:
            return None
        found, reached = view.read(self._source(mask.dataset), [mask.index])
        return _either(found[0] == 0, None if reached is None else ~reached)

    def _source(self, dataset: str) -> BandSource:
        if dataset not in self._sources:
            self._sources[dataset] = BandSource(dataset, self.scene.whole)
        return self._sources[dataset]


def check_unchanged(scene: Scene) -> None:
    """Raise `SceneError` where an input file is not what it was when the scene was read."""
    place = Path(scene.path)
    folder = place if place.is_dir() else place.parent
    for file in scene.files:
        if not _is_unchanged(folder / file.name, file):
            raise SceneError(f"{file.name} has changed since the run began; start a new run")


def _is_unchanged(path: Path, before: SourceFile) -> bool:
    try:
        status = path.stat()
    except OSError:
        return False
    if status.st_size != before.bytes:
        return False
    untouched = status.st_mtime_ns == before.modified_ns and before.changed_ns in (0, status.st_ctime_ns)
    return untouched or hash_file(path) == before.sha256


@dataclass(frozen=True)
class _WindowOf:
    """A window of the scene, pixel by pixel."""

    window: Window

    @property
    def shape(self) -> Shape:
        return self.window.height, self.window.width

    def read(self, source: BandSource, indexes: list[int]) -> tuple[Stored, Bools | None]:
        return source.read(indexes, self.window)

    def mask(self, source: BandSource) -> Bools | None:
        return source.mask(self.window)


@dataclass(frozen=True)
class _Decimated:
    """The whole scene, or the part of its files that it is, in fewer pixels."""

    shape: Shape
    part: Window | None

    def read(self, source: BandSource, indexes: list[int]) -> tuple[Stored, Bools | None]:
        return source.read_decimated(indexes, self.shape, self.part)

    def mask(self, source: BandSource) -> Bools | None:
        return source.mask_decimated(self.shape, self.part)


_View = _WindowOf | _Decimated


def _physical(stored: Stored, band: Band) -> Floats:
    """Compute values as (stored + offset / scale) × scale: small sums of integers are exact in float32."""
    exact = stored.dtype.itemsize <= 2 or stored.dtype == np.float32
    with np.errstate(over="ignore", invalid="ignore"):  # damaged floats may be NaN that signal
        values: Any = stored.astype(np.float32 if exact else np.float64)
        if band.offset and band.scale:
            values += values.dtype.type(band.offset / band.scale)
        if band.scale != 1:
            values *= values.dtype.type(band.scale)
        physical: Floats = values.astype(np.float32, copy=False)
    return physical


def _missing(stored: NDArray[Any], band: Band) -> Bools | None:
    """Say where stored values are no data by the band's own rules; None if nowhere."""
    missing: Bools | None = None
    if stored.dtype.kind == "f":
        missing = _either(missing, ~np.isfinite(stored))
    for value in band.nodata:
        if stored.dtype.kind == "f" or _fits(value, stored.dtype):
            missing = _either(missing, stored == stored.dtype.type(value))
    if band.plausible is not None and band.scale:
        low, high = sorted((limit - band.offset) / band.scale for limit in band.plausible)
        lowest, highest = _range(stored.dtype)
        if lowest < low:
            missing = _either(missing, stored < low)
        if highest > high:
            missing = _either(missing, stored > high)
    return missing


def _either(one: Bools | None, other: Bools | None) -> Bools | None:
    """Unite two masks, of which either may be absent or all false (then absent too)."""
    if other is None or not other.any():
        return one
    return other if one is None else one | other


def _fits(value: float, dtype: np.dtype[Any]) -> bool:
    lowest, highest = _range(dtype)
    return lowest <= value <= highest and float(value).is_integer()


def _range(dtype: np.dtype[Any]) -> tuple[float, float]:
    if dtype.kind not in "iu":
        return -np.inf, np.inf
    return float(np.iinfo(dtype).min), float(np.iinfo(dtype).max)
