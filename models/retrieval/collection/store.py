"""Where items lie, in one SQLite file: whole after a killed process, and checked row by row when it is read."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np

from models.arrays import Floats
from models.errors import ConfigError
from models.retrieval.collection.item import Item
from models.retrieval.collection.shelf import Rows, Shelf, Side

VECTORS = "vectors.sqlite"
_FORMAT = "1"
_WAIT_S = 60.0  # for another process that writes
_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE items (id TEXT PRIMARY KEY, record TEXT NOT NULL, sum INTEGER NOT NULL);
CREATE TABLE vectors (id TEXT NOT NULL, side TEXT NOT NULL, place INTEGER NOT NULL, point BLOB NOT NULL,
                      sum INTEGER NOT NULL, PRIMARY KEY (id, side, place));
"""


class CorruptStore(ConfigError):
    """The file of vectors cannot be believed; it can be made anew from the items."""


class Placed(NamedTuple):
    """An item with the rows of its picture and of its words, (n, d) each."""

    item: Item
    pictures: Floats
    texts: Floats


class VectorStore:
    """The vectors of a collection; each call opens the file and closes it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / VECTORS

    def exists(self) -> bool:
        """Whether there is such a file."""
        return self.path.is_file()

    def read_model(self) -> str:
        """Read which model made the vectors."""
        with self._open() as database:
            return _read_facts(database)["model"]

    def read_ids(self) -> set[str]:
        """Read which items have vectors."""
        with self._open() as database:
            return {name for (name,) in database.execute("SELECT id FROM items")}

    def create(self, model: str) -> None:
        """Begin an empty store of a model, in place of what is there."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_name(f".{self.path.name}.part")
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(unfinished)) as database, database:
            database.executescript(_TABLES)
            database.executemany("INSERT INTO facts VALUES (?, ?)", [("format", _FORMAT), ("model", model)])
        self.path.with_name(f"{self.path.name}-journal").unlink(missing_ok=True)
        unfinished.replace(self.path)

    def put(self, placed: Iterable[Placed]) -> None:
        """Add items or replace them: all of them, or none where the process is stopped."""
        with self._open() as database, database:
            for entry in placed:
                database.execute("DELETE FROM vectors WHERE id = ?", (entry.item.id,))
                record = entry.item.model_dump_json()
                row = (entry.item.id, record, crc32(record.encode()))
                database.execute("INSERT OR REPLACE INTO items VALUES (?, ?, ?)", row)
                sides: tuple[tuple[Side, Floats], ...] = (("picture", entry.pictures), ("words", entry.texts))
                for side, points in sides:
                    database.executemany(
                        "INSERT INTO vectors VALUES (?, ?, ?, ?, ?)", _rows(entry.item.id, side, points)
                    )

    def load(self) -> Shelf:
        """Read all; raises `CorruptStore` where a row is not what was written."""
        with self._open() as database:
            model = _read_facts(database)["model"]
            items, places = _read_items(database)
            rows: dict[Side, Rows] = {
                "picture": _read_rows(database, "picture", places), "words": _read_rows(database, "words", places)
            }  # fmt: skip
        if set(rows["words"].owners.tolist()) != set(range(len(items))):
            raise CorruptStore("items have lost their vectors")
        return Shelf(model, items, rows)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(f"file:{self.path}?mode=rw", uri=True, timeout=_WAIT_S)) as database:
                database.execute("PRAGMA synchronous = FULL")
                facts = _read_facts(database)
                if facts.get("format") != _FORMAT or "model" not in facts:
                    raise CorruptStore(f"{self.path} is not a store of this version")
                yield database
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise ConfigError(f"{self.path} is being written by another process; try again later") from error
            raise CorruptStore(f"{self.path} cannot be read ({error})") from error
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise CorruptStore(f"{self.path} is damaged ({error})") from error


def _rows(name: str, side: Side, points: Floats) -> Iterator[tuple[str, str, int, bytes, int]]:
    for place, point in enumerate(np.ascontiguousarray(points, "<f4")):
        yield name, side, place, point.tobytes(), crc32(point)


def _read_facts(database: sqlite3.Connection) -> dict[str, str]:
    return dict(database.execute("SELECT name, value FROM facts"))


def _read_items(database: sqlite3.Connection) -> tuple[list[Item], dict[str, int]]:
    """Items in the order of their names, and the place of each."""
    items: list[Item] = []
    for name, record, stated in database.execute("SELECT id, record, sum FROM items ORDER BY id"):
        if crc32(record.encode()) != stated:
            raise CorruptStore(f"the record of item {name[:12]} is not what was written")
        items.append(Item.model_validate_json(record))
    return items, {item.id: place for place, item in enumerate(items)}


def _read_rows(database: sqlite3.Connection, side: Side, places: dict[str, int]) -> Rows:
    found = database.execute(
        "SELECT id, point, sum FROM vectors WHERE side = ? ORDER BY id, place", (side,)
    ).fetchall()  # fmt: skip
    owners = np.array([places.get(name, -1) for name, _, _ in found], np.int64)
    sizes = {len(point) for _, point, _ in found}
    wrong = next((name for name, point, stated in found if crc32(point) != stated), None)
    if wrong is not None or len(sizes) > 1 or (owners < 0).any():
        raise CorruptStore(f"the vector of item {(wrong or '?')[:12]} is not what was written")
    joined = np.frombuffer(b"".join(point for _, point, _ in found), "<f4")
    return Rows(joined.reshape(len(found), -1) if found else np.empty((0, 0), np.float32), owners)


def check_model(folder: Path, made_by: str, asked: str) -> None:
    """Refuse vectors of another model: cosines with them would mean nothing."""
    if made_by != asked:
        raise ConfigError(
            f"the collection {folder} was made by the model {made_by[:12]}, and {asked[:12]} is the one at hand; "
            "make it anew by `agri-orchestrator index rebuild`"
        )
