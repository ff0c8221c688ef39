"""The files that the parcels of a run leave: tables, outlines, weak patches, and places to go and look."""

import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from models.field.measured.results import FieldsResult
from models.field.measured.scouting import title_places, write_gpx, write_kml
from models.field.measured.tables import Row, list_rows, outlines_text, table_text
from models.field.parcels import Parcel
from models.files import write_whole

_GEOMETRY = "geometry"


def write_field_files(run_dir: Path, day: str | None, result: FieldsResult, parcels: Sequence[Parcel]) -> None:
    """Write the same rows as table, outlines, GeoPackage and GeoParquet."""
    rows, shapes = list_rows(day, result), [parcel.shape for parcel in parcels]
    write_whole(run_dir / result.table, table_text(rows))
    write_whole(run_dir / result.outlines, outlines_text(rows, shapes))
    _write_geopackage(run_dir / result.geopackage, rows, shapes)
    if result.parquet:
        write_whole(run_dir / result.parquet, _parquet_bytes(rows, shapes))


def write_scouting(run_dir: Path, result: FieldsResult, index: str | None, day: str | None) -> None:
    """Write the places as GPX and KML, where there are any."""
    if result.scouting is None or index is None:
        return
    title = title_places(day)
    write_whole(run_dir / result.scouting, write_gpx(result.places, index, title))
    write_whole((run_dir / result.scouting).with_suffix(".kml"), write_kml(result.places, index, title))


def _write_geopackage(path: Path, rows: Sequence[Row], shapes: Sequence[Any]) -> None:
    """By temporary file and rename; GDAL is told the time, so that the same run gives the same bytes."""
    half = path.with_name(f".{path.stem}.part{path.suffix}")
    half.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "1970-01-01T00:00:00.000Z"})
    try:
        pyogrio.raw.write(
            half,
            shapely.to_wkb(shapely.multipolygons([shapely.get_parts(shape) for shape in shapes])),
            [_column([row[name] for row in rows]) for name in rows[0]],
            fields=[*rows[0]],
            layer="fields",
            driver="GPKG",
            geometry_type="MultiPolygon",
            crs="EPSG:4326",
        )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    half.replace(path)


def _column(values: list[Any]) -> Any:
    if all(isinstance(value, int) for value in values):
        return np.array(values, np.int64)
    if all(value is None or isinstance(value, int | float) for value in values) and any(
        value is not None for value in values
    ):
        return np.array([np.nan if value is None else value for value in values], np.float64)
    return np.array(values, dtype=object)


def _parquet_bytes(rows: Sequence[Row], shapes: Sequence[Any]) -> bytes:
    """GeoParquet 1.1: WKB in longitude and latitude, which is its coordinate system where none is named."""
    import pyarrow
    from pyarrow import parquet

    every = np.array([*shapes], dtype=object)
    columns = {name: _column([row[name] for row in rows]) for name in rows[0]}
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
