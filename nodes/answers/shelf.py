"""Finished runs that are open to be asked; each file is held against its hash before it is read."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from models.errors import ConfigError
from models.geo.pixels.raster import hash_file
from nodes.compare.results import ChangeResult
from nodes.report.claims import Claim
from nodes.report.contents import claims_of
from nodes.report.decisions import without_rejected
from nodes.run_folder.files import MANIFEST, REPORT, STATE, UNFINISHED
from nodes.run_folder.manifest import another_writer, file_of, raster_of
from nodes.state import SceneState

_CLAIMS = TypeAdapter(tuple[Claim, ...])
_BRACES = str.maketrans("{}", "()")


class FileChangedError(ConfigError):
    """A file of a run is not as the run left it, so nothing is answered from it."""

    def __init__(self, run: str, name: str, *, is_gone: bool) -> None:
        what = "is gone" if is_gone else "was changed since the run ended"
        super().__init__(f"{name} of run {run} {what}; make the run anew")
        self.run, self.name, self.is_gone = run, name, is_gone


@dataclass(frozen=True)
class OpenRun:
    """A run and what may be said of it; results that a person has rejected are not in `state`."""

    folder: Path
    state: SceneState
    whole: SceneState  # with what was rejected
    claims: Mapping[str, Claim]
    hashes: Mapping[str, str] | None  # by file; None while the run goes on
    written_by: str | None = None  # the version of this program, where it is another
    _seen: dict[str, tuple[int, int]] = field(default_factory=dict)  # files that are as they were: size, time

    @property
    def name(self) -> str:
        """The name of its folder, by which it is spoken of."""
        return self.folder.name

    @property
    def day(self) -> str | None:
        """The day of acquisition, UTC; None where it is not known."""
        told = self.state.scene.acquired.value if self.state.scene else None
        return told[:10] if told else None

    @cached_property
    def is_made_up(self) -> bool:
        """Whether a demonstration backend made up what networks say."""
        return any(one is not None and one.fake for one in (self.state.health, self.state.risk, self.state.modality))

    def check(self, name: str) -> Path:
        """Return where a file lies that is as the run left it; raises `FileChangedError`, hashing it once only."""
        path = file_of(self.folder, name)
        if self.hashes is None:
            return path
        try:
            status = path.stat()
        except OSError:
            raise FileChangedError(self.name, name, is_gone=True) from None
        stamp = status.st_size, status.st_mtime_ns
        if self._seen.get(name) != stamp:
            if self.hashes.get(name) != hash_file(path):
                raise FileChangedError(self.name, name, is_gone=False)
            self._seen[name] = stamp
        return path

    def raster(self, name: str) -> Path:
        """As `check`, of a GeoTIFF."""
        path = self.check(name)
        raster_of(self.folder, name)
        return path


def open_run(folder: Path) -> OpenRun:
    """Open a finished run; raises `ConfigError` where it is not one, or its state was changed since."""
    if not folder.is_dir():
        raise ConfigError(f"there is no run folder {folder}; name the folder of a finished run")
    manifest = _read_manifest(folder)
    outputs = manifest["outputs"]
    hashes = {name: str(entry.get("sha256")) for name, entry in outputs.items() if isinstance(entry, dict)}
    bare = OpenRun(folder, *_nothing(), {}, hashes, another_writer(manifest))
    try:
        state = SceneState.model_validate_json(bare.check(STATE).read_bytes())
        claims = _CLAIMS.validate_json(bare.check(REPORT.claims).read_bytes())
    except ValidationError as error:
        what = error.errors()[0]["msg"]
        raise ConfigError(f"run {folder.name} cannot be read ({what}); make it anew with this version") from error
    return replace(bare, **_told(state), claims={claim.id: claim for claim in claims})


def open_state(folder: Path, state: SceneState) -> OpenRun:
    """Open a run that goes on: nothing of it has a hash yet."""
    told = _told(state)
    return OpenRun(folder, **told, claims={claim.id: claim for claim in claims_of(told["whole"])}, hashes=None)


def _told(state: SceneState) -> dict[str, SceneState]:
    """The state with and without what was rejected; no name in it looks like the place of a number."""
    fields = state.fields
    if fields is not None and any("{" in f"{one.name}{one.crop}" or "}" in f"{one.name}{one.crop}"
                                  for one in fields.fields):  # fmt: skip
        plain = tuple(
            one.model_copy(
                update={"name": one.name.translate(_BRACES), "crop": one.crop and one.crop.translate(_BRACES)}
            )
            for one in fields.fields
        )
        places = tuple(one.model_copy(update={"field": one.field.translate(_BRACES)}) for one in fields.places)
        state = state.model_copy(update={"fields": fields.model_copy(update={"fields": plain, "places": places})})
    return {"state": without_rejected(state), "whole": state}


def _nothing() -> tuple[Any, Any]:
    return None, None


def _read_manifest(folder: Path) -> dict[str, Any]:
    if (folder / UNFINISHED).exists():
        raise ConfigError(f"run {folder.name} is not finished; resume it, or name another")
    try:
        manifest = json.loads(file_of(folder, MANIFEST).read_text(encoding="utf-8"))
        if isinstance(manifest["outputs"], dict):
            return dict(manifest)
    except FileNotFoundError:
        raise ConfigError(f"{folder} is not the folder of a finished run: it has no {MANIFEST}") from None
    except (OSError, ValueError, LookupError, TypeError):
        pass
    raise ConfigError(f"run {folder.name} has no manifest that can be read; make it anew")


@dataclass
class Shelf:
    """Runs that are open, by name; the one last spoken of is the current one."""

    runs: dict[str, OpenRun] = field(default_factory=dict)
    current: str | None = None
    changes: dict[tuple[str, str], ChangeResult] = field(default_factory=dict)  # of runs that were compared

    @classmethod
    def of(cls, runs: Sequence[OpenRun]) -> "Shelf":
        """Put runs on a shelf; the first is the current one."""
        shelf = cls()
        for run in runs:
            shelf.put(run)
        shelf.current = next(iter(shelf.runs), None)
        return shelf

    def put(self, run: OpenRun) -> str:
        """Add a run and make it the current one; return the name by which it is known here."""
        name, others = run.name, 1
        while name in self.runs and self.runs[name].folder.absolute() != run.folder.absolute():
            others += 1
            name = f"{run.name} ({others})"
        self.runs[name] = run
        self.current = name
        return name

    def find(self, name: str | None) -> OpenRun | None:
        """Return the run of that name or day, or the current one; None where there is none."""
        wanted = name if name is not None else self.current
        if wanted is None:
            return None
        if wanted in self.runs:
            return self.runs[wanted]
        alike = [run for known, run in self.runs.items() if wanted.casefold() in (known.casefold(), str(run.day))]
        return alike[0] if len(alike) == 1 else None

    def by_date(self) -> Iterator[OpenRun]:
        """All runs of which a day is known, the earliest first."""
        yield from sorted((run for run in self.runs.values() if run.day), key=lambda run: str(run.day))
