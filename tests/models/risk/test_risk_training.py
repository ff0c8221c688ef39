"""From seasons to risk weights in miniature: tiles with their truth, a few steps, figures, plots and resampling."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from models.field.conditioning import EVERYTHING, IMAGE_ONLY
from models.risk.config import BALANCED, BANDS, CAUTIOUS, Preset, RiskConfig, read_config
from models.risk.learning import baseline, batches, settings
from models.risk.learning import data as risk_data
from models.risk.learning.batches import (
    Batch,
    _blur_conditioning,
    augment_batch,
    cut_single_fields,
    cut_square,
    load_batch,
)
from models.risk.learning.data import STEPS, TILE_SIDE, UNKNOWN, Tiles, classify_loss, find_rare, make_tiles
from models.risk.learning.evaluate import EvaluateConfig, compare_metrics, evaluate, score_pixels
from models.risk.learning.losses import compute_coral, compute_focal, compute_loss
from models.risk.learning.resampling import add_smote_tiles, make_smote_features, oversample
from models.risk.learning.scores import (
    RARE,
    Pixels,
    _Table,
    answer_pixels,
    compute_kappa,
    fit_calibration,
    fit_most_precise,
    fit_presets,
)
from models.risk.learning.settings import TrainConfig
from models.risk.learning.tables import write_tables
from models.risk.learning.train import train
from models.risk.network import Answer, RiskNet, load_network
from tests.models.simulation.small_farmland import coarse_canopy, small_seasons

CONFIG = RiskConfig()


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


def made(shares, seed=0):
    """Tiles with these shares of medium pixels, the rest low and high by halves."""
    random = np.random.default_rng(seed)
    count = len(shares)
    loss = random.choice([0, STEPS], (count, TILE_SIDE, TILE_SIDE)).astype(np.uint8)
    for tile, share in zip(loss, shares, strict=True):
        tile.ravel()[random.permutation(TILE_SIDE**2)[: round(share * TILE_SIDE**2)]] = round(0.2 * STEPS)
    cells = TILE_SIDE // 4
    return Tiles(
        random.integers(0, 5000, (count, 6, TILE_SIDE, TILE_SIDE)).astype(np.uint16), loss,
        np.zeros((count, 7, 7), np.float32), np.zeros((count, 4), np.float32), np.ones(count, np.int64),
        np.ones((count, cells, cells), np.int64), np.ones((count, cells, cells), np.float32),
        np.ones((count, 3, cells, cells), np.float32), np.zeros(count, np.int64), np.zeros(count, np.int64),
    )  # fmt: skip


def pixels(probability, truth):
    count = len(truth)
    return Pixels(probability, truth, truth / 2, np.zeros(0), np.zeros(0, bool), np.zeros(count, np.int64))


def test_losses_are_told_where_crops_stand(tiles):
    classes = classify_loss(tiles.loss)
    assert tiles.image.shape == (6, 6, TILE_SIDE, TILE_SIDE)
    assert ((classes == -1) == (tiles.loss == UNKNOWN)).all()
    assert (classes >= 0).any() and (classes == -1).any()
    assert classify_loss(np.array([0, 19, 20, 59, 60, 200, 255], np.uint8)).tolist() == [0, 0, 1, 1, 2, 2, -1]
    standing = np.isfinite(tiles.age)
    assert np.isfinite(tiles.season[:, :, :, :]).all(axis=1)[standing].all()
    assert (tiles.season[:, 0][standing] >= 0).all()


def test_tiles_are_the_same_each_time(seasons, tiles, tmp_path):
    again = make_tiles(seasons, "train", 6, 1, tmp_path)
    assert all(
        np.array_equal(getattr(again, n), getattr(tiles, n), equal_nan=True) for n in ("image", "loss", "season")
    )
    assert not np.array_equal(make_tiles(seasons, "train", 6, 2, tmp_path).image, tiles.image)


def test_the_benchmark_has_the_medium_class_as_rare_as_it_says():
    some = made([0.0] * 50 + [0.02] * 50 + [0.5] * 50)
    chosen = find_rare(some)
    share = (classify_loss(some.loss[chosen]) == 1).mean()
    assert 0.02 < share <= risk_data.RARE_SHARE
    assert set(range(100)) <= set(chosen.tolist())


def test_a_batch_stays_together_when_it_is_turned_and_cut():
    some = made([0.1] * 4)
    some.image[:, 0] = some.loss  # the first band shows the truth
    batch = cut_square(
        np.random.default_rng(3), augment_batch(np.random.default_rng(2), some, np.arange(4), CONFIG, 0.0), 64
    )
    assert batch.image.shape[-2:] == batch.classes.shape[-2:] == (64, 64)
    assert batch.cells.shape[-2:] == (16, 16)
    seen = torch.isfinite(batch.image[:, 0])
    torch.testing.assert_close(batch.image[:, 0][seen], (batch.loss * STEPS / 1e4)[seen], rtol=0, atol=1e-4)


@pytest.mark.parametrize(("side", "count"), [(32, 24), (64, 6)])
def test_fields_that_are_shown_alone_are_even_and_keep_their_truth(side, count, monkeypatch):
    assert (side, count) in batches._ALONE
    monkeypatch.setattr(batches, "_ALONE", ((side, count),))
    some = made([0.0] * 4)
    some.loss[:] = 20
    some.loss[0, :16, :16] = UNKNOWN
    some.loss[1, :8, :16] = STEPS  # half of a piece is lost
    some.age[2, 0, 0] = 9.0
    batch = load_batch(some, np.arange(4), EVERYTHING, CONFIG)
    fields = cut_single_fields(np.random.default_rng(0), batch)
    assert len(fields.whole) == count - round(count / 4) + 1 < 4 * 36 - 3
    assert fields.image.shape[-2:] == fields.classes.shape[-2:] == (side, side)
    assert fields.cells.shape[-2:] == (side // 4, side // 4)
    assert (fields.image == fields.image[..., :1, :1]).all()
    known = torch.isfinite(fields.loss)
    assert (fields.classes == torch.where(known, 1, -1)).all()
    torch.testing.assert_close(fields.loss[known], torch.full_like(fields.loss[known], 0.1))
    monkeypatch.setattr(batches, "_ALONE", ((side, 1000),))  # so many that all are shown
    everywhere = cut_single_fields(np.random.default_rng(0), batch)
    assert len(everywhere.whole) == 4 * 36 - 2  # neither what is half lost nor what is of two ages
    assert (everywhere.classes < 0).all(dim=(1, 2)).sum() == 1  # ground without a crop is shown too
    corner = replace(batch, **{
        name: getattr(batch, name)[1:3, ..., :4, :4] if name == "cells" else getattr(batch, name)[1:3, ..., :16, :16]
        for name in ("image", "cells", "classes", "loss")
    })  # fmt: skip
    assert len(cut_single_fields(np.random.default_rng(0), corner).whole) == 0


def test_green_ground_that_is_taken_for_a_crop_counts_more():
    image = torch.full((1, len(BANDS), 2, 2), 0.05)
    green = image.clone()
    green[:, BANDS.index("nir")] = 0.4
    nowhere = torch.full((1, 2, 2), -1)
    output = Answer(torch.zeros(1, 3, 2, 2), torch.zeros(1, 2, 2, 2), torch.ones(1, 2, 2))
    settings = TrainConfig(seasons="s", out="o")

    def loss(shown, classes):
        batch = Batch(shown, torch.zeros(1, 1), torch.zeros(1, 1, 1, 1), classes, torch.zeros(1, 2, 2))
        return float(compute_loss(output, batch, settings, (0.1, 0.3)))

    assert loss(green, nowhere) == pytest.approx(3 * loss(image, nowhere))
    assert loss(green, nowhere + 1) == pytest.approx(loss(image, nowhere + 1))
    assert np.isfinite(loss(image * torch.nan, nowhere))


def test_what_is_told_to_learn_from_is_vague_and_stays_near(tiles):
    chosen = np.arange(len(tiles))
    conditioning = {
        name: getattr(tiles, name)[chosen] for name in ("sensors", "place", "soil", "crop", "age", "season")
    }
    output = _blur_conditioning(np.random.default_rng(1), conditioning, CONFIG)
    for name in ("sensors", "place", "age", "season"):
        assert not np.array_equal(output[name], conditioning[name], equal_nan=True)
        np.testing.assert_array_equal(np.isnan(output[name]), np.isnan(conditioning[name]))
    assert np.abs(output["place"] - conditioning["place"]).max() < 0.3
    np.testing.assert_allclose(np.hypot(output["place"][:, 0], output["place"][:, 1]), 1, rtol=1e-5)
    assert np.nanmax(np.abs(output["age"] - conditioning["age"])) < 20
    assert np.array_equal(conditioning["place"], tiles.place)


def test_what_is_hidden_is_hidden():
    batch = load_batch(made([0.1] * 2), np.arange(2), IMAGE_ONLY, CONFIG)
    assert not batch.whole.any() and not batch.cells.any()
    assert load_batch(made([0.1] * 2), np.arange(2), EVERYTHING, CONFIG).cells.any()


def test_losses_are_least_where_answers_are_right():
    config = TrainConfig(seasons="a", out="b")
    classes = torch.tensor([0, 1, 2])
    right, wrong = 5 * torch.eye(3), 5 * torch.eye(3)[[1, 2, 0]]
    assert (
        compute_focal(right, classes, config)
        < compute_focal(torch.zeros(3, 3), classes, config)
        < compute_focal(wrong, classes, config)
    )
    loss = torch.tensor([0.0, 0.2, 0.9])
    beyond = (loss[:, None] >= torch.tensor(CONFIG.cuts)).float() * 10 - 5
    assert compute_coral(beyond, loss, CONFIG.cuts) < compute_coral(-beyond, loss, CONFIG.cuts)


def test_training_leaves_weights_that_are_read_and_goes_on_where_it_stopped(seasons, tmp_path):
    asked = {"seasons": seasons, "out": tmp_path, "tiles": 6, "batch": 3, "patience": 9}
    folder = train(TrainConfig(**asked, epochs=1), [EVERYTHING])
    first = (tmp_path / "train.jsonl").read_text().splitlines()
    train(TrainConfig(**asked, epochs=2))
    lines = [json.loads(line) for line in (tmp_path / "train.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in lines] == [1, 2] and len(first) == 1
    config = read_config(folder)
    assert set(config.presets) == {BALANCED, CAUTIOUS, RARE}
    assert "image" in config.calibration and "crop+image+place+season+sensors" in config.calibration
    assert "image+season" not in config.calibration
    assert (
        0
        <= compute_kappa(
            answer_pixels(load_network(folder), make_tiles(seasons, "train", 6, 42, tmp_path), EVERYTHING, config)
        )
        <= 1
    )


def test_the_evaluation_tells_everything_in_one_folder(seasons, tmp_path, monkeypatch):
    monkeypatch.setattr("models.simulation.tiles.select_groups", lambda path, split: _groups(path))
    asked = {"seasons": seasons, "out": tmp_path, "tiles": 6, "batch": 3}
    folder = train(TrainConfig(**asked, epochs=1), [EVERYTHING, IMAGE_ONLY])
    config = EvaluateConfig(
        seasons=seasons,
        tiles=tmp_path,
        learned=6,
        judged=6,
        weights=folder,
        out=tmp_path / "out",
        also=f"same={folder}",
    )
    metrics = evaluate(config)
    assert metrics["also"]["same"]["as they come"] == metrics["combinations"]["everything"]["as they come"]
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".png", ".html", ".json"}
    assert "boosting, picture" in write_tables(metrics)
    assert "+0.000" in compare_metrics(metrics, metrics)


def _groups(path):
    from models.simulation.seasons import read_groups

    return read_groups(path)


def test_scores_of_perfect_answers_are_perfect():
    truth = np.array([0, 1, 2] * 30)
    found = score_pixels(pixels(np.eye(3)[truth], truth), Preset())
    assert found["kappa"] == found["rho"] == found["precision_medium"] == found["recall_high"] == 1
    assert found["calibration_error"] == 0


def test_all_pairs_of_thresholds_are_scored_as_one_by_one():
    random = np.random.default_rng(6)
    truth = random.integers(0, 3, 2000)
    likely = np.round(random.dirichlet((1, 1, 1), 2000), 4) + 1e-6  # on no threshold of the grid
    some = pixels(likely, truth)
    table = _Table(some)
    for medium, high in ((10, 5), (40, 60), (65, 55), (90, 20)):
        preset = Preset(medium=medium / 100, high=high / 100)
        assert table.kappa[medium, high] == pytest.approx(compute_kappa(some, preset))
        assert table.recall[0, high] == pytest.approx(score_pixels(some, preset)["recall_high"], abs=1e-4)
        assert table.precision[medium, high] == pytest.approx(score_pixels(some, preset)["precision_medium"], abs=1e-4)


def test_presets_keep_what_they_promise():
    random = np.random.default_rng(5)
    truth = random.integers(0, 3, 20_000)
    likely = np.abs(np.eye(3)[truth] + random.normal(0, 0.6, (len(truth), 3)))
    some = pixels(likely / likely.sum(axis=1, keepdims=True), truth)
    found = fit_presets(some, np.array([0]))
    assert score_pixels(some, found[CAUTIOUS])["recall_high"] >= 0.93
    assert score_pixels(some, found[RARE])["recall_medium"] >= 0.05
    most, rare = (score_pixels(some, preset) for preset in (fit_most_precise(some), found[RARE]))
    assert most["precision_medium"] >= rare["precision_medium"] and most["kappa"] <= rare["kappa"]
    assert most["recall_high"] >= 0.93 and most["recall_medium"] >= 0.05
    best = score_pixels(some, found[BALANCED])["kappa"]
    assert all(
        score_pixels(some, Preset(medium=a, high=b))["kappa"] <= best + 0.01 for a in (0.4, 0.6) for b in (0.4, 0.6)
    )


def test_where_the_medium_class_is_rare_it_is_named_all_the_same():
    random = np.random.default_rng(9)
    truth = random.choice(3, 20_000, p=(0.5, 0.02, 0.48))
    medium = truth == 1  # looks like low or high
    seen = np.where(medium, random.choice((0, 2), len(truth)), truth)
    likely = np.abs(np.eye(3)[seen] + (0, 0.1, 0) + random.normal(0, 0.1, (len(truth), 3)))
    some = pixels(likely / likely.sum(axis=1, keepdims=True), truth)
    named = score_pixels(some, fit_presets(some, np.array([0]))[RARE])
    assert named["recall_medium"] >= 0.05
    assert named["recall_high"] >= 0.93


def test_a_reading_mends_what_was_skewed():
    random = np.random.default_rng(7)
    logits = random.normal(0, 1, (30_000, 3))
    likely = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    truth = np.array([random.choice(3, p=row) for row in likely])
    skewed = np.exp(2 * logits + [0, 1.0, -1.0])
    calibration = fit_calibration(pixels(skewed / skewed.sum(axis=1, keepdims=True), truth))
    assert calibration.temperature == pytest.approx(2, abs=0.1)
    assert calibration.bias[1:] == pytest.approx((-1.0, 1.0), abs=0.15)


def test_oversampling_reaches_its_share():
    some = made([0.0] * 90 + [0.4] * 4)
    numbers = oversample(some, 0.05)
    assert (classify_loss(some.loss[numbers]) == 1).mean() >= 0.05
    assert len(oversample(some, 0.001)) == len(some)


def test_smote_of_tiles_lies_between_those_there_are():
    some = made([0.0] * 40 + [0.4] * 8)
    more = add_smote_tiles(some, 0.1, 5, 1)
    assert len(more) > len(some)
    new = more.image[len(some) :]
    rich = some.image[-8:]
    assert (new >= rich.min(axis=0)).all() and (new <= rich.max(axis=0)).all()
    assert np.isnan(more.sensors[len(some) :]).all()


def test_smote_of_features_makes_medium_ground():
    config = TrainConfig(seasons="a", out="b", smote_to=0.3)
    random = np.random.default_rng(0)
    classes = torch.from_numpy(random.choice(3, (2, 32, 32), p=[0.5, 0.1, 0.4]))
    features = torch.randn(2, 4, 32, 32) + 10 * (classes[:, None] == 1)
    new = make_smote_features(features, classes, config, random)
    assert len(new) > 100 and new.mean() > 8
    assert not len(make_smote_features(features, torch.zeros_like(classes), config, random))


def test_the_baseline_is_told_the_same_pixels(tiles):
    network = RiskNet(CONFIG)
    found = answer_pixels(network, tiles, EVERYTHING, CONFIG)
    trees = baseline.fit_trees(tiles, EVERYTHING, 0)
    other = baseline.answer_with_trees(trees, tiles, EVERYTHING)
    assert (found.truth == other.truth).all() and (found.tile == other.tile).all()
    assert baseline.compute_features(tiles, baseline.NDVI).shape[1] == 1


def test_settings_come_from_a_file_and_flags_win(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text("training: {use_ordinal_loss: false, epochs: 7}\nmodel: {encoder: resnet50}\n")
    config = TrainConfig(seasons="a", out="b", config=path, epochs=9)
    assert (config.coral_weight, config.epochs, config.encoder) == (0, 9, "resnet50")
    defaults = TrainConfig(seasons="a", out="b")
    assert (defaults.focal_gamma, defaults.class_weights, defaults.epochs) == (2.5, (0.4, 2.5, 2.0), 60)
    assert TrainConfig(seasons="a", out="b", class_weights="1,2,3").class_weights == (1, 2, 3)


@pytest.mark.parametrize("text", ["training: {epoch: 7}", "- 1", "a: [", "training: 3"])
def test_a_file_that_is_not_understood_is_refused_in_one_line(tmp_path, text):
    path = tmp_path / "own.yaml"
    path.write_text(text)
    with pytest.raises(ValueError, match="own"):
        settings.read_sections(path)


def test_another_encoder_begins_at_random():
    from models.risk.learning.start import start_network

    config = RiskConfig(encoder="resnet50")
    whole, cells = (torch.zeros(1, count, *sides) for count, sides in zip(config.width, ((), (16, 16)), strict=True))
    assert start_network(config, made([0.1]))(torch.rand(1, 6, 64, 64), whole, cells).stands.shape == (1, 64, 64)
