"""The faster runtime answers as torch does; it is an extra, and this is left out where it is not installed."""

import numpy as np
import pytest

from models.checkpoints import PARTS
from models.modality.evaluate import SHIPPED
from models.modality.network import load_network
from models.modality.predict import Predictor
from models.modality.runtime import OpenVinoRuntime, TorchRuntime, converted

pytest.importorskip("openvino")
pytestmark = pytest.mark.skipif(not (SHIPPED / PARTS[0]).is_file(), reason="the weights are not here yet")

PICTURES = np.random.default_rng(0).integers(0, 256, (5, 224, 224, 3), dtype=np.uint8)
PICTURES[1:3] = PICTURES[1:3] // 8 + 100


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


def test_logits_are_those_of_torch(cache):
    ours = TorchRuntime(load_network(SHIPPED))(PICTURES)
    theirs = OpenVinoRuntime(SHIPPED, cache)(PICTURES)
    assert np.abs(ours - theirs).max() < 1e-3 * max(1, np.abs(ours).max())


def test_it_is_converted_once_and_found_again(cache):
    made = converted(SHIPPED, cache)
    when = made.stat().st_mtime_ns
    assert converted(SHIPPED, cache).stat().st_mtime_ns == when
    assert not [path for path in cache.iterdir() if path.name.startswith(".")]


def test_the_predictor_takes_it_where_it_has_a_cache(cache):
    shares = Predictor.load(SHIPPED, cache=cache)(PICTURES)
    assert shares == pytest.approx(Predictor.load(SHIPPED)(PICTURES), abs=1e-3)
