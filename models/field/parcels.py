"""Parcels of the user: polygons from GeoJSON or a mask, laid on the grid of a scene."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError
from rasterio.features import rasterize
from rasterio.transform import Affine
from rasterio.windows import Window

from models.errors import ConfigError
from models.field.parcel_mask import SUFFIXES, as_geojson
from models.field.strict_json import parse
from models.geo.contract.scene import Grid
from models.geo.pixels.footprint import apply_transform
from models.geo.pixels.source import allow_no_place

MOST = 5000
"""Parcels of one file."""
_LARGEST_FILE = 50_000_000  # bytes
_NAMES = ("name", "id", "field", "parcel")  # properties that may name a parcel, the first that is there
_DEGREES = re.compile(r"(.*[:/])?(OGC[:/]([\d.]*[:/])?CRS84h?|EPSG[:/]([\d.]*[:/])?4326)", re.IGNORECASE)
_WIDEST = 120  # degrees of longitude: no parcel is as wide, and more is the way round the other side of the Earth

Box = tuple[float, float, float, float]
"""Columns and rows of pixels: left, top, right, bottom."""
_NOWHERE: Box = (np.inf, np.inf, -np.inf, -np.inf)
Ring = NDArray[np.float64]


@dataclass(frozen=True)
class Parcel:
    """One polygon in degrees, as it stands in the file, and what the file says of it."""

    name: str
    geometry: dict[str, Any]
    crop: str | None
    sown: date | None


class Parcels:
    """All of them on one grid; numbered from 1 in the order of the file."""

    def __init__(self, parcels: tuple[Parcel, ...], grid: Grid) -> None:
        self.all, self._grid = parcels, grid
        project = _Projection(grid)
        found = [project(parcel) for parcel in parcels]
        self._shapes = [(shape, number) for number, (shape, _) in enumerate(found, start=1)]
        self._rows = [(top, bottom) for _, (_, top, _, bottom) in found]
        self.touch_the_scene = any(project.touches(box) for _, box in found)

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
        x, y = apply_transform(t, window.col_off, window.row_off)
        moved = Affine(step * t[0], step * t[1], x, step * t[3], step * t[4], y)
        with allow_no_place():
            return np.asarray(rasterize(inside, out_shape=shape, transform=moved, fill=0, dtype="int32"), np.int32)


def read_parcels(path: Path, grid: Grid, text: str | None = None) -> Parcels:
    """Polygons of a file, or of its text by `parcels_text`; raises `ConfigError` where they cannot be used."""
    if grid.crs is None:
        raise ConfigError(f"{path}: the scene has no place on Earth, so parcels cannot be laid on it")
    features = _features(path, parcels_text(path) if text is None else text)
    read = tuple(_parcel(path, number, feature) for number, feature in enumerate(features, start=1))
    try:
        parcels = Parcels(read, grid)
    except ProjError as error:
        raise ConfigError(f"{path}: the coordinate system of the scene has no place on Earth ({error})") from error
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error
    named: set[str] = set()
    for parcel in parcels.all:
        if parcel.name in named:
            raise ConfigError(f"{path}: two parcels are named {parcel.name}")
        named.add(parcel.name)
    if not parcels.touch_the_scene:
        raise ConfigError(f"{path}: no parcel lies on the scene; are longitude and latitude in this order?")
    return parcels


def parcels_text(path: Path) -> str:
    """GeoJSON in degrees (RFC 7946) as it stands in a file, or made of a raster that numbers its parcels."""
    try:
        if not path.is_file():
            raise ConfigError(f"{path}: no such file of parcels")
        if path.suffix.lower() in SUFFIXES:
            return as_geojson(path, MOST)
        if path.stat().st_size > _LARGEST_FILE:
            raise ConfigError(f"{path}: {path.stat().st_size / 1e6:.0f} MB are too much; give the parcels of the scene")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not GeoJSON ({error})") from error
    except OSError as error:
        raise ConfigError(f"{path}: the parcels cannot be read ({error.strerror})") from error


def _features(path: Path, text: str) -> list[Any]:
    try:
        read = parse(text)
        features = read["features"] if read["type"] == "FeatureCollection" else [read]
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"{path}: not GeoJSON ({error})") from error
    if "crs" in read and not _DEGREES.fullmatch(_crs_name(read["crs"])):
        raise ConfigError(f"{path}: its coordinates are not degrees (RFC 7946); export it in WGS 84")
    if not isinstance(features, list) or not 1 <= len(features) <= MOST:
        raise ConfigError(f"{path}: {len(features) if isinstance(features, list) else 'no'} parcels; give 1 to {MOST}")
    return features


def _crs_name(said: Any) -> str:
    """Of a coordinate system as GeoJSON named it before RFC 7946."""
    properties = said.get("properties") if isinstance(said, dict) else None
    if isinstance(properties, dict):
        said = properties.get("name") or f"EPSG:{properties.get('code')}"
    return said if isinstance(said, str) else ""


def _parcel(path: Path, number: int, feature: Any) -> Parcel:
    try:
        geometry, said = feature["geometry"], feature.get("properties") or {}
        kind = geometry["type"]
        rings = [np.array([corner[:2] for corner in ring], float) for ring in _rings(geometry)]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(f"{path}: feature {number} has no polygon in it") from error
    if kind not in ("Polygon", "MultiPolygon") or not rings:
        raise ConfigError(f"{path}: feature {number} is a {str(kind)[:40]!r}, not a polygon of at least four corners")
    if any(ring.ndim != 2 or ring.shape[1] != 2 or len(ring) < 4 or not np.isfinite(ring).all() for ring in rings):
        raise ConfigError(f"{path}: feature {number} has a ring that is not of at least four corners, each two numbers")
    if any((np.abs(ring) > (360, 90)).any() for ring in rings):
        raise ConfigError(f"{path}: feature {number} has coordinates that are no degrees; export it in WGS 84")
    if not isinstance(said, dict) or any(isinstance(said.get(key), dict | list) for key in (*_NAMES, "crop", "sown")):
        raise ConfigError(f'{path}: feature {number} has properties that are not of the form {{"name": "north"}}')
    names = (" ".join(str(said[key]).split()) for key in _NAMES if said.get(key) is not None)
    name = next(filter(None, names), str(number))
    sown = said.get("sown")
    try:
        day = date.fromisoformat(str(sown)) if sown else None
    except ValueError:
        raise ConfigError(f"{path}: parcel {name} was sown on {sown!r}; write the date as 2024-05-03") from None
    return Parcel(name, geometry, str(said["crop"]).strip().lower() if said.get("crop") else None, day)


def _rings(geometry: dict[str, Any]) -> list[Any]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [ring for polygon in polygons for ring in polygon]


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
        columns, rows = apply_transform(self._inverse, *np.concatenate(rings).T)
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
