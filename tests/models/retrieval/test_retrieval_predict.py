"""Pictures and words become points of one space; what is damaged is said in a line."""

from pathlib import Path

import numpy as np
import pytest

from models.calibration import sigmoid
from models.errors import ModelUnavailable
from models.retrieval.config import SHIPPED, Likeness
from models.retrieval.predict import RetrievalPredictor
from models.retrieval.runtime import make_inputs
from tests.models.retrieval.towers import SUBJECTS, write_lite

RANDOM = np.random.default_rng(4)
PICTURES = [RANDOM.integers(0, 256, shape, dtype=np.uint8) for shape in ((40, 70, 3), (64, 64, 3), (90, 30, 3))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lite(tmp_path_factory.mktemp("weights"))


@pytest.fixture(scope="module")
def predictor(folder: Path) -> RetrievalPredictor:
    return RetrievalPredictor.load(folder)


def test_points_have_length_one_and_do_not_hang_on_their_neighbours(predictor):
    found = predictor.embed_images(PICTURES)
    assert found.shape == (3, 384) and found.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(predictor.embed_images(PICTURES[1:2])[0], found[1], atol=1e-4)


def test_nothing_gives_nothing(predictor):
    assert predictor.embed_images([]).shape == predictor.embed_texts([]).shape == (0, 384)


def test_texts_that_say_the_same_lie_near(predictor):
    rust, brown, invoice = predictor.embed_texts(["a leaf with rust", "rust on a leaf", "an invoice of last May"])
    assert rust @ brown > 0.8 > rust @ invoice
    long, empty = predictor.embed_texts(["rust " * 5000, ""])
    assert np.isfinite(long).all() and np.isfinite(empty).all()


def test_a_picture_is_squeezed_whole_into_the_square(predictor):
    wide = np.zeros((20, 80, 3), np.uint8)
    wide[:, 40:] = 255
    (shown,) = make_inputs([wide], predictor.config)
    assert shown.shape == (3, 64, 64)
    assert shown[:, :, :24].max() < 0 < shown[:, :, 40:].min()


def test_other_weights_are_another_identity(folder, predictor, tmp_path):
    assert RetrievalPredictor.load(folder).identity == predictor.identity
    assert RetrievalPredictor.load(write_lite(tmp_path / "other", seed=2)).identity != predictor.identity


def test_certainty_is_the_logistic_of_the_config(predictor):
    config: Likeness = predictor.config.likeness_of_images
    cosines = np.array([-1, 0, 0.5, 1], np.float32)
    sure = predictor.certainty(cosines, "images")
    np.testing.assert_allclose(sure, sigmoid(config.slope * cosines + config.offset), atol=1e-6)
    assert (np.diff(sure) > 0).all()


def test_a_prototype_is_named_and_what_is_far_is_unknown(tmp_path):
    far = RetrievalPredictor.load(write_lite(tmp_path / "w", known_above=0.9))
    named = far.name_subjects(np.concatenate([far.prototypes, -far.prototypes[:1]]))
    assert [named.names[place].key for place in named.shares.argmax(axis=1)[:3]] == list(SUBJECTS)
    assert named.known.tolist() == [True, True, True, False]
    np.testing.assert_allclose(named.shares.sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
def test_damaged_weights_are_one_line(folder, tmp_path, name):
    for part in ("model.safetensors", "config.json"):
        (tmp_path / part).write_bytes((folder / part).read_bytes())
    (tmp_path / name).write_bytes(b"{no")
    with pytest.raises(ModelUnavailable) as told:
        RetrievalPredictor.load(tmp_path)
    assert "\n" not in str(told.value) and (told.value.room, told.value.kind) == ("retrieval", "damaged")


def test_weights_of_another_network_are_refused(folder, tmp_path):
    from safetensors.torch import load_file, save_file

    tensors = load_file(folder / "model.safetensors")
    tensors.pop("visual.trunk.conv_stem.weight")
    save_file(tensors, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_bytes((folder / "config.json").read_bytes())
    with pytest.raises(ModelUnavailable, match="not of this version"):
        RetrievalPredictor.load(tmp_path)


@pytest.mark.skipif(not (SHIPPED / "model.safetensors").is_file(), reason="the weights are not here yet")
def test_the_shipped_weights_load_and_know_crops_weeds_and_ground():
    shipped = RetrievalPredictor.load(SHIPPED)
    keys = [subject.key for subject in shipped.config.subjects]
    assert len(keys) == len(set(keys)) == len(shipped.prototypes) > 50
    assert {"corn/common_rust", "weed/lantana", "overhead/satellite_bare"} <= set(keys)
    assert not any(key.startswith(("cherry/", "blackgram/")) for key in keys)
    texts = shipped.embed_texts(["common rust of maize", "a satellite picture of bare soil"])
    nearest = [keys[place] for place in (texts @ shipped.prototypes.T).argmax(axis=1)]
    assert nearest[0].startswith("corn/") and nearest[1].startswith("overhead/")
