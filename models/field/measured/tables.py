"""The parcels of a run as rows, one a parcel and date, and as text: CSV for Excel, GeoJSON for maps."""

import csv
import json
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

import numpy as np
import shapely

from models.field.measured.results import FieldClasses, FieldMeasured, FieldsResult
from models.field.measured.standing import tell_standing

Row = dict[str, Any]
ALIKE = "an area that looks alike in this picture, not a field outline"
TEXTS = ("name", "outline", "crop", "date", "not_judged_because", "standing")
"""Columns of words; all others are numbers, but for `is_scene`."""

_DECIMALS = 6


def list_rows(day: str | None, result: FieldsResult) -> list[Row]:
    """List one row a parcel of that day; every row has the same columns, whose names end in their units."""
    rows = [_row(field, day, result) for field in result.fields]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return [{name: row.get(name) for name in columns} for row in rows]


def _row(field: FieldMeasured, day: str | None, result: FieldsResult) -> Row:
    row: Row = {"name": field.name, "is_scene": result.of_scene, "crop": field.crop, "date": day}
    if result.alike is not None:
        row["outline"] = ALIKE
    row["area_ha"] = _rounded(field.area_ha)
    row |= {"longitude": field.longitude, "latitude": field.latitude}
    row |= {"on_scene_percent": _rounded(100 * field.on_scene), "not_judged_because": field.not_judged}
    for name in ("judged", "clear", "cloud", "shadow", "no_data"):
        row[f"{name}_percent"] = _rounded(100 * getattr(field, name))
    row["bare_percent"] = None if field.bare is None else _rounded(100 * field.bare)
    row |= {"weak_patch_count": field.patch_count, "weak_patch_ha": _rounded(field.patch_area_ha)}
    row["standing"] = tell_standing(field)
    for index in field.indices:
        for name in ("median", "mean", "p10", "p90", "std"):
            row[f"{index.name}_{name}"] = _rounded(getattr(index, name))
    for peers in field.peers:
        row[f"{peers.name}_peers"] = peers.peers
        row[f"{peers.name}_minus_peers"] = _rounded(peers.difference)
        row[f"{peers.name}_peers_lower_percent"] = _rounded(100 * peers.lower)
    row |= _classes("health", field.health, made_up=result.health_fake)
    return row | _classes("risk", field.risk, made_up=result.risk_fake)


def _classes(name: str, found: FieldClasses | None, *, made_up: bool) -> Row:
    if found is None:
        return {}
    name = f"made_up_{name}" if made_up else name
    row: Row = {f"{name}_judged_percent": _rounded(100 * found.judged)}
    row |= {f"{name}_{key}_percent": _rounded(100 * share) for key, share in found.share.items()}
    return row | {f"{name}_{key}_ha": _rounded(area) for key, area in (found.area_ha or {}).items()}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS) + 0.0


def table_text(rows: Sequence[Row]) -> str:
    """Rows as CSV; a cell that a table program would take for a formula begins with an apostrophe."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows([_cell(value) if type(value) is str else value for value in row.values()] for row in rows)
    return "\ufeff" + text.getvalue()


def _cell(value: str) -> str:
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def outlines_text(rows: Sequence[Row], shapes: Iterable[Any]) -> str:
    """Rows with their outlines as GeoJSON in degrees (RFC 7946), a line for each."""
    drawn = shapely.to_geojson(shapely.orient_polygons(np.array([*shapes], dtype=object)))
    lines = [
        f'{{"type": "Feature", "properties": {json.dumps(row, ensure_ascii=False)}, "geometry": {shape}}}'
        for row, shape in zip(rows, drawn, strict=True)
    ]
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"
