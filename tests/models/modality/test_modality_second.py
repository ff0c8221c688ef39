"""The second opinion: grain of pictures, small networks, and how they come into the predictor."""

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from models.errors import ModelUnavailable
from models.modality.grain import MEASURES, measure_grain
from models.modality.learning.data import OUT_OF_DISTRIBUTION
from models.modality.learning.train_second import draw_as_amplitude, train_heads
from models.modality.predict import Predictor
from models.modality.second import SECOND, SecondOpinion, deal_out_rest, measure_features
from models.simulation.fields import draw_fractal

RANDOM = np.random.default_rng(3)


def grey(values):
    shades = np.clip(values, 0, 255).astype(np.uint8)
    return np.repeat(shades[..., None], 3, axis=2)


def world(count=60):
    """Smooth slopes, white noise, patches of codes: (n, 224, 224, 3) and labels 0, 1, OUT_OF_DISTRIBUTION."""
    pictures, labels = [], []
    for number in range(count):
        label = (0, 1, OUT_OF_DISTRIBUTION)[number % 3]
        if label == 0:
            slope = RANDOM.uniform(0.1, 1, 2)
            picture = np.add.outer(slope[0] * np.arange(224), slope[1] * np.arange(224)) % 256
        elif label == 1:
            picture = RANDOM.normal(128, RANDOM.uniform(10, 50), (224, 224))
        else:
            picture = RANDOM.integers(0, 6, (28, 28)).repeat(8, axis=0).repeat(8, axis=1) * 40
        pictures.append(grey(picture))
        labels.append(label)
    return np.stack(pictures), np.array(labels)


@pytest.fixture(scope="module")
def tensors():
    torch.manual_seed(0)
    pictures, labels = world()
    return train_heads(measure_features(pictures, np.zeros((len(labels), 3))), labels, heads=2, seed=1)


def test_measures_are_finite_for_any_picture():
    odd = [np.zeros((224, 224)), np.full((224, 224), 255), np.eye(224) * 255, RANDOM.integers(0, 256, (224, 224))]
    found = measure_grain(np.stack([grey(values) for values in odd]))
    assert found.shape == (4, MEASURES)
    assert np.isfinite(found).all()


def test_measures_are_those_of_the_picture_turned_round():
    picture = grey(RANDOM.normal(128, 30, (224, 224)))
    np.testing.assert_allclose(
        measure_grain(picture[None]), measure_grain(picture[::-1, ::-1][None].copy()), rtol=1e-3, atol=1e-3
    )


def test_speckle_in_decibels_is_told_from_noise_of_the_same_strength_on_any_ground():
    """Nothing else differs: some measure must lie farther apart than it varies from ground to ground."""
    ground = [draw_fractal(np.random.default_rng(seed), 224, RANDOM.uniform(2, 4)) * 30 + 128 for seed in range(12)]
    speckle = [44 * (np.log(RANDOM.gamma(4, 0.25, (224, 224))) + 0.13) for _ in ground]
    noise = [RANDOM.normal(0, one.std(), one.shape) for one in speckle]
    radar, other = (
        measure_grain(np.stack([grey(one + two) for one, two in zip(ground, grain, strict=True)]))
        for grain in (speckle, noise)
    )
    apart = np.abs(radar.mean(axis=0) - other.mean(axis=0)) / (radar.std(axis=0) + other.std(axis=0) + 1e-3)
    assert apart.max() > 6


def test_what_has_no_modality_is_given_to_none(tensors):
    pictures, labels = world(30)
    shares = SecondOpinion(tensors).judge(measure_grain(pictures), np.zeros((30, 3)))
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert (shares.argmax(axis=1) == labels).all()
    assert shares[labels == OUT_OF_DISTRIBUTION, OUT_OF_DISTRIBUTION].min() > 0.7
    assert shares[labels != OUT_OF_DISTRIBUTION, OUT_OF_DISTRIBUTION].max() < 0.3


def test_what_the_resnet_says_counts(tensors):
    pictures, _ = world(3)
    varied = tensors | {"deviation": np.where(np.arange(len(tensors["mean"])) >= len(tensors["mean"]) - 3, 1, np.inf)}
    one, other = (SecondOpinion(varied).judge(measure_grain(pictures), np.full((3, 3), said)) for said in (0.0, 9.0))
    assert np.abs(one - other).max() > 0.01


def test_what_is_given_to_none_is_dealt_out_evenly():
    found = deal_out_rest(np.array([[0.1, 0.8, 0.1, 0.0], [0.0, 0.0, 0.0, 1.0], [0.1, 0.1, 0.3, 0.5]]))
    np.testing.assert_allclose(found[0], [0.1, 0.8, 0.1])
    np.testing.assert_allclose(found[1], 1 / 3)
    np.testing.assert_allclose(found[2], np.array([0.1, 0.1, 0.3]) + 0.5 / 3)
    np.testing.assert_allclose(found.sum(axis=1), 1)


def test_amplitudes_in_whole_numbers_show_the_same_ground_more_coarsely():
    picture = grey(RANDOM.normal(128, 30, (224, 224)))
    stored = draw_as_amplitude(np.random.default_rng(2), picture)
    assert len(np.unique(stored)) < len(np.unique(picture))
    assert np.median(np.abs(stored.astype(float) - picture)) < 8


def test_the_predictor_asks_it_where_it_is_there(tensors, tmp_path):
    pictures, _ = world(3)

    def runtime(given):
        return {"logits": np.tile([4.0, 0.0, 0.0], (len(given), 1))}

    assert Predictor(runtime)(pictures)[:, 0].min() > 0.9
    assert SecondOpinion.load(tmp_path) is None
    save_file(tensors, tmp_path / SECOND)
    both = Predictor(runtime, None, SecondOpinion.load(tmp_path))
    assert both(pictures)[2].max() < 0.7
    np.testing.assert_allclose(both(pictures).sum(axis=1), 1, atol=1e-5)


def test_a_damaged_file_is_one_line(tensors, tmp_path):
    (tmp_path / SECOND).write_bytes(b"nothing")
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        SecondOpinion.load(tmp_path)
    save_file({"mean": tensors["mean"]}, tmp_path / SECOND)
    with pytest.raises(ModelUnavailable, match="not of this version"):
        SecondOpinion.load(tmp_path)
    save_file(tensors | {"mean": tensors["mean"][1:]}, tmp_path / SECOND)  # as of the time of fewer measures
    with pytest.raises(ModelUnavailable, match="not of this version"):
        SecondOpinion.load(tmp_path)
