"""The words of classes, as the language model's own vectors: the adapter's tokens are read, and set, by them.

A visual token that tells an aspect is replaced by the nearest word, as vectors are quantised by a codebook (van den
Oord et al. 2017). The language model then reads words that it knows. Where the adapter is not sure enough, the word
is "nothing", and the caption leaves the aspect out.
"""

from typing import get_args

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.caption.classes import ASPECTS, CLASSES, Aspect, Part
from models.caption.language import LanguageModel

NOTHING = "nothing"
"""The class of an aspect of which nothing can be said, or that does not stand out."""
_SHARPNESS = 16.0  # a cosine of 1 against 0 is then as good as certain


def name_classes(aspect: Aspect) -> tuple[str, ...]:
    """Name the classes of an aspect, that of nothing last."""
    return (*CLASSES[aspect], NOTHING)


class Codebook(nn.Module):
    """Reads the class of each aspect off its token, which is that of its place in `ASPECTS`."""

    def __init__(self, language: LanguageModel) -> None:
        super().__init__()
        vectors = [_find_vectors(aspect, language) for aspect in ASPECTS]
        self.vectors: Tensor
        self.register_buffer("vectors", torch.cat(vectors), persistent=False)
        self.counts = [len(part) for part in vectors]
        self.bias = nn.Parameter(torch.zeros(len(self.vectors)))
        self.length = language.measure_norm()
        """Of a word's vector."""

    def classify(self, visual: Tensor) -> list[Tensor]:
        """(n, tokens, width) visual tokens → for each aspect (n, classes) scores."""
        tokens = functional.normalize(visual[:, : len(ASPECTS)].float(), dim=-1)
        parts = zip(torch.split(self.vectors, self.counts), torch.split(self.bias, self.counts), strict=True)
        return [_SHARPNESS * tokens[:, at] @ vectors.T + bias for at, (vectors, bias) in enumerate(parts)]

    def choose(self, visual: Tensor, surely: float, surely_of_places: float) -> Tensor:
        """(n, tokens, width) visual tokens → (n, aspects) numbers of classes.

        Below these probabilities the class is "nothing"; that of places is lower, for neighbouring parts share theirs.
        """
        chosen = []
        for aspect, scores in zip(ASPECTS, self.classify(visual), strict=True):
            sure, best = scores.softmax(1).max(1)
            least = surely_of_places if CLASSES[aspect] == get_args(Part) else surely
            chosen.append(torch.where(sure >= least, best, scores.shape[1] - 1))
        return torch.stack(chosen, 1)

    def read_words(self, visual: Tensor) -> list[dict[Aspect, str]]:
        """Read the classes that `set_words` has put among visual tokens, for each of (n, tokens, width)."""
        tokens = functional.normalize(visual[:, : len(ASPECTS)].float(), dim=-1)
        parts = torch.split(self.vectors, self.counts)
        numbers = torch.stack([(tokens[:, at] @ vectors.T).argmax(1) for at, vectors in enumerate(parts)], 1)
        names = [name_classes(aspect) for aspect in ASPECTS]
        return [
            {aspect: named[number] for aspect, named, number in zip(ASPECTS, names, row, strict=True)}
            for row in numbers.tolist()
        ]

    def set_words(self, visual: Tensor, classes: Tensor) -> Tensor:
        """Put the words of (n, aspects) classes in place of the tokens of the aspects."""
        begins = torch.tensor([0, *self.counts[:-1]], device=visual.device).cumsum(0)
        words = self.length * self.vectors[begins + classes]  # (n, aspects, width)
        return torch.cat([words.to(visual.dtype), visual[:, len(ASPECTS) :]], 1)


def _find_vectors(aspect: Aspect, language: LanguageModel) -> Tensor:
    """(classes, width) directions of the words of the classes, of length 1, from the mean of all words."""
    with torch.no_grad():
        every = language.model.get_input_embeddings().weight.float()
        words = [every[language.split(f" {name.replace('-', ' ')}")].mean(0) for name in name_classes(aspect)]
        return functional.normalize(torch.stack(words) - every.mean(0), dim=-1)
