"""Areas on the ellipsoid, for any CRS and any transform.

Pixel corners go through longitude and latitude to the authalic sphere, which has the area of the ellipsoid everywhere
(Snyder 1987, Map Projections, p. 16); there a pixel is two spherical triangles. Neither poles, the antimeridian, units
of the CRS nor rotation need a case of their own. Area changes slowly, so it is computed on a few nodes of a window and
interpolated; where that is not exact to 1e-8, every pixel is computed.
"""

from math import pi, sqrt
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.windows import Window

from models.arrays import Bools, Doubles, Shape
from models.geo.contract.scene import Grid

_TOLERANCE = 1e-8
_NODES = (2, 3, 5, 9, 17, 33)  # along a side of a window
_BLOCK_PIXELS = 1 << 18  # computed at a time where nodes do not do
_M2_PER_HECTARE = 10_000.0


class PixelAreas:
    """Hectares of chosen pixels of a grid that has a CRS."""

    def __init__(self, grid: Grid) -> None:
        from pyproj import CRS

        if grid.crs is None:
            raise ValueError("a grid without CRS has no areas")
        self._sphere = _AuthalicSphere(CRS.from_user_input(grid.crs))
        self._affine = grid.affine
        self._latest: tuple[Window, _Density] | None = None

    def hectares(self, mask: Bools, window: Window) -> float:
        """Sum the area of the pixels that are true in (h, w) over `window`; outside the CRS's domain it is none."""
        if self._latest is None or self._latest[0] != window:
            self._latest = window, self._density(window)
        return self._latest[1].total(mask) / _M2_PER_HECTARE

    def hectares_of(self, numbers: NDArray[np.int32], window: Window, count: int) -> Doubles:
        """Sum the area of the pixels of each number, (h, w) over `window` → (count,) from 0; a negative one is none."""
        if self._latest is None or self._latest[0] != window:
            self._latest = window, self._density(window)
        chosen = numbers >= 0
        areas = self._latest[1].each()[chosen]
        return np.bincount(numbers[chosen], weights=areas, minlength=count) / _M2_PER_HECTARE

    def square_metres(self, rows: Doubles, columns: Doubles) -> Doubles:
        """Measure the pixels whose top left corners have these row and column numbers; NaN outside the CRS's domain."""
        corners = [
            self._sphere.points(*_place(self._affine, rows + down, columns + right))
            for right, down in ((0, 0), (1, 0), (1, 1), (0, 1))
        ]
        first, second = _triangle(corners[0], corners[1], corners[2]), _triangle(corners[0], corners[2], corners[3])
        areas: Doubles = np.abs(first + second) * self._sphere.radius**2
        return areas

    def _density(self, window: Window) -> "_Density":
        """Return the coarsest nodes that interpolate the areas of this window exactly enough."""
        top, left, height, width = window.row_off, window.col_off, window.height, window.width
        for count in _NODES:
            rows, columns = np.linspace(0, height - 1, count), np.linspace(0, width - 1, count)
            if count * count > height * width:
                break
            nodes = self._on_lattice(top + rows, left + columns)
            exact = self._on_lattice(top + _middles(rows), left + _middles(columns))
            guess = (nodes[:-1, :-1] + nodes[1:, :-1] + nodes[:-1, 1:] + nodes[1:, 1:]) / 4
            edges = np.array([[self._side_error(top + rows, left + columns, nodes)]])
            error = max(float(np.max(np.abs(guess / exact - 1))), float(edges.max()))
            if error < _TOLERANCE:
                return _Density(nodes, _weights(height, rows), _weights(width, columns))
        return _Density(self._each(window), None, None)

    def _side_error(self, rows: Doubles, columns: Doubles, nodes: Doubles) -> float:
        """Find the largest relative error in the middle between neighbouring nodes of a row and of a column."""
        across = (nodes[:, :-1] + nodes[:, 1:]) / 2 / self._on_lattice(rows, _middles(columns)) - 1
        down = (nodes[:-1] + nodes[1:]) / 2 / self._on_lattice(_middles(rows), columns) - 1
        return max(float(np.max(np.abs(across))), float(np.max(np.abs(down))))

    def _each(self, window: Window) -> Doubles:
        """Return areas of all pixels (h, w) of a window, 0 outside the CRS's domain."""
        columns = np.arange(window.col_off, window.col_off + window.width, dtype=float)
        rows = np.arange(window.row_off, window.row_off + window.height, dtype=float)
        step = max(1, _BLOCK_PIXELS // window.width)
        parts = [self._on_lattice(rows[i : i + step], columns) for i in range(0, len(rows), step)]
        return np.nan_to_num(np.concatenate(parts), nan=0.0)

    def _on_lattice(self, rows: Doubles, columns: Doubles) -> Doubles:
        grid_rows, grid_columns = np.meshgrid(rows, columns, indexing="ij")
        return self.square_metres(grid_rows, grid_columns)


class _Density:
    """Pixel areas of a window, either all of them or nodes with the weights that interpolate them."""

    def __init__(self, areas: Doubles, down: Doubles | None, across: Doubles | None) -> None:
        self._areas, self._down, self._across = areas, down, across
        self._base = float(areas.mean())
        if across is not None:
            self._small = np.ascontiguousarray(across, np.float32)

    def total(self, mask: Bools) -> float:
        """Sum the areas where the mask is true: the mean area of all, and small departures from it."""
        if self._down is None:
            return float(self._areas.sum(where=mask))
        count = int(np.count_nonzero(mask))
        if count == 0:
            return 0.0
        if count == mask.size:
            weights = np.outer(self._down.sum(axis=0), self._across.sum(axis=0))  # type: ignore[union-attr]
        else:
            # float32 suffices: a row sums at most a few thousand weights, and they multiply departures only
            weights = self._down.T @ (mask.astype(np.float32) @ self._small).astype(float)
        return count * self._base + float(np.sum(weights * (self._areas - self._base)))

    def each(self) -> Doubles:
        """Give the area of each pixel, (h, w)."""
        if self._down is None or self._across is None:
            return self._areas
        each: Doubles = self._base + self._down @ (self._areas - self._base) @ self._across.T
        return each


class _AuthalicSphere:
    """From CRS coordinates to unit vectors on the sphere whose areas are those of the CRS's ellipsoid."""

    def __init__(self, crs: Any) -> None:
        from pyproj import Transformer

        ellipsoid = crs.ellipsoid
        flattening = 1 / ellipsoid.inverse_flattening if ellipsoid.inverse_flattening else 0.0
        self._eccentricity = sqrt(flattening * (2 - flattening))
        self._pole = float(self._beyond(np.array(1.0)))
        self.radius = ellipsoid.semi_major_metre * sqrt(self._pole / 2)
        self._to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
        self._radians = crs.geodetic_crs.axis_info[0].unit_conversion_factor or pi / 180

    def points(self, x: Doubles, y: Doubles) -> Doubles:
        """Return (…, 3) unit vectors, NaN where the projection has no such place."""
        longitude, latitude = self._to_degrees.transform(x, y)
        longitude = np.where(np.isfinite(longitude), longitude, np.nan) * self._radians
        latitude = np.where(np.isfinite(latitude), latitude, np.nan) * self._radians
        latitude = np.where(np.abs(latitude) <= pi / 2 + 1e-9, latitude, np.nan)
        lacking = self._beyond(2 * np.sin((pi / 2 - np.abs(latitude)) / 2) ** 2) / self._pole
        sine, cosine = np.copysign(1 - lacking, latitude), np.sqrt(np.maximum(lacking * (2 - lacking), 0))
        return np.stack([cosine * np.cos(longitude), cosine * np.sin(longitude), sine], axis=-1)

    def _beyond(self, lack: Doubles) -> Doubles:
        """Compute Snyder's q (3-12) of the pole less that of sin φ = 1 − lack, in a form exact near the pole."""
        e, sine = self._eccentricity, 1 - lack
        if e == 0:
            return 2 * lack
        ring = lack * (1 + e * e * sine) / (1 - (e * sine) ** 2)
        return ring + (1 - e * e) / e * np.arctanh(e * lack / (1 - e * e * sine))


def measure_pixel_size(transform: Affine, crs: str | None, shape: Shape) -> tuple[float, float] | None:
    """Measure width and height in metres of the central pixel of (rows, columns) on the ellipsoid; None without CRS."""
    if crs is None:
        return None
    from pyproj import CRS, Transformer

    known = CRS.from_user_input(crs)
    geod = known.get_geod()
    if geod is None or known.geodetic_crs is None:
        return None
    rows = shape[0] / 2 + np.array([0, 0, -0.5, 0.5])
    columns = shape[1] / 2 + np.array([-0.5, 0.5, 0, 0])
    x, y = _place(transform, rows, columns)
    longitude, latitude = Transformer.from_crs(known, known.geodetic_crs, always_xy=True).transform(x, y)
    if not (np.all(np.isfinite(longitude)) and np.all(np.isfinite(latitude))):
        return None
    _, _, lengths = geod.inv(longitude[::2], latitude[::2], longitude[1::2], latitude[1::2])
    return float(lengths[0]), float(lengths[1])


def _place(transform: Affine, rows: Doubles, columns: Doubles) -> tuple[Doubles, Doubles]:
    t = transform
    return t.a * columns + t.b * rows + t.c, t.d * columns + t.e * rows + t.f


def _triangle(a: Doubles, b: Doubles, c: Doubles) -> Doubles:
    """Compute the signed area on the unit sphere, exact also for small triangles (Eriksson 1990, from edge vectors)."""
    volume = np.sum(a * np.cross(b - a, c - a), axis=-1)
    area: Doubles = 2 * np.arctan2(volume, 1 + np.sum(a * b + b * c + c * a, axis=-1))
    return area


def _middles(values: Doubles) -> Doubles:
    return (values[:-1] + values[1:]) / 2


def _weights(length: int, nodes: Doubles) -> Doubles:
    """Return (length, nodes) shares of the nodes in each pixel, by linear interpolation."""
    places = np.clip((np.arange(length) - nodes[0]) / max(nodes[-1] - nodes[0], 1) * (len(nodes) - 1), 0, None)
    lower = np.minimum(places.astype(int), len(nodes) - 2)
    weights = np.zeros((length, len(nodes)))
    weights[np.arange(length), lower] = 1 - (places - lower)
    weights[np.arange(length), lower + 1] = places - lower
    return weights
