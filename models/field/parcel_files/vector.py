"""Parcels of a GeoPackage or a Shapefile, read by `pyogrio`, which brings its own GDAL."""

import sqlite3
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from models.errors import ConfigError
from models.field.parcel_files.features import MOST, Feature, Layer

SQLITE, SHAPEFILE = b"SQLite format 3\0", b"\0\0\x27\x0a"
"""How the files begin; others are not given to GDAL, which would read lists of addresses as well."""
_DAMAGE = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, ValueError, RuntimeError, OSError,
           UnicodeError, shapely.errors.ShapelyError)  # fmt: skip


def read_geopackage(path: Path) -> Layer:
    """Its layer of polygons; raises `ConfigError` where there is none or several."""
    try:
        tables = _tables(path)
    except (sqlite3.Error, UnicodeError, OverflowError) as error:
        raise ConfigError(f"{path}: no GeoPackage that can be read ({str(error)[:80]})") from error
    polygons = [name for name, kind in tables if kind in ("POLYGON", "MULTIPOLYGON", "SURFACE", "MULTISURFACE")]
    layers = polygons or [name for name, kind in tables if kind in ("GEOMETRY", "GEOMETRYCOLLECTION")]
    if not layers:
        raise ConfigError(f"{path}: no layer of polygons in it")
    if len(layers) > 1:
        listed = ", ".join(layers[:10])
        raise ConfigError(
            f"{path}: several layers of polygons ({listed}); export the one that holds the parcels to its own file"
        )
    others = [name for name, _ in tables if name not in layers]
    notes = [f"layers of {path.name} that are not used: {', '.join(others[:10])}"] if others else []
    return _read(path, layers[0], notes)


def _tables(path: Path) -> list[tuple[str, str]]:
    """Names and kinds of the layers, none of which may be made by a query."""
    database = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        made = database.execute("SELECT name, type, sql FROM sqlite_master").fetchall()
        found = database.execute("SELECT table_name, geometry_type_name FROM gpkg_geometry_columns").fetchall()
    finally:
        database.close()
    plain = {
        str(name)
        for name, kind, sql in made
        if kind == "table" and "VIRTUAL" not in str(sql).upper().split("(")[0].split()
    }
    if odd := [str(name) for name, _ in found if str(name) not in plain]:
        raise ConfigError(f"{path}: layer {odd[0][:40]!r} is made by a query; export it to a file of its own")
    return [(str(name), str(kind).upper()) for name, kind in found]


def read_shapefile(path: Path) -> Layer:
    """Its polygons; the files beside it tell properties and place."""
    beside = {one.suffix.lower(): one for one in path.parent.glob(f"{_escaped(path.stem)}.*")}
    if ".shx" not in beside or ".dbf" not in beside:
        lacking = " and ".join(suffix for suffix in (".shx", ".dbf") if suffix not in beside)
        raise ConfigError(
            f"{path}: its {lacking} is not beside it; copy all files of that name, or give them as one zip"
        )
    return _read(path, None, [])


def _escaped(stem: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in stem)


def _read(path: Path, layer: str | None, notes: list[str]) -> Layer:
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            info = pyogrio.read_info(path, layer=layer, force_feature_count=False)
            meta, _, shapes, columns = pyogrio.raw.read(path, layer=layer, max_features=MOST + 1, force_2d=True)
        with np.errstate(invalid="ignore"):  # coordinates that are no numbers are found with the shapes
            geometries = shapely.from_wkb(shapes, on_invalid="ignore") if shapes is not None else []
    except UnboundLocalError as error:  # of pyogrio, where the text of the system cannot be written out
        raise ConfigError(f"{path}: its coordinate system is damaged (the .prj beside it); export it again") from error
    except _DAMAGE as error:
        raise ConfigError(
            f"{path}: GDAL cannot read it ({str(error).splitlines()[0][:120] if str(error) else error!r})"
        ) from error
    if len(geometries) > MOST:
        raise ConfigError(f"{path}: more than {MOST} parcels; give those of the scene")
    if not len(geometries):
        raise ConfigError(f"{path}: 0 parcels; give 1 to {MOST}")
    crs = meta.get("crs") or info.get("crs")
    if not crs:
        cure = "put the .prj beside it" if path.suffix.lower() == ".shp" else "set that of the layer"
        raise ConfigError(f"{path}: it names no coordinate system; {cure}, or export it as GeoJSON in WGS 84")
    said = dict.fromkeys(" ".join(str(one.message).split())[:160].replace(str(path), path.name) for one in told)
    notes = [*notes, *(f"GDAL says of {path.name}: {words}" for words in list(said)[:3])]
    names = [str(name) for name in meta["fields"]]
    rows = zip(*(_plain(column) for column in columns), strict=True) if names else [()] * len(geometries)
    features = [
        Feature(geometry, dict(zip(names, row, strict=True)), number)
        for number, (geometry, row) in enumerate(zip(geometries, rows, strict=True), start=1)
    ]
    return Layer(path, features, str(crs), notes)


def _plain(column: Any) -> list[Any]:
    """Values of Python, None where nothing is known."""
    if np.issubdtype(column.dtype, np.datetime64):
        return [None if np.isnat(value) else str(value.astype("datetime64[D]")) for value in column]
    if np.issubdtype(column.dtype, np.floating):
        return [None if np.isnan(value) else int(value) if value == int(value) else value for value in column.tolist()]
    return list(column.tolist())
