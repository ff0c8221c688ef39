"""Areas of masks on a raster, from the surface element of the ellipsoid in space."""

from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nodes.state import SceneState

_KEPT = 512  # rows whose areas are kept
_LARGE_PIXEL_M = 20_000.0  # from here on one place is not enough to know the area of a pixel
_CELL_M = 500.0  # ground that counts as of one density


class Areas:
    """Hectares of masks on a raster: |∂X/∂column × ∂X/∂row| of places X in space, even over 500 m or one pixel."""

    def __init__(self, source: Any, pixel_m: float) -> None:
        from pyproj import CRS, Transformer

        crs = CRS.from_user_input(source.crs.to_wkt())
        if crs.ellipsoid is None or crs.geodetic_crs is None:
            raise ValueError("its coordinate system lies on no ellipsoid")
        self._a, self._b = crs.ellipsoid.semi_major_metre, crs.ellipsoid.semi_minor_metre
        self._radians = crs.geodetic_crs.axis_info[0].unit_conversion_factor
        self._to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
        self._transform, self._width = source.transform, source.width
        self._cell = next((k for k in (64, 16, 4) if k * pixel_m <= _CELL_M), 1)
        self._parts = min(16, ceil(pixel_m / _LARGE_PIXEL_M * 4)) if pixel_m > _LARGE_PIXEL_M else 1
        self._known: dict[float, NDArray[np.float64]] = {}

    def hectares(self, mask: NDArray[np.bool_], top: int) -> float:
        """Of the true pixels of (h, width), whose first row is `top` in the raster."""
        total = 0.0
        for first in range(0, len(mask), self._cell):
            rows = mask[first : first + self._cell]
            counts = rows.sum(axis=0, dtype=np.int64)
            if counts.any():
                total += float(counts @ self._densities(top + first + len(rows) / 2))
        return total / 10_000

    def of_numbers(self, numbers: NDArray[np.int32], top: int, count: int) -> NDArray[np.float64]:
        """(count,) hectares of the pixels of each number from 0, in (h, width) whose first row is `top`; of negative
        ones none.
        """
        found = np.zeros(count)
        for first in range(0, len(numbers), self._cell):
            rows = numbers[first : first + self._cell]
            chosen = rows >= 0
            areas = np.broadcast_to(self._densities(top + first + len(rows) / 2), rows.shape)[chosen]
            found += np.bincount(rows[chosen], weights=areas, minlength=count)
        return found / 10_000

    def of_row(self, row: int, first: int, last: int) -> float:
        """Of the pixels from one column to before another in one row."""
        top = row - row % self._cell  # rows of a cell are of one density
        return float(self._densities(top + self._cell / 2)[first:last].sum()) / 10_000

    def _densities(self, row: float) -> NDArray[np.float64]:
        """(width,) m² of a pixel of each column where `row` is the middle of the pixels; those of a strip are kept."""
        if row not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[row] = self._computed(row)
        return self._known[row]

    def _computed(self, row: float) -> NDArray[np.float64]:
        lefts = np.arange(0, self._width, self._cell)
        middles = (lefts + np.minimum(lefts + self._cell, self._width)) / 2
        spread = (np.arange(self._parts) + 0.5) / self._parts - 0.5
        columns, rows = np.meshgrid(middles, row + spread if self._cell == 1 else [row], indexing="xy")
        parts = [self._element(columns + aside, rows) for aside in (spread if self._cell == 1 else [0.0])]
        areas = np.nan_to_num(np.mean(np.stack(parts), axis=0).mean(axis=0), nan=0.0)
        return np.repeat(areas, self._cell)[: self._width]

    def _element(self, columns: NDArray[np.float64], rows: NDArray[np.float64]) -> NDArray[np.float64]:
        step = 0.25 / self._parts
        across = self._space(columns + step, rows) - self._space(columns - step, rows)
        down = self._space(columns, rows + step) - self._space(columns, rows - step)
        areas: NDArray[np.float64] = np.linalg.norm(np.cross(across, down), axis=-1) / (2 * step) ** 2
        return areas

    def _space(self, columns: NDArray[np.float64], rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """(…, 3) metres from the centre of the Earth; NaN where the projection has no such place."""
        t = self._transform
        x, y = t.a * columns + t.b * rows + t.c, t.d * columns + t.e * rows + t.f
        angles = np.array(self._to_degrees.transform(x, y))
        longitude, latitude = np.where(np.isfinite(angles), angles, np.nan) * self._radians
        normal = self._a**2 / np.hypot(self._a * np.cos(latitude), self._b * np.sin(latitude))
        flat = normal * np.cos(latitude)
        height = normal * (self._b / self._a) ** 2 * np.sin(latitude)
        return np.stack([flat * np.cos(longitude), flat * np.sin(longitude), height], axis=-1)


def areas_of(source: Any, state: SceneState) -> Areas | None:
    """What measures ground on a raster; None where it has no place on Earth."""
    size = state.scene.grid.pixel_size_m if state.scene else None
    return Areas(source, max(size) if size else 1.0) if source.crs is not None else None
