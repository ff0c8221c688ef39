"""Which field of one run is which of the other: by name, and where names differ by outline."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from models.field.parcel_files.features import Parcel
from models.field.parcel_files.read import read_parcel_file
from nodes.compare.results import Doubt
from nodes.compare.sides import ComparedRun
from nodes.run_folder.files import PARCELS
from nodes.run_folder.manifest import file_of

SAME_OUTLINE = 0.8
"""Ground that two outlines share, of the ground that either holds, from which they are one field."""


@dataclass(frozen=True)
class Pair:
    """A field of both runs; the outline holds the ground that both have, in degrees."""

    before: Parcel
    after: Parcel
    outline: Any
    is_same: bool  # else the outlines are too different to compare


@dataclass(frozen=True)
class Matching:
    """Fields of both runs, and the names of those that one alone has."""

    pairs: tuple[Pair, ...] = ()
    only_first: tuple[str, ...] = ()
    only_second: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def match_fields(first: ComparedRun, second: ComparedRun) -> Matching:
    """Match the fields of two runs; where one was made without fields, those of the other serve for both."""
    found = [_parcels(run.folder) if run.state.request.parcels else () for run in (first, second)]
    if not found[0] and not found[1]:
        return Matching()
    if not found[0] or not found[1]:
        pairs = tuple(Pair(parcel, parcel, parcel.shape, is_same=True) for parcel in (*found[0], *found[1]))
        return Matching(pairs, doubts=(Doubt(code="one_has_fields", about=(first.day if found[0] else second.day,)),))
    return match_parcels(found[0], found[1])


def _parcels(folder: Path) -> tuple[Parcel, ...]:
    return read_parcel_file(file_of(folder, PARCELS)).parcels


def match_parcels(first: Sequence[Parcel], second: Sequence[Parcel]) -> Matching:
    """Match by name, the most alike where a name is there more than once; then by outline alone."""
    free: dict[str, list[int]] = {}
    for place, parcel in enumerate(second):
        free.setdefault(parcel.name, []).append(place)
    partners: dict[int, int] = {}
    for place, parcel in enumerate(first):
        if places := free.get(parcel.name):
            best = max(places, key=lambda other: share_ground(parcel.shape, second[other].shape))
            partners[place] = best
            places.remove(best)
    partners |= _match_outlines(first, second, partners)
    pairs = tuple(_pair(first[one], second[other]) for one, other in sorted(partners.items()))
    taken = {*partners.values()}
    return Matching(
        pairs,
        tuple(parcel.name for place, parcel in enumerate(first) if place not in partners),
        tuple(parcel.name for place, parcel in enumerate(second) if place not in taken),
    )


def _match_outlines(first: Sequence[Parcel], second: Sequence[Parcel], known: dict[int, int]) -> dict[int, int]:
    """Match what names did not."""
    taken = {*known.values()}
    rest = [place for place in range(len(second)) if place not in taken]
    tree = shapely.STRtree([second[place].shape for place in rest])
    found: dict[int, int] = {}
    for place, parcel in enumerate(first):
        if place in known or not rest:
            continue
        near = [rest[one] for one in tree.query(parcel.shape) if rest[one] not in taken]
        best = max(near, key=lambda other: share_ground(parcel.shape, second[other].shape), default=None)
        if best is not None and share_ground(parcel.shape, second[best].shape) >= SAME_OUTLINE:
            found[place] = best
            taken.add(best)
    return found


def share_ground(one: Any, other: Any) -> float:
    """Measure the ground that two outlines share, of the ground that either holds."""
    if shapely.equals_exact(one, other):
        return 1.0
    both = float(shapely.area(shapely.intersection(one, other)))
    return both / (float(shapely.area(one)) + float(shapely.area(other)) - both)


def _pair(before: Parcel, after: Parcel) -> Pair:
    if shapely.equals_exact(before.shape, after.shape):
        return Pair(before, after, before.shape, is_same=True)
    if share_ground(before.shape, after.shape) < SAME_OUTLINE:
        return Pair(before, after, after.shape, is_same=False)
    parts = shapely.get_parts(shapely.intersection(before.shape, after.shape))
    polygons = parts[np.isin(shapely.get_type_id(parts), (3, 6))]
    return Pair(before, after, shapely.union_all(polygons), is_same=True)
