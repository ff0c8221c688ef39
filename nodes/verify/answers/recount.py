"""Numbers of an answer counted again: outlines are cut with each pixel, and values sorted, by numpy alone."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.windows import Window

from models.arrays import Doubles
from models.field.parcel_files.features import Parcel
from models.field.parcels import Parcels, read_parcels
from models.geo.pixels.source import open_raster
from nodes.run_folder.files import PARCELS
from nodes.sentences.fact import Fact
from nodes.state import SceneState
from nodes.verify.answers.fields import count_fields
from nodes.verify.areas import areas_of
from nodes.verify.decibels import mean_power
from nodes.verify.one_field import cut_outline
from nodes.verify.recount import Values

_PARTS = {
    "north": ((0, 1), (0, 1 / 2)), "south": ((0, 1), (1 / 2, 1)), "west": ((0, 1 / 2), (0, 1)),
    "east": ((1 / 2, 1), (0, 1)), "north_west": ((0, 1 / 2), (0, 1 / 2)), "north_east": ((1 / 2, 1), (0, 1 / 2)),
    "south_west": ((0, 1 / 2), (1 / 2, 1)), "south_east": ((1 / 2, 1), (1 / 2, 1)),
    "centre": ((1 / 3, 2 / 3), (1 / 3, 2 / 3)),
}  # fmt: skip
_MOST_PIXELS = 1 << 25
_CODES = {"clear": 1, "cloud": 2, "shadow": 3}
_BARE, _GROUND = 2, (2, 3, 4, 5)
"""In `crops.tif`: bare, and all clear ground within the fields."""


@dataclass(frozen=True)
class _Ground:
    """(h, w) share of each pixel that is meant, where it lies in the rasters, and (h, w) hectares of whole pixels."""

    window: Window
    shares: Doubles
    hectares: Doubles | None


class Answered:
    """The answer of a run, and its numbers one after the other."""

    def __init__(self, run_dir: Path, state: SceneState) -> None:
        self._run_dir, self._state = run_dir, state
        self._lay = cache(self._lay_ground)

    def count(self, fact: Fact) -> Values:
        """Count one number again; nothing where it is none that the files of the run hold."""
        told = self._told_of_fields(fact)
        value = told if told is not None or fact.over else self._value(fact)
        return {} if value is None else {fact.claim.id: value}

    def _told_of_fields(self, fact: Fact) -> float | None:
        """What only the table of fields holds, whose own numbers have their own recount."""
        if fact.over:
            return count_fields(self._state, fact)
        is_of_ground = fact.topic in (*_CODES, "bare", "area", "missing_cover", "cover") or "." in fact.topic
        if fact.quantity in ("share", "index", "certainty", "pixels") or (fact.quantity == "area" and is_of_ground):
            return None
        return count_fields(self._state, fact)

    def _value(self, fact: Fact) -> float | None:
        ways: dict[str, Callable[[Fact], float | None]] = {
            "index": self._index, "share": self._class, "area": self._class, "pixels": self._class,
            "certainty": self._mean,
        }  # fmt: skip
        if self._is_elsewhere(fact):
            return None
        way = self._mean if fact.topic == "missing_cover" else ways.get(fact.quantity)
        return None if way is None else way(fact)

    def _is_elsewhere(self, fact: Fact) -> bool:
        """Whether the ground of a fact is not known here: that of one of several questions."""
        answer, fields = self._state.answer, self._state.fields
        is_field = fields is not None and any(one.name == fact.about for one in fields.fields)
        is_known = fact.topic != "cover" and (fact.about is None or is_field)
        return answer is not None and answer.call is None and not is_known

    def _index(self, fact: Fact) -> float | None:
        indices, clouds = self._state.indices, self._state.clouds
        names = [one.name for one in indices.stats] if indices else []
        if indices is None or clouds is None or fact.topic not in names:
            return None
        ground = self._ground(fact)
        values = self._read(indices.raster, ground, names.index(fact.topic) + 1).astype(np.float64)
        there = (self._read(clouds.raster, ground) == 1) & np.isfinite(values) & (ground.shares > 1e-6)
        if not there.any():
            return None
        stats = indices.stats[names.index(fact.topic)]
        if stats.unit == "dB" and fact.statistic == "mean":
            return mean_power(values[there], ground.shares[there])
        return _statistic(np.round(values[there], 4), ground.shares[there], str(fact.statistic))

    def _class(self, fact: Fact) -> float | None:
        """Shares, areas and pixels of classes of a raster."""
        ground = self._ground(fact)
        if fact.topic == "area":
            return None if ground.hectares is None else float((ground.shares * ground.hectares).sum())
        found = self._masks(fact, ground)
        if found is None:
            return None
        inside, among = found
        if fact.quantity == "pixels":
            return float(ground.shares[inside].sum())
        if fact.quantity == "area":
            return None if ground.hectares is None else float((ground.shares * ground.hectares)[inside].sum())
        whole = float(ground.shares[among].sum())
        return 100 * float(ground.shares[inside].sum()) / whole if whole else None

    def _masks(self, fact: Fact, ground: _Ground) -> tuple[NDArray[np.bool_], NDArray[np.bool_]] | None:
        """(h, w) which pixels are of the class, and which ones it is a share of."""
        state, topic = self._state, fact.topic
        if topic in (*_CODES, "data") and state.clouds is not None:
            values = self._read(state.clouds.raster, ground)
            among = np.ones(values.shape, bool) if fact.of == "field" else values > 0
            return (values == _CODES[topic] if topic in _CODES else values > 0), among
        if topic == "bare" and state.crops is not None:
            values = self._read(state.crops.raster, ground)
            return values == _BARE, np.isin(values, _GROUND)
        if topic == "cover" and state.indices is not None:
            return self._cover(fact, ground)
        step, _, name = topic.partition(".")
        if step == "cause" and state.health is not None:
            cause = self._read(state.health.details, ground, 4)
            health = self._read(state.health.raster, ground)
            among = (health > 1) & (health <= len(state.health.share))
            return among & (cause == [*state.health.causes].index(name)), among
        result = {"health": state.health, "risk": state.risk}.get(step)
        if result is None:
            return None
        names, values = [*result.share], self._read(result.raster, ground)
        codes = [3, 4] if name == "moderate_or_severe" else [names.index(name) + 1] if name in names else []
        return np.isin(values, codes), (values >= 1) & (values <= len(names))

    def _cover(self, fact: Fact, ground: _Ground) -> tuple[NDArray[np.bool_], NDArray[np.bool_]] | None:
        indices, clouds = self._state.indices, self._state.clouds
        assert indices is not None and clouds is not None
        band = [one.name for one in indices.stats].index("NDVI") + 1
        values = self._read(indices.raster, ground, band)
        among = (self._read(clouds.raster, ground) == 1) & np.isfinite(values)
        place = [one.name for one in indices.cover].index(str(fact.about))
        bounds = [one.lower for one in indices.cover[1:]]
        return among & (np.digitize(np.nan_to_num(values), bounds) == place), among

    def _mean(self, fact: Fact) -> float | None:
        """Means of what stands beside the classes, over the judged ground."""
        ground, health, risk = self._ground(fact), self._state.health, self._state.risk
        if fact.topic in ("missing_cover", "health") and health is not None:
            with open_raster(self._run_dir / health.details) as source:
                names = [*source.descriptions]
            band = names.index("missing_cover" if fact.topic == "missing_cover" else "confidence") + 1
            values, classes = self._read(health.details, ground, band), self._read(health.raster, ground)
            judged = (classes >= 1) & (classes <= len(health.share))
        elif fact.topic == "risk" and risk is not None:
            chances = [self._read(risk.probability_raster, ground, band + 1) for band in range(len(risk.share))]
            values, classes = 100 * np.max(chances, axis=0).astype(np.float64), self._read(risk.raster, ground)
            judged = (classes >= 1) & (classes <= len(risk.share))
        else:
            return None
        weights = ground.shares[judged]
        return float((values[judged] * weights).sum() / weights.sum()) if weights.sum() else None

    def _read(self, raster: str, ground: _Ground, band: int = 1) -> NDArray[Any]:
        with open_raster(self._run_dir / raster) as source:
            found: NDArray[Any] = source.read(band, window=ground.window)
        return found

    def _ground(self, fact: Fact) -> _Ground:
        """Find the ground of a fact: a field by its name, else what the question named."""
        fields = self._state.fields.fields if self._state.fields else ()
        number = next((at for at, one in enumerate(fields) if one.name == fact.about), None)
        is_around = fact.claim.method.startswith("median") and "pixels round" in fact.claim.method
        return self._lay(number, is_around)

    def _lay_ground(self, number: int | None, is_around: bool) -> _Ground:
        assert self._state.scene is not None
        grid = self._state.scene.grid
        outline = self._outline(number)
        if is_around:
            left, top, right, bottom = shapely.bounds(outline)
            outline = shapely.box(left - 1, top - 1, right + 1, bottom + 1)
        window, shares = _cut(outline, grid.width, grid.height)
        assert self._state.clouds is not None
        with open_raster(self._run_dir / self._state.clouds.raster) as source:
            areas = areas_of(source, self._state)
        hectares = None
        if areas is not None:
            top, left, width = int(window.row_off), int(window.col_off), int(window.width)
            rows = [areas.of_row(top + at, left, left + width) / max(width, 1) for at in range(len(shares))]
            hectares = np.repeat(np.array(rows), width).reshape(shares.shape)
        return _Ground(window, shares, hectares)

    def _outline(self, number: int | None) -> Any:
        """In columns and rows of pixels."""
        state, grid = self._state, self._state.scene.grid  # type: ignore[union-attr]
        where = getattr(state.answer.call, "where", None) if state.answer else None
        outline: Any = shapely.box(0, 0, grid.width, grid.height)
        is_scene = False
        if number is not None or (where is not None and where.field is not None):
            fields = state.fields.fields if state.fields else ()
            at = number if number is not None else _find(fields, str(where.field if where else None))
            outline = read_parcels(self._run_dir / PARCELS, grid).outlines()[at]
        elif where is not None and where.point is not None:
            x, y = self._to_pixels(shapely.box(*where.point, *where.point).buffer(1e-6)).centroid.coords[0]
            return shapely.box(np.floor(x), np.floor(y), np.floor(x) + 1, np.floor(y) + 1)
        elif where is not None and where.polygon is not None:
            return self._to_pixels(shapely.make_valid(shapely.Polygon(where.polygon)))
        elif where is not None and (where.zone or where.place):
            return self._listed(where.zone, where.place)
        else:
            is_scene = True
        if number is None and where is not None and where.part is not None:
            return _cut_part(outline, _PARTS[where.part], grid.transform, is_scene=is_scene)
        return outline

    def _listed(self, zone: int | None, place: int | None) -> Any:
        """The outline of a zone or of what a place stands for."""
        state = self._state
        if zone and state.risk is not None and state.risk.zones_file:
            features = json.loads((self._run_dir / state.risk.zones_file).read_text())["features"]
            shape = next(one["geometry"] for one in features if one["properties"]["rank"] == zone)
            return shapely.transform(self._to_pixels(shapely.geometry.shape(shape)), np.round)
        assert place is not None and state.fields is not None and state.scene is not None
        told = state.fields.places[place - 1]
        if told.kind == "weak_patch" and state.fields.weak_patches:
            features = json.loads((self._run_dir / state.fields.weak_patches).read_text())["features"]
            for one in features:
                if one["properties"]["longitude"] == told.longitude and one["properties"]["latitude"] == told.latitude:
                    return shapely.transform(self._to_pixels(shapely.geometry.shape(one["geometry"])), np.round)
        at = _find(state.fields.fields, told.field)
        return read_parcels(self._run_dir / PARCELS, state.scene.grid).outlines()[at]

    def _to_pixels(self, shape: Any) -> Any:
        assert self._state.scene is not None
        return Parcels((Parcel(name="", shape=shape, crop=None, sown=None),), self._state.scene.grid).outlines()[0]


def _cut(outline: Any, width: int, height: int) -> tuple[Window, Doubles]:
    """Cut pixels with an outline; a box of whole pixels holds each of them whole."""
    left, top, right, bottom = shapely.bounds(outline)
    if not shapely.equals(outline, shapely.box(*np.round((left, top, right, bottom)))):
        return cut_outline(outline, width, height)
    first, upper = max(round(left), 0), max(round(top), 0)
    across, down = min(round(right), width) - first, min(round(bottom), height) - upper
    if across * down > _MOST_PIXELS:
        raise ValueError("too much ground to count the numbers of an answer again")
    return Window(first, upper, across, down), np.ones((down, across))


def _find(fields: Any, name: str) -> int:
    wanted = " ".join(name.split()).casefold()
    return next(at for at, one in enumerate(fields) if " ".join(one.name.split()).casefold() == wanted)


def _cut_part(outline: Any, ranges: Any, transform: tuple[float, ...], *, is_scene: bool) -> Any:
    """Cut a half, a quarter or the middle, whole pixels where it is of the scene."""
    left, top, right, bottom = shapely.bounds(outline)
    (west, east), (north, south) = ranges
    if transform[0] < 0:
        west, east = 1 - east, 1 - west
    if transform[4] > 0:
        north, south = 1 - south, 1 - north
    ends = left + west * (right - left), left + east * (right - left)
    heights = top + north * (bottom - top), top + south * (bottom - top)
    if is_scene:
        ends, heights = (np.floor(ends[0]), np.floor(ends[1])), (np.floor(heights[0]), np.floor(heights[1]))
    return shapely.intersection(outline, shapely.box(ends[0], heights[0], ends[1], heights[1]))


def _statistic(values: Doubles, weights: Doubles, name: str) -> float | None:
    if name in ("lowest", "highest"):
        return float(values.min() if name == "lowest" else values.max())
    mean = float(np.average(values, weights=weights))
    if name == "mean":
        return mean
    if name == "std":
        return float(np.sqrt(np.average((values - mean) ** 2, weights=weights)))
    rank = {"median": 0.5, "p10": 0.1, "p90": 0.9}.get(name)
    each, places = np.unique(values, return_inverse=True)
    held = np.bincount(places, weights)
    ranks = (np.cumsum(held) - held / 2) / held.sum()
    return None if rank is None else float(np.interp(rank, ranks, each))
