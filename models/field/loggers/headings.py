"""What a column holds: its quantity and unit, from its heading and from what the file says beside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from models.errors import ConfigError
from models.field.loggers.choices import Choices
from models.field.loggers.tables import Column, Table
from models.field.loggers.units import known_unit
from models.field.loggers.vocabulary import EXTREMES, counted_from, plain_words, quantity_named
from models.field.quantities import QUANTITIES, Quantity

_BRACKETS = re.compile(r"[\[(]([^\[\]()]*(?:\([^()]*\))?[^\[\]()]*)[\])]")
_SUFFIX = re.compile(r"(.*\S)(?:,\s*| - |[ _])([^\s_,]+)", re.DOTALL)


@dataclass(frozen=True)
class Measured:
    """A column of the table that holds a quantity which is used."""

    column: Column
    name: str
    unit: str  # in our spelling
    extreme: str | None  # min, max or other, where it holds no means
    counts_from: str | None  # day, week, month, year, event or start, where its heading says so

    @property
    def quantity(self) -> Quantity:
        """Limits and units."""
        return QUANTITIES[self.name]

    @property
    def heading(self) -> str:
        """As it stands in the file."""
        return self.column.heading


def measured_columns(table: Table, choices: Choices) -> tuple[list[Measured], list[str]]:
    """Columns of quantities, each of which stands there once, and headings of those that are not used."""
    chosen = dict(_chosen(table, choices))
    settled = {name for name in choices.columns if name in QUANTITIES}
    found = list(chosen.values())
    for place, column in enumerate(table.columns):
        if place in chosen or not any(cell.strip() for cell in column.cells):
            continue
        one = _measured(table, column, settled)
        if one is not None and one.name not in settled:
            found.append(one)
    kept = list(_one_of_each(table, found))
    if not kept and not settled:
        names = ", ".join(QUANTITIES)
        raise table.refuse(
            f"no column is named as one of {names}; say which of {_listed(table)} is one, as --context "
            '"rain=NAME OF COLUMN [mm]"'
        )
    used = {id(one.column) for one in kept}
    return kept, [column.heading for column in table.columns if id(column) not in used and column.heading]


def _listed(table: Table) -> str:
    return ", ".join(repr(column.heading[:40]) for column in table.columns[:12]) or "its columns"


def _chosen(table: Table, choices: Choices) -> Iterator[tuple[int, Measured]]:
    """Columns that the user names."""
    for name, said in choices.columns.items():
        if said.lower() == "none":
            continue
        place = _place_of(table, name, said)
        column = table.columns[place]
        bracket = re.search(r"\[([^\]]*)\]\s*$", said)
        told = bracket[1] if bracket and said.strip() != column.heading.strip() else None
        unit = told or column.unit or next(_units_in(column.heading, name), (None, ""))[0]
        yield place, Measured(column, name, _checked(table, column, name, unit), None, counted_from(column.heading))


def _place_of(table: Table, name: str, said: str) -> int:
    """Of the column with that heading, or the only one that begins so."""
    bare = re.sub(r"\s*\[[^\]]*\]\s*$", "", said)
    for wanted in (said, bare):
        for fits in (str.__eq__, str.startswith):
            key = plain_words(wanted)
            places = [i for i, column in enumerate(table.columns) if key and fits(plain_words(column.heading), key)]
            if len(places) == 1:
                return places[0]
    headings = ", ".join(repr(column.heading[:40]) for column in table.columns[:20])
    raise table.refuse(f"--context {name}={said[:40]}: not one column of that name; there are {headings}")


def _measured(table: Table, column: Column, settled: set[str]) -> Measured | None:
    """What a column holds by its heading; None where it is nothing that is used."""
    heading, statistic = column.heading, plain_words(column.statistic or "")
    first: str | None = None
    extreme: str | None = None
    for unit, rest in ((column.unit, heading), *_units_in(heading, None), (None, heading)):
        named = quantity_named(rest)
        if named is None:
            continue
        first, extreme = first or named[0], named[1] or EXTREMES.get(statistic)
        if unit is not None and (ours := known_unit(unit)) in QUANTITIES[named[0]].units:
            return Measured(column, named[0], str(ours), extreme, counted_from(heading))
    if first is None or extreme is not None or first in settled:
        return None
    unit = column.unit or next((unit for unit, _ in _units_in(heading, None)), None)
    return Measured(column, first, _checked(table, column, first, unit), extreme, counted_from(heading))


def _units_in(heading: str, name: str | None) -> Iterator[tuple[str, str]]:
    """Words of a heading that may be its unit, and the heading without them; only those of a quantity where named."""
    brackets = list(_BRACKETS.finditer(heading))
    bare = _BRACKETS.sub(" ", heading).strip(" ,")
    for found in brackets:
        if known_unit(found[1]) and (name is None or known_unit(found[1]) in QUANTITIES[name].units):
            yield found[1].strip(), bare
            yield found[1].strip(), re.sub(r"[\[\]()]", " ", heading.replace(found[0], " "))
    front, _, prefixed = bare.partition(" ")
    ends = bare
    while ending := _SUFFIX.fullmatch(ends):  # the unit may stand before a statistic: Rain_mm_Tot
        if known_unit(ending[2]) and (name is None or known_unit(ending[2]) in QUANTITIES[name].units):
            yield ending[2], ending[1] + " " + bare[len(ends) :]
        if "," in ending[0][len(ending[1]) :] and not brackets:
            yield from ([(ending[2], ending[1])] if name is None else [])
        ends = ending[1]
    if prefixed and known_unit(front) and (name is None or known_unit(front) in QUANTITIES[name].units):
        yield front, prefixed
    if name is None:
        yield from ((found[1].strip(), bare) for found in brackets)


_COUNTS = re.compile(r"(?:bucket )?(?:tips?|counts?|pulses?|ticks?|clicks?|impulse?)", re.IGNORECASE)


def _checked(table: Table, column: Column, name: str, unit: str | None) -> str:
    """The unit in our spelling; raises `ConfigError` where it is not said, or not one of the quantity."""
    known, heading = ", ".join(QUANTITIES[name].units), column.heading
    example = f'--context "{name}={heading} [{QUANTITIES[name].units[0]}]"'
    if "," in heading:
        example = f'a JSON file for --context: {{"{name}": "{heading} [{QUANTITIES[name].units[0]}]"}}'
    if unit is None or not unit.strip():
        raise ConfigError(
            f"{table.path}: column {heading!r} says no unit; say it (one of {known}), as {example}, or leave it out "
            f"by --context {name}=none"
        )
    ours = known_unit(unit)
    if _COUNTS.fullmatch(unit.strip()):
        raise ConfigError(
            f"{table.path}: column {heading!r} counts tips of a bucket; write the depth instead, tips times what one "
            f"of them holds (often 0.2 mm or 0.01 in), or leave it out by --context {name}=none"
        )
    if ours not in QUANTITIES[name].units:
        raise ConfigError(
            f"{table.path}: column {heading!r}: unit {unit!r} is none of {known}; say it, as {example}, or leave it "
            f"out by --context {name}=none"
        )
    return str(ours)


_PREFERRED = (None, "day", "week", "month", "year", "event", "start")


def _one_of_each(table: Table, found: list[Measured]) -> Iterator[Measured]:
    """The column of each quantity; raises `ConfigError` where two could be it."""
    for name in QUANTITIES:
        these = [one for one in found if one.name == name]
        means = [one for one in these if one.extreme is None]
        if not means:
            yield from _least_and_most(these)
            continue
        amounts = [one for one in means if one.unit not in QUANTITIES[name].rates] or means
        best = min(_PREFERRED.index(one.counts_from) for one in amounts)
        kept = [one for one in amounts if _PREFERRED.index(one.counts_from) == best]
        if len(kept) > 1:
            listed = ", ".join(repr(one.heading) for one in kept[:8])
            raise table.refuse(
                f"columns {listed} are {'both' if len(kept) == 2 else 'all'} {name}; say which, as "
                f'--context "{name}={kept[0].heading.partition(",")[0]}"'
            )
        yield kept[0]


def _least_and_most(these: list[Measured]) -> list[Measured]:
    """The lowest and highest temperature of days, of which the mean is made."""
    ends = [[one for one in these if one.extreme == end] for end in ("min", "max")]
    is_pair = all(len(end) == 1 for end in ends) and ends[0][0].name == "air_temperature"
    return [ends[0][0], ends[1][0]] if is_pair else []
