"""Parcels of the user: polygons from GeoJSON or a mask, laid on the grid of a scene."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio.features import rasterize
from rasterio.transform import Affine
from rasterio.windows import Window

from models.errors import ConfigError
from models.field.parcel_mask import SUFFIXES, as_geojson
from models.geo.footprint import point_at
from models.geo.scene import Grid
from models.geo.source import unplaced

MOST = 5000
"""Parcels of one file."""
_LARGEST_FILE = 50_000_000  # bytes
_NAMES = ("name", "id", "field", "parcel")  # properties that may name a parcel, the first that is there


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
        assert grid.crs is not None
        self.all, self._grid = parcels, grid
        project = Transformer.from_crs("OGC:CRS84", grid.crs, always_xy=True)
        self._shapes = [
            (_projected(parcel.geometry, project), number) for number, parcel in enumerate(parcels, start=1)
        ]
        boxes = [_box(shape, tuple(~grid.affine)[:6]) for shape, _ in self._shapes]
        self._rows = [(top, bottom) for _, top, _, bottom in boxes]
        self.touch_the_scene = any(
            left < grid.width and right > 0 and top < grid.height and bottom > 0 for left, top, right, bottom in boxes
        )

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


def read_parcels(path: Path, grid: Grid, text: str | None = None) -> Parcels:
    """Polygons of a file, or of its text by `parcels_text`; raises `ConfigError` where they cannot be used."""
    if grid.crs is None:
        raise ConfigError(f"{path}: the scene has no place on Earth, so parcels cannot be laid on it")
    features = _features(path, parcels_text(path) if text is None else text)
    parcels = Parcels(tuple(_parcel(path, number, feature) for number, feature in enumerate(features, start=1)), grid)
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
    if not path.is_file():
        raise ConfigError(f"{path}: no such file of parcels")
    if path.suffix.lower() in SUFFIXES:
        return as_geojson(path, MOST)
    if path.stat().st_size > _LARGEST_FILE:
        raise ConfigError(f"{path}: {path.stat().st_size / 1e6:.0f} MB are too much; give the parcels of the scene")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not GeoJSON ({error})") from error


def _features(path: Path, text: str) -> list[Any]:
    try:
        read = json.loads(text)
        features = read["features"] if read["type"] == "FeatureCollection" else [read]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ConfigError(f"{path}: not GeoJSON ({error})") from error
    if "crs" in read and "CRS84" not in json.dumps(read["crs"]) and "4326" not in json.dumps(read["crs"]):
        raise ConfigError(f"{path}: its coordinates are not degrees (RFC 7946); export it in WGS 84")
    if not isinstance(features, list) or not 1 <= len(features) <= MOST:
        raise ConfigError(f"{path}: {len(features) if isinstance(features, list) else 'no'} parcels; give 1 to {MOST}")
    return features


def _parcel(path: Path, number: int, feature: Any) -> Parcel:
    try:
        geometry, said = feature["geometry"], dict(feature.get("properties") or {})
        kind = geometry["type"]
        corners = np.array([corner[:2] for ring in _rings(geometry) for corner in ring], float)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(f"{path}: feature {number} has no polygon in it") from error
    if kind not in ("Polygon", "MultiPolygon") or len(corners) < 4 or not np.isfinite(corners).all():
        raise ConfigError(f"{path}: feature {number} is a {kind}, not a polygon of at least four corners")
    if (np.abs(corners) > (360, 90)).any():
        raise ConfigError(f"{path}: feature {number} has coordinates that are no degrees; export it in WGS 84")
    name = next((str(said[key]) for key in _NAMES if said.get(key) not in (None, "")), str(number))
    sown = said.get("sown")
    try:
        day = date.fromisoformat(str(sown)) if sown else None
    except ValueError:
        raise ConfigError(f"{path}: parcel {name} was sown on {sown!r}; write the date as 2024-05-03") from None
    return Parcel(name, geometry, str(said["crop"]).strip().lower() if said.get("crop") else None, day)


def _rings(geometry: dict[str, Any]) -> list[Any]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [ring for polygon in polygons for ring in polygon]


def _projected(geometry: dict[str, Any], project: Transformer) -> dict[str, Any]:
    """The same polygon in the coordinates of the scene."""

    def ring(corners: list[Any]) -> list[tuple[float, float]]:
        x, y = project.transform(*np.array([corner[:2] for corner in corners], float).T)
        return list(zip(np.asarray(x).tolist(), np.asarray(y).tolist(), strict=True))

    many = geometry["type"] == "MultiPolygon"
    polygons = geometry["coordinates"] if many else [geometry["coordinates"]]
    moved = [[ring(corners) for corners in polygon] for polygon in polygons]
    return {"type": geometry["type"], "coordinates": moved if many else moved[0]}


def _box(geometry: dict[str, Any], inverse: tuple[float, ...]) -> tuple[float, float, float, float]:
    """Columns and rows of pixels that a polygon may touch: left, top, right, bottom."""
    corners = np.array([point_at(inverse, *corner) for ring in _rings(geometry) for corner in ring])
    (left, top), (right, bottom) = corners.min(axis=0) - 1, corners.max(axis=0) + 1
    return float(left), float(top), float(right), float(bottom)
