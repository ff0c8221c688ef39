"""Scenes at the top of the atmosphere, to learn from: blue is veiled, short-wave infrared is not."""

import numpy as np
import pytest
import torch

from models.field.air import draw_haze_strengths, scatter_light
from models.health.learning import batches as of_health
from models.risk.learning import batches as of_risk
from tests.models.health.test_health_network import inputs


def test_blue_is_veiled_and_short_wave_infrared_is_not():
    veil = scatter_light(("blue", "green", "red", "nir", "swir16", "swir22"))
    assert (np.diff(veil) < 0).all()
    assert veil[0] == pytest.approx(0.08, rel=0.05)
    assert veil[-2:].max() < 0.001


def test_most_tiles_are_as_the_ground_is():
    veils = draw_haze_strengths(np.random.default_rng(0), 2000)
    assert 0.05 < (veils > 0).mean() < 0.15
    assert veils[veils > 0].min() >= 0.3
    assert veils.max() <= 1.2


@pytest.mark.parametrize("room", [of_health, of_risk])
def test_what_is_learned_from_is_veiled_now_and_then(room, monkeypatch):
    def degrade(veil):
        monkeypatch.setattr(room, "draw_haze_strengths", lambda random, count: np.full(count, veil, np.float32))
        known, random = inputs(), np.random.default_rng(3)
        if room is of_health:
            return room.degrade(random, known).image
        return room._degrade(random, known.image[:, :6], 0.4)

    lifted = (degrade(1.0) - degrade(0.0)).nanmean(dim=(0, 2, 3))
    torch.testing.assert_close(lifted, torch.from_numpy(scatter_light(room.BANDS)), rtol=0, atol=1e-5)
