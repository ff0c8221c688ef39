"""The scene and its fields in words, from a network that sees all bands of Sentinel-2; what is not so is cut."""

from pathlib import Path

import numpy as np

from models.arrays import Floats
from models.caption.bands import ROLES, SIDE
from models.caption.describe import describe, is_told
from models.caption.scene import MOST_FIELDS, knows_north, read_field_patches, read_overview
from models.field.parcels import read_parcels
from models.schemas import Reason
from nodes.context import RunContext
from nodes.report.chapters.fields import worst_first
from nodes.run_folder.files import PARCELS
from nodes.state import SceneState, Update

STEP = "caption_scene"
NOTHING = np.empty((0, len(ROLES), SIDE, SIDE), np.float32)
TOO_LITTLE = Reason(
    code="no_clear_ground",
    reason="too little of what is looked at for a description is clear ground",
    needed="a clearer scene",
)


def caption_scene(state: SceneState, context: RunContext) -> Update:
    """Describe the scene, and the first fields of the list; each statement is held against the same pixels."""
    assert state.scene is not None and state.clouds is not None
    context.models.version_of("caption")  # both raise where no model is there, before the scene is read for it
    context.models.caption_scene(NOTHING, ())
    valid = context.run_dir / state.clouds.raster
    overview = read_overview(state.scene, valid)
    if not is_told(overview):
        return {"issues": (TOO_LITTLE.issue(STEP, "refused"),)}
    fields = _read_fields(state, context.run_dir, valid)
    north = knows_north(state.scene.grid)
    return {"caption": describe(overview, fields, context.models, state.request.language, north=north)}


def _read_fields(state: SceneState, run_dir: Path, valid: Path) -> list[tuple[int, str, Floats]]:
    """Number, name and patch of the fields that come first in the list and are seen well enough."""
    if not state.request.parcels or state.fields is None or state.scene is None:
        return []
    chosen = worst_first(state.fields)[:MOST_FIELDS]
    parcels = read_parcels(run_dir / PARCELS, state.scene.grid)
    patches = read_field_patches(state.scene, valid, parcels, [number for number, _ in chosen])
    found = zip(chosen, patches, strict=True)
    return [(number, field.name, patch) for (number, field), patch in found if is_told(patch)]
