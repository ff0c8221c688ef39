"""In which ways a scene is not as those that the networks of health and risk learned from, and what they were told."""

from collections.abc import Iterator
from typing import Literal

from models.backend import LEARNED_M
from models.field.conditioning import GROUP_NAMES, UNDATED_NAMES, UNHEARD
from models.field.crop_mask import CROP_MAP, is_unlearned, name_crops
from models.field.parcels import Parcels
from models.geo.contract.scene import Scene
from models.geo.pixels.blocks import Blocks
from models.schemas import CloudResult, CropsResult, FieldFacts, HealthResult, Reason, RiskResult
from models.vocabulary import CROPS
from nodes.state import SceneState

_COARSEST_M = 1.6 * LEARNED_M
_LISTED = 5  # names of parcels
Analysis = Literal["health", "risk"]
_LOWERED = {"health": "the missing cover", "risk": "the risk"}


def doubts(what: str, scene: Scene, field: FieldFacts, parcels: Parcels | None) -> Iterator[Reason]:
    """What the report must say of `what` (health, risk)."""
    yield from _of_pixels(what, scene)
    yield from _of_parcels(what, field, parcels)
    if field.sensors is not None:
        yield _of_weather(what)


def _of_pixels(what: str, scene: Scene) -> Iterator[Reason]:
    size, side = scene.grid.pixel_size_m, Blocks.of(scene.grid).side
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


def _of_parcels(what: str, field: FieldFacts, parcels: Parcels | None) -> Iterator[Reason]:
    if parcels is None:
        reason = (
            "pasture, gardens, orchards, bare fields, open woods, scrub, edges of water and ground under thin cloud "
            f"may stand in the map of {what} as if they were crops, and fields may be left out; --parcels says where "
            "the fields are"
        )
        yield Reason(code="no_parcels", reason=reason)
        return
    if unlearned := never_learned(what, field, parcels):
        yield unlearned
    named = zip(parcels.all, name_crops(parcels, field), strict=True)
    if unnamed := [parcel.name for parcel, crop in named if not crop]:
        reason = (
            f"no crop is given for parcels {_list_few(unnamed)}; their {what} holds if one of the crops stands there "
            f"that the network learned ({', '.join(CROPS)})"
        )
        yield Reason(code="crop_not_named", reason=reason, subjects=tuple(unnamed))


def _of_weather(what: str) -> Reason:
    """Say that readings do not count."""
    words = " and ".join(GROUP_NAMES[group] for group in sorted(UNHEARD))
    reason = (
        f"readings do not count for {what} ({words}): in trials dry weather sometimes lowered {_LOWERED[what]}, which "
        f"is against physics (models/{what}/weights/MODEL_CARD.md)"
    )
    return Reason(code="readings_unheard", reason=reason)


def doubts_of(what: str, result: HealthResult | RiskResult, clouds: CloudResult) -> Iterator[Reason]:
    """What the report must say of the ground that a result is about."""
    if clouds.pixels["clear"] > result.judged + result.no_crop:
        reason = f"on part of the clear ground a band has no data; {what} was not judged there, and no share counts it"
        yield Reason(code="partly_judged", reason=reason)
    parcels = result.parcels if isinstance(result, HealthResult) else ()
    if bare := [parcel.name for parcel in parcels if not parcel.pixels]:
        reason = f"parcels without clear ground in the scene, or covered by others: {_list_few(bare)}"
        yield Reason(code="empty_parcels", reason=reason, subjects=tuple(bare))


def never_learned(what: str, field: FieldFacts, parcels: Parcels | None) -> Reason | None:
    """Why an analysis says nothing of ground whose crop its network never learned; None where it learned all."""
    named = {crop for crop in name_crops(parcels, field) if crop is not None and is_unlearned(crop)}
    if not named:
        return None
    reason = (
        f"the {what} network never learned {', '.join(sorted(named))}, so {what} is not stated there; it learned "
        f"{', '.join(CROPS)}"
    )
    return Reason(code="unknown_crop", reason=reason, subjects=tuple(sorted(named)))


def build_crops(what: Analysis, ground: dict[str, int], parcels: Parcels | None, who: str) -> CropsResult:
    """What the mask holds that an analysis wrote, whose network is who says."""
    is_fake = parcels is None and who == "fake"
    return CropsResult(raster=CROP_MAP, basis="parcels" if parcels else what, pixels=ground, fake=is_fake)


def why_no_crop(what: str, crops: CropsResult, field: FieldFacts, parcels: Parcels | None) -> Reason:
    """Why nothing on clear ground can be judged."""
    if crops.pixels["crop_never_learned"] and (reason := never_learned(what, field, parcels)):
        return reason
    return ONLY_BARE if parcels and crops.pixels["bare"] else NO_CROP


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


ONLY_BARE = Reason(
    code="no_crop", reason="all clear ground inside the parcels is bare: not emerged, harvested or failed",
    needed="a date on which crops cover the ground",
)  # fmt: skip


def _list_few(names: list[str]) -> str:
    return ", ".join(names[:_LISTED]) + (f" and {len(names) - _LISTED} more" if len(names) > _LISTED else "")


def named_facts(state: SceneState) -> dict[str, str]:
    """What a network may be told beside the picture, in the words of reports."""
    return GROUP_NAMES | UNDATED_NAMES if state.scene and state.scene.time is None else GROUP_NAMES
