"""The health network: what is missing has no say, and what counted is told."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from models.field.conditioning import CALENDAR_AND_PLACE
from models.field.sensors import QUANTITIES
from models.field.weather import WEATHER
from models.health.config import BANDS, CAUSES, CELL, CLASSES, SOURCES, HealthConfig
from models.health.learning.batches import _LACKING, cut_single_parcels, degrade, hide_inputs, turn_batch
from models.health.learning.train import compute_loss
from models.health.network import NEAR, HealthNet, Inputs, _average_nearby, _maximise_nearby
from models.learning.fit import freeze_normalisation
from models.vocabulary import CROPS, SOILS


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(1)
    return HealthNet(HealthConfig(channels=(8, 16), width=16)).eval()


def inputs(count=3, side=16, seed=0):
    random = torch.Generator().manual_seed(seed)
    cells = side // CELL
    return Inputs(
        torch.rand(count, len(BANDS), side, side, generator=random) * 0.5,
        torch.rand(count, 7, len(QUANTITIES), generator=random) * 10,
        torch.rand(count, len(CALENDAR_AND_PLACE), generator=random),
        torch.randint(1, len(SOILS) + 1, (count,), generator=random),
        torch.randint(1, len(CROPS) + 1, (count, cells, cells), generator=random),
        torch.rand(count, cells, cells, generator=random) * 100,
        torch.rand(count, len(WEATHER), cells, cells, generator=random) * 300,
    )


def truth(count=3, cells=4):
    return {
        "loss": torch.rand(count, cells, cells),
        "class": torch.randint(-1, 4, (count, cells, cells)),
        "causes": torch.randint(0, 2, (count, len(CAUSES), cells, cells)).float(),
    }


def test_every_cell_gets_an_answer(network):
    answer = network(inputs())
    assert answer.condition.shape == (3, len(CLASSES), 4, 4)
    assert answer.causes.shape == (3, len(CAUSES), 4, 4)
    assert answer.loss.shape == answer.doubt.shape == (3, 4, 4)
    assert answer.attention.shape == (3, len(SOURCES), 4, 4)
    torch.testing.assert_close(answer.attention.sum(1), torch.ones(3, 4, 4))


def test_what_is_nearby_is_the_square_around_a_cell():
    cells = torch.rand(2, 3, 20, 18)
    side = 2 * NEAR + 1
    means = torch.nn.functional.avg_pool2d(cells, side, 1, NEAR, count_include_pad=False)
    torch.testing.assert_close(_average_nearby(cells), means)
    assert (_maximise_nearby(cells) == torch.nn.functional.max_pool2d(cells, side, 1, NEAR)).all()


def test_sources_are_weighed_by_the_likeness_of_their_keys(network):
    fusion, tokens = network.fusion, torch.rand(5, len(SOURCES), 16)
    there = torch.tensor([[True, True, False]]).expand(5, -1)
    fused, weights = fusion(tokens, there)
    together = fusion.all(tokens.flatten(-2))
    likeness = (fusion.key(tokens) * fusion.query(together)[:, None]).sum(-1) / 4
    expected = likeness.masked_fill(~there, -torch.inf).softmax(-1)
    torch.testing.assert_close(weights, expected)
    torch.testing.assert_close(fused, fusion.norm(together + (fusion.value(tokens) * expected[..., None]).sum(-2)))


def test_what_is_missing_gets_no_attention_and_breaks_nothing(network):
    answer = network(inputs().keep_only(frozenset({"image"})))
    torch.testing.assert_close(answer.attention[:, 0], torch.ones(3, 4, 4))
    assert all(torch.isfinite(part).all() for part in answer)
    known = inputs()
    answer = network(replace(known, image=torch.full_like(known.image, math.nan)))
    assert (answer.attention[:, 0] == 0).all()
    assert all(torch.isfinite(part).all() for part in answer)


def test_nothing_known_at_all_is_an_answer_without_attention(network):
    known = inputs().keep_only(frozenset({"image"}))
    answer = network(replace(known, image=torch.full_like(known.image, math.nan)))
    assert (answer.attention == 0).all()
    assert all(torch.isfinite(part).all() for part in answer)


def test_no_source_goes_unheard(network):
    whole = network(inputs()).condition
    other = inputs(seed=9)
    for name in Inputs.__dataclass_fields__:
        changed = replace(inputs(), **{name: getattr(other, name)})
        assert not torch.allclose(network(changed).condition, whole, atol=1e-6), name


def test_a_batch_is_turned_with_its_truth():
    known, told = inputs(side=16), truth()
    marked = replace(known, crop=told["class"], season=told["class"][:, None].float())
    moved, moved_truth = turn_batch(np.random.default_rng(3), marked, told)
    torch.testing.assert_close(moved.crop, moved_truth["class"])
    torch.testing.assert_close(moved.season[:, 0], moved_truth["class"].float())


def test_hiding_takes_away_and_never_changes():
    known = inputs(count=200)
    random = np.random.default_rng(0)
    left = hide_inputs(random, known)
    for name in ("image", "sensors", "place", "age", "season"):
        one, other = getattr(known, name), getattr(left, name)
        there = torch.isfinite(other)
        torch.testing.assert_close(one[there], other[there])
        assert 0.05 < (~there).float().mean() < 0.9
    assert (left.soil == 0).any()
    assert (left.crop == 0).any()
    assert sum(_LACKING.values()) == pytest.approx(1.0)


def test_nothing_can_be_hidden_of_nothing():
    assert len(hide_inputs(np.random.default_rng(0), inputs(count=0)).soil) == 0


def test_the_loss_learns_from_what_is_known_only():
    torch.manual_seed(0)
    network = HealthNet(HealthConfig(channels=(8, 16), width=16))
    random = np.random.default_rng(1)
    known, told = degrade(random, inputs()), truth()
    told["loss"][told["class"] < 0] = math.nan
    loss = compute_loss(network(known), told, 1.0)
    loss.backward()
    assert torch.isfinite(loss)
    assert all(torch.isfinite(weight.grad).all() for weight in network.parameters() if weight.grad is not None)


def test_pieces_of_single_parcels_hold_the_means_of_what_was_there():
    known, told = inputs(side=16), truth()
    told["loss"][:] = 0.1
    known.crop[:] = 2
    known.crop[:2] = torch.arange(1, 5)  # of every other cell another crop
    told["loss"][2, 0, 0] = math.nan  # a piece of which a part cannot be said
    told["loss"][2, 2:, 2:] = math.nan  # and one without a crop
    fields, wanted = cut_single_parcels(np.random.default_rng(0), known, told)
    assert len(fields.soil) == 3  # of the last tile all but that of which a part cannot be said
    assert torch.isnan(fields.image[::2]).all()
    means = torch.nn.functional.avg_pool2d(known.image[2], 2 * CELL).flatten(1)
    shown = fields.image[1, :, 0, 0]
    assert torch.isclose(means, shown[:, None]).all(0).any()
    assert (fields.image[1] == shown[:, None, None]).all()
    assert (fields.crop == 2).all()
    output = torch.isfinite(wanted["loss"])
    assert output.sum() == 2 * 4
    assert (wanted["class"] == torch.where(output, 1, -1)).all()
    named = torch.nn.functional.avg_pool2d(told["causes"][2], 2).flatten(1) >= 0.5
    assert (wanted["causes"][1, :, 0, 0][:, None] == named).all(0).any()
    torch.testing.assert_close(wanted["loss"][output], torch.full((2 * 4,), 0.1))


def test_a_fourth_of_the_pieces_has_no_crop():
    known, told = inputs(count=9, side=64), truth(9, 16)
    told["loss"][:5], told["loss"][5:] = math.nan, 0.1
    known.crop[:] = 2
    stands = (cut_single_parcels(np.random.default_rng(0), known, told)[1]["class"] >= 0).flatten(1).all(1)
    assert stands.float().mean() == 0.75
    assert stands[::2].float().mean() == pytest.approx(0.75, abs=0.15)  # of those without a picture too


def test_a_batch_without_a_crop_costs_what_stands_only(network):
    known, told = inputs(), truth()
    told["class"][:], told["loss"][:] = -1, math.nan
    assert len(cut_single_parcels(np.random.default_rng(0), known, told)[0].soil) == 0
    with torch.inference_mode():
        loss, stands = compute_loss(network(known), told, 1.0), network(known).stands
    torch.testing.assert_close(loss, 0.5 * torch.nn.functional.softplus(stands).mean())


def test_pieces_leave_the_statistics_of_whole_tiles_alone():
    network = HealthNet(HealthConfig(channels=(8, 16), width=16))
    before = {name: values.clone() for name, values in network.named_buffers()}
    with freeze_normalisation(network):
        network(inputs())
    assert all(torch.equal(before[name], values) for name, values in network.named_buffers())
    assert network.training and all(layer.training for layer in network.modules())
