"""The files that the parcels of a run leave: tables, outlines, weak patches, and places to go and look."""

import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray

from models.field.measured.results import FieldsResult
from models.field.measured.scouting import title_places, write_gpx, write_kml
from models.field.measured.tables import TEXTS, list_rows, outlines_text, table_text
from models.files import write_whole
from models.schemas import AreaUnit, Language

Columns = dict[str, NDArray[Any]]

_GEOMETRY = "geometry"


def write_field_files(run_dir: Path, day: str | None, result: FieldsResult, shapes: Sequence[Any]) -> None:
    """Write the same rows as table and, where they have places on Earth, as outlines, GeoPackage and GeoParquet."""
    rows = list_rows(day, result)
    write_whole(run_dir / result.table, table_text(rows))
    if result.outlines:
        write_whole(run_dir / result.outlines, outlines_text(rows, shapes))
    columns = {name: _column(name, [row[name] for row in rows]) for name in rows[0]}
    del rows
    if result.geopackage:
        _write_geopackage(run_dir / result.geopackage, columns, shapes)
    if result.parquet:
        write_whole(run_dir / result.parquet, _parquet_bytes(columns, shapes))


def write_scouting(
    run_dir: Path,
    result: FieldsResult,
    index: str | None,
    day: str | None,
    units: AreaUnit = "ha",
    language: Language = "en",
) -> None:
    """Write the places as GPX and KML, where there are any, with areas in these units."""
    if result.scouting is None or index is None:
        return
    title = title_places(day, language)
    write_whole(run_dir / result.scouting, write_gpx(result.places, index, title, units, language))
    kml = write_kml(result.places, index, title, units, language)
    write_whole((run_dir / result.scouting).with_suffix(".kml"), kml)


def _write_geopackage(path: Path, columns: Columns, shapes: Sequence[Any]) -> None:
    """By temporary file and rename; GDAL is told the time, so that the same run gives the same bytes."""
    half = path.with_name(f".{path.stem}.part{path.suffix}")
    half.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "1970-01-01T00:00:00.000Z"})
    try:
        pyogrio.raw.write(
            half,
            shapely.to_wkb(_as_multipolygons(shapes)),
            [*columns.values()],
            fields=[*columns],
            layer="fields",
            driver="GPKG",
            geometry_type="MultiPolygon",
            crs="EPSG:4326",
        )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    half.replace(path)


def _as_multipolygons(shapes: Sequence[Any]) -> NDArray[Any]:
    """Turn polygons and multipolygons into multipolygons, however many parts each has."""
    parts, owners = shapely.get_parts(np.array([*shapes], dtype=object), return_index=True)
    found = np.full(len(shapes), shapely.MultiPolygon(), dtype=object)
    return np.asarray(shapely.multipolygons(parts, indices=owners, out=found))


def _column(name: str, values: list[Any]) -> NDArray[Any]:
    if name in TEXTS:
        return np.array(values, dtype=object)
    kind: Any = {frozenset({int}): np.int64, frozenset({bool}): np.bool_}.get(frozenset(map(type, values)), np.float64)
    return np.array(values, kind)


def _parquet_bytes(columns: Columns, shapes: Sequence[Any]) -> bytes:
    """GeoParquet 1.1: WKB in longitude and latitude, which is its coordinate system where none is named."""
    import pyarrow
    from pyarrow import parquet

    every = np.array([*shapes], dtype=object)
    table = pyarrow.table(
        {name: pyarrow.array(column, from_pandas=True) for name, column in columns.items()}
        | {_GEOMETRY: pyarrow.array(shapely.to_wkb(every, flavor="iso").tolist(), pyarrow.binary())}
    )
    kinds = sorted({shape.geom_type for shape in shapes})
    geometry = {"encoding": "WKB", "geometry_types": kinds, "bbox": shapely.total_bounds(every).tolist()}
    said = {"version": "1.1.0", "primary_column": _GEOMETRY, "columns": {_GEOMETRY: geometry}}
    target = BytesIO()
    parquet.write_table(table.replace_schema_metadata({"geo": json.dumps(said)}), target, compression="zstd")
    return target.getvalue()
