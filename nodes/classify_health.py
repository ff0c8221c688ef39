"""How healthy the crops are, cell by cell and parcel by parcel."""

from typing import Literal

from models.backend import HEALTH_CELL
from models.field.cells import SceneConditioning
from models.field.field import encode_field
from models.field.parcels import read_parcels
from models.health.scene import HealthJob, classify_scene
from models.health.told import compare_told
from models.schemas import FieldFacts
from nodes.context import RunContext
from nodes.report.doubts import build_crops, doubts, doubts_of, never_learned, too_small, why_no_crop
from nodes.run_folder.files import PARCELS
from nodes.state import SceneState, Update

STEP = "classify_health"
WHAT: Literal["health"] = "health"


def classify_health(state: SceneState, context: RunContext) -> Update:
    """Write `crops.tif`, `health.tif` and `health_details.tif`: which ground is judged, and its condition."""
    scene = state.scene
    assert scene is not None and state.clouds is not None
    if reason := too_small(scene, HEALTH_CELL):
        return {"issues": (reason.issue(STEP, "refused"),)}
    field = state.field or FieldFacts()
    parcels = read_parcels(context.run_dir / PARCELS, scene.grid) if state.request.parcels else None
    if parcels is None and (reason := never_learned(WHAT, field, None)):
        return {"issues": (reason.issue(STEP, "refused"),)}
    day = scene.time.date() if scene.time else None
    known = SceneConditioning(encode_field(field, scene), parcels, day, field)
    work = HealthJob(
        valid=context.run_dir / state.clouds.raster,
        folder=context.run_dir,
        models=context.models,
        progress=lambda done, total: context.progress(STEP, done, total),
    )
    ground, health = classify_scene(scene, known, work)
    crops = build_crops(WHAT, ground, parcels, context.models.name)
    if health is None:
        return {"crops": crops, "issues": (why_no_crop(WHAT, crops, field, parcels).issue(STEP, "refused"),)}
    health = health.model_copy(update={"told": compare_told(scene, known, work)})
    told = tuple(
        reason.issue(STEP, "warning")
        for reason in (
            *doubts(WHAT, scene, field, parcels),
            *doubts_of(WHAT, health, state.clouds),
        )
    )
    return {"crops": crops, "health": health, "issues": told}
