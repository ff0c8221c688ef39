"""The second opinion: small networks that judge a picture by its grain and by what the ResNet says of it.

The ResNet was trained on few pictures of no modality and is sure of some; their grain gives them away. Each of a few
small networks answers with four classes, the three modalities and "none of them". What they give to none is dealt out
evenly.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.arrays import Bytes
from models.errors import ModelUnavailable
from models.modality.confirm import NETWORK_CLASSES
from models.modality.grain import MEASURES, measure_grain

Floats = NDArray[np.float32]
Logits = NDArray[np.float64]

SECOND = "second.safetensors"
_LAYERS = ("enter", "middle", "leave")


class SecondOpinion:
    """Weights (heads, in, out) and biases (heads, 1, out) of three layers, mean and deviation of what goes in."""

    def __init__(self, tensors: dict[str, Floats]) -> None:
        self._tensors = tensors

    @classmethod
    def load(cls, weights: Path) -> "SecondOpinion | None":
        """Load from a folder of weights; none where it has none, as a ResNet50 of somebody else has not."""
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        path = weights / SECOND
        if not weights.is_dir() or not path.is_file():
            return None
        try:
            tensors = {name: values.astype(np.float32) for name, values in load_file(path).items()}
        except (SafetensorError, OSError) as error:
            raise ModelUnavailable(
                f"{SECOND} of the modality weights cannot be read: {error}", room="modality", kind="damaged"
            ) from error
        wanted = {"mean", "deviation", *(f"{layer}.{part}" for layer in _LAYERS for part in ("weight", "bias"))}
        if set(tensors) != wanted or tensors["mean"].shape != (MEASURES + len(NETWORK_CLASSES),):
            raise ModelUnavailable(
                f"{SECOND} of the modality weights is not of this version", room="modality", kind="damaged"
            )
        return cls(tensors)

    def judge(self, measures: Floats, logits: Logits) -> Logits:
        """Turn (n, MEASURES) of grain and the ResNet's (n, 3) into (n, 4) shares of the modalities and of none."""
        t = self._tensors
        known = _join_features(measures, logits)
        values = np.clip((known - t["mean"]) / t["deviation"], -4, 4)[None]
        for layer in _LAYERS[:-1]:
            values = _apply_gelu(values @ t[f"{layer}.weight"] + t[f"{layer}.bias"])
        scores = (values @ t["leave.weight"] + t["leave.bias"]).astype(np.float64)
        raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return np.asarray((raised / raised.sum(axis=-1, keepdims=True)).mean(axis=0))


def deal_out_rest(shares: Logits) -> Logits:
    """Turn (n, 4) into (n, 3) of the modalities: what was given to none is dealt out evenly."""
    return np.asarray(shares[:, :-1] + shares[:, -1:] / (shares.shape[1] - 1))


def measure_features(pictures: Bytes, logits: Logits) -> Floats:
    """Measure (n, measures + 3): grain, then what the ResNet says."""
    return _join_features(measure_grain(pictures), logits)


def _join_features(measures: Floats, logits: Logits) -> Floats:
    return np.concatenate([measures, logits.astype(np.float32)], axis=1)


def _apply_gelu(values: Floats) -> Floats:
    """Bend by the tangent that torch offers as an approximation, since NumPy has no error function."""
    inner = np.float32(np.sqrt(2 / np.pi)) * (values + np.float32(0.044715) * values**3)
    return np.asarray(np.float32(0.5) * values * (1 + np.tanh(inner)), np.float32)
