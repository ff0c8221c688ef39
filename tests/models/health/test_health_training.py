"""From seasons to weights in miniature: tiles with their truth, a few steps, figures and plots."""

import json
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch

from models.field.conditioning import EVERYTHING, encode_calendar_and_place
from models.health.config import BANDS, CELL, CLASSES, CUTS, Calibration, HealthConfig, read_config
from models.health.learning import crop_layer
from models.health.learning.baseline import compute_features
from models.health.learning.batches import load_batch
from models.health.learning.data import TILE_SIDE, make_tiles
from models.health.learning.evaluate import (
    Cells,
    answer_cells,
    find_limits,
    report_classes,
    score_cells,
    score_crop_mask,
    split_held_out,
)
from models.health.learning.importance import measure_importance
from models.health.learning.plots import PICTURES, Evaluated, draw_all, write_page
from models.health.learning.train import TrainConfig, _draw_batch, train, write_calibration
from models.health.network import HealthNet, load_network
from models.learning.fit import make_ahead
from models.learning.weights import write_weights
from tests.models.simulation.small_farmland import coarse_canopy, small_seasons


@pytest.fixture(scope="module")
def seasons(tmp_path_factory):
    return small_seasons(tmp_path_factory.mktemp("seasons"))


@pytest.fixture(scope="module", autouse=True)
def canopy():
    with coarse_canopy():
        yield


@pytest.fixture(scope="module")
def tiles(seasons, tmp_path_factory):
    return make_tiles(seasons, "train", 6, 1, tmp_path_factory.mktemp("tiles"))


def test_tiles_hold_image_and_truth_in_the_same_places(tiles):
    cells = TILE_SIDE // CELL
    assert tiles.image.shape == (6, len(BANDS), TILE_SIDE, TILE_SIDE)
    assert tiles.loss.shape == tiles.crop.shape == (6, cells, cells)
    assert (tiles.crop[np.isfinite(tiles.loss)] > 0).mean() > 0.95
    assert 0 <= np.nanmin(tiles.loss) <= np.nanmax(tiles.loss) <= 1
    known, truth = load_batch(tiles, np.arange(6))
    assert (truth["class"] >= 0).sum() == np.isfinite(tiles.loss).sum()
    worst = truth["loss"] >= CUTS[-1]
    assert (truth["class"][worst] == len(CLASSES) - 1).all()
    assert known.image.max() <= 1.2
    dated = np.isfinite(tiles.age)
    assert (np.isfinite(tiles.season).all(axis=1) == dated).mean() > 0.95
    rain, thirst, warmth = np.moveaxis(tiles.season, 1, 0)[:, dated & np.isfinite(tiles.loss)]
    assert rain.min() >= 0
    assert (thirst > 0).all()
    assert -10 < warmth.min() < warmth.max() < 40


def test_a_place_in_the_south_has_the_seasons_of_the_north_half_a_year_on():
    from datetime import date

    north, south = (
        encode_calendar_and_place(date(2021, 1, 15), 40, 100),
        encode_calendar_and_place(date(2021, 7, 16), -40, 100),
    )
    np.testing.assert_allclose(north, south, atol=0.03)
    assert np.isnan(encode_calendar_and_place(None, None, None)).all()


def test_baselines_see_what_they_are_told(tiles):
    whole = compute_features(tiles, np.arange(6), frozenset({"image", "sensors", "place", "crop"}))
    assert len(whole) == tiles.loss.size
    assert compute_features(tiles, np.arange(6), frozenset({"ndvi"})).shape == (tiles.loss.size, 1)
    assert np.isfinite(compute_features(tiles, np.arange(2), frozenset({"image"}))).all()


