"""In which ways a scene is not as those that the networks of health and risk learned from, and what they were told."""

from collections.abc import Iterator

from models.backend import LEARNED_M
from models.field.conditioning import GROUP_NAMES, UNDATED_NAMES
from models.field.parcels import Parcels
from models.geo.contract.scene import Scene
from models.geo.pixels.blocks import Blocks
from models.schemas import CloudResult, FieldFacts, HealthResult, RiskResult
from models.vocabulary import CROPS
from nodes.state import SceneState

_COARSEST_M = 1.6 * LEARNED_M
_LISTED = 5  # names of parcels


def doubts(what: str, scene: Scene, side: int, field: FieldFacts, parcels: Parcels | None) -> Iterator[str]:
    """What the report must say of `what` (health, risk), for which blocks of `side` pixels were averaged."""
    size = scene.grid.pixel_size_m
    if size is None:
        yield f"{what} was judged as if pixels were {LEARNED_M:g} m wide, for their size is not known"
    elif max(size) > _COARSEST_M:
        yield f"the {what} network learned from pixels of {LEARNED_M:g} m; these are {max(size):.3g} m wide"
    elif side > 1:
        yield f"{side} × {side} pixels were averaged for the {what} network, which learned from {LEARNED_M:g} m"
    if scene.is_at_surface is False:
        yield f"the {what} network learned from reflectance at the surface; this is that at the top of the atmosphere"
    elif scene.is_at_surface is None:
        yield f"the {what} network learned from reflectance at the surface; nothing says that this is; --level would"
    if parcels is None:
        yield (
            "pasture, gardens, orchards, bare fields, open woods, scrub, edges of water and ground under thin cloud "
            f"may stand in the map of {what} as if they were crops, and fields may be left out; --parcels says where "
            "the fields are"
        )
    crops = {field.crop, *(parcel.crop for parcel in (parcels.all if parcels else ()))}
    if unknown := sorted(crop for crop in crops if crop and crop not in CROPS):
        yield (
            f"the {what} network does not know {', '.join(unknown)}, so that ground was judged without its crop; "
            f"it knows {', '.join(CROPS)}"
        )


def doubts_of(what: str, result: HealthResult | RiskResult, clouds: CloudResult) -> Iterator[str]:
    """What the report must say of the ground that a result is about."""
    if clouds.pixels["clear"] > result.judged + result.no_crop:
        yield f"on part of the clear ground a band has no data; {what} was not judged there, and no share counts it"
    parcels = result.parcels if isinstance(result, HealthResult) else ()
    if bare := [parcel.name for parcel in parcels if not parcel.pixels]:
        listed = ", ".join(bare[:_LISTED]) + (f" and {len(bare) - _LISTED} more" if len(bare) > _LISTED else "")
        yield f"parcels without clear ground in the scene, or covered by others: {listed}"


def too_small(scene: Scene, cell: int) -> str | None:
    """Why a scene cannot be judged that is smaller than what gets one answer, so many blocks; None where it can."""
    blocks, size = Blocks.of(scene.grid), scene.grid.pixel_size_m
    if min(blocks.shape) >= cell or not size:
        return None
    across = min(scene.grid.width * size[0], scene.grid.height * size[1])
    return f"the scene is {across:.3g} m wide, less than the {cell * LEARNED_M:g} m that get one answer"


def named_facts(state: SceneState) -> dict[str, str]:
    """What a network may be told beside the picture, in the words of reports."""
    return GROUP_NAMES | UNDATED_NAMES if state.scene and state.scene.time is None else GROUP_NAMES
