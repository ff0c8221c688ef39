"""In which ways a scene is not as those that the networks of health and risk learned from."""

from collections.abc import Iterator

from models.backend import LEARNED_M
from models.field.facts import CROPS
from models.field.parcels import Parcels
from models.geo.scene import Scene
from models.schemas import FieldFacts

_COARSEST_M = 1.6 * LEARNED_M


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
