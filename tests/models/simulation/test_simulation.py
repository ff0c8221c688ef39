import numpy as np
import pytest

from models.geo.contract.sar import is_speckled, measure_speckle
from models.modality.learning.out_of_distribution import KINDS, draw_out_of_distribution
from models.simulation.fields import draw_fractal, draw_parcels
from models.simulation.radar import Radar, draw_backscatter, filter_speckle, observe

EVEN = np.full((256, 256), -10.0, np.float32)


def a_radar(**given):
    return Radar(**({"looks": 4.0, "texture_order": np.inf, "blur": 0.0, "noise_db": -60.0, "resampling": 0.0} | given))


@pytest.mark.parametrize("looks", [1.0, 2.7, 4.0, 16.0])
def test_even_ground_has_the_looks_of_the_radar(looks):
    power = observe(np.random.default_rng(0), EVEN, a_radar(looks=looks))
    assert power.mean() == pytest.approx(0.1, rel=0.02)
    assert (power.mean() / power.std()) ** 2 == pytest.approx(looks, rel=0.05)


def test_texture_makes_speckle_k_distributed():
    """Variance over mean²: 1/L + 1/ν + 1/(Lν)."""
    power = observe(np.random.default_rng(1), EVEN, a_radar(texture_order=4.0))
    assert (power.std() / power.mean()) ** 2 == pytest.approx(1 / 4 + 1 / 4 + 1 / 16, rel=0.15)


def test_noise_fills_the_dark():
    dark = observe(np.random.default_rng(2), np.full((128, 128), -80, np.float32), a_radar(noise_db=-25.0))
    assert 10 * np.log10(dark.mean()) == pytest.approx(-25, abs=0.3)


def test_a_blurred_amplitude_ties_neighbours_and_keeps_the_looks():
    power = observe(np.random.default_rng(3), EVEN, a_radar(looks=1.0, blur=0.8))
    assert (power.std() / power.mean()) ** 2 == pytest.approx(1, rel=0.1)
    assert np.corrcoef(power[:, 1:].ravel(), power[:, :-1].ravel())[0, 1] > 0.3


def test_filters_calm_the_speckle_and_keep_the_level():
    power = observe(np.random.default_rng(4), EVEN, a_radar(looks=1.0))
    for seed in range(6):
        calm = filter_speckle(np.random.default_rng(seed), power)
        assert calm.std() < 0.9 * power.std()
        assert calm.mean() == pytest.approx(power.mean(), rel=0.4)  # a median of one look lies below the mean


def test_simulated_radar_has_the_marks_of_speckle():
    random = np.random.default_rng(5)
    marks = [measure_speckle(observe(random, draw_backscatter(random, 128), a_radar())) for _ in range(20)]
    assert np.mean([is_speckled(one) >= 0.5 for one in marks]) > 0.7


def test_fields_are_standard_and_follow_their_seed():
    one, other = (draw_fractal(np.random.default_rng(6), 64, 2.0) for _ in range(2))
    assert np.array_equal(one, other)
    assert one.mean() == pytest.approx(0, abs=1e-6) and one.std() == pytest.approx(1, rel=1e-5)
    assert 2 <= len(np.unique(draw_parcels(np.random.default_rng(7), 64, 9))) <= 9


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_pictures_out_of_distribution_are_pictures_and_follow_their_seed(kind):
    drawn = [KINDS[kind](np.random.default_rng(8), 96) for _ in range(2)]
    assert drawn[0].shape[:2] == (96, 96) and drawn[0].dtype == np.uint8
    assert np.array_equal(*drawn)


def test_every_kind_of_stranger_comes():
    random = np.random.default_rng(9)
    assert {draw_out_of_distribution(random, 48)[0] for _ in range(120)} == set(KINDS)
