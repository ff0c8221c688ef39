"""The modality network as the backends ask it: arrays in, arrays out."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.calibration import softmax
from models.modality.config import ModalityConfig, read_config
from models.modality.confirm import NETWORK_CLASSES
from models.modality.grain import measure_grain
from models.modality.runtime import NETWORK, make_shades
from models.modality.second import Logits, SecondOpinion, deal_out_rest
from models.runtime import Runtime, load_runtime

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

_LEAST = 1e-9  # share, for the logarithm
_BATCH = 16  # pictures at once: more takes memory and gains nothing


class Predictor:
    """(n, 224, 224, 3) 8-bit pictures → (n, 3) calibrated probabilities of rgb, infrared, sar."""

    def __init__(
        self, runtime: Runtime, config: ModalityConfig | None = None, second: SecondOpinion | None = None
    ) -> None:
        self._runtime, self._config, self._second = runtime, config or ModalityConfig(), second

    @classmethod
    def load(cls, weights: Path, device: str = "cpu", cache: Path | None = None, *, second: bool = True) -> "Predictor":
        """Load from a folder of weights, or a file as `ResNetModalityClassifier` takes it.

        With a folder for what is converted once and OpenVINO at hand, it computes on processors. Without `second` the
        ResNet speaks alone.
        """
        runtime = load_runtime(NETWORK, weights, device, cache)
        return cls(runtime, read_config(weights), SecondOpinion.load(weights) if second else None)

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
        if self._second is None:
            return np.asarray(softmax(self._ask(pictures) / self._config.temperature), np.float32)
        with ThreadPoolExecutor(1) as beside:  # some milliseconds that need not follow on those of the ResNet
            measures = beside.submit(measure_grain, pictures)
            logits = self._ask(pictures)
        shares = np.maximum(deal_out_rest(self._second.judge(measures.result(), logits)), _LEAST)
        return np.asarray(softmax(np.log(shares) / self._config.second_temperature), np.float32)
