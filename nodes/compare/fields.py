"""How each field changed over the ground that is clear on both dates; a pixel counts with its covered share."""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from rasterio.windows import Window

from models.arrays import Bools, Doubles, Floats
from models.field.parcel_files.features import Parcel
from models.field.parcels import Parcels
from models.geo.contract.scene import Grid
from models.geo.pixels.area import PixelAreas
from models.geo.pixels.footprint import apply_transform, build_transformer
from models.geo.pixels.source import open_raster
from nodes.compare.matching import Pair
from nodes.compare.noise import find_least_change, judge_change
from nodes.compare.rasters import find_clear_changes
from nodes.compare.results import BEFORE_AFTER, CHANGE, FieldChange, IndexChange, NotCompared

LEAST_COMPARED = 0.3
"""Of a field, below which it is not compared."""
LEAST_PIXELS = 9.0
_LEAST_COVER = 1e-6
_LOOKED_AT = 3  # pixels a side of the place that is named
_BROKEN = (ValueError, RuntimeError, ArithmeticError, shapely.errors.ShapelyError)


def lay_outlines(outlines: Sequence[Any], grid: Grid) -> Any:
    """(outlines,) shapes in columns and rows of a grid."""
    named = tuple(Parcel(name="", shape=shape, crop=None, sown=None) for shape in outlines)
    return Parcels(named, grid).outlines()


def measure_changes(folder: Path, pairs: Sequence[Pair], grid: Grid, names: Sequence[str]) -> tuple[FieldChange, ...]:
    """Measure each field on the rasters of a comparison; what is wrong with one never stops the rest."""
    if not pairs:
        return ()
    laid = lay_outlines([pair.outline for pair in pairs], grid)
    with ExitStack() as stack:
        sources = [stack.enter_context(open_raster(folder / name)) for name in (BEFORE_AFTER, CHANGE)]
        field = _Field(sources, grid, names)
        found = []
        for pair, outline in zip(pairs, laid, strict=True):
            try:
                found.append(field.measure(pair, outline))
            except _BROKEN:
                found.append(_without(pair, "broken"))
    return tuple(found)


def _without(pair: Pair, why: NotCompared) -> FieldChange:
    return FieldChange(
        name=pair.after.name, crop=pair.after.crop, crop_before=pair.before.crop, pixels=0.0, compared=0.0,
        area_ha=0.0, indices=(), fallen_ha=0.0, risen_ha=0.0, least=None, not_compared=why,
    )  # fmt: skip


