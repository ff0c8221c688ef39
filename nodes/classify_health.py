"""How healthy the crops are, cell by cell and parcel by parcel."""

from collections.abc import Iterator

from models.field.facts import CROPS
from models.field.field import facts_of
from models.field.parcels import Parcels, read_parcels
from models.geo.scene import Scene
from models.health.scene import LEARNED_M, Known, Work, block_of, classify_scene
from models.schemas import FieldFacts, Issue
from nodes.context import RunContext
from nodes.ingest import PARCELS
from nodes.state import SceneState, Update

STEP = "classify_health"
_COARSEST_M = 1.6 * LEARNED_M
_NO_CROP = Issue(
    step=STEP, kind="refused", reason="no crop that can be judged was seen on clear ground",
    needed="a date on which crops cover the ground",
)  # fmt: skip


def classify_health(state: SceneState, context: RunContext) -> Update:
    """Write `health.tif` and `health_details.tif`: the condition of clear ground with a crop on it."""
    scene = state.scene
    assert scene is not None and state.clouds is not None
    field = state.field or FieldFacts()
    parcels = read_parcels(context.run_dir / PARCELS, scene.grid) if state.request.parcels else None
    health = classify_scene(
        scene,
        Known(facts_of(field, scene), parcels, scene.time.date() if scene.time else None),
        Work(
            valid=context.run_dir / state.clouds.raster,
            folder=context.run_dir,
            models=context.models,
            progress=lambda done, total: context.progress(STEP, done, total),
        ),
    )
    if health is None:
        return {"issues": (_NO_CROP,)}
    doubts = tuple(Issue(step=STEP, kind="warning", reason=reason) for reason in _doubts(scene, field, parcels))
    return {"health": health, "issues": doubts}


def _doubts(scene: Scene, field: FieldFacts, parcels: Parcels | None) -> Iterator[str]:
    """In which ways the scene is not as those that the network learned from."""
    size = scene.grid.pixel_size_m
    if size is None:
        yield f"health was judged as if pixels were {LEARNED_M:g} m wide, for their size is not known"
    elif max(size) > _COARSEST_M:
        yield f"the health network learned from pixels of {LEARNED_M:g} m; these are {max(size):.3g} m wide"
    elif (block := block_of(scene)) > 1:
        yield f"{block} × {block} pixels were averaged for the health network, which learned from {LEARNED_M:g} m"
    if (scene.level.value or "").upper() in ("L1C", "L1TP", "L1GT", "L1GS"):
        yield "the health network learned from reflectance at the surface; this is that at the top of the atmosphere"
    if parcels is None:
        yield (
            "pasture, orchards, scrub and the edges of water may have been judged as if they were crops; --parcels "
            "says where the fields are"
        )
    crops = {field.crop, *(parcel.crop for parcel in (parcels.all if parcels else ()))}
    if unknown := sorted(crop for crop in crops if crop and crop not in CROPS):
        yield (
            f"the health network does not know {', '.join(unknown)}, so that ground was judged without its crop; "
            f"it knows {', '.join(CROPS)}"
        )
