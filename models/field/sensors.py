"""Readings of field sensors, checked and brought to daily values in fixed units, from a file of the user.

Units are declared, never guessed: `air_temperature [degC]` in the header of a CSV file, in a row of their own, in the
lines above, or in JSON `{"units": {"air_temperature": "degC"}, "readings": [...]}`. What can be repaired without
guessing is repaired with a line for the report; what cannot is refused. Days are those of local solar time at the
field. They end on the day before the acquisition, the last one that is whole when the satellite passes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.field.loggers.choices import Choices
from models.field.loggers.counters import Verdict, increments_of, judge_column
from models.field.loggers.days import (
    DAYS,
    SPOILT,
    Calendar,
    Series,
    calendar_of,
    column_error,
    daily_values,
    seconds_of,
)
from models.field.loggers.doubles import Merge, without_doubles
from models.field.loggers.headings import Measured, measured_columns
from models.field.loggers.numbers import has_decimal_commas, numbers_of
from models.field.loggers.read import read_table
from models.field.loggers.tables import Table
from models.field.loggers.times import field_times, solar
from models.field.loggers.vocabulary import height_of
from models.field.quantities import QUANTITIES
from models.field.weather import WEATHER

__all__ = ["DAYS", "QUANTITIES", "SensorDays", "read_sensors"]

Floats = NDArray[np.float32]

_CODES = (-9999, -99999, -999, -999.9, -99, -99.9, -6999, -7999, 6999, 7999, 9999, 99999, 32767, -32768)
"""Numbers that loggers write for nothing; they do not tell against the unit."""
_TWO_METRES = 4.87  # the profile of wind over short grass, over log(67.8 z - 5.42) (FAO 56, equation 47)


@dataclass(frozen=True)
class SensorDays:
    """From the first reading, but not more than LONGEST days, to the day before the acquisition."""

    last: date
    values: Floats  # (DAYS or more, quantities) in the order of QUANTITIES, oldest first, NaN where nothing is known
    notes: tuple[str, ...]  # what was repaired or left out, one line each

    @property
    def week(self) -> Floats:
        """(DAYS, quantities) before the acquisition."""
        return self.values[-DAYS:]


@dataclass(frozen=True)
class _Readings:
    """A table, its rows in order of time."""

    table: Table
    order: NDArray[np.int64]
    times: list[datetime]
    seconds: NDArray[np.int64]
    name_days: bool  # each names a day, and is of all of it
    comma: bool  # decimals are written so
    choices: Choices


def read_sensors(path: Path, acquired: datetime, longitude: float | None, choices: Choices | None = None) -> SensorDays:
    """The days before `acquired` (with its time zone); raises `ConfigError` where the file cannot be used.

    `choices` are the user's, where a file can be read in two ways.
    """
    choices = choices or Choices()
    table = read_table(path)
    found, unused = measured_columns(table, choices)
    times, notes, name_days = field_times(table, choices, longitude)
    order = np.argsort(np.array(times, "datetime64[s]"), kind="stable")
    if (np.diff(order) < 0).any() and not _only_turns_back(times):
        notes.append("readings were not in order of time and have been sorted")
    last = (solar(acquired, longitude) - timedelta(days=1)).date()
    times = [times[index] for index in order]
    comma = has_decimal_commas(table, found)
    readings = _Readings(table, order, times, seconds_of(times), name_days, comma, choices)
    calendar = calendar_of(readings.seconds, last)
    values = np.full((len(calendar.expected), len(QUANTITIES)), np.nan, np.float32)
    notes = [*table.notes, *(["decimals are written with a comma"] if comma else []), *notes]
    if unused:
        notes.append(f"columns of readings that are not used: {', '.join(unused)}")
    said: list[str] = []
    for one in found:
        daily = _daily(readings, one, calendar, said)
        place = list(QUANTITIES).index(one.name)
        values[:, place] = daily if one.extreme != "max" else (values[:, place] + daily) / 2
    if pair := [one.heading for one in found if one.extreme]:
        said.append(f"air_temperature: the mean of {pair[0]} and {pair[1]} of each day")
    if not np.isfinite(values[-DAYS:]).any():
        raise table.refuse(_why_none(readings, calendar, said))
    return SensorDays(last, _since_known(values, said), (*notes, *said))


def _only_turns_back(times: Sequence[datetime]) -> bool:
    """Whether times are in order, but for an hour at the end of summer time."""
    steps = np.diff(np.array(times, "datetime64[s]").astype(np.int64))
    back = steps[steps < 0]
    return len(back) <= 2 and bool((back >= -3600).all())


def _why_none(readings: _Readings, calendar: Calendar, said: list[str]) -> str:
    """Nothing of the week is known."""
    week = f"the week that ends on {calendar.last}, before the acquisition"
    if calendar.in_week(readings.seconds):
        return f"of {week}, no day is known: {'; '.join(said)}; give whole days or --date"
    return (
        f"readings are from {readings.times[0]:%Y-%m-%d} to {readings.times[-1]:%Y-%m-%d}, none of them in {week}; "
        "give the readings of that week or --date"
    )


def _daily(readings: _Readings, one: Measured, calendar: Calendar, said: list[str]) -> Floats:
    """(days,) of one column."""
    table = readings.table
    raw, notes = numbers_of(table, one, comma=readings.comma)
    said += notes
    raw = raw[readings.order]
    series, is_counter = _series(readings, one, raw, said)
    if not is_counter:
        merge: Merge = "sum" if one.quantity.daily == "sum" and one.unit not in one.quantity.rates else "mean"
        single, notes = without_doubles(table, one, readings.times, raw, merge)
        said += notes
        values = _possible(table, one, single, said).astype(np.float64)
        series = Series(readings.seconds, values, np.ones(len(values)))
    if one.name == "wind" and (height := height_of(one.heading)) not in (None, 2.0):
        factor = _TWO_METRES / float(np.log(67.8 * float(height or 0) - 5.42))
        series = replace(series, values=series.values * factor)
        said.append(f"wind: measured at {height:g} m, brought to 2 m by × {factor:.3f} (FAO 56)")
    daily, notes = daily_values(table, one, calendar, series)
    said += notes
    return daily


def _series(readings: _Readings, one: Measured, raw: Floats, said: list[str]) -> tuple[Series, bool]:
    """What a column of sums counted between its readings, where it is a counter."""
    nothing = Series(readings.seconds, np.zeros(0), np.zeros(0))
    if one.quantity.daily != "sum" or one.unit in one.quantity.rates:
        return nothing, False
    chosen = readings.choices.counters.get(one.name)
    counted = np.where(np.isin(raw, np.array(_CODES, np.float32)), np.nan, raw)
    if chosen is False or (counted < 0).any():  # no counter is negative
        return nothing, False
    single, _ = without_doubles(readings.table, one, readings.times, counted, "max")
    values = single.astype(np.float64)
    steps = increments_of(readings.seconds, values)
    if chosen is None and not _is_counter(readings, one, values, steps.amounts):
        return nothing, False
    factor, _ = one.quantity.scales[one.unit]
    as_amounts, as_counter = float(np.nansum(values)) * factor, float(np.nansum(steps.amounts)) * factor
    said.append(
        f"{one.name}: {one.heading} is a counter that runs on{_until(one)}, so its steps are taken: "
        f"{as_counter:.1f} {one.quantity.unit} in the file, where its readings add up to {as_amounts:.1f}"
    )
    moments = readings.seconds if readings.name_days else steps.middles
    kept = steps.amounts if not readings.name_days else steps.amounts[: len(values)]
    covered = steps.covered if not readings.name_days else steps.covered[: len(values)]
    impossible = kept * factor > one.quantity.highest
    return Series(moments, np.where(impossible, np.nan, kept * factor), covered), True


def _until(one: Measured) -> str:
    words = {"day": " from midnight", "week": " over the week", "month": " over the month", "year": " over the year"}
    return words.get(one.counts_from or "", "")


def _is_counter(readings: _Readings, one: Measured, values: NDArray[np.float64], amounts: NDArray[np.float64]) -> bool:
    """Whether a column runs on from reading to reading; raises `ConfigError` where it may and this matters."""
    verdict = judge_column(readings.seconds, values)
    if readings.name_days and one.counts_from == "day":
        return False
    if verdict == "counter" or (one.counts_from not in (None, "day") and verdict != "moving"):
        return True
    total, stepped = float(np.nansum(values)), float(np.nansum(amounts))
    if abs(total - stepped) <= 0.01 * max(total, 1e-9):
        return False  # either way it is the same
    _ask(readings.table, one, verdict, f"{stepped:.1f}", f"{total:.1f}")
    return False


def _ask(table: Table, one: Measured, verdict: Verdict, stepped: str, total: str) -> None:
    """Raise `ConfigError` where a column may run on, and the amounts (as text) differ by that."""
    counter, depths = f"--context {one.name}_is=counter", f"--context {one.name}_is=depths"
    if one.name == "rain" and verdict == "moving":
        raise column_error(
            table, one,
            " holds for hours and then falls by steps, as a sum of the last hours does; give the rain of each reading, "
            f"or say {depths} where each counts its own time only, or --context {one.name}=none to leave it out",
        )  # fmt: skip
    if one.name == "rain" and verdict == "still":
        raise column_error(
            table, one,
            f" is the same in all readings: a counter in dry weather or {total} {one.unit} in all; say {counter} or "
            f"{depths}",
        )  # fmt: skip
    if verdict == "unclear" or one.counts_from == "day":
        raise column_error(
            table, one,
            f" may be a counter that runs on ({stepped} {one.unit} in the file) or the amount of each reading "
            f"({total} {one.unit}); say {counter} or {depths}",
        )  # fmt: skip


def _possible(table: Table, one: Measured, values: Floats, notes: list[str]) -> Floats:
    """Values in the quantity's own unit (or in it a day, for rates), impossible ones left out."""
    quantity, unit = one.quantity, one.unit
    factor, offset = quantity.scales.get(unit, (quantity.rates.get(unit, 1.0), 0.0))
    scaled = values.astype(np.float64) * factor + offset
    highest = quantity.highest * (quantity.peak if unit in quantity.rates else 1)
    slack = quantity.slack * (24 if unit in quantity.rates and not unit.endswith("/d") else 1)
    beyond = np.maximum(quantity.lowest - scaled, scaled - highest)
    wrong = beyond > slack * (1 + 1e-6)
    clipped = (beyond > 1e-3 * slack) & ~wrong  # less is arithmetic
    kept = np.where(wrong, np.nan, np.clip(scaled, quantity.lowest, highest)).astype(np.float32)
    known = int((~np.isnan(values)).sum())
    if clipped.any():
        notes.append(
            f"{one.heading}: {int(clipped.sum())} of {known} readings lie a little outside of what is possible "
            f"(such as {values[int(np.argmax(clipped))]:g} {unit}) and were taken as its limit"
        )
    if wrong.any():
        is_code = np.isin(values, np.array(_CODES, np.float32))
        told = (
            f"{int(wrong.sum())} of {known} readings are impossible (such as {values[int(np.argmax(wrong))]:g} {unit})"
        )
        if (wrong & ~is_code).sum() > SPOILT * max(known - int(is_code.sum()), 1):
            raise column_error(
                table, one, f": {told}; is its unit {unit}? Possible is {quantity.lowest:g} to {quantity.highest:g} "
                f"{quantity.unit}",
            )  # fmt: skip
        notes.append(f"{one.heading}: {told} and were left out")
    return kept


def _since_known(values: Floats, notes: list[str]) -> Floats:
    """The same from the first day on which something of WEATHER is known, or the week; gaps are told in one line."""
    columns = {name: np.isfinite(values[:, list(QUANTITIES).index(name)]) for name in WEATHER}
    first = min(int(np.argmax(np.any(list(columns.values()), axis=0))), len(values) - DAYS)
    earlier = {name: there[first:-DAYS] for name, there in columns.items() if there.any()}
    gaps = [f"{name} {int((~there).sum())}" for name, there in earlier.items() if not there.all()]
    if gaps:
        days = len(values) - DAYS - first
        notes.append(f"of the {days} days before that week too few readings on: {', '.join(gaps)}; taken as not known")
    return values[first:]
