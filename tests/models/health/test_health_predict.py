"""The predictor, and how it is held against real fields."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import torch

from models.backend import HEALTH_LAYERS
from models.calibration import find_median_class
from models.errors import ModelUnavailable
from models.field.conditioning import EVERYTHING, find_groups
from models.health.config import (
    ALL_BANDS,
    BANDS,
    CAMERAS,
    SHIPPED,
    Calibration,
    HealthConfig,
    find_camera,
    read_config,
)
from models.health.learning.real import SeverityCourses, collect_cases, score_cases, write_table
from models.health.network import Answer, HealthNet, load_network
from models.health.predict import BATCH, Predictor
from models.health.runtime import NETWORK, OUTPUTS, asked_with_arrays
from models.learning.weights import write_weights
from models.runtime import OpenVinoRuntime, TorchRuntime, load_runtime

RANDOM = np.random.default_rng(5)
TILES = RANDOM.random((BATCH + 3, 10, 16, 12), dtype=np.float32) / 2
GREEN = (300, 600, 400, 900, 2400, 3100, 3400, 3600, 1700, 800)
SOIL = (1200, 1700, 2100, 2300, 2500, 2600, 2700, 2800, 3400, 2900)
"""Ten-thousandths of reflectance in the bands that the network knows."""


@pytest.fixture
def predictor():
    torch.manual_seed(0)
    calibration = {"image": Calibration(temperature=0.5, conformal=0.3)}
    config = HealthConfig(channels=(8, 16), width=16, calibration=calibration)
    return Predictor(TorchRuntime(asked_with_arrays(HealthNet(config)), NETWORK), config)


def test_layers_are_as_agreed_and_do_not_hang_on_the_batch(predictor):
    whole = predictor(TILES, {})
    assert {name: layer.shape for name, layer in whole.items()} == {
        name: (len(TILES), count, 4, 3) for name, count in HEALTH_LAYERS.items()
    }
    alone = predictor(TILES[-1:], {})
    for name, layer in whole.items():
        np.testing.assert_allclose(layer[-1:], alone[name], atol=1e-5, err_msg=name)


def test_answers_are_read_by_the_calibration_of_what_is_known(predictor):
    blunt = Predictor(predictor._runtime, predictor._config.model_copy(update={"calibration": {}}))
    sharp, plain = predictor(TILES, {})["condition"], blunt(TILES, {})["condition"]
    squared = plain**2 / (plain**2).sum(axis=1, keepdims=True)  # the same as a temperature of one half
    np.testing.assert_allclose(sharp, squared, atol=1e-5)
    assert (predictor(TILES, {})["in_set"].sum(axis=1) >= 1).all()
    assert (blunt(TILES, {})["in_set"] == 1).all()


def test_facts_reach_the_network(predictor):
    plain = predictor(TILES, {})
    conditioning = {
        "place": np.array([[0.1, 0.9, 0.5, np.nan]], np.float32), "soil": np.array([3]), "crop": np.array(2),
        "age": np.array(60, np.float32), "season": np.array([100, 200, 15], np.float32),
        "sensors": RANDOM.random((1, 7, 7), dtype=np.float32),
    }  # fmt: skip
    assert find_groups(conditioning) == EVERYTHING
    for name in conditioning:
        told = predictor(TILES, {name: conditioning[name]})
        assert not np.allclose(told["missing"], plain["missing"], atol=1e-6), name
    assert plain["attention"][:, 0] == pytest.approx(1)
    assert predictor(TILES, conditioning)["attention"].min() > 0


def test_the_weather_since_sowing_may_be_told_of_the_scene_or_of_each_cell(predictor):
    season = np.array([100, 200, 15], np.float32)
    conditioning = {"crop": np.full((1, 4, 3), 2), "age": np.full((1, 4, 3), 60, np.float32)}
    of_cells = np.broadcast_to(season[:, None, None], (len(TILES), 3, 4, 3))
    plain, of_scene = predictor(TILES, conditioning), predictor(TILES, conditioning | {"season": season})
    assert not np.allclose(of_scene["missing"], plain["missing"], atol=1e-6)
    for name, layer in predictor(TILES, conditioning | {"season": of_cells}).items():
        if name != "stands":  # of what is said of the whole scene, it does not count where a crop stands
            np.testing.assert_allclose(layer, of_scene[name], atol=1e-6)


def test_a_crop_that_is_said_of_the_whole_scene_does_not_say_where_it_stands(predictor):
    bare, output = predictor(TILES, {}), predictor(TILES, {"crop": np.array(2), "age": np.array(60, np.float32)})
    assert np.array_equal(output["stands"], bare["stands"])
    assert not np.allclose(output["condition"], bare["condition"])
    of_cells = predictor(TILES, {"crop": np.full((len(TILES), 4, 3), 2)})
    assert not np.allclose(of_cells["stands"], bare["stands"])  # parcels say where


def test_crops_of_cells_go_with_their_tiles(predictor):
    crops = RANDOM.integers(0, 9, (len(TILES), 4, 3))
    whole = predictor(TILES, {"crop": crops})
    last = predictor(TILES[BATCH:], {"crop": crops[BATCH:]})
    np.testing.assert_allclose(whole["missing"][BATCH:], last["missing"], atol=1e-5)


def test_weights_that_cannot_be_used_are_one_line(tmp_path):
    config = HealthConfig(channels=(8, 16), width=16)
    write_weights(HealthNet(config), config, tmp_path)
    assert Predictor.load(tmp_path)(TILES[:1], {})["condition"].shape == (1, 4, 4, 3)
    (tmp_path / "model.safetensors").write_bytes(b"no tensors")
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        Predictor.load(tmp_path)
    (tmp_path / "config.json").write_text("{}x")
    with pytest.raises(ModelUnavailable, match="not understood"):
        Predictor.load(tmp_path)


@pytest.mark.parametrize("camera", CAMERAS)
def test_a_camera_is_known_by_its_bands(camera):
    assert find_camera(CAMERAS[camera]) == camera
    assert find_camera((*BANDS, "coastal")) == ALL_BANDS


def fields(noise):
    """Forty fields whose greenness keeps its rank all summer; two crops of different courses."""
    days = [date(2023, 3, 1) + timedelta(days=10 * step) for step in range(24)]
    vigour = RANDOM.normal(0, 0.05, 40)
    crop = np.array(["early"] * 20 + ["late"] * 20)
    peak = np.where(crop == "early", 8, 15)
    course = 0.2 + 0.6 * np.exp(-(((np.arange(24) - peak[:, None]) / 4) ** 2))
    ndvi = (course + vigour[:, None] + RANDOM.normal(0, noise, (40, 24))).astype(np.float32)
    ndvi[RANDOM.random(ndvi.shape) < 0.2] = np.nan
    told = {"knowing": np.repeat(-vigour[:, None], 24, axis=1).astype(np.float32)}
    told["guessing"] = RANDOM.random((40, 24)).astype(np.float32)
    return SeverityCourses(ndvi, told, crop, days)


def test_who_knows_the_field_beats_the_greenness_of_the_day():
    found = score_cases(collect_cases(fields(noise=0.05)), 30, np.random.default_rng(0))
    value = {name: row["all"][0] for name, row in found.items() if isinstance(row, dict)}
    assert value["severity, knowing"] > value["NDVI anomaly of the day"] > value["NDVI"] > 0
    assert abs(value["severity, guessing"]) < 0.2
    low, high = found["severity, knowing"]["within"][1:]
    assert low < found["severity, knowing"]["within"][0] < high
    assert any("severity, knowing" in line for line in write_table({"fields": found}))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Small weights, and the cache in which OpenVINO has them."""
    folder = tmp_path_factory.mktemp("openvino")
    torch.manual_seed(0)
    config = HealthConfig(channels=(8, 16), width=16)
    write_weights(HealthNet(config), config, folder / "weights")
    return folder


