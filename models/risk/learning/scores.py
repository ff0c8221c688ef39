"""What the network says of tiles whose truth is known, and how its probabilities are read so that they come true."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from models.arrays import Bools, Doubles, Whole
from models.calibration import fit_bias
from models.checkpoints import CHECKPOINT_FILES
from models.field.conditioning import EVERYTHING, join_groups, list_combinations
from models.files import write_whole
from models.risk.config import (
    BALANCED,
    BANDS,
    CAUTIOUS,
    CLASSES,
    Calibration,
    Preset,
    RiskConfig,
    choose_classes,
    read_config,
)
from models.risk.learning.batches import load_batch
from models.risk.learning.data import Tiles, find_rare
from models.risk.network import calibrate, load_network

_BATCH = 16
STEP = 3  # every third pixel of every third row: neighbours tell the same
_RECALL = 0.935
"""Of high risk, that these two presets keep on the scenes on which they were chosen."""
_NAMED = 0.05
"""Of medium risk, that the preset for rare medium risk keeps: by kappa alone it would never be named."""
RARE = "rare"
"""The preset of ground where hardly anything is at medium risk."""
_GRID = 100


@dataclass(frozen=True)
class Pixels:
    """p pixels with a crop that can be judged."""

    probability: Doubles  # (p, 3)
    truth: Whole  # (p,) 0 low, 1 medium, 2 high
    loss: Doubles  # (p,) share of the yield
    stands: Doubles  # (q,) probability that a crop stands, of all pixels
    crop: Bools  # (q,) whether one does
    tile: Whole  # (p,)

    def select(self, tiles: Whole) -> "Pixels":
        """Select the pixels of some tiles."""
        where = np.isin(self.tile, tiles)
        parts = {name: getattr(self, name)[where] for name in ("probability", "truth", "loss", "tile")}
        return Pixels(**parts, stands=self.stands, crop=self.crop)


def answer_pixels(
    network: nn.Module,
    tiles: Tiles,
    known: frozenset[str],
    config: RiskConfig,
    hidden: tuple[str, ...] = (),
) -> Pixels:
    """Ask the network about tiles, with so much known, calibrated as the configuration says, and without these
    bands.
    """
    module = getattr(network, "module", network)
    module.eval()
    device = next(module.parameters()).device
    calibration = config.find_calibration(known)
    read = torch.tensor([[1 / calibration.temperature, *calibration.bias]], device=device)
    lacking = torch.tensor([band in hidden for band in BANDS])[:, None, None]
    found: dict[str, list[NDArray[np.generic]]] = {name: [] for name in Pixels.__dataclass_fields__}
    for start in range(0, len(tiles), _BATCH):
        chosen = np.arange(start, min(start + _BATCH, len(tiles)))
        batch = load_batch(tiles, chosen, known, config)
        image = batch.image.masked_fill(lacking, torch.nan)
        with torch.inference_mode():
            answer = module(*(values.to(device) for values in (image, batch.whole, batch.cells)))
            likely = calibrate(answer, read, config.cuts)[..., ::STEP, ::STEP].cpu()
            stands = torch.sigmoid(answer.stands + config.stands_bias)[..., ::STEP, ::STEP].cpu()
        classes, loss = batch.classes[..., ::STEP, ::STEP], batch.loss[..., ::STEP, ::STEP]
        there = classes >= 0
        found["probability"].append(likely.permute(0, 2, 3, 1)[there].double().numpy())
        found["truth"].append(classes[there].numpy())
        found["loss"].append(loss[there].double().numpy())
        found["stands"].append(stands.flatten().double().numpy())
        found["crop"].append(there.flatten().numpy())
        found["tile"].append(np.broadcast_to(chosen[:, None, None], there.shape)[there.numpy()])
    return Pixels(**{name: np.concatenate(parts) for name, parts in found.items()})


def compute_kappa(pixels: Pixels, preset: Preset | None = None, *, quadratic: bool = False) -> float:
    """Compute Cohen's kappa of the likeliest class or of a preset; it is 0 where all are of one class."""
    counts = count_confusion(pixels.truth, choose_by_preset(pixels, preset))
    far = np.abs(np.subtract.outer(np.arange(len(CLASSES)), np.arange(len(CLASSES))))
    cost = far**2 if quadratic else far > 0
    by_chance = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / max(counts.sum(), 1)
    wrong = float((cost * by_chance).sum())
    return 1 - float((cost * counts).sum()) / wrong if wrong else 0.0


def count_confusion(truth: Whole, output: Whole) -> Whole:
    """Count pixels by what is true and what was answered, (3, 3)."""
    size = len(CLASSES)
    return np.bincount(size * truth + output, minlength=size**2).reshape(size, size)


