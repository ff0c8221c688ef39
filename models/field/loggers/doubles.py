"""Readings of one time that stand there twice: the same ones, the hour at the end of summer time, or two sensors."""

from datetime import date, datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.errors import ConfigError
from models.field.loggers.headings import Measured
from models.field.loggers.tables import Table
from models.field.loggers.vocabulary import plain_words

Floats = NDArray[np.float32]
Merge = Literal["mean", "sum", "max"]
"""What becomes of two readings of one time: of states, of amounts, of counters."""
_MERGED = {"mean": "averaged", "sum": "summed", "max": "counted once"}
_LISTED = 4
_PARTING = {"id", "station", "farm", "device", "logger", "sensor", "plot", "site", "node", "port", "serial", "name"}


def without_doubles(
    table: Table, one: Measured, times: list[datetime], values: Floats, merge: Merge
) -> tuple[Floats, list[str]]:
    """Of equal readings the first; those of a doubled hour of autumn brought together."""
    known = [index for index, value in enumerate(values.tolist()) if value == value]
    if len({times[index] for index in known}) == len(known):
        return values, []
    places: dict[datetime, list[int]] = {}
    for index in known:
        places.setdefault(times[index], []).append(index)
    doubled = {moment: rows for moment, rows in places.items() if len(rows) > 1}
    differing = {moment: rows for moment, rows in doubled.items() if len({float(values[row]) for row in rows}) > 1}
    kept, notes = values.copy(), []
    autumn = {moment: rows for moment, rows in doubled.items() if _is_autumn_night(moment)}
    if differing and differing.keys() <= autumn.keys() and _is_end_of_summer_time(autumn):
        for rows in autumn.values():
            kept[rows[0]] = getattr(np, merge)(values[rows])
            kept[rows[1:]] = np.nan
        notes.append(
            f"{one.heading}: the hour that stands there twice on {min(autumn):%Y-%m-%d}, the end of summer time, is "
            f"{_MERGED[merge]}"
        )
    elif differing:
        raise _contradiction(table, one, values, differing)
    else:
        autumn = {}
    equal = [rows for moment, rows in doubled.items() if moment not in autumn]
    if equal:
        for rows in equal:
            kept[rows[1:]] = np.nan
        count = sum(len(rows) - 1 for rows in equal)
        notes.append(f"{one.heading}: {count} readings stand there twice and count once")
    return kept, notes


def _is_autumn_night(moment: datetime) -> bool:
    """Whether clocks may be put back then: on a Sunday of autumn, north or south, before four."""
    return moment.weekday() == 6 and moment.hour < 4 and moment.month in (3, 4, 5, 9, 10, 11)


def _is_end_of_summer_time(doubled: dict[datetime, list[int]]) -> bool:
    """Whether all doubles lie in one hour of each night, each twice."""
    nights: dict[date, list[datetime]] = {}
    for moment in doubled:
        nights.setdefault(moment.date(), []).append(moment)
    return all(len(rows) == 2 for rows in doubled.values()) and all(
        (max(moments) - min(moments)).total_seconds() < 3600 for moments in nights.values()
    )


def _contradiction(table: Table, one: Measured, values: Floats, differing: dict[datetime, list[int]]) -> ConfigError:
    moment, rows = next(iter(differing.items()))
    first, second = (f"{values[row]:g}" for row in rows[:2])
    said = f"column {one.heading!r} has two values for {moment:%Y-%m-%d %H:%M}, {first} and {second}"
    parting = [
        f"{column.heading!r} ({', '.join(sorted(set(column.cells))[:_LISTED])})"
        for column in table.columns
        if len(set(column.cells)) > 1 and _PARTING & set(plain_words(column.heading).split())
    ]
    if parting:
        return table.refuse(f"{said}; give the rows of one sensor only: they differ in {parting[0]}")
    return table.refuse(
        f"{said}, and {len(differing) - 1} more times have; nothing tells which is right: give each sensor a file of "
        "its own, or take out both readings (a few that are missing do no harm)"
    )
