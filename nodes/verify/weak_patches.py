"""Weak patches of a field found again: whole pixels as squares, laid together by shapely."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from pyproj import Transformer

from models.field.measured.patches import LEAST_HECTARES, LEAST_PIXELS, NOISE
from models.field.measured.results import FieldIndex, FieldMeasured, WeakPatch
from models.geo.contract.scene import Grid

_WHOLE, _LEAST_INNER = 0.999, 25
_DIFFERING = 5e-3  # pixels along an outline; degrees in the file are rounded
_OF_DEGREES, _OF_OTHERS = 2e-7, 2e-6

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Window:
    """What lies in the box of a field: (h, w) shares that it covers, values of the index, and hectares of pixels."""

    top: int
    left: int
    shares: Doubles
    values: Doubles  # NaN where it is not clear
    hectares: Doubles | None


@dataclass(frozen=True)
class Found:
    """The patches of a field, their shapes in columns and rows, and where to stand in the field."""

    patches: tuple[WeakPatch, ...] = ()
    shapes: tuple[Any, ...] = ()
    middle: tuple[float | None, float | None] = (None, None)


class Ground:
    """From columns and rows to degrees, and back."""

    def __init__(self, grid: Grid) -> None:
        self._affine = grid.affine
        self._to_degrees = Transformer.from_crs(grid.crs, "OGC:CRS84", always_xy=True) if grid.crs else None

    def degrees(self, row: int, column: int) -> tuple[float | None, float | None]:
        """Longitude and latitude of the middle of a pixel."""
        if self._to_degrees is None:
            return None, None
        t = self._affine
        x = t.a * (column + 0.5) + t.b * (row + 0.5) + t.c
        y = t.d * (column + 0.5) + t.e * (row + 0.5) + t.f
        east, north = self._to_degrees.transform(x, y)
        return (float(east), float(north)) if np.isfinite([east, north]).all() else (None, None)

    def pixels(self, shape: Any) -> Any:
        """A shape in degrees, in columns and rows."""
        assert self._to_degrees is not None
        project, inverse = self._to_degrees, ~self._affine

        def place(corners: Doubles) -> Doubles:
            x, y = project.transform(corners[:, 0], corners[:, 1], direction="INVERSE")
            return np.stack(
                [inverse.a * x + inverse.b * y + inverse.c, inverse.d * x + inverse.e * y + inverse.f], axis=1
            )

        return shapely.make_valid(shapely.transform(shape, place))


def find_again(window: Window, index: FieldIndex, ground: Ground) -> Found:
    """Find the patches of a field whose median and highest tenth are known."""
    whole = window.shares >= _WHOLE
    inner = sliding_window_view(np.pad(whole, 1), (3, 3)).all(axis=(2, 3))
    seen = (inner if np.count_nonzero(inner) >= _LEAST_INNER else whole) & np.isfinite(window.values)
    if not seen.any():
        return Found()
    values = np.where(seen, np.round(window.values, 4), np.nan)
    boxes = sliding_window_view(np.pad(values, 1, constant_values=np.nan), (3, 3))
    weak = seen.copy()
    weak[seen] = np.nanmedian(boxes[seen].reshape(-1, 9), axis=1) < index.median - max(NOISE, index.p90 - index.median)
    low = seen & (values <= index.median)
    rows, columns = np.nonzero(low)
    middle = ground.degrees(*_nearest(rows, columns, window)) if len(rows) else (None, None)
    found = list(_patches(weak, values, window, index.median, ground))
    return Found(tuple(patch for patch, _ in found), tuple(shape for _, shape in found), middle)


def _patches(
    weak: NDArray[np.bool_], values: Doubles, window: Window, median: float, ground: Ground
) -> Iterator[tuple[WeakPatch, Any]]:
    rows, columns = np.nonzero(weak)
    joined = shapely.union_all(shapely.box(columns, rows, columns + 1, rows + 1))
    parts = [part for part in shapely.get_parts(joined) if round(part.area) >= LEAST_PIXELS]
    centres = shapely.points(columns + 0.5, rows + 0.5)
    inside = [np.flatnonzero(shapely.contains(part, centres)) for part in parts]
    for some, part in sorted(zip(inside, parts, strict=True), key=lambda pair: (-len(pair[0]), pair[0][0])):
        own_rows, own_columns = rows[some], columns[some]
        own = float(np.median(values[own_rows, own_columns]))
        hectares = None if window.hectares is None else float(window.hectares[own_rows, own_columns].sum())
        if median - own <= NOISE or (hectares is not None and hectares < LEAST_HECTARES):
            continue
        east, north = ground.degrees(*_nearest(own_rows, own_columns, window))
        said = WeakPatch(
            pixels=float(len(some)), area_ha=hectares, longitude=east, latitude=north, median=own, below=median - own
        )
        yield said, shapely.transform(part, lambda corners: corners + np.array((window.left, window.top)))


def _nearest(rows: NDArray[np.intp], columns: NDArray[np.intp], window: Window) -> tuple[int, int]:
    """Row and column of the raster of the pixel that lies nearest to the middle of all, the first of several."""
    away = np.round((rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2, 6)
    nearest = int(away.argmin())
    return int(rows[nearest]) + window.top, int(columns[nearest]) + window.left


def check_outlines(path: Path, fields: Sequence[FieldMeasured], found: dict[int, Found], ground: Ground) -> None:
    """Hold the file of patches against those found again; raises `ValueError` where they differ."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    firsts = np.cumsum([0, *(field.patch_count for field in fields)]).tolist()
    if len(features) != firsts[-1]:
        raise ValueError(f"{len(features)} patches, where the fields have {firsts[-1]}")
    for number, one in found.items():
        own = features[firsts[number] : firsts[number + 1]]
        for feature, said, shape in zip(own, one.patches, one.shapes, strict=True):
            told = feature["properties"]
            drawn = ground.pixels(shapely.from_geojson(json.dumps(feature["geometry"])))
            if (
                told["field"] != fields[number].name
                or shapely.symmetric_difference(drawn, shape).area > _DIFFERING * shape.length
            ):
                raise ValueError(f"{fields[number].name}: a patch lies elsewhere")
            _compare(told, said, fields[number].name)


def _compare(told: dict[str, Any], said: WeakPatch, name: str) -> None:
    """Raise `ValueError` where a number of a patch is another."""
    stated = {key.split("_", 1)[-1] if key.endswith(("_median", "_below_field")) else key: told[key] for key in told}
    true = said.model_dump() | {"below_field": said.below}
    for key in ("pixels", "area_ha", "longitude", "latitude", "median", "below_field"):
        one, other = stated.get(key), true[key]
        allowed = 1e-4 * abs(other or 0.0) if key == "area_ha" else _OF_DEGREES if key.endswith("itude") else _OF_OTHERS
        if (one is None) != (other is None) or (one is not None and abs(one - other) > allowed):
            raise ValueError(f"{name}: {key} of a patch is {one}, and is {other} in the rasters")
