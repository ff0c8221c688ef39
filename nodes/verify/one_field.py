"""One field measured again: its outline cut with each pixel, values sorted one by one."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.windows import Window

from models.field.measured.places import green_of
from models.field.measured.results import FieldClasses, FieldIndex, FieldMeasured
from models.field.measured.standing import why_not_judged
from models.field.parcels import Parcel
from models.geo.pixels.source import open_raster
from models.vocabulary import CROPS
from nodes.state import SceneState
from nodes.verify import weak_patches
from nodes.verify.areas import areas_of
from nodes.verify.decibels import mean_power, set_means

_MOST_PATCHES = 5
_LEAST, _ROWS = 1e-6, 64
_OF_AREAS, _OF_DEGREES, _OF_OTHERS = 1e-4, 2e-7, 1e-6
_SLACK = 1e-6  # in the rank of a percentile, which rests on shares of pixels

Doubles = NDArray[np.float64]


def agree(true: Any, told: Any) -> Any:
    """The true result, in which each number that agrees is as it is told."""
    update = {}
    for name, value in true:
        other = getattr(told, name, None)
        if isinstance(value, dict) and isinstance(other, dict):
            update[name] = {key: _number(one, other.get(key), name) for key, one in value.items()}
        else:
            update[name] = _number(value, other, name)
    return true.model_copy(update=update)


def _number(value: Any, told: Any, name: str) -> Any:
    if not isinstance(value, float) or not isinstance(told, float):
        return value
    allowed = _OF_AREAS * max(abs(value), 1e-3) if name.endswith("area_ha") else _OF_OTHERS * max(abs(value), 1.0)
    allowed = _OF_DEGREES if name in ("longitude", "latitude") else allowed
    return told if abs(value - told) <= allowed else value


@dataclass(frozen=True)
class _Seen:
    """The box of an outline: (h, w) cover and hectares, and (bands, h, w) of each raster by its name."""

    window: Window
    shares: Doubles
    hectares: Doubles | None
    rasters: dict[str, NDArray[Any]]

    def inside(self, raster: str, band: int = 1) -> NDArray[Any]:
        """Values of the pixels that the outline holds."""
        found: NDArray[Any] = self.rasters[raster][band - 1][self.shares > _LEAST]
        return found


class Rasters:
    """The open rasters of a run, and one field on them after the other."""

    def __init__(self, run_dir: Path, state: SceneState, ground: weak_patches.Ground) -> None:
        self._run_dir, self._state, self._ground, self._stack = run_dir, state, ground, ExitStack()

    def __enter__(self) -> "Rasters":
        state = self._state
        crops = state.crops if state.crops and state.crops.pixels else None
        parts = (state.clouds, state.indices, state.health, state.risk, crops)
        names = [part.raster for part in parts if part is not None]
        self._open = {name: self._stack.enter_context(open_raster(self._run_dir / name)) for name in names}
        self._first = self._open[names[0]]
        self._areas = areas_of(self._first, state)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def measure(self, parcel: Parcel, outline: Any, told: FieldMeasured) -> tuple[FieldMeasured, weak_patches.Found]:
        """Return what a field shows, from pixels whose cover is that of their cut with the outline."""
        state = self._state
        crop = parcel.crop or (state.field.crop if state.field is not None else None)
        if told.is_broken:
            return FieldMeasured.broken(parcel.name, crop), weak_patches.Found()
        assert state.clouds is not None
        seen = self._see(outline)
        weights, size = seen.shares[seen.shares > _LEAST], float(shapely.area(outline))
        pixels, ground = float(weights.sum()), seen.inside(state.clouds.raster)
        of = 1 / pixels if pixels else 0.0
        shares = np.bincount(ground, weights, 4) * of
        indices, valued = (
            self._indices(seen, told, weights * (ground == 1)) if state.indices else ((), [shares[1] * pixels])
        )
        classes = {
            name: _classes(seen, result.raster, [*result.share])
            for name, result in (("health", state.health), ("risk", state.risk))
            if result is not None and (crop is None or crop in CROPS)
        }
        patches = self._patches(seen, told)
        area = None if seen.hectares is None else float(seen.hectares.sum())
        field = FieldMeasured(
            name=parcel.name, crop=crop, pixels=pixels, on_scene=min(pixels / size, 1.0) if size else 0.0,
            area_ha=area if pixels else None,
            clear=float(shares[1]), cloud=float(shares[2]), shadow=float(shares[3]), no_data=float(shares[0]),
            judged=float(valued[0]) * of, indices=indices,
            bare=_bare(seen, state.crops.raster, weights) if state.crops and state.crops.pixels else None,
            health=classes.get("health"), risk=classes.get("risk"),
            patches=_agree_on_patches(patches.patches[:_MOST_PATCHES], told), patch_count=len(patches.patches),
            patch_area_ha=None if area is None or not pixels else sum(one.area_ha or 0.0 for one in patches.patches),
            longitude=patches.middle[0], latitude=patches.middle[1],
        )  # fmt: skip
        parts = {name: agree(one, getattr(told, name)) for name, one in classes.items()}
        field = agree(field, told).model_copy(update=parts)
        return field.model_copy(update={"not_judged": why_not_judged(field)}), patches

    def _see(self, outline: Any) -> _Seen:
        """Read all rasters in the box of an outline."""
        window, shares = cut_outline(outline, self._first.width, self._first.height)
        shares[shares <= _LEAST] = 0
        rasters = {
            name: source.read(window=window)
            if shares.size
            else np.zeros((source.count, *shares.shape), source.dtypes[0])
            for name, source in self._open.items()
        }
        hectares = None
        if (areas := self._areas) is not None:
            top, left, width = int(window.row_off), int(window.col_off), int(window.width)
            hectares = (
                np.array(
                    [
                        [areas.of_row(top + row, left + one, left + one + 1) for one in range(width)]
                        for row in range(len(shares))
                    ]
                ).reshape(shares.shape)
                * shares
            )
        return _Seen(window, shares, hectares, rasters)

    def _indices(
        self, seen: _Seen, told: FieldMeasured, weights: Doubles
    ) -> tuple[tuple[FieldIndex, ...], list[float]]:
        """Statistics of each index, and the pixels that have a value of it."""
        assert self._state.indices is not None
        stated = {index.name: index for index in told.indices}
        found, valued, powers = [], [], {}
        for band, stats in enumerate(self._state.indices.stats, 1):
            values = seen.inside(self._state.indices.raster, band).astype(np.float64)
            there = np.isfinite(values) & (weights > 0)
            valued.append(float(weights[there].sum()))
            if there.any():
                found.append(_describe(stats.name, values[there], weights[there], stated.get(stats.name)))
            if there.any() and stats.unit == "dB" and stats.parts is None:
                powers[stats.name] = mean_power(values[there], weights[there])
        return set_means(found, powers, self._state.indices.stats, stated.values()), valued

    def _patches(self, seen: _Seen, told: FieldMeasured) -> weak_patches.Found:
        """Weak patches, and where to stand; what is told of the index has been found right, or the field differs."""
        index = green_of(told.indices)
        if index is None or self._state.indices is None or self._state.clouds is None:
            return weak_patches.Found()
        band = [stats.name for stats in self._state.indices.stats].index(index.name)
        values = seen.rasters[self._state.indices.raster][band].astype(np.float64)
        values[seen.rasters[self._state.clouds.raster][0] != 1] = np.nan
        top, left = int(seen.window.row_off), int(seen.window.col_off)
        return weak_patches.find_again(
            weak_patches.Window(top, left, seen.shares, values, seen.hectares), index, self._ground
        )


def _agree_on_patches(patches: Sequence[Any], told: FieldMeasured) -> tuple[Any, ...]:
    if len(patches) != len(told.patches):
        return tuple(patches)
    return tuple(agree(one, other) for one, other in zip(patches, told.patches, strict=True))


def _bare(seen: _Seen, raster: str, weights: Doubles) -> float | None:
    """Bare ground of that which lies in a parcel by the middle of its pixel, in values of crops.tif."""
    ground = seen.inside(raster)
    clear = float(weights[ground > 1].sum())
    return float(weights[ground == 2].sum()) / clear if clear else None


def _classes(seen: _Seen, raster: str, names: list[str]) -> FieldClasses:
    values, weights = seen.inside(raster), seen.shares[seen.shares > _LEAST]
    judged = float(weights[(values >= 1) & (values <= len(names))].sum())
    share = {name: float(weights[values == code].sum()) / judged for code, name in enumerate(names, 1) if judged}
    area = None
    if seen.hectares is not None and judged:
        hectares = seen.hectares[seen.shares > _LEAST]
        area = {name: float(hectares[values == code].sum()) for code, name in enumerate(names, 1)}
    return FieldClasses(judged=judged / float(weights.sum()) if weights.size else 0.0, share=share, area_ha=area)


def _describe(name: str, values: Doubles, weights: Doubles, told: FieldIndex | None) -> FieldIndex:
    values = np.round(values, 4)
    order = np.argsort(values, kind="stable")
    values, weights = values[order], weights[order]
    starts = np.flatnonzero(np.diff(values, prepend=-np.inf))
    each, total = np.add.reduceat(weights, starts), float(weights.sum())
    before = np.concatenate([[0.0], np.cumsum(each)[:-1]])
    places, values_of = (before + each / 2) / total, values[starts]
    mean = float((values * weights).sum() / total)
    found = {"mean": mean, "std": float(np.sqrt(max(float((weights * (values - mean) ** 2).sum()) / total, 0.0)))}
    for key, rank in (("p10", 0.1), ("median", 0.5), ("p90", 0.9)):
        low, middle, high = np.interp((rank - _SLACK, rank, rank + _SLACK), places, values_of).tolist()
        stated = getattr(told, key, middle)
        found[key] = stated if low - _OF_OTHERS <= stated <= high + _OF_OTHERS else middle
    index = FieldIndex(name=name, **found)
    return agree(index, told) if told else index


def cut_outline(outline: Any, width: int, height: int) -> tuple[Window, Doubles]:
    """Find the window of the pixels that an outline touches, and the part of each that lies in it."""
    left, top, right, bottom = shapely.bounds(outline)
    first, last = max(int(np.floor(left)), 0), min(int(np.ceil(right)), width)
    upper, lower = max(int(np.floor(top)), 0), min(int(np.ceil(bottom)), height)
    if last <= first or lower <= upper:
        return Window(0, 0, 0, 0), np.zeros((0, 0))
    parts = []
    for row in range(upper, lower, _ROWS):
        rows, columns = np.mgrid[row : min(row + _ROWS, lower), first:last]
        squares = shapely.box(columns, rows, columns + 1, rows + 1)
        shapely.prepare(outline)
        shares = shapely.covers(outline, squares).astype(np.float64)
        rim = shapely.intersects(outline, squares) & (shares == 0)
        shares[rim] = shapely.area(shapely.intersection(outline, squares[rim]))
        parts.append(shares)
    return Window(first, upper, last - first, lower - upper), np.concatenate(parts)
