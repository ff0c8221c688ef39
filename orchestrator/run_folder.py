"""The folder of a run: how it begins, who holds it, and when it is finished.

`request.json` is written first and rebuilds everything; the hidden file `.unfinished` names the checkpoints of the run
and is locked by the process that works on it. It goes last, so a folder without it is finished.
"""

import fcntl
import secrets
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from models.errors import ConfigError
from models.files import write_whole
from models.risk.parts import FOLDER as PARTS
from models.schemas import Result
from nodes.context import NodeOptions
from nodes.state import Request
from orchestrator.settings import BackendName

REQUEST = "request.json"
UNFINISHED = ".unfinished"
STATE = "state.json"


class Order(Result):
    """All that changes the results of a run; kept with it, so that `resume` uses the same."""

    request: Request
    backend: BackendName = BackendName.LOCAL
    options: NodeOptions = NodeOptions()


class Marker(Result):
    """What `.unfinished` says: the name of the run's checkpoints, which no other run has, and when it began."""

    thread: str
    started: str  # ISO 8601, UTC


@dataclass(frozen=True)
class RunFolder:
    """A run that has begun: its folder, what was ordered, and, until it is finished, the marker."""

    path: Path
    order: Order
    marker: Marker | None
    is_new: bool = False  # made by this process

    @property
    def is_finished(self) -> bool:
        """Whether the report and the manifest were written when the folder was looked at."""
        return self.marker is None


def begin(order: Order, runs: Path, out: Path | None) -> RunFolder:
    """Make a new folder, `runs/<scene>-<time>` or `out`; what exists is never written over."""
    was_there = out is not None and out.exists()
    path = _fresh(runs, Path(order.request.scene_path)) if out is None else _empty(out)
    now = datetime.now(UTC)
    marker = Marker(thread=f"{path.name}-{secrets.token_hex(4)}", started=f"{now:%Y-%m-%dT%H:%M:%SZ}")
    folder = RunFolder(path, order, marker, is_new=not was_there)
    try:
        write_whole(path / UNFINISHED, marker.model_dump_json())
        write_whole(path / REQUEST, order.model_dump_json(indent=2) + "\n")
    except BaseException:
        discard(folder)
        raise
    return folder


def find(name: str, runs: Path) -> RunFolder:
    """The run of that name in the home folder, or at that path."""
    for path in (runs / name, Path(name)):
        if (path / REQUEST).is_file():
            return _open(path.absolute())
    raise ConfigError(f"there is no run {name}; `python -m orchestrator runs` lists those of {runs}")


def resume_command(run_dir: Path) -> str:
    """What to type to take up a run."""
    return f"python -m orchestrator resume {shlex.quote(str(run_dir))}"


def run_names(runs: Path) -> list[str]:
    """Of the home folder, sorted."""
    return sorted(path.parent.name for path in runs.glob(f"*/{REQUEST}"))


def all_runs(runs: Path) -> list[RunFolder]:
    """Runs of the home folder, in the order of their names."""
    return [find(name, runs) for name in run_names(runs)]


@contextmanager
def held(folder: RunFolder) -> Iterator[None]:
    """Keep other processes off the run; the system lets go of it however this process ends."""
    with (folder.path / UNFINISHED).open("rb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigError(f"run {folder.path.name} is being worked on by another process; wait for it") from None
        yield


def clean(path: Path) -> None:
    """Remove half-written files of an earlier try: every hidden one but our own, and what a step goes on from."""
    for entry in path.iterdir():
        if entry.name.startswith(".") and entry.name not in (UNFINISHED, PARTS):
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def finish(folder: RunFolder) -> None:
    """Say that all is written; what a step that gave up had kept is of no use any more."""
    shutil.rmtree(folder.path / PARTS, ignore_errors=True)
    (folder.path / UNFINISHED).unlink()


def discard(folder: RunFolder) -> None:
    """Leave nothing of a run behind; a folder that the user had made stays, empty."""
    for entry in folder.path.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    if folder.is_new:
        folder.path.rmdir()


def _open(path: Path) -> RunFolder:
    marker = path / UNFINISHED
    try:
        order = Order.model_validate_json((path / REQUEST).read_bytes())
        return RunFolder(path, order, Marker.model_validate_json(marker.read_bytes()) if marker.exists() else None)
    except ValidationError as error:
        what = error.errors()[0]["msg"]
        raise ConfigError(f"the run in {path} cannot be read ({what}); start it anew") from error


def _fresh(runs: Path, scene: Path) -> Path:
    stem = scene.name.split(".")[0] or "scene"
    name = f"{stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    runs.mkdir(parents=True, exist_ok=True)
    for suffix in ("", *(f"-{count}" for count in range(2, 1000))):
        path = runs / f"{name}{suffix}"
        try:
            path.mkdir()
        except FileExistsError:
            continue
        return path
    raise ConfigError(f"a thousand runs of {stem} began in one second in {runs}; give --out")


def _empty(out: Path) -> Path:
    path = out.absolute()
    if path.exists() and not path.is_dir():
        raise ConfigError(f"--out {out} is a file; name a folder that is empty or does not exist")
    if path.exists() and any(path.iterdir()):
        raise ConfigError(f"--out {out} is not empty, and runs are never written over; name another folder")
    path.mkdir(parents=True, exist_ok=True)
    return path
