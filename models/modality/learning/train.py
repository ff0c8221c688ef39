"""Train the modality network from scratch: `python -m models.modality.learning.train --data ../shared/data --out DIR`.

Small cut-outs first, whole pictures of 224 pixels at the end: what tells the modalities apart is mostly grain and
colour, which a cut-out of 64 pixels shows as well at a twelfth of the cost. Pictures out of distribution are
answered with "all three alike" (outlier exposure, Hendrycks et al. 2019). A run that was stopped goes on from its last
checkpoint.
"""

import json
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, field_validator
from torch import Tensor, nn

from models.calibration import fit_temperature
from models.files import write_whole
from models.learning.fit import CHECKPOINT, Lesson, Plan, Progress, fit
from models.learning.training import RunLog, check_extra, config_from_flags, seed_all
from models.learning.weights import write_weights
from models.modality.config import ModalityConfig
from models.modality.confirm import NETWORK_CLASSES
from models.modality.learning.data import OUT_OF_DISTRIBUTION, Bank, make_bank
from models.modality.learning.judge_set import draw_imagery
from models.modality.network import ModalityNet
from models.modality.predict import Logits, Predictor
from models.modality.runtime import NETWORK
from models.runtime import TorchRuntime

SAVE_EVERY = 200  # steps
_LOG_EVERY = 20
_CALIBRATE = 1500
_TRIES, _FAINTEST = 4, 4.0  # a cut-out on which nothing is to be seen teaches nothing


@dataclass(frozen=True)
class Stage:
    """Pictures of that many pixels a side, so many of them at once, so many in all."""

    side: int
    batch: int
    pictures: int


