"""Shapes of parcels brought to degrees, and mended where a ring crosses itself and it can be told what was meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer
from pyproj.exceptions import CRSError, ProjError

from models.field.parcel_files.features import Layer

_GEOD = Geod(ellps="WGS84")
_HALF = 180.0  # degrees
_SAME = 0.01  # share of an area by which a mended ring may differ from the one that was drawn


@dataclass(frozen=True)
class Mended:
    """A valid shape, and what is to be said of it; None where nothing tells what was meant."""

    shape: Any
    said: str | None = None


def polygons_of(shapes: Sequence[Any]) -> list[Any]:
    """The polygons of each shape; None for those without an area."""
    return [_polygons(shape) for shape in shapes]


def _polygons(shape: Any) -> Any:
    if shape is None or shape.is_empty or shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape if shape is not None and not shape.is_empty else None
    parts = [one for one in getattr(shape, "geoms", []) if one.geom_type in ("Polygon", "MultiPolygon")]
    flat = [polygon for one in parts for polygon in getattr(one, "geoms", [one]) if not polygon.is_empty]
    return shapely.MultiPolygon(flat) if flat else None


def in_degrees(layer: Layer, shapes: Sequence[Any]) -> list[Any]:
    """The same in WGS 84, longitude first; raises `ConfigError` where the system of the file is not known."""
    if layer.crs is None or _is_plain(layer.crs):
        _check_degrees(layer, shapes)
        return [_unbroken(shape) for shape in shapes]
    try:
        crs = CRS.from_user_input(layer.crs)
        project = Transformer.from_crs(crs, "OGC:CRS84", always_xy=True)
    except (CRSError, ProjError, ValueError) as error:
        raise layer.refuse(
            f"its coordinate system {layer.crs[:60]!r} is none that is known; export it in WGS 84"
        ) from error
    if not (crs.is_geographic or crs.is_projected or crs.is_compound or crs.is_bound):
        raise layer.refuse(f"its coordinate system {crs.name[:60]!r} has no place on Earth; export it in WGS 84")

    def place(corners: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.stack(project.transform(*corners.T[:2]), axis=1)

    placed = list(shapely.transform(np.array(shapes, dtype=object), place))
    if not all(np.isfinite(shapely.get_coordinates(shape)).all() for shape in placed if shape is not None):
        raise layer.refuse(f"coordinates lie outside of {crs.name[:60]}; is this the system of the file?")
    if not crs.is_geographic:
        layer.notes.append(f"coordinates of {crs.name} are brought to degrees")
    return [_unbroken(shape) for shape in placed]


def _unbroken(shape: Any) -> Any:
    """The same with longitudes that do not jump where a polygon crosses the antimeridian."""
    if shape is None or shape.bounds[2] - shape.bounds[0] <= _HALF:
        return shape
    parts = [_unbroken_polygon(polygon) for polygon in getattr(shape, "geoms", [shape])]
    return parts[0] if shape.geom_type == "Polygon" else shapely.MultiPolygon(parts)


def _unbroken_polygon(polygon: Any) -> Any:
    west, _, east, _ = polygon.bounds
    first = polygon.exterior.coords[0][0]

    def turn(corners: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.stack([corners[:, 0] - 360 * np.round((corners[:, 0] - first) / 360), corners[:, 1]], axis=1)

    turned = shapely.transform(polygon, turn) if east - west > _HALF else polygon
    return turned if 0 < turned.bounds[2] - turned.bounds[0] < _HALF else polygon  # else none that parcels have


def _is_plain(crs: str) -> bool:
    last = crs.replace("/", ":").upper().rpartition(":")
    return (last[2] in ("CRS84", "CRS84H") and "OGC" in crs.upper()) or (last[2] == "4326" and "EPSG" in crs.upper())


def _check_degrees(layer: Layer, shapes: Sequence[Any]) -> None:
    bounds = shapely.bounds(np.array([shape for shape in shapes if shape is not None], dtype=object))
    if len(bounds) and (np.abs(bounds) > (360, 90, 360, 90)).any():
        raise layer.refuse(
            "it has coordinates that are no degrees, and declares no other system; export it in WGS 84, or say theirs, "
            'as "crs": {"type": "name", "properties": {"name": "EPSG:32631"}} with their own code'
        )


def mend(shape: Any) -> Mended | None:
    """A valid shape of polygons as it was meant; None where that cannot be told."""
    if shapely.is_valid(shape):
        return Mended(shape)
    parts, said = [], None
    for polygon in getattr(shape, "geoms", [shape]):
        mended = Mended(polygon) if polygon.is_valid else _mend_polygon(polygon)
        if mended is None:
            return None
        parts += [one for one in getattr(mended.shape, "geoms", [mended.shape]) if one.geom_type == "Polygon"]
        said = said or mended.said
    whole = _polygons(shapely.union_all(parts)) if len(parts) > 1 else parts[0] if parts else None
    if whole is None or not whole.is_valid or whole.is_empty:
        return None
    if len(parts) > 1 and said is None:
        said = "its parts overlap and count once"
    return Mended(whole, said)


def _mend_polygon(polygon: Any) -> Mended | None:
    """Four corners in the wrong order are put round the field; other crossings are mended where no area hangs on it."""
    fixed = _polygons(shapely.make_valid(polygon, method="structure", keep_collapsed=False))
    if fixed is None or fixed.area <= 0:
        return None
    drawn = abs(_signed(polygon.exterior)) - sum(abs(_signed(hole)) for hole in polygon.interiors)
    if abs(fixed.area - drawn) <= _SAME * fixed.area:
        return Mended(fixed, f"its ring crosses or touches itself and was mended; it has {hectares(fixed):.2f} ha")
    corners = np.unique(shapely.get_coordinates(polygon.exterior), axis=0)
    hull = shapely.convex_hull(polygon)
    if len(corners) == 4 and not len(polygon.interiors) and len(shapely.get_coordinates(hull)) == 5:
        return Mended(
            hull,
            "its ring crosses itself, for its four corners were not in order; put in order round the field it has "
            f"{hectares(hull):.2f} ha (as drawn, two triangles of {hectares(fixed):.2f} ha)",
        )
    return None


def _signed(ring: Any) -> float:
    x, y = shapely.get_coordinates(ring).T
    x, y = x - x[0], y - y[0]
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def hectares(shape: Any) -> float:
    """Area on the ellipsoid of a shape in degrees."""
    return abs(float(_GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0])) / 1e4
