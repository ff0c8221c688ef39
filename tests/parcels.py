"""Parcels for tests, as GeoJSON."""

from typing import Any

from pyproj import Transformer

from models.geo.contract.scene import Scene
from models.geo.pixels.footprint import apply_transform


def parcels_of(scene: Scene, **boxes: tuple[str, int, int, int, int]) -> dict[str, Any]:
    """A FeatureCollection of boxes of pixels: name=(crop, left, top, right, bottom)."""
    assert scene.grid.crs is not None
    to_degrees = Transformer.from_crs(scene.grid.crs, "OGC:CRS84", always_xy=True)

    def feature(name: str, crop: str, left: int, top: int, right: int, bottom: int) -> dict[str, Any]:
        corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        ring = [list(to_degrees.transform(*apply_transform(scene.grid.transform, *corner))) for corner in corners]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        return {
            "type": "Feature",
            "properties": {"name": name, "crop": crop, "sown": "2024-05-06"},
            "geometry": geometry,
        }

    return {"type": "FeatureCollection", "features": [feature(name, *box) for name, box in boxes.items()]}
