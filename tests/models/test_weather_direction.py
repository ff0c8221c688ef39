"""Readings of a dry, hot week against those of a wet, cool one, and a dry season against a wet one: they lower neither
the missing cover nor the risk.
"""

from datetime import timedelta

import numpy as np
import pytest
from rasterio.windows import Window

from models.field.cells import SceneConditioning
from models.field.field import encode_field
from models.health import config as health
from models.health.predict import Predictor
from models.risk import config as risk
from models.schemas import FieldFacts

WET = (14.0, 95.0, 0.42, 4.0, 6.0, 2.0, 2.5)
DRY = (30.0, 25.0, 0.06, 0.3, 29.0, 5.0, 5.0)
"""A day in the order of QUANTITIES: °C, %, m³ m⁻³, mm, MJ m⁻², m s⁻¹, mm."""
WARMTH = 17.0
"""°C since sowing, which says how far a crop has grown: a hot season may rightly lower what is to be expected of it."""
CROPS, SOILS, AGES = ("maize", "wheat", "sunflower", "sugar beet"), ("Sand", "Loam", "Clay"), (30, 60, 100)
SPECTRA = (
    (0.089, 0.122, 0.143, 0.170, 0.236, 0.268, 0.287, 0.300, 0.293, 0.230),  # NDVI 0.33
    (0.067, 0.101, 0.104, 0.145, 0.238, 0.273, 0.292, 0.300, 0.249, 0.178),  # 0.47
    (0.050, 0.083, 0.073, 0.126, 0.251, 0.305, 0.335, 0.350, 0.216, 0.139),  # 0.64
    (0.030, 0.062, 0.029, 0.092, 0.322, 0.433, 0.466, 0.480, 0.173, 0.078),  # 0.88
)
"""Medians of simulated fields that are more and more green, in the bands of the health network."""
LEAST = 0.005  # of the missing cover; reports round to a tenth of that and say whole percents in maps


def know(scene, unheard, day, crop="maize", soil="Loam", age=60):
    """What a network is given where every day of the week was as that day, and the rain of all days since sowing."""
    sown, last = scene.time.date() - timedelta(days=age), scene.time.date() - timedelta(days=1)
    weather = (day[3], day[6], WARMTH)
    facts = FieldFacts(
        crop=crop, sown=sown, soil=soil, sensors=(day,) * 7, sensors_last=last, daily=(weather,) * (age + 5)
    )
    known = SceneConditioning(encode_field(facts, scene), None, scene.time.date(), facts, unheard)
    return known.select_window(Window(0, 0, 32, 32), 4)


def test_the_weather_does_not_move_the_risk(field):
    wet, dry = (know(field, risk.UNHEARD, day) for day in (WET, DRY))
    assert wet.keys() == dry.keys() == {"place", "soil", "crop", "age"}
    assert all(np.array_equal(wet[name], dry[name], equal_nan=True) for name in wet)


def test_of_the_weather_health_hears_that_since_sowing(field):
    wet, dry = (know(field, health.UNHEARD, day) for day in (WET, DRY))
    assert {name for name in wet if not np.array_equal(wet[name], dry[name], equal_nan=True)} == {"season"}


@pytest.fixture(scope="module")
def judge():
    return Predictor.load(health.SHIPPED)


@pytest.fixture(scope="module")
def fields():
    """Fields in rough spectra of crops, a little uneven, (n, bands, 32, 32)."""
    grain = 1 + 0.03 * np.random.default_rng(1).standard_normal((1, 1, 8, 8)).repeat(4, axis=2).repeat(4, axis=3)
    return (np.array(SPECTRA)[..., None, None] * grain).astype(np.float32)


@pytest.mark.parametrize("soil", SOILS)
@pytest.mark.parametrize("crop", CROPS)
def test_dry_weather_does_not_lower_the_missing_cover(field, judge, fields, crop, soil):
    for age in AGES:
        wet, dry = (
            judge(fields, know(field, health.UNHEARD, day, crop, soil, age))["missing"].mean(axis=(1, 2, 3))
            for day in (WET, DRY)
        )
        assert (dry >= wet - LEAST).all(), (crop, soil, age, wet, dry)
