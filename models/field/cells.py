"""What parcels of the user say of the cells that networks judge: each its own crop, age and weather since sowing."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.field.facts import Facts, crop_number, known_of
from models.field.parcels import Parcel, Parcels
from models.field.season import SEASON, season_so_far
from models.schemas import FieldFacts

Floats = NDArray[np.float32]


class CellFacts:
    """Facts by number of parcel; where a parcel does not say them, those of the whole scene.

    A parcel that names its own crop does not take over when that of the scene was sown.
    """

    def __init__(self, parcels: Parcels, scene: Facts, day: date | None, field: FieldFacts | None = None) -> None:
        """`scene` as of `facts_of`; `day` is that of the acquisition; `field` has the weather day by day."""
        own = parcels.all
        crops = np.array([0, *(crop_number(parcel.crop) for parcel in own)])
        ages = np.array([np.nan, *(_age(parcel.sown, day) for parcel in own)], np.float32)
        seasons = _seasons(own, field or FieldFacts())
        names_crop = np.array([False, *(parcel.crop is not None for parcel in own)])
        says_when = names_crop | np.array([False, *(parcel.sown is not None for parcel in own)])
        nothing = np.float32(np.nan)
        self._crops = np.where(names_crop, crops, scene.get("crop", 0))  # (1 + parcels,)
        self._ages = np.where(says_when, ages, scene.get("age", nothing))  # (1 + parcels,)
        self._seasons = np.where(says_when[:, None], seasons, scene.get("season", nothing))  # (1 + parcels, 3)

    def of(self, numbers: NDArray[np.int32], step: int) -> Facts:
        """(…, h, w) numbers of parcels, cells of `step` pixels a side → crop and age (…, rows, columns) where known,
        season (…, 3, rows, columns) too.
        """
        cells = _middles(numbers, step)
        found: Facts = {}
        if self._crops.any():
            found["crop"] = self._crops[cells]
        if np.isfinite(self._ages).any():
            found["age"] = self._ages[cells]
        if np.isfinite(self._seasons).any():
            found["season"] = np.moveaxis(self._seasons[cells], -1, -3)
        return found


@dataclass(frozen=True)
class Known:
    """What is known beside the picture of a scene."""

    facts: Facts
    parcels: Parcels | None = None  # outside of which no ground is judged
    day: date | None = None  # of the acquisition
    field: FieldFacts | None = None  # with the weather day by day

    @cached_property
    def cells(self) -> CellFacts | None:
        """What the parcels say."""
        return CellFacts(self.parcels, self.facts, self.day, self.field) if self.parcels else None

    def within(self, window: Window, step: int) -> Facts:
        """Facts of a window of pixels, those of parcels by cells of `step` pixels a side."""
        if self.parcels is None or self.cells is None:
            return self.facts
        return self.facts | self.cells.of(self.parcels.numbers(window, step)[None], 1)

    @property
    def told(self) -> frozenset[str]:
        """In the words of calibrations."""
        some = self.cells.of(np.zeros((1, 1, 1), np.int32), 1) if self.cells else {}
        return known_of(self.facts | some)


def _age(sown: date | None, day: date | None) -> float:
    """Days since sowing; NaN where not known or not sown yet."""
    days = (day - sown).days if sown and day else -1
    return float(days) if days >= 0 else float("nan")


def _seasons(own: tuple[Parcel, ...], field: FieldFacts) -> Floats:
    """(1 + parcels, 3) weather since each was sown."""
    seasons = np.full((1 + len(own), len(SEASON)), np.nan, np.float32)
    if field.sensors_last is None or not field.daily:
        return seasons
    days = {parcel.sown for parcel in own if parcel.sown is not None}
    since = {sown: season_so_far(field.daily, field.sensors_last, sown) for sown in days}
    for number, parcel in enumerate(own, start=1):
        if parcel.sown is not None:
            seasons[number] = since[parcel.sown]
    return seasons


def _middles(values: NDArray[np.int32], step: int) -> NDArray[np.int32]:
    """(…, h, w) → (…, rows, columns): the value at the middle of each cell; at the edge the last there is."""
    rows, columns = (
        np.minimum(np.arange(step // 2, length + step // 2, step), length - 1) for length in values.shape[-2:]
    )
    return values[..., rows[:, None], columns]
