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
_SHARPNESS = 16.0  # a cosine of 1 against 0 is then as good as certain
_WEIGHT_OF_VALUES = 2.0


def name_classes(aspect: Aspect) -> tuple[str, ...]:
    """Name the classes of an aspect, that of nothing last."""
    return (*CLASSES[aspect], NOTHING)


class Truth(NamedTuple):
    """What is measured in patches."""

    classes: Tensor
    """(n, aspects) numbers in `name_classes`."""
    values: Tensor
    """(n, values), NaN where none was measured."""


def tell_truth(measured: Sequence[Aspects]) -> Truth:
    """Bring measured aspects into tensors."""
    classes = [[name_classes(aspect).index(one.get_class(aspect) or NOTHING) for aspect in ASPECTS] for one in measured]
    values = [[getattr(one, name) for name in VALUES] for one in measured]
    return Truth(torch.tensor(classes), torch.from_numpy(np.array(values, np.float32)))


class Heads(nn.Module):
    """Reads classes and values off visual tokens; the token of an aspect is that of its place in `ASPECTS`."""

    def __init__(self, language: LanguageModel) -> None:
        super().__init__()
        vectors = [_find_vectors(aspect, language) for aspect in ASPECTS]
        self.vectors: Tensor
        self.register_buffer("vectors", torch.cat(vectors), persistent=False)
        self._counts = [len(part) for part in vectors]
        self.bias = nn.Parameter(torch.zeros(len(self.vectors)))
        self.values = nn.Linear(len(ASPECTS) * language.width, len(VALUES))
        self._scale = language.measure_norm()

    def classify(self, visual: Tensor) -> list[Tensor]:
        """(n, tokens, width) visual tokens → for each aspect (n, classes) scores."""
        tokens = functional.normalize(visual[:, : len(ASPECTS)].float(), dim=-1)
        parts = zip(self.vectors.split(self._counts), self.bias.split(self._counts), strict=True)
        return [_SHARPNESS * tokens[:, at] @ vectors.T + bias for at, (vectors, bias) in enumerate(parts)]

    def forward(self, visual: Tensor, truth: Truth) -> Tensor:
        """Give the loss: cross-entropy of the classes and smooth L1 of the values."""
        scores = self.classify(visual)
        lost = torch.stack([functional.cross_entropy(one, truth.classes[:, at]) for at, one in enumerate(scores)])
        found = self.values(visual[:, : len(ASPECTS)].flatten(1).float() / self._scale)
        known = truth.values.isfinite()
        missed = functional.smooth_l1_loss(found[known], truth.values[known], beta=0.02)
        return lost.mean() + _WEIGHT_OF_VALUES * missed


def _find_vectors(aspect: Aspect, language: LanguageModel) -> Tensor:
    """(classes, width) directions of the words of the classes, of length 1, from the mean of all words."""
    with torch.no_grad():
        every = language.model.get_input_embeddings().weight.float()
        words = [every[language.split(f" {name.replace('-', ' ')}")].mean(0) for name in name_classes(aspect)]
        return functional.normalize(torch.stack(words) - every.mean(0), dim=-1)
