"""Daily values of readings: to which day each belongs, how many a whole day has, and sums or means of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from models.errors import ConfigError
from models.field.loggers.headings import Measured
from models.field.loggers.tables import Table
from models.field.weather import LONGEST

Floats = NDArray[np.float32]
DAYS = 7
"""Of the week before the acquisition."""
_STRETCH = 28  # days that are judged by how often they were read themselves
_FEWEST = {"mean": 0.75, "sum": 0.95}  # share of the readings of a day that must be there
SPOILT = 0.2
"""Share of impossible values from which on the unit or the sensor is wrong."""
_EPOCH = date(1970, 1, 1)
_DAY = 86_400


@dataclass(frozen=True)
class Calendar:
    """Which days are asked for, and how many readings a whole one has."""

    last: date
    expected: NDArray[np.float64]  # (days,), oldest first

    def places(self, seconds: NDArray[np.int64]) -> NDArray[np.int64]:
        """(readings,) day of each from 0, the oldest; others than those of `expected` are not asked for."""
        return seconds // _DAY - (self.last - _EPOCH).days + len(self.expected) - 1

    def in_week(self, seconds: NDArray[np.int64]) -> bool:
        """Whether any reading is of the last seven days."""
        places, count = self.places(seconds), len(self.expected)
        return bool(((places >= count - DAYS) & (places < count)).any())


@dataclass(frozen=True)
class Series:
    """Values in the unit of the quantity (or in it a day, for rates), and what each stands for."""

    seconds: NDArray[np.int64]
    values: NDArray[np.float64]
    covered: NDArray[np.float64]  # usual distances between readings


def seconds_of(times: Sequence[datetime]) -> NDArray[np.int64]:
    """(n,) since 1970, as if at Greenwich."""
    return np.array(times, "datetime64[s]").astype(np.int64)


def calendar_of(seconds: NDArray[np.int64], last: date) -> Calendar:
    """Of sorted times. How often readings come may change, so every four weeks are judged by themselves."""
    first = int(seconds[0]) // _DAY
    count = min(LONGEST, max(DAYS, (last - _EPOCH).days - first + 1))
    expected = np.full(count, _a_day(seconds))
    place = Calendar(last, expected).places(seconds)
    for end in range(count, 0, -_STRETCH):
        start = max(0, end - _STRETCH)
        here = (place >= start) & ((place < end) | (end == count))
        if here.sum() >= (end - start) / 2:  # else they tell nothing
            expected[start:end] = _a_day(seconds[here])
    return Calendar(last, expected)


def _a_day(seconds: NDArray[np.int64]) -> float:
    """Readings that a whole day has: one, or as many as the usual distance between two allows."""
    steps = np.diff(np.unique(seconds))
    return max(1.0, 86_400 / float(np.median(steps))) if len(steps) else 1.0


def daily_values(table: Table, one: Measured, calendar: Calendar, series: Series) -> tuple[Floats, list[str]]:
    """(days,) NaN for days of which too little is known, or which cannot be; and what is to be said of them."""
    quantity, count, notes = one.quantity, len(calendar.expected), []
    place = calendar.places(series.seconds)
    there = np.isfinite(series.values) & (place >= 0) & (place < count)
    known = np.bincount(place[there], series.covered[there], minlength=count)
    totals = np.bincount(place[there], series.values[there], minlength=count).astype(np.float64)
    is_total = quantity.daily == "sum" and one.unit not in quantity.rates
    said = totals if is_total else totals / np.maximum(known, 1)
    enough = known >= _FEWEST[quantity.daily] * calendar.expected
    spoilt = enough & ((said < quantity.lowest) | (said > quantity.highest))
    result = np.where(enough & ~spoilt, said, np.nan).astype(np.float32)
    if spoilt.any():
        notes.append(_tell_spoilt(table, one, calendar, said, (spoilt, enough)))
    _check_dryness(table, one, result[-DAYS:])
    unknown = np.flatnonzero(~enough[-DAYS:])
    missing = [str(calendar.last - timedelta(days=DAYS - 1 - int(day))) for day in unknown]
    if 0 < len(missing) < DAYS:
        notes.append(f"{one.name}: too few readings on {', '.join(missing)}; taken as not known")
    elif missing:
        notes.append(f"{one.name}: no day of the week before the acquisition has enough readings")
    return result, notes


def _tell_spoilt(
    table: Table, one: Measured, calendar: Calendar, said: NDArray[np.float64], days: tuple[NDArray[np.bool_], ...]
) -> str:
    """Of days (impossible ones, all with enough readings) whose readings are possible, but not together."""
    spoilt, enough = days
    dates = [calendar.last - timedelta(days=len(spoilt) - 1 - int(day)) for day in np.flatnonzero(spoilt)]
    quantity, first = one.quantity, f"{said[spoilt][0]:g} {one.quantity.unit} on {dates[0]}"
    if spoilt.sum() > SPOILT * enough.sum():
        raise column_error(
            table, one,
            f": its readings make {first}, a day may have {quantity.lowest:g} to {quantity.highest:g}; is its unit "
            f"{one.unit}, and does each reading count its own time only? If it counts on, say --context "
            f"{one.name}_is=counter",
        )  # fmt: skip
    return f"{one.name}: readings make an impossible day {len(dates)} times (such as {first}); taken as not known"


def _check_dryness(table: Table, one: Measured, week: Floats) -> None:
    """Raise `ConfigError` where a week is drier than any field, as a fraction is that is declared a percentage."""
    driest = one.quantity.driest
    if driest is None or np.isnan(week).all() or np.nanmean(week) >= driest:
        return
    factor, _ = one.quantity.scales[one.unit]
    unit = "fraction" if "%" in one.unit else one.unit
    raise column_error(
        table, one,
        f": the week has {np.nanmean(week) / factor:.2g} {one.unit} on average, which no field has; is its unit {unit} "
        f"and does the sensor work? If it is, say --context \"{one.name}={one.heading} [{unit}]\"",
    )  # fmt: skip


def column_error(table: Table, one: Measured, said: str) -> ConfigError:
    """An error that names the column."""
    return table.refuse(f"column {one.heading!r}{said}")
