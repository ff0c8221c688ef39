"""The weather of real fields, and its sums since sowing as a network takes them.

When these fields were sown is not known; sums begin on the day on which their crop is usually sown there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from models.arrays import Floats
from models.field.weather import sum_since_sowing
from models.simulation.weather import compute_extraterrestrial

USUAL_SOWING = {
    "wheat": (10, 20), "barley": (10, 15), "maize": (4, 25), "sunflower": (4, 20), "soybean": (5, 1),
}  # fmt: skip
"""Month and day in France and Belgium, of winter wheat and winter barley; from general knowledge."""
_LATENT = 2.45  # MJ to evaporate a millimetre from a square metre


@dataclass(frozen=True)
class Weather:
    """Of n places, one value a day."""

    first: date
    daily: Floats  # (n, days, 3) as `models.field.weather.SEASON`, NaN where not known

    def sum_since_sowing(self, place: int, crop: str, when: date) -> Floats | None:
        """Sum the weather, (3,), of a crop from its usual sowing to the day before; None where that day is not
        known.
        """
        if crop not in USUAL_SOWING:
            return None
        yesterday = when - timedelta(days=1)
        daily = self.daily[place, : (when - self.first).days].tolist()
        return sum_since_sowing(daily, yesterday, find_sowing(crop, yesterday))


def find_sowing(crop: str, when: date) -> date:
    """Find the last usual day of sowing up to that day."""
    this_year = date(when.year, *USUAL_SOWING[crop])
    return this_year if this_year <= when else date(when.year - 1, *USUAL_SOWING[crop])


def estimate_evapotranspiration(days: Sequence[date], latitude: Any, warmth: Floats) -> Floats:
    """Estimate the potential one, in mm a day, from the mean temperature in °C alone (Oudin et al. 2005); days
    along the last axis.

    At Brussels it is 3.0 mm a day in spring and summer, as the station's table says; drier places lose more than this.
    """
    outside = compute_extraterrestrial(latitude, np.array([day.timetuple().tm_yday for day in days]))
    return np.asarray(outside / _LATENT * np.maximum(warmth + 5, 0) / 100, np.float32)
