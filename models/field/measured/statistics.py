"""What each parcel shows: each pixel counts with the share of it that the outline covers.

Outlines are laid into columns and rows, so that any grid will do, and read in strips, so that memory stays flat.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.windows import Window

from models.arrays import Doubles

STEPS = 10_000
"""A stored value of an index is a whole number of these."""
LEAST_COVER = 1e-6
"""Share of a pixel under which an outline does not hold it."""

_STRIP_PIXELS = 1 << 20


def cover_pixels(outline: Any, window: Window) -> Doubles:
    """(h, w) share of each pixel of a window that an outline in columns and rows covers."""
    from exactextract import exact_extract
    from exactextract.raster import NumPyRasterSource

    left, top = int(window.col_off), int(window.row_off)
    shape = int(window.height), int(window.width)
    upright = shapely.transform(outline, lambda places: places * (1, -1))
    grid = NumPyRasterSource(
        np.zeros(shape, np.uint8), xmin=left, xmax=left + shape[1], ymin=-top - shape[0], ymax=-top
    )  # fmt: skip
    feature = {"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(upright))}
    found = exact_extract(grid, [feature], ["cell_id", "coverage"])[0]["properties"]
    shares = np.zeros(shape[0] * shape[1])
    shares[np.asarray(found["cell_id"], np.int64)] = found["coverage"]
    shares[shares < LEAST_COVER] = 0
    return shares.reshape(shape)


def cut_strips(outline: Any, width: int, height: int) -> list[Window]:
    """Windows of few pixels from top to bottom that hold an outline within the grid."""
    left, top, right, bottom = shapely.bounds(outline)
    if not np.isfinite(left):
        return []
    first, last = max(int(np.floor(left)), 0), min(int(np.ceil(right)), width)
    rows = range(max(int(np.floor(top)), 0), min(int(np.ceil(bottom)), height))
    if last <= first:
        return []
    step = max(1, _STRIP_PIXELS // (last - first))
    return [Window(first, row, last - first, min(step, rows.stop - row)) for row in rows[::step]]


class Weighing:
    """Values of an index with the cover of their pixels: as exact as the values, in memory that stays small."""

    def __init__(self) -> None:
        self._values: NDArray[np.int64] = np.zeros(0, np.int64)
        self._weights: Doubles = np.zeros(0)

    def add(self, values: NDArray[Any], weights: Doubles) -> None:
        """Count the values that are there."""
        there = np.isfinite(values) & (weights > 0)
        whole = np.rint(values[there].astype(np.float64) * STEPS).astype(np.int64)
        self._values, places = np.unique(np.concatenate([self._values, whole]), return_inverse=True)
        every = np.concatenate([self._weights, weights[there]])
        self._weights = np.bincount(places, every, len(self._values)).astype(np.float64)

    @property
    def total(self) -> float:
        """Pixels that have a value, by their cover."""
        return float(self._weights.sum())

    def describe(self) -> dict[str, float]:
        """Mean, standard deviation and percentiles; each value stands in the middle of its own weight."""
        values, weights, total = self._values / STEPS, self._weights, self.total
        mean = float(values @ weights / total)
        places = (np.cumsum(weights) - weights / 2) / total
        low, middle, high = np.interp((0.1, 0.5, 0.9), places, values).tolist()
        std = float(np.sqrt(((values - mean) ** 2) @ weights / total))
        return {"median": middle, "mean": mean, "p10": low, "p90": high, "std": std}


class Classes:
    """Pixels of each class of a raster, by their cover."""

    def __init__(self, count: int) -> None:
        self.pixels: Doubles = np.zeros(count)

    def add(self, values: NDArray[np.uint8], weights: Doubles) -> None:
        """Count the pixels of each class; others do not count."""
        self.pixels += np.bincount(values.ravel(), weights.ravel(), len(self.pixels))[: len(self.pixels)]


Read = Callable[[Window], NDArray[Any]]
"""Window → (n, h, w) values of a raster."""


def weigh_indices(outline: Any, strips: Sequence[Window], read: Read, count: int) -> list[Weighing]:
    """Weigh each index within an outline."""
    weighed = [Weighing() for _ in range(count)]
    for window in strips:
        shares = cover_pixels(outline, window)
        for one, values in zip(weighed, read(window), strict=True):
            one.add(values, shares)
    return weighed


def weigh_classes(outline: Any, strips: Sequence[Window], read: Read, count: int) -> Doubles:
    """(count,) pixels of each class of a raster within an outline."""
    found = Classes(count)
    for window in strips:
        found.add(read(window)[0], cover_pixels(outline, window))
    return found.pixels
