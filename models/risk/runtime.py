"""What computes the probabilities: OpenVINO on processors, torch on a GPU or where OpenVINO is not there."""

from pathlib import Path
from typing import Any, Protocol

import numpy as np

from models.arrays import Floats, Whole
from models.openvino_cache import compiled, converted, has_openvino, load_openvino
from models.risk.config import BANDS, RiskConfig

UNSEEN = -100.0
"""A reflectance where there is none; runtimes do not agree on what is greater than NaN."""
PRECISION = "f32"


class Runtime(Protocol):
    """Image (1, bands, h, w), n conditionings whole and cells, calibration (1, 4), part (4,) → (n, 4, …) of
    `fused.FusedNet`.
    """

    def __call__(self, image: Floats, whole: Floats, cells: Floats, calibration: Floats, part: Whole) -> Floats:
        """The probabilities."""


class TorchRuntime:
    """The network as it was trained, on a processor or a GPU."""

    def __init__(self, weights: Path, device: str) -> None:
        from models.risk.fused import FusedNet
        from models.risk.network import load_network

        self._device = device
        self._network = FusedNet(load_network(weights)).to(device).eval()

    def __call__(self, image: Floats, whole: Floats, cells: Floats, calibration: Floats, part: Whole) -> Floats:
        """The probabilities."""
        import torch

        with torch.inference_mode():
            arrays = (np.ascontiguousarray(array) for array in (image, whole, cells, calibration))
            given = (torch.from_numpy(array).to(self._device) for array in arrays)
            return np.asarray(self._network(*given, torch.from_numpy(part)).float().cpu().numpy())


class OpenVinoRuntime:
    """The same network on processors; torch is needed for the conversion only."""

    def __init__(self, weights: Path, cache: Path, precision: str = PRECISION) -> None:
        self._network = compiled(converted("risk", weights, cache), precision)

    def __call__(self, image: Floats, whole: Floats, cells: Floats, calibration: Floats, part: Whole) -> Floats:
        """The probabilities."""
        return self._network(image, whole, cells, calibration, part)[0]


def runtime_of(weights: Path, device: str, cache: Path | None) -> Runtime:
    """The fastest that is there."""
    if device == "cpu" and cache is not None and has_openvino():
        return OpenVinoRuntime(weights, cache)
    return TorchRuntime(weights, device)


def model_of(weights: Path) -> Any:
    """As OpenVINO has it."""
    import torch

    from models.risk.fused import FusedNet
    from models.risk.network import load_network

    network = FusedNet(load_network(weights)).eval()
    config: RiskConfig = network.network.config
    whole, cells = config.width
    picture = torch.zeros(1, len(BANDS), 64, 64), torch.zeros(1, whole), torch.zeros(1, cells, 16, 16), torch.ones(1, 4)
    example = (*picture, torch.tensor([1, 1, 3, 3]))
    shapes = [(1, len(BANDS), -1, -1), (-1, whole), (-1, cells, -1, -1), (1, 4), (4,)]
    return load_openvino().convert_model(network, example_input=example, input=shapes)
