"""Parcels of a file of the user, whatever its format: checked, mended, in degrees, with what is to be said of it."""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from models.errors import ConfigError
from models.field.loggers.choices import Order
from models.field.parcel_files.archives import LARGEST, unpack
from models.field.parcel_files.features import FORMATS, MOST, Feature, Layer, Parcel
from models.field.parcel_files.geojson import read_geojson
from models.field.parcel_files.kml import read_kml
from models.field.parcel_files.mask import SUFFIXES, as_geojson
from models.field.parcel_files.properties import Columns
from models.field.parcel_files.shapes import in_degrees, mend, polygons_of
from models.field.parcel_files.vector import SHAPEFILE, SQLITE, read_geopackage, read_shapefile

_INSIDE = (".shp", ".gpkg", ".geojson", ".json", ".kml")
_BESIDE = (".shx", ".dbf", ".prj", ".cpg")
_ZIP = b"PK\x03\x04"
_LISTED = 5


@dataclass(frozen=True)
class ParcelFile:
    """Parcels as a run keeps them, notes of what was mended or not used, and names of those off the scene."""

    parcels: tuple[Parcel, ...]
    notes: tuple[str, ...]
    away: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """As GeoJSON in degrees (RFC 7946), with name, crop and sown, a line for each."""
        shapes = shapely.to_geojson(np.array([one.shape for one in self.parcels], dtype=object))
        lines = [
            f'{{"type": "Feature", "properties": {json.dumps(_properties(one))}, "geometry": {shape}}}'
            for one, shape in zip(self.parcels, shapes, strict=True)
        ]
        return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"


def _properties(parcel: Parcel) -> dict[str, str]:
    said = {"name": parcel.name, "crop": parcel.crop, "sown": parcel.sown.isoformat() if parcel.sown else None}
    return {key: value for key, value in said.items() if value is not None}


def read_parcel_file(path: Path, order: Order | None = None) -> ParcelFile:
    """`order` is that of numbers in dates where the user says it; raises `ConfigError` where nothing can be used."""
    with tempfile.TemporaryDirectory() as folder:
        layer = _layer(path, Path(folder))
        shapes = polygons_of([feature.geometry for feature in layer.features])
        if all(shape is None for shape in shapes):
            raise layer.refuse("no polygon in it: parcels are outlines of at least four corners")
        placed = in_degrees(layer, shapes)
        used = list(_mended(layer, placed))
        features = [feature for feature, _ in used]
        columns = Columns(layer, features)
        names = columns.name_all(features)
        crops = [columns.crop_of(feature) for feature in features]
        sown = columns.sown_all(features, names, order)
        columns.tell(crops)
    parcels = tuple(
        Parcel(name, shape, crop, day)
        for name, (_, shape), (crop, _), day in zip(names, used, crops, sown, strict=True)
    )
    return ParcelFile(parcels, tuple(layer.notes))


def _mended(layer: Layer, shapes: list[Any]) -> list[tuple[Feature, Any]]:
    """Features with a valid shape; the others are told."""
    found: list[tuple[Feature, Any]] = []
    without, unclear = list[str](), list[str]()
    valid = shapely.is_valid(np.array(shapes, dtype=object))
    for feature, shape, is_valid in zip(layer.features, shapes, valid.tolist(), strict=True):
        if shape is None or not shape.area:
            without.append(_called(feature))
            continue
        mended = mend(shape) if not is_valid else None
        if is_valid:
            found.append((feature, shape))
        elif mended is None:
            unclear.append(_called(feature))
        else:
            found.append((feature, mended.shape))
            layer.notes.append(f"parcel {_called(feature)}: {mended.said}")
    crossing = f"rings cross themselves, so that no area can be given: {_few(unclear)}; draw their corners in order"
    if not found:
        raise layer.refuse(crossing if unclear else "no parcel has an area")
    if without:
        layer.notes.append(
            f"{len(without)} feature{'s' if len(without) > 1 else ''} without an area left out: {_few(without)}"
        )
    if unclear:
        layer.notes.append(f"{len(unclear)} parcels are left out, whose {crossing}")
    return found


def _called(feature: Feature) -> str:
    """Its name, or its number in the file."""
    said = next((value for key, value in feature.properties.items() if key.lower() in ("name", "id") and value), None)
    return " ".join(str(said).split())[:40] if said is not None else f"feature {feature.number}"


def _few(names: list[str]) -> str:
    return ", ".join(names[:_LISTED]) + (f" and {len(names) - _LISTED} more" if len(names) > _LISTED else "")


def _layer(path: Path, folder: Path) -> Layer:
    """The shapes of a file, told by how it begins; `folder` is for what has to be unpacked."""
    try:
        if path.is_dir():
            return _one_of(path, [one for one in path.iterdir() if one.suffix.lower() in _INSIDE], folder)
        if not path.is_file():
            raise ConfigError(f"{path}: no such file of parcels")
        if path.suffix.lower() in SUFFIXES:
            return read_geojson(path, as_geojson(path, MOST))
        if path.stat().st_size > LARGEST:
            raise ConfigError(f"{path}: {path.stat().st_size / 1e6:.0f} MB are too much; give the parcels of the scene")
        return _by_beginning(path, folder)
    except OSError as error:
        raise ConfigError(f"{path}: the parcels cannot be read ({error.strerror})") from error


def _by_beginning(path: Path, folder: Path) -> Layer:
    with path.open("rb") as file:
        begins = file.read(len(SQLITE))
    if begins == SQLITE:
        return read_geopackage(path.absolute())
    if begins.startswith(SHAPEFILE):
        return read_shapefile(path.absolute())
    if begins.startswith(_ZIP):
        inside = unpack(path, folder, (*_INSIDE, *_BESIDE))
        layer = _one_of(path, [one for one in inside if one.suffix.lower() in _INSIDE], folder)
        return Layer(path, layer.features, layer.crs, layer.notes)
    beside = path.with_suffix(".shp")
    if path.suffix.lower() in _BESIDE and beside.is_file():
        return _by_beginning(beside, folder)
    stored = path.read_bytes()
    if stored.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") or path.suffix.lower() == ".kml":
        return read_kml(path, stored)
    try:
        return read_geojson(path, stored.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not GeoJSON ({error}); read are {FORMATS}") from error


def _one_of(path: Path, inside: list[Path], folder: Path) -> Layer:
    """The only file of parcels in a folder or archive; one that holds none of polygons beside it does not count."""
    if not inside:
        raise ConfigError(f"{path}: no file of parcels in it; read are {FORMATS}")
    if len(inside) > 1:
        named = ", ".join(sorted(one.name for one in inside)[:10])
        raise ConfigError(f"{path}: several files of parcels in it ({named}); give the one that holds the parcels")
    return _by_beginning(inside[0], folder)
