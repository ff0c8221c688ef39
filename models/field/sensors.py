"""Readings of field sensors, checked and brought to daily values in fixed units, from a CSV or JSON file of the user.

Units are declared, never guessed: `air_temperature [degC]` in the header of a CSV file, or in JSON
`{"units": {"air_temperature": "degC"}, "readings": [...]}`. What can be repaired without guessing is repaired with a
line for the report; what cannot is refused. Days are those of local solar time at the field. They end on the
day before the acquisition, the last one that is whole when the satellite passes.
"""

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from models.errors import ConfigError
from models.field.season import LONGEST, SEASON

Floats = NDArray[np.float32]

DAYS = 7
"""Of the week before the acquisition."""
_STRETCH = 28  # days that are judged by how often they were read themselves
_FEWEST = {"mean": 0.75, "sum": 0.95}  # share of the readings of a day that must be there
_SPOILT = 0.2  # share of impossible values from which on the unit or the sensor is wrong
_LARGEST_FILE = 50_000_000  # bytes; a minute-by-minute year has 20 MB


@dataclass(frozen=True)
class Quantity:
    """What is measured: its daily value is a mean or a sum, in `unit`, possible between two limits."""

    unit: str
    daily: Literal["mean", "sum"]
    lowest: float
    highest: float
    scales: dict[str, tuple[float, float]]  # unit → factor and offset of a reading
    rates: dict[str, float]  # unit of something per time → factor to the unit a day
    names: tuple[str, ...]


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
        "degC", "mean", -60, 60, _DEGREES, {}, ("temperature", "air_temp", "temp", "t_air", "atm_temperature")
    ),
    "humidity": Quantity(
        "%", "mean", 0, 100, _plain({"%": 1, "fraction": 100}), {}, ("relative_humidity", "rh", "air_humidity")
    ),
    "soil_moisture": Quantity(
        "m3/m3", "mean", 0, 0.8, _plain(_WATER), {}, ("vwc", "volumetric_water_content", "volumetric_moisture", "swc")
    ),
    "rain": Quantity(
        "mm", "sum", 0, 600,
        _plain({"mm": 1, "cm": 10, "in": 25.4}), {"mm/h": 24, "mm/d": 1, "in/h": 609.6},
        ("rainfall", "precipitation", "precip"),
    ),
    "radiation": Quantity(
        "MJ/m2", "sum", 0, 45,
        _plain(_ENERGY), {"W/m2": 0.0864, "W/m²": 0.0864, "MJ/m2/d": 1},
        ("solar_radiation", "solar", "global_radiation", "rs"),
    ),
    "wind": Quantity("m/s", "mean", 0, 60, _plain(_SPEED), {}, ("wind_speed", "ws", "u2")),
    "evapotranspiration": Quantity(
        "mm", "sum", 0, 20,
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
class _Table:
    """Readings as they stand in the file."""

    times: list[str]
    columns: dict[str, list[str]]  # name with its unit → values
    zone: str | None  # of all times, where the file says it


@dataclass(frozen=True)
class _Calendar:
    """To which day each reading belongs, and how many readings a whole day has."""

    last: date
    place: NDArray[np.int64]  # (readings,) from 0, the oldest day; others than those of `expected` are not asked for
    expected: NDArray[np.float64]  # (days,)


def read_sensors(path: Path, acquired: datetime, longitude: float | None) -> SensorDays:
    """The days before `acquired` (with its time zone); raises `ConfigError` where the file cannot be used."""
    table = _read(path)
    times, notes = _times(path, table, longitude)
    order = np.argsort(np.array(times, "datetime64[s]"), kind="stable")
    if (np.diff(order) < 0).any():
        notes.append("readings were not in order of time and have been sorted")
    last = (_solar(acquired, longitude) - timedelta(days=1)).date()
    sorted_times = [times[index] for index in order]
    calendar = _calendar(sorted_times, last)
    values = np.full((len(calendar.expected), len(QUANTITIES)), np.nan, np.float32)
    seen: dict[str, str] = {}
    unused: list[str] = []
    for heading, column in table.columns.items():
        found = _quantity(path, heading)
        if found is None:
            unused.append(heading)
            continue
        name, unit = found
        if name in seen:
            raise ConfigError(f"{path}: columns {seen[name]!r} and {heading!r} are both {name}; leave one out")
        seen[name] = heading
        readings = _numbers(path, heading, [column[index] for index in order], notes)
        kept = _without_doubles(path, heading, sorted_times, readings, notes)
        checked = _possible(path, heading, QUANTITIES[name], unit, kept, notes)
        values[:, list(QUANTITIES).index(name)] = _daily(name, unit, calendar, checked, notes)
    if unused:
        notes.append(f"columns of readings that are not used: {', '.join(unused)}")
    if not seen:
        raise ConfigError(f"{path}: no column is named as one of {', '.join(QUANTITIES)}")
    if not np.isfinite(values[-DAYS:]).any():
        raise ConfigError(
            f"{path}: readings are from {sorted_times[0]:%Y-%m-%d} to {sorted_times[-1]:%Y-%m-%d}, none of them in the "
            f"week that ends on {last}, before the acquisition; give the readings of that week or --date"
        )
    return SensorDays(last, _since_known(values, notes), tuple(notes))


def _read(path: Path) -> _Table:
    if not path.is_file():
        raise ConfigError(f"{path}: no such file of sensor readings")
    if path.stat().st_size > _LARGEST_FILE:
        raise ConfigError(f"{path}: {path.stat().st_size / 1e6:.0f} MB are too much; give the weeks around the scene")
    try:
        text = path.read_text(encoding="utf-8-sig")
        table = _from_json(path, text) if path.suffix.lower() == ".json" else _from_csv(path, text)
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not text in UTF-8 (byte {error.start}); save it as CSV or JSON in UTF-8") from error
    if not table.times:
        raise ConfigError(f"{path}: no readings in it")
    return table


def _from_csv(path: Path, text: str) -> _Table:
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    rows = [row for row in csv.reader(text.splitlines(), delimiter=separator) if any(cell.strip() for cell in row)]
    heading = [cell.strip() for cell in rows[0]] if rows else []
    place = next(
        (index for index, cell in enumerate(heading) if cell.lower() in ("time", "date", "datetime", "timestamp")), None
    )
    if place is None:
        raise ConfigError(f"{path}: the first line names no column time, date, datetime or timestamp")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(heading):
            raise ConfigError(f"{path}: row {number} has {len(row)} cells where the header has {len(heading)}")
    columns = {name: [row[index].strip() for row in rows[1:]] for index, name in enumerate(heading) if index != place}
    return _Table([row[place].strip() for row in rows[1:]], columns, None)


def _from_json(path: Path, text: str) -> _Table:
    try:
        said: Any = json.loads(text)
        units, rows = dict(said["units"]), list(said["readings"])
        times = [str(row["time"]) for row in rows]
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(
            f'{path}: not of the form {{"units": {{"rain": "mm"}}, "readings": [{{"time": "...", "rain": 0.2}}]}}'
        ) from error
    names = list(dict.fromkeys(name for row in rows for name in row if name != "time"))
    headings = {name: f"{name} [{units[name]}]" if name in units else name for name in names}
    columns = {headings[name]: [_as_cell(row.get(name)) for row in rows] for name in names}
    return _Table(times, columns, str(said["timezone"]) if "timezone" in said else None)


def _as_cell(value: object) -> str:
    return "" if value is None else str(value)


def _times(path: Path, table: _Table, longitude: float | None) -> tuple[list[datetime], list[str]]:
    """Local solar times without a zone, and what is to be said of them."""
    found = []
    for number, cell in enumerate(table.times, start=1):
        try:
            found.append(datetime.fromisoformat(cell + (table.zone or "")))
        except ValueError:
            raise ConfigError(
                f"{path}: reading {number} has the time {cell!r}; write it as 2024-06-01, 2024-06-01T12:00 or with its "
                "zone, 2024-06-01T12:00+02:00"
            ) from None
    zoned = sum(time.tzinfo is not None for time in found)
    if 0 < zoned < len(found):
        raise ConfigError(
            f"{path}: {zoned} of {len(found)} times say their zone and the others do not; say all or none"
        )
    if not zoned:
        whole_days = all(len(cell) == len("2024-06-01") for cell in table.times)
        return found, [] if whole_days else ["times of readings say no zone; taken to be local times of the field"]
    zones = {time.utcoffset() for time in found}
    notes = (
        [] if zones == {timedelta(0)} else [f"times of readings, {_zones(zones)}, brought to solar time of the field"]
    )
    return [_solar(time, longitude) for time in found], notes


def _zones(zones: set[timedelta | None]) -> str:
    hours = sorted((zone or timedelta(0)).total_seconds() / 3600 for zone in zones)
    return " and ".join(f"UTC{hour:+g} h" for hour in hours)


def _solar(time: datetime, longitude: float | None) -> datetime:
    """Mean solar time at a longitude (of Greenwich where none is known), without a zone."""
    utc = time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    return (utc + timedelta(hours=(longitude or 0.0) / 15)).replace(tzinfo=None)


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


def _numbers(path: Path, heading: str, cells: Sequence[str], notes: list[str]) -> Floats:
    """(n,) with NaN for empty cells."""
    values = np.full(len(cells), np.nan, np.float64)
    for index, cell in enumerate(cells):
        if cell.lower() in ("", "na", "nan", "null", "none", "-"):
            continue
        try:
            values[index] = float(cell)
        except ValueError:
            said = " (write decimals with a point)" if re.fullmatch(r"-?\d+,\d+", cell) else ""
            raise ConfigError(f"{path}: column {heading!r} holds {cell!r}, which is no number{said}") from None
    empty = int(np.isnan(values).sum())
    if empty:
        notes.append(f"{heading}: {empty} of {len(cells)} readings are empty")
    return np.asarray(values, np.float32)


def _without_doubles(path: Path, heading: str, times: list[datetime], values: Floats, notes: list[str]) -> Floats:
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
            raise ConfigError(
                f"{path}: column {heading!r} has two values for {moment:%Y-%m-%d %H:%M}, {known[moment]:g} "
                f"and {value:g}; keep the right one"
            )
        kept[index], doubles = np.nan, doubles + 1
    if doubles:
        notes.append(f"{heading}: {doubles} readings stand there twice and count once")
    return kept


def _possible(path: Path, heading: str, quantity: Quantity, unit: str, values: Floats, notes: list[str]) -> Floats:
    """Values in the quantity's own unit (or in it a day, for rates), impossible ones left out."""
    factor, offset = quantity.scales.get(unit, (quantity.rates.get(unit, 1.0), 0.0))
    scaled = values * np.float32(factor) + np.float32(offset)
    highest = quantity.highest * (24 if unit in quantity.rates else 1)  # a shower may fall faster than a day's rain
    margin = 1e-3 * (quantity.highest - quantity.lowest)
    wrong = (scaled < quantity.lowest - margin) | (scaled > highest + margin)
    known = int(np.isfinite(scaled).sum())
    scaled = np.clip(scaled, quantity.lowest, highest)  # 100.05 % of humidity is full, NaN stays NaN
    if not wrong.any():
        return np.asarray(scaled, np.float32)
    first = values[int(np.argmax(wrong))]
    said = f"{int(wrong.sum())} of {known} readings are impossible (such as {first:g} {unit})"
    if wrong.sum() > _SPOILT * known:
        raise ConfigError(f"{path}: column {heading!r}: {said}; is its unit {unit}? Possible is {quantity.lowest:g} to "
                          f"{quantity.highest:g} {quantity.unit}")  # fmt: skip
    notes.append(f"{heading}: {said} and were left out")
    return np.where(wrong, np.float32(np.nan), scaled).astype(np.float32)


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


def _daily(name: str, unit: str, calendar: _Calendar, values: Floats, notes: list[str]) -> Floats:
    """(days,) daily values; NaN for days of which too little is known."""
    quantity, count = QUANTITIES[name], len(calendar.expected)
    there = np.isfinite(values) & (calendar.place >= 0) & (calendar.place < count)
    known = np.bincount(calendar.place[there], minlength=count)
    totals = np.bincount(calendar.place[there], values[there], minlength=count)
    is_total = quantity.daily == "sum" and unit not in quantity.rates
    said = totals if is_total else totals / np.maximum(known, 1)
    enough = known >= _FEWEST[quantity.daily] * calendar.expected
    possible = (quantity.lowest <= said) & (said <= quantity.highest)
    result = np.where(enough & possible, said, np.nan).astype(np.float32)
    unknown = np.flatnonzero(np.isnan(result[-DAYS:]))
    missing = [str(calendar.last - timedelta(days=DAYS - 1 - int(day))) for day in unknown]
    if 0 < len(missing) < DAYS:
        notes.append(f"{name}: too few readings on {', '.join(missing)}; taken as not known")
    elif missing:
        notes.append(f"{name}: no day of the week before the acquisition has enough readings")
    return result


def _since_known(values: Floats, notes: list[str]) -> Floats:
    """The same from the first day on which something of SEASON is known, or the week; gaps are told in one line."""
    columns = {name: np.isfinite(values[:, list(QUANTITIES).index(name)]) for name in SEASON}
    first = min(int(np.argmax(np.any(list(columns.values()), axis=0))), len(values) - DAYS)
    earlier = {name: there[first:-DAYS] for name, there in columns.items() if there.any()}
    gaps = [f"{name} {int((~there).sum())}" for name, there in earlier.items() if not there.all()]
    if gaps:
        days = len(values) - DAYS - first
        notes.append(f"of the {days} days before that week too few readings on: {', '.join(gaps)}; taken as not known")
    return values[first:]
