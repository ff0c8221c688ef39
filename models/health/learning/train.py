"""Train the health network: `python -m models.health.learning.train --seasons seasons.npz --out DIR`.

Tiles of simulated farmland, drawn once. What users lack is taken away at random: bands, sensors, what is known of the
place, one by one and all together. The mean of the weights over the last steps is what is kept. A run that was stopped
goes on from its last checkpoint; it stops early where the years for validation no longer gain.
"""

import logging
import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import cast

import numpy as np
import torch
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor, nn
from torch.utils.data import WeightedRandomSampler

from models.arrays import Doubles, Whole
from models.calibration import find_median_class, fit_conformal_threshold, fit_temperature, softmax
from models.checkpoints import CHECKPOINT_FILES
from models.field.conditioning import EVERYTHING, IMAGE_ONLY, join_groups, list_combinations
from models.files import write_whole
from models.health.config import CUTS, Calibration, HealthConfig, read_config
from models.health.learning.batches import Truth, cut_single_parcels, degrade, hide_inputs, load_batch, turn_batch
from models.health.learning.crop_layer import fit_crop_layer
from models.health.learning.data import Tiles, make_tiles
from models.health.network import Answer, HealthNet, Inputs, load_network
from models.learning.fit import Judge, Lesson, Plan, Progress, fit, freeze_normalisation
from models.learning.training import check_extra, config_from_flags, seed_all
from models.learning.weights import write_weights

Shown = tuple[Inputs, Truth, Inputs, Truth]
"""What one step learns from: tiles and their truth, pieces of parcels apart and theirs."""


