"""What three channels of a picture share, and what it does to the network's word."""

import numpy as np
import pytest

from models.modality.light import measure_shared_light, weigh_by_light

RANDOM = np.random.default_rng(5)
SHAPE = 96, 96


def picture(*channels):
    return np.clip(np.stack(channels, axis=-1), 0, 255).astype(np.uint8)


ROOFS = 40 * RANDOM.standard_normal(SHAPE)
CITY = picture(*(level + ROOFS + 6 * RANDOM.standard_normal(SHAPE) for level in (120, 110, 90)))
VV, VH = (120 + 30 * np.log(RANDOM.gamma(4, 0.25, SHAPE)) for _ in range(2))
RADAR = picture(VV, VH, 120 + VV - VH)
SHARES = np.array([[0.04, 0.06, 0.9]], np.float32)


def test_one_camera_shares_light_and_polarisations_do_not():
    assert measure_shared_light(CITY) > 0.8
    assert measure_shared_light(RADAR) < -0.4
    assert measure_shared_light(picture(VV, VV, VV)) == 0


def test_what_all_channels_see_is_no_radar():
    assert weigh_by_light(SHARES, CITY[None])[0] == pytest.approx([0.9, 0.05, 0.05], abs=0.02)
    np.testing.assert_allclose(weigh_by_light(SHARES, RADAR[None]), SHARES, atol=1e-6)
    np.testing.assert_allclose(weigh_by_light(SHARES, picture(VV, VV, VV)[None]), SHARES, atol=1e-6)


@pytest.mark.parametrize("shares", [(0.34, 0.33, 0.33), (0.2, 0.3, 0.5), (0.97, 0.02, 0.01)])
def test_nothing_becomes_surer_than_the_network_was(shares):
    before = np.array([shares], np.float32)
    after = weigh_by_light(before, CITY[None])
    assert after.max() <= before.max() + 1e-6
    assert after.argmax() == 0
    assert after.sum() == pytest.approx(1, abs=1e-6)
