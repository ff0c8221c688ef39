"""How a parcel stands to the others of its crop, and whether enough of it was seen to be judged."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Literal

from models.field.measured.results import FieldMeasured, FieldPeers

COMPARED = ("NDVI", "NDRE", "NDMI")
LEAST_PEERS = 8
LEAST_JUDGED = 0.3
LEAST_PIXELS = 9.0
"""Three by three: below, the rim of a parcel is all there is."""
FEW_LOWER = 0.25
"""Share of its peers: where no more of them are lower, a parcel stands below them."""

Standing = Literal["below", "among", "above"]


def why_not_judged(field: FieldMeasured) -> str | None:
    """Say why a parcel is not judged; None where it is."""
    if not field.pixels:
        return "it does not lie on the scene"
    if field.pixels < LEAST_PIXELS:
        return f"it is smaller than {LEAST_PIXELS:g} pixels of this scene"
    if field.judged >= LEAST_JUDGED:
        return None
    hidden = {
        "cloud": field.cloud,
        "cloud shadow": field.shadow,
        "ground without data": field.no_data,
        "ground where the index has no value": field.clear - field.judged,
    }
    most = max(hidden, key=lambda name: hidden[name])
    return f"too much of it is {most}"


def compare_fields(fields: Iterable[FieldMeasured]) -> tuple[FieldMeasured, ...]:
    """Set each judged parcel against the others of its crop, where these are enough."""
    fields = tuple(fields)
    of_crop: dict[tuple[str, str], list[float]] = {}
    for field in fields:
        for name, median in _compared(field):
            of_crop.setdefault((str(field.crop), name), []).append(median)
    medians = {key: sorted(some) for key, some in of_crop.items() if len(some) > LEAST_PEERS}
    return tuple(_stand(field, medians) if medians else field for field in fields)


def _compared(field: FieldMeasured) -> list[tuple[str, float]]:
    if field.not_judged or field.crop is None:
        return []
    return [(index.name, index.median) for index in field.indices if index.name in COMPARED]


def _stand(field: FieldMeasured, medians: dict[tuple[str, str], list[float]]) -> FieldMeasured:
    peers = []
    for name, own in _compared(field):
        every = medians.get((str(field.crop), name))
        if every is not None:
            lower = bisect_left(every, own)
            difference, count = own - _median_without(every, lower), len(every) - 1
            peers.append(FieldPeers(name=name, peers=count, difference=difference, lower=lower / count))
    return field.model_copy(update={"peers": tuple(peers)}) if peers else field


def _median_without(every: list[float], place: int) -> float:
    """The median of sorted values without the one at a place."""
    count = len(every) - 1
    low, high = (every[one + (one >= place)] for one in ((count - 1) // 2, count // 2))
    return (low + high) / 2


def tell_standing(field: FieldMeasured) -> Standing | None:
    """Say how a judged parcel stands among its peers; None without peers."""
    peers = next(iter(field.peers), None)
    if peers is None:
        return None
    return "below" if peers.lower <= FEW_LOWER else "above" if peers.lower >= 1 - FEW_LOWER else "among"
