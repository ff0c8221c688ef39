"""What networks take beside the picture, their conditioning: arrays, numbers of words, nothing where unknown."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.arrays import Floats
from models.vocabulary import CROPS

CALENDAR_AND_PLACE = ("season_sine", "season_cosine", "latitude", "elevation")
"""Day of the year on a circle (half a year on in the south), degrees / 90, kilometres."""
Conditioning = dict[str, NDArray[Any]]
"""What a backend is given by name: place, soil, sensors, crop, age, season; what is not known is left out."""
GROUPS = {"sensors": ("sensors",), "place": ("place", "soil"), "crop": ("crop", "age"), "season": ("season",)}
"""What is known together, in the words of calibrations, and the arrays of it."""
GROUP_NAMES = {
    "sensors": "sensors of the week before", "place": "season and place", "crop": "the crop",
    "season": "the weather since sowing",
}  # fmt: skip
"""The same as reports name it."""
UNDATED_NAMES = {"place": "the place, though not the season"}
"""The same of a scene whose day is not known."""
UNHEARD = frozenset({"sensors", "season"})
"""What networks learned from and a run does not give them: with it dry weather may lower missing cover and risk, which
is against physics (cards).
"""
IMAGE_ONLY: frozenset[str] = frozenset({"image"})
EVERYTHING = IMAGE_ONLY | set(GROUPS)
"""All that may be known; place is season of the year, latitude, elevation and soil; crop goes with its age; season is
the weather since sowing."""
_OF_CROP = {"crop": 2, "age": 2, "season": 3}
"""Arrays about a crop, and the least dimensions of one that is given for each cell."""


def find_groups(conditioning: Mapping[str, NDArray[Any]]) -> frozenset[str]:
    """Name what is known in the words of calibrations: image, sensors, place, crop, season."""
    return IMAGE_ONLY | {group for group, names in GROUPS.items() if any(name in conditioning for name in names)}


def join_groups(groups: frozenset[str]) -> str:
    """Write the key under which the calibration for these groups is kept: `crop+image`."""
    return "+".join(sorted(groups))


def list_combinations() -> Iterator[frozenset[str]]:
    """List all that may be known together; of the season nobody can know without the day of sowing."""
    for count in range(len(GROUPS) + 1):
        for others in combinations(sorted(GROUPS), count):
            if "season" not in others or "crop" in others:
                yield IMAGE_ONLY | set(others)


def drop_scene_crop(conditioning: Mapping[str, NDArray[Any]]) -> Conditioning | None:
    """Leave out what is said of a crop for the whole scene; return None where nothing is said so.

    Such a word says what grows there and not where, so it must not decide whether a crop stands at a place: villages
    would be taken for fields. Arrays that are given for each cell come from parcels, which say where.
    """
    found = {name for name, cells in _OF_CROP.items() if name in conditioning and conditioning[name].ndim < cells}
    return {name: values for name, values in conditioning.items() if name not in found} if found else None


def encode_calendar_and_place(when: date | None, latitude: float | None, elevation: float | None) -> Floats:
    """Encode day of the year, latitude and elevation as networks take them, NaN where nothing is known."""
    found = np.full(len(CALENDAR_AND_PLACE), np.nan, np.float32)
    if when is not None:
        shift = np.pi if latitude is not None and latitude < 0 else 0.0
        turn = 2 * np.pi * when.timetuple().tm_yday / 365.25 + shift
        found[:2] = np.sin(turn), np.cos(turn)
    if latitude is not None:
        found[2] = abs(latitude) / 90
    if elevation is not None:
        found[3] = elevation / 1000
    return found


def number_crop(crop: str | None) -> int:
    """Number a crop from 1, as networks take it; 0 stands for one that they do not know."""
    return CROPS.index(crop) + 1 if crop in CROPS else 0
