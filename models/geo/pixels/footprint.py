"""Where a grid lies on WGS 84: its centre, its north, and its outline as GeoJSON, across the antimeridian too."""

from functools import lru_cache
from itertools import pairwise
from math import hypot
from typing import Any

import numpy as np

from models.arrays import Doubles
from models.geo.contract.scene import Grid

Ring = list[tuple[float, float]]
"""(longitude, latitude) in degrees, closed, anticlockwise."""

_DECIMALS = 7  # a centimetre
_EDGE_POINTS = 16  # a straight edge of the grid is bent in degrees


def find_centre(grid: Grid) -> tuple[float, float] | None:
    """Find longitude −180 to 180 and latitude of the centre in degrees; None without a place on Earth."""
    if grid.crs is None:
        return None
    x, y = apply_transform(grid.transform, grid.width / 2, grid.height / 2)
    longitude, latitude = build_transformer(grid.crs).transform(x, y)
    if not np.isfinite([longitude, latitude]).all():
        return None
    return (longitude + 180) % 360 - 180, latitude


def find_north(grid: Grid) -> tuple[float, float] | None:
    """Find true north at the centre as a unit vector of (columns, rows) scaled to metres; None without a place."""
    centre = find_centre(grid)
    if centre is None or grid.crs is None or grid.pixel_size_m is None:
        return None
    longitude, latitude = centre
    step = 1e-4 if latitude < 89.99 else -1e-4  # about 10 m
    inverse, ends = tuple(~grid.affine)[:6], []
    for end in (latitude, latitude + step):
        x, y = build_transformer(grid.crs).transform(longitude, end, direction="INVERSE")
        ends.append(apply_transform(inverse, x, y))
    columns = (ends[1][0] - ends[0][0]) * grid.pixel_size_m[0] * np.sign(step)
    rows = (ends[1][1] - ends[0][1]) * grid.pixel_size_m[1] * np.sign(step)
    length = hypot(columns, rows)
    return (columns / length, rows / length) if np.isfinite(length) and length > 0 else None


def draw_outline(grid: Grid) -> tuple[dict[str, Any], tuple[float, float, float, float]] | None:
    """Draw a GeoJSON Polygon or MultiPolygon and (west, south, east, north); west > east across the antimeridian."""
    if grid.crs is None:
        return None
    longitude, latitude = build_transformer(grid.crs).transform(*_edge(grid))
    if not (np.isfinite(longitude).all() and np.isfinite(latitude).all()):
        return None
    unwrapped = np.rad2deg(np.unwrap(np.deg2rad(longitude)))
    turns = unwrapped[-1] - unwrapped[0]
    if abs(turns) > 180:  # the outline runs round a pole
        return _polar_cap(latitude)
    unwrapped -= 360 * np.floor((unwrapped.min() + 180) / 360)
    ring = list(zip(unwrapped.tolist(), latitude.tolist(), strict=True))
    south, north = float(latitude.min()), float(latitude.max())
    if unwrapped.max() <= 180 + 1e-9:
        return _polygon(ring), (_r(unwrapped.min()), _r(south), _r(unwrapped.max()), _r(north))
    east = [(x - 360, y) for x, y in _clip(ring, 180.0, keep_west=False)]
    west = _clip(ring, 180.0, keep_west=True)
    parts = [_polygon(part)["coordinates"] for part in (west, east)]
    return {"type": "MultiPolygon", "coordinates": parts}, (
        _r(unwrapped.min()), _r(south), _r(unwrapped.max() - 360), _r(north),
    )  # fmt: skip


def split_at_antimeridian(rings: list[Ring]) -> list[list[Ring]]:
    """Split a polygon, its holes after its outside, into parts that do not cross the antimeridian (RFC 7946, 3.1.9)."""
    outside = _unwrapped(rings[0], None)
    whole = [outside, *(_unwrapped(ring, outside[0][0]) for ring in rings[1:])]
    if max(x for x, _ in outside) <= 180:
        return [whole]
    west = [part for ring in whole if (part := _closed(_clip(ring, 180.0, keep_west=True)))]
    east = [part for ring in whole if (part := _closed(_clip(ring, 180.0, keep_west=False)))]
    return [west, [[(x - 360, y) for x, y in ring] for ring in east]]


def _unwrapped(ring: Ring, near: float | None) -> Ring:
    """Take out leaps of 360°: from −180° on, or as near to a longitude as can be."""
    longitudes = np.rad2deg(np.unwrap(np.deg2rad([x for x, _ in ring])))
    if near is None:
        longitudes -= 360 * np.floor((longitudes.min() + 180) / 360)
    else:
        longitudes -= 360 * np.round((longitudes.mean() - near) / 360)
    return [(_r(x), y) for x, (_, y) in zip(longitudes, ring, strict=True)]


def _closed(ring: Ring) -> Ring:
    return [*ring, ring[0]] if ring and ring[0] != ring[-1] else ring


def _edge(grid: Grid) -> tuple[Doubles, Doubles]:
    """Return the rim of the grid in its CRS, closed."""
    t = np.arange(_EDGE_POINTS) / _EDGE_POINTS
    flat, full = np.zeros_like(t), np.ones_like(t)
    columns = np.concatenate([t, full, 1 - t, flat, [0.0]]) * grid.width
    rows = np.concatenate([flat, t, full, 1 - t, [0.0]]) * grid.height
    return apply_transform(grid.transform, columns, rows)


def apply_transform(transform: tuple[float, ...], x: Any, y: Any) -> tuple[Any, Any]:
    """Apply an affine transform; written out because the operators of `affine` changed between its versions."""
    a, b, c, d, e, f = transform
    return a * x + b * y + c, d * x + e * y + f


def _polar_cap(latitude: Doubles) -> tuple[dict[str, Any], tuple[float, float, float, float]]:
    """Return all longitudes from the outline's lowest latitude to the pole: the smallest box that holds the scene."""
    if latitude.mean() > 0:
        south, north = _r(latitude.min()), 90.0
    else:
        south, north = -90.0, _r(latitude.max())
    ring = [(-180.0, south), (180.0, south), (180.0, north), (-180.0, north), (-180.0, south)]
    return _polygon(ring), (-180.0, south, 180.0, north)


def _polygon(ring: Ring) -> dict[str, Any]:
    """Return a ring as a GeoJSON Polygon, rounded, closed, anticlockwise as RFC 7946 wants it."""
    rounded = [(_r(x), _r(y)) for x, y in ring]
    points = [point for place, point in enumerate(rounded) if place == 0 or point != rounded[place - 1]]
    if points[0] != points[-1]:
        points.append(points[0])
    turned = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(points))
    ordered = points if turned > 0 else points[::-1]
    return {"type": "Polygon", "coordinates": [[list(point) for point in ordered]]}


def _clip(ring: Ring, meridian: float, *, keep_west: bool) -> Ring:
    """Return the part of a ring on one side of a meridian (Sutherland–Hodgman on one half-plane)."""
    kept: Ring = []
    for (x0, y0), (x1, y1) in pairwise(ring):
        inside0, inside1 = (x0 <= meridian) == keep_west, (x1 <= meridian) == keep_west
        if inside0:
            kept.append((x0, y0))
        if inside0 != inside1:
            kept.append((meridian, y0 + (y1 - y0) * (meridian - x0) / (x1 - x0)))
    return kept


def _r(value: float) -> float:
    return round(float(value), _DECIMALS) + 0.0


@lru_cache(maxsize=8)
def build_transformer(crs: str) -> Any:
    """Build the transformer from a CRS to longitude and latitude, and keep it."""
    from pyproj import Transformer

    return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
