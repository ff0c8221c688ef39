"""The modality network as the backends ask it: arrays in, arrays out."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.calibration import softmax
from models.modality.config import ModalityConfig, read_config
from models.modality.confirm import NETWORK_CLASSES
from models.modality.light import weigh_by_light
from models.modality.runtime import NETWORK, make_shades
from models.runtime import Runtime, load_runtime

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Logits = NDArray[np.float64]

_BATCH = 16  # pictures at once: more takes memory and gains nothing


class Predictor:
    """(n, 224, 224, 3) 8-bit pictures → (n, 3) calibrated probabilities of rgb, infrared, sar."""

    def __init__(self, runtime: Runtime, config: ModalityConfig | None = None) -> None:
        self._runtime, self._config = runtime, config or ModalityConfig()

    @classmethod
    def load(cls, weights: Path, device: str = "cpu", cache: Path | None = None) -> "Predictor":
        """Load from a folder of weights, or a file as `ResNetModalityClassifier` takes it.

        With a folder for what is converted once and OpenVINO at hand, it computes on processors.
        """
        return cls(load_runtime(NETWORK, weights, device, cache), read_config(weights))

    def __call__(self, pictures: Bytes) -> Floats:
        """Give the probabilities, which add up to 1."""
        parts = [self._shares(pictures[start : start + _BATCH]) for start in range(0, len(pictures), _BATCH)]
        return np.concatenate(parts) if parts else np.empty((0, len(NETWORK_CLASSES)), np.float32)

    def logits(self, pictures: Bytes) -> Logits:
        """Give (n, 3) of the ResNet, before the temperature."""
        parts = [self._ask(pictures[start : start + _BATCH]) for start in range(0, len(pictures), _BATCH)]
        return np.concatenate(parts) if parts else np.empty((0, len(NETWORK_CLASSES)))

    def _ask(self, pictures: Bytes) -> Logits:
        return self._runtime(make_shades(pictures))["logits"].astype(np.float64)

    def _shares(self, pictures: Bytes) -> Floats:
        shares = np.asarray(softmax(self._ask(pictures) / self._config.temperature), np.float32)
        return weigh_by_light(shares, pictures)
