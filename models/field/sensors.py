"""Readings of field sensors, checked and brought to daily values in fixed units, from a CSV or JSON file of the user.

Units are declared, never guessed: `air_temperature [degC]` in the header of a CSV file, or in JSON
`{"units": {"air_temperature": "degC"}, "readings": [...]}`. What can be repaired without guessing is repaired with a
line for the report; what cannot is refused. Days are those of local solar time at the field. They end on the
day before the acquisition, the last one that is whole when the satellite passes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.errors import ConfigError
from models.field.sensor_table import field_times, read_table, solar
from models.field.weather import LONGEST, WEATHER

Floats = NDArray[np.float32]

DAYS = 7
"""Of the week before the acquisition."""
_STRETCH = 28  # days that are judged by how often they were read themselves
_FEWEST = {"mean": 0.75, "sum": 0.95}  # share of the readings of a day that must be there
_SPOILT = 0.2  # share of impossible values from which on the unit or the sensor is wrong


@dataclass(frozen=True)
class Quantity:
    """What is measured: its daily value is a mean or a sum, in `unit`, possible between two limits."""

    unit: str
    daily: Literal["mean", "sum"]
    lowest: float
    highest: float
    slack: float  # beyond these by rounding or as instruments err, and taken as the limit; for an hour where a sum
    scales: dict[str, tuple[float, float]]  # unit → factor and offset of a reading
    rates: dict[str, float]  # unit of something per time → factor to the unit a day
    names: tuple[str, ...]
    peak: float = 24  # times the highest of a day that a rate may reach: a shower falls faster
    driest: float | None = None  # mean of a week below which no field is


_DEGREES = {
    **dict.fromkeys(("degC", "°C", "C"), (1.0, 0.0)),
    **dict.fromkeys(("degF", "°F", "F"), (5 / 9, -160 / 9)),
    "K": (1.0, -273.15),
}
_ENERGY = {"MJ/m2": 1.0, "kJ/m2": 1e-3, "J/m2": 1e-6, "kWh/m2": 3.6, "Wh/m2": 3.6e-3}
_SPEED = {"m/s": 1.0, "km/h": 1 / 3.6, "mph": 0.44704, "kn": 0.514444}
_WATER = {"m3/m3": 1.0, "m³/m³": 1.0, "fraction": 1.0, "%": 0.01, "vol%": 0.01}


def _plain(factors: dict[str, float]) -> dict[str, tuple[float, float]]:
    return {unit: (factor, 0.0) for unit, factor in factors.items()}


QUANTITIES = {
    "air_temperature": Quantity(
        "degC", "mean", -60, 60, 0.1, _DEGREES, {}, ("temperature", "air_temp", "temp", "t_air", "atm_temperature")
    ),
    "humidity": Quantity(  # capacitive sensors show some percent too much in saturated air
        "%", "mean", 0, 100, 3, _plain({"%": 1, "fraction": 100}), {}, ("relative_humidity", "rh", "air_humidity"),
        driest=2,
    ),
    "soil_moisture": Quantity(
        "m3/m3", "mean", 0, 0.8, 0.005, _plain(_WATER), {},
        ("vwc", "volumetric_water_content", "volumetric_moisture", "swc"), driest=0.01,
    ),
    "rain": Quantity(
        "mm", "sum", 0, 600, 0.01,
        _plain({"mm": 1, "cm": 10, "in": 25.4}), {"mm/h": 24, "mm/d": 1, "in/h": 609.6},
        ("rainfall", "precipitation", "precip"),
    ),
    "radiation": Quantity(  # pyranometers show down to -5 W/m2 at night; the sun 1400, beside a bright cloud 1800
        "MJ/m2", "sum", 0, 45, 0.02,
        _plain(_ENERGY), {"W/m2": 0.0864, "W/m²": 0.0864, "MJ/m2/d": 1},
        ("solar_radiation", "solar", "global_radiation", "rs"), peak=4,
    ),
    "wind": Quantity("m/s", "mean", 0, 60, 0.1, _plain(_SPEED), {}, ("wind_speed", "ws", "u2")),
    "evapotranspiration": Quantity(  # hours of night are a little below zero by Penman and Monteith
        "mm", "sum", 0, 20, 0.05,
        _plain({"mm": 1, "in": 25.4}), {"mm/d": 1, "mm/h": 24}, ("et0", "eto", "reference_evapotranspiration"),
    ),
}  # fmt: skip
"""Names as they are said in files; `scales` and `rates` hold the units that are known, spelt as they are written."""

_ENDINGS = {
    "c": "degC", "degc": "degC", "f": "degF", "k": "K", "pct": "%", "percent": "%", "mm": "mm", "in": "in",
    "mps": "m/s", "ms": "m/s", "kmh": "km/h", "mph": "mph", "wm2": "W/m2", "mjm2": "MJ/m2", "m3m3": "m3/m3",
}  # fmt: skip
"""Units as they end a name: `air_temperature_c`."""


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
class _Calendar:
    """To which day each reading belongs, and how many readings a whole day has."""

    last: date
    place: NDArray[np.int64]  # (readings,) from 0, the oldest day; others than those of `expected` are not asked for
    expected: NDArray[np.float64]  # (days,)


@dataclass(frozen=True)
class _Column:
    """Readings of one quantity, as the file declares them."""

    path: Path
    heading: str
    name: str
    unit: str

    @property
    def quantity(self) -> Quantity:
        return QUANTITIES[self.name]

    def error(self, said: str) -> ConfigError:
        return ConfigError(f"{self.path}: column {self.heading!r}{said}")


def read_sensors(path: Path, acquired: datetime, longitude: float | None) -> SensorDays:
    """The days before `acquired` (with its time zone); raises `ConfigError` where the file cannot be used."""
    table = read_table(path)
    times, notes = field_times(path, table, longitude)
    order = np.argsort(np.array(times, "datetime64[s]"), kind="stable")
    if (np.diff(order) < 0).any():
        notes.append("readings were not in order of time and have been sorted")
    last = (solar(acquired, longitude) - timedelta(days=1)).date()
    sorted_times = [times[index] for index in order]
    calendar = _calendar(sorted_times, last)
    values = np.full((len(calendar.expected), len(QUANTITIES)), np.nan, np.float32)
    found = _columns(path, [heading for heading, _ in table.columns], notes)
    said: list[str] = []
    for place, column in found.items():
        cells = table.columns[place][1]
        readings = _numbers(column, [cells[index] for index in order], said)
        kept = _without_doubles(column, sorted_times, readings, said)
        daily = _daily(column, calendar, _possible(column, kept, said), said)
        values[:, list(QUANTITIES).index(column.name)] = daily
    if not np.isfinite(values[-DAYS:]).any():
        raise ConfigError(f"{path}: {_why_none(sorted_times, calendar, said)}")
    return SensorDays(last, _since_known(values, said), (*notes, *said))


def _columns(path: Path, headings: Sequence[str], notes: list[str]) -> dict[int, _Column]:
    """Those that are used, by their place."""
    found: dict[int, _Column] = {}
    seen: dict[str, str] = {}
    for place, heading in enumerate(headings):
        if (said := _quantity(path, heading)) is None:
            continue
        if said[0] in seen:
            raise ConfigError(f"{path}: columns {seen[said[0]]!r} and {heading!r} are both {said[0]}; leave one out")
        seen[said[0]] = heading
        found[place] = _Column(path, heading, *said)
    if not found:
        raise ConfigError(f"{path}: no column is named as one of {', '.join(QUANTITIES)}")
    if unused := [heading for place, heading in enumerate(headings) if place not in found]:
        notes.append(f"columns of readings that are not used: {', '.join(unused)}")
    return found


def _why_none(times: list[datetime], calendar: _Calendar, said: list[str]) -> str:
    """Nothing of the week is known."""
    week = f"the week that ends on {calendar.last}, before the acquisition"
    if ((calendar.place >= len(calendar.expected) - DAYS) & (calendar.place < len(calendar.expected))).any():
        return f"of {week}, no day is known: {'; '.join(said)}; give whole days or --date"
    return (
        f"readings are from {times[0]:%Y-%m-%d} to {times[-1]:%Y-%m-%d}, none of them in {week}; give the readings of "
        "that week or --date"
    )


def _quantity(path: Path, heading: str) -> tuple[str, str] | None:
    """Its name and unit, from `rain [mm]`, `rain (mm)` or `rain_mm`; none where it is nothing that is used."""
    said = re.fullmatch(r"\s*(?P<name>[^\[\(]+?)\s*(?:[\[\(]\s*(?P<unit>[^\]\)]+?)\s*[\]\)])?\s*", heading)
    word, unit = (re.sub(r"[\s\-]+", "_", said["name"]).lower(), said["unit"]) if said else ("", None)
    front, _, ending = word.rpartition("_")
    if unit is None and ending in _ENDINGS and _named(front):
        word, unit = front, _ENDINGS[ending]
    name = _named(word)
    if name is None:
        return None
    known = {**QUANTITIES[name].scales, **QUANTITIES[name].rates}
    if unit is None:
        raise ConfigError(f"{path}: column {heading!r} says no unit; write it as '{heading} [{next(iter(known))}]'")
    if unit not in known:
        raise ConfigError(f"{path}: column {heading!r}: unit {unit!r} is none of {', '.join(known)}")
    return name, unit


def _named(word: str) -> str | None:
    return next((name for name, quantity in QUANTITIES.items() if word == name or word in quantity.names), None)


def _numbers(column: _Column, cells: Sequence[str], notes: list[str]) -> Floats:
    """(n,) with NaN for empty cells."""
    values = np.full(len(cells), np.nan, np.float64)
    for index, cell in enumerate(cells):
        if cell.lower() in ("", "na", "nan", "null", "none", "-"):
            continue
        try:
            if "_" in cell:  # Python reads 2_0 as 20
                raise ValueError(cell)
            values[index] = float(cell)
        except ValueError:
            said = " (write decimals with a point)" if re.fullmatch(r"-?\d+,\d+", cell) else ""
            raise column.error(f" holds {cell[:40]!r}, which is no number{said}") from None
    empty = int(np.isnan(values).sum())
    if empty:
        notes.append(f"{column.heading}: {empty} of {len(cells)} readings are empty")
    with np.errstate(over="ignore"):
        return np.asarray(values, np.float32)  # what is too large for it becomes infinite, and so impossible


def _without_doubles(column: _Column, times: list[datetime], values: Floats, notes: list[str]) -> Floats:
    """Of equal times with equal values the first is kept; with different values nobody knows which is right."""
    kept, doubles = values.copy(), 0
    known: dict[datetime, float] = {}
    for index, (moment, value) in enumerate(zip(times, values.tolist(), strict=True)):
        if np.isnan(value):
            continue
        if moment not in known:
            known[moment] = value
            continue
        if known[moment] != value:
            raise column.error(
                f" has two values for {moment:%Y-%m-%d %H:%M}, {known[moment]:g} and {value:g}; keep the right one"
            )
        kept[index], doubles = np.nan, doubles + 1
    if doubles:
        notes.append(f"{column.heading}: {doubles} readings stand there twice and count once")
    return kept


def _possible(column: _Column, values: Floats, notes: list[str]) -> Floats:
    """Values in the quantity's own unit (or in it a day, for rates), impossible ones left out."""
    quantity, unit = column.quantity, column.unit
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
            f"{column.heading}: {int(clipped.sum())} of {known} readings lie a little outside of what is possible "
            f"(such as {values[int(np.argmax(clipped))]:g} {unit}) and were taken as its limit"
        )
    if wrong.any():
        said = (
            f"{int(wrong.sum())} of {known} readings are impossible (such as {values[int(np.argmax(wrong))]:g} {unit})"
        )
        if wrong.sum() > _SPOILT * known:
            raise column.error(f": {said}; is its unit {unit}? Possible is {quantity.lowest:g} to {quantity.highest:g} "
                               f"{quantity.unit}")  # fmt: skip
        notes.append(f"{column.heading}: {said} and were left out")
    return kept


