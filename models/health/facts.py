"""Facts beside the picture as the network takes them: arrays, numbers of words, and nothing where nothing is known."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.health.config import CROPS, PLACES

Facts = dict[str, NDArray[Any]]
"""What a backend is told, named as the fields of `models.health.network.Inputs`; what is not known is left out."""


def known_of(facts: Mapping[str, NDArray[Any]]) -> frozenset[str]:
    """In the words of the calibration: image, sensors, place, crop."""
    groups = {"sensors": "sensors", "place": "place", "soil": "place", "crop": "crop", "age": "crop"}
    return frozenset({"image", *(groups[name] for name in facts)})


def place_of(when: date | None, latitude: float | None, elevation: float | None) -> NDArray[np.float32]:
    """(places,) as the network takes them, NaN where nothing is known."""
    said = np.full(len(PLACES), np.nan, np.float32)
    if when is not None:
        shift = np.pi if latitude is not None and latitude < 0 else 0.0
        turn = 2 * np.pi * when.timetuple().tm_yday / 365.25 + shift
        said[:2] = np.sin(turn), np.cos(turn)
    if latitude is not None:
        said[2] = abs(latitude) / 90
    if elevation is not None:
        said[3] = elevation / 1000
    return said


def crop_number(crop: str | None) -> int:
    """From 1, as the network takes it; 0 for one that it does not know."""
    return CROPS.index(crop) + 1 if crop in CROPS else 0
