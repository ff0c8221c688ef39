"""How a parcel stands to the others of its crop, and whether enough of it was seen to be judged."""

from collections.abc import Iterable

import numpy as np

from models.field.measured.results import FieldMeasured, FieldPeers

COMPARED = ("NDVI", "NDRE", "NDMI")
LEAST_PEERS = 8
LEAST_JUDGED = 0.3
LEAST_PIXELS = 9.0
"""Three by three: below, the rim of a parcel is all there is."""


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
    medians: dict[tuple[str, str], list[float]] = {}
    for field in fields:
        for name, median in _compared(field):
            medians.setdefault((str(field.crop), name), []).append(median)
    return tuple(field.model_copy(update={"peers": tuple(_stand(field, medians))}) for field in fields)


def _compared(field: FieldMeasured) -> list[tuple[str, float]]:
    if field.not_judged or field.crop is None:
        return []
    return [(index.name, index.median) for index in field.indices if index.name in COMPARED]


def _stand(field: FieldMeasured, medians: dict[tuple[str, str], list[float]]) -> Iterable[FieldPeers]:
    for name, own in _compared(field):
        others = np.sort(medians[str(field.crop), name])
        if len(others) <= LEAST_PEERS:
            continue
        others = np.delete(others, np.searchsorted(others, own))
        difference, lower = own - float(np.median(others)), float(np.mean(others < own))
        yield FieldPeers(name=name, peers=len(others), difference=difference, lower=lower)