def _calendar(times: list[datetime], last: date) -> _Calendar:
    """Of sorted times. How often readings come may change, so every four weeks are judged by themselves."""
    count = min(LONGEST, max(DAYS, (last - times[0].date()).days + 1))
    place = np.array([(time.date() - last).days + count - 1 for time in times], np.int64)
    seconds = np.array(times, "datetime64[s]").astype(np.int64)
    expected = np.full(count, _a_day(seconds))
    for end in range(count, 0, -_STRETCH):
        start = max(0, end - _STRETCH)
        here = (place >= start) & ((place < end) | (end == count))
        if here.sum() >= (end - start) / 2:  # else they tell nothing
            expected[start:end] = _a_day(seconds[here])
    return _Calendar(last, place, expected)


def _a_day(seconds: NDArray[np.int64]) -> float:
    """Readings that a whole day has: one, or as many as the usual distance between two allows."""
    steps = np.diff(np.unique(seconds))
    return max(1.0, 86_400 / float(np.median(steps))) if len(steps) else 1.0


def _daily(column: _Column, calendar: _Calendar, values: Floats, notes: list[str]) -> Floats:
    """(days,) daily values; NaN for days of which too little is known, or which cannot be."""
    quantity, count = column.quantity, len(calendar.expected)
    there = np.isfinite(values) & (calendar.place >= 0) & (calendar.place < count)
    known = np.bincount(calendar.place[there], minlength=count)
    totals = np.bincount(calendar.place[there], values[there], minlength=count).astype(np.float64)
    is_total = quantity.daily == "sum" and column.unit not in quantity.rates
    said = totals if is_total else totals / np.maximum(known, 1)
    enough = known >= _FEWEST[quantity.daily] * calendar.expected
    spoilt = enough & ((said < quantity.lowest) | (said > quantity.highest))
    result = np.where(enough & ~spoilt, said, np.nan).astype(np.float32)
    _tell_spoilt(column, calendar, said, (spoilt, enough), notes)
    _check_dryness(column, result[-DAYS:])
    unknown = np.flatnonzero(~enough[-DAYS:])
    missing = [str(calendar.last - timedelta(days=DAYS - 1 - int(day))) for day in unknown]
    if 0 < len(missing) < DAYS:
        notes.append(f"{column.name}: too few readings on {', '.join(missing)}; taken as not known")
    elif missing:
        notes.append(f"{column.name}: no day of the week before the acquisition has enough readings")
    return result


