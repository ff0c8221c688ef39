"""What the modality room hands to `models.runtime`."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.modality.confirm import SIDE
from models.runtime import Network, Traced


def load(weights: Path) -> Traced:
    """Read the network, its channels last in memory, as torch convolves fastest."""
    import torch

    from models.modality.network import load_network

    network = load_network(weights).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return Traced(network, (np.zeros((1, 3, SIDE, SIDE), np.float32),), ((-1, 3, SIDE, SIDE),))


NETWORK = Network(load, ("logits",), precision="bf16")
"""It takes shades as `make_shades` makes them; in bf16, shares lie within half a hundredth of those in f32."""


def make_shades(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Turn (n, h, w, 3) 8-bit pictures into (n, 3, h, w) shades of 0–1."""
    return np.ascontiguousarray(pictures.transpose(0, 3, 1, 2), np.float32) / np.float32(255)
