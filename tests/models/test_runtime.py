"""The faster runtime answers as torch does, keeps to itself, and torch takes over where it is not there."""

import os
import subprocess
import sys
import warnings

import numpy as np
import pytest
import torch

from models.errors import ModelUnavailable
from models.health.config import HealthConfig
from models.health.network import HealthNet
from models.health.runtime import NETWORK
from models.learning.weights import write_weights
from models.runtime import CompiledModel, Network, OpenVinoRuntime, TorchRuntime, convert, load_runtime

ROOM = "models.health.runtime"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Small weights of one room, and the cache in which OpenVINO has them."""
    folder = tmp_path_factory.mktemp("openvino")
    torch.manual_seed(0)
    config = HealthConfig(channels=(8, 16), width=16)
    write_weights(HealthNet(config), config, folder / "weights")
    return folder


def test_openvino_is_taken_on_processors_where_there_is_a_cache(folder, monkeypatch):
    def chosen(device="cpu", cache=folder / "cache"):
        return type(load_runtime(NETWORK, folder / "weights", device, cache))

    assert chosen() is OpenVinoRuntime
    assert chosen(cache=None) is TorchRuntime
    assert chosen(device="meta") is TorchRuntime
    monkeypatch.setattr("models.runtime.has_openvino", lambda: False)
    assert chosen() is TorchRuntime


def test_nothing_is_reported_home(tmp_path):
    """Importing it plainly leaves `~/intel/openvino_ga_cid` and sends the use to Google Analytics."""
    code = "from models.runtime import load_openvino; load_openvino().convert_model"
    subprocess.run([sys.executable, "-c", code], env=os.environ | {"HOME": str(tmp_path)}, check=True, timeout=60)
    assert not list(tmp_path.iterdir())


def test_it_is_converted_once_and_found_again(folder):
    made = convert(NETWORK, folder / "weights", folder / "cache")
    when = made.stat().st_mtime_ns
    assert convert(NETWORK, folder / "weights", folder / "cache").stat().st_mtime_ns == when
    assert not [path for path in (folder / "cache").iterdir() if path.name.startswith(".")]


def test_no_torch_stays_behind_where_it_is_converted(folder, tmp_path):
    code = (
        f"import sys; from pathlib import Path; from models.runtime import convert; from {ROOM} import NETWORK;"
        f"convert(NETWORK, Path({str(folder / 'weights')!r}), Path('cache'));"
        "assert 'torch' not in sys.modules; assert list(Path('cache').glob('health-*/model.xml'))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, timeout=120)


def test_weights_that_cannot_be_converted_are_one_line(folder, tmp_path):
    damaged = tmp_path / "weights"
    damaged.mkdir()
    (damaged / "model.safetensors").write_bytes(b"nothing")
    (damaged / "config.json").write_bytes((folder / "weights" / "config.json").read_bytes())
    with pytest.raises(ModelUnavailable, match="cannot be read") as told:
        convert(NETWORK, damaged, tmp_path / "cache")
    assert "\n" not in str(told.value)
    assert not list((tmp_path / "cache").iterdir())


def test_arrays_that_may_not_be_written_are_read_without_a_warning():
    """As those of Pillow and of banks are; torch warns of them once, whoever was first."""
    locked = np.arange(3.0, dtype=np.float32)[::-1]
    locked.flags.writeable = False
    torch.set_warn_always(True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            answer = TorchRuntime(torch.nn.Identity(), Network(NETWORK.load, ("same",)))(locked)
    finally:
        torch.set_warn_always(False)
    assert answer["same"].tolist() == [2, 1, 0]


def test_signals_are_heard_when_networks_have_gone(folder):
    model = convert(NETWORK, folder / "weights", folder / "cache")
    code = f"""
import gc, os, signal
from pathlib import Path
from models.runtime import compile_model
signal.signal(signal.SIGUSR1, lambda *_: print("heard"))
one, other = (compile_model(Path({str(model)!r}), "f32") for _ in range(2))
del one; gc.collect(); del other; gc.collect()
os.kill(os.getpid(), signal.SIGUSR1)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "heard"), done.stderr


def test_networks_that_rest_give_their_memory_back():
    class Model:
        def __init__(self):
            self.rested = 0

        def __call__(self, given):
            return self

        def to_tuple(self):
            return ()

        def release_memory(self):
            self.rested += 1

    first, second = Model(), Model()
    one, other = CompiledModel(first), CompiledModel(second)
    for asked in (one, one, other, other, one):
        asked()
    assert (first.rested, second.rested) == (1, 1)
