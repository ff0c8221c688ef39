"""Which ground a question means: in pixels of the grid, whatever way it is named."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from difflib import get_close_matches
from math import floor
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.windows import Window

from models.arrays import Bools, Doubles
from models.field.measured.cover import Cover, cover_pixels, cut_strips
from models.field.measured.describe import Places
from models.field.measured.results import FieldMeasured
from models.field.parcel_files.read import read_parcel_file
from models.geo.contract.scene import Grid
from models.geo.pixels.area import PixelAreas
from models.geo.pixels.footprint import find_north
from models.geo.pixels.source import open_raster
from nodes.answers.calls import Part, Where
from nodes.answers.shelf import OpenRun
from nodes.compare.fields import lay_outlines
from nodes.run_folder.files import PARCELS

Kind = Literal["scene", "field", "part", "field_part", "point", "polygon", "zone", "place"]
_TURNED = 0.1  # radians between rows and east, above which north is not up
_RANGES: dict[Part, tuple[tuple[float, float], tuple[float, float]]] = {
    "north": ((0, 1), (0, 1 / 2)), "south": ((0, 1), (1 / 2, 1)), "west": ((0, 1 / 2), (0, 1)),
    "east": ((1 / 2, 1), (0, 1)), "north_west": ((0, 1 / 2), (0, 1 / 2)), "north_east": ((1 / 2, 1), (0, 1 / 2)),
    "south_west": ((0, 1 / 2), (1 / 2, 1)), "south_east": ((1 / 2, 1), (1 / 2, 1)),
    "centre": ((1 / 3, 2 / 3), (1 / 3, 2 / 3)),
}  # fmt: skip
"""From west to east and from north to south, as shares of the box."""


class NoGroundError(Exception):
    """What is asked about is not there; `why` is the key of a sentence, `near` what is there."""

    def __init__(self, why: str, near: tuple[str, ...] = (), **parts: str) -> None:
        super().__init__(why)
        self.why, self.near, self.parts = why, near, parts


@dataclass(frozen=True)
class Piece:
    """A window of the grid and what of it is meant; without `cover` all of it."""

    window: Window
    cover: Cover | None

    @property
    def weights(self) -> Doubles:
        """(n,) share of each pixel that is meant."""
        if self.cover is None:
            return np.ones(int(self.window.width) * int(self.window.height))
        return self.cover.shares

    def take(self, raster: NDArray[Any]) -> NDArray[Any]:
        """(bands, h, w) of the window → (bands, n) of the pixels that are meant."""
        if self.cover is None:
            return raster.reshape(len(raster), -1)
        return self.cover.take(raster, self.window)


@dataclass(frozen=True)
class Ground:
    """Ground on the grid of a run; `shape` lies in columns and rows of pixels."""

    kind: Kind
    grid: Grid
    shape: Any
    name: str | None = None  # of the field
    number: int | None = None  # of the field in its file, the zone or the place, from 1
    field: FieldMeasured | None = None
    part: Part | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the state already holds what can be asked of it: all of the scene, or all of a field."""
        return self.kind in ("scene", "field")

    def pieces(self) -> Iterator[Piece]:
        """Cut it into windows that fit into memory, from top to bottom."""
        left, top, right, bottom = shapely.bounds(self.shape)
        is_box = self.kind in ("scene", "part", "point")
        first = max(floor(left), 0), max(floor(top), 0)
        last = min(int(np.ceil(right)), self.grid.width), min(int(np.ceil(bottom)), self.grid.height)
        for window in cut_strips(*first, *last):
            yield Piece(window, None if is_box else cover_pixels([self.shape], window))

    def hectares(self, piece: Piece, where: Bools) -> float | None:
        """Measure the pixels of a piece for which (n,) is true; None without a place on Earth."""
        if self.grid.crs is None:
            return None
        if piece.cover is None:
            shape = int(piece.window.height), int(piece.window.width)
            return PixelAreas(self.grid).hectares(where.reshape(shape), piece.window)
        outlines = np.array([self.shape], dtype=object)
        return float(piece.weights[where].sum() * Places(self.grid).hectares(outlines)[0])


def read_pieces(
    run: OpenRun, ground: Ground, wanted: dict[str, list[int]]
) -> Iterator[tuple[Piece, list[NDArray[Any]]]]:
    """Read bands of rasters of a run over the ground, piece by piece: (bands, n) each."""
    with ExitStack() as stack:
        sources = [(stack.enter_context(open_raster(run.raster(name))), bands) for name, bands in wanted.items()]
        for piece in ground.pieces():
            yield piece, [piece.take(source.read(bands, window=piece.window)) for source, bands in sources]


def find_ground(run: OpenRun, where: Where) -> Ground:
    """Find the ground that is meant; raises `NoGroundError` where there is none."""
    scene = run.state.scene
    if scene is None:
        raise NoGroundError("no_scene")
    grid = scene.grid
    if where.field is not None:
        found = _field_ground(run, grid, where.field)
        return found if where.part is None else _cut(found, where.part)
    if where.point is not None:
        return _point_ground(grid, where.point)
    if where.polygon is not None:
        return _polygon_ground(grid, where.polygon)
    if where.zone is not None:
        return _zone_ground(run, grid, where.zone)
    if where.place is not None:
        return _place_ground(run, grid, where.place)
    whole = Ground("scene", grid, shapely.box(0, 0, grid.width, grid.height))
    return whole if where.part is None else _cut(whole, where.part)


