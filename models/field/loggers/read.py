"""A file of readings as a table of text: CSV of any kind, what loggers and services write, or JSON."""

from pathlib import Path

from models.errors import ConfigError
from models.field.loggers.layout import table_in
from models.field.loggers.tables import Column, Table
from models.field.loggers.text import read_text
from models.field.strict_json import parse


def read_table(path: Path) -> Table:
    """Times and columns; raises `ConfigError` where the file holds no readings."""
    text = read_text(path)
    table = _from_json(path, text) if path.suffix.lower() == ".json" else table_in(path, text)
    if not table.times:
        raise ConfigError(f"{path}: no readings in it")
    return table


def _from_json(path: Path, text: str) -> Table:
    try:
        said = parse(text)
        units, rows = dict(said["units"]), list(said["readings"])
        times = [_as_cell(row["time"]) for row in rows]
        names = list(dict.fromkeys(name for row in rows for name in row if name != "time"))
        columns = [
            Column(f"{name} [{units[name]}]" if name in units else name, [_as_cell(row.get(name)) for row in rows])
            for name in names
        ]
        zone = _as_cell(said.get("timezone"))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(
            f'{path}: not of the form {{"units": {{"rain": "mm"}}, "readings": [{{"time": "...", "rain": 0.2}}]}} '
            f"({error})"
        ) from error
    return Table(path, times, columns, zone)


def _as_cell(value: object) -> str:
    if isinstance(value, dict | list):
        raise ValueError("a list or an object stands where a number or a time belongs")
    return "" if value is None else str(value).strip()
