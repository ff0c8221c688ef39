"""The runs that a conversation may open: those of the home folder, those noted there, and those that a person named."""

import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from models.errors import AgriError, ConfigError
from nodes.answers.shelf import OpenRun, Shelf, open_run
from nodes.run_folder.files import MANIFEST, STATE, UNFINISHED
from orchestrator.run_folder import run_names
from orchestrator.run_list import list_elsewhere
from orchestrator.settings import Settings

Stamp = tuple[tuple[int, int], ...]


class Desk:
    """Opens finished runs once, and anew where they have changed; for threads."""

    def __init__(self, settings: Settings, named: Iterable[Path] = (), *, elsewhere: bool = True) -> None:
        """`elsewhere`: whether runs may be opened that were once sent out of the home folder."""
        self.settings, self._elsewhere = settings, elsewhere
        self._named = {path.absolute() for path in named}
        self._open: dict[Path, tuple[Stamp, OpenRun]] = {}
        self._lock = threading.Lock()

    def allow(self, folder: Path) -> None:
        """Let a run be opened that lies elsewhere, since a person named it."""
        self._named.add(folder.absolute())

    def folders(self) -> list[Path]:
        """Finished runs that may be opened, the one that ended last first."""
        home = [self.settings.runs / name for name in run_names(self.settings.runs)]
        elsewhere = list_elsewhere(self.settings.home, self.settings.runs) if self._elsewhere else []
        known = {*home, *elsewhere, *self._named}
        ended = {path: _ended(path) for path in known}
        return sorted((path for path, time in ended.items() if time), key=lambda path: (-ended[path], path.name))

    def latest(self) -> Path | None:
        """The run that ended last."""
        return next(iter(self.folders()), None)

    def find(self, name: str) -> Path:
        """The folder of a run by its name, or by a path that may be opened; raises `ConfigError`."""
        known = self.folders()
        path = Path(name)
        found = [one for one in known if name in (one.name, str(one)) or one == path.absolute()]
        if found:
            return found[0]
        unfinished = self.settings.runs / name
        if path.name == name and (unfinished / UNFINISHED).is_file():
            raise ConfigError(f"run {name} is not finished; take it up with resume, or name another")
        raise ConfigError(f"there is no finished run {name}; `python -m orchestrator runs` lists those that there are")

    def shelf(self, folders: Sequence[str], current: str | None) -> tuple[Shelf, list[str]]:
        """Open runs, and say of each that cannot be opened any more why; `current` is the one last spoken of."""
        shelf, notes = Shelf(), []
        wanted = None
        for folder in folders:
            try:
                name = shelf.put(self.open(Path(folder)))
                wanted = name if folder == current else wanted
            except AgriError as error:
                notes.append(str(error))
        shelf.current = wanted or shelf.current
        return shelf, notes

    def open(self, folder: Path) -> OpenRun:
        """Open a run; raises `ConfigError` where it is none, is not finished or has changed."""
        if folder not in self.folders():
            raise ConfigError(f"run {folder.name} is gone, not finished or not one that may be opened")
        with self._lock:
            stamp = _stamp(folder)
            known = self._open.get(folder)
            if known is None or known[0] != stamp:
                known = self._open[folder] = (stamp, open_run(folder))
            return known[1]


def _ended(folder: Path) -> float:
    try:
        return 0.0 if (folder / UNFINISHED).exists() else (folder / MANIFEST).stat().st_mtime
    except OSError:
        return 0.0


def _stamp(folder: Path) -> Stamp:
    found = [path.stat() for path in (folder / STATE, folder / MANIFEST) if path.exists()]
    return tuple((one.st_size, one.st_mtime_ns) for one in found)
