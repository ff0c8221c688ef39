"""Where to go and look first: at most five places, each on ground that is clear.

A field is worth a visit where it is bare though a crop is told, where it lies behind its peers, or where a weak patch
lies in it. What is at stake is its area times how far its index lies below what it is held against. Fields that are
bare come first, then those with the most at stake; a field comes a second time only when no other is left.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from models.field.measured.patches import GREEN, NOISE
from models.field.measured.results import FieldIndex, FieldMeasured, Place, PlaceKind
from models.field.measured.standing import FEW_LOWER

MOST_PLACES = 5
MOSTLY_BARE = 0.5
"""Share of the clear ground of a field from which on it counts as bare."""


class _Choice(NamedTuple):
    turn: int  # how often its field came before
    stake: float  # hectares times how far below
    place: Place


def choose_places(fields: Iterable[FieldMeasured]) -> tuple[Place, ...]:
    """Choose the places of a scene, the most urgent first."""
    choices: list[_Choice] = []
    for field in fields:
        own = sorted(_candidates(field), key=_urgency)
        choices += [one._replace(turn=turn) for turn, one in enumerate(own)]
    choices.sort(key=_urgency)
    return tuple(choice.place for choice in choices[:MOST_PLACES])


def _urgency(choice: _Choice) -> tuple[int, bool, float]:
    return choice.turn, choice.place.kind != "bare", -choice.stake


def _candidates(field: FieldMeasured) -> Iterator[_Choice]:
    index = green_of(field.indices)
    if field.not_judged or field.area_ha is None or index is None:
        return
    if field.longitude is not None and field.latitude is not None and (found := _whole_field(field, index)):
        kind, below = found
        place = Place(
            field=field.name, kind=kind, longitude=field.longitude, latitude=field.latitude, area_ha=field.area_ha,
            value=index.median, below=below,
        )  # fmt: skip
        yield _Choice(0, field.area_ha * (1.0 if below is None else below), place)
    for patch in field.patches:
        if patch.longitude is None or patch.latitude is None or patch.area_ha is None:
            continue
        place = Place(
            field=field.name, kind="weak_patch", longitude=patch.longitude, latitude=patch.latitude,
            area_ha=patch.area_ha, value=patch.median, below=patch.below,
        )  # fmt: skip
        yield _Choice(0, patch.area_ha * patch.below, place)


def _whole_field(field: FieldMeasured, index: FieldIndex) -> tuple[PlaceKind, float | None] | None:
    """What is wrong with a field as a whole, and by how much."""
    peers = next((peers for peers in field.peers if peers.name == index.name), None)
    behind = -peers.difference if peers else None
    if field.crop is not None and field.bare is not None and field.bare >= MOSTLY_BARE:
        return "bare", behind
    if peers and behind is not None and behind > NOISE and peers.lower <= FEW_LOWER:
        return "behind_peers", behind
    return None


def green_of(indices: Sequence[FieldIndex]) -> FieldIndex | None:
    """The index that shows plants best."""
    return next((index for name in GREEN for index in indices if index.name == name), None)
