"""The towers as they learn: pictures and numbers of descriptions in, vectors of one length out."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.retrieval.config import LITE
from models.retrieval.network import Start
from models.sentence_encoder.encoder import SentenceEncoder


class Learner(nn.Module):
    """Of an open_clip model only what learns; a sentence encoder that is frozen speaks once, before learning begins."""

    def __init__(self, begun: Start, descriptions: Sequence[str]) -> None:
        super().__init__()
        network = begun.network
        self.visual = network.visual
        is_ours = begun.config.model == LITE
        self.text = _SpokenOnce(network.text, descriptions) if is_ours else _Spoken(begun, descriptions)
        self.logit_scale, self.logit_bias = network.logit_scale, network.logit_bias
        self._still: list[nn.Module] = []

    def freeze(self, names: Sequence[str]) -> None:
        """Keep these parts of the image tower as they are, their statistics too."""
        trunk = self.visual.trunk
        for name, weight in trunk.named_parameters():
            if name in names or name.startswith(tuple(f"{part}." for part in names)):
                weight.requires_grad = False
        self._still = [part for name, part in trunk.named_modules() if name in names]

    def train(self, mode: bool = True) -> "Learner":
        """Train all but what is frozen."""
        super().train(mode)
        for part in self._still:
            part.eval()
        return self

    def forward(self, pictures: Tensor, descriptions: Tensor) -> tuple[Tensor, Tensor]:
        """(n, 3, h, w) normalised and (n,) numbers → twice (n, dimensions) of length 1."""
        return self.embed_images(pictures), self.embed_texts(descriptions)

    def embed_images(self, pictures: Tensor) -> Tensor:
        """(n, 3, h, w) normalised → (n, dimensions) of length 1."""
        return functional.normalize(self.visual(pictures).float(), dim=-1)

    def embed_texts(self, descriptions: Tensor) -> Tensor:
        """(n,) numbers of descriptions → (n, dimensions) of length 1."""
        return functional.normalize(self.text(descriptions).float(), dim=-1)


class _SpokenOnce(nn.Module):
    """What a frozen encoder says of each description, and the projection that learns."""

    def __init__(self, text: Any, descriptions: Sequence[str]) -> None:
        super().__init__()
        self.proj = text.proj
        self.spoken: Tensor
        self.register_buffer("spoken", torch.from_numpy(SentenceEncoder().encode(list(descriptions))), persistent=False)

    def forward(self, descriptions: Tensor) -> Tensor:
        vectors: Tensor = self.proj(self.spoken[descriptions])
        return vectors


class _Spoken(nn.Module):
    """A text tower that learns, and the tokens of each description."""

    def __init__(self, begun: Start, descriptions: Sequence[str]) -> None:
        super().__init__()
        self.tower = begun.network.text
        self.tokens: Tensor
        self.register_buffer("tokens", begun.tokenize(list(descriptions)), persistent=False)

    def forward(self, descriptions: Tensor) -> Tensor:
        vectors: Tensor = self.tower(self.tokens[descriptions])
        return vectors
