"""Time coordinates of the CF conventions, and how a user picks one moment of a series."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from models.errors import SceneError

_SECONDS = {
    "day": 86400.0, "d": 86400.0, "hour": 3600.0, "h": 3600.0, "hr": 3600.0, "minute": 60.0, "min": 60.0,
    "second": 1.0, "sec": 1.0, "s": 1.0, "millisecond": 1e-3, "microsecond": 1e-6, "nanosecond": 1e-9,
}  # fmt: skip
_CALENDARS = ("standard", "gregorian", "proleptic_gregorian", "")


def is_time(dimension: str, units: str, values: Sequence[str]) -> bool:
    """Tell whether a dimension is time: by its units, or by values that are dates."""
    if " since " in units or dimension.lower() in ("t", "time", "timestamp", "date"):
        return True
    return bool(values) and all(re.match(r"\s*\d{4}-\d{2}-\d{2}", value) for value in values)


def parse_times(values: Sequence[str], units: str, calendar: str, name: str) -> list[str]:
    """Read the moments of a coordinate, ISO 8601 in UTC, in whole seconds; days alone where it has only days."""
    unit, _, since = units.partition(" since ")
    try:
        if not since:
            return [_iso(datetime.fromisoformat(value.strip()), len(value.strip()) <= 10) for value in values]
        if calendar.lower() not in _CALENDARS:
            raise SceneError(
                f"the time of {name} counts in a {calendar} calendar, which has no real days; convert it first"
            )
        step = _SECONDS[unit.strip().lower().removesuffix("s") or "s"]
        start = datetime.fromisoformat(_padded(since.strip()))
        only_days = step == 86400.0 and (start.hour, start.minute, start.second) == (0, 0, 0)
        times = [start + timedelta(seconds=round(float(value) * step)) for value in values]
    except (ValueError, KeyError, OverflowError) as error:
        raise SceneError(
            f"the time of {name} is not readable ({units or values[0]!r}); convert it to CF time first"
        ) from error
    return [_iso(time, only_days and float(value).is_integer()) for time, value in zip(times, values, strict=True)]


def pick_time(times: Sequence[str], wanted: str | None, name: str) -> str:
    """Pick the one moment that begins with the wanted day or time; refused where there is none or several."""
    days = [time[:10] for time in times]
    single = [day for day in days if days.count(day) == 1] or days
    middle = single[len(single) // 2]
    span = f"{len(times)} moments from {times[0][:10]} to {times[-1][:10]}"
    if wanted is None:
        raise SceneError(f"{name} is a series of {span}; choose one, for example --date {middle}")
    asked = wanted.strip().replace(" ", "T").removesuffix("Z")
    found = [time for time in times if time.startswith(asked)] if len(asked) >= 10 else []
    if len(found) == 1:
        return found[0]
    if found:
        raise SceneError(f"{name} has {len(found)} moments on {wanted}; choose one, for example --date {found[0][:19]}")
    nearest = min(single, key=lambda time: _distance(time, asked))
    raise SceneError(f"{name} has no moment on {wanted} among {span}; choose one of them, for example --date {nearest}")


def _distance(time: str, wanted: str) -> float:
    """Count the days between a moment and what was asked for; 0 where that is no date."""
    try:
        return abs((datetime.fromisoformat(time[:10]) - datetime.fromisoformat(wanted[:10])).days)
    except ValueError:
        return 0.0


def _iso(time: datetime, only_day: bool) -> str:
    if only_day:
        return time.date().isoformat()
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0).isoformat()


def _padded(since: str) -> str:
    """Write "1990-1-1 0:0:0.0 UTC" as "1990-01-01T00:00:00"."""
    found = re.match(r"(\d{1,4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?", since)
    if found is None:
        raise ValueError(since)
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}"