class TrainConfig(BaseModel):
    """Train the health network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seasons: Path = Field(description="seasons that `models.simulation.seasons` grew")
    out: Path = Field(description="where tiles, checkpoint, log and weights go")
    tiles: int = Field(default=10_000, gt=0, description="tiles to learn from")
    epochs: int = Field(default=40, gt=0, description="at most")
    patience: int = Field(default=8, gt=0, description="epochs without gain before it stops")
    batch: int = Field(default=16, gt=0, description="tiles at once")
    learning_rate: float = Field(default=2e-3, gt=0, description="at the top of half a cosine")
    weight_decay: float = Field(default=0.02, ge=0, description="of AdamW")
    focus: float = Field(default=1.0, ge=0, description="gamma of the focal loss (Lin et al. 2017)")
    balance: float = Field(default=0.5, ge=0, le=1, description="0 tiles as drawn, 1 all classes alike")
    start: Path | None = Field(default=None, description="a folder of weights to start from")
    seed: int = Field(default=1, ge=0, description="of tiles, weights and order")
    device: str = Field(default="cpu", description="cpu or cuda")
    bfloat16: bool = Field(default=False, description="learn in it: faster on new processors and on a GPU")
    workers: int = Field(default=0, ge=0, description="processes that make batches ready, so that a GPU need not wait")


def main() -> None:
    """Run it from the command line."""
    logging.basicConfig(format="%(message)s")
    logging.getLogger("models").setLevel(logging.INFO)
    config = config_from_flags(TrainConfig)
    check_extra("aquacrop", "pandas", "prosail", "pyrsr", "sklearn")
    train(config)


def train(config: TrainConfig) -> Path:
    """Train, with `checkpoint.pt` in `config.out` on the way, and leave the folder of weights there."""
    seed_all(config.seed)
    tiles = make_tiles(config.seasons, "train", config.tiles, config.seed, config.out)
    held = make_tiles(config.seasons, "calibrate", max(64, config.tiles // 10), config.seed + 1, config.out)
    answer = read_config(config.start).model_copy(update={"calibration": {}}) if config.start else HealthConfig()
    network = (load_network(config.start) if config.start else HealthNet(answer)).to(config.device)
    optimiser = torch.optim.AdamW(network.parameters(), config.learning_rate, weight_decay=config.weight_decay)
    weights = _weigh_tiles(tiles, config.balance)

    def batches(at: Progress) -> tuple[int, Callable[[int], Shown]]:
        generator = torch.Generator().manual_seed(config.seed * 1000 + at.epoch)
        order = np.array(list(WeightedRandomSampler(weights, len(tiles), generator=generator)))
        return -(-len(tiles) // config.batch), partial(_draw_batch, config, tiles, order, at.epoch)

    lesson = Lesson(
        batches,
        loss=lambda shown: _add_losses(network, shown, config),
        rate=lambda at: _set_rate(at, config),
        judge=Judge(
            lambda mean: validate(cast(HealthNet, mean), held),
            lambda scores: scores["macro_f1"] + scores["picture_macro_f1"],
            lambda mean: write_weights(mean, answer, config.out / "weights"),
        ),
    )
    fit(network, optimiser, lesson, Plan(config.out, config.epochs, config.patience, workers=config.workers))
    best_network = load_network(config.out / "weights")
    fit_crop_layer(best_network, tiles, config.seed)
    write_weights(best_network, answer, config.out / "weights")
    write_calibration(config.out / "weights", held)
    return config.out / "weights"


def _set_rate(at: Progress, config: TrainConfig) -> float:
    """Take half a cosine after a rise of 200 steps."""
    pace = 0.5 + 0.5 * math.cos(math.pi * at.passes / config.epochs)
    return config.learning_rate * max(pace, 0.01) * min(1, (at.steps + 1) / 200)


def _draw_batch(config: TrainConfig, tiles: Tiles, order: Whole, epoch: int, step: int) -> Shown:
    """Draw what one step learns from: tiles, and pieces of parcels apart."""
    random = np.random.default_rng((config.seed, epoch, step))
    batch = load_batch(tiles, order[step * config.batch : (step + 1) * config.batch])
    fields, field_truth = cut_single_parcels(random, *batch)
    known, truth = turn_batch(random, *batch)
    return hide_inputs(random, degrade(random, known)), truth, hide_inputs(random, fields), field_truth


def _add_losses(network: HealthNet, shown: Shown, config: TrainConfig) -> Tensor:
    known, truth, fields, field_truth = shown
    loss = compute_loss(_ask(network, known, config), truth, config.focus)
    if len(fields.soil):
        with freeze_normalisation(network):
            loss = loss + 0.5 * compute_loss(_ask(network, fields, config), field_truth, config.focus)
    return loss


def _ask(network: HealthNet, known: Inputs, config: TrainConfig) -> Answer:
    with torch.autocast(config.device, torch.bfloat16, enabled=config.bfloat16):
        output = network(known.to(config.device))
    return Answer(*(part.float() for part in output))


def compute_loss(answer: Answer, truth: Truth, focus: float) -> Tensor:
    """Add focal loss of the class and those of causes, of the missing share, of doubt and of whether a crop stands."""
    truth = {name: values.to(answer.loss.device) for name, values in truth.items()}
    labelled = truth["class"] >= 0
    logits, classes = answer.condition.permute(0, 2, 3, 1)[labelled], truth["class"][labelled]
    entropy = nn.functional.cross_entropy(logits, classes, reduction="none")
    condition = _average((1 - torch.exp(-entropy)) ** focus * entropy)
    share = truth["loss"][labelled]
    stressed = share >= CUTS[0]
    causes, named = (values.permute(0, 2, 3, 1)[labelled] for values in (answer.causes, truth["causes"]))
    cause = _average(_compute_entropy(causes, named).mean(1)[stressed])
    missing = _average(_compute_entropy(answer.loss[labelled], share))
    doubt = _average(_compute_entropy(answer.doubt[labelled], (logits.argmax(1) != classes).float()))
    stands = _average(_compute_entropy(answer.stands, labelled.float()))
    return condition + 0.5 * cause + missing + 0.2 * doubt + 0.5 * stands


def _compute_entropy(logits: Tensor, wanted: Tensor) -> Tensor:
    return nn.functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")


def _average(values: Tensor) -> Tensor:
    """Average, or give 0 of nothing, for a batch may show no crop."""
    return values.sum() / max(values.numel(), 1)


def validate(network: HealthNet, tiles: Tiles) -> dict[str, float]:
    """Score with everything known, and with the picture alone."""
    from sklearn.metrics import cohen_kappa_score, f1_score

    network.eval()
    scores = {}
    for name, known in (("", EVERYTHING), ("picture_", IMAGE_ONLY)):
        logits, right = collect_answers(network, tiles, known)
        found = find_median_class(softmax(logits))
        scores[f"{name}macro_f1"] = float(f1_score(right, found, average="macro"))
        scores[f"{name}kappa"] = float(cohen_kappa_score(right, found, weights="quadratic"))
    return scores


def write_calibration(folder: Path, tiles: Tiles) -> None:
    """Fit temperature and conformal threshold for each of the things that may be known beside the picture."""
    answer, network = read_config(folder), load_network(folder)
    found = {}
    for known in list_combinations():
        logits, classes = collect_answers(network, tiles, known)
        temperature = fit_temperature(logits, classes)
        threshold = fit_conformal_threshold(softmax(logits / temperature, axis=1), classes)
        found[join_groups(known)] = Calibration(temperature=temperature, conformal=threshold)
    write_whole(
        folder / CHECKPOINT_FILES[1], answer.model_copy(update={"calibration": found}).model_dump_json(indent=1) + "\n"
    )


def collect_answers(network: HealthNet, tiles: Tiles, known: frozenset[str]) -> tuple[Doubles, Whole]:
    """Collect (cells, classes) logits and (cells,) classes of all cells with a truth, where only so much is known."""
    found, right, device = [], [], str(next(network.parameters()).device)
    with torch.inference_mode():
        for start in range(0, len(tiles), 32):
            inputs, truth = load_batch(tiles, np.arange(start, min(start + 32, len(tiles))))
            labelled = truth["class"] >= 0
            found.append(network(inputs.keep_only(known).to(device)).condition.cpu().permute(0, 2, 3, 1)[labelled])
            right.append(truth["class"][labelled])
    return torch.cat(found).double().numpy(), torch.cat(right).numpy()


def _weigh_tiles(tiles: Tiles, balance: float) -> list[float]:
    """Let tiles with rare classes come more often."""
    output = np.isfinite(tiles.loss)
    classes = np.where(output, np.digitize(np.nan_to_num(tiles.loss), CUTS), -1)
    counts = np.stack([(classes == number).sum(axis=(1, 2)) for number in range(len(CUTS) + 1)], axis=1)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    rarity = 1 / np.maximum(counts.sum(axis=0) / max(int(counts.sum()), 1), 1e-3)
    weights = (shares @ rarity) ** balance * (counts.sum(axis=1) > 0)
    return [float(weight) for weight in weights]


if __name__ == "__main__":
    main()
