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
from models.geo.pixels.footprint import apply_transform, find_centre
from models.geo.pixels.source import allow_no_place

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
        self._shapes, self._boxes = _Projection(grid)(parcels)
        self.on_the_scene = tuple(parcels[place] for place in np.flatnonzero(_touches(self._boxes, grid.shape)))

    def any_in(self, window: Window) -> bool:
        """Whether any of them may have pixels there."""
        return bool(len(self._find_in(window)))

    def _find_in(self, window: Window) -> NDArray[np.int64]:
        """Find the places of those that may have pixels there."""
        left, top, right, bottom = self._boxes.T
        in_rows = (top < window.row_off + window.height) & (bottom > window.row_off)
        in_columns = (left < window.col_off + window.width) & (right > window.col_off)
        return np.flatnonzero(in_rows & in_columns)

    def outlined_pixels(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(parcels,) pixels that each outline holds within the grid, and how many its border passes."""
        inside = self.outlines_within()
        return np.asarray(shapely.area(inside)), np.asarray(shapely.length(inside))

    def outlines_within(self) -> NDArray[Any]:
        """(parcels,) what of each outline lies on the grid, in columns and rows."""
        inside: NDArray[Any] = shapely.clip_by_rect(self.outlines(), 0, 0, self._grid.width, self._grid.height)
        return inside

    def outlines(self) -> NDArray[Any]:
        """(parcels,) shapes in columns and rows of the grid."""
        inverse = tuple(~self._grid.affine)[:6]

        def place(corners: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.stack(apply_transform(inverse, *corners.T), axis=1)

        placed: NDArray[Any] = shapely.transform(self._shapes, place)
        crossing = ~shapely.is_valid(placed)
        placed[crossing] = shapely.make_valid(placed[crossing])
        return placed

    @property
    def touch_the_scene(self) -> bool:
        """Whether any of them may have pixels."""
        return bool(self.on_the_scene)

    def numbers(self, window: Window, step: int = 1) -> NDArray[np.int32]:
        """(h, w) number of the parcel that holds the centre of each pixel, the last where several do; 0 outside.

        With a step, of cells of so many pixels a side, of which the window holds whole ones.
        """
        inside = [(self._shapes[place], place + 1) for place in self._find_in(window)]
        shape = int(window.height) // step, int(window.width) // step
        if not inside:
            return np.zeros(shape, np.int32)
        t = self._grid.transform
        x, y = apply_transform(t, window.col_off, window.row_off)
        moved = Affine(step * t[0], step * t[1], x, step * t[3], step * t[4], y)
        with allow_no_place():
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
    west, south, *_ = parcels[0].shape.bounds
    turned = [replace(one, shape=shapely.transform(one.shape, lambda corners: corners[:, ::-1])) for one in parcels]
    if abs(west) <= 90:
        with suppress(ValueError, ProjError):
            if Parcels(tuple(turned), grid).touch_the_scene:
                return "; latitude stands before longitude in it: write longitude first"
    centre = find_centre(grid)
    there = f", the scene at {centre[0]:.4f} {centre[1]:.4f}" if centre else ""
    return f"; the first is at longitude and latitude {west:.4f} {south:.4f}{there}"


def _touches(boxes: NDArray[np.float64], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """(boxes,) whether pixels of a grid of that shape may lie in each."""
    left, top, right, bottom = boxes.T
    return np.asarray((left < shape[1]) & (right > 0) & (top < shape[0]) & (bottom > 0))


class _Projection:
    """Polygons in degrees → in the coordinates of a grid, across the antimeridian too."""

    def __init__(self, grid: Grid) -> None:
        crs = CRS.from_user_input(grid.crs)
        self._name = crs.to_string() if crs.to_authority() else crs.name
        self._project = Transformer.from_crs("OGC:CRS84", crs, always_xy=True)
        in_degrees = crs.is_geographic and crs.axis_info[0].unit_name == "degree"
        self._turns = (0.0, 360.0, -360.0) if in_degrees else (0.0,)
        self._inverse, self._shape = tuple(~grid.affine)[:6], grid.shape

    def __call__(self, parcels: tuple[Parcel, ...]) -> tuple[NDArray[Any], NDArray[np.float64]]:
        """(parcels,) shapes, and (parcels, 4) pixels that each may touch; raises `ValueError` where one cannot be laid
        down.
        """
        shapes = shapely.transform(np.array([parcel.shape for parcel in parcels], dtype=object), self._plainly)
        boxes = self._pixels_of(shapes)
        widths = np.ptp(shapely.bounds([parcel.shape for parcel in parcels])[:, ::2], axis=1)
        odd = ~np.isfinite(boxes).all(axis=1) | (widths > _WIDEST)
        if len(self._turns) > 1:
            odd |= ~_touches(boxes, self._shape)
        for place in np.flatnonzero(odd):
            shapes[place], boxes[place] = self._one(parcels[place])
        return shapes, boxes

    def _plainly(self, corners: Ring) -> Ring:
        return np.stack(self._project.transform(*corners.T), axis=1)

    def _pixels_of(self, shapes: NDArray[Any]) -> NDArray[np.float64]:
        """(shapes, 4) left, top, right and bottom of the pixels that each may touch."""
        corners, owners = shapely.get_coordinates(shapes, return_index=True)
        with np.errstate(invalid="ignore"):  # corners beyond sight are infinite
            pixels = np.stack(apply_transform(self._inverse, *corners.T), axis=1)
        boxes = np.concatenate([np.full((len(shapes), 2), np.inf), np.full((len(shapes), 2), -np.inf)], axis=1)
        np.minimum.at(boxes[:, :2], owners, pixels)
        np.maximum.at(boxes[:, 2:], owners, pixels)
        return np.asarray(boxes + np.array((-1, -1, 1, 1)), np.float64)

    def _one(self, parcel: Parcel) -> tuple[Any, Box]:
        """A parcel that lies near the antimeridian, or beyond sight."""
        polygons = [[np.array(ring.coords) for ring in (one.exterior, *one.interiors)]
                    for one in getattr(parcel.shape, "geoms", [parcel.shape])]  # fmt: skip
        laid = [shape for rings in polygons for shape in self._laid(parcel.name, rings)]
        boxes = np.array([box for _, box in laid] or [_NOWHERE])
        box = (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())
        return shapely.MultiPolygon([shapely.Polygon(rings[0], rings[1:]) for rings, _ in laid]), box

    def touches(self, box: Box) -> bool:
        """Whether pixels of the grid may lie in a box."""
        return bool(_touches(np.array([box]), self._shape)[0])

    def _laid(self, name: str, polygon: list[Ring]) -> Iterator[tuple[list[Ring], Box]]:
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
        laid = [(shape, self._box(shape)) for shape in turned]
        yield from [placed for placed in laid if self.touches(placed[1])] or laid[:1]

    def _box(self, rings: list[Ring]) -> Box:
        """Pixels that a polygon may touch."""
        columns, rows = apply_transform(self._inverse, *np.concatenate(rings).T)
        return columns.min() - 1, rows.min() - 1, columns.max() + 1, rows.max() + 1


def _placed(rings: list[Ring], project: Transformer) -> list[Ring]:
    """The same in the coordinates of the scene."""
    return [np.stack(project.transform(*ring.T), axis=1) for ring in rings]


def _whole(name: str, rings: list[Ring]) -> list[Ring]:
    """Rings of a polygon in longitudes without a jump, where it crosses the antimeridian."""
    near = [_near(ring, rings[0][0, 0]) for ring in rings]
    said, width = np.ptp(rings[0][:, 0]), np.ptp(near[0][:, 0])
    if width > _WIDEST or (width == 0 and said > 0):
        raise ValueError(f"parcel {name} reaches over {said:.0f} degrees of longitude, which no parcel does")
    return near


def _near(ring: Ring, east: float) -> Ring:
    """The same with longitudes that are less than half round the Earth from another; as they are where they are so."""
    away = ring[:, 0] - east
    return np.stack([ring[:, 0] - 360 * np.round(away / 360), ring[:, 1]], axis=1)
