"""Classes of what a caption says of a patch, their bounds, and when a word agrees with a measured value."""

from typing import Literal, get_args

from pydantic import Field

from models.schemas import Result, Share

Vegetation = Literal["bare", "sparse", "moderate", "dense", "very dense"]
Soil = Literal["none", "little", "quarter", "half", "most", "nearly all"]
Moisture = Literal["very dry", "dry", "moderate", "moist", "very moist"]
Biomass = Literal["low", "medium", "high", "very high"]
Pattern = Literal["even", "gradient", "patchy", "split"]
Part = Literal["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west", "centre"]
Water = Literal["none", "some", "much"]
Aspect = Literal["vegetation", "soil", "moisture", "biomass", "pattern", "greenest", "barest", "water"]

ASPECTS: tuple[Aspect, ...] = get_args(Aspect)
CLASSES: dict[Aspect, tuple[str, ...]] = {
    "vegetation": get_args(Vegetation), "soil": get_args(Soil), "moisture": get_args(Moisture),
    "biomass": get_args(Biomass), "pattern": get_args(Pattern), "greenest": get_args(Part), "barest": get_args(Part),
    "water": get_args(Water),
}  # fmt: skip
"""The values that each aspect can have, from little to much where they have an order."""
BOUNDS: dict[Aspect, tuple[float, ...]] = {
    "vegetation": (0.2, 0.4, 0.6, 0.8),  # median NDVI of the land
    "soil": (0.02, 0.10, 0.375, 0.625, 0.90),  # share of the land whose NDVI is below `BARE_NDVI`
    "moisture": (-0.1, 0.1, 0.25, 0.4),  # median NDMI of the land
    "biomass": (0.2, 0.35, 0.5),  # median NDRE of the land
    "water": (0.02, 0.3),  # share of the valid pixels
}
"""Between neighbouring classes; a value on a bound belongs to the upper one."""
TOLERANCE: dict[Aspect, float] = {"vegetation": 0.02, "soil": 0.02, "moisture": 0.02, "biomass": 0.02, "water": 0.02}
"""By how much a class is widened when a statement is judged: index units or shares.

The bound of a share is moved by half of it at most.
"""
BARE_NDVI = 0.25
LEAST_VALID = 0.3
"""Share of the pixels that must be valid before anything is said."""
LEAST_PIXELS = 30
"""Pixels that must be valid, whatever the share."""
EVEN_SPREAD, SPREAD_TOLERANCE = 0.05, 0.01
"""Standard deviation of the NDVI below which the land is even, and its tolerance."""
PLANE_SHARE, SPLIT_SHARE, SHARE_TOLERANCE = 0.4, 0.82, 0.05
"""Shares of the variance that a plane, or a threshold, must explain for a gradient, or a split, and their tolerance.

A pure gradient reaches 0.75 of a split.
"""
SMALLER_SHARE, EDGE_SHARE, PAIR_TOLERANCE = 0.2, 0.04, 0.01
"""A split has a smaller part of that share at least, and that share of neighbours on both sides at most."""
CLEAR_NDVI, PART_TOLERANCE = 0.05, 0.03
"""NDVI by which an extreme part differs from the mean at least, and by which a named part may miss the extreme."""
_SIDE_FIRST = 0.02  # NDVI by which a corner must surpass the sides before it is named
_SIDES = ("north", "east", "south", "west")


class Aspects(Result):
    """What was measured in a patch, and the classes it falls into; None where it cannot be told.

    Indices are medians over land (valid pixels without water), shares lie in 0–1.
    """

    valid_share: Share
    water_share: Share | None = None
    ndvi: float | None = None
    ndmi: float | None = None
    ndre: float | None = None
    soil_share: Share | None = None
    ndvi_mean: float | None = None
    ndvi_spread: float | None = None  # standard deviation
    plane_share: Share | None = None  # of the variance of the NDVI, explained by a plane
    split_share: Share | None = None  # of the variance of the NDVI, explained by two classes
    smaller_share: Share | None = None  # of the land, in the smaller of the two classes
    edge_share: Share | None = None  # of pairs of neighbours, one in each class
    parts: dict[str, float | None] = Field(default_factory=dict)  # mean NDVI
    vegetation: Vegetation | None = None
    soil: Soil | None = None
    moisture: Moisture | None = None
    biomass: Biomass | None = None
    pattern: Pattern | None = None
    greenest: Part | None = None  # None also where no part stands out
    barest: Part | None = None
    water: Water | None = None

    def get_class(self, aspect: Aspect) -> str | None:
        """Get the class of one aspect."""
        found = getattr(self, aspect)
        return None if found is None else str(found)


def choose_class(aspect: Aspect, value: float | None) -> str | None:
    """Choose the class of a measured value by `BOUNDS`."""
    if value is None:
        return None
    return CLASSES[aspect][sum(value >= bound for bound in BOUNDS[aspect])]


