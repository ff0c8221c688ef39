"""Times of readings as those of the field: forms, zones, solar time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

import numpy as np
from numpy.typing import NDArray

from models.errors import ConfigError
from models.field.loggers.choices import Choices
from models.field.loggers.dates import DAY, Days, Undecided, read_days
from models.field.loggers.tables import Table

_CELL = re.compile(
    rf"(?P<day>{DAY})(?:(?:[Tt]|,? +)(?P<clock>\d{{1,2}}(?:(?:[:h]\d\d){{1,2}}(?:[.,]\d+)?|\d\d(?:\d\d)?)?"
    r"(?: ?[AaPp]\.? ?[Mm]\.?)?))? ?(?P<zone>[Zz]|UTC|GMT|(?:UTC|GMT)?[+-]\d\d?(?::?\d\d)?|CES?T|MES?Z|EES?T)?",
    re.ASCII,
)
_WORDED = re.compile(_CELL.pattern)  # months in letters of other languages
_CLOCK = re.compile(r"(\d{1,2})(?:[:h]?(\d\d))?(?:[:]?(\d\d))?(?:[.,](\d+))? ?([AaPp])?.*")
_SINCE_1970 = re.compile(r"1[0-8]\d{8}(?:\.\d+)?|1[0-8]\d{11}", re.ASCII)
_RUN_TOGETHER = re.compile(r"(?P<day>(?:19|20)\d{6})(?P<clock>\d\d(?:\d\d(?:\d\d)?)?)", re.ASCII)
_ZONE = re.compile(r"[Zz]|(?:UTC|GMT)|(?:UTC|GMT)?([+-])(\d\d?)(?::?(\d\d))?")
_ZONE_NAMES = {"CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3}
YEARS = (1900, 2200)
"""Outside of them the clock of a sensor was not set."""
_ALONE_S = 23 * 3600
"""From a reading that stands for its day to the next ones: a day, of which summer time takes an hour."""


@dataclass(frozen=True)
class _Parts:
    """A cell of time, taken apart."""

    day: str
    clock: str | None
    zone: str | None


def looks_like_time(cell: str) -> bool:
    """Whether a cell may hold a day, with or without its hour."""
    return _parts(cell) is not None


def zone_in(words: str) -> str:
    """The zone that a heading or a line of a file tells, as `+02:00`; empty where it tells none."""
    found = re.search(r"(?:UTC|GMT)\s*([+-])\s*(\d{1,2})(?::?(\d\d))?", words)
    if found:
        return f"{found[1]}{int(found[2]):02}:{found[3] or '00'}"
    named = next((hours for name, hours in _ZONE_NAMES.items() if re.search(rf"\b{name}\b", words)), None)
    if named is not None:
        return f"+{named:02}:00"
    return "Z" if re.search(r"\b(UTC|GMT|utc|gmt)\b|dateutc", words) else ""


def field_times(table: Table, choices: Choices, longitude: float | None) -> tuple[list[datetime], list[str], bool]:
    """Local solar times without a zone, what is to be said of them, and whether they name days only.

    A reading that stands alone in its day at midnight of its zone, or names the day only, is of that day.
    """
    zone = choices.zone or table.zone
    if zone and not _ZONE.fullmatch(zone):
        raise table.refuse(
            f"the timezone {zone!r} is no distance from UTC; write it as +02:00 or Z, or say --context zone=+02:00"
        )
    parts = [_parts(cell) for cell in table.times]
    for number, (cell, part) in enumerate(zip(table.times, parts, strict=True)):
        if part is None:
            raise _no_time(table, number, cell)
        if part.zone and zone and part.zone != "epoch":
            raise table.refuse(
                f"{_which(table, number)} says its zone, {cell!r}, beside the timezone {zone}; leave one out"
            )
    read = [part for part in parts if part is not None]
    days = _days(table, read, choices)
    found = _moments(table, read, days, zone)
    notes = list(_of_days(days, choices))
    zoned = sum(time.tzinfo is not None for time in found)
    if 0 < zoned < len(found):
        raise table.refuse(f"{zoned} of {len(found)} times say their zone and the others do not; say all or none")
    name_days = [part.clock is None for part in read]
    if not zoned:
        if not all(name_days):
            notes.append("times of readings say no zone; taken to be local times of the field")
        return found, notes, all(name_days)
    kept = np.array(name_days) | _alone_at_midnight(found)
    local = [
        time.replace(tzinfo=None) if whole else solar(time, longitude)
        for time, whole in zip(found, kept.tolist(), strict=True)
    ]
    return local, [*notes, *_what_was_done(found, local, kept, longitude)], bool(kept.all())


def _parts(cell: str) -> _Parts | None:
    if _SINCE_1970.fullmatch(cell):
        return _Parts(cell, cell, "epoch")
    said = (
        _CELL.fullmatch(cell) or _RUN_TOGETHER.fullmatch(cell) or (None if cell.isascii() else _WORDED.fullmatch(cell))
    )
    if said is None:
        return None
    return _Parts(said["day"], said["clock"], said["zone"] if "zone" in said.re.groupindex else None)


def _days(table: Table, read: list[_Parts], choices: Choices) -> Days:
    texts = [part.day for part in read if part.zone != "epoch"]
    is_dense = len(read) >= 3 * len(set(texts))
    try:
        return read_days(texts, choices.dates, is_dense=is_dense)
    except Undecided as error:
        listed = " or ".join(f"--context dates={order}" for order in error.orders)
        raise table.refuse(f"the day and the month of {error.example!r} cannot be told apart; say {listed}") from None
    except ValueError as error:
        bad = next((number for number, part in enumerate(read) if part.day in str(error)), 0)
        raise _no_time(table, bad, table.times[bad]) from None


def _moments(table: Table, read: list[_Parts], days: Days, zone: str) -> list[datetime]:
    clocks: dict[str | None, timedelta] = {None: timedelta(0)}
    zones: dict[str, tzinfo] = {}
    found = []
    for number, part in enumerate(read):
        try:
            if part.zone == "epoch":
                seconds = float(part.day)
                time = datetime.fromtimestamp(seconds / 1000 if len(part.day) == 13 else seconds, UTC)
            else:
                if part.clock not in clocks:
                    clocks[part.clock] = _clock(part.clock or "")
                said = part.zone or zone
                if said and said not in zones:
                    zones[said] = _zone(said)
                day = days.of[part.day]
                time = datetime(day.year, day.month, day.day, tzinfo=zones[said] if said else None)
                time += clocks[part.clock]
        except (ValueError, OverflowError):
            if _is_wild(days.of.get(part.day)):
                raise _no_clock(table, number, days.of[part.day].year) from None
            raise _no_time(table, number, table.times[number]) from None
        if not YEARS[0] <= time.year < YEARS[1]:
            raise _no_clock(table, number, time.year)
        found.append(time)
    return found


def _is_wild(day: date | None) -> bool:
    return day is not None and not YEARS[0] <= day.year < YEARS[1]


def _clock(said: str) -> timedelta:
    """From midnight; 24:00 is that of the next day."""
    found = _CLOCK.fullmatch(said)
    if found is None:
        raise ValueError(said)
    hour, minute, second = (int(part or 0) for part in found.groups()[:3])
    if found[5]:
        if not 1 <= hour <= 12:
            raise ValueError(said)
        hour = hour % 12 + (12 if found[5] in "Pp" else 0)
    whole = timedelta(hours=hour, minutes=minute, seconds=second)
    if minute > 59 or second > 59 or whole > timedelta(days=1):
        raise ValueError(said)
    return whole + timedelta(seconds=float(f"0.{found[4]}") if found[4] else 0)


def _zone(said: str) -> tzinfo:
    if said in _ZONE_NAMES:
        return timezone(timedelta(hours=_ZONE_NAMES[said]))
    found = _ZONE.fullmatch(said)
    if found is None:
        raise ValueError(said)
    if found[1] is None:
        return UTC
    away = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-away if found[1] == "-" else away)


def _which(table: Table, number: int) -> str:
    return f"line {table.lines[number]}" if table.lines else f"reading {number + 1}"


def _no_time(table: Table, number: int, cell: str) -> ConfigError:
    return table.refuse(
        f"{_which(table, number)} has the time {cell[:40]!r}; write it as 2024-06-01, 2024-06-01T12:00 or with its "
        "zone, 2024-06-01T12:00+02:00"
    )


def _no_clock(table: Table, number: int, year: int) -> ConfigError:
    return table.refuse(f"{_which(table, number)} is of the year {year}; was the clock set?")


def _of_days(days: Days, choices: Choices) -> Iterator[str]:
    if days.order is not None and days.order != choices.dates:
        why = ", for so they follow each other" if days.by_regularity else ""
        yield f"dates of readings are read with the {days.order.partition('_')[0]} first{why}"


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
