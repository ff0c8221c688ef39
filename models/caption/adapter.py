"""Makes visual tokens, in the space of a language model's words, of what the encoder saw."""

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.caption.config import AdapterConfig, EncoderConfig
from models.caption.encoder import BANDS, STATISTICS, TOKEN, View

GRID = 3
"""Rows and columns of parts, within the box around the pixels with data."""


class Told(NamedTuple):
    """What the pixels tell, in the mean over those with data."""

    tokens: Tensor
    """(n, t, width) of each token."""
    parts: Tensor
    """(n, 9, width) of each part, row by row."""
    whole: Tensor
    """(n, width) of the patch."""


class Levels(nn.Module):
    """Tells the absolute reflectance of pixels, which CROMA's normalisation loses.

    A small network looks at each pixel alone. It begins with hyperbolic tangents of sums of logarithms, for normalised
    differences of bands are such: tanh((ln a − ln b) / 2) = (a − b) / (a + b).
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.compare = nn.Conv2d(2 * BANDS, width, 1)
        self.bend = nn.Conv2d(width, width, 1)
        nn.init.normal_(self.bend.weight, std=4 / math.sqrt(width))  # steep, for shares are counted by it

    def forward(self, view: View) -> Told:
        """Tell of patches of h × w pixels."""
        told = functional.gelu(self.bend(torch.tanh(self.compare(torch.cat([view.levels, view.known], 1)))))
        known = view.known.amax(1, keepdim=True)  # (n, 1, h, w)
        told = torch.cat([told * known, known], 1)  # (n, width + 1, h, w)
        rows, columns = (_divide(known.amax(along)) for along in (3, 2))  # (n, 3, h), (n, 3, w)
        parts = torch.einsum("nchw,nrh,nsw->nrsc", told, rows, columns).flatten(1, 2)
        return Told(
            _average(functional.avg_pool2d(told, TOKEN).flatten(2).transpose(1, 2)), _average(parts),
            _average(told.mean((2, 3))),
        )  # fmt: skip


def _average(sums: Tensor) -> Tensor:
    """(…, width + 1) sums, the last of them of pixels → (…, width) means, 0 where there are no pixels."""
    return sums[..., :-1] / sums[..., -1:].clamp(min=1e-3)


def _divide(known: Tensor) -> Tensor:
    """(n, 1, length) where there are pixels → (n, 3, length) the third of their extent in which each lies."""
    known = known[:, 0] > 0
    length = known.shape[1]
    first = known.int().argmax(1)
    extent = length - known.flip(1).int().argmax(1) - first
    place = torch.arange(length, device=known.device) - first[:, None]
    third = (place * GRID).div(extent[:, None], rounding_mode="floor")
    return functional.one_hot(third.clamp(-1, GRID) + 1, GRID + 2)[..., 1:-1].transpose(1, 2).float()


class Adapter(nn.Module):
    """Learned queries that look at the patch tokens, and a few tokens of the band statistics.

    A resampler after Alayrac et al. 2022 (Flamingo), arXiv:2204.14198.
    """

    def __init__(self, config: AdapterConfig, encoder: EncoderConfig, words_width: int, words_norm: float) -> None:
        """`words_width` and `words_norm` are the size, and the usual length, of the language model's word vectors."""
        super().__init__()
        width = config.width
        self.levels = Levels(config.levels)
        self.project = nn.Linear(encoder.width + config.levels + BANDS + 1, width)
        self.parts = nn.Linear(config.levels, width)
        self.statistics = nn.Sequential(
            nn.Linear(STATISTICS + config.levels, 2 * width), nn.GELU(), nn.Linear(2 * width, config.statistics * width)
        )
        self.queries = nn.Parameter(torch.randn(config.tokens - config.statistics, width) * 0.5)
        layer = nn.TransformerDecoderLayer(
            width, config.heads, 4 * width, 0.0, functional.gelu, batch_first=True, norm_first=True
        )
        self.resample = nn.TransformerDecoder(layer, config.depth)
        scale = nn.LayerNorm(words_width)
        nn.init.constant_(scale.weight, words_norm / math.sqrt(words_width))
        self.speak = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, words_width), scale
        )
        self.places: Tensor
        self.register_buffer("places", _mark_places(encoder.side // TOKEN, width), persistent=False)

    def forward(self, tokens: Tensor, view: View) -> Tensor:
        """(n, t, encoder's width) patch tokens → (n, tokens, words_width) visual tokens; those of statistics last."""
        present = view.present[:, None].expand(-1, tokens.shape[1], -1)
        levels: Told = self.levels(view)
        seen = self.project(torch.cat([tokens, levels.tokens, present, view.shares()], -1)) + self.places
        told = self.statistics(torch.cat([view.statistics, levels.whole], -1)).unflatten(1, (-1, seen.shape[-1]))
        parts = functional.pad(self.parts(levels.parts), (0, 0, len(self.queries) - GRID**2, 0))  # of the last queries
        asked = torch.cat([self.queries + parts, told], 1)
        visual: Tensor = self.speak(self.resample(asked, torch.cat([seen, told], 1)))
        return visual


def _mark_places(across: int, width: int) -> Tensor:
    """(across², width) sines and cosines of row and column (Vaswani et al. 2017)."""
    quarter = width // 4
    pace = math.pi * 2.0 ** -torch.linspace(0, 3, quarter)
    rows, columns = torch.meshgrid(torch.arange(across), torch.arange(across), indexing="ij")
    angles = [place.flatten()[:, None] * pace for place in (rows, columns)]
    return torch.cat([wave(angle) for angle in angles for wave in (torch.sin, torch.cos)], 1)