def choose_pattern(spread: float, plane: float, split: tuple[float, float, float]) -> str:
    """Choose the pattern by the NDVI's spread, the plane's share, and (share, smaller part, edges) of a split."""
    if spread < EVEN_SPREAD:
        return "even"
    if _is_split(split, 0):
        return "split"
    return "gradient" if plane >= PLANE_SHARE else "patchy"


def choose_part(parts: dict[str, float | None], mean: float, sign: Literal[1, -1]) -> str | None:
    """Choose the greenest part (sign 1) or the barest (−1); None where none stands out from the mean NDVI.

    A side is named before a corner that surpasses it by less than 0.02.
    """
    heights = {name: sign * value for name, value in parts.items() if value is not None}
    if not heights or max(heights.values()) < sign * mean + CLEAR_NDVI:
        return None
    corner = max(heights, key=lambda name: heights[name])
    side = max((name for name in heights if name in _SIDES), key=lambda name: heights[name], default=corner)
    return side if heights[side] > heights[corner] - _SIDE_FIRST else corner


def agrees(aspects: Aspects, aspect: Aspect, value: str) -> bool | None:
    """Say whether the class agrees with what was measured, with the tolerances; None where nothing was measured."""
    if aspect in ("greenest", "barest"):
        return _agrees_with_part(aspects, value, 1 if aspect == "greenest" else -1)
    if aspect == "pattern":
        return _agrees_with_pattern(aspects, value, 1)
    return _lies_in_class(aspects, aspect, value, 1)


def agrees_surely(aspects: Aspects, aspect: Aspect, value: str) -> bool | None:
    """Say whether the class agrees even where each tolerance counts against it, so that "not" would be wrong."""
    if aspect in ("greenest", "barest"):
        return None if aspects.ndvi_mean is None else aspects.get_class(aspect) == value
    if aspect == "pattern":
        return _agrees_with_pattern(aspects, value, -1)
    return _lies_in_class(aspects, aspect, value, -1)


def _lies_in_class(aspects: Aspects, aspect: Aspect, value: str, sign: Literal[1, -1]) -> bool | None:
    names = {
        "vegetation": aspects.ndvi, "soil": aspects.soil_share, "moisture": aspects.ndmi, "biomass": aspects.ndre,
        "water": aspects.water_share,
    }  # fmt: skip
    measured = names[aspect]
    if measured is None or value not in CLASSES[aspect]:
        return None if measured is None else False
    place = CLASSES[aspect].index(value)
    bounds = BOUNDS[aspect]
    lower = bounds[place - 1] if place else float("-inf")
    upper = bounds[place] if place < len(bounds) else float("inf")
    lower_slack, upper_slack = (_limit_slack(aspect, bound) for bound in (lower, upper))
    if sign < 0 and upper - lower < lower_slack + upper_slack:
        return aspects.get_class(aspect) == value
    return lower - sign * lower_slack <= measured < upper + sign * upper_slack


def _limit_slack(aspect: Aspect, bound: float) -> float:
    """Limit the tolerance at a bound of a share to half of it, so that "a little" is not true of nothing."""
    return min(TOLERANCE[aspect], abs(bound) / 2) if aspect in ("soil", "water") else TOLERANCE[aspect]


def _agrees_with_part(aspects: Aspects, value: str, sign: Literal[1, -1]) -> bool | None:
    heights = {name: sign * height for name, height in aspects.parts.items() if height is not None}
    if aspects.ndvi_mean is None or not heights:
        return None
    best = max(heights.values())
    stands_out = best - sign * aspects.ndvi_mean >= CLEAR_NDVI - 0.02
    return stands_out and value in heights and heights[value] >= best - PART_TOLERANCE


def _agrees_with_pattern(aspects: Aspects, value: str, slack: Literal[1, -1]) -> bool | None:
    spread, plane = aspects.ndvi_spread, aspects.plane_share
    parts = (aspects.split_share, aspects.smaller_share, aspects.edge_share)
    if spread is None or plane is None or None in parts:
        return None
    split = (parts[0] or 0.0, parts[1] or 0.0, parts[2] or 0.0)
    if value == "even":
        return spread < EVEN_SPREAD + slack * SPREAD_TOLERANCE
    if spread < EVEN_SPREAD - slack * SPREAD_TOLERANCE:
        return False
    if value == "split":
        return _is_split(split, slack)
    if _is_split(split, -slack):
        return False
    if value == "gradient":
        return plane >= PLANE_SHARE - slack * SHARE_TOLERANCE
    return value == "patchy" and plane < PLANE_SHARE + slack * SHARE_TOLERANCE


def _is_split(split: tuple[float, float, float], slack: Literal[-1, 0, 1]) -> bool:
    share, smaller, edges = split
    return (
        share >= SPLIT_SHARE - slack * SHARE_TOLERANCE
        and smaller >= SMALLER_SHARE - slack * SHARE_TOLERANCE
        and edges <= EDGE_SHARE + slack * PAIR_TOLERANCE
    )
