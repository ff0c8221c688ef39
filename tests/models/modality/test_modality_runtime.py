"""The modality network answers alike whoever runs it."""

import numpy as np
import pytest

from models.checkpoints import CHECKPOINT_FILES
from models.modality.learning.evaluate import SHIPPED
from models.modality.predict import Predictor
from models.modality.runtime import NETWORK, make_shades
from models.runtime import load_runtime

pytestmark = pytest.mark.skipif(not (SHIPPED / CHECKPOINT_FILES[0]).is_file(), reason="the weights are not here yet")

PICTURES = np.random.default_rng(0).integers(0, 256, (5, 224, 224, 3), dtype=np.uint8)
PICTURES[1:3] = PICTURES[1:3] // 8 + 100


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


def test_shades_are_those_of_the_pictures():
    shades = make_shades(PICTURES)
    assert shades.shape == (5, 3, 224, 224) and shades.dtype == np.float32
    assert np.array_equal(np.rint(255 * shades).transpose(0, 2, 3, 1), PICTURES)


def test_logits_are_those_of_torch(cache):
    ours, theirs = (load_runtime(NETWORK, SHIPPED, "cpu", where)(make_shades(PICTURES)) for where in (None, cache))
    off = np.abs(ours["logits"] - theirs["logits"]).max()
    assert off < 0.03 * max(1, np.abs(ours["logits"]).max())  # bf16, where processors have it


def test_the_predictor_takes_it_where_it_has_a_cache(cache):
    shares = Predictor.load(SHIPPED, cache=cache)(PICTURES)
    assert shares == pytest.approx(Predictor.load(SHIPPED)(PICTURES), abs=0.01)
