"""Stage one: the small CROMA learns to rebuild what is hidden of patches.

Masked reconstruction after Xie et al. 2022 (SimMIM), arXiv:2111.09886: of the tokens of a patch most are hidden, and a
linear head rebuilds their pixels from those that are left.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from models.caption.config import EncoderConfig
from models.caption.encoder import BANDS, TOKEN, build_encoder, encode, look
from models.caption.learning.stages.course import Course, pace
from models.learning.fit import Lesson, Plan, Progress, fit

_HIDDEN = 0.6  # of the tokens
_GREY = 0.5  # what is put in their place
_HIGHEST = 8e-4  # learning rate
_STEPS = 40  # between checkpoints


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
        error: Tensor = ((rebuilt - pixels).abs() * counted).sum() / counted.sum().clamp(min=1)
        return error


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


def pretrain(config: EncoderConfig, course: Course, out: Path, hours: float) -> nn.Module:
    """Train an encoder for so long, with checkpoints in `out`."""
    network = Rebuilder(config).to(course.device)

    def batches(at: Progress) -> tuple[int, Callable[[int], tuple[Tensor, Tensor]]]:
        sampler, random = course.sample(at.epoch), np.random.default_rng((course.seed, at.epoch))
        return _STEPS, lambda _step: (
            course.stack([sampler.draw()[0] for _ in range(course.batch)]),
            hide(course.batch, config.tokens, random),
        )

    def loss(batch: tuple[Tensor, Tensor]) -> Tensor:
        patches, hidden = batch
        error: Tensor = network(patches, hidden.to(course.device))
        return error

    optimiser = torch.optim.AdamW(network.parameters(), _HIGHEST, weight_decay=0.02)
    lesson = Lesson(batches, loss, lambda at: pace(at, _HIGHEST))
    fit(network, optimiser, lesson, Plan(out, hours=hours))
    return network.encoder
