"""What parcels of the user say of the cells that networks judge: each its own crop, age and weather since sowing."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.arrays import Floats
from models.field.conditioning import Conditioning, find_groups, number_crop
from models.field.parcels import Parcel, Parcels
from models.field.weather import WEATHER, sum_since_sowing
from models.schemas import FieldFacts


class CellConditioning:
    """Hold the conditioning by number of parcel; where a parcel does not say a value, that of the whole scene
    holds.

    A parcel that names its own crop does not take over when that of the scene was sown.
    """

    def __init__(
        self, parcels: Parcels, scene: Conditioning, day: date | None, field: FieldFacts | None = None
    ) -> None:
        """Take `scene` as `encode_field` gives it, the `day` of the acquisition, and `field` with the weather day
        by day.
        """
        own = parcels.all
        crops = np.array([0, *(number_crop(parcel.crop) for parcel in own)])
        ages = np.array([np.nan, *(_count_days(parcel.sown, day) for parcel in own)], np.float32)
        seasons = _sum_weather(own, field or FieldFacts())
        names_crop = np.array([False, *(parcel.crop is not None for parcel in own)])
        says_when = names_crop | np.array([False, *(parcel.sown is not None for parcel in own)])
        nothing = np.float32(np.nan)
        self._crops = np.where(names_crop, crops, scene.get("crop", 0))  # (1 + parcels,)
        self._ages = np.where(says_when, ages, scene.get("age", nothing))  # (1 + parcels,)
        self._seasons = np.where(says_when[:, None], seasons, scene.get("season", nothing))  # (1 + parcels, 3)

    def look_up(self, numbers: NDArray[np.int32], step: int) -> Conditioning:
        """Turn (…, h, w) numbers of parcels into crop and age of each cell (…, rows, columns), season (…, 3, rows,
        columns), where known; cells are `step` pixels a side.
        """
        cells = _pick_middles(numbers, step)
        found: Conditioning = {}
        if self._crops.any():
            found["crop"] = self._crops[cells]
        if np.isfinite(self._ages).any():
            found["age"] = self._ages[cells]
        if np.isfinite(self._seasons).any():
            found["season"] = np.moveaxis(self._seasons[cells], -1, -3)
        return found


@dataclass(frozen=True)
class SceneConditioning:
    """What is known beside the picture of a scene."""

    values: Conditioning
    parcels: Parcels | None = None  # outside of which no ground is judged
    day: date | None = None  # of the acquisition
    field: FieldFacts | None = None  # with the weather day by day
    unheard: frozenset[str] = frozenset()  # arrays that a network is not given though they are known

    @cached_property
    def cells(self) -> CellConditioning | None:
        """Give what the parcels say."""
        return CellConditioning(self.parcels, self.values, self.day, self.field) if self.parcels else None

    def select_window(self, window: Window, step: int) -> Conditioning:
        """Select the conditioning of a window of pixels, that of parcels by cells of `step` pixels a side."""
        found = self.values
        if self.parcels is not None and self.cells is not None:
            found = found | self.cells.look_up(self.parcels.numbers(window, step)[None], 1)
        return self._leave_out(found)

    def _leave_out(self, found: Conditioning) -> Conditioning:
        return {name: values for name, values in found.items() if name not in self.unheard}

    @property
    def groups(self) -> frozenset[str]:
        """Name what is known in the words of calibrations."""
        some = self.cells.look_up(np.zeros((1, 1, 1), np.int32), 1) if self.cells else {}
        return find_groups(self._leave_out(self.values | some))


def _count_days(sown: date | None, day: date | None) -> float:
    """Count the days since sowing; NaN where not known or not sown yet."""
    days = (day - sown).days if sown and day else -1
    return float(days) if days >= 0 else float("nan")


def _sum_weather(own: tuple[Parcel, ...], field: FieldFacts) -> Floats:
    """Sum the weather since each parcel was sown, (1 + parcels, 3)."""
    seasons = np.full((1 + len(own), len(WEATHER)), np.nan, np.float32)
    if field.sensors_last is None or not field.daily:
        return seasons
    days = {parcel.sown for parcel in own if parcel.sown is not None}
    since = {sown: sum_since_sowing(field.daily, field.sensors_last, sown) for sown in days}
    for number, parcel in enumerate(own, start=1):
        if parcel.sown is not None:
            seasons[number] = since[parcel.sown]
    return seasons


def _pick_middles(values: NDArray[np.int32], step: int) -> NDArray[np.int32]:
    """Pick the value at the middle of each cell, (…, h, w) → (…, rows, columns); at the edge the last there is."""
    rows, columns = (
        np.minimum(np.arange(step // 2, length + step // 2, step), length - 1) for length in values.shape[-2:]
    )
    return values[..., rows[:, None], columns]
