"""The fields of a comparison measured again: outlines cut with each pixel, values sorted one by one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio.windows import Window

from models.field.parcel_files.features import Parcel
from models.field.parcels import Parcels
from models.geo.pixels.source import open_raster
from nodes.compare.results import BEFORE_AFTER, CHANGE, RESULT, ChangeResult, FieldChange, IndexChange
from nodes.verify.areas import Areas
from nodes.verify.change_ground import PIXEL, agree_on_area, agrees
from nodes.verify.findings import Finding, Verification

_SLACK = 1e-6  # in the rank of a median, which rests on shares of pixels
_LEAST = 1e-6
_NO_CHECK = ("outline", "broken")

Doubles = NDArray[np.float64]
Check = tuple[str, Any, Any, bool]
"""What is stated, its value, the true one, and whether they agree."""


def recount_fields(folder: Path, result: ChangeResult, shapes: list[Any], done: Verification) -> None:
    """Measure each field again; what differs is a finding."""
    if not shapes:
        return
    named = tuple(Parcel(name="", shape=shape, crop=None, sown=None) for shape in shapes)
    laid = Parcels(named, result.grid).outlines()
    with open_raster(folder / CHANGE) as change, open_raster(folder / BEFORE_AFTER) as values:
        areas = Areas(change, max(result.grid.pixel_size_m or (1.0, 1.0)))
        for number, (field, outline) in enumerate(zip(result.fields, laid, strict=True), 1):
            if field.not_compared in _NO_CHECK:
                continue
            for name, told, true, is_same in _Outline(outline, change, values, areas).check(field, result):
                done.checked += 1
                if not is_same:
                    reason = f"stated in {RESULT}, measured again within the outline"
                    done.findings.append(Finding(f"field.{number}.{name}", str(told), str(true), CHANGE, reason))


class _Outline:
    """One outline on the rasters of a comparison."""

    def __init__(self, outline: Any, change: Any, values: Any, areas: Areas) -> None:
        self._size = float(shapely.area(outline))
        self._rows, self._columns, self._cover = _cut(outline, change.shape)
        self._top, self._left = (int(places.min(initial=1 << 40)) for places in (self._rows, self._columns))
        self._values, self._change = values, np.zeros((0, 0))
        if len(self._rows):
            height, width = int(self._rows.max()) - self._top + 1, int(self._columns.max()) - self._left + 1
            self._window = Window(self._left, self._top, width, height)
            self._change = np.round(change.read(1, window=self._window).astype(np.float64), 4)
        self._moved = self._change[self._rows - self._top, self._columns - self._left]
        self._areas = areas

    def check(self, field: FieldChange, result: ChangeResult) -> Iterator[Check]:
        """Hold all that is stated of a field against the rasters."""
        cover, moved = self._cover, self._moved
        seen = np.isfinite(moved)
        pixels = float(cover[seen].sum())
        share = min(pixels / self._size, 1.0) if self._size else 0.0
        is_hidden = share < 0.3 or pixels < 9
        why = "outside" if not len(cover) else "small" if self._size < 9 else "hidden" if is_hidden else None
        yield "not_compared", field.not_compared, why, field.not_compared == why
        yield "pixels", field.pixels, pixels, agrees(field.pixels, pixels)
        yield "compared", field.compared, share, agrees(field.compared, share)
        yield from self._check_areas(field, seen)
        least = find_least(pixels) if why is None else None
        yield "least", field.least, least, agrees(field.least, least)
        if why is None:
            for index in field.indices:
                place = 2 * result.indices.index(index.name)
                pair = self._values.read([place + 1, place + 2], window=self._window).astype(np.float64)
                yield from _check_index(index, pair[:, self._rows - self._top, self._columns - self._left], cover)
        if field.look is not None:
            yield self._check_look(field.look, result)

    def _check_areas(self, field: FieldChange, seen: NDArray[np.bool_]) -> Iterator[Check]:
        places = zip(self._rows.tolist(), self._columns.tolist(), strict=True)
        each = np.array([self._areas.of_row(row, column, column + 1) for row, column in places]) * self._cover
        moved = np.nan_to_num(self._moved)
        for name, told, where in (
            ("area_ha", field.area_ha, seen), ("fallen_ha", field.fallen_ha, moved <= -PIXEL),
            ("risen_ha", field.risen_ha, moved >= PIXEL),
        ):  # fmt: skip
            true = float(each[where].sum()) if len(each) else 0.0
            yield name, told, true, agree_on_area(told, true)

    def _check_look(self, look: tuple[float, float], result: ChangeResult) -> Check:
        """Whether no other three by three pixels of a field fell more than those around the place that is named."""
        inside = np.full(self._change.shape, np.nan)
        clear = self._cover > 0.5
        rows, columns = self._rows[clear] - self._top, self._columns[clear] - self._left
        inside[rows, columns] = self._change[rows, columns]
        height, width = (side - 2 for side in inside.shape)
        nine = [inside[down : down + height, right : right + width] for down in range(3) for right in range(3)]
        means = np.sum(nine, axis=0) / 9
        place = Transformer.from_crs("OGC:CRS84", result.grid.crs, always_xy=True).transform(*look)
        t = result.grid.transform
        column, row = np.linalg.solve([t[0:2], t[3:5]], np.array(place) - (t[2], t[5]))
        there = int(row) - self._top - 1, int(column) - self._left - 1
        is_within = 0 <= there[0] < height and 0 <= there[1] < width
        found = float(means[there]) if is_within else float("nan")
        least = float(np.nanmin(means))
        return "look", f"{found:.4f}", f"{least:.4f}", abs(found - least) < _LEAST


def find_least(pixels: float) -> float:
    """Find the change of so many pixels from which it is clear: 0.05 shared by all, 0.08 of one pixel in all."""
    return float(2 * (0.05**2 + (0.08**2 - 0.05**2) / max(pixels, 1.0)) ** 0.5)


def _check_index(index: IndexChange, pair: Doubles, cover: Doubles) -> Iterator[Check]:
    there = np.isfinite(pair).all(axis=0)
    for name, told, values in zip(("before", "after"), (index.before, index.after), pair, strict=True):
        low, middle, high = _find_median(values[there], cover[there])
        yield f"{index.name}.{name}", told, middle, low - 1e-6 <= told <= high + 1e-6
    pixels = float(cover[there].sum())
    least = find_least(pixels)
    change = index.after - index.before
    verdict = "fell" if change <= -least else "rose" if change >= least else "steady"
    yield f"{index.name}.verdict", index.verdict, verdict, index.verdict == verdict or abs(abs(change) - least) < 1e-6


def _find_median(values: Doubles, weights: Doubles) -> tuple[float, float, float]:
    """Find the middle of weighted values, and what it may be where weights are right to a millionth."""
    order = np.argsort(values, kind="stable")
    values, weights = np.round(values[order], 4), weights[order]
    starts = np.flatnonzero(np.diff(values, prepend=-np.inf))
    held = np.add.reduceat(weights, starts)
    ranks = (np.concatenate([[0.0], np.cumsum(held)[:-1]]) + held / 2) / held.sum()
    low, middle, high = np.interp((0.5 - _SLACK, 0.5, 0.5 + _SLACK), ranks, values[starts]).tolist()
    return low, middle, high


def _cut(outline: Any, shape: tuple[int, ...]) -> tuple[NDArray[Any], NDArray[Any], Doubles]:
    """Rows, columns and covered shares of the pixels that an outline touches."""
    left, top, right, bottom = np.nan_to_num(shapely.bounds(outline), nan=-1)
    rows, columns = np.meshgrid(
        np.arange(max(int(np.floor(top)), 0), min(int(np.ceil(bottom)), shape[0])),
        np.arange(max(int(np.floor(left)), 0), min(int(np.ceil(right)), shape[1])),
        indexing="ij",
    )
    shapely.prepare(outline)
    squares = shapely.box(columns, rows, columns + 1, rows + 1)
    near = shapely.intersects(outline, squares)
    cover = np.asarray(shapely.area(shapely.intersection(outline, squares[near])), np.float64)
    inside = cover > _LEAST
    return rows[near][inside], columns[near][inside], cover[inside]