class TrainConfig(BaseModel):
    """Train the modality network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(description="the folder with the real pictures")
    out: Path = Field(description="where bank, checkpoint, log and weights go")
    bank: int = Field(default=24_000, gt=0, description="different pictures to draw")
    stages: tuple[Stage, ...] = Field(
        default=(Stage(64, 64, 250_000), Stage(112, 32, 60_000), Stage(224, 16, 10_000)),
        description="side:batch:pictures, separated by commas",
    )
    start: Path | None = Field(default=None, description="a checkpoint of an earlier run to start from")
    learning_rate: float = Field(default=1e-3, gt=0, description="at the top of the first stage")
    weight_decay: float = Field(default=0.02, ge=0, description="of AdamW")
    seed: int = Field(default=1, ge=0, description="of weights, pictures and order")
    device: str = Field(default="cpu", description="cpu or cuda")

    @field_validator("stages", mode="before")
    @classmethod
    def _parsed(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        stages = [[int(number) for number in stage.split(":")] for stage in value.split(",")]
        if any(len(stage) != 3 or min(stage) < 1 for stage in stages):
            raise ValueError("a stage is side:batch:pictures, as 64:64:90000")
        return tuple(Stage(*stage) for stage in stages)


def main() -> None:
    """Run it from the command line."""
    logging.basicConfig(format="%(message)s")
    logging.getLogger("models").setLevel(logging.INFO)
    config = config_from_flags(TrainConfig)
    check_extra("netCDF4", "skimage", "sklearn")
    train(config)


def train(config: TrainConfig) -> Path:
    """Train, with `checkpoint.pt` in `config.out` on the way, and leave the folder of weights there."""
    seed_all(config.seed)
    bank = make_bank(config.data, "train", config.bank, config.seed, config.out)
    network = ModalityNet(ModalityConfig()).to(config.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    if config.start is not None and not (config.out / CHECKPOINT).is_file():
        network.load_state_dict(torch.load(config.start, map_location="cpu", weights_only=True)["network"])
    optimiser = torch.optim.AdamW(_group_parameters(network, config.weight_decay), config.learning_rate)
    course = _Course(network, bank, config)
    fit(network, optimiser, Lesson(course.batches, course.loss, course.rate), Plan(config.out, clip=5.0))
    return finish(config, network)


class Shown(NamedTuple):
    """What one step learns from: shades of 0–1 (n, 3, side, side), and shares of the classes (n, 3)."""

    step: int
    shades: Tensor
    targets: Tensor


class _Course:
    """What is learned from, and the loss of it."""

    def __init__(self, network: ModalityNet, bank: Bank, config: TrainConfig) -> None:
        self._network, self._bank, self._config = network, bank, config
        self._stages = [stage for stage in config.stages for _ in range(stage.pictures // stage.batch)]
        self._log = RunLog(config.out / "train.jsonl")

    def batches(self, at: Progress) -> tuple[int, Callable[[int], Shown]]:
        """Go on to the next step at which a checkpoint is written."""
        count = min(SAVE_EVERY - at.steps % SAVE_EVERY, len(self._stages) - at.steps)
        return count, partial(self._show, at.steps)

    def _show(self, done: int, number: int) -> Shown:
        step = done + number
        random = np.random.default_rng((self._config.seed, step))
        return Shown(step, *_draw_batch(self._bank, self._stages[step], random))

    def loss(self, shown: Shown) -> Tensor:
        """Hold what the network says against the shares of the classes."""
        logits, targets = self._network(shown.shades.to(self._config.device)), shown.targets.to(self._config.device)
        loss = nn.functional.cross_entropy(logits, targets)
        if shown.step % _LOG_EVERY == 0:
            right = (logits.argmax(1) == targets.argmax(1))[targets.amax(1) == 1].float().mean()
            self._log(
                step=shown.step,
                of=len(self._stages),
                side=self._stages[shown.step].side,
                loss=round(float(loss.detach()), 4),
                right=round(float(right), 3),
            )
        return loss

    def rate(self, at: Progress) -> float:
        """Set a short rise, then half a cosine to nearly nothing; less for small batches, by the square root rule."""
        largest = max(stage.batch for stage in self._config.stages)
        share = math.sqrt(self._stages[at.steps].batch / largest)
        warm = min(1.0, (at.steps + 1) / 100)
        pace = share * warm * (0.5 + 0.5 * math.cos(math.pi * at.steps / len(self._stages)))
        return self._config.learning_rate * pace


def finish(config: TrainConfig, network: ModalityNet) -> Path:
    """Fit the temperature on sites of their own; write the weights in half precision and their config."""
    predictor = Predictor(TorchRuntime(network, NETWORK, config.device))
    logits, labels = ask_for_temperature(config.data, config.seed, config.out, predictor.logits)
    answer = ModalityConfig(temperature=round(fit_temperature(logits, labels), 4))
    folder = config.out / "weights"
    write_weights(network.resnet, answer, folder)
    facts = config.model_dump(mode="json", exclude={"data", "out", "start", "device"})
    facts |= {"went_on_from_an_earlier_run": config.start is not None, "temperature": answer.temperature}
    write_whole(folder / "metrics.json", json.dumps({"trained": facts}, indent=1) + "\n")
    return folder


Ask = Callable[[NDArray[np.uint8]], Logits]


def ask_for_temperature(data: Path, seed: int, out: Path, ask: Ask) -> tuple[Logits, NDArray[np.int64]]:
    """Collect (n, 3) logits and (n,) labels of the sites for the temperature: worn pictures, and scenes as they are."""
    bank = make_bank(data, "calibrate", _CALIBRATE, seed + 1, out)
    known = bank.labels != OUT_OF_DISTRIBUTION
    scenes = list(draw_imagery(data, "calibrate", seed))
    logits = [
        ask(bank.pictures[known]),
        *(ask(one.views).mean(axis=0)[None] for one in scenes),
    ]
    labels = [bank.labels[known], [NETWORK_CLASSES.index(one.label) for one in scenes if one.label]]
    return np.concatenate(logits), np.concatenate(labels).astype(np.int64)


def _group_parameters(network: nn.Module, decay: float) -> list[dict[str, object]]:
    """Let weights of convolutions and the head decay; biases and normalisation do not."""
    matrices = [weight for weight in network.parameters() if weight.ndim > 1]
    rest = [weight for weight in network.parameters() if weight.ndim <= 1]
    return [{"params": matrices, "weight_decay": decay}, {"params": rest, "weight_decay": 0.0}]


def _draw_batch(bank: Bank, stage: Stage, random: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Draw (n, 3, side, side) shades of 0–1, cut out, turned and mirrored, and (n, 3) shares of the classes."""
    chosen = np.sort(random.choice(len(bank.labels), stage.batch, replace=False))
    pictures = np.stack([_cut(bank.pictures[number], stage.side, random) for number in chosen])
    shades = torch.from_numpy(pictures).permute(0, 3, 1, 2).float().div_(255)
    labels = torch.from_numpy(bank.labels[chosen])
    targets = nn.functional.one_hot(labels.clamp(max=OUT_OF_DISTRIBUTION - 1), OUT_OF_DISTRIBUTION).float()
    targets[labels == OUT_OF_DISTRIBUTION] = 1 / OUT_OF_DISTRIBUTION
    return shades.contiguous(memory_format=torch.channels_last), targets


def _cut(picture: NDArray[np.uint8], side: int, random: np.random.Generator) -> NDArray[np.uint8]:
    for _ in range(_TRIES):
        top, left = random.integers(picture.shape[0] - side + 1, size=2)
        part = picture[top : top + side, left : left + side]
        if part.std(axis=(0, 1)).max() >= _FAINTEST:
            break
    turned = np.rot90(part, int(random.integers(4)))
    return np.ascontiguousarray(turned[:, ::-1] if random.random() < 0.5 else turned)


if __name__ == "__main__":
    main()
