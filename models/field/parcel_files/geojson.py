"""Parcels of a GeoJSON file, in degrees (RFC 7946) or in the coordinate system that it declares."""

from pathlib import Path
from typing import Any

import numpy as np
from shapely.geometry import MultiPolygon, Polygon

from models.errors import ConfigError
from models.field.parcel_files.features import FORMATS, MOST, Feature, Layer
from models.field.strict_json import parse


def read_geojson(path: Path, text: str) -> Layer:
    """Its polygons; features without an area have none as geometry."""
    try:
        read = parse(text)
        features = read["features"] if read["type"] == "FeatureCollection" else [read]
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"{path}: not GeoJSON ({error}); read are {FORMATS}") from error
    if not isinstance(features, list) or not 1 <= len(features) <= MOST:
        raise ConfigError(f"{path}: {len(features) if isinstance(features, list) else 'no'} parcels; give 1 to {MOST}")
    if features == [read] and read["type"] in ("Polygon", "MultiPolygon"):
        features = [{"geometry": read, "properties": {}}]
    crs = _crs_name(path, read["crs"]) if read.get("crs") is not None else None
    return Layer(path, [_feature(path, number, one) for number, one in enumerate(features, start=1)], crs)


def _crs_name(path: Path, said: Any) -> str:
    """Of a coordinate system as GeoJSON named it before RFC 7946."""
    properties = said.get("properties") if isinstance(said, dict) else None
    if isinstance(properties, dict):
        said = properties.get("name") or f"EPSG:{properties.get('code')}"
    if not isinstance(said, str):
        raise ConfigError(f'{path}: its "crs" is not as {{"type": "name", "properties": {{"name": "EPSG:4326"}}}}')
    return said


def _feature(path: Path, number: int, feature: Any) -> Feature:
    if not isinstance(feature, dict):
        raise ConfigError(f"{path}: feature {number} is no GeoJSON")
    said = feature.get("properties") or {}
    if not isinstance(said, dict):
        raise ConfigError(f'{path}: feature {number} has properties that are not of the form {{"name": "north"}}')
    if "id" in feature and not any(key.lower() == "id" for key in said):
        said = said | {"id": feature["id"]}
    geometry = feature.get("geometry")
    try:
        return Feature(_shape(path, number, geometry) if geometry else None, said, number)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ConfigError(f"{path}: feature {number} has no polygon in it that can be read") from error


def _shape(path: Path, number: int, geometry: dict[str, Any]) -> Any:
    """Polygons of a geometry, also of a collection; None where it holds none."""
    kind = geometry["type"]
    if kind == "GeometryCollection":
        parts = [_shape(path, number, part) for part in geometry["geometries"]]
        polygons = [one for part in parts if part is not None for one in getattr(part, "geoms", [part])]
        return MultiPolygon(polygons) if polygons else None
    if kind not in ("Polygon", "MultiPolygon"):
        if kind not in ("Point", "MultiPoint", "LineString", "MultiLineString"):
            raise ValueError(kind)
        return None
    polygons = geometry["coordinates"] if kind == "MultiPolygon" else [geometry["coordinates"]]
    made = [_polygon(path, number, rings) for rings in polygons if rings and rings[0]]
    if not made:
        return None
    return MultiPolygon(made) if kind == "MultiPolygon" else made[0]


def _polygon(path: Path, number: int, said: list[Any]) -> Polygon:
    rings = [np.array([corner[:2] for corner in ring], float) for ring in said]
    if any(ring.ndim != 2 or ring.shape[1] != 2 or len(ring) < 4 or not np.isfinite(ring).all() for ring in rings):
        raise ConfigError(f"{path}: feature {number} has a ring that is not of at least four corners, each two numbers")
    return Polygon(rings[0], rings[1:])