class _Field:
    """Outlines on the rasters of a comparison, one after the other."""

    def __init__(self, sources: list[Any], grid: Grid, names: Sequence[str]) -> None:
        self._values, self._change = sources
        self._grid, self._names, self._areas = grid, names, PixelAreas(grid)

    def measure(self, pair: Pair, outline: Any) -> FieldChange:
        """Measure one field."""
        if not pair.is_same:
            return _without(pair, "outline")
        window = _find_window(outline, self._grid.shape)
        if window is None:
            return _without(pair, "outside")
        cover = cover_pixels(outline, window)
        change: Floats = self._change.read(1, window=window)
        cover[~np.isfinite(change)] = 0
        pixels, whole = float(cover.sum()), float(shapely.area(outline))
        share = min(round(pixels / whole, 7), 1.0) if whole else 0.0
        hectares = self._pixel_hectares(outline)
        fell, rose = find_clear_changes(change)
        why: NotCompared | None = (
            "small" if whole < LEAST_PIXELS else "hidden" if share < LEAST_COMPARED or pixels < LEAST_PIXELS else None
        )
        indices = self._indices(window, cover) if why is None else ()
        return _without(pair, "hidden").model_copy(update={
            "pixels": pixels,
            "compared": share,
            "area_ha": pixels * hectares,
            "indices": indices,
            "fallen_ha": float(cover[fell].sum()) * hectares,
            "risen_ha": float(cover[rose].sum()) * hectares,
            "least": find_least_change(pixels) if indices else None,
            "look": self._look(window, change, cover > 0.5) if indices and indices[0].verdict == "fell" else None,
            "not_compared": why,
        })  # fmt: skip

    def _indices(self, window: Window, cover: Doubles) -> tuple[IndexChange, ...]:
        found = []
        for place, name in enumerate(self._names):
            before, after = self._values.read([2 * place + 1, 2 * place + 2], window=window).astype(np.float64)
            there = (cover > 0) & np.isfinite(before) & np.isfinite(after)
            if not there.any():
                continue
            one, other = (find_median(values[there], cover[there]) for values in (before, after))
            verdict = judge_change(other - one, float(cover[there].sum()))
            found.append(IndexChange(name=name, before=one, after=other, verdict=verdict))
        return tuple(found)

    def _pixel_hectares(self, outline: Any) -> float:
        """Of a pixel in the middle of an outline."""
        column, row = shapely.get_coordinates(shapely.centroid(outline))[0] - 0.5
        return float(self._areas.square_metres(np.array([row]), np.array([column]))[0]) / 10_000

    def _look(self, window: Window, change: Floats, inside: Bools) -> tuple[float, float] | None:
        """Longitude and latitude of the middle of the three by three pixels that fell most; None where none are."""
        values = np.where(inside, change, np.nan)
        if min(values.shape) < _LOOKED_AT:
            return None
        means = np.lib.stride_tricks.sliding_window_view(values, (_LOOKED_AT, _LOOKED_AT)).mean(axis=(2, 3))
        if not np.isfinite(means).any():
            return None
        row, column = np.unravel_index(int(np.nanargmin(means)), means.shape)
        middle = _LOOKED_AT / 2
        x, y = apply_transform(
            self._grid.transform, window.col_off + column + middle, window.row_off + row + middle
        )  # fmt: skip
        longitude, latitude = build_transformer(str(self._grid.crs)).transform(float(x), float(y))
        return round(float(longitude), 6), round(float(latitude), 6)


def _find_window(outline: Any, shape: tuple[int, int]) -> Window | None:
    """Find the pixels that may lie in an outline; None where none do."""
    left, top, right, bottom = shapely.bounds(outline)
    if not np.isfinite(left):
        return None
    first, last = max(int(np.floor(left)), 0), min(int(np.ceil(right)), shape[1])
    upper, lower = max(int(np.floor(top)), 0), min(int(np.ceil(bottom)), shape[0])
    return Window(first, upper, last - first, lower - upper) if last > first and lower > upper else None


def cover_pixels(outline: Any, window: Window) -> Doubles:
    """(h, w) share of each pixel of a window that an outline in columns and rows covers."""
    from exactextract import exact_extract
    from exactextract.raster import NumPyRasterSource

    left, top, width, height = (int(side) for side in window.flatten())
    upright = shapely.transform(outline, lambda places: places * (1, -1))
    grid = NumPyRasterSource(
        np.zeros((height, width), np.uint8), xmin=left, xmax=left + width, ymin=-top - height, ymax=-top
    )  # fmt: skip
    feature = {"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(upright))}
    found = exact_extract(grid, [feature], ["cell_id", "coverage"])[0]["properties"]
    shares = np.zeros(height * width)
    shares[np.asarray(found["cell_id"], np.int64)] = found["coverage"]
    shares[shares < _LEAST_COVER] = 0
    return shares.reshape(height, width)


def find_median(values: Doubles, weights: Doubles) -> float:
    """Find the middle of weighted values; each value stands in the middle of its own weight."""
    each, places = np.unique(np.rint(values * 10_000), return_inverse=True)
    held = np.bincount(places, weights, len(each))
    ranks = (np.cumsum(held) - held / 2) / held.sum()
    return float(np.interp(0.5, ranks, each)) / 10_000
