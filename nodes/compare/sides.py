"""The two runs of a comparison: finished, as they were left, and opened by name only."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from models.errors import ConfigError
from models.geo.contract.scene import Scene
from models.geo.pixels.raster import hash_file
from models.schemas import CloudResult, IndicesResult
from nodes.compare.results import Side
from nodes.run_folder.files import MANIFEST, PARCELS, STATE
from nodes.run_folder.manifest import file_of, raster_of
from nodes.state import SceneState


@dataclass(frozen=True)
class ComparedRun:
    """A run of which a date is known, with the files that a comparison reads and their hashes."""

    folder: Path
    state: SceneState
    hashes: dict[str, str]

    @property
    def scene(self) -> Scene:
        """The contract of its scene."""
        assert self.state.scene is not None
        return self.state.scene

    @property
    def clouds(self) -> CloudResult:
        """What of it is clear."""
        assert self.state.clouds is not None
        return self.state.clouds

    @property
    def indices(self) -> IndicesResult:
        """Its indices."""
        assert self.state.indices is not None
        return self.state.indices

    @property
    def day(self) -> str:
        """Day of acquisition, UTC."""
        return str(self.scene.acquired.value)[:10]

    @property
    def side(self) -> Side:
        """What the comparison tells of it."""
        scene = self.scene
        return Side(
            run=self.folder.name, scene=Path(scene.path).name, acquired=str(scene.acquired.value),
            sensor=scene.sensor.value, level=scene.level.value,
        )  # fmt: skip


def open_run(folder: Path) -> ComparedRun:
    """Open a finished run; raises `ConfigError` where it was changed since, or has nothing to compare."""
    described = _outputs(folder)
    state = _state(folder, described)
    if state.scene is None or state.clouds is None:
        raise ConfigError(f"run {folder.name} tells nothing of its scene; make it anew")
    if state.scene.acquired.value is None:
        raise ConfigError(f"the date of run {folder.name} is not known; make it anew with --date")
    if state.indices is None:
        raise ConfigError(
            f"run {folder.name} has no index to compare ({state.scene.unit.value}, {_bands(state.scene)}); "
            "an index like NDVI needs red and near infrared in reflectance"
        )
    names = [state.indices.raster, state.clouds.raster, *([PARCELS] if state.request.parcels else [])]
    hashes = {name: _check(folder, name, described) for name in names}
    for name in names[:2]:
        raster_of(folder, name)
    return ComparedRun(folder, state, hashes | {STATE: _check(folder, STATE, described)})


def _outputs(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(file_of(folder, MANIFEST).read_text(encoding="utf-8"))
        outputs = manifest["outputs"]
        if isinstance(outputs, dict):
            return outputs
    except (OSError, ValueError, LookupError, TypeError):
        pass
    raise ConfigError(f"run {folder.name} has no manifest that can be read; make it anew")


def _state(folder: Path, described: dict[str, Any]) -> SceneState:
    _check(folder, STATE, described)
    try:
        return SceneState.model_validate_json(file_of(folder, STATE).read_bytes())
    except ValidationError as error:
        what = error.errors()[0]["msg"]
        raise ConfigError(f"run {folder.name} cannot be read ({what}); make it anew with this version") from error


def _check(folder: Path, name: str, described: dict[str, Any]) -> str:
    """Return the hash of a file that is as the run left it."""
    entry, path = described.get(name), file_of(folder, name)
    if not path.is_file():
        raise ConfigError(f"{name} of run {folder.name} is gone; make the run anew")
    found = hash_file(path)
    if not isinstance(entry, dict) or entry.get("sha256") != found:
        raise ConfigError(f"{name} of run {folder.name} was changed since the run ended; make the run anew")
    return found


def _bands(scene: Scene) -> str:
    return ", ".join(scene.roles) or "no band known"
