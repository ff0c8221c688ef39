"""Makes visual tokens, in the space of a language model's words, of what the encoder saw."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.caption.config import AdapterConfig, EncoderConfig
from models.caption.encoder import BANDS, STATISTICS, TOKEN, View


class Levels(nn.Module):
    """Tells the absolute reflectance of each token's pixels, which CROMA's normalisation loses.

    A small network looks at each pixel alone, and its answers are averaged over the pixels with data.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.network = nn.Sequential(
            nn.Conv2d(2 * BANDS, width, 1), nn.GELU(), nn.Conv2d(width, width, 1), nn.GELU(), nn.Conv2d(width, width, 1)
        )

    def forward(self, view: View) -> Tensor:
        """Patches of h × w pixels → (n, t, width)."""
        told = self.network(torch.cat([view.levels, view.known], 1))  # (n, width, h, w)
        known = view.known.amax(1, keepdim=True)
        mean = functional.avg_pool2d(told * known, TOKEN) / functional.avg_pool2d(known, TOKEN).clamp(min=1e-3)
        return mean.flatten(2).transpose(1, 2)


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
        self.statistics = nn.Sequential(
            nn.Linear(STATISTICS, 2 * width), nn.GELU(), nn.Linear(2 * width, config.statistics * width)
        )
        self.queries = nn.Parameter(torch.randn(config.tokens - config.statistics, width) * 0.5)
        layer = nn.TransformerDecoderLayer(
            width, config.heads, 4 * width, 0.0, functional.gelu, batch_first=True, norm_first=True
        )
        self.resample = nn.TransformerDecoder(layer, config.depth)
        self.speak = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, words_width),
            nn.LayerNorm(words_width),
        )  # fmt: skip
        nn.init.constant_(self.speak[-1].weight, words_norm / math.sqrt(words_width))
        self.places: Tensor
        self.register_buffer("places", _mark_places(encoder.side // TOKEN, width), persistent=False)

    def forward(self, tokens: Tensor, view: View) -> Tensor:
        """(n, t, encoder's width) patch tokens → (n, tokens, words_width) visual tokens; those of statistics last."""
        present = view.present[:, None].expand(-1, tokens.shape[1], -1)
        seen = self.project(torch.cat([tokens, self.levels(view), present, view.shares()], -1)) + self.places
        told = self.statistics(view.statistics).unflatten(1, (-1, seen.shape[-1]))  # (n, statistics, width)
        asked = torch.cat([self.queries.expand(len(tokens), -1, -1), told], 1)
        visual: Tensor = self.speak(self.resample(asked, torch.cat([seen, told], 1)))
        return visual


def _mark_places(across: int, width: int) -> Tensor:
    """(across², width) sines and cosines of row and column (Vaswani et al. 2017)."""
    quarter = width // 4
    pace = math.pi * 2.0 ** -torch.linspace(0, 3, quarter)
    rows, columns = torch.meshgrid(torch.arange(across), torch.arange(across), indexing="ij")
    angles = [place.flatten()[:, None] * pace for place in (rows, columns)]
    return torch.cat([wave(angle) for angle in angles for wave in (torch.sin, torch.cos)], 1)
