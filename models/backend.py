"""The one door to the networks: arrays in, arrays or results out; no paths, tensors or devices."""

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from models.schemas import CaptionResult, Match

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]


@runtime_checkable
class ModelBackend(Protocol):
    """What a step may ask of the networks. Raises `ModelUnavailable` where a model cannot answer."""

    name: str  # "local", "modal", "fake"

    def classify_modality(self, pictures: NDArray[np.uint8]) -> Floats:
        """(n, 224, 224, 3) pictures → (n, 3) probabilities of rgb, infrared, sar."""

    def classify_health(
        self, patches: Floats, sensors: Floats | None, context: Mapping[str, Any] | None
    ) -> tuple[Floats, Floats]:
        """(n, 5, h, w) red, green, blue, nir, swir reflectance, NaN where none → (n, 4) shares, (n, 3) attention."""

    def segment_risk(self, tiles: Floats) -> Floats:
        """(n, bands, h, w) reflectance 0–1 → (n, 3, h, w) class probabilities."""

    def retrieve_similar(self, picture: NDArray[np.uint8], limit: int) -> list[Match]:
        """(h, w, 3) picture → the most similar items of the index."""

    def caption_scene(self, patches: Floats) -> CaptionResult:
        """(n, 12, h, w) Sentinel-2 reflectance → a caption."""
