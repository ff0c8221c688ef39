"""The weather of a season so far: what has fallen, what could have evaporated, and how warm it was since sowing."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from models.arrays import Floats

Daily = Sequence[Sequence[float | None]]
"""Of each day what SEASON names, oldest day first; None where not known."""

WEATHER = ("rain", "evapotranspiration", "air_temperature")
"""Sums in mm, of rain and of the reference evapotranspiration, and the mean in °C."""
LONGEST = 400
"""Days; no crop that is known here stands longer."""
_UNKNOWN = 10  # one day in so many may be missing
LATEST_START = 3
"""Days after sowing by which readings must begin, lest the weather of part of a season be called that since sowing."""


def sum_since_sowing(daily: Daily, last: date, sown: date) -> Floats:
    """Sum the weather, (3,) of WEATHER, from the day of sowing to `last`, with which `daily` ends; NaN where
    too few days are known, or those of LATEST_START and more from the first on are not.

    Other days that are not known are taken to be as the rest were.
    """
    length = (last - sown).days + 1
    if length < 1 or not daily:
        return np.full(len(WEATHER), np.nan, np.float32)
    days = np.array(daily[-length:], np.float64)  # None becomes NaN
    there = np.isfinite(days)
    known = there.sum(axis=0)
    means = np.where(there, days, 0).sum(axis=0) / np.maximum(known, 1)
    whole = means * (length, length, 1)
    is_long_enough = length - len(days) + there.argmax(axis=0) <= LATEST_START
    return np.where(is_long_enough & ((length - known) * _UNKNOWN <= length), whole, np.nan).astype(np.float32)


def find_start(daily: Daily, last: date) -> date:
    """Find the first day of readings that end on `last`."""
    return last - timedelta(days=len(daily) - 1)
