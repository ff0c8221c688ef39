"""`verify`: every number of a run found again from its files, by other code than that which made them."""

import json
import logging
from collections.abc import Callable, Mapping
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from models.errors import ConfigError
from models.field.parcels import read_parcels
from models.geo.contract.scene import Grid, Scene
from models.geo.pixels.raster import sha256_of
from models.geo.pixels.source import open_raster
from models.risk.zones import find_zones, geojson_text
from nodes.compose_report import REPORT, page_of
from nodes.ingest import PARCELS, PREVIEW
from nodes.manifest import MANIFEST, file_of, other_versions, raster_of
from nodes.report.claims import Claim, claims_of, render
from nodes.report.document import markdown
from nodes.report.maps import planned_maps
from nodes.report.stac_item import ITEM, item_of, item_text
from nodes.state import SceneState
from nodes.verify import recount as recomputation
from nodes.verify import risk as recount_risk
from nodes.verify import scene as scene_check
from nodes.verify.findings import DAMAGE, Finding, Verification, cut
from nodes.verify.network import Networks, check_modality

__all__ = ["Finding", "Verification", "verify_run"]

logger = logging.getLogger(__name__)

STATE, REQUEST = "state.json", "request.json"
_OF_AREAS, _OF_OTHERS = 1e-4, 1e-6  # relative; areas are found by another approximation
_LINES = 20  # that are named of each file
_WHOLE = {"scene": "a scene", "modality": "the kind of scene", "clouds": "clouds"}
"""What every run that has ended knows."""
_NO_RASTER = ("modality.", "health.skill.", "match.", "caption.")
"""Numbers that no raster holds: they are held against each other, and the network asked again where it can be."""


def verify_run(run_dir: Path, scene: Path | None = None, networks: Networks | None = None) -> Verification:
    """Recompute everything that the folder states; `scene` says where the scene lies now. Damage is a finding.

    Networks are asked again where `networks` has the weights that the manifest names.
    """
    if scene is not None and not _is_at_hand(scene):
        raise ConfigError(f"there is no file or folder {scene}; --scene names the scene of the run")
    done = Verification()
    manifest = _manifest(run_dir, done)
    done.other_versions = other_versions(manifest)
    _check_hashes(run_dir, manifest.get("outputs", {}), done)
    state = _state(run_dir, done)
    if state is None or not _names_own_files(run_dir, state, done):
        return done
    with done.reading(REQUEST):
        _check_request(run_dir, manifest, state, done)
    values = _recomputed(run_dir, state, done)
    with done.reading(STATE):
        expected = _compare(run_dir, state, values, done)
        _check_texts(run_dir, state, expected, done)
    _check_outlines(run_dir, state, done)
    read = _check_scene(run_dir, state, scene, done)
    if read is not None:
        with done.reading(STATE):
            check_modality(state, read, networks, manifest, done)
    for note in done.notes:
        logger.warning(note)
    return done


def _manifest(run_dir: Path, done: Verification) -> dict[str, Any]:
    with done.reading(MANIFEST):
        manifest = json.loads(file_of(run_dir, MANIFEST).read_text(encoding="utf-8"))
        if isinstance(manifest, dict) and all(isinstance(manifest.get(key), dict) for key in ("inputs", "outputs")):
            return manifest
        raise ValueError("it tells no inputs and outputs")
    return {}


def _check_hashes(run_dir: Path, described: Mapping[str, Any], done: Verification) -> None:
    for name, entry in described.items():
        done.checked += 1
        with done.reading(name):
            stated, path = _sha256_in(entry), file_of(run_dir, name)
            if not path.exists():
                done.findings.append(Finding(f"file {name}", stated[:12], "no file", name, "the file is missing"))
            elif (found := sha256_of(path)) != stated:
                reason = "the file has changed since the run"
                done.findings.append(Finding(f"SHA-256 of {name}", stated[:12], found[:12], name, reason))


def _sha256_in(entry: Any) -> str:
    return str(entry.get("sha256") if isinstance(entry, Mapping) else entry)


def _state(run_dir: Path, done: Verification) -> SceneState | None:
    with done.reading(STATE):
        state = SceneState.model_validate_json(file_of(run_dir, STATE).read_bytes())
        for name, words in _WHOLE.items():
            if getattr(state, name) is None:
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


def _names_own_files(run_dir: Path, state: SceneState, done: Verification) -> bool:
    """Whether all that is opened from here on lies in the run folder; findings tell what does not."""
    rasters = _rasters(state)
    pictures = (PREVIEW, *(entry.file for entry in planned_maps(state)))
    outlines = (state.risk.zones_file,) if state.risk and state.risk.zones_file else ()
    others = (REQUEST, REPORT.markdown, REPORT.html, REPORT.claims, ITEM, PARCELS, *pictures, *outlines)
    own = 0
    for name, find in (*((name, raster_of) for name in rasters), *((name, file_of) for name in others)):
        with done.reading(name):
            find(run_dir, name)
            own += 1
    return own == len(rasters) + len(others)


