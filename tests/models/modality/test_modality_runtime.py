"""The faster runtime answers as torch does, keeps to itself, and torch takes over where it is not there."""

import os
import subprocess
import sys
import warnings

import numpy as np
import pytest
import torch

from models.checkpoints import CHECKPOINT_FILES
from models.errors import ModelUnavailable
from models.modality.learning.evaluate import SHIPPED
from models.modality.network import load_network
from models.modality.predict import Predictor
from models.modality.runtime import OpenVinoRuntime, TorchRuntime
from models.openvino_cache import converted

pytestmark = pytest.mark.skipif(not (SHIPPED / CHECKPOINT_FILES[0]).is_file(), reason="the weights are not here yet")

PICTURES = np.random.default_rng(0).integers(0, 256, (5, 224, 224, 3), dtype=np.uint8)
PICTURES[1:3] = PICTURES[1:3] // 8 + 100


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


def test_logits_are_those_of_torch(cache):
    ours = TorchRuntime(load_network(SHIPPED))(PICTURES)
    theirs = OpenVinoRuntime(SHIPPED, cache)(PICTURES)
    assert np.abs(ours - theirs).max() < 0.03 * max(1, np.abs(ours).max())  # bf16, where processors have it


def test_pictures_that_may_not_be_written_are_read_without_a_warning():
    """As those of Pillow and of banks are; torch warns of them once, whoever was first."""
    network = load_network(SHIPPED)
    locked = PICTURES[:1].copy()
    locked.flags.writeable = False
    torch.set_warn_always(True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            TorchRuntime(network)(locked)
    finally:
        torch.set_warn_always(False)


def test_nothing_is_reported_home(tmp_path):
    """Importing it plainly leaves `~/intel/openvino_ga_cid` and sends the use to Google Analytics."""
    code = "from models.openvino_cache import load_openvino; load_openvino().convert_model"
    subprocess.run([sys.executable, "-c", code], env=os.environ | {"HOME": str(tmp_path)}, check=True, timeout=60)
    assert not list(tmp_path.iterdir())


def test_torch_answers_where_openvino_is_not_there(cache, monkeypatch):
    monkeypatch.setattr("models.modality.predict.has_openvino", lambda: False)
    monkeypatch.setattr("models.modality.predict.OpenVinoRuntime", None)
    assert Predictor.load(SHIPPED, cache=cache)(PICTURES[:1]).shape == (1, 3)


def test_it_is_converted_once_and_found_again(cache):
    made = converted("modality", SHIPPED, cache)
    when = made.stat().st_mtime_ns
    assert converted("modality", SHIPPED, cache).stat().st_mtime_ns == when
    assert not [path for path in cache.iterdir() if path.name.startswith(".")]


def test_no_torch_stays_behind_where_it_is_converted(tmp_path):
    code = (
        "import sys; from pathlib import Path; from models.openvino_cache import converted;"
        f"converted('modality', Path({str(SHIPPED)!r}), Path('cache'));"
        "assert 'torch' not in sys.modules; assert list(Path('cache').glob('modality-*/model.xml'))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, timeout=120)


def test_weights_that_cannot_be_converted_are_one_line(tmp_path):
    folder = tmp_path / "weights"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"nothing")
    (folder / "config.json").write_bytes((SHIPPED / "config.json").read_bytes())
    with pytest.raises(ModelUnavailable, match="loaded safely") as told:
        converted("modality", folder, tmp_path / "cache")
    assert "\n" not in str(told.value)
    assert not list((tmp_path / "cache").iterdir())


def test_the_predictor_takes_it_where_it_has_a_cache(cache):
    shares = Predictor.load(SHIPPED, cache=cache)(PICTURES)
    assert shares == pytest.approx(Predictor.load(SHIPPED)(PICTURES), abs=0.01)
