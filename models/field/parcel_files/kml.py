"""Parcels of a KML file; KML is always in degrees, longitude first."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
from shapely.geometry import MultiPolygon, Polygon

from models.errors import ConfigError
from models.field.parcel_files.features import MOST, Feature, Layer

_DEEPEST = 60  # elements in each other
_LARGEST_TEXT = 400  # letters of a property


class _Reader(ElementTree.TreeBuilder):
    """Builds the tree of a file, unless it declares entities or nests without end."""

    _depth = 0

    def doctype(self, *_: Any) -> None:
        raise ValueError("it declares a document type, which a KML file does not need")

    def start(self, tag: Any, attrs: Any) -> Any:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("elements nested too deeply")
        return super().start(tag, attrs)

    def end(self, tag: Any) -> Any:
        self._depth -= 1
        return super().end(tag)


def read_kml(path: Path, stored: bytes) -> Layer:
    """Placemarks with polygons, and those without as features without an area; links are not followed."""
    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", stored.replace(b"\0", b"")):
        raise ConfigError(
            f"{path}: it declares a document type or entities, which a KML file does not need; take them out"
        )
    try:
        root = ElementTree.fromstring(stored, ElementTree.XMLParser(target=_Reader()))
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError) as error:
        raise ConfigError(f"{path}: not KML ({str(error)[:120]})") from error
    if _bare(root.tag) != "kml":
        raise ConfigError(f"{path}: not KML (it begins with {_bare(root.tag)[:40]!r})")
    features = []
    for number, mark in enumerate((one for one in root.iter() if _bare(one.tag) == "Placemark"), start=1):
        if number > MOST:
            raise ConfigError(f"{path}: more than {MOST} parcels; give those of the scene")
        features.append(Feature(_shape(path, number, mark), dict(_properties(mark)), number))
    notes = []
    if any(_bare(one.tag) == "NetworkLink" for one in root.iter()):
        notes.append("links to other files in it are not followed")
    if not features:
        raise ConfigError(f"{path}: no placemark in it; draw polygons, and export these")
    return Layer(path, features, None, notes)


def _bare(tag: Any) -> str:
    """A name without its namespace."""
    return str(tag).rpartition("}")[2]


def _inside(element: Any, *names: str) -> Iterator[Any]:
    return (one for one in element.iter() if _bare(one.tag) in names)


def _properties(mark: Any) -> Iterator[tuple[str, str]]:
    for child in mark:
        if _bare(child.tag) == "name" and (child.text or "").strip():
            yield "name", (child.text or "").strip()[:_LARGEST_TEXT]
    for data in _inside(mark, "Data"):
        value = next((one.text for one in data if _bare(one.tag) == "value"), None)
        yield str(data.get("name")), (value or "").strip()[:_LARGEST_TEXT]
    for data in _inside(mark, "SimpleData"):
        yield str(data.get("name")), (data.text or "").strip()[:_LARGEST_TEXT]


def _shape(path: Path, number: int, mark: Any) -> Any:
    """All polygons of a placemark together; None where it has none."""
    polygons = []
    for polygon in _inside(mark, "Polygon"):
        outer = [_ring(path, number, ring) for one in _inside(polygon, "outerBoundaryIs") for ring in _rings(one)]
        holes = [_ring(path, number, ring) for one in _inside(polygon, "innerBoundaryIs") for ring in _rings(one)]
        if outer:
            polygons.append(Polygon(outer[0], holes))
    if not polygons:
        return None
    return polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)


def _rings(boundary: Any) -> Iterator[str]:
    return (one.text or "" for one in _inside(boundary, "coordinates"))


def _ring(path: Path, number: int, text: str) -> np.ndarray[Any, Any]:
    try:
        corners = np.array([[float(part) for part in corner.split(",")[:2]] for corner in text.split()], float)
    except ValueError as error:
        raise ConfigError(f"{path}: placemark {number} has coordinates that are no numbers") from error
    if corners.ndim == 2 and corners.shape[1] == 2 and len(corners) == 3:
        corners = np.concatenate([corners, corners[:1]])
    if corners.ndim != 2 or corners.shape[1] != 2 or len(corners) < 4 or not np.isfinite(corners).all():
        raise ConfigError(
            f"{path}: placemark {number} has a ring that is not of at least four corners, each two numbers"
        )
    return corners
