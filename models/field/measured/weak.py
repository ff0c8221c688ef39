"""The weak patches of all fields as outlines for maps: GeoJSON in degrees (RFC 7946), a line for each."""

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
from rasterio.features import shapes

from models.arrays import Doubles
from models.field.measured.describe import Places
from models.field.measured.patches import Patch
from models.field.measured.results import WeakPatch
from models.geo.pixels.footprint import Ring, split_at_antimeridian
from models.geo.pixels.source import allow_no_place

Told = tuple[str, WeakPatch, Patch]
"""Name of the field, what is said of the patch, and its pixels."""

_TOGETHER = 256  # patches that are drawn at once


def write_patches(patches: Iterable[Told], index: str, places: Places) -> str:
    """Write the outline of each patch along the sides of its pixels; `index` shows how weak it is."""
    patches, lines = [*patches], []
    for first in range(0, len(patches), _TOGETHER):
        some = patches[first : first + _TOGETHER]
        for (field, said, _), rings in zip(some, _draw([patch for *_, patch in some]), strict=True):
            properties = {
                "field": field, "area_ha": _rounded(said.area_ha), "pixels": said.pixels,
                f"{index}_median": _rounded(said.median), f"{index}_below_field": _rounded(said.below),
                "longitude": said.longitude, "latitude": said.latitude,
            }  # fmt: skip
            feature = {"type": "Feature", "properties": properties, "geometry": _polygon(rings, places)}
            lines.append(json.dumps(feature, ensure_ascii=False))
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"


def _draw(patches: list[Patch]) -> list[list[Doubles]]:
    """Rings of each patch in columns and rows, its outside first; drawn on one sheet, one below the other."""
    tops = [int(patch.rows[0]) for patch in patches]
    lefts = [int(patch.columns.min()) for patch in patches]
    starts = np.cumsum([0, *(int(patch.rows[-1]) - top + 2 for patch, top in zip(patches, tops, strict=True))])
    wide = max(int(patch.columns.max()) - left + 1 for patch, left in zip(patches, lefts, strict=True))
    sheet = np.zeros((int(starts[-1]), wide), np.int32)
    for number, patch in enumerate(patches):
        sheet[patch.rows - tops[number] + starts[number], patch.columns - lefts[number]] = number + 1
    with allow_no_place():
        drawn = {round(number) - 1: shape["coordinates"] for shape, number in shapes(sheet, sheet > 0)}
    return [
        [np.array(ring) + np.array((lefts[number], tops[number] - starts[number])) for ring in drawn[number]]
        for number in range(len(patches))
    ]


def _polygon(drawn: list[Doubles], places: Places) -> dict[str, Any]:
    """A polygon in degrees; two where it lies across the antimeridian."""
    rings = [_ring(corners, places, is_hole=place > 0) for place, corners in enumerate(drawn)]
    east = [corner[0] for corner in rings[0]]
    if max(east) - min(east) <= 180:
        return {"type": "Polygon", "coordinates": rings}
    return {"type": "MultiPolygon", "coordinates": split_at_antimeridian(rings)}


def _ring(corners: Any, places: Places, *, is_hole: bool) -> Ring:
    """The ring in degrees: the outside anticlockwise, holes clockwise."""
    there = places.degrees(corners)
    x, y = there.T
    is_clockwise = float(x[:-1] @ y[1:] - x[1:] @ y[:-1]) < 0
    return [(east, north) for east, north in (there if is_clockwise == is_hole else there[::-1]).tolist()]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6) + 0.0
