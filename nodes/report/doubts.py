"""In which ways a scene is not as those that the networks of health and risk learned from, and what they were told."""

from collections.abc import Iterator

from models.backend import LEARNED_M
from models.field.conditioning import GROUP_NAMES, UNDATED_NAMES
from models.field.parcels import Parcels
from models.geo.contract.scene import Scene
from models.geo.pixels.blocks import Blocks
from models.schemas import CloudResult, FieldFacts, HealthResult, Reason, RiskResult
from models.vocabulary import CROPS
from nodes.state import SceneState

_COARSEST_M = 1.6 * LEARNED_M
_LISTED = 5  # names of parcels


def doubts(what: str, scene: Scene, side: int, field: FieldFacts, parcels: Parcels | None) -> Iterator[Reason]:
    """What the report must say of `what` (health, risk), for which blocks of `side` pixels were averaged."""
    size = scene.grid.pixel_size_m
    if size is None:
        reason = f"{what} was judged as if pixels were {LEARNED_M:g} m wide, for their size is not known"
        yield Reason(code="size_unknown", reason=reason)
    elif max(size) > _COARSEST_M:
        reason = f"the {what} network learned from pixels of {LEARNED_M:g} m; these are {max(size):.3g} m wide"
        yield Reason(code="coarse_pixels", reason=reason)
    elif side > 1:
        reason = f"{side} × {side} pixels were averaged for the {what} network, which learned from {LEARNED_M:g} m"
        yield Reason(code="averaged_pixels", reason=reason)
    if scene.is_at_surface is False:
        reason = (
            f"the {what} network learned from reflectance at the surface; this is that at the top of the atmosphere"
        )
        yield Reason(code="top_of_atmosphere", reason=reason)
    elif scene.is_at_surface is None:
        reason = f"the {what} network learned from reflectance at the surface; nothing says that this is; --level would"
        yield Reason(code="level_unknown", reason=reason)
    if parcels is None:
        reason = (
            "pasture, gardens, orchards, bare fields, open woods, scrub, edges of water and ground under thin cloud "
            f"may stand in the map of {what} as if they were crops, and fields may be left out; --parcels says where "
            "the fields are"
        )
        yield Reason(code="no_parcels", reason=reason)
    crops = {field.crop, *(parcel.crop for parcel in (parcels.all if parcels else ()))}
    if unknown := sorted(crop for crop in crops if crop and crop not in CROPS):
        reason = (
            f"the {what} network does not know {', '.join(unknown)}, so that ground was judged without its crop; "
            f"it knows {', '.join(CROPS)}"
        )
        yield Reason(code="unknown_crop", reason=reason, subjects=tuple(unknown))


def doubts_of(what: str, result: HealthResult | RiskResult, clouds: CloudResult) -> Iterator[Reason]:
    """What the report must say of the ground that a result is about."""
    if clouds.pixels["clear"] > result.judged + result.no_crop:
        reason = f"on part of the clear ground a band has no data; {what} was not judged there, and no share counts it"
        yield Reason(code="partly_judged", reason=reason)
    parcels = result.parcels if isinstance(result, HealthResult) else ()
    if bare := [parcel.name for parcel in parcels if not parcel.pixels]:
        listed = ", ".join(bare[:_LISTED]) + (f" and {len(bare) - _LISTED} more" if len(bare) > _LISTED else "")
        reason = f"parcels without clear ground in the scene, or covered by others: {listed}"
        yield Reason(code="empty_parcels", reason=reason, subjects=tuple(bare))


def too_small(scene: Scene, cell: int) -> Reason | None:
    """Why a scene cannot be judged that is smaller than what gets one answer, so many blocks; None where it can."""
    blocks, size = Blocks.of(scene.grid), scene.grid.pixel_size_m
    if min(blocks.shape) >= cell or not size:
        return None
    across = min(scene.grid.width * size[0], scene.grid.height * size[1])
    reason = f"the scene is {across:.3g} m wide, less than the {cell * LEARNED_M:g} m that get one answer"
    return Reason(code="too_small", reason=reason, needed="a larger part of the scene")


NO_CROP = Reason(
    code="no_crop", reason="no crop that can be judged was seen on clear ground",
    needed="a date on which crops cover the ground",
)  # fmt: skip


def named_facts(state: SceneState) -> dict[str, str]:
    """What a network may be told beside the picture, in the words of reports."""
    return GROUP_NAMES | UNDATED_NAMES if state.scene and state.scene.time is None else GROUP_NAMES
