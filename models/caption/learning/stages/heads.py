"""What visual tokens are first taught to say: the class of each aspect, each by a token of its own, and its value.

The class vectors are those of the language model's own words, so that a token comes to lie where the word lies that
will be said of it; then the language model has little left to learn.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from models.caption.classes import ASPECTS, Aspects
from models.caption.codebook import NOTHING, Codebook, name_classes

VALUES = ("ndvi", "ndmi", "ndre", "soil_share", "water_share", "ndvi_spread", "plane_share", "split_share")
PARTS = ("north-west", "north", "north-east", "west", "centre", "east", "south-west", "south", "south-east")
_WEIGHT_OF_VALUES, _WEIGHT_OF_PARTS = 2.0, 6.0


class Truth(NamedTuple):
    """What is measured in patches."""

    classes: Tensor
    """(n, aspects) numbers in `name_classes`."""
    values: Tensor
    """(n, values), NaN where none was measured."""
    parts: Tensor
    """(n, 9) by how much the NDVI of each part differs from the mean; NaN where none was measured."""


def tell_truth(measured: Sequence[Aspects]) -> Truth:
    """Bring measured aspects into tensors."""
    classes = [[name_classes(aspect).index(one.get_class(aspect) or NOTHING) for aspect in ASPECTS] for one in measured]
    values = [[getattr(one, name) for name in VALUES] for one in measured]
    parts = [_compare_parts(one) for one in measured]
    return Truth(torch.tensor(classes), *(torch.from_numpy(np.array(part, np.float32)) for part in (values, parts)))


def _compare_parts(measured: Aspects) -> list[float | None]:
    parts = [measured.parts.get(name) for name in PARTS]
    return [None if height is None or measured.ndvi_mean is None else height - measured.ndvi_mean for height in parts]


class Heads(nn.Module):
    """Reads classes and values off visual tokens.

    Classes are read by the codebook; behind the tokens of the aspects each part has one, which tells how green it is.
    """

    def __init__(self, codebook: Codebook) -> None:
        super().__init__()
        self.codebook = codebook
        width = codebook.vectors.shape[1]
        self.values = nn.Linear(len(ASPECTS) * width, len(VALUES))
        self.parts = nn.Linear(width, 1)

    def forward(self, visual: Tensor, truth: Truth) -> Tensor:
        """Give the loss: cross-entropy of the classes and smooth L1 of the values."""
        scores = self.codebook.classify(visual)
        lost = torch.stack([functional.cross_entropy(one, truth.classes[:, at]) for at, one in enumerate(scores)])
        even = visual.float() / self.codebook.length
        values = _miss(self.values(even[:, : len(ASPECTS)].flatten(1)), truth.values)
        parts = _miss(self.parts(even[:, len(ASPECTS) : len(ASPECTS) + len(PARTS)])[..., 0], truth.parts)
        return lost.mean() + _WEIGHT_OF_VALUES * values + _WEIGHT_OF_PARTS * parts


def _miss(found: Tensor, truth: Tensor) -> Tensor:
    """Give the mean distance from what was measured; nothing where nothing was."""
    known = truth.isfinite()
    missed = functional.smooth_l1_loss(found[known], truth[known], beta=0.02, reduction="sum")
    return missed / known.sum().clamp(min=1)
