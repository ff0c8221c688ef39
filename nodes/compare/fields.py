"""How each field changed over the ground that is clear on both dates; a pixel counts with its covered share."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.windows import Window

from models.arrays import Doubles, Floats
from models.field.measured.cover import Batch, Cover, cover_pixels, group_outlines
from models.field.measured.describe import Places
from models.field.parcel_files.features import Parcel
from models.field.parcels import Parcels
from models.geo.contract.scene import Grid
from models.geo.pixels.footprint import apply_transform, build_transformer
from models.geo.pixels.source import open_raster
from nodes.compare.matching import Pair
from nodes.compare.noise import find_least_change, judge_change
from nodes.compare.rasters import find_clear_changes
from nodes.compare.results import BEFORE_AFTER, CHANGE, FieldChange, IndexChange, NotCompared

LEAST_COMPARED = 0.3
"""Of a field, below which it is not compared."""
LEAST_PIXELS = 9.0
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
    found = [_without(pair, "outside" if pair.is_same else "outline") for pair in pairs]
    same = np.array([outline if pair.is_same else None for pair, outline in zip(pairs, laid, strict=True)], object)
    with ExitStack() as stack:
        sources = [stack.enter_context(open_raster(folder / name)) for name in (BEFORE_AFTER, CHANGE)]
        fields = _Fields(grid, names, laid)
        for batch in group_outlines(same, grid.shape):
            window = _join(batch.windows)
            values, change = (source.read(window=window) for source in sources)
            for place, cover in _cover(batch, laid, window):
                try:
                    found[place] = fields.measure(pairs[place], place, _Ground.cut(cover, window, values, change[0]))
                except _BROKEN:
                    found[place] = _without(pairs[place], "broken")
    return tuple(found)


def _without(pair: Pair, why: NotCompared) -> FieldChange:
    return FieldChange(
        name=pair.after.name, crop=pair.after.crop, crop_before=pair.before.crop, pixels=0.0, compared=0.0,
        area_ha=0.0, indices=(), fallen_ha=0.0, risen_ha=0.0, least=None, not_compared=why,
    )  # fmt: skip


def _join(windows: Sequence[Window]) -> Window:
    """The window of all, which lie one below the other."""
    first = windows[0]
    return Window(first.col_off, first.row_off, first.width, sum(window.height for window in windows))


def _cover(batch: Batch, laid: NDArray[Any], window: Window) -> Iterator[tuple[int, Cover | None]]:
    """Number and pixels of each outline of a batch; None where it is broken."""
    try:
        cover = cover_pixels([laid[place] for place in batch.outlines], window)
        ends = np.searchsorted(cover.owners, np.arange(len(batch.outlines) + 1)).tolist()
        for owner, place in enumerate(batch.outlines):
            yield place, cover.part(slice(ends[owner], ends[owner + 1]))
    except _BROKEN:
        for place in batch.outlines:
            yield place, _cover_one(laid[place], window)


def _cover_one(outline: Any, window: Window) -> Cover | None:
    with suppress(*_BROKEN):
        return cover_pixels([outline], window)
    return None


@dataclass(frozen=True)
class _Ground:
    """The box of the pixels that a field holds: (h, w) cover and change, and (bands, h, w) values of both dates."""

    top: int
    left: int
    cover: Doubles  # 0 where there is no change
    change: Floats
    values: Floats

    @classmethod
    def cut(cls, cover: Cover | None, window: Window, values: Floats, change: Floats) -> "_Ground | None":
        """Cut it from what was read of a window; None without a pixel. Raises `ValueError` where there is no cover."""
        if cover is None:
            raise ValueError("its outline could not be measured")
        if not len(cover.shares):
            return None
        top, left = int(cover.rows.min()), int(cover.columns.min())
        shares = np.zeros((int(cover.rows.max()) - top + 1, int(cover.columns.max()) - left + 1))
        shares[cover.rows - top, cover.columns - left] = cover.shares
        down, right = top - int(window.row_off), left - int(window.col_off)
        part = slice(down, down + shares.shape[0]), slice(right, right + shares.shape[1])
        shares[~np.isfinite(change[part])] = 0
        return cls(top, left, shares, change[part], values[:, *part])


class _Fields:
    """What is said of outlines on the rasters of a comparison, one after the other."""

    def __init__(self, grid: Grid, names: Sequence[str], laid: NDArray[Any]) -> None:
        self._grid, self._names = grid, names
        self._sizes, self._hectares = shapely.area(laid), Places(grid).hectares(laid)

    def measure(self, pair: Pair, place: int, ground: _Ground | None) -> FieldChange:
        """Measure one field."""
        if ground is None:
            return _without(pair, "outside")
        pixels, whole = float(ground.cover.sum()), float(self._sizes[place])
        share = min(round(pixels / whole, 7), 1.0) if whole else 0.0
        hectares = float(self._hectares[place])
        fell, rose = find_clear_changes(ground.change)
        why: NotCompared | None = (
            "small" if whole < LEAST_PIXELS else "hidden" if share < LEAST_COMPARED or pixels < LEAST_PIXELS else None
        )
        indices = self._indices(ground) if why is None else ()
        return _without(pair, "hidden").model_copy(update={
            "pixels": pixels,
            "compared": share,
            "area_ha": pixels * hectares,
            "indices": indices,
            "fallen_ha": float(ground.cover[fell].sum()) * hectares,
            "risen_ha": float(ground.cover[rose].sum()) * hectares,
            "least": find_least_change(pixels) if indices else None,
            "look": self._look(ground) if indices and indices[0].verdict == "fell" else None,
            "not_compared": why,
        })  # fmt: skip

    def _indices(self, ground: _Ground) -> tuple[IndexChange, ...]:
        found = []
        for place, name in enumerate(self._names):
            before, after = ground.values[2 * place : 2 * place + 2].astype(np.float64)
            there = (ground.cover > 0) & np.isfinite(before) & np.isfinite(after)
            if not there.any():
                continue
            one, other = (find_median(values[there], ground.cover[there]) for values in (before, after))
            verdict = judge_change(other - one, float(ground.cover[there].sum()))
            found.append(IndexChange(name=name, before=one, after=other, verdict=verdict))
        return tuple(found)

    def _look(self, ground: _Ground) -> tuple[float, float] | None:
        """Longitude and latitude of the middle of the three by three pixels that fell most; None where none are."""
        values = np.where(ground.cover > 0.5, ground.change, np.nan)
        if min(values.shape) < _LOOKED_AT:
            return None
        means = np.lib.stride_tricks.sliding_window_view(values, (_LOOKED_AT, _LOOKED_AT)).mean(axis=(2, 3))
        if not np.isfinite(means).any():
            return None
        row, column = np.unravel_index(int(np.nanargmin(means)), means.shape)
        middle = _LOOKED_AT / 2
        x, y = apply_transform(self._grid.transform, ground.left + column + middle, ground.top + row + middle)
        longitude, latitude = build_transformer(str(self._grid.crs)).transform(float(x), float(y))
        return round(float(longitude), 6), round(float(latitude), 6)


def find_median(values: Doubles, weights: Doubles) -> float:
    """Find the middle of weighted values; each value stands in the middle of its own weight."""
    each, places = np.unique(np.rint(values * 10_000), return_inverse=True)
    held = np.bincount(places, weights, len(each))
    ranks = (np.cumsum(held) - held / 2) / held.sum()
    return float(np.interp(0.5, ranks, each)) / 10_000
