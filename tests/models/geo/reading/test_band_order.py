import numpy as np
import pytest

from models.geo.reading.band_order import KNOWN_ORDERS, recognise_order
from tests.models.geo.landscape import landscape


@pytest.mark.parametrize("title", KNOWN_ORDERS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_known_order_is_recognised_or_left_open_but_never_mistaken(title, seed):
    names = tuple(KNOWN_ORDERS[title].split())
    dn = landscape(seed=seed)
    found = recognise_order(np.stack([dn[name] for name in names]))
    assert found is None or found[0] == names


def test_level_2a_stack_is_recognised():
    dn = landscape()
    names = tuple(KNOWN_ORDERS["Level-2A order"].split())
    assert recognise_order(np.stack([dn[name] for name in names]))[0] == names


def test_eurosat_and_level_1c_are_told_apart():
    dn = landscape()
    for title in ("EuroSAT order", "Level-1C order"):
        names = tuple(KNOWN_ORDERS[title].split())
        assert recognise_order(np.stack([dn[name] for name in names]))[0] == names


def test_shuffled_stacks_say_nothing():
    dn = landscape()
    names = np.array(KNOWN_ORDERS["Level-2A order"].split())
    random = np.random.default_rng(4)
    for _ in range(40):
        shuffled = random.permutation(names)
        if (shuffled == names).all():
            continue
        assert recognise_order(np.stack([dn[name] for name in shuffled])) is None


def test_a_stack_without_native_resolutions_says_nothing():
    random = np.random.default_rng(5)
    dn = landscape()
    names = KNOWN_ORDERS["Level-2A order"].split()
    fresh = [np.round(dn[name] * (1 + 0.05 * random.standard_normal(dn[name].shape))) for name in names]
    assert recognise_order(np.stack(fresh)) is None


@pytest.mark.parametrize("pair", [("B02", "B04"), ("B8A", "B11"), ("B04", "B08")])
def test_bands_of_one_resolution_in_each_others_place_are_noticed(pair):
    dn = landscape()
    swap = dict(zip(pair, reversed(pair), strict=True))
    order = KNOWN_ORDERS["Level-2A order"].split()
    assert recognise_order(np.stack([dn[swap.get(name, name)] for name in order])) is None
