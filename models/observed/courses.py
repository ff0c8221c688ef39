"""Courses of greenness of many fields side by side: NDVI, when a crop stands, and how far a field is from its crop."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from models.arrays import Floats

_GREEN = 0.4
"""Median NDVI of a crop from which on it stands."""


def compute_ndvi(values: Floats, roles: Sequence[str], axis: int) -> Floats:
    """Compute NDVI from reflectance whose bands lie along an axis."""
    near, red = (np.take(values, list(roles).index(role), axis) for role in ("nir", "red"))
    return np.asarray((near - red) / (near + red), np.float32)


def average_seen(values: Floats, axis: int) -> Floats:
    """Average what was seen, without a warning where nothing was."""
    there = np.isfinite(values)
    sums, counts = np.where(there, values, 0).sum(axis=axis), there.sum(axis=axis)
    return np.asarray(np.where(counts > 0, sums / np.maximum(counts, 1), np.nan), np.float32)


def find_medians(ndvi: Floats) -> Floats:
    """Find the medians of what was seen, (n, t) → (t,), NaN on days on which nothing was."""
    there = np.isfinite(ndvi)
    columns = zip(ndvi.T, there.T, strict=True)
    return np.array([np.median(column[seen]) if seen.any() else np.nan for column, seen in columns], np.float32)


def find_season(ndvi: Floats, days: list[date]) -> list[int]:
    """Find the days round the greenest, April to September of the year in the middle, on which a crop's median
    stands.
    """
    seen = np.isfinite(ndvi).sum(axis=0) >= max(3, 0.2 * len(ndvi))
    medians = np.where(seen, find_medians(ndvi), np.nan)
    year = np.array([day.year == days[len(days) // 2].year and 4 <= day.month <= 9 for day in days])
    known = np.flatnonzero(np.isfinite(medians))
    top = max((place for place in known if year[place]), key=lambda place: float(medians[place]))
    where = list(known)
    first = last = where.index(top)
    while first > 0 and medians[where[first - 1]] >= _GREEN:
        first -= 1
    while last < len(where) - 1 and medians[where[last + 1]] >= _GREEN:
        last += 1
    return [int(place) for place in where[first : last + 1]]
