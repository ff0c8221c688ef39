"""Train the risk network: `python -m models.risk.learning.train --seasons seasons.npz --out DIR`.

Tiles of simulated farmland, drawn once; the encoder begins from the cloud network of ukis-csmask. What users lack is
taken away at random. The mean of the weights over the last steps is what is kept (Polyak and Juditsky 1992). A run that
was stopped goes on from its last checkpoint; it stops early where the years for validation no longer gain.
"""

import logging
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save
from torch import Tensor, nn

from models.arrays import Whole
from models.checkpoints import CHECKPOINT_FILES
from models.field.conditioning import EVERYTHING, IMAGE_ONLY
from models.files import write_whole
from models.learning.training import RunLog, ahead, check_extra, config_from_flags, mean_of, seed_all, steady
from models.risk.config import RiskConfig
from models.risk.learning.batches import Batch, augment_batch, cut_single_fields, cut_square
from models.risk.learning.data import Tiles, count_held_tiles, find_rare, make_tiles
from models.risk.learning.losses import compute_focal, compute_loss
from models.risk.learning.resampling import add_smote_tiles, make_smote_features, oversample
from models.risk.learning.scores import answer_pixels, compute_kappa, write_calibration
from models.risk.learning.settings import TrainConfig
from models.risk.learning.start import start_network
from models.risk.network import RiskNet, load_network

CHECKPOINT = "checkpoint.pt"
_SIDES, _OFTEN = (64, 96), (0.85, 0.15)  # pixels a side of what is shown
_VALIDATED = 400  # tiles, after each epoch
_ALONE = 0.5  # weight of the loss of fields that are shown alone
_SLOWER = 0.5  # learning rate of what has seen land before


@dataclass
class Progress:
    """How far a run is."""

    epoch: int = 0
    choose_best: float = -1.0
    waited: int = 0
    share: float = 0.0  # of the whole way


def main() -> None:
    """The command line."""
    logging.basicConfig(format="%(message)s")
    logging.getLogger("models").setLevel(logging.INFO)
    config = config_from_flags(TrainConfig)
    check_extra("aquacrop", "prosail", "onnx", "imblearn", "sklearn")
    train(config)


def train(config: TrainConfig, knowns: Iterable[frozenset[str]] | None = None) -> Path:
    """Train, with `checkpoint.pt` in `config.out` on the way, and leave the folder of weights there.

    Answers are made readable for all that may be known together, or for these.
    """
    seed_all(config.seed)
    drawn = config.drawn or config.out
    tiles = make_tiles(config.seasons, "train", config.tiles, config.seed, drawn)
    held = make_tiles(config.seasons, "calibrate", count_held_tiles(config.tiles), config.seed + 1, drawn)
    tiles, numbers = _resample(tiles, config)
    answer = RiskConfig(encoder=config.encoder, attention=config.attention, dropout=config.dropout)
    run = _Run(load_network(config.start) if config.start else start_network(answer, tiles), config)
    while run.at.epoch < config.epochs and run.at.waited < config.patience and run.at.share < 1:
        random = np.random.default_rng((config.seed, run.at.epoch))
        mean_loss = run.epoch(random, tiles, random.permutation(numbers))
        scores = {
            name: compute_kappa(answer_pixels(run.mean, held.select(slice(_VALIDATED)), known, answer))
            for name, known in (("kappa", EVERYTHING), ("kappa_image", IMAGE_ONLY))
        }
        run.keep(sum(scores.values()))
        run.log(epoch=run.at.epoch, select=config.epochs, loss=round(mean_loss, 4), **_round_scores(scores))
    write_calibration(config.out / "weights", held, knowns)
    return config.out / "weights"


def _resample(tiles: Tiles, config: TrainConfig) -> tuple[Tiles, Whole]:
    """What is learned from, and the numbers of an epoch."""
    if config.rare:
        tiles = tiles.select(find_rare(tiles))
    if config.resampling == "smote-tiles":
        tiles = add_smote_tiles(tiles, config.smote_to, config.smote_neighbours, config.seed)
    if config.resampling == "none":
        return tiles, np.arange(len(tiles))
    return tiles, oversample(tiles, config.oversample_to)