def find_field(run: OpenRun, name: str) -> tuple[int, FieldMeasured]:
    """Find a field and its number by name; raises `NoGroundError` with the names that are near."""
    fields = run.state.fields
    if fields is None or fields.of_scene:
        raise NoGroundError("no_fields", name=name)
    wanted = " ".join(name.split()).casefold()
    found = [(at, one) for at, one in enumerate(fields.fields, 1) if " ".join(one.name.split()).casefold() == wanted]
    if len(found) > 1:
        raise NoGroundError("same_name", name=found[0][1].name)
    if not found:
        known = {one.name.casefold(): one.name for one in fields.fields}
        near = [*get_close_matches(wanted, known, n=4, cutoff=0.5)]
        near += [one for one in known if wanted in one and one not in near]
        raise NoGroundError("no_such_field", tuple(known[one] for one in near[:4] or [*known][:4]), name=name)
    return found[0]


def _field_ground(run: OpenRun, grid: Grid, name: str) -> Ground:
    number, field = find_field(run, name)
    if grid.crs is None:
        raise NoGroundError("no_place")
    parcels = read_parcel_file(run.check(PARCELS)).parcels
    shape = lay_outlines([parcels[number - 1].shape], grid)[0]
    return Ground("field", grid, shape, field.name, number, field)


def _cut(ground: Ground, part: Part) -> Ground:
    """A half, a quarter or the middle of it; north must be up."""
    a, b, _, d, e, _ = ground.grid.transform
    north = find_north(ground.grid)
    if north is None or b or d or abs(north[0]) > _TURNED:
        raise NoGroundError("north_not_up")
    left, top, right, bottom = shapely.bounds(ground.shape)
    across, down = _RANGES[part]
    if a < 0:
        across = (1 - across[1], 1 - across[0])
    if e > 0:
        down = (1 - down[1], 1 - down[0])
    box = [left + across[0] * (right - left), top + down[0] * (bottom - top)]
    box += [left + across[1] * (right - left), top + down[1] * (bottom - top)]
    if ground.kind == "scene":
        box = [float(floor(one)) for one in box]
    shape = shapely.clip_by_rect(ground.shape, *box)
    if shapely.area(shape) <= 0:
        raise NoGroundError("part_is_empty")
    kind: Kind = "field_part" if ground.field else "part"
    return Ground(kind, ground.grid, shape, ground.name, ground.number, ground.field, part)


def _to_pixels(grid: Grid, shape: Any) -> Any:
    if grid.crs is None:
        raise NoGroundError("no_place")
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        raise NoGroundError("bad_polygon")
    return lay_outlines([shape], grid)[0]


def _snap(shape: Any) -> Any:
    """Lay an outline of whole pixels on their corners again, which degrees have moved a little."""
    return shapely.make_valid(shapely.transform(shape, np.round))


def _point_ground(grid: Grid, point: tuple[float, float]) -> Ground:
    """One pixel: the one that holds the point."""
    if not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
        raise NoGroundError("outside")
    near = 1e-6
    ring = shapely.box(point[0] - near, point[1] - near, point[0] + near, point[1] + near)
    middle = shapely.centroid(_to_pixels(grid, ring))
    column, row = floor(shapely.get_x(middle)), floor(shapely.get_y(middle))
    if not (0 <= column < grid.width and 0 <= row < grid.height):
        raise NoGroundError("outside")
    return Ground("point", grid, shapely.box(column, row, column + 1, row + 1))


def _polygon_ground(grid: Grid, corners: tuple[tuple[float, float], ...]) -> Ground:
    if len(corners) < 3:
        raise NoGroundError("bad_polygon")
    shape = shapely.make_valid(shapely.Polygon(corners))
    if shapely.area(shape) <= 0:
        raise NoGroundError("bad_polygon")
    laid = _to_pixels(grid, shape)
    if shapely.area(shapely.clip_by_rect(laid, 0, 0, grid.width, grid.height)) <= 0:
        raise NoGroundError("outside")
    return Ground("polygon", grid, laid)


def _zone_ground(run: OpenRun, grid: Grid, number: int) -> Ground:
    risk = run.state.risk
    if risk is None or risk.zones_file is None or not risk.zones:
        raise NoGroundError("no_zones")
    features = json.loads(run.check(risk.zones_file).read_text(encoding="utf-8"))["features"]
    shapes = {one["properties"]["rank"]: one["geometry"] for one in features}
    if number not in shapes:
        raise NoGroundError("no_such_zone", tuple(str(one) for one in [*shapes][:4]))
    return Ground("zone", grid, _snap(_to_pixels(grid, shapely.geometry.shape(shapes[number]))), number=number)


def _place_ground(run: OpenRun, grid: Grid, number: int) -> Ground:
    """The ground that a place stands for: a weak patch, or its whole field."""
    fields = run.state.fields
    places = fields.places if fields else ()
    if number > len(places):
        raise NoGroundError("no_such_place", tuple(str(one) for one in range(1, len(places) + 1)))
    place = places[number - 1]
    if place.kind == "weak_patch" and fields is not None and fields.weak_patches is not None:
        features = json.loads(run.check(fields.weak_patches).read_text(encoding="utf-8"))["features"]
        for one in features:
            told = one["properties"]
            if (told["longitude"], told["latitude"]) == (place.longitude, place.latitude):
                return Ground(
                    "place", grid, _snap(_to_pixels(grid, shapely.geometry.shape(one["geometry"]))), place.field, number
                )
    found = _field_ground(run, grid, place.field)
    return Ground("place", grid, found.shape, found.name, number, found.field)
