"""Train the modality network from scratch: `python -m models.modality.learning.train --data ../shared/data --out DIR`.

Small cut-outs first, whole pictures of 224 pixels at the end: what tells the modalities apart is mostly grain and
colour, which a cut-out of 64 pixels shows as well at a twelfth of the cost. Strangers, pictures of no modality, are
answered with "all three alike" (outlier exposure, Hendrycks et al. 2019). A run that was stopped goes on from its last
checkpoint.
"""

import json
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, field_validator
from safetensors.torch import save
from torch import Tensor, nn

from models.calibration import fit_temperature
from models.files import write_whole
from models.learning.training import RunLog, check_extra, config_from_flags, seed_all
from models.modality.config import ModalityConfig
from models.modality.confirm import NETWORK_CLASSES
from models.modality.learning.data import STRANGER, Bank, make_bank
from models.modality.learning.judge_set import imagery
from models.modality.network import ModalityNet
from models.modality.predict import Predictor
from models.modality.runtime import Logits, TorchRuntime

CHECKPOINT = "checkpoint.pt"
SAVE_EVERY = 200
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
    """The command line."""
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
    optimiser = torch.optim.AdamW(_groups(network, config.weight_decay), config.learning_rate)
    steps = _steps(config.stages)
    log, path = RunLog(config.out / "train.jsonl"), config.out / CHECKPOINT
    done = _resume(network, optimiser, path)
    if not done and config.start is not None:
        network.load_state_dict(torch.load(config.start, map_location="cpu", weights_only=True)["network"])
    network.train()
    for step, (stage, share) in enumerate(steps):
        if step < done:
            continue
        for group in optimiser.param_groups:
            group["lr"] = config.learning_rate * _pace(step, len(steps), share)
        shades, targets = _batch(bank, stage, np.random.default_rng((config.seed, step)))
        logits = network(shades.to(config.device))
        loss = nn.functional.cross_entropy(logits, targets.to(config.device))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        if step % 20 == 0:
            right = (logits.argmax(1) == targets.argmax(1).to(config.device))[targets.amax(1) == 1].float().mean()
            log(
                step=step,
                of=len(steps),
                side=stage.side,
                loss=round(float(loss.detach()), 4),
                right=round(float(right), 3),
            )
        if step % SAVE_EVERY == SAVE_EVERY - 1 or step == len(steps) - 1:
            _save(network, optimiser, step + 1, path)
    return finish(config, network)


def finish(config: TrainConfig, network: ModalityNet) -> Path:
    """Fit the temperature on sites of their own; write the weights in half precision and their config."""
    predictor = Predictor(TorchRuntime(network.eval(), config.device))
    logits, labels = told_apart(config.data, config.seed, config.out, predictor.logits)
    answer = ModalityConfig(temperature=round(fit_temperature(logits, labels), 4))
    folder = config.out / "weights"
    folder.mkdir(exist_ok=True)
    tensors = {name: _halved(value) for name, value in network.resnet.state_dict().items()}
    write_whole(folder / "model.safetensors", save(tensors))
    write_whole(folder / "config.json", answer.model_dump_json(indent=1) + "\n")
    facts = config.model_dump(mode="json", exclude={"data", "out", "start", "device"})
    facts |= {"went_on_from_an_earlier_run": config.start is not None, "temperature": answer.temperature}
    write_whole(folder / "metrics.json", json.dumps({"trained": facts}, indent=1) + "\n")
    return folder


Judge = Callable[[NDArray[np.uint8]], Logits]


def told_apart(data: Path, seed: int, out: Path, judge: Judge) -> tuple[Logits, NDArray[np.int64]]:
    """(n, 3) logits and (n,) labels of the sites for the temperature: worn pictures, and scenes as they are."""
    bank = make_bank(data, "calibrate", _CALIBRATE, seed + 1, out)
    known = bank.labels != STRANGER
    scenes = list(imagery(data, "calibrate", seed))
    logits = [
        judge(bank.pictures[known]),
        *(judge(one.views).mean(axis=0)[None] for one in scenes),
    ]
    labels = [bank.labels[known], [NETWORK_CLASSES.index(one.label) for one in scenes if one.label]]
    return np.concatenate(logits), np.concatenate(labels).astype(np.int64)


def _halved(value: Tensor) -> Tensor:
    """Half precision for what is large; the running statistics stay as they are, for their small values matter."""
    is_large = value.ndim > 1
    return (value.half() if is_large else value).detach().cpu().contiguous()


def _steps(stages: tuple[Stage, ...]) -> list[tuple[Stage, float]]:
    """Each step's stage, and the share of the learning rate that its batch size allows (square root rule)."""
    largest = max(stage.batch for stage in stages)
    return [(stage, math.sqrt(stage.batch / largest)) for stage in stages for _ in range(stage.pictures // stage.batch)]


def _pace(step: int, steps: int, share: float) -> float:
    """A short rise, then half a cosine to nearly nothing."""
    warm = min(1.0, (step + 1) / 100)
    return share * warm * (0.5 + 0.5 * math.cos(math.pi * step / steps))


def _groups(network: nn.Module, decay: float) -> list[dict[str, object]]:
    """Weights of convolutions and the head decay; biases and normalisation do not."""
    matrices = [weight for weight in network.parameters() if weight.ndim > 1]
    rest = [weight for weight in network.parameters() if weight.ndim <= 1]
    return [{"params": matrices, "weight_decay": decay}, {"params": rest, "weight_decay": 0.0}]


def _batch(bank: Bank, stage: Stage, random: np.random.Generator) -> tuple[Tensor, Tensor]:
    """(n, 3, side, side) shades of 0–1, cut out, turned and mirrored, and (n, 3) shares of the classes."""
    chosen = np.sort(random.choice(len(bank.labels), stage.batch, replace=False))
    pictures = np.stack([_cut(bank.pictures[number], stage.side, random) for number in chosen])
    shades = torch.from_numpy(pictures).permute(0, 3, 1, 2).float().div_(255)
    labels = torch.from_numpy(bank.labels[chosen])
    targets = nn.functional.one_hot(labels.clamp(max=STRANGER - 1), STRANGER).float()
    targets[labels == STRANGER] = 1 / STRANGER
    return shades.contiguous(memory_format=torch.channels_last), targets


def _cut(picture: NDArray[np.uint8], side: int, random: np.random.Generator) -> NDArray[np.uint8]:
    for _ in range(_TRIES):
        top, left = random.integers(picture.shape[0] - side + 1, size=2)
        part = picture[top : top + side, left : left + side]
        if part.std(axis=(0, 1)).max() >= _FAINTEST:
            break
    turned = np.rot90(part, int(random.integers(4)))
    return np.ascontiguousarray(turned[:, ::-1] if random.random() < 0.5 else turned)


def _save(network: nn.Module, optimiser: torch.optim.Optimizer, done: int, path: Path) -> None:
    partial = path.with_suffix(".part")
    torch.save({"network": network.state_dict(), "optimiser": optimiser.state_dict(), "done": done}, partial)
    partial.replace(path)


def _resume(network: nn.Module, optimiser: torch.optim.Optimizer, path: Path) -> int:
    if not path.is_file():
        return 0
    found = torch.load(path, map_location="cpu", weights_only=True)
    network.load_state_dict(found["network"])
    optimiser.load_state_dict(found["optimiser"])
    return int(found["done"])


if __name__ == "__main__":
    main()