class _Run:
    """A network that learns, the mean of its weights, and where both are kept."""

    def __init__(self, network: RiskNet, config: TrainConfig) -> None:
        self.config, self.at = config, Progress()
        self.network = network.to(config.device)
        self.mean = mean_of(self.network)
        seen = [*self.network.encoder.parameters()]
        known = {id(parameter) for parameter in seen}
        rest = [parameter for parameter in self.network.parameters() if id(parameter) not in known]
        groups = [{"params": seen, "pace": _SLOWER}, {"params": rest, "pace": 1.0}]
        self.optimiser = torch.optim.AdamW(groups, config.learning_rate, weight_decay=config.weight_decay)
        self.log, self._path = RunLog(config.out / "train.jsonl"), config.out / CHECKPOINT
        self._resume()

    def epoch(self, random: np.random.Generator, tiles: Tiles, order: Whole) -> float:
        """One pass over these tiles; returns the mean loss."""
        config, total = self.config, torch.zeros((), device=self.config.device)
        steps = -(-len(order) // config.batch)
        self.network.train()
        began = time.monotonic()
        for step, shown in enumerate(ahead(partial(self._shown, tiles, order), steps, config.workers)):
            self._pace(self.at.share)
            batch, fields = (part.to(config.device) for part in shown)
            features = self.network.compute_features(batch.image, batch.whole, batch.cells)
            loss = compute_loss(self.network.apply_heads(features), batch, config, self.network.config.cuts)
            if len(fields.whole):
                with steady(self.network):
                    answer = self.network(fields.image, fields.whole, fields.cells)
                loss = loss + _ALONE * compute_loss(answer, fields, config, self.network.config.cuts)
            if config.resampling == "smote-features":
                loss = loss + self._of_made_up(make_smote_features(features, batch.classes, config, random))
            self.optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(self.network.parameters(), 2.0)
            self.optimiser.step()
            self.mean.update_parameters(self.network)
            total += loss.detach()
            if config.hours:
                now = time.monotonic()
                self.at.share, began = self.at.share + (now - began) / (3600 * config.hours), now
            else:
                self.at.share = (self.at.epoch + (step + 1) / steps) / config.epochs
            if config.hours and self.at.share >= 1:
                break
        self.at.epoch += 1
        return float(total) / (step + 1)

    def _shown(self, tiles: Tiles, order: Whole, step: int) -> tuple[Batch, Batch]:
        """What one step learns from: tiles, and pieces of fields apart."""
        config = self.config
        random = np.random.default_rng((config.seed, self.at.epoch, step))
        chosen = order[step * config.batch : (step + 1) * config.batch]
        batch = augment_batch(random, tiles, chosen, self.network.config, config.augmentation)
        return cut_square(random, batch, int(random.choice(_SIDES, p=_OFTEN))), cut_single_fields(random, batch)

    def _of_made_up(self, features: Tensor) -> Tensor:
        if not len(features):
            return features.sum()
        logits = self.network.apply_heads(features.T[None, :, :, None]).classes[0, :, :, 0].T
        return 0.1 * compute_focal(logits, logits.new_ones(len(features), dtype=torch.long), self.config)

    def _pace(self, share: float) -> None:
        """Half a cosine after a short rise."""
        pace = max(0.5 + 0.5 * math.cos(math.pi * min(share, 1)), 0.01) * min(1, 0.05 + share / 0.02)
        for group in self.optimiser.param_groups:
            group["lr"] = self.config.learning_rate * pace * group["pace"]

    def keep(self, gained: float) -> None:
        """Write a checkpoint, and the weights where they are the best so far."""
        self.at.waited = 0 if gained > self.at.choose_best else self.at.waited + 1
        if not self.at.waited:
            self.at.choose_best = gained
            write_weights(self.mean.module, self.network.config, self.config.out / "weights")
        parts: dict[str, Any] = {"network": self.network, "mean": self.mean, "optimiser": self.optimiser}
        state = {name: part.state_dict() for name, part in parts.items()}
        partial = self._path.with_suffix(".part")
        torch.save(state | {"at": vars(self.at)}, partial)
        partial.replace(self._path)

    def _resume(self) -> None:
        if not self._path.is_file():
            return
        found = torch.load(self._path, map_location="cpu", weights_only=True)
        parts: tuple[tuple[str, Any], ...] = (
            ("network", self.network), ("mean", self.mean), ("optimiser", self.optimiser),
        )  # fmt: skip
        for name, part in parts:
            part.load_state_dict(found[name])
        self.at = Progress(**found["at"])
        if not self.config.hours:
            self.at.share = self.at.epoch / self.config.epochs


def write_weights(network: nn.Module, answer: RiskConfig, folder: Path) -> None:
    """In half precision; running statistics stay as they are, for their small values matter."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        name: (value.half() if value.ndim > 1 else value).detach().cpu().contiguous()
        for name, value in network.state_dict().items()
    }
    write_whole(folder / CHECKPOINT_FILES[0], save(tensors))
    write_whole(folder / CHECKPOINT_FILES[1], answer.model_dump_json(indent=1) + "\n")


def _round_scores(scores: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in scores.items()}


if __name__ == "__main__":
    main()
