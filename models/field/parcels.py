"""Parcels of the user, laid on the grid of a scene."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError
from rasterio.features import rasterize
from rasterio.transform import Affine
from rasterio.windows import Window

from models.errors import ConfigError
from models.field.parcel_files.features import Parcel
from models.field.parcel_files.read import read_parcel_file
from models.geo.contract.scene import Grid
from models.geo.pixels.footprint import centre_of, point_at
from models.geo.pixels.source import unplaced

__all__ = ["Parcel", "Parcels", "lay_parcels", "read_parcels"]

_WIDEST = 120  # degrees of longitude: no parcel is as wide, and more is the way round the other side of the Earth

Box = tuple[float, float, float, float]
"""Columns and rows of pixels: left, top, right, bottom."""
_NOWHERE: Box = (np.inf, np.inf, -np.inf, -np.inf)
Ring = NDArray[np.float64]


class Parcels:
    """All of them on one grid; numbered from 1 in the order of the file."""

    def __init__(self, parcels: tuple[Parcel, ...], grid: Grid) -> None:
        self.all, self._grid = parcels, grid
        project = _Projection(grid)
        found = [project(parcel) for parcel in parcels]
        self._shapes = [(shape, number) for number, (shape, _) in enumerate(found, start=1)]
        self._rows = [(top, bottom) for _, (_, top, _, bottom) in found]
        self.on_the_scene = tuple(
            parcel for parcel, (_, box) in zip(parcels, found, strict=True) if project.touches(box)
        )

    def any_in(self, window: Window) -> bool:
        """Whether any of them may have pixels in these rows."""
        top, bottom = window.row_off, window.row_off + window.height
        return any(first < bottom and last > top for first, last in self._rows)

    def outlined_pixels(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(parcels,) pixels that each outline holds within the grid, and how many its border passes."""
        inverse = tuple(~self._grid.affine)[:6]
        shapes = np.array([shapely.geometry.shape(shape) for shape, _ in self._shapes], dtype=object)

        def place(corners: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.stack(point_at(inverse, *corners.T), axis=1)

        within = shapely.box(0, 0, self._grid.width, self._grid.height)
        placed = shapely.make_valid(shapely.transform(shapes, place))
        inside = shapely.intersection(placed, within)
        return np.asarray(shapely.area(inside)), np.asarray(shapely.length(inside))

    @property
    def touch_the_scene(self) -> bool:
        """Whether any of them may have pixels."""
        return bool(self.on_the_scene)

    def numbers(self, window: Window, step: int = 1) -> NDArray[np.int32]:
        """(h, w) number of the parcel that holds the centre of each pixel, the last where several do; 0 outside.

        With a step, of cells of so many pixels a side, of which the window holds whole ones.
        """
        top, bottom = window.row_off, window.row_off + window.height
        inside = [
            shape
            for shape, (first, last) in zip(self._shapes, self._rows, strict=True)
            if first < bottom and last > top
        ]
        shape = int(window.height) // step, int(window.width) // step
        if not inside:
            return np.zeros(shape, np.int32)
        t = self._grid.transform
        x, y = point_at(t, window.col_off, window.row_off)
        moved = Affine(step * t[0], step * t[1], x, step * t[3], step * t[4], y)
        with unplaced():
            return np.asarray(rasterize(inside, out_shape=shape, transform=moved, fill=0, dtype="int32"), np.int32)


def read_parcels(path: Path, grid: Grid) -> Parcels:
    """Polygons of a file; raises `ConfigError` where they cannot be used."""
    _check_place(path, grid)
    return lay_parcels(path, read_parcel_file(path).parcels, grid)


def lay_parcels(path: Path, parcels: tuple[Parcel, ...], grid: Grid) -> Parcels:
    """Those of that file on a grid; raises `ConfigError` where they cannot be laid on it, or lie elsewhere."""
    _check_place(path, grid)
    try:
        laid = Parcels(parcels, grid)
        if not laid.touch_the_scene:
            raise ConfigError(f"{path}: no parcel lies on the scene{_why_elsewhere(parcels, grid)}")
    except ProjError as error:
        raise ConfigError(f"{path}: the coordinate system of the scene has no place on Earth ({error})") from error
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error
    return laid


def _check_place(path: Path, grid: Grid) -> None:
    if grid.crs is None:
        raise ConfigError(f"{path}: the scene has no place on Earth, so parcels cannot be laid on it")


def _why_elsewhere(parcels: tuple[Parcel, ...], grid: Grid) -> str:
    """Whether they would lie there with longitude and latitude in the other order; else where they are."""
    first = parcels[0].geometry
    corner = first["coordinates"][0][0] if first["type"] == "Polygon" else first["coordinates"][0][0][0]
    turned = [replace(parcel, geometry=_turned(parcel.geometry)) for parcel in parcels]
    with suppress(ValueError, ProjError):
        if abs(corner[0]) <= 90 and Parcels(tuple(turned), grid).touch_the_scene:
            return "; latitude stands before longitude in it: write longitude first"
    there, centre = f"{corner[0]:.4f} {corner[1]:.4f}", centre_of(grid)
    return f"; the first is at longitude and latitude {there}" + (
        f", the scene at {centre[0]:.4f} {centre[1]:.4f}" if centre else ""
    )


def _turned(geometry: dict[str, Any]) -> dict[str, Any]:
    many = geometry["type"] == "MultiPolygon"
    polygons = geometry["coordinates"] if many else [geometry["coordinates"]]
    turned = [[[[corner[1], corner[0]] for corner in ring] for ring in rings] for rings in polygons]
    return {"type": "MultiPolygon", "coordinates": turned}


class _Projection:
    """Polygons in degrees → in the coordinates of a grid, across the antimeridian too."""

    def __init__(self, grid: Grid) -> None:
        crs = CRS.from_user_input(grid.crs)
        self._name = crs.to_string() if crs.to_authority() else crs.name
        self._project = Transformer.from_crs("OGC:CRS84", crs, always_xy=True)
        in_degrees = crs.is_geographic and crs.axis_info[0].unit_name == "degree"
        self._turns = (0.0, 360.0, -360.0) if in_degrees else (0.0,)
        self._inverse, self._shape = tuple(~grid.affine)[:6], grid.shape

    def __call__(self, parcel: Parcel) -> tuple[dict[str, Any], Box]:
        """The shape of a parcel, and the pixels that it may touch; raises `ValueError` where it cannot be laid down."""
        many = parcel.geometry["type"] == "MultiPolygon"
        polygons = parcel.geometry["coordinates"] if many else [parcel.geometry["coordinates"]]
        laid = [shape for polygon in polygons if polygon for shape in self._laid(parcel.name, polygon)]
        boxes = np.array([box for _, box in laid] or [_NOWHERE])
        box = (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())
        return {"type": "MultiPolygon", "coordinates": [rings for rings, _ in laid]}, box

    def touches(self, box: Box) -> bool:
        """Whether pixels of the grid may lie in a box."""
        left, top, right, bottom = box
        return left < self._shape[1] and right > 0 and top < self._shape[0] and bottom > 0

    def _laid(self, name: str, polygon: list[Any]) -> Iterator[tuple[list[Any], Box]]:
        """A polygon, also once round the Earth where this brings it on the grid; nothing where it is beyond sight."""
        rings = _placed(_whole(name, polygon), self._project)
        there = np.concatenate([np.isfinite(ring).all(axis=1) for ring in rings])
        if not there.any():  # on the other side of the Earth, seen from the scene
            return
        if not there.all():
            raise ValueError(
                f"parcel {name} reaches beyond what {self._name} of the scene can show; cut it to the scene"
            )
        if len(self._turns) > 1:
            rings = [_near(ring, rings[0][0, 0]) for ring in rings]
        turned = [[ring + np.array((turn, 0.0)) for ring in rings] for turn in self._turns]
        laid = [([ring.tolist() for ring in shape], self._box(shape)) for shape in turned]
        yield from [placed for placed in laid if self.touches(placed[1])] or laid[:1]

    def _box(self, rings: list[Ring]) -> Box:
        """Pixels that a polygon may touch."""
        columns, rows = point_at(self._inverse, *np.concatenate(rings).T)
        return columns.min() - 1, rows.min() - 1, columns.max() + 1, rows.max() + 1


def _placed(rings: list[Ring], project: Transformer) -> list[Ring]:
    """The same in the coordinates of the scene."""
    return [np.stack(project.transform(*ring.T), axis=1) for ring in rings]


def _whole(name: str, polygon: list[Any]) -> list[Ring]:
    """Rings of a polygon in longitudes without a jump, where it crosses the antimeridian."""
    rings = [np.array([corner[:2] for corner in corners], float) for corners in polygon]
    near = [_near(ring, rings[0][0, 0]) for ring in rings]
    said, width = np.ptp(rings[0][:, 0]), np.ptp(near[0][:, 0])
    if width > _WIDEST or (width == 0 and said > 0):
        raise ValueError(f"parcel {name} reaches over {said:.0f} degrees of longitude, which no parcel does")
    return near


def _near(ring: Ring, east: float) -> Ring:
    """The same with longitudes that are less than half round the Earth from another; as they are where they are so."""
    away = ring[:, 0] - east
    return np.stack([ring[:, 0] - 360 * np.round(away / 360), ring[:, 1]], axis=1)