def test_training_resumes_and_leaves_weights_that_load(seasons, tmp_path, monkeypatch):
    def few(path, split, count, *rest):
        return make_tiles(path, split, min(count, 12), *rest)

    monkeypatch.setattr("models.health.learning.train.make_tiles", few)  # for calibration it asks for many
    config = TrainConfig(seasons=seasons, out=tmp_path, tiles=6, epochs=1, batch=3)
    folder = train(config)
    again = train(config.model_copy(update={"epochs": 2}))
    lines = [json.loads(line) for line in (tmp_path / "train.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in lines] == [1, 2]
    assert folder == again
    assert sum(weight.numel() for weight in load_network(folder).parameters()) > 1e6


def test_what_is_shown_does_not_hang_on_who_makes_the_batches(seasons, tiles, tmp_path):
    make = partial(_draw_batch, TrainConfig(seasons=seasons, out=tmp_path, batch=3), tiles, np.arange(6), 4)
    for (known, truth, *_), (others, told, *_) in zip(make_ahead(make, 2, 0), make_ahead(make, 2, 1), strict=True):
        torch.testing.assert_close(known.image, others.image, equal_nan=True)
        torch.testing.assert_close(truth["class"], told["class"])


def test_only_the_layer_that_says_where_a_crop_stands_is_fitted_anew(tiles, monkeypatch):
    monkeypatch.setattr(crop_layer, "_MORE", 1.0)
    for name in ("hide_inputs", "degrade"):
        monkeypatch.setattr(crop_layer, name, lambda _random, known: known)
    torch.manual_seed(0)
    network = HealthNet(HealthConfig(channels=(8, 16), width=16)).eval()
    before = {name: values.clone() for name, values in network.state_dict().items()}
    known, truth = load_batch(tiles, np.arange(6))
    stands = (truth["class"] >= 0).float()

    def wrongness():
        with torch.no_grad():
            return float(torch.nn.functional.binary_cross_entropy_with_logits(network(known).stands, stands))

    def taken():  # of ground without a crop, for one: bare and green
        green = crop_layer._compute_ndvi(known) > crop_layer._GREEN
        with torch.no_grad():
            likely = torch.sigmoid(network(known).stands)
        return [float(likely[where & (stands == 0)].mean()) for where in (~green, green)]

    first = wrongness()
    crop_layer.fit_crop_layer(network, tiles, 1)
    assert wrongness() < 0.7 * first
    bare, green = taken()
    changed = {name for name, values in network.state_dict().items() if not torch.equal(values, before[name])}
    assert changed == {"stands.weight", "stands.bias"}
    monkeypatch.setattr(crop_layer, "_MORE", 20.0)
    crop_layer.fit_crop_layer(network, tiles, 1)
    assert taken()[0] < 0.7 * bare  # bare ground is to be left out
    assert taken()[1] / green > taken()[0] / bare


def test_figures_and_plots_are_made(tiles, tmp_path):
    torch.manual_seed(0)
    answer = HealthConfig(channels=(8, 16), width=16)
    network = HealthNet(answer)
    write_weights(network, answer, tmp_path / "weights")
    read = Calibration(temperature=1.5, conformal=0.2)
    cells = answer_cells(load_network(tmp_path / "weights"), read, tiles, lambda known: known)
    assert len(cells.truth) == np.isfinite(tiles.loss).sum()
    assert cells.likely.sum(axis=1) == pytest.approx(np.ones(len(cells.truth)), abs=1e-5)
    blind = answer_cells(network, read, tiles, lambda known: known.keep_only(frozenset({"sensors"})))
    assert blind.attention[:, 1] == pytest.approx(np.ones(len(cells.truth)))
    found = score_cells(cells, read)
    assert set(score_crop_mask(network, tiles, EVERYTHING)) == {"share_with_crop", "right", "auroc"}
    assert 0 <= found["macro_f1"] <= 1
    assert set(split_held_out(cells, tiles)) <= {"new stations", "new years", "new crop"}
    metrics = {
        "report": report_classes(cells),
        "conditions": [1, 2, 3, 4],
        "combinations": {"picture": {"macro_f1": 0.5, "boosting_macro_f1": 0.4, "logistic_macro_f1": 0.3}},
        "importance": {"bands": [1] * len(BANDS), "days": [1] * 7, "quantities": [1] * 7, "places": [1] * 4},
    }
    draw_all(Evaluated(cells, metrics), tmp_path)
    assert {path.stem for path in tmp_path.glob("*.png")} == set(PICTURES)
    assert all(f"{name}.png" in write_page(metrics, "") for name in PICTURES)


def test_scores_that_probabilities_promise_are_those_that_true_ones_reach():
    random = np.random.default_rng(3)
    likely = random.dirichlet((0.5, 0.5, 0.5, 0.5), 20_000)
    truth = (random.random((len(likely), 1)) > likely.cumsum(axis=1)[:, :-1]).sum(axis=1)
    nothing = np.zeros(len(likely))
    cells = Cells(likely, nothing, nothing, nothing, truth, nothing + 0.1, nothing > 0, nothing, nothing)
    found, reached = find_limits(cells), score_cells(cells, Calibration())
    assert found["macro_f1_if_probabilities_are_true"] == pytest.approx(reached["macro_f1"], abs=0.01)
    assert found["error_auroc_if_probabilities_are_true"] == pytest.approx(reached["error_auroc"], abs=0.01)
    boastful = replace(cells, likely=likely**3 / (likely**3).sum(axis=1, keepdims=True))
    assert find_limits(boastful)["macro_f1_if_probabilities_are_true"] > reached["macro_f1"] + 0.05


def test_importance_is_told_of_every_input(tiles):
    pytest.importorskip("captum")
    network = HealthNet(HealthConfig(channels=(8, 16), width=16)).eval()
    found = measure_importance(network, tiles, 2)
    assert {name: len(values) for name, values in found.items()} == {
        "bands": len(BANDS), "days": 7, "quantities": 7, "places": 4,
    }  # fmt: skip
    assert min(found["bands"]) > 0


def test_calibration_is_kept_for_each_of_the_things_that_may_be_known(tiles, tmp_path):
    torch.manual_seed(0)
    small = HealthConfig(channels=(8, 16), width=16)
    write_weights(HealthNet(small), small, tmp_path)
    write_calibration(tmp_path, tiles)
    answer = read_config(tmp_path)
    assert len(answer.calibration) == 12
    assert answer.find_calibration(EVERYTHING).conformal > 0
    assert answer.find_calibration(frozenset({"sensors"})) == Calibration()
