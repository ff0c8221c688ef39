"""Results as Cloud-Optimized GeoTIFFs on the scene's grid."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.errors import RasterioError
from rasterio.windows import Window

from models.arrays import Shape
from models.errors import SceneError
from models.geo.contract.scene import Grid
from models.geo.pixels.cog import lay_out
from models.geo.pixels.source import GDAL_SETTINGS, open_raster
from models.geo.pixels.tiling import cut_windows

_TILE = 512
_DEFLATE_LEVEL = 1
"""A third of the time of level 6 for 7 % more bytes; a predictor makes rounded floats larger."""

_IMAGERY, _ACQUIRED = "IMAGERY", "ACQUISITIONDATETIME"
"""The domain and the tag in which GDAL tells the time of acquisition."""


@dataclass(frozen=True)
class RasterLayout:
    """What a result raster holds: band names, type, no-data value, colours of classes, units, and of which time."""

    names: tuple[str, ...]
    dtype: str
    nodata: float
    colours: Mapping[int, tuple[int, int, int, int]] | None = None
    units: tuple[str, ...] = ()  # of all bands, or none
    acquired: str | None = None  # ISO 8601

    @property
    def is_continuous(self) -> bool:
        """Whether values may be averaged; their no-data value is NaN."""
        return np.dtype(self.dtype).kind == "f"

    def date(self, acquired: str | None) -> Self:
        """Give the same layout with a time of acquisition."""
        return replace(self, acquired=acquired)

    @property
    def time_tags(self) -> dict[str | None, dict[str, str]]:
        """Tags by their domain that tell GIS programs the time of acquisition, UTC; a day without a time begins it."""
        try:
            time = datetime.fromisoformat(self.acquired or "")
        except ValueError:
            return {}
        time = time.astimezone(UTC) if time.tzinfo else time
        day_only = len(self.acquired or "") <= len("2024-06-01")
        told = time.strftime("%Y-%m-%d" if day_only else "%Y-%m-%d %H:%M:%S")
        return {None: {"TIFFTAG_DATETIME": f"{time:%Y:%m:%d %H:%M:%S}"}, _IMAGERY: {_ACQUIRED: told}}


def lay_out_classes(name: str, colours: Sequence[str]) -> RasterLayout:
    """Lay out a raster of classes from 1 in these colours, `#rrggbb`; 0 is no data, and clear."""
    shown = {code: tuple(bytes.fromhex(colour.removeprefix("#"))) for code, colour in enumerate(colours, start=1)}
    table = {0: (0, 0, 0, 0)} | {code: (red, green, blue, 255) for code, (red, green, blue) in shown.items()}
    return RasterLayout(names=(name,), dtype="uint8", nodata=0, colours=table)


class RasterWriter:
    """Writes a Cloud-Optimized GeoTIFF on the scene's grid, under its name only once it is complete.

    The first overview is made of windows as they come, so that the full image need not be read and unpacked again.
    """

    def __init__(self, path: Path, grid: Grid, layout: RasterLayout) -> None:
        self.path, self.layout = path, layout
        self._grid = grid
        self._blocks = _block(grid.height), _block(grid.width)
        self._padded = tuple(-(-side // block) * block for side, block in zip(grid.shape, self._blocks, strict=True))
        self._raw, self._half, self._whole = (
            path.with_name(f".{path.name}.{part}") for part in ("raw", "half", "whole")
        )
        self._has_half = max(grid.shape) > _TILE
        self._is_even = True  # every window so far covered whole pixels of the overview
        self._files: list[Any] = []

    def __enter__(self) -> Self:
        try:
            with self._errors():
                self._files.append(open_raster(self._raw, "w+", **self._profile()))
                self._files[0].descriptions = self.layout.names
                if self.layout.units:
                    self._files[0].units = self.layout.units
                for domain, tags in self.layout.time_tags.items():
                    self._files[0].update_tags(ns=domain, **tags)
                if self.layout.colours:
                    self._files[0].write_colormap(1, dict(self.layout.colours))
                if self._has_half:
                    self._files.append(open_raster(self._half, "w", **self._half_profile()))
        except SceneError:
            self._discard()
            raise
        return self

    def write(self, values: NDArray[Any], window: Window) -> None:
        """Return (n, h, w), or (h, w) for a single band, over a window of the scene's grid."""
        layers = values if values.ndim == 3 else values[None]
        height, width = (
            self._beyond(window.row_off + window.height, 0),
            self._beyond(window.col_off + window.width, 1),
        )
        if height or width:
            layers = np.pad(layers, ((0, 0), (0, height), (0, width)), constant_values=self.layout.nodata)
            window = Window(window.col_off, window.row_off, window.width + width, window.height + height)
        with self._errors():
            self._files[0].write(layers, window=window)
            self._write_half(layers, window)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._discard()

    def _finish(self) -> None:
        with self._errors():
            self._add_overviews()
            for file in self._files:
                file.close()
            lay_out([self._raw, self._half][: len(self._files)], self._whole, self._grid.shape)
            self._whole.replace(self.path)

    def _discard(self) -> None:
        for file in self._files:
            with suppress(RasterioError):
                file.close()
        for left in (self._raw, self._half, self._whole):
            left.unlink(missing_ok=True)

    def _beyond(self, end: int, axis: int) -> int:
        """Return rows or columns of padding that belong to a window which ends here."""
        return self._padded[axis] - end if end == self._grid.shape[axis] else 0

    def _profile(self) -> dict[str, Any]:
        grid, layout = self._grid, self.layout
        place = {} if not grid.crs and grid.affine.is_identity else {"transform": grid.affine}
        return {
            "driver": "GTiff", "width": self._padded[1], "height": self._padded[0], "count": len(layout.names),
            "dtype": layout.dtype, "nodata": layout.nodata, "tiled": True, "blockxsize": self._blocks[1],
            "blockysize": self._blocks[0], "interleave": "band", "compress": "deflate", "zlevel": _DEFLATE_LEVEL,
            "num_threads": 2, "bigtiff": "YES", **place, **({"crs": grid.crs} if grid.crs else {}),
        }  # fmt: skip

    def _half_profile(self) -> dict[str, Any]:
        height, width = (-(-side // (2 * _TILE)) * _TILE for side in self._padded)
        sizes = {"height": height, "width": width, "blockysize": _TILE, "blockxsize": _TILE}
        return {key: value for key, value in self._profile().items() if key not in ("transform", "crs")} | sizes

    def _write_half(self, values: NDArray[Any], window: Window) -> None:
        """Return the same window of the first overview, if whole pixels of it lie in the window."""
        self._is_even &= not any(n % 2 for n in (window.row_off, window.col_off, window.height, window.width))
        if self._has_half and self._is_even:
            place = Window(window.col_off // 2, window.row_off // 2, window.width // 2, window.height // 2)
            self._files[1].write(_halved(values), window=place)

    def _add_overviews(self) -> None:
        """Halve the raster until the longer side fits into a tile."""
        if not self._has_half:
            return
        full, half = self._files
        if not self._is_even:
            self._is_even = True
            for window in cut_windows(full.shape, 2 * _TILE):
                self._write_half(full.read(window=window), window)
        longest = max(self._grid.shape)
        factors = [2**k for k in range(1, longest.bit_length()) if longest > _TILE * 2**k]
        if factors:
            half.build_overviews(factors, Resampling.average if self.layout.is_continuous else Resampling.nearest)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            with rasterio.Env(**GDAL_SETTINGS):
                yield
        except (RasterioError, OSError) as error:
            first = (str(error.__cause__ or error).splitlines() or [type(error).__name__])[0][:160]
            raise SceneError(
                f"{self.path.name} could not be written ({first}); make room and resume the run"
            ) from error


class ResultReader:
    """Reads a raster that `RasterWriter` wrote, by windows of the scene's grid."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: Any = None

    def __enter__(self) -> Self:
        try:
            with rasterio.Env(**GDAL_SETTINGS):
                self._file = open_raster(self.path, driver="GTiff")
        except RasterioError as error:
            raise SceneError(f"{self.path.name} of the run folder cannot be read; start a new run") from error
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def acquired(self) -> str | None:
        """Return the time of acquisition as it was written, or None."""
        told: str | None = self._file.tags(ns=_IMAGERY).get(_ACQUIRED)
        return told

    def read(self, window: Window, indexes: Sequence[int] = (1,)) -> NDArray[Any]:
        """Return (n, h, w) stored values of these bands, numbered from 1."""
        with rasterio.Env(**GDAL_SETTINGS):
            found: NDArray[Any] = self._file.read(list(indexes), window=window)
        return found

    def overview(self, shape: Shape, indexes: Sequence[int] = (1,)) -> NDArray[Any]:
        """Return (n, h, w) of the whole raster in fewer pixels; each is one of those that it stands for."""
        with rasterio.Env(**GDAL_SETTINGS):
            whole = len(indexes), *shape
            found: NDArray[Any] = self._file.read(list(indexes), out_shape=whole, resampling=Resampling.nearest)
        return found


def _halved(values: NDArray[Any]) -> NDArray[Any]:
    """Halve (n, h, w): means of floats over what is not NaN; of classes one in four, never a mixture."""
    if values.dtype.kind != "f":
        return values[:, ::2, ::2]
    pairs = values[:, ::2] + values[:, 1::2]
    means: NDArray[Any] = pairs[:, :, ::2] + pairs[:, :, 1::2]
    means *= values.dtype.type(0.25)
    partial = np.isnan(means)
    if partial.any():
        corners = [values[:, down::2, right::2] for down in (0, 1) for right in (0, 1)]
        few = np.stack([corner[partial] for corner in corners])
        count = np.count_nonzero(~np.isnan(few), axis=0)
        means[partial] = np.where(count > 0, np.nansum(few, axis=0) / np.maximum(count, 1), np.nan)
    return means


def _block(side: int) -> int:
    return min(_TILE, -(-side // 16) * 16)
