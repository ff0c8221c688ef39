"""Name the modality of files, in programs of one's own."""

import logging
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np

from models.errors import SceneError
from models.modality.confirm import NETWORK_CLASSES, SURE, combine_views
from models.modality.predict import Predictor
from models.modality.views import draw_file_views

UNCERTAIN = "uncertain"
FAILED = "failed"


class Prediction(NamedTuple):
    """rgb, infrared, sar, or uncertain where the likeliest of them has less than 0.7; and that one's probability."""

    modality: str
    confidence: float
    probabilities: dict[str, float]


class Failed(Prediction):
    """An item of a batch that could not be read, and why."""

    reason: str

    def __new__(cls, reason: str) -> "Failed":
        """Give modality "failed", confidence 0 and no probabilities."""
        failed = super().__new__(cls, FAILED, 0.0, {})
        failed.reason = reason
        return failed


class ResNetModalityClassifier:
    """Name the modality of files: photographs, GeoTIFFs, SAFE folders and whatever else the scene contract reads."""

    def __init__(self, weights: str | Path | None = None, device: str = "cpu") -> None:
        """`weights`: a folder with config.json, or a file of a ResNet50 (.safetensors, .pth); ours by default."""
        shipped = Path(str(resources.files("models"))) / "modality" / "weights"
        self._predictor = Predictor.load(Path(weights) if weights else shipped, device)

    def predict(self, path: str | Path) -> Prediction:
        """Name the modality of one file; SceneError where it is empty, constant, damaged or no raster."""
        views = draw_file_views(Path(path))
        probabilities = combine_views(self._predictor(views), views)
        best = int(np.argmax(probabilities))
        confidence = float(probabilities[best])
        named: dict[str, float] = {
            name: float(share) for name, share in zip(NETWORK_CLASSES, probabilities, strict=True)
        }
        return Prediction(NETWORK_CLASSES[best] if confidence >= SURE else UNCERTAIN, confidence, named)

    def predict_batch(self, paths: Sequence[str | Path]) -> list[Prediction]:
        """Answer for each file, in their order; one that cannot be read is `Failed` and the others go on."""
        answers: list[Prediction] = []
        for path in paths:
            try:
                answers.append(self.predict(path))
            except SceneError as error:
                logging.getLogger(__name__).warning("%s", error)
                answers.append(Failed(str(error)))
        return answers
