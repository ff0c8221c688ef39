"""What sensors in a field report of the days before a day: weather and soil as they are, with the faults of sensors."""

from datetime import date

import numpy as np

from models.arrays import Doubles, Floats
from models.simulation.crops import Family
from models.simulation.fields import Random

DAYS = 7
QUANTITIES = ("air_temperature", "humidity", "soil_moisture", "rain", "radiation", "wind", "evapotranspiration")
"""°C, %, m³ m⁻³, mm, MJ m⁻², m s⁻¹, mm; sums and means of a day."""
_BIAS = (0.5, 3.0, 0.03, 0.0, 0.0, 0.3, 0.0)  # of a sensor, standard deviation
_GAIN = (0.0, 0.0, 0.0, 0.12, 0.08, 0.08, 0.08)
_NOISE = (0.4, 2.0, 0.006, 0.0, 0.5, 0.2, 0.15)  # from day to day
_SEASON_GAIN = (0.12, 0.08, 0.0)  # of sums of rain and evapotranspiration, and of the mean temperature
_ABSENT = 0.12  # a sensor is not there, or dead
_GAP = 0.05  # a day is missing


def draw_sensor_week(random: Random, family: Family, when: date) -> Floats:
    """Draw (7, quantities) of the days before `when`, oldest first; NaN where a sensor says nothing."""
    true = _compute_true_week(random, family, when)
    biased = true * (1 + random.normal(0, 1, len(QUANTITIES)) * _GAIN) + random.normal(0, 1, len(QUANTITIES)) * _BIAS
    said = biased + random.normal(0, 1, true.shape) * _NOISE
    said[:, 1:] = np.maximum(said[:, 1:], 0)
    said[:, 3] = np.where(true[:, 3] == 0, 0, said[:, 3])
    said[:, 1] = np.minimum(said[:, 1], 100)
    said[:, random.random(len(QUANTITIES)) < _ABSENT] = np.nan
    said[random.random(DAYS) < _GAP] = np.nan
    return np.asarray(said, np.float32)


def draw_season_gains(random: Random) -> Doubles:
    """Draw by how much, (3,), the sensors of a place are off in what they say of WEATHER."""
    return np.asarray(1 + random.normal(0, 1, len(_SEASON_GAIN)) * _SEASON_GAIN)


def sum_true_season(family: Family, sown: date, when: date) -> Doubles:
    """Sum (3,) of WEATHER, in the weather of that family, from sowing to the day before; NaN before its first day."""
    weather = family.weather
    first, today = weather.find_day(sown), weather.find_day(when)
    if first < 0:
        return np.full(len(_SEASON_GAIN), np.nan)
    days = slice(first, max(today, first + 1))
    return np.array([weather.rain[days].sum(), weather.evaporation[days].sum(), weather.temperature[days].mean()])


def _compute_true_week(random: Random, family: Family, when: date) -> Doubles:
    weather = family.weather
    today = weather.find_day(when)
    week = slice(today - DAYS, today)
    water = family.grown.top_water.mean(axis=0)
    age = np.clip(np.arange(-DAYS, 0) + (when - family.sown).days - 1, 0, len(water) - 1)
    windy = random.gamma(4, 0.55)
    columns = (
        weather.temperature[week],
        weather.humidity[week],
        water[age],
        weather.rain[week],
        weather.radiation[week],
        windy * random.gamma(8, 1 / 8, DAYS),
        weather.evaporation[week],
    )
    return np.stack([np.asarray(column, np.float64) for column in columns], axis=1)
