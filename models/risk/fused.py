"""The network as runtimes run it: the answers of `CalibratedNet` to rounding, in less time and memory.

The encoder must see far around a place, the decoder does not: it works on the part for which answers are wanted.

A 3 × 3 convolution of what was doubled by nearest neighbours is a transposed one of 4 × 4 and stride 2 of what was not:
less than half the products, and no doubled copy in memory. Of the ordinal head only the cuts between classes are asked.
"""

from typing import Any

import torch
from torch import Tensor, nn

from models.backend import RISK_CELL, RISK_STRIDE
from models.risk.config import EDGES
from models.risk.network import DECODER, DEPTH, RiskNet, combine_heads

_TAPS = torch.tensor([[0.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
"""Which of the three taps on doubled rows read the row in the middle, for each of the four rows around it."""


class FusedNet(nn.Module):
    """A network that was changed for speed; sides must be multiples of `RISK_STRIDE`."""

    def __init__(self, network: RiskNet) -> None:
        super().__init__()
        below = (network.encoder.out_channels[-1], *DECODER[:-1])
        for place, channels in enumerate(below):
            network.decoder.blocks[place] = Block(network.decoder.blocks[place], channels)
        self.network = network
        self.heads = _fuse_heads(network)

    def forward(self, image: Tensor, whole: Tensor, cells: Tensor, calibration: Tensor, part: Tensor) -> Tensor:
        """Answer as `CalibratedNet` does, for a part of the picture: (4,) top, left, bottom and right in steps of
        RISK_STRIDE.

        One picture with several conditionings is seen once, and gets an answer to each.
        Nearer than DECODER_REACH to a side of the part, unless it is one of the picture, answers differ from its.
        """
        stages = self.network.encode(image)
        ways, scales = whole.shape[0], range(DEPTH, -1, -1)
        seen = [_cut_part(stage, part * 2**coarser) for coarser, stage in zip(scales, stages, strict=True)]
        inner = [stage.expand(ways, -1, -1, -1) for stage in seen]
        cells = _cut_part(cells, part * (RISK_STRIDE // RISK_CELL))
        output = self.heads(self.network.decode(inner, whole, cells))
        return torch.cat(
            [combine_heads(output[:, :3], output[:, 3:5], calibration), torch.sigmoid(output[:, 5:])], dim=1
        )


class Block(nn.Module):
    """A block of the decoder of segmentation_models_pytorch, where sides double exactly."""

    def __init__(self, block: Any, below: int) -> None:
        """Take the number of channels that come from below; the rest come from beside."""
        super().__init__()
        first, *rest = block.conv1
        weight = first.weight.detach()
        self.rise = nn.ConvTranspose2d(below, len(weight), 4, stride=2, padding=1, bias=False)
        self.rise.weight = nn.Parameter(torch.einsum("td,se,oide->iots", _TAPS, _TAPS, weight[:, :below]))
        self.beside: nn.Conv2d | None = None
        if beside := weight.shape[1] - below:
            self.beside = nn.Conv2d(beside, len(weight), 3, padding=1, bias=False)
            self.beside.weight = nn.Parameter(weight[:, below:].clone())
        self.rest = nn.Sequential(*rest, block.conv2)

    def forward(self, below: Tensor, _height: int, _width: int, skip_connection: Tensor | None = None) -> Tensor:
        """Answer as the block that it replaces."""
        found = self.rise(below)
        if self.beside is not None:
            found = found + self.beside(skip_connection)
        seen: Tensor = self.rest(found)
        return seen


def _cut_part(values: Tensor, part: Tensor) -> Tensor:
    top, left, bottom, right = part
    return values[:, :, top:bottom, left:right]


def _fuse_heads(network: RiskNet) -> nn.Conv2d:
    """Fuse the logits of three classes, of losing more than each of EDGES, and of a crop standing there."""
    weight, bias = network.heads.weight.detach(), network.heads.bias
    assert bias is not None
    count, cuts = len(network.config.classes), [network.config.cuts.index(edge) for edge in EDGES]
    rows = [*range(count), *([count] * len(cuts)), count + 1]
    shifted = bias.detach()[rows]
    shifted[count : count + len(cuts)] -= network.thresholds.compute_thresholds().detach()[cuts]
    shifted[-1] += network.config.stands_bias
    heads = nn.Conv2d(weight.shape[1], len(rows), 1)
    heads.weight, heads.bias = nn.Parameter(weight[rows]), nn.Parameter(shifted)
    return heads
