"""The kind of scene judged again: by the statistics, and by the network where the weights that spoke are at hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models.backend import ModelBackend
from models.errors import ModelUnavailable
from models.geo.contract.scene import Scene
from models.geo.pixels.raster import hash_file
from models.modality.confirm import NETWORK_CLASSES, combine_views
from models.modality.views import draw_scene_views
from nodes.state import SceneState
from nodes.verify.findings import Finding, Verification
from nodes.verify.recount import Recount

_OF_PROBABILITIES = 2e-3  # processors and versions of torch round otherwise
_OF_STATISTICS = 1e-6


@dataclass(frozen=True)
class Networks:
    """Who answers for them now, and the weights that it would load, by room."""

    models: ModelBackend
    weights: Mapping[str, Path]


def check_network(
    state: SceneState, scene: Scene, networks: Networks | None, manifest: Mapping[str, Any], done: Verification
) -> None:
    """Hold the network's probabilities against those that it gives now; a note where it cannot be asked the same."""
    stated = state.modality.network_probabilities if state.modality else None
    if state.modality is None or stated is None or state.modality.fake:
        return
    if networks is None or not same_weights("modality", networks, manifest):
        done.notes.append("the weights of the modality network are not those of the run, so it was not asked again")
        return
    try:
        views = draw_scene_views(scene)
        again = combine_views(networks.models.classify_modality(views), views)
    except ModelUnavailable as error:
        done.notes.append(f"the modality network was not asked again: {error}")
        return
    done.checked += 1
    if not np.allclose([stated[name] for name in NETWORK_CLASSES], again, atol=_OF_PROBABILITIES):
        one = ", ".join(f"{name} {stated[name]:.4f}" for name in NETWORK_CLASSES)
        other = ", ".join(f"{name} {share:.4f}" for name, share in zip(NETWORK_CLASSES, again, strict=True))
        done.findings.append(Finding("modality.network", one, other, scene.name, "the network says otherwise"))


def same_weights(room: str, networks: Networks, manifest: Mapping[str, Any]) -> bool:
    """Whether the weights of a room that are at hand are those that the manifest names."""
    here = {name: hash_file(path) for name, path in networks.weights.items() if name.startswith(room)}
    return bool(here) and here == _recorded_hashes(room, manifest)


def _recorded_hashes(room: str, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """By name; nothing where the manifest names no weights, or where somebody has damaged that part of it."""
    found = manifest.get("weights")
    rows = found.items() if isinstance(found, Mapping) else ()
    return {
        name: row.get("sha256") if isinstance(row, Mapping) else None
        for name, row in rows
        if str(name).startswith(room)
    }


def check_scene(_run_dir: Path, state: SceneState, scene: Scene, done: Verification) -> None:
    """Ask the statistics again."""
    from models.modality.sampling import sample_windows
    from models.modality.statistics import guess_modality

    if state.modality is None or state.is_photograph:
        return
    done.checked += 1
    stated, again = state.modality.statistics, guess_modality(scene, sample_windows(scene))
    if stated.modality != again.modality or abs(stated.confidence - again.confidence) > _OF_STATISTICS:
        one, other = (f"{guess.modality} ({guess.confidence:.4f})" for guess in (stated, again))
        done.findings.append(Finding("modality.statistics", one, other, scene.name, "the statistics say otherwise"))


MODALITY = Recount("modality", check_scene=check_scene, in_no_file=("modality.",))
