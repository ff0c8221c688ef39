"""How healthy the crops are, cell by cell and parcel by parcel."""

from models.backend import HEALTH_CELL
from models.field.cells import SceneConditioning
from models.field.field import encode_field
from models.field.parcels import read_parcels
from models.geo.pixels.blocks import Blocks
from models.health.scene import CROP_MAP, HealthJob, classify_scene
from models.schemas import CropsResult, FieldFacts
from nodes.context import RunContext
from nodes.report.doubts import NO_CROP, doubts, doubts_of, too_small
from nodes.run_files import PARCELS
from nodes.state import SceneState, Update

STEP, WHAT = "classify_health", "health"


def classify_health(state: SceneState, context: RunContext) -> Update:
    """Write `crops.tif`, `health.tif` and `health_details.tif`: where a crop stands, and in which condition."""
    scene = state.scene
    assert scene is not None and state.clouds is not None
    if reason := too_small(scene, HEALTH_CELL):
        return {"issues": (reason.issue(STEP, "refused"),)}
    field = state.field or FieldFacts()
    parcels = read_parcels(context.run_dir / PARCELS, scene.grid) if state.request.parcels else None
    health = classify_scene(
        scene,
        SceneConditioning(encode_field(field, scene), parcels, scene.time.date() if scene.time else None, field),
        HealthJob(
            valid=context.run_dir / state.clouds.raster,
            folder=context.run_dir,
            models=context.models,
            progress=lambda done, total: context.progress(STEP, done, total),
        ),
    )
    crops = CropsResult(raster=CROP_MAP, fake=context.models.name == "fake")
    if health is None:
        return {"crops": crops, "issues": (NO_CROP.issue(STEP, "refused"),)}
    told = tuple(
        reason.issue(STEP, "warning")
        for reason in (
            *doubts(WHAT, scene, Blocks.of(scene.grid).side, field, parcels),
            *doubts_of(WHAT, health, state.clouds),
        )
    )
    return {"crops": crops, "health": health, "issues": told}
