"""Train a retrieval model: `python -m models.retrieval.learning.train --data ../shared/data --out DIR`.

Without `--model` it is ours, begun from ImageNet and MiniLM; `--model google/siglip-base-patch16-224` or a folder of
open_clip fine-tunes that SigLIP, its lower layers frozen. Both by the sigmoid loss of pairs (Zhai et al. 2023).
"""

import json
import logging
import math
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor, nn
from torch.nn import functional

from models.files import write_whole
from models.learning.fit import CHECKPOINT, Judge, Lesson, Plan, Progress, fit
from models.learning.training import check_extra, config_from_flags, seed_all
from models.retrieval.config import LITE, RetrievalConfig
from models.retrieval.learning.bank import Bank, make_bank
from models.retrieval.learning.baselines import begin_with_bridge
from models.retrieval.learning.calibrate import calibrate
from models.retrieval.learning.checkpoint import keep_best, take_best, take_weights, write_towers
from models.retrieval.learning.data import Batch, Course, to_shades
from models.retrieval.learning.learner import Learner
from models.retrieval.network import start_from

_FROZEN = ("conv_stem", "bn1", "blocks.0", "blocks.1")
"""Of EfficientNet: edges and colours, which ImageNet has taught well and which cost most to learn again."""
_OPEN_BLOCKS = 4
"""Of SigLIP's twelve blocks; what pools them and projects learns too."""
_WARM = 0.04  # of the way, in which the rate rises


