"""What is shipped: that the card says what was measured, and that the network knows the plainest cases of each kind."""

import json

import numpy as np
import pytest

from models.checkpoints import CHECKPOINT_FILES
from models.modality.classifier import UNCERTAIN, ResNetModalityClassifier
from models.modality.confirm import SURE, combine_views
from models.modality.learning.evaluate import MARKS, SHIPPED, write_tables
from models.modality.learning.out_of_distribution import draw_out_of_distribution
from models.modality.predict import Predictor
from models.modality.views import draw_array_views
from models.simulation.radar import Radar, draw_backscatter, observe
from orchestrator.example import write_example
from tests.models.geo.landscape import write

pytestmark = pytest.mark.skipif(not (SHIPPED / CHECKPOINT_FILES[0]).is_file(), reason="the weights are not here yet")


@pytest.fixture(scope="module")
def predictor():
    return Predictor.load(SHIPPED)


def radar(count, seed=100):
    random = np.random.default_rng(seed)
    ours = Radar(looks=4.0, texture_order=np.inf, blur=0.0, noise_db=-28.0, resampling=0.0)
    return [observe(random, draw_backscatter(random, 256), ours) for _ in range(count)]


def test_the_card_holds_the_tables_of_the_metrics():
    metrics = json.loads((SHIPPED / "metrics.json").read_text())
    card = (SHIPPED / "MODEL_CARD.md").read_text()
    assert card.split(MARKS[0])[1].split(MARKS[1])[0].strip() == write_tables(metrics)
    assert (SHIPPED / "calibration.png").is_file()


def test_the_weights_are_small_and_of_half_precision():
    assert (SHIPPED / CHECKPOINT_FILES[0]).stat().st_size < 50_000_000


def test_radar_of_new_seeds_is_radar_on_every_scale(predictor):
    for power in radar(6):
        as_power, as_decibels = (
            combine_views(predictor(views), views)
            for views in (
                draw_array_views(power[None], "VV in dB", "sar_power"),
                draw_array_views(10 * np.log10(power[None]), "VV in dB", "sar_db"),
            )
        )
        assert as_power.argmax() == 2 and as_power.max() >= 0.6  # one grey look, which counts half
        assert as_decibels == pytest.approx(as_power, abs=0.02)


def test_a_colour_scene_is_rgb_and_its_near_infrared_is_not_radar(tmp_path):
    path, _ = write_example(tmp_path)
    modality, confidence, probabilities = ResNetModalityClassifier().predict(path)
    assert modality == "rgb" and confidence >= SURE
    assert sum(probabilities.values()) == pytest.approx(1, abs=1e-5)


def test_most_pictures_out_of_distribution_are_doubted(predictor):
    """The card says how many are not; the aim is one in twenty."""
    random = np.random.default_rng(101)
    views = np.stack([draw_out_of_distribution(random, 224)[1] for _ in range(40)])
    assert (predictor(views).max(axis=1) >= SURE).mean() <= 0.4


def test_a_file_that_says_nothing_of_itself_is_named_or_doubted(tmp_path):
    power = radar(1)[0]
    path = write(tmp_path / "scene.tif", (10 * np.log10(power[None])).astype("float32"))
    assert ResNetModalityClassifier().predict(path).modality in ("sar", UNCERTAIN)
