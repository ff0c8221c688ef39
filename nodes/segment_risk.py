"""Where crops are at risk of losing their yield, pixel by pixel."""

from collections.abc import Iterator
from typing import Literal

from models.backend import LEARNED_M, RISK_CELL
from models.field.cells import SceneConditioning
from models.field.field import encode_field
from models.field.parcels import Parcels, read_parcels
from models.geo.contract.scene import Scene
from models.risk.augmentation import Augmentation
from models.risk.config import BANDS
from models.risk.inputs import match_bands
from models.risk.scene import COARSEST_M, RiskJob, RiskOptions, segment_scene
from models.risk.told import compare_told
from models.schemas import FieldFacts, Issue, Reason
from nodes.context import RunContext
from nodes.report.doubts import build_crops, doubts, doubts_of, never_learned, too_small, why_no_crop
from nodes.run_folder.files import PARCELS
from nodes.state import SceneState, Update

STEP = "segment_risk"
WHAT: Literal["risk"] = "risk"


def segment_risk(state: SceneState, context: RunContext) -> Update:
    """Map low, medium and high risk over clear ground with a crop, with probability and uncertainty beside it."""
    scene, options = state.scene, context.options
    assert scene is not None and state.clouds is not None
    if (size := scene.grid.pixel_size_m) and max(size) > COARSEST_M:
        return {"issues": (_too_coarse(max(size)),)}
    if reason := too_small(scene, RISK_CELL):
        return {"issues": (reason.issue(STEP, "refused"),)}
    field = state.field or FieldFacts()
    parcels = read_parcels(context.run_dir / PARCELS, scene.grid) if state.request.parcels else None
    if parcels is None and (reason := never_learned(WHAT, field, None)):
        return {"issues": (reason.issue(STEP, "refused"),)}
    crops = state.crops if state.crops and state.crops.pixels else None
    if crops is not None and not crops.pixels["crop"]:
        return {"issues": (why_no_crop(WHAT, crops, field, parcels).issue(STEP, "refused"),)}
    day = scene.time.date() if scene.time else None
    known = SceneConditioning(encode_field(field, scene), parcels, day, field)
    work = RiskJob(
        valid=context.run_dir / state.clouds.raster,
        folder=context.run_dir,
        models=context.models,
        progress=lambda done, total: context.progress(STEP, done, total),
        crops=context.run_dir / crops.raster if crops else None,
        how=RiskOptions(
            preset=options.risk_preset,
            tile=options.tile_size,
            crf_iterations=options.crf_iterations,
            augmentation=Augmentation(options.risk_turns, options.risk_scales),
        ),
    )
    ground, risk = segment_scene(scene, known, work)
    made: Update = {} if crops else {"crops": build_crops(WHAT, ground, parcels, context.models.name)}
    crops = crops or made["crops"]
    if risk is None:
        return made | {"issues": (why_no_crop(WHAT, crops, field, parcels).issue(STEP, "refused"),)}
    risk = risk.model_copy(update={"told": compare_told(scene, known, work)})
    reasons = (*_doubts(scene, field, parcels), *doubts_of(WHAT, risk, state.clouds))
    told = tuple(reason.issue(STEP, "warning") for reason in reasons)
    return made | {"risk": risk, "issues": told}


def _too_coarse(metres: float) -> Issue:
    reason = f"pixels are {metres:,.0f} m wide, and beyond {COARSEST_M:g} m fields are not told apart"
    needed = f"pixels of about {LEARNED_M:g} m"
    return Reason(code="too_coarse", reason=reason, needed=needed).issue(STEP, "refused")


def _doubts(scene: Scene, field: FieldFacts, parcels: Parcels | None) -> Iterator[Reason]:
    yield from doubts(WHAT, scene, field, parcels)
    roles = match_bands(scene)
    for band in (band for band in BANDS if roles.get(band, band) != band):
        reason = f"the risk network was shown {roles[band]} in the place of {band}, which the scene does not have"
        yield Reason(code="band_stands_in", reason=reason, subjects=(roles[band], band))