class TrainConfig(BaseModel):
    """Train a retrieval model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(description="the folder with the real pictures")
    out: Path = Field(description="where bank, checkpoint, log and weights go")
    seasons: Path | None = Field(default=None, description="seasons of models.simulation.seasons, for simulated ground")
    model: str = Field(default=LITE, description="ours, or a SigLIP: hub name, architecture or folder of open_clip")
    start: Path | None = Field(default=None, description="a folder of weights of that model, to go on from")
    epochs: int = Field(default=30, gt=0, description="times as many pictures as there are")
    hours: float = Field(default=0.0, ge=0, description="if given, how long at most")
    batch: int = Field(default=48, gt=1, description="pictures at once, each of another subject")
    side: int = Field(default=160, ge=32, description="pixels a side while learning; SigLIP has its own")
    learning_rate: float | None = Field(default=None, gt=0, description="8e-4 of ours, 5e-6 of SigLIP")
    weight_decay: float = Field(default=0.01, ge=0, description="of AdamW")
    seed: int = Field(default=1, ge=0, description="of weights, pictures and order")
    device: str = Field(default="cpu", description="cpu or cuda")

    @property
    def rate(self) -> float:
        """The learning rate at its highest."""
        return self.learning_rate or (8e-4 if self.model == LITE else 5e-6)


def main() -> None:
    """Run it from the command line."""
    logging.basicConfig(format="%(message)s")
    logging.getLogger("models").setLevel(logging.INFO)
    config = config_from_flags(TrainConfig)
    check_extra("scipy", "yaml")
    train(config)


def train(config: TrainConfig) -> Path:
    """Train, and leave the folder of weights in `config.out`."""
    seed_all(config.seed)
    bank = make_bank(config.data, config.out / "bank", config.seasons)
    course = Course(bank, config.batch, config.seed)
    begun = start_from(config.model)
    if config.model == LITE and config.start is None and not (config.out / CHECKPOINT).is_file():
        begin_with_bridge(begun.network, bank)
    learner = Learner(begun, course.descriptions).to(config.device)
    if config.start is not None:
        take_weights(config.start, learner)
    learner.visual = learner.visual.to(memory_format=torch.channels_last)  # twice as fast on processors
    learner.freeze(_FROZEN if config.model == LITE else _name_lower_layers(learner.visual.trunk))
    lesson = _Lesson(learner, bank, course, config, begun.config)
    optimiser = torch.optim.AdamW(group_parameters(learner, config), config.rate)
    judge = Judge(lesson.score, lambda scores: scores["mean"], partial(keep_best, config.out))
    plan = Plan(config.out, epochs=config.epochs, hours=config.hours)
    fit(learner, optimiser, Lesson(lesson.batches, lesson.loss, lesson.rate, judge), plan)
    take_best(config.out, learner)
    folder = config.out / "weights"
    write_towers(folder, learner, begun)
    calibrate(folder, bank)
    facts = config.model_dump(mode="json", exclude={"data", "out", "seasons", "start", "device"})
    write_whole(folder / "metrics.json", json.dumps({"trained": facts}, indent=1) + "\n")
    return folder


def _name_lower_layers(trunk: Any) -> tuple[str, ...]:
    closed = max(len(trunk.blocks) - _OPEN_BLOCKS, 0)
    return ("patch_embed", "pos_embed", *(f"blocks.{number}" for number in range(closed)))


def group_parameters(learner: Learner, config: TrainConfig) -> list[dict[str, Any]]:
    """Group what learns: of ours the trunk learns slower than the head, and words slower still; scalars faster."""
    paces = {"visual.trunk": 0.4, "text.": 0.15, "logit": 25.0} if config.model == LITE else {}
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, weight in learner.named_parameters():
        if weight.requires_grad:
            pace = next((pace for begin, pace in paces.items() if name.startswith(begin)), 1.0)
            decay = config.weight_decay if weight.ndim > 1 else 0.0
            groups.setdefault((pace, decay), []).append(weight)
    return [{"params": found, "pace": pace, "weight_decay": decay} for (pace, decay), found in groups.items()]


class _Lesson:
    """What is learned from, the loss of it, and how it is judged."""

    def __init__(
        self, learner: Learner, bank: Bank, course: Course, config: TrainConfig, answer: RetrievalConfig
    ) -> None:
        from open_clip.loss import SigLipLoss

        self._learner, self._bank, self._course, self._config = learner, bank, course, config
        self._side = config.side if config.model == LITE else answer.side
        self._mean, self._std = (torch.tensor(values).view(1, 3, 1, 1) for values in (answer.mean, answer.std))
        self._measure, self._judged_side = SigLipLoss(), answer.side

    def batches(self, at: Progress) -> tuple[int, Callable[[int], Batch]]:
        """Show as many pictures as there are."""
        return self._course.batches, lambda number: self._course.draw(at.epoch * 100_000 + number, self._side)

    def loss(self, batch: Batch) -> Tensor:
        """Hold each picture against all descriptions of the batch, of which one is true."""
        device = self._config.device
        with _choose_precision(device):
            images, texts = self._learner(self._normalise(batch.shades).to(device), batch.descriptions.to(device))
        loss: Tensor = self._measure(images, texts, self._learner.logit_scale.exp(), self._learner.logit_bias)
        return loss

    def rate(self, at: Progress) -> float:
        """Rise for a short while, then half a cosine."""
        warm = min(1.0, (at.share + 1e-3) / _WARM)
        return self._config.rate * warm * (0.5 + 0.5 * math.cos(math.pi * min(at.share, 1.0)))

    def score(self, learner: nn.Module) -> dict[str, float]:
        """Measure how often the nearest description of validation pictures is a true one, by setting."""
        assert isinstance(learner, Learner)
        learner.eval()
        places, device = self._bank.places("validation"), self._config.device
        with torch.inference_mode():
            images = torch.cat([
                learner.embed_images(self._normalise(self._resize(to_shades(self._bank.pixels[part]))).to(device))
                for part in np.array_split(places, max(len(places) // 32, 1))
            ])  # fmt: skip
            texts = learner.embed_texts(torch.arange(len(self._course.descriptions), device=device))
        nearest = (images @ texts.T).argmax(1).cpu().tolist()
        shown = [self._bank.pictures[place] for place in places]
        right = np.array(
            [self._course.described[said] == one.subject for said, one in zip(nearest, shown, strict=True)]
        )
        settings = np.array([one.setting for one in shown])
        scores = {str(name): float(right[settings == name].mean()) for name in np.unique(settings)}
        photographs = [scores[name] for name in ("laboratory", "field") if name in scores]  # few are from above
        return scores | {"mean": float(np.mean(photographs or list(scores.values())))}

    def _resize(self, shades: Tensor) -> Tensor:
        size = (self._judged_side, self._judged_side)
        return (
            shades
            if shades.shape[-2:] == size
            else functional.interpolate(shades, size, mode="bicubic", antialias=True)
        )

    def _normalise(self, shades: Tensor) -> Tensor:
        return (shades - self._mean) / self._std


def _choose_precision(device: str) -> AbstractContextManager[Any]:
    """Compute in bfloat16 where a GPU has it."""
    if device.startswith("cuda") and torch.cuda.is_bf16_supported():
        return torch.autocast("cuda", torch.bfloat16)
    return nullcontext()


if __name__ == "__main__":
    main()
