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

from models.caption.classes import ASPECTS, CLASSES, Aspect, Aspects
from models.caption.language import LanguageModel

NOTHING = "nothing"
"""The class of an aspect of which nothing can be said, or that does not stand out."""
VALUES = ("ndvi", "ndmi", "ndre", "soil_share", "water_share", "ndvi_spread", "plane_share", "split_share")
PARTS = ("north-west", "north", "north-east", "west", "centre", "east", "south-west", "south", "south-east")
_SHARPNESS = 16.0  # a cosine of 1 against 0 is then as good as certain
_CLEAR = (0.7, 1.0)  # cosine of a token to the word that it is set to
_WEIGHT_OF_VALUES, _WEIGHT_OF_PARTS = 2.0, 6.0


def name_classes(aspect: Aspect) -> tuple[str, ...]:
    """Name the classes of an aspect, that of nothing last."""
    return (*CLASSES[aspect], NOTHING)


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

    The token of an aspect is that of its place in `ASPECTS`; behind these each part has one, which tells how green it
    is.
    """

    def __init__(self, language: LanguageModel) -> None:
        super().__init__()
        vectors = [_find_vectors(aspect, language) for aspect in ASPECTS]
        self.vectors: Tensor
        self.register_buffer("vectors", torch.cat(vectors), persistent=False)
        self._counts = [len(part) for part in vectors]
        self.bias = nn.Parameter(torch.zeros(len(self.vectors)))
        self.values = nn.Linear(len(ASPECTS) * language.width, len(VALUES))
        self.parts = nn.Linear(language.width, 1)
        self._scale = language.measure_norm()

    def classify(self, visual: Tensor) -> list[Tensor]:
        """(n, tokens, width) visual tokens → for each aspect (n, classes) scores."""
        tokens = functional.normalize(visual[:, : len(ASPECTS)].float(), dim=-1)
        parts = zip(torch.split(self.vectors, self._counts), torch.split(self.bias, self._counts), strict=True)
        return [_SHARPNESS * tokens[:, at] @ vectors.T + bias for at, (vectors, bias) in enumerate(parts)]

    def set_right(self, visual: Tensor, truth: Truth) -> Tensor:
        """Put the words of the true classes in place of the tokens of the aspects, each more or less clearly."""
        begins = torch.tensor([0, *self._counts[:-1]], device=visual.device).cumsum(0)
        right = self.vectors[begins + truth.classes]  # (n, aspects, width) of length 1
        noise = functional.normalize(torch.randn_like(right), dim=-1)
        clear = torch.empty(right.shape[:2], device=visual.device).uniform_(*_CLEAR)[..., None]
        mixed = clear * right + (1 - clear**2).sqrt() * noise
        return torch.cat([(mixed * self._scale).to(visual.dtype), visual[:, len(ASPECTS) :]], 1)

    def forward(self, visual: Tensor, truth: Truth) -> Tensor:
        """Give the loss: cross-entropy of the classes and smooth L1 of the values."""
        scores = self.classify(visual)
        lost = torch.stack([functional.cross_entropy(one, truth.classes[:, at]) for at, one in enumerate(scores)])
        even = visual.float() / self._scale
        values = _miss(self.values(even[:, : len(ASPECTS)].flatten(1)), truth.values)
        parts = _miss(self.parts(even[:, len(ASPECTS) : len(ASPECTS) + len(PARTS)])[..., 0], truth.parts)
        return lost.mean() + _WEIGHT_OF_VALUES * values + _WEIGHT_OF_PARTS * parts


def _miss(found: Tensor, truth: Tensor) -> Tensor:
    """Give the mean distance from what was measured; nothing where nothing was."""
    known = truth.isfinite()
    missed = functional.smooth_l1_loss(found[known], truth[known], beta=0.02, reduction="sum")
    return missed / known.sum().clamp(min=1)


def _find_vectors(aspect: Aspect, language: LanguageModel) -> Tensor:
    """(classes, width) directions of the words of the classes, of length 1, from the mean of all words."""
    with torch.no_grad():
        every = language.model.get_input_embeddings().weight.float()
        words = [every[language.split(f" {name.replace('-', ' ')}")].mean(0) for name in name_classes(aspect)]
        return functional.normalize(torch.stack(words) - every.mean(0), dim=-1)
