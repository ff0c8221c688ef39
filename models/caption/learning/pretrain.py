"""Pretrain the small CROMA: `python -m models.caption.learning.pretrain --bank BANK --out DIR`.

Masked reconstruction after Xie et al. 2022 (SimMIM), arXiv:2111.09886: of the tokens of a patch most are hidden, and a
linear head rebuilds their pixels from those that are left.
"""

import logging
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor, nn

from models.caption.config import EncoderConfig
from models.caption.encoder import BANDS, TOKEN, build_encoder, encode, look
from models.learning.fit import Lesson, Plan, Progress, fit
from models.learning.training import config_from_flags, seed_all

ENCODER = "encoder.safetensors"
_HIDDEN = 0.6  # of the tokens
_GREY = 0.5  # what is put in their place


class PretrainConfig(BaseModel):
    """Pretrain the encoder by masked reconstruction."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bank: Path = Field(description="the folder that models.caption.learning.patches has made")
    out: Path = Field(description="where checkpoint, log and encoder go")
    minutes: float = Field(default=8.0, gt=0, description="how long")
    batch: int = Field(default=64, gt=0, description="patches at once")
    steps: int = Field(default=50, gt=0, description="batches between checkpoints")
    learning_rate: float = Field(default=8e-4, gt=0, description="at its highest")
    seed: int = Field(default=1, ge=0, description="of weights, patches and masks")
    device: str = Field(default="cpu", description="cpu or cuda")


class Rebuilder(nn.Module):
    """The encoder, and a linear head that makes a token's pixels of it."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.encoder = build_encoder(config)
        self.head = nn.Linear(config.width, BANDS * TOKEN * TOKEN)

    def forward(self, patches: Tensor, hidden: Tensor) -> Tensor:
        """(n, 12, h, w) reflectance and (n, t) which tokens are hidden → the mean error of their pixels."""
        view = look(patches)
        pixels, known = _cut(view.pixels), _cut(view.known)  # (n, t, 12 · 8 · 8)
        shown = torch.where(hidden[..., None], torch.full_like(pixels, _GREY), pixels)
        rebuilt = self.head(encode(self.encoder, _join(shown, view.pixels.shape[-1])))
        counted = known * hidden[..., None]
        return ((rebuilt - pixels).abs() * counted).sum() / counted.sum().clamp(min=1)


def _cut(patches: Tensor) -> Tensor:
    """(n, 12, h, w) → (n, t, 12 · 8 · 8)."""
    tokens = patches.unfold(2, TOKEN, TOKEN).unfold(3, TOKEN, TOKEN)  # (n, 12, rows, columns, 8, 8)
    return tokens.permute(0, 2, 3, 1, 4, 5).flatten(3).flatten(1, 2)


def _join(tokens: Tensor, side: int) -> Tensor:
    """Undo `_cut`."""
    across = side // TOKEN
    parts = tokens.view(len(tokens), across, across, BANDS, TOKEN, TOKEN)
    return parts.permute(0, 3, 1, 4, 2, 5).reshape(len(tokens), BANDS, side, side)


def hide(count: int, tokens: int, random: np.random.Generator) -> Tensor:
    """(count, tokens) true where a token is hidden, in each patch as many."""
    order = random.random((count, tokens)).argsort(axis=1)
    return torch.from_numpy(order < round(_HIDDEN * tokens))


def pace(at: Progress, highest: float, warm: float = 0.05) -> float:
    """Give the learning rate: it rises for a short while, then falls as half a cosine."""
    return highest * min(1.0, (at.share + 1e-3) / warm) * (0.5 + 0.5 * math.cos(math.pi * min(at.share, 1.0)))
