"""Daily weather of real stations, and what follows from it by FAO Irrigation and Drainage Paper 56 (Allen et al. 1998).

The tables are those of AquaCrop: minimum and maximum temperature, rain and reference evapotranspiration. Humidity and
radiation are estimated from the temperatures as the paper says where nothing was measured; wind is drawn at random.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from models.arrays import Doubles, Whole
from models.errors import ConfigError

_SOLAR = 0.0820  # MJ m⁻² min⁻¹
_INTERIOR = 0.16  # of Hargreaves' formula, inland


@dataclass(frozen=True)
class Station:
    """Where a table of daily weather comes from."""

    name: str
    latitude: float  # degrees north
    elevation: float  # metres above the sea


STATIONS = {
    "champion": Station("Champion, Nebraska", 40.4, 1029),
    "brussels": Station("Brussels", 50.8, 100),
    "cordoba": Station("Córdoba, Argentina", -31.3, 474),
    "tunis": Station("Tunis", 36.8, 4),
    "hyderabad": Station("Hyderabad, India", 17.5, 545),
    "norfolk": Station("Norfolk", 52.6, 30),
    "suffolk": Station("Suffolk", 52.2, 50),
    "cambridge": Station("Cambridge", 52.2, 15),
    "lincolnshire": Station("Lincolnshire", 53.2, 20),
    "north_yorks": Station("North Yorkshire", 54.2, 80),
    "northumberland": Station("Northumberland", 55.2, 120),
}
"""Places of the stations, to a tenth of a degree, as their names say; heights are those of the towns."""


@dataclass(frozen=True)
class Weather:
    """One value a day from `first` on: °C, mm, and mm of reference evapotranspiration."""

    station: str
    first: date
    coldest: Doubles
    warmest: Doubles
    rain: Doubles
    evaporation: Doubles

    def __len__(self) -> int:
        return len(self.rain)

    def find_day(self, when: date) -> int:
        """Find the place of a day in the arrays."""
        return (when - self.first).days

    @cached_property
    def temperature(self) -> Doubles:
        """Compute the mean of the day in °C, half of the sum of minimum and maximum (FAO-56 equation 9)."""
        return (self.coldest + self.warmest) / 2

    @cached_property
    def humidity(self) -> Doubles:
        """Estimate relative humidity in percent, the dew point taken to be the day's minimum (equations 17 and 48)."""
        saturated = (compute_vapour_pressure(self.coldest) + compute_vapour_pressure(self.warmest)) / 2
        return np.asarray(100 * compute_vapour_pressure(self.coldest) / saturated)

    @cached_property
    def radiation(self) -> Doubles:
        """Estimate solar radiation in MJ m⁻² a day by Hargreaves (equation 50), at most three quarters of what
        arrives.
        """
        days = np.datetime64(self.first, "D") + np.arange(len(self))
        day_of_year = (days - days.astype("datetime64[Y]")).astype(np.int64) + 1
        outside = compute_extraterrestrial(STATIONS[self.station].latitude, day_of_year)
        span = np.maximum(self.warmest - self.coldest, 0)
        return np.asarray(np.minimum(_INTERIOR * np.sqrt(span), 0.75) * outside)


@cache
def read_weather(station: str, folder: Path | None = None) -> Weather:
    """Read the table of a station from a folder with `<station>_climate.txt`, or from the package `aquacrop`."""
    if folder is None:
        import aquacrop

        folder = Path(aquacrop.__file__).parent / "data"
    path = folder / f"{station}_climate.txt"
    if not path.is_file():
        raise ConfigError(f"{path}: no such table of daily weather; stations are {', '.join(sorted(STATIONS))}")
    days, months, years, *columns = np.loadtxt(path, skiprows=1).T
    first = date(int(years[0]), int(months[0]), int(days[0]))
    last = date(int(years[-1]), int(months[-1]), int(days[-1]))
    if (last - first).days + 1 != len(days):
        raise ConfigError(f"{path}: days are missing or twice there between {first} and {last}")
    return Weather(station, first, *columns)


def compute_vapour_pressure(celsius: Doubles) -> Doubles:
    """Compute the saturation vapour pressure in kPa (equation 11)."""
    return np.asarray(0.6108 * np.exp(17.27 * celsius / (celsius + 237.3)))


def compute_extraterrestrial(latitude: Any, day_of_year: Whole) -> Doubles:
    """Compute the radiation at the top of the atmosphere in MJ m⁻² a day (equations 21 to 25)."""
    angle, place = 2 * np.pi * day_of_year / 365, np.radians(latitude)
    distance, tilt = 1 + 0.033 * np.cos(angle), 0.409 * np.sin(angle - 1.39)
    sunset = np.arccos(np.clip(-np.tan(place) * np.tan(tilt), -1, 1))
    path = sunset * np.sin(place) * np.sin(tilt) + np.cos(place) * np.cos(tilt) * np.sin(sunset)
    return np.asarray(24 * 60 / np.pi * _SOLAR * distance * path)
