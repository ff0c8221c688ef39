"""A file of sensor readings as a table of text, and its times as those of the field."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import ConfigError
from models.field.strict_json import parse

_LARGEST_FILE = 50_000_000  # bytes; a minute-by-minute year has 20 MB
_TIME = re.compile(
    r"(?P<day>\d{4}-?(?:\d\d-?\d\d|W\d\d-?\d))(?:[Tt ](?P<clock>\d\d(?::?\d\d){0,2}(?:[.,]\d+)?))?"
    r" ?(?P<zone>[Zz]|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)
YEARS = (1900, 2200)
"""Outside of them the clock of a sensor was not set."""
_ALONE_S = 23 * 3600
"""From a reading that stands for its day to the next ones: a day, of which summer time takes an hour."""


@dataclass(frozen=True)
class Table:
    """Readings as they stand in the file."""

    times: list[str]
    columns: list[tuple[str, list[str]]]  # name with its unit, as often as it is there, and values
    zone: str  # of all times, where the file says it


def read_table(path: Path) -> Table:
    """Times and columns of a CSV or JSON file; raises `ConfigError` where it is neither."""
    try:
        if not path.is_file():
            raise ConfigError(f"{path}: no such file of sensor readings")
        if path.stat().st_size > _LARGEST_FILE:
            raise ConfigError(
                f"{path}: {path.stat().st_size / 1e6:.0f} MB are too much; give the weeks around the scene"
            )
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not text in UTF-8 (byte {error.start}); save it as CSV or JSON in UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{path}: the readings cannot be read ({error.strerror})") from error
    table = _from_json(path, text) if path.suffix.lower() == ".json" else _from_csv(path, text)
    if not table.times:
        raise ConfigError(f"{path}: no readings in it")
    return table


def _from_csv(path: Path, text: str) -> Table:
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    try:
        rows = [row for row in csv.reader(text.splitlines(), delimiter=separator) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ConfigError(f"{path}: no table in CSV ({error}); is a quote not closed?") from error
    heading = [cell.strip() for cell in rows[0]] if rows else []
    place = next(
        (index for index, cell in enumerate(heading) if cell.lower() in ("time", "date", "datetime", "timestamp")), None
    )
    if place is None:
        raise ConfigError(f"{path}: the first line names no column time, date, datetime or timestamp")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(heading):
            raise ConfigError(f"{path}: row {number} has {len(row)} cells where the header has {len(heading)}")
    columns = [(name, [row[index].strip() for row in rows[1:]]) for index, name in enumerate(heading) if index != place]
    return Table([row[place].strip() for row in rows[1:]], columns, "")


def _from_json(path: Path, text: str) -> Table:
    try:
        said = parse(text)
        units, rows = dict(said["units"]), list(said["readings"])
        times = [_as_cell(row["time"]) for row in rows]
        names = list(dict.fromkeys(name for row in rows for name in row if name != "time"))
        columns = [
            (f"{name} [{units[name]}]" if name in units else name, [_as_cell(row.get(name)) for row in rows])
            for name in names
        ]
        zone = _as_cell(said.get("timezone"))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(
            f'{path}: not of the form {{"units": {{"rain": "mm"}}, "readings": [{{"time": "...", "rain": 0.2}}]}} '
            f"({error})"
        ) from error
    return Table(times, columns, zone)


def _as_cell(value: object) -> str:
    if isinstance(value, dict | list):
        raise ValueError("a list or an object stands where a number or a time belongs")
    return "" if value is None else str(value).strip()


def field_times(path: Path, table: Table, longitude: float | None) -> tuple[list[datetime], list[str]]:
    """Local solar times without a zone, and what is to be said of them.

    A reading that stands alone in its day at midnight of its zone, or names the day only, is of that day.
    """
    if table.zone and not re.fullmatch(r"[Zz]|[+-]\d\d(:?\d\d)?", table.zone):
        raise ConfigError(f"{path}: the timezone {table.zone!r} is no distance from UTC; write it as +02:00 or Z")
    found, of_days = [], []
    for number, cell in enumerate(table.times, start=1):
        time, is_day = _time(path, number, cell, table.zone)
        found.append(time)
        of_days.append(is_day)
    zoned = sum(time.tzinfo is not None for time in found)
    if 0 < zoned < len(found):
        raise ConfigError(
            f"{path}: {zoned} of {len(found)} times say their zone and the others do not; say all or none"
        )
    if not zoned:
        return found, [] if all(of_days) else ["times of readings say no zone; taken to be local times of the field"]
    kept = np.array(of_days) | _alone_at_midnight(found)
    local = [
        time.replace(tzinfo=None) if whole else solar(time, longitude)
        for time, whole in zip(found, kept.tolist(), strict=True)
    ]
    return local, list(_what_was_done(found, local, kept, longitude))


def _time(path: Path, number: int, cell: str, zone: str) -> tuple[datetime, bool]:
    """A reading's, and whether it names a day only."""
    said = _TIME.fullmatch(cell)
    if said and said["zone"] and zone:
        raise ConfigError(
            f"{path}: reading {number} says its zone, {cell!r}, beside the timezone {zone}; leave one out"
        )
    try:
        if said is None:
            raise ValueError(cell)
        time = datetime.fromisoformat(f"{said['day']}T{said['clock'] or '00:00'}{(said['zone'] or zone).upper()}")
    except ValueError:
        raise ConfigError(
            f"{path}: reading {number} has the time {cell[:40]!r}; write it as 2024-06-01, 2024-06-01T12:00 or with "
            "its zone, 2024-06-01T12:00+02:00"
        ) from None
    if not YEARS[0] <= time.year < YEARS[1]:
        raise ConfigError(f"{path}: reading {number} is of the year {time.year}; was the clock set?")
    return time, said["clock"] is None


def _alone_at_midnight(times: list[datetime]) -> NDArray[np.bool_]:
    """(readings,) whether each has a zone's midnight, and no reading of another time less than a day away."""
    seconds = np.array([time.timestamp() for time in times])
    instants, place = np.unique(seconds, return_inverse=True)
    far = np.diff(instants, prepend=-np.inf, append=np.inf) >= _ALONE_S
    midnight = np.array([(time.hour, time.minute, time.second) == (0, 0, 0) for time in times])
    return np.asarray(midnight & (far[:-1] & far[1:])[place], np.bool_)


def _what_was_done(
    times: list[datetime], local: list[datetime], kept: NDArray[np.bool_], longitude: float | None
) -> Iterator[str]:
    """With times that say their zone."""
    zones = _zones({time.utcoffset() or timedelta(0) for time in times})
    if kept.any():
        yield f"readings that stand for a whole day, at midnight of {zones}, count for the day that they name"
    if not kept.all():
        first = int(np.argmin(kept))
        where = "of the field" if longitude is not None else "of Greenwich, for the place of the scene is not known"
        yield (
            f"times of readings, {zones}, brought to solar time {where}: {times[first]:%Y-%m-%d %H:%M} is "
            f"{local[first]:%Y-%m-%d %H:%M}"
        )


def _zones(zones: set[timedelta]) -> str:
    hours = sorted(zone.total_seconds() / 3600 for zone in zones)
    return " and ".join(f"UTC{hour:+g} h" if hour else "UTC" for hour in hours)


def solar(time: datetime, longitude: float | None) -> datetime:
    """Mean solar time at a longitude (of Greenwich where none is known), without a zone."""
    utc = time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    return (utc + timedelta(hours=(longitude or 0.0) / 15)).replace(tzinfo=None)
