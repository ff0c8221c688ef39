"""The fields of the user measured again: outlines cut with each pixel, values sorted one by one."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from rasterio.windows import Window

from models.field.measured.results import FieldClasses, FieldIndex, FieldMeasured, FieldsResult
from models.field.measured.standing import compare_fields, why_not_judged
from models.field.measured.tables import list_rows, outlines_text, table_text
from models.field.parcels import Parcels, read_parcels
from models.geo.pixels.source import open_raster
from nodes.run_files import PARCELS
from nodes.state import SceneState
from nodes.verify.areas import areas_of
from nodes.verify.decibels import mean_power, set_means
from nodes.verify.recount import Count, Recount, Text, Values

_LEAST, _ROWS = 1e-6, 64
_OF_AREAS, _OF_OTHERS = 1e-4, 1e-6
_SLACK = 1e-6  # in the rank of a percentile, which rests on shares of pixels

Doubles = NDArray[np.float64]


def recount_fields(run_dir: Path, state: SceneState) -> FieldsResult:
    """All fields from the rasters; a number that agrees is given as it is stated."""
    stated = state.fields
    assert stated is not None and state.scene is not None and state.clouds is not None
    with open_raster(run_dir / state.clouds.raster) as valid:
        grid = state.scene.grid.model_copy(update={"transform": tuple(valid.transform)[:6]})
        areas = areas_of(valid, state)
    parcels = read_parcels(run_dir / PARCELS, grid)
    found = []
    for place, outline in enumerate(parcels.outlines()):
        told = stated.fields[place] if place < len(stated.fields) else None
        found.append(_Field(run_dir, state, outline).measure(parcels, place, told, areas))
    compared = compare_fields(found)
    pairs = zip(compared, stated.fields, strict=False)
    agreed = tuple(_agree_on_peers(field, told) for field, told in pairs)
    return stated.model_copy(update={"fields": (*agreed, *compared[len(agreed) :])})


def _agree_on_peers(field: FieldMeasured, told: FieldMeasured) -> FieldMeasured:
    if len(field.peers) != len(told.peers):
        return field
    peers = tuple(_agree(one, other) for one, other in zip(field.peers, told.peers, strict=True))
    return field.model_copy(update={"peers": peers})


def _agree(true: Any, told: Any) -> Any:
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
    allowed = _OF_AREAS * max(abs(value), 1e-3) if name == "area_ha" else _OF_OTHERS * max(abs(value), 1.0)
    return told if abs(value - told) <= allowed else value


class _Field:
    """One outline on the rasters of a run."""

    def __init__(self, run_dir: Path, state: SceneState, outline: Any) -> None:
        self._run_dir, self._state, self._outline = run_dir, state, outline

    def measure(self, parcels: Parcels, place: int, told: FieldMeasured | None, areas: Any) -> FieldMeasured:
        """Return what it shows, from pixels whose cover is that of their cut with the outline."""
        state, parcel = self._state, parcels.all[place]
        if told is not None and told.is_broken:
            return FieldMeasured.broken(parcel.name, parcel.crop)
        assert state.clouds is not None
        ground, weights, hectares = self._ground(state.clouds.raster, areas)
        pixels = float(weights.sum())
        of = 1 / pixels if pixels else 0.0
        shares = np.bincount(ground, weights, 4) * of
        indices, seen = self._indices(told, weights * (ground == 1)) if state.indices else ((), [shares[1] * pixels])
        health, risk = (
            self._classes(result.raster, [*result.share], weights, hectares) if result is not None else None
            for result in (state.health, state.risk)
        )
        size = float(shapely.area(self._outline))
        field = FieldMeasured(
            name=parcel.name, crop=parcel.crop, pixels=pixels, on_scene=min(pixels / size, 1.0) if size else 0.0,
            area_ha=None if hectares is None or not pixels else float(hectares.sum()),
            clear=float(shares[1]), cloud=float(shares[2]), shadow=float(shares[3]), no_data=float(shares[0]),
            judged=float(seen[0]) * of, indices=indices, health=health, risk=risk,
        )  # fmt: skip
        if told is not None:
            parts = {
                name: _agree(one, getattr(told, name)) for name, one in (("health", health), ("risk", risk)) if one
            }
            field = _agree(field, told).model_copy(update=parts)
        return field.model_copy(update={"not_judged": why_not_judged(field)})

    def _ground(self, raster: str, areas: Any) -> tuple[NDArray[Any], Doubles, Doubles | None]:
        """Class, cover and hectares of each pixel that the outline touches."""
        with open_raster(self._run_dir / raster) as source:
            self._window, shares = _cut(self._outline, source.width, source.height)
            values = source.read(1, window=self._window) if shares.size else np.zeros((0, 0), np.uint8)
        self._inside = shares > _LEAST
        rows, columns = np.nonzero(self._inside)
        weights = shares[self._inside]
        if areas is None:
            return values[self._inside], weights, None
        top, left = int(self._window.row_off), int(self._window.col_off)
        each = np.zeros(len(rows))
        for row in np.unique(rows):
            here = rows == row
            each[here] = [areas.of_row(top + int(row), left + int(one), left + int(one) + 1) for one in columns[here]]
        return values[self._inside], weights, each * weights

    def _read(self, raster: str, band: int) -> NDArray[Any]:
        with open_raster(self._run_dir / raster) as source:
            if not self._inside.size:
                return np.zeros(0)
            found: NDArray[Any] = source.read(band, window=self._window)[self._inside]
            return found

    def _indices(self, told: FieldMeasured | None, weights: Doubles) -> tuple[tuple[FieldIndex, ...], list[float]]:
        """Statistics of each index, and the pixels that have a value of it."""
        assert self._state.indices is not None
        stated = {index.name: index for index in told.indices} if told else {}
        found, seen, powers = [], [], {}
        for band, stats in enumerate(self._state.indices.stats, 1):
            values = self._read(self._state.indices.raster, band).astype(np.float64)
            there = np.isfinite(values) & (weights > 0)
            seen.append(float(weights[there].sum()))
            if there.any():
                found.append(_describe(stats.name, values[there], weights[there], stated.get(stats.name)))
            if there.any() and stats.unit == "dB" and stats.parts is None:
                powers[stats.name] = mean_power(values[there], weights[there])
        return set_means(found, powers, self._state.indices.stats, stated.values()), seen

    def _classes(self, raster: str, names: list[str], weights: Doubles, hectares: Doubles | None) -> FieldClasses:
        values = self._read(raster, 1)
        judged = float(weights[(values >= 1) & (values <= len(names))].sum())
        share = {name: float(weights[values == code].sum()) / judged for code, name in enumerate(names, 1) if judged}
        area = None
        if hectares is not None and weights.size:
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
    return _agree(index, told) if told else index


def _cut(outline: Any, width: int, height: int) -> tuple[Window, Doubles]:
    """The window of the pixels that an outline touches, and the part of each that lies in it."""
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


def field_values(run_dir: Path, state: SceneState) -> Values:
    """Value of each claim on a field; raises `ValueError` where a number that no claim holds is another."""
    stated, true = state.fields, recount_fields(run_dir, state)
    assert stated is not None
    found: Values = {}
    for number, field in enumerate(true.fields, 1):
        of = f"field.{number}."
        found |= {of + "judged": 100 * field.judged, of + "on_scene": 100 * field.on_scene}
        found |= {of + "area": field.area_ha} if field.area_ha is not None else {}
        found |= {of + "high": field.risk.area_ha["high"]} if field.risk and field.risk.area_ha else {}
        for index in field.indices:
            found |= {f"{of}{index.name}.{key}": getattr(index, key) for key in ("mean", "median", "p10", "p90")}
        for index in (index for index in field.indices if index.name == "NDVI"):
            found |= {of + "median": index.median, of + "p10": index.p10, of + "p90": index.p90}
        for peers in (peers for peers in field.peers if peers.name == "NDVI"):
            found |= {of + "peers": peers.difference, of + "peer_count": peers.peers}
    return found


def check_rest(run_dir: Path, state: SceneState) -> Values:
    """Hold all that is stated of the fields against the rasters, and the GeoPackage against it."""
    stated, true = state.fields, recount_fields(run_dir, state)
    assert stated is not None
    if len(stated.fields) != len(true.fields):
        raise ValueError(f"{len(stated.fields)} fields are stated, and {len(true.fields)} lie in {PARCELS}")
    for one, other in zip(stated.fields, true.fields, strict=True):
        if one != other:
            differing = [name for name, value in one if value != getattr(other, name)]
            raise ValueError(f"{one.name}: the rasters say otherwise of {', '.join(differing)}")
    rows = list_rows(_find_day(state), stated)
    names, _, outlines, columns = pyogrio.raw.read(run_dir / stated.geopackage)[:4]
    held = dict(zip(names["fields"].tolist(), columns, strict=True))
    for column in rows[0]:
        for value, other in zip((row[column] for row in rows), held[column].tolist(), strict=True):
            if value != other and not (value is None and (other is None or other != other)):
                raise ValueError(f"{column}: {other}, where the run says {value}")
    parcels = read_parcels(run_dir / PARCELS, state.scene.grid).all if state.scene else ()
    if not all(shapely.equals(shapely.from_wkb(one), two.shape) for one, two in zip(outlines, parcels, strict=True)):
        raise ValueError("its outlines are not those of the parcels")
    return {}


def _find_day(state: SceneState) -> str | None:
    return state.scene.acquired.value if state.scene else None


def counts(run_dir: Path, state: SceneState) -> Iterator[Count]:
    """Measure the fields again."""
    if state.fields is not None:
        yield Count(state.fields.table, partial(field_values, run_dir, state))
        yield Count(state.fields.geopackage, partial(check_rest, run_dir, state))


def texts(run_dir: Path, state: SceneState) -> Iterator[Text]:
    """Write the tables once more."""
    if state.fields is None or state.scene is None:
        return
    rows = list_rows(_find_day(state), state.fields)
    shapes = [parcel.shape for parcel in read_parcels(run_dir / PARCELS, state.scene.grid).all]
    yield Text(state.fields.table, partial(table_text, rows))
    yield Text(state.fields.outlines, partial(outlines_text, rows, shapes))


FIELDS = Recount("fields", counts, texts)
