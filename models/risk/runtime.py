"""What the risk room hands to `models.runtime`."""

from pathlib import Path

import numpy as np

from models.risk.config import BANDS
from models.runtime import Network, Traced

UNSEEN = -100.0
"""A reflectance where there is none; runtimes do not agree on what is greater than NaN."""


def load(weights: Path) -> Traced:
    """Read the network.

    It takes an image (1, bands, h, w), n ways in which it is told whole and cells, a calibration (1, 4) and a part (4,)
    as `fused.Lean` does, and gives (n, 4, …) probabilities.
    """
    from models.risk.fused import FusedNet
    from models.risk.network import load_network

    network = load_network(weights)
    whole, cells = network.config.width
    told = np.zeros((1, whole), np.float32), np.zeros((1, cells, 16, 16), np.float32)
    image, calibration = np.zeros((1, len(BANDS), 64, 64), np.float32), np.ones((1, 4), np.float32)
    shapes = (1, len(BANDS), -1, -1), (-1, whole), (-1, cells, -1, -1), (1, 4), (4,)
    return Traced(FusedNet(network).eval(), (image, *told, calibration, np.array([1, 1, 3, 3])), shapes)


NETWORK = Network(load, ("probabilities",), precision="bf16", kept_on_processor=frozenset({4}))
"""In bf16, one pixel in two hundred changes its class against f32, to the better as often as to the worse."""
