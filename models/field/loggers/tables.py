"""Readings as they stand in a file: times and columns of text."""

from dataclasses import dataclass, field
from pathlib import Path

from models.errors import ConfigError


@dataclass(frozen=True)
class Column:
    """Cells of one column, with what the file says of them."""

    heading: str
    cells: list[str]
    unit: str | None = None  # where it does not stand in the heading
    statistic: str | None = None  # Avg, Max, … where this stands in a row of its own


@dataclass(frozen=True)
class Table:
    """Times and the other columns, row by row."""

    path: Path
    times: list[str]
    columns: list[Column]
    zone: str = ""  # of all times, where the file says it
    lines: list[int] = field(default_factory=list)  # of the file, where each reading stands
    notes: tuple[str, ...] = ()  # how the table was found

    def refuse(self, said: str) -> ConfigError:
        """An error that names the file."""
        return ConfigError(f"{self.path}: {said}")
