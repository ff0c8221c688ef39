"""The fields of a comparison as tables: CSV for Excel, GeoJSON and GeoPackage for maps; one row a field."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from models.field.measured.tables import Row, outlines_text, table_text
from models.files import write_whole
from nodes.compare.results import GEOPACKAGE, OUTLINES, TABLE, ChangeResult, FieldChange

_DECIMALS = 6


def list_change_rows(result: ChangeResult) -> list[Row]:
    """List one row a field that both runs have; every row has the same columns, whose names end in their units."""
    days = result.first.acquired[:10], result.second.acquired[:10]
    return [_row(field, days, result.indices) for field in result.fields]


def _row(field: FieldChange, days: tuple[str, str], indices: Sequence[str]) -> Row:
    row: Row = {"name": field.name, "crop": field.crop, "crop_before": field.crop_before}
    row |= {"date_before": days[0], "date_after": days[1], "compared_percent": _rounded(100 * field.compared)}
    row |= {"area_compared_ha": _rounded(field.area_ha), "verdict": field.main.verdict if field.main else None}
    row["not_compared_because"] = field.not_compared
    known = {index.name: index for index in field.indices}
    for name in indices:
        index = known.get(name)
        for part in ("before", "after", "change", "verdict"):
            value = getattr(index, part) if index else None
            row[f"{name}_{part}"] = _rounded(value) if part != "verdict" else value
    row |= {"fallen_ha": _rounded(field.fallen_ha), "risen_ha": _rounded(field.risen_ha)}
    row["least_clear_change"] = _rounded(field.least)
    longitude, latitude = field.look or (None, None)
    return row | {"fell_most_longitude": longitude, "fell_most_latitude": latitude}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS) + 0.0


def write_tables(folder: Path, result: ChangeResult, shapes: Sequence[Any]) -> None:
    """Write the three tables; without fields, none. `shapes` lie in degrees."""
    rows = list_change_rows(result)
    if not rows:
        return
    write_whole(folder / TABLE, table_text(rows))
    write_whole(folder / OUTLINES, outlines_text(rows, shapes))
    _write_geopackage(folder / GEOPACKAGE, rows, shapes)


def _write_geopackage(path: Path, rows: Sequence[Row], shapes: Sequence[Any]) -> None:
    """GDAL is told the time, so that the same comparison gives the same bytes."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "1970-01-01T00:00:00.000Z"})
    try:
        pyogrio.raw.write(
            path,
            shapely.to_wkb(shapely.multipolygons([shapely.get_parts(shape) for shape in shapes])),
            [_column([row[name] for row in rows]) for name in rows[0]],
            fields=[*rows[0]], layer="changes", driver="GPKG", geometry_type="MultiPolygon", crs="EPSG:4326",
        )  # fmt: skip
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _column(values: list[Any]) -> Any:
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, float) for value in known):
        return np.array([np.nan if value is None else value for value in values], np.float64)
    return np.array(values, dtype=object)
