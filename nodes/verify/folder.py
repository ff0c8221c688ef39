"""What a run folder holds: nothing outside of it is opened, hashes are as stated, all tell the same request."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.geo.contract.scene import Grid
from models.geo.pixels.raster import hash_file
from models.geo.pixels.source import open_raster
from nodes.report.contents import files_of, planned_maps
from nodes.run_folder.files import EVIDENCE, ITEM, MANIFEST, PARCELS, PDF, PREVIEW, REPORT, REQUEST, STATE
from nodes.run_folder.manifest import file_of, raster_of
from nodes.state import SceneState
from nodes.verify.beside import may_be_changed
from nodes.verify.findings import DAMAGE, Finding, Verification, cut

_WHOLE = {"scene": "a scene", "modality": "the kind of scene", "clouds": "clouds"}
"""What every run that has ended knows."""


def read_manifest(run_dir: Path, done: Verification, parts: tuple[str, ...] = ("inputs", "outputs")) -> dict[str, Any]:
    """Read the manifest, which tells these parts; empty where it is damaged, which is a finding."""
    with done.reading(MANIFEST):
        manifest = json.loads(file_of(run_dir, MANIFEST).read_text(encoding="utf-8"))
        if isinstance(manifest, dict) and all(isinstance(manifest.get(key), dict) for key in parts):
            return manifest
        raise ValueError(f"it tells no {' and '.join(parts)}")
    return {}


def read_state(run_dir: Path, done: Verification) -> SceneState | None:
    """Read the state of the run; None where it is damaged, which is a finding."""
    with done.reading(STATE):
        state = SceneState.model_validate_json(file_of(run_dir, STATE).read_bytes())
        for name, words in _WHOLE.items():
            if getattr(state, name) is None and not (name == "clouds" and state.is_photograph):
                raise ValueError(f"it tells nothing of {words}")
        assert state.scene is not None
        _check_grid(state.scene.grid)
        return state
    return None


def _check_grid(grid: Grid) -> None:
    """Raise `ValueError` for a grid that cannot be, so that nothing has to be asked of it again."""
    from pyproj import CRS

    if grid.pixel_size_m and not min(grid.pixel_size_m) > 0:
        raise ValueError(f"its pixels are {grid.pixel_size_m[0]:g} × {grid.pixel_size_m[1]:g} m large")
    crs = CRS.from_user_input(grid.crs) if grid.crs is not None else None
    if crs and (crs.ellipsoid is None or crs.geodetic_crs is None):
        raise ValueError(f"its coordinate system {crs.name} lies on no ellipsoid")


def check_hashes(run_dir: Path, described: Mapping[str, Any], done: Verification) -> None:
    """Hash each file that the manifest describes."""
    for name, entry in described.items():
        done.checked += 1
        with done.reading(name):
            stated, path = _sha256_in(entry), file_of(run_dir, name)
            if not path.exists():
                done.findings.append(Finding(f"file {name}", stated[:12], "no file", name, "the file is missing"))
            elif not may_be_changed(name) and (found := hash_file(path)) != stated:
                reason = "the file has changed since the run"
                done.findings.append(Finding(f"SHA-256 of {name}", stated[:12], found[:12], name, reason))


def _sha256_in(entry: Any) -> str:
    return str(entry.get("sha256") if isinstance(entry, Mapping) else entry)


def names_own_files(run_dir: Path, state: SceneState, done: Verification) -> bool:
    """Whether all that is opened from here on lies in the run folder; findings tell what does not."""
    rasters, outlines = rasters_of(state), [file.name for file in files_of(state) if not file.is_raster]
    pictures = (PREVIEW, *(entry.file for entry in planned_maps(state)))
    others = (REQUEST, REPORT.markdown, REPORT.html, REPORT.claims, EVIDENCE, PDF, ITEM, PARCELS, *pictures, *outlines)
    own = 0
    for name, find in (*((name, raster_of) for name in rasters), *((name, file_of) for name in others)):
        with done.reading(name):
            find(run_dir, name)
            own += 1
    return own == len(rasters) + len(others)


def rasters_of(state: SceneState) -> list[str]:
    """Names of the rasters that the analyses of a run have left."""
    return [file.name for file in files_of(state) if file.is_raster]


def check_request(run_dir: Path, manifest: Mapping[str, Any], state: SceneState, done: Verification) -> None:
    """What was asked for, and which files went in, told alike by all who tell it."""
    stated = _leave_out_unsaid(state.request.model_dump(mode="json"))
    ordered: Any = stated
    with done.reading(REQUEST):
        said = json.loads((run_dir / REQUEST).read_text(encoding="utf-8"))
        ordered = said.get("request") if isinstance(said, dict) else said
    for file, other in ((REQUEST, ordered), (MANIFEST, manifest.get("request", stated))):
        done.checked += 1
        if _leave_out_unsaid(other) != stated:
            done.findings.append(
                Finding("request", cut(str(stated)), cut(str(other)), file, f"{STATE} was asked for something else")
            )
    assert state.scene is not None
    inputs = {entry.name: entry.sha256 for entry in state.scene.files}
    told = manifest.get("inputs", {})
    for name, sha256 in inputs.items():
        done.checked += 1
        other = _sha256_in(told.get(name))
        if told and other != sha256:
            done.findings.append(
                Finding(f"SHA-256 of input {name}", sha256[:12], other[:12], MANIFEST, f"{STATE} names another")
            )


def _leave_out_unsaid(request: Any) -> Any:
    """Leave out what was not asked for, of which older versions have no name."""
    return {key: value for key, value in request.items() if value is not None} if isinstance(request, dict) else request


def check_places(run_dir: Path, state: SceneState, done: Verification) -> None:
    """Hold the place of every raster of the run against that of the contract."""
    assert state.scene is not None
    grid = state.scene.grid
    for name in rasters_of(state):
        done.checked += 1
        try:
            with open_raster(run_dir / name) as source:
                found = source.shape, source.crs is not None, _corners(source.transform, source.shape)
        except DAMAGE:
            continue  # named when its numbers are counted
        stated = grid.shape, grid.crs is not None, _corners(grid.affine, grid.shape)
        if found[:2] != stated[:2] or (grid.crs and not _alike(found[2], stated[2])):
            done.findings.append(Finding(f"grid of {name}", str(stated), str(found), name, "not on the scene's grid"))


def _corners(t: Any, shape: tuple[int, int]) -> tuple[float, ...]:
    """Bounds of a raster in its CRS, the same for one that was mirrored."""
    places = [(column, row) for column in (0, shape[1]) for row in (0, shape[0])]
    x = sorted(t.a * column + t.b * row + t.c for column, row in places)
    y = sorted(t.d * column + t.e * row + t.f for column, row in places)
    return (*x, *y)


def _alike(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(abs(a - b) <= 1e-9 * max(1.0, abs(a)) for a, b in zip(one, other, strict=True))
