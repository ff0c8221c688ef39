"""The one loop by which every room learns: it resumes, sets the pace, averages the weights and stops early.

A room hands in its network, an optimiser and a `Lesson`: batches, a loss, a learning rate and, where it has one, a
judge. A run that was stopped goes on from its last checkpoint.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Generic, NamedTuple, TypeVar

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from models.learning.training import RunLog

Batch = TypeVar("Batch")
CHECKPOINT = "checkpoint.pt"
_AVERAGE = 0.998  # of the mean of the weights


@dataclass
class Progress:
    """How far a run is."""

    epoch: int = 0
    steps: int = 0  # of the optimiser, in all
    passes: float = 0.0  # epochs, with the part of the one that is going on
    share: float = 0.0  # of the whole way
    best: float = -1.0
    waited: int = 0  # epochs since the best


@dataclass(frozen=True)
class Plan:
    """Where a run leaves its checkpoint and log, and when it ends."""

    out: Path
    epochs: int | None = None
    """How many at most; without it the run ends when there are no more batches."""
    patience: int | None = None
    """Epochs without gain after which it stops."""
    hours: float = 0.0
    """If given, the way is so long, and the last epoch may be cut short."""
    clip: float = 2.0
    """The largest norm of a gradient."""
    workers: int = 0
    """Processes that make batches ready, so that a GPU need not wait."""


class Judge(NamedTuple):
    """Scores the mean of the weights after each epoch, and keeps the best."""

    score: Callable[[nn.Module], dict[str, float]]
    """Gives figures for the log."""
    gain: Callable[[dict[str, float]], float]
    """Makes one number of them, the larger the better."""
    keep: Callable[[nn.Module], None]


@dataclass(frozen=True)
class Lesson(Generic[Batch]):
    """What is particular to a room's training."""

    batches: Callable[[Progress], tuple[int, Callable[[int], Batch]]]
    """Tells how many batches the next epoch has, and makes each of them by its number; none ends the run."""
    loss: Callable[[Batch], Tensor]
    rate: Callable[[Progress], float]
    """Gives the learning rate; a group of parameters may take a share of it, its `pace`."""
    judge: Judge | None = None
    """Without it, the network is left as the last step made it, and no mean is taken."""


def fit(network: nn.Module, optimiser: torch.optim.Optimizer, lesson: Lesson[Any], plan: Plan) -> None:
    """Train the network in place, with a checkpoint after each epoch; the judge keeps what is best."""
    run, log = _Run(network, optimiser, lesson, plan), RunLog(plan.out / "train.jsonl")
    while not run.is_over():
        count, make = lesson.batches(run.at)
        if not count:
            break
        loss = run.learn(make_ahead(make, count, plan.workers), count)
        scores = run.judge()
        run.save()
        if scores:
            rounded = {name: round(value, 4) for name, value in scores.items()}
            log(epoch=run.at.epoch, of=plan.epochs, loss=round(loss, 4), **rounded)


