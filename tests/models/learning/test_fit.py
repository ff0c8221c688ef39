"""The loop by which rooms learn: it goes on where it was stopped, keeps the best and ends early."""

import json
from functools import partial

import pytest
import torch

from models.learning.fit import (
    CHECKPOINT,
    Judge,
    Lesson,
    Plan,
    average_weights,
    fit,
    freeze_normalisation,
    make_ahead,
)


def cube(known, step):
    return known["offset"] + step**3


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_batches_come_in_order_whoever_makes_them(workers):
    assert list(make_ahead(partial(cube, {"offset": 2}), 7, workers)) == [2 + step**3 for step in range(7)]


def test_nothing_is_made_of_nothing():
    assert list(make_ahead(partial(cube, {"offset": 2}), 0, 1)) == []


def test_the_mean_of_weights_follows_them_slowly_and_counts_are_taken_over():
    network = torch.nn.BatchNorm1d(1)
    mean = average_weights(network)
    rises = []
    for step in range(1, 5000):
        network.weight.data.fill_(step)
        network.num_batches_tracked.fill_(step)
        mean.update_parameters(network)
        rises.append(step - mean.module.weight.item())
    assert rises[0] == 0  # before it has seen two it is that one
    assert 400 < rises[-1] < 600  # steps that it lags behind
    assert int(mean.module.num_batches_tracked) == 4999


def line(seed=0):
    """A network of one weight, and its optimiser."""
    torch.manual_seed(seed)
    network = torch.nn.Linear(1, 1, bias=False)
    return network, torch.optim.AdamW(network.parameters(), 0.1)


def lesson_of(network, *, judge=None, steps=3, rate=lambda _at: 0.1):
    """Batches are pairs that lie on a line of slope 2."""

    def make(epoch, step):
        random = torch.Generator().manual_seed(100 * epoch + step)
        given = torch.rand(4, 1, generator=random)
        return given, 2 * given

    def loss(batch):
        return torch.nn.functional.mse_loss(network(batch[0]), batch[1])

    return Lesson(lambda at: (steps, partial(make, at.epoch)), loss, rate, judge)


def judge_by(gains, kept):
    """A judge that has made up its mind beforehand."""
    gains = iter(gains)
    return Judge(lambda _mean: {"gain": next(gains)}, lambda scores: scores["gain"], lambda mean: kept.append(mean))


def test_a_stopped_run_goes_on_as_if_it_had_not_been_stopped(tmp_path):
    found = []
    for pauses in ((4,), (1, 3, 4)):
        out = tmp_path / str(len(pauses))
        for epochs in pauses:
            network, optimiser = line()
            judge = judge_by([1.0, 2.0, 3.0, 4.0], [])
            fit(network, optimiser, lesson_of(network, judge=judge), Plan(out, epochs))
        checkpoint = torch.load(out / CHECKPOINT, weights_only=True)
        assert checkpoint["at"]["epoch"] == 4 and checkpoint["at"]["steps"] == 12
        found.append((network.weight.item(), checkpoint["mean"]["module.weight"].item()))
    assert found[0] == found[1]


def test_the_best_is_kept_and_patience_ends_the_run(tmp_path):
    kept = []
    network, optimiser = line()
    plan = Plan(tmp_path, epochs=9, patience=2)
    fit(network, optimiser, lesson_of(network, judge=judge_by([0.1, 0.5, 0.4, 0.3, 0.9], kept)), plan)
    assert len(kept) == 2
    lines = [json.loads(text) for text in (tmp_path / "train.jsonl").read_text().splitlines()]
    assert [(line["epoch"], line["of"], line["gain"]) for line in lines] == [
        (1, 9, 0.1),
        (2, 9, 0.5),
        (3, 9, 0.4),
        (4, 9, 0.3),
    ]
    fit(network, optimiser, lesson_of(network, judge=judge_by([], kept)), plan)  # it stays ended


def test_the_rate_is_told_how_far_the_run_is_and_groups_take_their_share(tmp_path):
    network, _ = line()
    optimiser = torch.optim.SGD([{"params": network.parameters(), "pace": 0.5}], 1.0)
    seen = []

    def rate(at):
        seen.append((at.passes, at.share))
        return 0.2

    fit(
        network, optimiser, lesson_of(network, judge=judge_by([1, 1], []), steps=2, rate=rate), Plan(tmp_path, epochs=2)
    )
    assert seen == [(0, 0), (0.5, 0.25), (1, 0.5), (1.5, 0.75)]
    assert optimiser.param_groups[0]["lr"] == 0.1


def test_without_a_judge_it_ends_when_there_are_no_more_batches(tmp_path):
    network, optimiser = line()
    lesson = lesson_of(network)
    some = Lesson(lambda at: (min(3, 7 - at.steps), lesson.batches(at)[1]), lesson.loss, lesson.rate)
    fit(network, optimiser, some, Plan(tmp_path))
    checkpoint = torch.load(tmp_path / CHECKPOINT, weights_only=True)
    assert (checkpoint["at"]["epoch"], checkpoint["at"]["steps"]) == (3, 7)
    assert "mean" not in checkpoint


def test_hours_cut_the_last_epoch_short(tmp_path):
    network, optimiser = line()
    fit(network, optimiser, lesson_of(network, judge=judge_by([1.0], [])), Plan(tmp_path, epochs=9, hours=1e-9))
    at = torch.load(tmp_path / CHECKPOINT, weights_only=True)["at"]
    assert (at["epoch"], at["steps"]) == (1, 1) and at["share"] >= 1


def test_a_checkpoint_of_an_older_version_is_refused(tmp_path):
    network, optimiser = line()
    torch.save({"network": network.state_dict(), "done": 3}, tmp_path / CHECKPOINT)
    with pytest.raises(ValueError, match="older version"):
        fit(network, optimiser, lesson_of(network), Plan(tmp_path, epochs=1))


def test_normalisation_is_frozen_and_thawed():
    network = torch.nn.Sequential(torch.nn.BatchNorm2d(1), torch.nn.Dropout()).train()
    with freeze_normalisation(network):
        assert [layer.training for layer in network] == [False, True]
    assert network[0].training