def _rasters(state: SceneState) -> list[str]:
    results = (state.clouds, state.indices, state.crops, state.health, state.risk)
    names = [result.raster for result in results if result]
    names += [state.health.details] if state.health else []
    return names + ([state.risk.probability_raster, state.risk.uncertainty_raster] if state.risk else [])


def _check_request(run_dir: Path, manifest: Mapping[str, Any], state: SceneState, done: Verification) -> None:
    """What was asked for, and which files went in, told alike by all who tell it."""
    stated = state.request.model_dump(mode="json")
    ordered: Any = stated
    with done.reading(REQUEST):
        said = json.loads((run_dir / REQUEST).read_text(encoding="utf-8"))
        ordered = said.get("request") if isinstance(said, dict) else said
    for file, other in ((REQUEST, ordered), (MANIFEST, manifest.get("request", stated))):
        done.checked += 1
        if other != stated:
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


def _recomputed(run_dir: Path, state: SceneState, done: Verification) -> recomputation.Values:
    """Claim → value from the rasters; a raster that cannot be read is a finding, and its claims are left out."""
    work: list[tuple[str, Callable[[], recomputation.Values]]] = []
    if state.clouds is not None:
        _check_place(run_dir, state, done)
        work.append((state.clouds.raster, lambda: recomputation.grid_values(run_dir, state)))
        work.append((state.clouds.raster, lambda: recomputation.cloud_values(run_dir, state)))
    if state.indices is not None and state.clouds is not None:
        raster = state.indices.raster
        for place in range(1, len(state.indices.stats) + 1):
            work.append((raster, partial(recomputation.index_values, run_dir, state, place)))
        if state.indices.cover:
            work.append((raster, lambda: recomputation.cover_values(run_dir, state)))
    if state.risk is not None:
        work.append((state.risk.raster, lambda: recount_risk.risk_values(run_dir, state)))
        work.append((state.risk.raster, lambda: recount_risk.zone_values(run_dir, state)))
    if (health := state.health) is not None:
        work.append((f"{health.raster} and {health.details}", lambda: recomputation.health_values(run_dir, state)))
        if health.parcels:
            work.append((PARCELS, lambda: _parcels(run_dir, state)))
    values: recomputation.Values = {}
    for file, compute in work:
        with done.reading(file):
            values |= compute()
    return values


def _parcels(run_dir: Path, state: SceneState) -> recomputation.Values:
    """Parcels on the grid of the raster, which may be mirrored against that of the scene."""
    assert state.scene is not None and state.health is not None
    with open_raster(run_dir / state.health.raster) as source:
        grid = state.scene.grid.model_copy(update={"transform": tuple(source.transform)[:6]})
    return recomputation.parcel_values(run_dir, state, read_parcels(run_dir / PARCELS, grid).numbers)


def _check_place(run_dir: Path, state: SceneState, done: Verification) -> None:
    """Every raster of the run lies where the contract says."""
    assert state.scene is not None
    grid = state.scene.grid
    for name in _rasters(state):
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


def _compare(run_dir: Path, state: SceneState, values: recomputation.Values, done: Verification) -> list[Claim]:
    """`state.json` and `claims.json` against the rasters; returns the claims as they should be."""
    listed = _claims(run_dir, done)
    expected = []
    for claim in claims_of(state):
        true = claim
        if claim.id in values:
            true = claim if _same(claim, values[claim.id]) else claim.model_copy(update={"value": values[claim.id]})
            done.checked += 1
        elif not claim.id.startswith(_NO_RASTER):
            done.notes.append(f"{claim.id} could not be recomputed from {claim.file}")
        if true is not claim:
            done.findings.append(_differs(claim, true, STATE))
        expected.append(true)
        if listed is not None:
            _compare_listed(listed.pop(claim.id, None), true, done)
    for claim in (listed or {}).values():
        done.findings.append(Finding(claim.id, render(claim), "no such claim", REPORT.claims, "nothing gives it"))
    return expected


def _compare_listed(listed: Claim | None, true: Claim, done: Verification) -> None:
    done.checked += 1
    if listed is None:
        done.findings.append(Finding(true.id, "nothing", render(true), REPORT.claims, "the claim is missing"))
    elif not _same(listed, true.value):
        done.findings.append(_differs(listed, true, REPORT.claims))
    elif listed.model_copy(update={"value": true.value}) != true:
        stated, other = (cut(str(claim.model_dump())) for claim in (listed, true))
        done.findings.append(Finding(true.id, stated, other, REPORT.claims, "the words of the claim differ"))


