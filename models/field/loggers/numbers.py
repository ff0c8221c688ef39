"""Cells of text as numbers, whichever sign stands before their decimals."""

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from models.field.loggers.headings import Measured
from models.field.loggers.tables import Table

Floats = NDArray[np.float32]
_MISSING = re.compile(
    r"|na|nan|n/a|#n/a|#wert!|#value!|null|none|nil|missing|m|nd|n\.d\.|[-*.?x/]+|--.*--", re.IGNORECASE
)
_COMMA = re.compile(r"[+-]?\d+,\d+(?:[eE][+-]?\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_GERMAN_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+,\d+", re.ASCII)


def has_decimal_commas(table: Table, used: Iterable[Measured]) -> bool:
    """Whether the file writes decimals with a comma; raises `ConfigError` where that cannot be told."""
    commas: set[str] = set()
    has_points = False
    for one in used:
        cells = set(one.column.cells)
        commas |= {cell for cell in cells if "," in cell}
        has_points = has_points or any("." in cell and "," not in cell and re.search(r"\d\.\d", cell) for cell in cells)
    if not commas:
        return False
    sure = [cell for cell in commas if _COMMA.fullmatch(cell) and not _THOUSANDS.fullmatch(cell)]
    if (sure or any(_GERMAN_THOUSANDS.fullmatch(cell) for cell in commas)) and not has_points:
        return True
    if sure:
        raise table.refuse(
            f"some decimals are written with a comma, as {sure[0]!r}, and others with a point; write one sign"
        )
    doubtful = next((cell for cell in commas if _COMMA.fullmatch(cell)), None)
    if doubtful and not has_points:
        raise table.refuse(
            f"{doubtful!r} may be a number with three decimals or one of thousands; write decimals with a point"
        )
    return False


def numbers_of(table: Table, one: Measured, *, comma: bool) -> tuple[Floats, list[str]]:
    """(n,) with NaN for empty cells, and what is to be said of these."""
    cells = one.column.cells
    read = {cell: _number(table, one, cell, comma=comma) for cell in set(cells)}
    with np.errstate(over="ignore"):  # what is too large becomes infinite, and so impossible
        values = np.array([read[cell] for cell in cells], np.float64).astype(np.float32)
    empty = int(np.isnan(values).sum())
    return values, [f"{one.heading}: {empty} of {len(cells)} readings are empty"] if empty else []


def _number(table: Table, one: Measured, cell: str, *, comma: bool) -> float:
    if _MISSING.fullmatch(cell):
        return float("nan")
    plain = cell
    if comma:
        plain = plain.replace(".", "").replace(",", ".")
    elif _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    try:
        if "_" in plain:  # Python reads 2_0 as 20
            raise ValueError(cell)
        return float(plain)
    except ValueError:
        raise table.refuse(f"column {one.heading!r} holds {cell[:40]!r}, which is no number") from None
