"""Likeness counted again from the points in the run folder, and the points from the picture and the words."""

import base64
import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelUnavailable
from models.geo.contract.scene import Scene
from models.geo.pixels.picture import render_scene
from models.retrieval.pictures import SIDE, read_picture
from nodes.state import SceneState
from nodes.verify.chapters.modality import Networks, same_weights
from nodes.verify.findings import Finding, Verification
from nodes.verify.recount import Count, Recount, Values

_LEAST_COSINE = 0.999
"""Between a point of the run and that of the same picture now: processors round otherwise."""


def counts(run_dir: Path, state: SceneState) -> Iterator[Count]:
    """Cosines, certainties and the number of items."""
    found = state.retrieval
    if found is not None:
        yield Count(found.file, lambda: _recount(_read(run_dir / found.file), state))
    elif state.matches:  # of a version that left no file
        known = {f"match.{place}.similarity": match.similarity for place, match in enumerate(state.matches, start=1)}
        yield Count("state.json", lambda: known)


def _read(path: Path) -> dict[str, Any]:
    content = json.loads(path.read_bytes())
    if not isinstance(content, dict):
        raise ValueError(f"{path.name} holds no object")
    return content


def _recount(content: dict[str, Any], state: SceneState) -> Values:
    values: Values = {"retrieval.items": float(sum(int(count) for count in content["searched"].values()))}
    asked = content["asked"]
    cases = {(asked[row["asked"]]["by"], row["item"]): row for row in content["found"]}
    for place, match in enumerate(state.matches or (), start=1):
        row = cases[match.finding or "picture", match.item]
        cosine = math.fsum(
            float(one) * float(other)
            for one, other in zip(_point(asked[row["asked"]]), _point(row), strict=True)
        )  # fmt: skip
        slope, offset = content["likeness"]["texts" if match.finding else "pictures"]
        values[f"match.{place}.similarity"] = cosine
        values[f"match.{place}.certainty"] = 100 / (1 + math.exp(-(slope * cosine + offset)))
    for place, condition in enumerate(state.retrieval.conditions if state.retrieval else (), start=1):
        values[f"condition.{place}.certainty"] = 100 * float(content["certainty"][condition.subject])
    return values


def _point(row: Mapping[str, Any]) -> NDArray[np.float32]:
    return np.frombuffer(base64.b64decode(row["point"]), "<f4")


def check_embeddings(
    run_dir: Path,
    state: SceneState,
    scene: Scene,
    networks: Networks | None,
    manifest: Mapping[str, Any],
    done: Verification,
) -> None:
    """Embed picture and words once more; a note where the model of the run is not at hand."""
    found = state.retrieval
    if found is None or found.fake or not (found.by_picture or found.findings):
        return
    if networks is None or not same_weights("retrieval", networks, manifest):
        done.notes.append("the weights of the retrieval model are not those of the run, so it was not asked again")
        return
    asked = _read(run_dir / found.file)["asked"]
    pictures = [_look_again(state, scene)] if found.by_picture else []
    try:
        made = networks.models.embed(pictures, [row["words"] for row in asked if "words" in row])
    except ModelUnavailable as error:
        done.notes.append(f"the retrieval model was not asked again: {error}")
        return
    for row, point in zip(asked, (*made["pictures"], *made["texts"]), strict=True):
        done.checked += 1
        cosine = float(np.dot(_point(row), point))
        if cosine < _LEAST_COSINE:
            what = f"embedding of {row['by']}"
            done.findings.append(
                Finding(what, "that of the run", f"cosine {cosine:.4f} to it", found.file, "the model says otherwise")
            )
    _compare_certainties(state, made["subjects"], made["certainty"], done)


def _look_again(state: SceneState, scene: Scene) -> NDArray[np.uint8]:
    return read_picture(Path(scene.path)) if state.is_photograph else render_scene(scene, SIDE).opaque()


def _compare_certainties(state: SceneState, subjects: tuple[str, ...], shares: Any, done: Verification) -> None:
    """Hold what a photograph may show against what the model says now."""
    assert state.retrieval is not None
    for condition in state.retrieval.conditions:
        done.checked += 1
        again = float(shares[0][subjects.index(condition.subject)]) if condition.subject in subjects else 0.0
        if abs(again - condition.certainty) > _OF_CERTAINTIES:
            stated, true = f"{condition.certainty:.3f}", f"{again:.3f}"
            done.findings.append(
                Finding(condition.subject, stated, true, state.retrieval.file, "the model says otherwise")
            )


_OF_CERTAINTIES = 0.02

RETRIEVAL = Recount("retrieval", counts=counts)
