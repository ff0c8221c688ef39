"""Stage two: encoder and adapter learn to put the aspects of a patch into visual tokens, without a language model."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from models.caption.classes import ASPECTS, agrees
from models.caption.codebook import NOTHING, name_classes
from models.caption.encoder import encode, look
from models.caption.learning.stages.course import Course, Drawn, keep_best, pace, take_best
from models.caption.learning.stages.heads import Heads, Truth, tell_truth
from models.learning.fit import Judge, Lesson, Plan, Progress, fit

_HIGHEST = 1.2e-3  # learning rate
_SLOWER = 0.4  # the encoder, which is trained already
_STEPS = 60  # between checkpoints
_JUDGED = 256  # patches


class Seer(nn.Module):
    """Encoder, adapter, and the heads that read aspects off the visual tokens."""

    def __init__(self, encoder: nn.Module, adapter: nn.Module, heads: Heads) -> None:
        super().__init__()
        self.encoder, self.adapter, self.heads = encoder, adapter, heads

    def see(self, patches: Tensor) -> Tensor:
        """(n, 12, h, w) → (n, tokens, width) visual tokens."""
        view = look(patches)
        with torch.autocast(patches.device.type, torch.bfloat16):
            tokens = encode(self.encoder, view.pixels)
        visual: Tensor = self.adapter(tokens.float(), view)
        return visual

    def forward(self, patches: Tensor, truth: Truth) -> Tensor:
        """Give the loss of the heads."""
        loss: Tensor = self.heads(self.see(patches), truth)
        return loss


def learn_to_see(network: Seer, course: Course, out: Path, hours: float) -> None:
    """Train encoder, adapter and heads for so long, with checkpoints in `out`; the best mean of the weights is left."""
    groups: list[dict[str, Any]] = [
        {"params": list(network.encoder.parameters()), "pace": _SLOWER},
        {"params": [*network.adapter.parameters(), *network.heads.parameters()]},
    ]
    optimiser = torch.optim.AdamW(groups, _HIGHEST, weight_decay=0.02)

    def batches(at: Progress) -> tuple[int, Callable[[int], tuple[Tensor, Truth]]]:
        sampler = course.sample(1000 + at.epoch)

        def make(_step: int) -> tuple[Tensor, Truth]:
            drawn = [sampler.draw() for _ in range(course.batch)]
            return course.stack([patch for patch, _ in drawn]), course.place(tell_truth([found for _, found in drawn]))

        return _STEPS, make

    judged = course.draw_real(_JUDGED, "validate")
    judge = Judge(partial(score, course=course, drawn=judged), lambda scores: scores["mean"], partial(keep_best, out))
    lesson = Lesson(batches, lambda batch: network(*batch), lambda at: pace(at, _HIGHEST), judge)
    fit(network, optimiser, lesson, Plan(out, hours=hours))
    take_best(out, network)


def score(network: nn.Module, course: Course, drawn: Drawn) -> dict[str, float]:
    """Tell of each aspect the share of classes that agree with what is measured, within the tolerances of captions."""
    assert isinstance(network, Seer)
    network.eval()
    with torch.inference_mode():
        parts = [
            network.heads.codebook.classify(network.see(course.stack(drawn.patches[start : start + course.batch])))
            for start in range(0, len(drawn.patches), course.batch)
        ]
    shares = {}
    for at, aspect in enumerate(ASPECTS):
        chosen = torch.cat([part[at] for part in parts]).argmax(1).tolist()
        names = [name_classes(aspect)[number] for number in chosen]
        right = [
            agrees(found, aspect, name) if name != NOTHING else found.get_class(aspect) is None
            for name, found in zip(names, drawn.aspects, strict=True)
        ]
        shares[aspect] = sum(map(bool, right)) / len(right)
    return shares | {"mean": sum(shares.values()) / len(shares)}
