"""The numbers of a report counted again from the rasters of its run, by other code than that which made them.

Only numpy and rasterio on whole rows, one band at a time; areas from the surface element of the ellipsoid in space.
"""

from collections.abc import Callable, Iterator
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.geo.contract.scene import Grid
from models.geo.pixels.source import open_raster
from models.schemas import CoverClass, HealthResult, RiskResult
from nodes.state import SceneState

Values = dict[str, float]
"""Id of a claim → its value in the unit of the claim."""

_ROWS = 512  # read at a time; the tiles of the rasters are as high
_STEPS = 10_000  # a stored index value is a whole number of these
_HALF = 10 * _STEPS + 1
_LARGE_PIXEL_M = 20_000.0  # from here on one place is not enough to know the area of a pixel
_CELL_M = 500.0  # ground that counts as of one density


class Areas:
    """Hectares of masks on a raster: |∂X/∂column × ∂X/∂row| of places X in space, even over 500 m or one pixel."""

    def __init__(self, source: Any, pixel_m: float) -> None:
        from pyproj import CRS, Transformer

        crs = CRS.from_user_input(source.crs.to_wkt())
        if crs.ellipsoid is None or crs.geodetic_crs is None:
            raise ValueError("its coordinate system lies on no ellipsoid")
        self._a, self._b = crs.ellipsoid.semi_major_metre, crs.ellipsoid.semi_minor_metre
        self._radians = crs.geodetic_crs.axis_info[0].unit_conversion_factor
        self._to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
        self._transform, self._width = source.transform, source.width
        self._cell = next((k for k in (64, 16, 4) if k * pixel_m <= _CELL_M), 1)
        self._parts = min(16, ceil(pixel_m / _LARGE_PIXEL_M * 4)) if pixel_m > _LARGE_PIXEL_M else 1
        self._known: dict[float, NDArray[np.float64]] = {}

    def hectares(self, mask: NDArray[np.bool_], top: int) -> float:
        """Of the true pixels of (h, width), whose first row is `top` in the raster."""
        total = 0.0
        for first in range(0, len(mask), self._cell):
            rows = mask[first : first + self._cell]
            counts = rows.sum(axis=0, dtype=np.int64)
            if counts.any():
                total += float(counts @ self._densities(top + first + len(rows) / 2))
        return total / 10_000

    def of_row(self, row: int, first: int, last: int) -> float:
        """Of the pixels from one column to before another in one row."""
        top = row - row % self._cell  # rows of a cell are of one density
        return float(self._densities(top + self._cell / 2)[first:last].sum()) / 10_000

    def _densities(self, row: float) -> NDArray[np.float64]:
        """(width,) m² of a pixel of each column where `row` is the middle of the pixels; those of a strip are kept."""
        if row not in self._known:
            if len(self._known) >= _ROWS:
                self._known.clear()
            self._known[row] = self._computed(row)
        return self._known[row]

    def _computed(self, row: float) -> NDArray[np.float64]:
        lefts = np.arange(0, self._width, self._cell)
        middles = (lefts + np.minimum(lefts + self._cell, self._width)) / 2
        spread = (np.arange(self._parts) + 0.5) / self._parts - 0.5
        columns, rows = np.meshgrid(middles, row + spread if self._cell == 1 else [row], indexing="xy")
        parts = [self._element(columns + aside, rows) for aside in (spread if self._cell == 1 else [0.0])]
        areas = np.nan_to_num(np.mean(np.stack(parts), axis=0).mean(axis=0), nan=0.0)
        return np.repeat(areas, self._cell)[: self._width]

    def _element(self, columns: NDArray[np.float64], rows: NDArray[np.float64]) -> NDArray[np.float64]:
        step = 0.25 / self._parts
        across = self._space(columns + step, rows) - self._space(columns - step, rows)
        down = self._space(columns, rows + step) - self._space(columns, rows - step)
        areas: NDArray[np.float64] = np.linalg.norm(np.cross(across, down), axis=-1) / (2 * step) ** 2
        return areas

    def _space(self, columns: NDArray[np.float64], rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """(…, 3) metres from the centre of the Earth; NaN where the projection has no such place."""
        t = self._transform
        x, y = t.a * columns + t.b * rows + t.c, t.d * columns + t.e * rows + t.f
        angles = np.array(self._to_degrees.transform(x, y))
        longitude, latitude = np.where(np.isfinite(angles), angles, np.nan) * self._radians
        normal = self._a**2 / np.hypot(self._a * np.cos(latitude), self._b * np.sin(latitude))
        flat = normal * np.cos(latitude)
        height = normal * (self._b / self._a) ** 2 * np.sin(latitude)
        return np.stack([flat * np.cos(longitude), flat * np.sin(longitude), height], axis=-1)


def grid_values(run_dir: Path, state: SceneState) -> Values:
    """Size and place, from the georeference of `valid.tif`."""
    assert state.clouds is not None
    with open_raster(run_dir / state.clouds.raster) as source:
        values: Values = {"scene.width": source.width, "scene.height": source.height}
        if source.crs is None:
            return values
        middle = source.width / 2, source.height / 2
        across = [(middle[0] - 0.5, middle[1]), (middle[0] + 0.5, middle[1])]
        down = [(middle[0], middle[1] - 0.5), (middle[0], middle[1] + 0.5)]
        places = [middle, *across, *down]
        return values | _geodetic(source, places)


def _geodetic(source: Any, places: list[tuple[float, float]]) -> Values:
    """Centre in degrees and lengths in metres; `places` are the centre and the ends of two lines in pixels."""
    from pyproj import CRS, Geod
    from rasterio._err import CPLE_BaseError
    from rasterio.warp import transform

    crs = CRS.from_user_input(source.crs.to_wkt())
    t = source.transform
    x = [t.a * column + t.b * row + t.c for column, row in places]
    y = [t.d * column + t.e * row + t.f for column, row in places]
    try:
        longitude, latitude = transform(source.crs, "EPSG:4326", x, y)
    except CPLE_BaseError:  # the projection has no such place
        return {}
    values = {"scene.longitude": (longitude[0] + 180) % 360 - 180, "scene.latitude": latitude[0]}
    if crs.ellipsoid is None or not np.isfinite([*longitude, *latitude]).all():
        return {}
    geod = Geod(a=crs.ellipsoid.semi_major_metre, b=crs.ellipsoid.semi_minor_metre)
    for name, one, other in (("width", 1, 2), ("height", 3, 4)):
        line = geod.inv(longitude[one], latitude[one], longitude[other], latitude[other])
        values[f"scene.pixel_{name}"] = line[2]
    return values


def cloud_values(run_dir: Path, state: SceneState) -> Values:
    """Pixels, shares and areas of data, clear ground, cloud and shadow, from `valid.tif`."""
    assert state.clouds is not None
    pixels, hectares = class_counts(run_dir / state.clouds.raster, 4, state)
    seen, whole = int(pixels[1:].sum()), int(pixels.sum())
    values: Values = {"seen.pixels": seen, "seen.share": 100 * seen / whole}
    values["hidden.share"] = 100 * (int(pixels[2]) + int(pixels[3])) / max(seen, 1)
    if hectares is not None:
        values["seen.area"] = float(hectares[1:].sum())
    for code, name in ((1, "clear"), (2, "cloud"), (3, "shadow")):
        values[f"{name}.pixels"] = int(pixels[code])
        values[f"{name}.share"] = 100 * int(pixels[code]) / max(seen, 1)
        if hectares is not None:
            values[f"{name}.area"] = float(hectares[code])
    return values


def class_counts(path: Path, classes: int, state: SceneState) -> tuple[NDArray[np.int64], NDArray[np.float64] | None]:
    """Pixels and hectares (None without place) of each class 0 … classes − 1 of a raster; others count nowhere."""
    pixels, hectares = np.zeros(classes, np.int64), np.zeros(classes)
    with open_raster(path) as source:
        areas = areas_of(source, state)
        for window, values in strips(source):
            for code in range(classes):
                mask = values == code
                pixels[code] += np.count_nonzero(mask)
                if areas is not None and code:
                    hectares[code] += areas.hectares(mask, window.row_off)
    return pixels, hectares if areas is not None else None


def index_values(run_dir: Path, state: SceneState, place: int) -> Values:
    """Statistics of one index over clear pixels, and the cover where it is NDVI; `place` counts the bands from 1."""
    assert state.indices is not None and state.clouds is not None
    name = state.indices.stats[place - 1].name
    counts, clear, total = np.zeros(2 * _HALF + 1, np.int64), 0, 0.0
    with open_raster(run_dir / state.indices.raster) as source, open_raster(run_dir / state.clouds.raster) as mask:
        for window, values in strips(source, place):
            is_clear = mask.read(1, window=window) == 1
            seen = values[is_clear & np.isfinite(values)].astype(np.float64)
            clear += int(np.count_nonzero(is_clear))
            total += float(seen.sum())
            whole = np.clip(np.rint(seen * _STEPS), -_HALF, _HALF).astype(np.int64) + _HALF
            counts += np.bincount(whole, minlength=len(counts))
    pixels = int(counts.sum())
    values_of: Values = {f"index.{name}.pixels": pixels, f"index.{name}.undefined": clear - pixels}
    if pixels:
        values_of |= {f"index.{name}.{key}": value for key, value in _statistics(counts, total).items()}
    return values_of


def _statistics(counts: NDArray[np.int64], total: float) -> Values:
    """Mean from the sum of the values, the rest from how often each value occurs."""
    places = np.flatnonzero(counts)
    often, values = counts[places], (places - _HALF) / _STEPS
    ends, pixels = np.cumsum(often), int(often.sum())
    mean = total / pixels
    found = {"mean": mean, "std": float(np.sqrt(((values - mean) ** 2 * often).sum() / pixels))}
    for key in (0, 5, 25, 50, 75, 95, 100):
        rank = key / 100 * (pixels - 1)
        low, high = (values[np.searchsorted(ends, whole, side="right")] for whole in (int(rank), ceil(rank)))
        found[f"p{key}"] = float(low + (high - low) * (rank - int(rank)))
    return found


def cover_values(run_dir: Path, state: SceneState) -> Values:
    """Pixels, shares and areas of the classes of NDVI."""
    assert state.indices is not None and state.clouds is not None
    cover = state.indices.cover
    place = [stats.name for stats in state.indices.stats].index("NDVI") + 1
    pixels, hectares = np.zeros(len(cover), np.int64), np.zeros(len(cover))
    with open_raster(run_dir / state.indices.raster) as source, open_raster(run_dir / state.clouds.raster) as mask:
        areas = areas_of(source, state)
        for window, values in strips(source, place):
            whole = np.where(mask.read(1, window=window) == 1, np.rint(values * np.float64(_STEPS)), np.nan)
            for position, entry in enumerate(cover):
                inside = _within(whole, entry)
                pixels[position] += np.count_nonzero(inside)
                if areas is not None:
                    hectares[position] += areas.hectares(inside, window.row_off)
    found: Values = {}
    for position in range(len(cover)):
        found[f"cover.{position}.pixels"] = int(pixels[position])
        found[f"cover.{position}.share"] = 100 * int(pixels[position]) / max(int(pixels.sum()), 1)
        if areas is not None:
            found[f"cover.{position}.area"] = float(hectares[position])
    return found


def _within(whole: NDArray[np.float64], entry: CoverClass) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (whole >= round(entry.lower * _STEPS)) & (whole < round(entry.upper * _STEPS))
    return inside


def health_values(run_dir: Path, state: SceneState) -> Values:
    """Shares and areas of the conditions, and the means of what stands in the details."""
    assert state.health is not None
    return class_values(run_dir, state, "health", state.health) | _health_details(run_dir, state.health)


def class_values(run_dir: Path, state: SceneState, step: str, result: HealthResult | RiskResult) -> Values:
    """Shares and areas of the classes of a map, and the ground on it without a crop to judge."""
    count = len(result.share)
    pixels, hectares = class_counts(run_dir / result.raster, count + 2, state)
    judged, bare = int(pixels[1 : count + 1].sum()), int(pixels[count + 1])
    found: Values = {f"{step}.judged": judged, f"{step}.no_crop": bare}
    found[f"{step}.no_crop.share"] = 100 * bare / max(judged + bare, 1)
    for code, name in enumerate(result.share, start=1):
        found[f"{step}.{name}.share"] = 100 * int(pixels[code]) / max(judged, 1)
        if hectares is not None:
            found[f"{step}.{name}.area"] = float(hectares[code])
    return found


def _health_details(run_dir: Path, health: HealthResult) -> Values:
    sums = {"confidence": 0, "missing_cover": 0, **{f"attention_{name}": 0 for name in health.attention}}
    judged = ones = 0
    causes = np.zeros(256, np.int64)
    with open_raster(run_dir / health.raster) as classes, open_raster(run_dir / health.details) as details:
        bands = {name: place for place, name in enumerate(details.descriptions, start=1)}
        for window, values in strips(classes):
            inside = (values >= 1) & (values <= len(health.share))
            judged += int(inside.sum())
            for name in sums:
                sums[name] += int(details.read(bands[name], window=window)[inside].sum(dtype=np.int64))
            ones += int((details.read(bands["classes_in_set"], window=window)[inside] == 1).sum())
            cause = details.read(bands["cause"], window=window)
            causes += np.bincount(cause[inside & (values > 1)], minlength=256)
    means = {name: total / max(judged, 1) for name, total in sums.items()}
    found = {f"health.attention.{name}": means[f"attention_{name}"] for name in health.attention}
    found |= {"health.confidence": means["confidence"], "health.missing_cover": means["missing_cover"]}
    found["health.one_class"] = 100 * ones / max(judged, 1)
    for code, name in enumerate(health.causes):
        found[f"health.cause.{name}"] = 100 * int(causes[code]) / max(int(causes.sum()), 1)
    return found


def parcel_values(run_dir: Path, state: SceneState, numbers: Callable[[Window], NDArray[np.int32]]) -> Values:
    """What each parcel shows; `numbers` gives the parcel of each pixel of a window of the raster."""
    health = state.health
    assert health is not None and health.parcels
    counts = np.zeros((len(health.parcels) + 1, 256), np.int64)
    missing, hectares = np.zeros(len(counts)), np.zeros(len(counts))
    with open_raster(run_dir / health.raster) as classes, open_raster(run_dir / health.details) as details:
        areas = areas_of(classes, state)
        for window, values in strips(classes):
            inside, lacking = numbers(window), details.read(2, window=window)
            judged = (values >= 1) & (values <= len(health.share))
            for number in np.unique(inside[inside > 0]):
                here = inside == number
                counts[number] += np.bincount(values[here], minlength=256)
                missing[number] += lacking[here & judged].sum(dtype=np.int64)
                if areas is not None:
                    hectares[number] += areas.hectares(here & (values > 0), window.row_off)
    found: Values = {}
    for number in range(1, len(counts)):
        row, judged_pixels = counts[number], int(counts[number][1:5].sum())
        found[f"parcel.{number}.no_crop"] = 100 * int(row[5]) / max(int(row[1:].sum()), 1)
        found[f"parcel.{number}.area"] = float(hectares[number])
        found[f"parcel.{number}.ailing"] = 100 * int(row[3:5].sum()) / max(judged_pixels, 1)
        found[f"parcel.{number}.missing"] = float(missing[number]) / max(judged_pixels, 1)
    return found


def strips(source: Any, band: int = 1) -> Iterator[tuple[Window, NDArray[Any]]]:
    """Windows of whole rows from top to bottom, with the (h, w) values of one band."""
    for top in range(0, source.height, _ROWS):
        window = Window(0, top, source.width, min(_ROWS, source.height - top))
        yield window, source.read(band, window=window)


def turned(source: Any, grid: Grid) -> Callable[[NDArray[Any]], NDArray[Any]]:
    """From rows and columns of a result raster to those of the scene: (…, h, w) of all of it, mirrored or not."""
    rows = -1 if source.transform.e * grid.transform[4] < 0 else 1
    columns = -1 if source.transform.a * grid.transform[0] < 0 else 1
    return lambda values: values[..., ::rows, ::columns]


def areas_of(source: Any, state: SceneState) -> Areas | None:
    """What measures ground on a raster; None where it has no place on Earth."""
    size = state.scene.grid.pixel_size_m if state.scene else None
    return Areas(source, max(size) if size else 1.0) if source.crs is not None else None
