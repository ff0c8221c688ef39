"""The folder of a run: how it begins, who holds it, and when it is finished.

`request.json` is written first and rebuilds everything; the hidden file `.unfinished` names the checkpoints of the run
and is locked by the process that works on it. It goes last, so a folder without it is finished.
"""

import fcntl
import os
import re
import secrets
import shlex
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from models.errors import ConfigError, SceneError
from models.files import write_whole
from models.risk.tile_cache import FOLDER as PARTS
from models.schemas import Result
from nodes.context import NodeOptions
from nodes.drafting.results import WordsOrder
from nodes.run_folder.files import REQUEST, UNFINISHED
from nodes.run_folder.manifest import file_of
from nodes.state import Request
from orchestrator.settings import BackendName

COMPARISONS = "comparisons"
"""The folder of the home folder that comparisons of runs are written into."""
HALF_WRITTEN = re.compile(
    r"\.(\w+\.tif\.(raw|half|whole)|unfinished\.part|fields\.part\.gpkg(-journal)?"
    r"|((request|state|manifest|claims|item|(health|risk)_told)\.json|(parcels|risk_zones|fields)\.geojson"
    r"|fields\.csv|report\.(md|html)"
    r"|\w+\.(qml|tif\.aux\.xml)|(preview|map_[\w-]+)\.png)\.part)"
)
"""Hidden names under which `RasterWriter` and `write_whole` begin the files of a run; all others are the user's."""


class Order(Result):
    """All that changes the results of a run; kept with it, so that `resume` uses the same."""

    request: Request
    backend: BackendName = BackendName.LOCAL
    options: NodeOptions = NodeOptions()
    words: WordsOrder | None = None  # None: no language model is asked


class Marker(Result):
    """What `.unfinished` says: the name of the run's checkpoints, which no other run has, and when it began."""

    thread: str
    started: str  # ISO 8601, UTC
    checkpoints: Literal["SQLite", "PostgreSQL"] | None = None  # where they are; None: not known


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


def check_readable(scene: Path) -> None:
    """Raise `SceneError` where the scene has a name and is there, but cannot be read; nothing is begun then."""
    try:
        str(scene).encode()
        if scene.is_dir():
            next(scene.iterdir(), None)
        elif scene.is_file():
            scene.open("rb").close()
        elif scene.exists():
            raise SceneError(f"{scene} is neither a file nor a folder; give a raster")
    except UnicodeEncodeError:
        raise SceneError(f"the name {str(scene)!a} of the scene is not in UTF-8; rename it") from None
    except OSError as error:
        raise SceneError(f"the scene {scene} cannot be read ({error.strerror}); give rights to read it") from error


def begin(order: Order, runs: Path, out: Path | None, kind: Literal["SQLite", "PostgreSQL"]) -> RunFolder:
    """Make a new folder, `runs/<scene>-<time>` or `out`; what exists is never written over."""
    try:
        text = order.model_dump_json(indent=2) + "\n"
    except PydanticSerializationError as error:
        raise ConfigError(f"a word of the command or the name of a file is not in UTF-8 ({error})") from None
    was_there = out is not None and out.exists()
    path = _fresh(runs, Path(order.request.scene_path)) if out is None else _empty(out)
    now = datetime.now(UTC)
    marker = Marker(thread=f"{path.name}-{secrets.token_hex(4)}", started=f"{now:%Y-%m-%dT%H:%M:%SZ}", checkpoints=kind)
    folder = RunFolder(path, order, marker, is_new=not was_there)
    try:
        write_whole(path / UNFINISHED, marker.model_dump_json())
        write_whole(path / REQUEST, text)
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


def name_comparison(home: Path, runs: Sequence[Path]) -> Path:
    """Name a folder of the home folder for a comparison of these runs; it is not there yet."""
    names = "--".join(path.name[:60] for path in runs)
    return home / COMPARISONS / f"{names}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


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
    gone = ConfigError(f"another process has just ended run {folder.path.name}; look at it with verify")
    try:
        handle = (folder.path / UNFINISHED).open("rb")
    except FileNotFoundError:
        raise gone from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigError(f"run {folder.path.name} is being worked on by another process; wait for it") from None
        if not os.fstat(handle.fileno()).st_nlink:  # removed between opening and locking
            raise gone
        yield


def clean(path: Path) -> None:
    """Remove half-written files of an earlier try, and what a step goes on from where a link has taken its place."""
    for entry in path.iterdir():
        is_left = HALF_WRITTEN.fullmatch(entry.name) and not entry.is_dir()
        if is_left or (entry.name == PARTS and entry.is_symlink()):
            entry.unlink()


def finish(folder: RunFolder) -> None:
    """Say that all is written; what a step that gave up had kept is of no use any more."""
    shutil.rmtree(folder.path / PARTS, ignore_errors=True)
    (folder.path / UNFINISHED).unlink()


def discard(folder: RunFolder) -> None:
    """Leave nothing of a run behind; a folder that the user had made stays, empty."""
    for entry in folder.path.iterdir():
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    if folder.is_new:
        folder.path.rmdir()


def _open(path: Path) -> RunFolder:
    try:
        order = Order.model_validate_json(file_of(path, REQUEST).read_bytes())
        return RunFolder(path, order, _marker(path))
    except FileNotFoundError:
        raise ConfigError(f"the run in {path} was removed while it was looked at") from None
    except ValidationError as error:
        what = error.errors()[0]["msg"]
        raise ConfigError(f"the run in {path} cannot be read ({what}); start it anew") from error


def _marker(path: Path) -> Marker | None:
    try:
        return Marker.model_validate_json(file_of(path, UNFINISHED).read_bytes())
    except FileNotFoundError:  # finished, perhaps a moment ago
        return None


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
