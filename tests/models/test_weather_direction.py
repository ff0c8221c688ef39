"""Readings of a dry, hot time against those of a wet, cool one: they lower neither the missing cover nor the risk."""

from datetime import timedelta
from itertools import product

import numpy as np
import pytest
from rasterio.windows import Window

from models.backend import RISK_LAYERS
from models.field.cells import SceneConditioning
from models.field.field import encode_field
from models.health.config import BANDS
from models.health.config import SHIPPED as HEALTH_SHIPPED
from models.health.predict import Predictor as HealthPredictor
from models.risk.config import BANDS as RISK_BANDS
from models.risk.config import SHIPPED as RISK_SHIPPED
from models.risk.predict import Predictor as RiskPredictor
from models.schemas import FieldFacts
from tests.benchmarks.judge_weather import SPECTRA

WET = (14.0, 95.0, 0.42, 30.0, 6.0, 2.0, 1.0)
DRY = (38.0, 15.0, 0.06, 0.0, 29.0, 5.0, 11.0)
"""A day in the order of QUANTITIES: °C, %, m³ m⁻³, mm, MJ m⁻², m s⁻¹, mm."""
CROPS, SOILS, AGES = ("maize", "wheat", "potato", "sugar beet"), ("Sand", "Loam", "Clay"), (40, 70, 110)


def know(scene, day, crop, soil, age):
    """What networks are given where every day since sowing was as that day."""
    sown, last = scene.time.date() - timedelta(days=age), scene.time.date() - timedelta(days=1)
    daily = ((day[3], day[6], day[0]),) * (age + 5)
    facts = FieldFacts(crop=crop, sown=sown, soil=soil, sensors=(day,) * 7, sensors_last=last, daily=daily)
    assert {"sensors", "season"} <= encode_field(facts, scene).keys()
    known = SceneConditioning(encode_field(facts, scene), None, scene.time.date(), facts)
    return known.select_window(Window(0, 0, 16, 16), 4)


@pytest.fixture(scope="module")
def ask():
    """Both networks on even fields from bare to green: (fields,) missing cover, and mean class of risk."""
    health, risk = HealthPredictor.load(HEALTH_SHIPPED), RiskPredictor.load(RISK_SHIPPED)
    fields = np.array(SPECTRA, np.float32)[..., None, None].repeat(16, axis=2).repeat(16, axis=3)
    of_risk = fields[:, [BANDS.index(band) for band in RISK_BANDS]]
    medium, high = RISK_LAYERS.index("medium"), RISK_LAYERS.index("high")

    def answer(known):
        classes = risk(of_risk, known)
        return health(fields, known)["missing"].mean(axis=(1, 2, 3)), (classes[:, medium] + 2 * classes[:, high]).mean(
            axis=(1, 2)
        )

    return answer


@pytest.mark.parametrize(("crop", "soil"), list(product(CROPS, SOILS)))
def test_dry_weather_lowers_neither_missing_cover_nor_risk(field, ask, crop, soil):
    for age in AGES:
        wet, dry = (ask(know(field, day, crop, soil, age)) for day in (WET, DRY))
        for one, other in zip(wet, dry, strict=True):
            assert (other >= one - 1e-6).all(), (crop, soil, age)
