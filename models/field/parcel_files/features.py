"""What a file of parcels holds before it is checked: shapes with properties, in one coordinate system."""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import shapely

from models.errors import ConfigError

MOST = 100_000
"""Parcels of one file."""
FORMATS = "GeoJSON, GeoPackage, KML, KMZ, Shapefile (folder or zip too) and masks (tif)"
"""That are read."""


@dataclass(frozen=True)
class Parcel:
    """One polygon in degrees, and what the file says of it."""

    name: str
    shape: Any  # a Polygon or MultiPolygon of shapely, valid
    crop: str | None
    sown: date | None

    @property
    def geometry(self) -> dict[str, Any]:
        """The shape as GeoJSON has it."""
        said: dict[str, Any] = json.loads(shapely.to_geojson(self.shape))
        return said


@dataclass(frozen=True)
class Feature:
    """One shape of a file: a geometry of shapely, or None, and properties by name."""

    geometry: Any
    properties: dict[str, Any]
    number: int  # in the file, from 1


@dataclass(frozen=True)
class Layer:
    """All shapes of a file."""

    path: Path
    features: list[Feature]
    crs: str | None = None  # None: degrees, longitude first
    notes: list[str] = field(default_factory=list)

    def refuse(self, said: str) -> ConfigError:
        """An error that names the file."""
        return ConfigError(f"{self.path}: {said}")
