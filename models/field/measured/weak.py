"""The weak patches of all fields as outlines for maps: GeoJSON in degrees (RFC 7946), a line for each."""

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
from rasterio.features import shapes
from rasterio.transform import Affine

from models.field.measured.describe import Places
from models.field.measured.patches import Patch
from models.field.measured.results import WeakPatch
from models.geo.pixels.footprint import Ring, split_at_antimeridian
from models.geo.pixels.source import allow_no_place

Told = tuple[str, WeakPatch, Patch]
"""Name of the field, what is said of the patch, and its pixels."""


def write_patches(patches: Iterable[Told], index: str, places: Places) -> str:
    """Write the outline of each patch along the sides of its pixels; `index` shows how weak it is."""
    lines = []
    for field, said, patch in patches:
        properties = {
            "field": field, "area_ha": _rounded(said.area_ha), "pixels": said.pixels,
            f"{index}_median": _rounded(said.median), f"{index}_below_field": _rounded(said.below),
            "longitude": said.longitude, "latitude": said.latitude,
        }  # fmt: skip
        feature = {"type": "Feature", "properties": properties, "geometry": _outline(patch, places)}
        lines.append(json.dumps(feature, ensure_ascii=False))
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"


def _outline(patch: Patch, places: Places) -> dict[str, Any]:
    """Its polygon; two where it lies across the antimeridian."""
    top, left = int(patch.rows.min()), int(patch.columns.min())
    box = np.zeros((int(patch.rows.max()) - top + 1, int(patch.columns.max()) - left + 1), np.uint8)
    box[patch.rows - top, patch.columns - left] = 1
    with allow_no_place():
        drawn = next(shape for shape, _ in shapes(box, box > 0, transform=Affine.translation(left, top)))
    rings = [_ring(np.array(corners), places, is_hole=place > 0) for place, corners in enumerate(drawn["coordinates"])]
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
