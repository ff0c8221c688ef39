"""The second opinion: small networks that say, by the picture's grain and the ResNet's answer, how far it is neither.

The ResNet was trained on few pictures of no modality and is sure of some; their grain gives them away. Each of a few
small networks answers with four classes, the three modalities and "none of them". What they give to none is taken from
the ResNet's shares and dealt out evenly.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelUnavailable
from models.modality.grain import Bytes, grains

Floats = NDArray[np.float32]
Logits = NDArray[np.float64]

SECOND = "second.safetensors"
_LAYERS = ("enter", "middle", "leave")


class SecondOpinion:
    """Weights (heads, in, out) and biases (heads, 1, out) of three layers, mean and deviation of what goes in."""

    def __init__(self, tensors: dict[str, Floats]) -> None:
        self._tensors = tensors

    @classmethod
    def of(cls, weights: Path) -> "SecondOpinion | None":
        """From a folder of weights; none where it has none, as a ResNet50 of somebody else has not."""
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        path = weights / SECOND
        if not weights.is_dir() or not path.is_file():
            return None
        try:
            tensors = {name: values.astype(np.float32) for name, values in load_file(path).items()}
        except (SafetensorError, OSError) as error:
            raise ModelUnavailable(f"{SECOND} of the modality weights cannot be read: {error}") from error
        wanted = {"mean", "deviation", *(f"{layer}.{part}" for layer in _LAYERS for part in ("weight", "bias"))}
        if set(tensors) != wanted:
            raise ModelUnavailable(f"{SECOND} of the modality weights is not of this version")
        return cls(tensors)

    def none(self, pictures: Bytes, logits: Logits) -> NDArray[np.float64]:
        """(n, h, w, 3) and the ResNet's (n, 3) → (n,) probability of no modality at all."""
        t = self._tensors
        known = facts_of(pictures, logits)
        values = np.clip((known - t["mean"]) / t["deviation"], -4, 4)[None]
        for layer in _LAYERS[:-1]:
            values = _gelu(values @ t[f"{layer}.weight"] + t[f"{layer}.bias"])
        scores = (values @ t["leave.weight"] + t["leave.bias"]).astype(np.float64)
        raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return np.asarray((raised / raised.sum(axis=-1, keepdims=True))[..., -1].mean(axis=0))


def damped(shares: NDArray[np.float64], none: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, 3) shares with that of none, (n,), taken from all and dealt out evenly."""
    return np.asarray(shares * (1 - none[:, None]) + none[:, None] / shares.shape[1])


def facts_of(pictures: Bytes, logits: Logits) -> Floats:
    """(n, measures + 3): grain, then what the ResNet says."""
    return np.concatenate([grains(pictures), logits.astype(np.float32)], axis=1)


def _gelu(values: Floats) -> Floats:
    """With the tangent that torch offers as an approximation, since NumPy has no error function."""
    inner = np.float32(np.sqrt(2 / np.pi)) * (values + np.float32(0.044715) * values**3)
    return np.asarray(np.float32(0.5) * values * (1 + np.tanh(inner)), np.float32)
