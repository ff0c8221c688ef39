"""Where names stand on a map: in their parcel or beside it, never on a mark or on another name."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Box = tuple[float, float, float, float]
"""Drawn pixels: left, top, right, bottom."""
_GAP = 4.0  # between a parcel and a name beside it, and around names
_ASIDE = 12.0  # further from the middle of a parcel than its own height, for a name beside a mark
_LONGEST = 18  # letters of a name
_FAR = 26.0  # from a parcel, for a name that finds no place at its side


@dataclass(frozen=True)
class Name:
    """A name at its place, and the point of its parcel that a line leads to where it stands beside it."""

    text: str
    box: Box
    points_to: tuple[float, float] | None


class Ground:
    """A map of (width, height) and the parcels on it."""

    def __init__(self, size: tuple[float, float], shapes: NDArray[np.object_]) -> None:
        self.width, self.height = size
        self._tree = shapely.STRtree(shapes)

    def share_of_parcels(self, box: Box) -> float:
        """Which part of a box parcels cover."""
        there = shapely.box(*box)
        near = self._tree.geometries[self._tree.query(there)]
        return float(shapely.area(shapely.intersection(there, near)).sum() / there.area)


def place_names(
    wanted: Sequence[tuple[str, Any]],
    measure: Callable[[str], tuple[float, float]],
    taken: Sequence[Box],
    ground: Ground,
) -> list[Name]:
    """Place the names of (name, shape) in that order; those that find no place are left.

    `measure` tells width and height of a text, `taken` what else stands on the map.
    """
    occupied, found = list(taken), []
    for text, shape in wanted:
        width, height = measure(text)
        best = _choose(_offer(shape, width, height), occupied, ground)
        if best is not None:
            box, point = best
            occupied.append(box)
            found.append(Name(text, box, point))
    return found


def shorten(name: str, is_known: Callable[[str], bool]) -> str | None:
    """Cut the middle out of a name that is too long for a map; None where the letters of the map cannot write it."""
    plain = " ".join(name.split())
    if not plain or not all(is_known(letter) for letter in plain):
        return None
    half = _LONGEST // 2
    return plain if len(plain) <= _LONGEST else f"{plain[: half - 1].rstrip()}…{plain[-half:].lstrip()}"


Offer = tuple[Box, tuple[float, float] | None, float]
"""A box, where its line leads, and how unwelcome that place is."""


def _offer(shape: Any, width: float, height: float) -> Iterator[Offer]:
    """Offer the widest place inside, the middle where the name is larger than that, and places all around."""
    x, y = _find_middle(shape)
    inside = _about(x, y, width, height)
    yield inside, None, 0.0 if shapely.contains(shape, shapely.box(*inside)) else 25.0
    for aside in (-1, 1):  # where a mark stands in the middle
        near = _about(x, y + aside * (height + _ASIDE), width, height)
        if shapely.contains(shape, shapely.box(*near)):
            yield near, None, 3.0
    left, top, right, bottom = shapely.bounds(shape)
    for gap, cost in ((_GAP, 10.0), (_FAR, 40.0)):
        across, down = width / 2 + gap, height / 2 + gap
        for to_x, to_y in (
            (right + across, y), (left - across, y), (x, top - down), (x, bottom + down),
            (right + across, top - down / 2), (right + across, bottom + down / 2),
            (left - across, top - down / 2), (left - across, bottom + down / 2),
        ):  # fmt: skip
            yield _about(to_x, to_y, width, height), (x, y), cost


def _find_middle(shape: Any) -> tuple[float, float]:
    """The middle of the largest circle in the largest part of a shape."""
    largest = max(shapely.get_parts(shape), key=shapely.area)
    bounds = shapely.bounds(largest)
    tolerance = max(0.5, float(max(bounds[2] - bounds[0], bounds[3] - bounds[1])) / 50)
    try:
        ray = shapely.maximum_inscribed_circle(largest, tolerance)
        x, y = shapely.get_coordinates(ray)[0]
    except shapely.errors.GEOSException:
        x, y = shapely.get_coordinates(shapely.point_on_surface(largest))[0]
    return float(x), float(y)


def _about(x: float, y: float, width: float, height: float) -> Box:
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _choose(
    offers: Iterator[Offer], occupied: list[Box], ground: Ground
) -> tuple[Box, tuple[float, float] | None] | None:
    """Choose the most welcome place on the map that is free, away from other parcels."""
    best, least = None, np.inf
    for box, point, cost in offers:
        if cost >= least or min(box[0], box[1]) < 0 or box[2] > ground.width or box[3] > ground.height:
            continue
        if any(_overlap(box, other) for other in occupied):
            continue
        if point is not None:
            cost += 30.0 * ground.share_of_parcels(box)
        if cost < least:
            best, least = (box, point), cost
    return best


def _overlap(one: Box, other: Box) -> bool:
    return (
        one[0] < other[2] + _GAP and other[0] < one[2] + _GAP and one[1] < other[3] + _GAP and other[1] < one[3] + _GAP
    )
