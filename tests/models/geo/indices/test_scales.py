from itertools import pairwise

import pytest
import spyndex

from models.geo.indices.catalogue import STANDARD
from models.geo.indices.histogram import LIMIT
from models.geo.indices.own import OWN
from models.geo.indices.scales import FIXED, find_index_scale
from models.geo.pixels.colours import NEUTRAL


@pytest.mark.parametrize("name", STANDARD)
def test_what_agronomists_look_at_has_a_scale_by_hand(name):
    assert name in FIXED
    assert find_index_scale(name).ramp is not NEUTRAL


def test_every_index_of_the_catalogue_has_one_scale():
    for name in (*spyndex.indices, *OWN):
        scale = find_index_scale(name)
        assert -LIMIT <= scale.low < scale.high <= LIMIT + 1, name
        assert find_index_scale(name) is scale


def test_stops_run_evenly_from_end_to_end():
    for scale in FIXED.values():
        values = [value for value, _ in scale.stops]
        assert (values[0], values[-1]) == (scale.low, scale.high)
        steps = [high - low for low, high in pairwise(values)]
        assert max(steps) - min(steps) < 1e-5


def test_a_scale_without_a_hand_holds_a_crop_and_bare_soil():
    wdrvi = find_index_scale("WDRVI")  # (0.1 N − R) / (0.1 N + R): −0.78 on dry soil, 0.06 on a closed crop
    assert wdrvi.low <= -0.74 and wdrvi.high >= 0.05


def test_an_index_that_needs_heat_has_a_scale_too():
    scale = find_index_scale("NBRT1")
    assert scale.low < 0 < scale.high