@pytest.fixture(scope="module")
def openvino(folder):
    """The predictor of small weights under OpenVINO, and the same under torch."""
    weights = folder / "weights"
    slow = TorchRuntime(asked_with_arrays(load_network(weights)), NETWORK)
    exact = replace(NETWORK, precision="f32")
    fast, config = OpenVinoRuntime(exact, weights, folder / "cache"), read_config(weights)
    return Predictor(fast, config), Predictor(slow, config)


def test_openvino_says_what_torch_says(openvino):
    fast, slow = openvino
    assert Answer._fields == OUTPUTS
    conditioning = {"place": np.array([[0.1, 0.9, 0.5, np.nan]], np.float32), "crop": np.array(2)}
    part = TILES.copy()
    part[:, 3:6], part[0, :, :8] = np.nan, np.nan
    for tiles, told in ((TILES, {}), (part, conditioning), (np.full_like(TILES[:1], np.nan), {})):
        expected, found = slow(tiles, told), fast(tiles, told)
        for name, layer in expected.items():
            if name != "in_set":  # which may lie on the edge
                np.testing.assert_allclose(found[name], layer, atol=1e-4, err_msg=name)


def test_half_precision_changes_hardly_any_class(tmp_path):
    """Shipped weights on a made scene: the whole is as far off as one cell in a hundred, and leans to no side."""
    random = np.random.default_rng(0)
    share = random.random((1, 1, 24, 24), np.float32).repeat(8, axis=2).repeat(8, axis=3)
    green, soil = (np.array(side, np.float32)[None, :, None, None] / 1e4 for side in (GREEN, SOIL))
    tiles = green * share + soil * (1 - share) + random.normal(0, 0.003, (1, 10, 192, 192)).astype(np.float32)
    exact = load_runtime(replace(NETWORK, precision="f32"), SHIPPED, "cpu", tmp_path)
    rough = load_runtime(NETWORK, SHIPPED, "cpu", tmp_path)
    config = read_config(SHIPPED)
    one, other = (Predictor(runtime, config)(tiles, {}) for runtime in (exact, rough))
    same = find_median_class(one["condition"]) == find_median_class(other["condition"])
    assert same.mean() > 0.99
    assert abs((one["missing"] - other["missing"]).mean()) < 1e-3


def test_threads_may_share_a_network(openvino):
    fast, _ = openvino
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda number: fast(TILES[number : number + 1], {}), range(8)))
    whole = fast(TILES[:8], {})["condition"]
    np.testing.assert_allclose(np.concatenate([answer["condition"] for answer in answers]), whole, atol=1e-4)