def _tell_spoilt(
    column: _Column, calendar: _Calendar, said: NDArray[np.float64], days: tuple[NDArray[np.bool_], ...],
    notes: list[str],
) -> None:  # fmt: skip
    """Of days (impossible ones, all with enough readings) whose readings are possible, but not together."""
    spoilt, enough = days
    if not spoilt.any():
        return
    dates = [calendar.last - timedelta(days=len(spoilt) - 1 - int(day)) for day in np.flatnonzero(spoilt)]
    quantity, first = column.quantity, f"{said[spoilt][0]:g} {column.quantity.unit} on {dates[0]}"
    if spoilt.sum() > _SPOILT * enough.sum():
        raise column.error(
            f": its readings make {first}, a day may have {quantity.lowest:g} to {quantity.highest:g}; is its unit "
            f"{column.unit}, and does each reading count its own time only?"
        )
    notes.append(
        f"{column.name}: readings make an impossible day {len(dates)} times (such as {first}); taken as not known"
    )


def _check_dryness(column: _Column, week: Floats) -> None:
    """Raise `ConfigError` where a week is drier than any field, as a fraction is that is declared a percentage."""
    driest = column.quantity.driest
    if driest is None or np.isnan(week).all() or np.nanmean(week) >= driest:
        return
    factor, _ = column.quantity.scales[column.unit]
    unit = "fraction" if "%" in column.unit else column.unit
    raise column.error(
        f": the week has {np.nanmean(week) / factor:.2g} {column.unit} on average, which no field has; is its unit "
        f"{unit}, and does the sensor work?"
    )


def _since_known(values: Floats, notes: list[str]) -> Floats:
    """The same from the first day on which something of SEASON is known, or the week; gaps are told in one line."""
    columns = {name: np.isfinite(values[:, list(QUANTITIES).index(name)]) for name in WEATHER}
    first = min(int(np.argmax(np.any(list(columns.values()), axis=0))), len(values) - DAYS)
    earlier = {name: there[first:-DAYS] for name, there in columns.items() if there.any()}
    gaps = [f"{name} {int((~there).sum())}" for name, there in earlier.items() if not there.all()]
    if gaps:
        days = len(values) - DAYS - first
        notes.append(f"of the {days} days before that week too few readings on: {', '.join(gaps)}; taken as not known")
    return values[first:]
