"""What computes the logits: OpenVINO on processors, which takes half the time of torch there; torch elsewhere."""

import hashlib
import importlib.util
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from models.checkpoints import PARTS
from models.modality.confirm import NETWORK_CLASSES, SIDE
from models.openvino_import import load_openvino

if TYPE_CHECKING:
    from models.modality.network import ModalityNet

Bytes = NDArray[np.uint8]
Logits = NDArray[np.float64]


class Runtime(Protocol):
    """(n, 224, 224, 3) 8-bit pictures → (n, 3) logits."""

    def __call__(self, pictures: Bytes) -> Logits:
        """The logits."""


class TorchRuntime:
    """The network as it was trained, on a processor or a GPU."""

    def __init__(self, network: "ModalityNet", device: str = "cpu") -> None:
        import torch

        self._device = device
        self._network = network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]

    def __call__(self, pictures: Bytes) -> Logits:
        """The logits."""
        import torch

        with torch.inference_mode():
            stacked = torch.from_numpy(np.array(pictures)).to(self._device)  # a copy, for torch warns of read-only ones
            shades = stacked.permute(0, 3, 1, 2).float().div_(255)  # channels last already, as the pictures are
            return np.asarray(self._network(shades).double().cpu().numpy())


class OpenVinoRuntime:
    """The same network on processors, converted once into the cache; torch is needed for that only."""

    def __init__(self, weights: Path, cache: Path) -> None:
        openvino = load_openvino()
        model = converted(weights, cache)
        exact = {"INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"}
        self._network = openvino.Core().compile_model(model, "CPU", exact)

    def __call__(self, pictures: Bytes) -> Logits:
        """The logits."""
        shades = np.ascontiguousarray(pictures.transpose(0, 3, 1, 2), np.float32) / np.float32(255)
        return np.asarray(self._network(shades)[0], np.float64)


def has_openvino() -> bool:
    """Whether OpenVINO is there; it comes with us, but not everywhere that torch runs."""
    return importlib.util.find_spec("openvino") is not None


def converted(weights: Path, cache: Path) -> Path:
    """The OpenVINO model of a folder of weights, named after their hash; made where it is not there yet."""
    openvino = load_openvino()
    hashed = hashlib.sha256(b"".join((weights / part).read_bytes() for part in PARTS)).hexdigest()[:16]
    folder = cache / f"modality-{hashed}-openvino-{openvino.__version__.partition('-')[0]}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=cache, prefix=".modality-"))
        _convert(weights, unfinished / "model.xml")
        try:
            unfinished.rename(folder)
        except OSError:  # another process was faster
            shutil.rmtree(unfinished)
    return folder / "model.xml"


def _convert(weights: Path, path: Path) -> None:
    import torch

    from models.modality.network import load_network

    openvino = load_openvino()
    network = load_network(weights)
    example = torch.zeros(1, len(NETWORK_CLASSES), SIDE, SIDE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of tracing, which OpenVINO does by a way that torch calls old
        model = openvino.convert_model(network, example_input=example, input=[(-1, 3, SIDE, SIDE)])
    openvino.save_model(model, path, compress_to_fp16=False)
