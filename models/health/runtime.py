"""What the health room hands to `models.runtime`."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.backend import HEALTH_CELL
from models.runtime import Network, Traced

if TYPE_CHECKING:
    from torch import nn

    from models.health.network import HealthNet

OUTPUTS = ("condition", "causes", "loss", "doubt", "stands", "attention")
"""The parts of `models.health.network.Answer`."""


def load(weights: Path) -> Traced:
    """Read the network; it takes arrays in the order and of the shapes of `models.health.network.Inputs`."""
    from models.health.config import read_config
    from models.health.network import load_network

    config, cells = read_config(weights), 2
    side, bands, quantities, places, season = (
        cells * HEALTH_CELL, len(config.bands), len(config.quantities), len(config.places), len(config.season_mean),
    )  # fmt: skip
    floats, numbers = np.float32, np.int64
    example = (
        np.zeros((1, bands, side, side), floats), np.zeros((1, 7, quantities), floats), np.zeros((1, places), floats),
        np.zeros(1, numbers), np.zeros((1, cells, cells), numbers),
        np.zeros((1, cells, cells), floats), np.zeros((1, season, cells, cells), floats),
    )  # fmt: skip
    shapes = (
        (-1, bands, -1, -1), (-1, 7, quantities), (-1, places), (-1,), (-1, -1, -1), (-1, -1, -1), (-1, season, -1, -1),
    )  # fmt: skip
    return Traced(asked_with_arrays(load_network(weights)), example, shapes)


def asked_with_arrays(network: "HealthNet") -> "nn.Module":
    """Wrap the network so that it takes the parts of `Inputs` and gives those of `Answer`."""
    import torch

    from models.health.network import Inputs

    class Wrapped(torch.nn.Module):
        """The network, asked with tensors in order."""

        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, *known: torch.Tensor) -> tuple[torch.Tensor, ...]:
            """Answer in the order of OUTPUTS."""
            return tuple(self.network(Inputs(*known)))

    return Wrapped().eval()


NETWORK = Network(load, OUTPUTS, precision="bf16")
"""In bf16, one cell in two hundred and fifty changes its class against f32, to the better as often as to the worse."""
