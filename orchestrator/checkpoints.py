"""Where a run is remembered step by step: SQLite in the home folder, or PostgreSQL by its address."""

import fcntl
import inspect
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver

from models import schemas
from models.errors import ConfigError
from models.geo.contract import scene
from nodes import state
from orchestrator.settings import Settings

BUSY_S = 60.0
"""How long a run waits for others that write to the same file; each write takes milliseconds."""
_LOCK = "hashtext('agri-orchestrator')"


@contextmanager
def open_checkpoints(settings: Settings) -> Iterator[BaseCheckpointSaver[str]]:
    """The checkpoints that the settings name; what goes wrong with them is told in one line, without passwords."""
    opened = _postgres(settings.checkpoints) if settings.checkpoints else _sqlite(settings.home / "checkpoints.sqlite")
    with opened as saver:
        yield saver


def serializer() -> JsonPlusSerializer:
    """Reads back the types of our state and nothing else."""
    types = [
        kind
        for module in (schemas, scene, state)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, schemas.Result)
    ]
    return JsonPlusSerializer(allowed_msgpack_modules=types)


@contextmanager
def _sqlite(path: Path) -> Iterator[BaseCheckpointSaver[str]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_S, check_same_thread=False)) as connection:
            saver = SqliteSaver(connection, serde=serializer())
            with path.with_suffix(".lock").open("w") as lock:  # SQLite does not wait while the journal mode changes
                fcntl.flock(lock, fcntl.LOCK_EX)
                saver.setup()
            # Without an fsync a commit survives the end of the process; after a power cut a step is repeated.
            connection.execute("PRAGMA synchronous=NORMAL")
            yield saver
    except sqlite3.Error as error:
        raise ConfigError(f"the checkpoints in {path} cannot be used ({error}); free or repair that file") from error


@contextmanager
def _postgres(address: str) -> Iterator[BaseCheckpointSaver[str]]:
    import psycopg
    from langgraph.checkpoint.postgres import PostgresSaver
    from psycopg.rows import dict_row

    try:
        connection = psycopg.Connection.connect(address, autocommit=True, prepare_threshold=0, row_factory=dict_row)
        with connection:
            saver = PostgresSaver(connection, serde=serializer())
            # Two first runs at once would make the same tables. A session that waits for a lock would in turn hold up
            # the CREATE INDEX CONCURRENTLY of the one that has it, so this asks again instead.
            while connection.execute(f"SELECT pg_try_advisory_lock({_LOCK}) AS got").fetchone() == {"got": False}:
                time.sleep(0.1)
            saver.setup()
            connection.execute(f"SELECT pg_advisory_unlock({_LOCK})")
            yield saver
    except psycopg.Error as error:
        # the server's words may repeat the address, so only their kind is told
        kind = type(error).__name__
        raise ConfigError(
            f"the PostgreSQL checkpoints cannot be used ({kind}); check that the server of AGRI_CHECKPOINTS answers"
        ) from None
