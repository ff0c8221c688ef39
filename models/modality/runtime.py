"""What computes the logits: OpenVINO on processors, in a third to two thirds of the time of torch; torch elsewhere."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models.modality.confirm import NETWORK_CLASSES, SIDE
from models.openvino_cache import compiled, converted, load_openvino

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
    """The same network on processors, converted once into the cache.

    In bf16 where they have it: two thirds of the time, and probabilities within half a hundredth of those in f32.
    """

    def __init__(self, weights: Path, cache: Path) -> None:
        self._network = compiled(converted("modality", weights, cache), "bf16")

    def __call__(self, pictures: Bytes) -> Logits:
        """The logits."""
        shades = np.ascontiguousarray(pictures.transpose(0, 3, 1, 2), np.float32) / np.float32(255)
        return self._network(shades)[0].astype(np.float64)


def model_of(weights: Path) -> Any:
    """As OpenVINO has it."""
    import torch

    from models.modality.network import load_network

    example = torch.zeros(1, len(NETWORK_CLASSES), SIDE, SIDE)
    network = load_network(weights)
    return load_openvino().convert_model(network, example_input=example, input=[(-1, 3, SIDE, SIDE)])