@dataclass
class _Run:
    """A network that learns, the mean of its weights, and how far it is."""

    network: nn.Module
    optimiser: torch.optim.Optimizer
    lesson: Lesson[Any]
    plan: Plan
    at: Progress = field(default_factory=Progress)
    mean: AveragedModel | None = None

    def __post_init__(self) -> None:
        if self.lesson.judge is not None:
            self.mean = average_weights(self.network)
        self._resume()

    def is_over(self) -> bool:
        """Tell whether the epochs, the patience or the hours are used up."""
        plan, at = self.plan, self.at
        if plan.patience is not None and at.waited >= plan.patience:
            return True
        return at.share >= 1 or (plan.epochs is not None and at.epoch >= plan.epochs)

    def learn(self, batches: Iterable[Any], count: int) -> float:
        """Take one epoch's steps and return the mean loss."""
        self.network.train()
        before, total, began = self.at.steps, torch.zeros((), device=_device_of(self.network)), monotonic()
        for step, batch in enumerate(batches):
            total += self._step(batch)
            self.at.steps += 1
            self.at.passes = self.at.epoch + (step + 1) / count
            if self.plan.hours:
                now = monotonic()
                self.at.share, began = self.at.share + (now - began) / (3600 * self.plan.hours), now
                if self.at.share >= 1:
                    break
            elif self.plan.epochs:
                self.at.share = self.at.passes / self.plan.epochs
        self.at.epoch += 1
        self.at.passes = self.at.epoch
        return float(total) / (self.at.steps - before)

    def _step(self, batch: Any) -> Tensor:
        rate = self.lesson.rate(self.at)
        for group in self.optimiser.param_groups:
            group["lr"] = rate * group.get("pace", 1.0)
        loss = self.lesson.loss(batch)
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), self.plan.clip)
        self.optimiser.step()
        if self.mean is not None:
            self.mean.update_parameters(self.network)
        return loss.detach()

    def judge(self) -> dict[str, float]:
        """Score the mean of the weights, and keep them where they are the best so far."""
        if self.lesson.judge is None or self.mean is None:
            return {}
        scores = self.lesson.judge.score(self.mean.module)
        gained = self.lesson.judge.gain(scores)
        self.at.waited = 0 if gained > self.at.best else self.at.waited + 1
        if not self.at.waited:
            self.at.best = gained
            self.lesson.judge.keep(self.mean.module)
        return scores

    def save(self) -> None:
        """Write the checkpoint."""
        path = self.plan.out / CHECKPOINT
        unfinished = path.with_suffix(".part")
        state = {name: part.state_dict() for name, part in self._parts().items()}
        torch.save(state | {"at": vars(self.at)}, unfinished)
        unfinished.replace(path)

    def _resume(self) -> None:
        path = self.plan.out / CHECKPOINT
        if not path.is_file():
            return
        found = torch.load(path, map_location="cpu", weights_only=True)
        if "at" not in found:
            raise ValueError(f"{path} was left by an older version; move it away, or go on with that version")
        for name, part in self._parts().items():
            part.load_state_dict(found[name])
        self.at = Progress(**found["at"])
        self.at.passes = self.at.epoch
        if self.plan.epochs and not self.plan.hours:
            self.at.share = self.at.epoch / self.plan.epochs

    def _parts(self) -> dict[str, Any]:
        parts: dict[str, Any] = {"network": self.network, "optimiser": self.optimiser}
        return parts if self.mean is None else parts | {"mean": self.mean}


def average_weights(network: nn.Module) -> AveragedModel:
    """Hold the mean of a network's weights over its last steps (Polyak and Juditsky 1992)."""
    return AveragedModel(network, multi_avg_fn=_move_mean, use_buffers=True)


def _move_mean(mean: Any, now: Any, count: Any) -> None:
    """Move a list of tensors towards what they are now: fast at first, then slowly."""
    if not mean[0].is_floating_point():
        torch._foreach_copy_(mean, now)
        return
    torch._foreach_lerp_(mean, now, 1 - min(_AVERAGE, (1 + float(count)) / (10 + float(count))))


@contextmanager
def freeze_normalisation(network: nn.Module) -> Iterator[None]:
    """Normalise by what whole tiles showed: what is shown now is too unlike them to count."""
    layers = [layer for layer in network.modules() if isinstance(layer, nn.BatchNorm2d)]
    for layer in layers:
        layer.eval()
    yield
    for layer in layers:
        layer.train()


def make_ahead(make: Callable[[int], Batch], count: int, workers: int) -> Iterable[Batch]:
    """Make batches 0 to `count` − 1 in order, by so many processes while others are learned from, if any."""
    if not workers:
        return map(make, range(count))
    from torch.utils.data import DataLoader

    steps: Any = _Made(make, count)
    return DataLoader(steps, batch_size=None, num_workers=workers, prefetch_factor=4)


class _Made:
    """What `make` gives, as a dataset of batches."""

    def __init__(self, make: Callable[[int], Any], count: int) -> None:
        self._make, self._count = make, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, step: int) -> Any:
        return self._make(step)


def _device_of(network: nn.Module) -> torch.device:
    return next(network.parameters()).device
