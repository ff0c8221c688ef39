"""Runs that were sent elsewhere by `--out`: one path a line in the home folder, so that `runs` lists them too."""

import json
import logging
import os
from pathlib import Path

from nodes.run_folder.files import REQUEST

LIST = "runs_elsewhere.jsonl"

logger = logging.getLogger(__name__)


def note_run(home: Path, run_dir: Path) -> None:
    """Add a run; one writing at the end of the file, so that runs that begin at once do not disturb each other.

    The line begins with a line's end too: what a killed process has left there in part spoils no other line.
    """
    line = f"\n{json.dumps(str(run_dir.absolute()))}\n".encode()
    try:
        home.mkdir(parents=True, exist_ok=True)
        handle = os.open(home / LIST, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(handle, line)
        finally:
            os.close(handle)
    except OSError as error:
        logger.warning("the run will not be listed by `runs` (%s: %s)", home / LIST, error.strerror)


def list_elsewhere(home: Path, runs: Path) -> list[Path]:
    """List the runs that are still there, each once, in the order of their beginning; those of `runs` are not."""
    try:
        text = (home / LIST).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    found: dict[Path, None] = {}
    for line in text.splitlines():
        path = _read(line)
        if path is not None and path.parent != runs.absolute() and _holds_run(path):
            found[path] = None
    return list(found)


def _read(line: str) -> Path | None:
    try:
        said = json.loads(line)
    except ValueError:  # empty, or left in part
        return None
    return Path(said) if isinstance(said, str) and said.startswith("/") else None


def _holds_run(path: Path) -> bool:
    try:
        return (path / REQUEST).is_file()
    except (OSError, ValueError):
        return False
