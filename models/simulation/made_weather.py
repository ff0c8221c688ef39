"""Weather that never was, to learn from: months of other years of a station, put together anew.

Stations have some twenty years to learn from each, which a network soon knows by heart. Each month comes from a year at
random, as in the resampling of historical records for crop models (Wilks and Wilby 1999); the whole is then made wetter
or drier and warmer or colder, so that other places look less strange too.
"""

from datetime import date, timedelta
from functools import cache

import numpy as np

from models.simulation.fields import Random
from models.simulation.splits import HELD_OUT_STATIONS, choose_split
from models.simulation.weather import STATIONS, Weather, read_weather

_YEARS = 2  # a season that begins in the first ends in the second
_WARMER = 1.5  # °C, standard deviation
_WETTER = 0.3  # of the logarithm
_THIRST = 0.04  # more evapotranspiration for each °C


def list_learned_stations() -> list[str]:
    """List the stations that are not kept for the evaluation."""
    return sorted(set(STATIONS) - set(HELD_OUT_STATIONS))


def list_learned_years(station: str) -> list[int]:
    """List whole years of the table that are neither for the calibration nor for the evaluation."""
    weather = read_weather(station)
    last = weather.first + timedelta(days=len(weather) - 1)
    years = range(weather.first.year + (weather.first > date(weather.first.year, 1, 1)), last.year)
    return [year for year in years if choose_split(station, year) == "train"]


@cache
def make_weather(station: str, number: int) -> Weather:
    """Make two years, of which the first is one of `list_learned_years`; they are the same for the same number."""
    random = np.random.default_rng((number, sorted(STATIONS).index(station)))
    measured, years = read_weather(station), list_learned_years(station)
    first = date(int(random.choice(years)), 1, 1)
    rows = np.concatenate([_draw_month(random, measured, years, first, month) for month in range(12 * _YEARS)])
    warmer = random.normal(0, _WARMER)
    return Weather(
        station,
        first,
        measured.coldest[rows] + warmer,
        measured.warmest[rows] + warmer,
        measured.rain[rows] * np.exp(random.normal(0, _WETTER)),
        measured.evaporation[rows] * max(1 + _THIRST * warmer, 0.5),
    )


def _draw_month(random: Random, measured: Weather, years: list[int], first: date, month: int) -> np.ndarray:
    """Draw places in the table of the days of a month, as long as that month is in the made year."""
    year, number = first.year + month // 12, month % 12 + 1
    days = (date(year + number // 12, number % 12 + 1, 1) - date(year, number, 1)).days
    start = measured.find_day(date(int(random.choice(years)), number, 1))
    return start + np.arange(days)
