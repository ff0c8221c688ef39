"""Batches made ahead of time by other processes."""

from functools import partial

import pytest

from models.training import ahead


def cube(known, step):
    return known["offset"] + step**3


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_batches_come_in_order_whoever_makes_them(workers):
    assert list(ahead(partial(cube, {"offset": 2}), 7, workers)) == [2 + step**3 for step in range(7)]


def test_nothing_is_made_of_nothing():
    assert list(ahead(partial(cube, {"offset": 2}), 0, 1)) == []
