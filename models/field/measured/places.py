"""Where to go and look first: at most five places, each on ground that is clear.

A field is worth a visit where it is bare though a crop is told and most of that crop is not (harvested crops are bare),
where it lies behind its peers, where it lies far behind the few others of its crop, or where a weak patch lies in it.
What is at stake is its area times how far its index lies below what it is held against. Fields that are bare come
first, then those with the most at stake; a field comes a second time only when no other is left.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from models.field.measured.patches import GREEN, NOISE
from models.field.measured.results import FieldIndex, FieldMeasured, Place, PlaceKind
from models.field.measured.standing import FEW_LOWER

MOST_PLACES = 5
MOSTLY_BARE = 0.5
"""Share of the clear ground of a field from which on it counts as bare."""
_SEVERAL = 3  # fields of a crop, of which most may be bare as that crop is then
FAR = 0.2
"""NDVI below the median of a few others of its crop from which a field is far behind them, whatever their number."""
_FEWEST = 2  # others


class _Choice(NamedTuple):
    turn: int  # how often its field came before
    stake: float  # hectares times how far below
    place: Place


def choose_places(fields: Iterable[FieldMeasured]) -> tuple[Place, ...]:
    """Choose the places of a scene, the most urgent first."""
    fields = tuple(fields)
    choices: list[_Choice] = []
    lacks = find_lacks(fields)
    for number, (field, fault) in enumerate(zip(fields, find_faults(fields), strict=True)):
        behind = lacks[number][0] if number in lacks else _stand(field)[0] if field.peers else None
        own = sorted(_candidates(field, fault, behind), key=_urgency)
        choices += [one._replace(turn=turn) for turn, one in enumerate(own)]
    choices.sort(key=_urgency)
    return tuple(choice.place for choice in choices[:MOST_PLACES])


def _urgency(choice: _Choice) -> tuple[int, bool, float]:
    return choice.turn, choice.place.kind != "bare", -choice.stake


def find_faults(fields: Sequence[FieldMeasured]) -> tuple[PlaceKind | None, ...]:
    """Find why each field is worth a visit: the gravest reason, or None."""
    bare = Counter(field.crop for field in fields if not field.not_judged and _is_bare(field))
    judged = Counter(field.crop for field in fields if not field.not_judged)
    usual = {crop for crop, count in bare.items() if judged[crop] >= _SEVERAL and 2 * count > judged[crop]}
    lacks = find_lacks(fields)
    return tuple(
        None if field.not_judged else _find_fault(field, usual, lacks.get(number, (0.0, 0))[0])
        for number, field in enumerate(fields)
    )


def find_lacks(fields: Sequence[FieldMeasured]) -> dict[int, tuple[float, int]]:
    """Find fields far behind the others of their crop, which are too few for peers: how far, and how many others."""
    medians: dict[str, list[tuple[float, int]]] = {}
    for number, field in enumerate(fields):
        index = green_of(field.indices)
        if field.crop is not None and not field.not_judged and not field.peers and index is not None:
            medians.setdefault(field.crop, []).append((index.median, number))
    found = {}
    for some in medians.values():
        lowest, number = min(some)
        others = [median for median, other in some if other != number]
        if len(others) >= _FEWEST and (lack := float(np.median(others)) - lowest) > FAR:
            found[number] = lack, len(others)
    return found


def _is_bare(field: FieldMeasured) -> bool:
    return field.bare is not None and field.bare >= MOSTLY_BARE


def _find_fault(field: FieldMeasured, usual: set[str | None], lack: float) -> PlaceKind | None:
    if field.crop is not None and field.crop not in usual and _is_bare(field):
        return "bare"
    behind, lower = _stand(field)
    if behind > NOISE and lower <= FEW_LOWER:
        return "behind_peers"
    if lack:
        return "behind_few"
    return "weak_patch" if field.patches else None


def _stand(field: FieldMeasured) -> tuple[float, float]:
    """How far a field lies behind its peers, and the share of them that lies lower; 0 and 1 without any."""
    index = green_of(field.indices)
    peers = next((peers for peers in field.peers if index and peers.name == index.name), None)
    return (-peers.difference, peers.lower) if peers else (0.0, 1.0)


def _candidates(field: FieldMeasured, fault: PlaceKind | None, behind: float | None) -> Iterator[_Choice]:
    """Offer the field as a whole, which lies so far behind others, and its weak patches."""
    index = green_of(field.indices)
    if field.not_judged or field.area_ha is None or index is None:
        return
    is_whole = fault in ("bare", "behind_peers", "behind_few")
    if fault is not None and is_whole and field.longitude is not None and field.latitude is not None:
        bare = field.clear * field.bare if fault == "bare" and field.bare is not None else 1.0
        place = Place(
            field=field.name, kind=fault, longitude=field.longitude, latitude=field.latitude,
            area_ha=bare * field.area_ha, value=index.median, below=behind,
        )  # fmt: skip
        yield _Choice(0, field.area_ha * (1.0 if behind is None else behind), place)
    for patch in field.patches:
        if patch.longitude is None or patch.latitude is None or patch.area_ha is None:
            continue
        place = Place(
            field=field.name, kind="weak_patch", longitude=patch.longitude, latitude=patch.latitude,
            area_ha=patch.area_ha, value=patch.median, below=patch.below,
        )  # fmt: skip
        yield _Choice(0, patch.area_ha * patch.below, place)


def green_of(indices: Sequence[FieldIndex]) -> FieldIndex | None:
    """The index that shows plants best."""
    return next((index for name in GREEN for index in indices if index.name == name), None)