def choose_by_preset(pixels: Pixels, preset: Preset | None) -> Whole:
    """Choose 0 low, 1 medium, 2 high, (p,): by a preset, else the likeliest."""
    if preset is None:
        return np.asarray(pixels.probability.argmax(axis=1))
    return choose_classes(pixels.probability.T.astype(np.float32), preset).astype(np.int64) - 1


def write_calibration(folder: Path, tiles: Tiles, asked: Iterable[frozenset[str]] | None = None) -> None:
    """Fit a calibration for each combination that may be known, and the presets, on tiles that were not learned
    from.

    Of all things that may be known together, or of these. As much ground is to have a crop as has one.
    """
    config, network = read_config(folder), load_network(folder)
    some = tiles.select(slice(150))
    found = {
        join_groups(known): answer_pixels(network, some, known, RiskConfig()) for known in asked or list_combinations()
    }
    bias = float(np.mean([fit_bias(pixels.stands, pixels.crop) for pixels in found.values()]))
    calibration = {key: fit_calibration(pixels) for key, pixels in found.items()}
    config = config.model_copy(update={"calibration": calibration, "stands_bias": bias})
    config = config.model_copy(
        update={"presets": fit_presets(answer_pixels(network, tiles, EVERYTHING, config), find_rare(tiles))}
    )
    write_whole(folder / CHECKPOINT_FILES[1], config.model_dump_json(indent=1) + "\n")


def fit_calibration(pixels: Pixels) -> Calibration:
    """Fit temperature and biases of least cross-entropy."""
    from scipy.optimize import minimize

    logits, truth = np.log(np.maximum(pixels.probability, 1e-9)), pixels.truth

    def wrongness(given: Doubles) -> float:
        scaled = (logits + np.array([0.0, given[1], given[2]])) * np.exp(given[0])
        scaled -= scaled.max(axis=1, keepdims=True)
        return float((np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(truth)), truth]).mean())

    best = minimize(wrongness, np.zeros(3), method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-5}).x
    return Calibration(temperature=float(np.exp(-best[0])), bias=(0.0, float(best[1]), float(best[2])))


def fit_presets(pixels: Pixels, rare: Whole) -> dict[str, Preset]:
    """Fit thresholds of best kappa: as scenes come, with high risk hardly ever missed, and where medium risk is
    rare.
    """
    whole, few = _Table(pixels), _Table(pixels.select(rare))
    return {
        BALANCED: whole.choose_best(whole.kappa),
        CAUTIOUS: whole.choose_best(np.where(whole.recall >= _RECALL, whole.kappa, -1)),
        RARE: few.choose_best(few.kappa - (few.recall < _RECALL) - (few.medium < _NAMED)),
    }


def fit_most_precise(pixels: Pixels) -> Preset:
    """Fit thresholds that keep what the preset for rare medium risk promises, and name it with the best
    precision.

    Chosen on the pixels that they are judged on, they show what any thresholds could reach there.
    """
    table = _Table(pixels)
    return table.choose_best(table.precision - (table.recall < _RECALL) - (table.medium < _NAMED))


class _Table:
    """Scores of all pairs of thresholds on a grid: kappa, the recall of high and of medium risk, its precision."""

    def __init__(self, pixels: Pixels) -> None:
        edges = np.linspace(0, 1, _GRID + 1)
        likely = pixels.probability
        some = np.minimum(likely[:, 1] + likely[:, 2], 1)  # sums may be rounded up
        counts = np.stack(
            [
                np.histogram2d(some[of], likely[of, 2], bins=(edges, edges))[0]
                for of in (pixels.truth == number for number in range(3))
            ]
        )  # (class, some, high)
        self._edges = edges
        total = counts.sum(axis=(1, 2))
        high = counts[:, :, ::-1].cumsum(axis=2)[:, :, ::-1].sum(axis=1)[:, None, :] + np.zeros((1, _GRID, 1))
        low = np.zeros_like(counts)  # below both thresholds
        low[:, 1:, 1:] = counts.cumsum(axis=1).cumsum(axis=2)[:, :-1, :-1]
        confusion = np.stack([low, total[:, None, None] - low - high, high], axis=1)  # (truth, said, medium, high)
        everything = max(len(pixels.truth), 1)
        agreed = sum(confusion[place, place] for place in range(3)) / everything
        chance = (confusion.sum(axis=0) * confusion.sum(axis=1)).sum(axis=0) / everything**2
        self.kappa = (agreed - chance) / np.maximum(1 - chance, 1e-9)
        self.recall = high[2] / max(total[2], 1)
        self.medium = confusion[1, 1] / max(total[1], 1)
        self.precision = confusion[1, 1] / np.maximum(confusion[:, 1].sum(axis=0), 1)

    def choose_best(self, score: Doubles) -> Preset:
        """Choose the thresholds of the highest score."""
        medium, high = np.unravel_index(int(np.argmax(score)), score.shape)
        return Preset(medium=float(self._edges[medium]), high=float(self._edges[high]))
