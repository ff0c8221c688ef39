"""What training programs share: batches made ahead of time, and the mean of weights."""

import json
from functools import partial

import pytest
import torch

from models.learning.training import ahead, mean_of, record


def cube(known, step):
    return known["offset"] + step**3


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_batches_come_in_order_whoever_makes_them(workers):
    assert list(ahead(partial(cube, {"offset": 2}), 7, workers)) == [2 + step**3 for step in range(7)]


def test_nothing_is_made_of_nothing():
    assert list(ahead(partial(cube, {"offset": 2}), 0, 1)) == []


def test_the_mean_of_weights_follows_them_slowly_and_counts_are_taken_over():
    network = torch.nn.BatchNorm1d(1)
    mean = mean_of(network)
    rises = []
    for step in range(1, 5000):
        network.weight.data.fill_(step)
        network.num_batches_tracked.fill_(step)
        mean.update_parameters(network)
        rises.append(step - mean.module.weight.item())
    assert rises[0] == 0  # before it has seen two it is that one
    assert 400 < rises[-1] < 600  # steps that it lags behind
    assert int(mean.module.num_batches_tracked) == 4999


def test_figures_are_put_beside_those_that_are_there(tmp_path):
    record(tmp_path, {"real": 1, "ground": 2})
    record(tmp_path, {"real": 3})
    assert json.loads((tmp_path / "metrics.json").read_text()) == {"real": 3, "ground": 2}