def _claims(run_dir: Path, done: Verification) -> dict[str, Claim] | None:
    with done.reading(REPORT.claims):
        claims = TypeAdapter(list[Claim]).validate_json((run_dir / REPORT.claims).read_bytes())
        return {claim.id: claim for claim in claims}
    return None


def _same(claim: Claim, value: float) -> bool:
    allowed = _OF_AREAS if claim.unit == "ha" else _OF_OTHERS
    if claim.unit == "pixels":
        return claim.value == value
    return abs(claim.value - value) <= allowed * max(abs(value), 1e-3 if claim.unit == "ha" else 1.0)


def _differs(claim: Claim, true: Claim, where: str) -> Finding:
    stated, recomputed = render(claim), render(true)
    if stated == recomputed:
        stated, recomputed = repr(claim.value), repr(true.value)
    return Finding(claim.id, stated, recomputed, true.file, f"stated in {where}; {true.method}")


def _check_texts(run_dir: Path, state: SceneState, expected: list[Claim], done: Verification) -> None:
    """The report and the STAC item written once more, line by line."""
    words = markdown(state, expected)
    texts = {REPORT.markdown: words, REPORT.html: page_of(state, words, run_dir)}
    item = item_of(state)
    if isinstance(item, dict):
        texts[ITEM] = item_text(item)
    for name, text in texts.items():
        with done.reading(name):
            found = (run_dir / name).read_text(encoding="utf-8")
            done.checked += 1
            _compare_lines(name, found.split("\n"), text.split("\n"), done)


def _check_outlines(run_dir: Path, state: SceneState, done: Verification) -> None:
    """The zones at high risk drawn once more from the maps."""
    if state.risk is None or state.risk.zones_file is None or state.scene is None:
        return
    risk, probability = run_dir / state.risk.raster, run_dir / state.risk.probability_raster
    with done.reading(state.risk.zones_file):
        true = geojson_text(find_zones(risk, probability, state.scene.grid))
        found = (run_dir / state.risk.zones_file).read_text(encoding="utf-8")
        done.checked += 1
        _compare_lines(state.risk.zones_file, found.split("\n"), true.split("\n"), done)


def _compare_lines(name: str, found: list[str], expected: list[str], done: Verification) -> None:
    differing = 0
    for count, (stated, true) in enumerate(zip_longest(found, expected, fillvalue=""), start=1):
        if stated == true:
            continue
        differing += 1
        if differing <= _LINES:
            at = max(
                0, next((i for i, pair in enumerate(zip(stated, true, strict=False)) if pair[0] != pair[1]), 0) - 40
            )
            reason = "the report written again from the files says otherwise"
            done.findings.append(
                Finding(f"{name}, line {count}", cut(stated[at:]), cut(true[at:]), name, reason)
            )  # fmt: skip
    if differing > _LINES:
        more = f"{differing - _LINES} more lines"
        done.findings.append(Finding(name, more, "other lines", name, "the report written again says otherwise"))


def _check_scene(run_dir: Path, state: SceneState, given: Path | None, done: Verification) -> Scene | None:
    """The scene's files, its contract, what it is, and its pixels; the scene where it is still the same."""
    path = given.absolute() if given is not None else Path(state.request.scene_path)
    assert state.scene is not None
    if not _is_at_hand(path):
        done.notes.append(f"the scene {path.name} is not at hand, so only the run folder was checked; --scene PATH")
        return None
    before = len(done.findings)
    read = scene_check.read_again(state, path)
    done.findings += scene_check.input_findings(state.scene, read if isinstance(read, Scene) else None, path)
    done.checked += len(state.scene.files)
    if isinstance(read, Finding):
        done.findings.append(read)
        return None
    done.checked += len(read.bands)
    done.findings += scene_check.contract_findings(state.scene, read)
    if len(done.findings) > before or state.clouds is None:
        return None  # pixels of another scene would only repeat it
    with done.reading(path.name):
        _check_modality(state, read, done)
        done.findings += scene_check.pixel_findings(run_dir, state, read)
        done.findings += scene_check.cloud_findings(run_dir, state, read)
        return read
    return None


def _is_at_hand(scene: Path) -> bool:
    """Whether there is a file or a folder; what else has a name, as a pipe, would never end."""
    try:
        return scene.is_file() or scene.is_dir()
    except (OSError, ValueError):
        return False


def _check_modality(state: SceneState, scene: Scene, done: Verification) -> None:
    from models.modality.sampling import sample_windows
    from models.modality.statistics import guess_modality

    if state.modality is None:
        return
    done.checked += 1
    stated, again = state.modality.statistics, guess_modality(scene, sample_windows(scene))
    if stated.modality != again.modality or abs(stated.confidence - again.confidence) > _OF_OTHERS:
        one, other = (f"{guess.modality} ({guess.confidence:.4f})" for guess in (stated, again))
        done.findings.append(Finding("modality.statistics", one, other, scene.name, "the statistics say otherwise"))
