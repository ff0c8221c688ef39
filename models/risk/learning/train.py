"""Train the risk network: `python -m models.risk.learning.train --seasons seasons.npz --out DIR`.

Tiles of simulated farmland, drawn once; the encoder begins from the cloud network of ukis-csmask. What users lack is
taken away at random. The mean of the weights over the last steps is what is kept (Polyak and Juditsky 1992). A run that
was stopped goes on from its last checkpoint; it stops early where the years for validation no longer gain.
"""

import logging
import math
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from models.arrays import Whole
from models.field.conditioning import EVERYTHING, IMAGE_ONLY
from models.learning.fit import Judge, Lesson, Plan, Progress, fit, freeze_normalisation
from models.learning.training import check_extra, config_from_flags, seed_all
from models.learning.weights import write_weights
from models.risk.config import RiskConfig
from models.risk.learning.batches import Batch, augment_batch, cut_single_fields, cut_square
from models.risk.learning.data import Tiles, count_held_tiles, find_rare, make_tiles
from models.risk.learning.losses import compute_focal, compute_loss
from models.risk.learning.resampling import add_smote_tiles, make_smote_features, oversample
from models.risk.learning.scores import answer_pixels, compute_kappa, write_calibration
from models.risk.learning.settings import TrainConfig
from models.risk.learning.start import start_network
from models.risk.network import RiskNet, load_network

Shown = tuple[Batch, Batch]
_SIDES, _OFTEN = (64, 96), (0.85, 0.15)  # pixels a side of what is shown
_VALIDATED = 400  # tiles, after each epoch
_ALONE = 0.5  # weight of the loss of fields that are shown alone
_SLOWER = 0.5  # learning rate of what has seen land before


def main() -> None:
    """Run it from the command line."""
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
    network = (load_network(config.start) if config.start else start_network(answer, tiles)).to(config.device)
    course = _Course(network, tiles, numbers, config)

    def score(mean: nn.Module) -> dict[str, float]:
        return {
            name: compute_kappa(answer_pixels(mean, held.select(slice(_VALIDATED)), known, answer))
            for name, known in (("kappa", EVERYTHING), ("kappa_image", IMAGE_ONLY))
        }

    judge = Judge(
        score,
        lambda scores: sum(scores.values()),
        lambda mean: write_weights(mean, network.config, config.out / "weights"),
    )
    plan = Plan(config.out, config.epochs, config.patience, config.hours, workers=config.workers)
    fit(network, _make_optimiser(network, config), Lesson(course.batches, course.loss, course.rate, judge), plan)
    write_calibration(config.out / "weights", held, knowns)
    return config.out / "weights"


def _resample(tiles: Tiles, config: TrainConfig) -> tuple[Tiles, Whole]:
    """Choose what is learned from, and the numbers of an epoch."""
    if config.rare:
        tiles = tiles.select(find_rare(tiles))
    if config.resampling == "smote-tiles":
        tiles = add_smote_tiles(tiles, config.smote_to, config.smote_neighbours, config.seed)
    if config.resampling == "none":
        return tiles, np.arange(len(tiles))
    return tiles, oversample(tiles, config.oversample_to)


def _make_optimiser(network: RiskNet, config: TrainConfig) -> torch.optim.Optimizer:
    seen = [*network.encoder.parameters()]
    known = {id(parameter) for parameter in seen}
    rest = [parameter for parameter in network.parameters() if id(parameter) not in known]
    groups = [{"params": seen, "pace": _SLOWER}, {"params": rest, "pace": 1.0}]
    return torch.optim.AdamW(groups, config.learning_rate, weight_decay=config.weight_decay)


class _Course:
    """What is learned from, and the loss of it."""

    def __init__(self, network: RiskNet, tiles: Tiles, numbers: Whole, config: TrainConfig) -> None:
        self._network, self._tiles, self._numbers, self._config = network, tiles, numbers, config
        self._random = np.random.default_rng(config.seed)

    def batches(self, at: Progress) -> tuple[int, Callable[[int], Shown]]:
        """Take all tiles in an order of the epoch's own."""
        self._random = np.random.default_rng((self._config.seed, at.epoch))
        order = self._random.permutation(self._numbers)
        make = partial(_draw_batch, self._config, self._network.config, self._tiles, order, at.epoch)
        return -(-len(order) // self._config.batch), make

    def loss(self, shown: Shown) -> Tensor:
        """Add up the losses of tiles, of fields apart, and of features that were made up."""
        network, config = self._network, self._config
        batch, fields = (part.to(config.device) for part in shown)
        features = network.compute_features(batch.image, batch.whole, batch.cells)
        loss = compute_loss(network.apply_heads(features), batch, config, network.config.cuts)
        if len(fields.whole):
            with freeze_normalisation(network):
                answer = network(fields.image, fields.whole, fields.cells)
            loss = loss + _ALONE * compute_loss(answer, fields, config, network.config.cuts)
        if config.resampling == "smote-features":
            loss = loss + self._compute_made_up_loss(make_smote_features(features, batch.classes, config, self._random))
        return loss

    def _compute_made_up_loss(self, features: Tensor) -> Tensor:
        if not len(features):
            return features.sum()
        logits = self._network.apply_heads(features.T[None, :, :, None]).classes[0, :, :, 0].T
        return 0.1 * compute_focal(logits, logits.new_ones(len(features), dtype=torch.long), self._config)

    def rate(self, at: Progress) -> float:
        """Take half a cosine after a short rise."""
        pace = max(0.5 + 0.5 * math.cos(math.pi * min(at.share, 1)), 0.01) * min(1, 0.05 + at.share / 0.02)
        return self._config.learning_rate * pace


def _draw_batch(config: TrainConfig, answer: RiskConfig, tiles: Tiles, order: Whole, epoch: int, step: int) -> Shown:
    """Draw what one step learns from: tiles, and pieces of fields apart."""
    random = np.random.default_rng((config.seed, epoch, step))
    chosen = order[step * config.batch : (step + 1) * config.batch]
    batch = augment_batch(random, tiles, chosen, answer, config.augmentation)
    return cut_square(random, batch, int(random.choice(_SIDES, p=_OFTEN))), cut_single_fields(random, batch)


if __name__ == "__main__":
    main()
