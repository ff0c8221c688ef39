"""A table found in text: its separator, the row that names the columns, rows of units, and the first reading."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.errors import ConfigError
from models.field.loggers.preambles import Preamble, read_preamble
from models.field.loggers.tables import Column, Table
from models.field.loggers.time_columns import TimeColumns, time_columns
from models.field.loggers.times import looks_like_time
from models.field.loggers.units import known_unit
from models.field.loggers.vocabulary import EXTREMES, plain_words

_SAMPLE = 400  # lines by which a separator is chosen
_ENDS = 5  # lines that may stand below the last reading, or that make a table above
_HEADERS = 5  # rows that may stand between the names of columns and the first reading
_SEPARATORS = {"\t": "tabs", ";": "semicolons", ",": "commas", "|": "bars", "  ": "spaces", " ": "spaces"}
_STATISTICS = {*EXTREMES, "avg", "smp", "tot", "wvc", "rso", "sample", "cov"}
Rows = list[tuple[int, list[str]]]
"""Number of the line in the file, and its cells."""


@dataclass(frozen=True)
class _Layout:
    """Where the parts of a table stand."""

    separator: str
    header: int  # place of the row that names the columns; -1 where none does
    first: int  # place of the first reading
    times: TimeColumns
    share: float  # of the rows looked at that have a time


def table_in(path: Path, text: str) -> Table:
    """The readings of a text; raises `ConfigError` where it holds no table with times."""
    lines = text.splitlines()
    best: _Layout | None = None
    for separator in _SEPARATORS:
        layout = _find(_rows(path, lines[:_SAMPLE], separator))
        if layout is not None and (best is None or layout.share > best.share + 0.05):
            best = _Layout(separator, layout.header, layout.first, layout.times, layout.share)
    if best is None:
        raise _no_table(path, lines)
    return _table(path, lines, best)


def _rows(path: Path, lines: Sequence[str], separator: str) -> Rows:
    """Rows with something in them."""
    if separator.strip(" ") == "":
        split = re.compile(r"\t| {2,}" if separator == "  " else r"\s+")
        cells = ((number, split.split(line.strip())) for number, line in enumerate(lines, start=1))
        return [(number, row) for number, row in cells if any(row)]
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    try:
        return [
            (reader.line_num, [cell.strip() for cell in row]) for row in reader if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise ConfigError(f"{path}: no table in CSV ({error}); is a quote not closed?") from error


def _find(rows: Rows) -> _Layout | None:
    """The layout under which the most rows have a time; None where no row has one."""
    found: _Layout | None = None
    for place, (_, row) in enumerate(rows):
        times = time_columns(row)
        if times is None or len(row) < 2:
            continue
        layout = _below(rows, place, times)
        if layout is not None and (found is None or layout.share > found.share):
            found = layout
    return found or _unnamed(rows)


def _below(rows: Rows, header: int, times: TimeColumns) -> _Layout | None:
    """The readings below a row that names the columns."""
    for first in range(header + 1, min(header + 1 + _HEADERS, len(rows))):
        if times.fits(rows[first][1]):
            there = [times.fits(row) for _, row in rows[first:]]
            return _Layout("", header, first, times, sum(there) / len(there))
    if header == len(rows) - 1:
        return _Layout("", header, len(rows), times, 0.01)  # a table without readings
    return _Layout("", header, header + 1, times, 0.02)


def _unnamed(rows: Rows) -> _Layout | None:
    """Times known by what they look like, below a row that names the columns otherwise."""
    for place, (_, row) in enumerate(rows):
        column = next((index for index, cell in enumerate(row[:3]) if looks_like_time(cell)), None)
        if column is None or len(row) < 2:
            continue
        times = TimeColumns(whole=column)
        there = [times.fits(other) for _, other in rows[place:]]
        above = place - 1
        while above > 0 and _is_of_units(rows[above][1]) and len(rows[above - 1][1]) == len(row):
            above -= 1
        is_named = place > 0 and len(rows[above][1]) == len(row) and not any(map(looks_like_time, rows[above][1]))
        return _Layout("", above if is_named else -1, place, times, 0.5 * sum(there) / len(there))
    return None


def _table(path: Path, lines: list[str], layout: _Layout) -> Table:
    rows, aside = _without_end(_rows(path, lines, layout.separator), layout)
    if layout.header < 0:
        raise ConfigError(f"{path}: no row names the columns; write one above the readings, as time,rain [mm]")
    names = [cell.lstrip("# ") for cell in rows[layout.header][1]]
    while names and not names[-1]:
        names.pop()
    preamble = read_preamble(rows[: layout.header], _SEPARATORS[layout.separator])
    units, statistics = _below_names(rows[layout.header + 1 : layout.first], len(names))
    kept = _readings(path, rows, layout, len(names))
    cells = [list(column) for column in zip(*(row for _, row in kept), strict=True)] or [[] for _ in names]
    used = layout.times.places
    above = _groups(rows, layout.header, len(names))
    columns = [
        Column(_heading(names, index, above), cells[index], units[index] or preamble.units.get(name.upper()),
               statistics[index])
        for index, name in enumerate(names) if index not in used
    ]  # fmt: skip
    columns = _unpivoted(path, layout, names, cells) or columns
    times = layout.times.texts(cells) if kept else []
    if columns and columns[0].heading == _LONG:
        times, columns = _wide(times, columns[0].cells, columns[1].cells)
    zone = layout.times.zone or preamble.zone
    return Table(path, times, columns, zone, [line for line, _ in kept] if len(kept) == len(times) else [],
                 (*_told(layout, rows, preamble), *_tell_table_above(layout, rows), *aside))  # fmt: skip


def _without_end(rows: Rows, layout: _Layout) -> tuple[Rows, list[str]]:
    """Leave aside lines without a time below the last reading, as sums and signatures, and say so."""
    last = next((place for place in range(len(rows) - 1, -1, -1) if layout.times.fits(rows[place][1])), None)
    count = len(rows) - 1 - last if last is not None and last >= layout.first else 0
    if not 0 < count <= _ENDS:
        return rows, []
    said = " ".join(rows[-count][1])[:40].strip()
    return rows[:-count], [f"lines below the last reading that have no time are left aside: {said!r}"]


def _tell_table_above(layout: _Layout, rows: Rows) -> list[str]:
    """Say that another table with times stands above the one that is read."""
    readings = [row for _, row in rows[: max(layout.header, 0)] if any(map(looks_like_time, row[:3]))]
    if len(readings) < _ENDS:
        return []
    return [f"a table of {len(readings)} readings above it is not read; for what it holds, give it in its own file"]


def _readings(path: Path, rows: Rows, layout: _Layout, width: int) -> Rows:
    """Rows of readings, each as wide as the names; names that stand there again are passed over."""
    again = {tuple(row) for _, row in rows[layout.header : layout.first]}
    kept: Rows = []
    for line, row in rows[layout.first :]:
        while len(row) > width and not row[-1]:
            row.pop()
        if tuple(row) in again:
            continue
        if len(row) != width:
            said = f"row {line} has {len(row)} cells where the header has {width}"
            if len(row) > width and layout.separator == ",":
                said += "; were decimals written with a comma, part the columns by semicolons"
            raise ConfigError(f"{path}: {said}")
        kept.append((line, row))
    return kept


def _below_names(rows: Rows, width: int) -> tuple[list[str | None], list[str | None]]:
    """Units and statistics of each column, from the rows between names and readings."""
    units: list[str | None] = [None] * width
    statistics: list[str | None] = [None] * width
    for _, row in rows:
        padded = [*row, *[""] * width][:width]
        if sum(plain_words(cell) in _STATISTICS for cell in padded) > sum(map(_is_unit, padded)):
            statistics = [cell or None for cell in padded]
        elif not any(units):
            units = [cell or None for cell in padded]
    return units, statistics


def _is_unit(cell: str) -> bool:
    return known_unit(cell) is not None


def _is_of_units(row: list[str]) -> bool:
    return sum(map(_is_unit, row)) >= max(1, sum(bool(cell) for cell in row[1:]) / 2)


def _groups(rows: Rows, header: int, width: int) -> list[str]:
    """Words that stand above each name: the port or the sensor."""
    above = [row for _, row in rows[max(0, header - 2) : header] if len(row) == width]
    return [" ".join(dict.fromkeys(row[index] for row in above if row[index])) for index in range(width)]


def _heading(names: list[str], index: int, above: list[str]) -> str:
    """The name of a column, with what stands above it where others are named alike or it alone says nothing."""
    name = names[index]
    group = above[index] if names.count(name) > 1 or _is_bare(name) else ""
    return f"{name}, {group}" if group and _is_bare(name) is False else f"{group} {name}".strip()


def _is_bare(name: str) -> bool:
    """Whether a name says from when it counts and not what: `Daily(mm)` below `Rainfall`."""
    return plain_words(re.sub(r"[\[(].*", "", name)) in ("daily", "hourly", "event", "weekly", "monthly", "yearly")


_LONG = "\0long"
_OF_SENSOR = ("sensor", "parameter", "variable", "quantity", "measurement", "channel", "measure", "metric", "element")
_OF_VALUE = ("value", "reading", "wert", "valeur", "valor", "measured value")


def _unpivoted(path: Path, layout: _Layout, names: list[str], cells: list[list[str]]) -> list[Column] | None:
    """Two columns of names with units and of values, where each row holds the reading of one quantity."""
    words = [plain_words(name) for name in names]
    sensor = next((index for index, word in enumerate(words) if word in _OF_SENSOR), None)
    value = next((index for index, word in enumerate(words) if word in _OF_VALUE), None)
    if sensor is None or value is None:
        return None
    unit = next((index for index, word in enumerate(words) if word in ("unit", "units", "einheit", "unite")), None)
    used = {sensor, value, unit, *layout.times.places}
    for index, column in enumerate(cells):
        if index not in used and len(set(column)) > 1:
            raise ConfigError(
                f"{path}: column {names[index]!r} has {len(set(column))} values; give the rows of one of them"
            )
    headings = cells[sensor]
    if unit is not None:
        headings = [f"{name} [{said}]" if said else name for name, said in zip(headings, cells[unit], strict=True)]
    return [Column(_LONG, headings), Column("", cells[value])]


def _wide(times: list[str], names: list[str], values: list[str]) -> tuple[list[str], list[Column]]:
    """One row for each time and repetition, one column for each name."""
    seen: dict[tuple[str, str], int] = {}
    rows: dict[tuple[str, int], dict[str, str]] = {}
    for time, name, value in zip(times, names, values, strict=True):
        count = seen[time, name] = seen.get((time, name), -1) + 1
        rows.setdefault((time, count), {})[name] = value
    columns = [Column(name, [row.get(name, "") for row in rows.values()]) for name in dict.fromkeys(names)]
    return [time for time, _ in rows], columns


def _told(layout: _Layout, rows: Rows, preamble: Preamble) -> list[str]:
    """How the table was found, where it is not the plain one that begins the file."""
    told = [f"columns are named in line {rows[layout.header][0]}"] if layout.header else []
    if layout.separator != ",":
        told.append(f"columns are parted by {_SEPARATORS[layout.separator]}")
    if layout.first > layout.header + 1:
        told.append(f"readings begin in line {rows[layout.first][0]}" if layout.first < len(rows) else "no readings")
    return [*([f"{preamble.format}: " * bool(preamble.format) + ", ".join(told)] if told else [])]


def _no_table(path: Path, lines: list[str]) -> ConfigError:
    if not any(line.strip() for line in lines):
        return ConfigError(f"{path}: no readings in it")
    return ConfigError(
        f"{path}: no row names a column of times (time, date, datetime or timestamp, year with month and day), and no "
        "column holds times such as 2024-06-01 12:00; write such a row above the readings"
    )
