"""The modality network as the backends ask it: arrays in, arrays out."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.modality.config import read_config
from models.modality.confirm import NETWORK_CLASSES
from models.modality.runtime import Logits, OpenVinoRuntime, Runtime, TorchRuntime, has_openvino
from models.modality.second import SecondOpinion

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

_BATCH = 16  # pictures at once: more takes memory and gains nothing


class Predictor:
    """(n, 224, 224, 3) 8-bit pictures → (n, 3) calibrated probabilities of rgb, infrared, sar."""

    def __init__(self, runtime: Runtime, temperature: float = 1.0, second: SecondOpinion | None = None) -> None:
        self._runtime, self._temperature, self._second = runtime, temperature, second

    @classmethod
    def load(cls, weights: Path, device: str = "cpu", cache: Path | None = None, *, second: bool = True) -> "Predictor":
        """From a folder of weights, or a file as `ResNetModalityClassifier` takes it.

        With a folder for what is converted once and OpenVINO at hand, it computes on processors. Without `second` the
        ResNet speaks alone, uncalibrated.
        """
        runtime: Runtime
        if cache is not None and weights.is_dir() and device == "cpu" and has_openvino():
            runtime = OpenVinoRuntime(weights, cache)
        else:
            from models.modality.network import load_network

            runtime = TorchRuntime(load_network(weights), device)
        if not second:
            return cls(runtime)
        return cls(runtime, read_config(weights).temperature, SecondOpinion.of(weights))

    def __call__(self, pictures: Bytes) -> Floats:
        """The probabilities, which add up to 1."""
        scaled = self.logits(pictures) / self._temperature
        shares = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)

    def logits(self, pictures: Bytes) -> Logits:
        """(n, 3) before the temperature."""
        parts = [self._judged(pictures[start : start + _BATCH]) for start in range(0, len(pictures), _BATCH)]
        return np.concatenate(parts) if parts else np.empty((0, len(NETWORK_CLASSES)))

    def _judged(self, pictures: Bytes) -> Logits:
        logits = self._runtime(pictures)
        return logits if self._second is None else self._second(pictures, logits)
