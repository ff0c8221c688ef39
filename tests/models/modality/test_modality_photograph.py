"""A photograph is told from ground seen from above by the user, by camera tags, and by statistics that may doubt."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import models.modality
from models.errors import ConfigError
from models.geo.reading.read import read_scene
from models.modality import photograph
from models.modality.learning.photographs import fit_weights, judge_sets, write_table
from models.modality.photograph import apply_weights, judge_photograph
from models.modality.photograph_measures import measure_picture


def leaf(noise: float = 6.0) -> np.ndarray:
    """(240, 320, 3) a green leaf before a grey wall."""
    across, down = np.meshgrid(np.linspace(-1, 1, 320), np.linspace(-1, 1, 240))
    inside = (across / 0.7) ** 2 + (down / 0.4) ** 2 < 1
    shades = np.where(inside[..., None], (60, 130, 40), (150, 148, 145))
    return np.clip(shades + np.random.default_rng(2).normal(0, noise, shades.shape), 0, 255).astype("uint8")


def store(path: Path, pixels: np.ndarray, maker: str | None = None):
    said = Image.Exif()
    if maker:
        said[271] = maker
    Image.fromarray(pixels).save(path, exif=said)
    return read_scene(path)


@pytest.mark.parametrize(
    ("maker", "source"), [("Apple", "camera"), ("SAMSUNG", "camera"), ("DJI", "statistics"), (None, "statistics")]
)
def test_a_phone_says_it_by_its_tags_and_a_drone_does_not(tmp_path, maker, source):
    found = judge_photograph(store(tmp_path / "a.jpg", leaf(), maker), None)
    assert found.source == source
    assert (found.kind, found.score) == ("photograph", None) if source == "camera" else found.score is not None


def test_what_the_user_says_stands(tmp_path):
    scene = store(tmp_path / "a.jpg", leaf(), "Apple")
    assert judge_photograph(scene, "scene").kind == "scene"
    assert judge_photograph(store(tmp_path / "b.png", leaf()), "photo").is_photograph


def test_grey_pictures_and_other_files_are_not_in_question(tmp_path):
    grey = np.repeat(leaf()[..., :1], 3, axis=-1)
    assert judge_photograph(store(tmp_path / "grey.png", grey), None) is None
    single = store(tmp_path / "single.png", leaf()[..., 0])
    assert judge_photograph(single, None) is None
    with pytest.raises(ConfigError, match="--kind photo"):
        judge_photograph(single, "photo")


@pytest.mark.parametrize(
    ("score", "kind"), [(0.95, "photograph"), (0.9, "photograph"), (0.5, "doubtful"), (0.1, "scene")]
)
def test_what_is_not_sure_is_doubtful(tmp_path, monkeypatch, score, kind):
    monkeypatch.setattr(photograph, "score_picture", lambda _: score)
    assert judge_photograph(store(tmp_path / "a.png", leaf()), None).kind == kind


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (7, 300), (64, 64), (1200, 900)])
def test_measures_are_finite_for_pictures_of_any_size(shape):
    pixels = np.random.default_rng(0).integers(0, 256, (*shape, 3)).astype("uint8")
    assert np.isfinite(measure_picture(pixels)).all()
    assert np.isfinite(measure_picture(np.zeros((*shape, 3), "uint8"))).all()


def test_the_shipped_numbers_fit_the_measures():
    weights = json.loads((Path(models.modality.__path__[0]) / "weights" / "photograph.json").read_text())
    count = len(measure_picture(leaf()))
    assert [np.size(weights[name]) for name in ("mean", "spread", "slope", "intercept")] == [count, count, count, 1]


def test_a_set_is_judged_by_what_was_learned_without_it():
    random = np.random.default_rng(1)
    sets = np.repeat(["leaves", "weeds", "fields", "towns"], 20)
    labels = np.repeat([1.0, 1.0, 0.0, 0.0], 20)
    measures = random.normal(0, 0.3, (80, 3)) + np.outer(labels, (1.0, 0, 0))
    measures[sets == "weeds", 1] += 50  # what only this set has must not be learned from it
    scores = judge_sets(measures, labels, sets)
    without = fit_weights(measures[sets != "weeds"], labels[sets != "weeds"], sets[sets != "weeds"])
    assert np.allclose(scores[sets == "weeds"], apply_weights(measures[sets == "weeds"], without))
    assert "| weeds | photograph | 20 |" in write_table(scores, labels, sets)
