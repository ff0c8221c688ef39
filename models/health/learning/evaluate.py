"""Evaluate the health network.

Run it as `python -m models.health.learning.evaluate --seasons seasons.npz --tiles DIR --out FOLDER`.

On simulated stations, years and a crop that it never learned from, for each combination of what users may know, beside
gradient boosting and logistic regression with the same inputs. Leaves `metrics.json`, the plots and `index.html`.
"""

import html
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from models.arrays import Bools, Doubles, Whole
from models.calibration import build_conformal_sets, find_median_class, measure_calibration_error
from models.field.conditioning import EVERYTHING, IMAGE_ONLY
from models.files import write_whole
from models.health.config import BANDS, CAMERAS, CLASSES, CUTS, SHIPPED, SOURCES, Calibration, HealthConfig, read_config
from models.health.learning.baseline import Kind, compute_features, fit_classifier
from models.health.learning.batches import load_batch
from models.health.learning.data import Tiles, make_tiles
from models.health.learning.importance import measure_importance
from models.health.learning.tables import write_tables
from models.health.network import HealthNet, Inputs, load_network
from models.learning.training import check_extra, config_from_flags, record
from models.simulation.farmland.draw import AS_FARMED
from models.simulation.splits import HELD_OUT_STATIONS
from models.simulation.weather import STATIONS
from models.vocabulary import CAUSES

PICTURE = IMAGE_ONLY
COMBINATIONS: dict[str, frozenset[str]] = {
    "picture": PICTURE,
    "sensors": frozenset({"sensors"}),
    "place": frozenset({"place"}),
    "crop and age": frozenset({"crop"}),
    "picture + sensors": frozenset({"image", "sensors"}),
    "picture + place": frozenset({"image", "place"}),
    "picture + sensors + place": frozenset({"image", "sensors", "place"}),
    "everything but the weather since sowing": EVERYTHING - {"season"},
    "everything": EVERYTHING,
    "everything but the picture": EVERYTHING - {"image"},
}
"""What is known, by name."""
_BATCH = 32
_NEAR_CUT = 0.03  # of the share that is missing
_LEARNED_CELLS = 60_000  # of the baselines

log = logging.getLogger(__name__)


class EvaluateConfig(BaseModel):
    """Evaluate the health network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seasons: Path = Field(description="seasons that `models.simulation.seasons` grew")
    tiles: Path = Field(description="folder of drawn tiles, as training left it")
    learned: int = Field(default=10_000, gt=0, description="tiles that the network learned from")
    judged: int = Field(default=2000, gt=0, description="tiles to judge by")
    weights: Path = Field(default=SHIPPED, description="the folder of the weights to judge")
    out: Path = Field(description="where figures, plots and the page go")
    seed: int = Field(default=1, ge=0, description="that of the training")
    record: bool = Field(default=False, description="write the figures into metrics.json of the weights")


@dataclass(frozen=True)
class Cells:
    """All cells of some tiles of which the truth is known; (cells, …)."""

    likely: Doubles  # (cells, classes), calibrated
    causes: Doubles  # (cells, causes)
    doubt: Doubles
    attention: Doubles  # (cells, sources)
    truth: Whole
    loss: Doubles  # the true share of cover that is missing
    named: Bools  # (cells, causes)
    tile: Whole
    crop: Whole


def main() -> None:
    """Run the command line."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    config = config_from_flags(EvaluateConfig)
    check_extra("aquacrop", "captum", "pandas", "prosail", "pyrsr", "sklearn")
    config.out.mkdir(parents=True, exist_ok=True)
    metrics = evaluate(config)
    write_whole(config.out / "metrics.json", json.dumps(metrics, indent=1) + "\n")
    print(write_tables(metrics))
    if config.record:
        record(config.weights, metrics)


def evaluate(config: EvaluateConfig) -> dict[str, Any]:
    """Compute all figures; plots and the page are written on the way."""
    from models.health.learning.plots import Evaluated, draw_all, write_page

    answer, network = read_config(config.weights), load_network(config.weights)
    learned = make_tiles(config.seasons, "train", config.learned, config.seed, config.tiles)
    tiles = make_tiles(config.seasons, "judge", config.judged, config.seed + 2, config.tiles)
    rows = _score_combinations(network, answer, (learned, tiles), config.seed)
    farmed = make_tiles(config.seasons, "judge", config.judged, config.seed + 2, config.tiles / "as-farmed", AS_FARMED)
    read, of_pictures = answer.find_calibration(EVERYTHING), answer.find_calibration(PICTURE)
    whole = answer_cells(network, read, tiles, lambda known: known)
    cameras = {
        name: score_cells(answer_cells(network, of_pictures, tiles, partial(hide_bands, bands=bands)), of_pictures)
        for name, bands in CAMERAS.items()
    }
    metrics = {
        "combinations": rows,
        "cameras": cameras,
        "held_out": {name: score_cells(part, read) for name, part in split_held_out(whole, tiles).items()}
        | {"sown as farmers do": score_cells(answer_cells(network, read, farmed, lambda known: known), read)},
        "standing": {
            name: score_crop_mask(network, tiles, keep)
            for name, keep in (("picture", PICTURE), ("everything", EVERYTHING))
        },
        "limits": find_limits(whole)
        | {
            "macro_f1_learned": score_cells(
                answer_cells(network, read, _take_first(learned), lambda known: known), read
            )["macro_f1"]
        },
        "report": report_classes(whole),
        "attention": dict(zip(SOURCES, whole.attention.mean(axis=0).round(4).tolist(), strict=True)),
        "importance": measure_importance(network, tiles),
        "conditions": np.bincount(whole.truth, minlength=len(CLASSES)).tolist(),
    }
    draw_all(Evaluated(whole, metrics), config.out)
    write_whole(config.out / "index.html", write_page(metrics, html.escape(write_tables(metrics))))
    return metrics


def _score_combinations(
    network: HealthNet, answer: HealthConfig, learned_and_judged: tuple[Tiles, Tiles], seed: int
) -> dict[str, dict[str, float]]:
    """Score the network and the baselines for each combination of what is known, and boosting of NDVI alone."""
    learned, tiles = learned_and_judged
    rows = {}
    for name, keep in COMBINATIONS.items():
        read = answer.find_calibration(keep)
        rows[name] = score_cells(answer_cells(network, read, tiles, partial(Inputs.keep_only, keep=keep)), read) | {
            f"{kind}_{key}": value
            for kind in ("boosting", "logistic")
            for key, value in score_baseline(kind, learned, tiles, keep, seed).items()
        }
        log.info("%s: %s", name, rows[name])
    rows["NDVI alone"] = {
        f"boosting_{key}": value
        for key, value in score_baseline("boosting", learned, tiles, frozenset({"ndvi"}), seed).items()
    }
    return rows


def answer_cells(network: HealthNet, read: Calibration, tiles: Tiles, keep: Callable[[Inputs], Inputs]) -> Cells:
    """Collect what the network says of every cell whose truth is known, where only so much of it is known."""
    found: dict[str, list[NDArray[Any]]] = {name: [] for name in Cells.__dataclass_fields__}
    network.eval()
    for start in range(0, len(tiles), _BATCH):
        chosen = np.arange(start, min(start + _BATCH, len(tiles)))
        known, truth = load_batch(tiles, chosen)
        with torch.inference_mode():
            output = network(keep(known))
        there = (truth["class"] >= 0).numpy()
        found["likely"].append(_select_cells(torch.softmax(output.condition / read.temperature, 1), there))
        found["causes"].append(_select_cells(torch.sigmoid(output.causes), there))
        found["attention"].append(_select_cells(output.attention, there))
        found["named"].append(_select_cells(truth["causes"] > 0, there))
        found["doubt"].append(torch.sigmoid(output.doubt).numpy()[there])
        found["truth"].append(truth["class"].numpy()[there])
        found["loss"].append(truth["loss"].numpy()[there])
        found["crop"].append(tiles.crop[chosen][there])
        found["tile"].append(np.broadcast_to(chosen[:, None, None], there.shape)[there])
    return Cells(**{name: np.concatenate(values) for name, values in found.items()})


def score_crop_mask(network: HealthNet, tiles: Tiles, keep: frozenset[str]) -> dict[str, float]:
    """Score how well cells with a crop that can be judged are told from all others: share of right answers, ROC
    area.
    """
    from sklearn.metrics import roc_auc_score

    found, truth = [], []
    for start in range(0, len(tiles), _BATCH):
        known, right = load_batch(tiles, np.arange(start, min(start + _BATCH, len(tiles))))
        with torch.inference_mode():
            found.append(torch.sigmoid(network(known.keep_only(keep)).stands).numpy().ravel())
        truth.append((right["class"] >= 0).numpy().ravel())
    likely, stands = np.concatenate(found), np.concatenate(truth)
    return {
        "share_with_crop": round(float(stands.mean()), 4),
        "right": round(float(((likely >= 0.5) == stands).mean()), 4),
        "auroc": round(float(roc_auc_score(stands, likely)), 4),
    }


def _select_cells(values: torch.Tensor, there: Bools) -> NDArray[Any]:
    """Select (n, k, rows, columns) → (cells, k)."""
    return values.permute(0, 2, 3, 1).numpy()[there]


def hide_bands(known: Inputs, bands: tuple[str, ...]) -> Inputs:
    """Keep the picture of a camera with these bands, and nothing else."""
    lacking = torch.tensor([band not in bands for band in BANDS])[:, None, None]
    picture = known.keep_only(PICTURE)
    return replace(picture, image=picture.image.masked_fill(lacking, float("nan")))


def score_cells(cells: Cells, read: Calibration) -> dict[str, float]:
    """Compute macro-F1, quadratic kappa, calibration error, coverage of the 90 % sets, and how well doubt finds
    errors.
    """
    from sklearn.metrics import roc_auc_score

    found = find_median_class(cells.likely)
    wrong, sure = found != cells.truth, cells.likely[np.arange(len(found)), found]
    inside = build_conformal_sets(cells.likely, read.conformal)
    return _measure_agreement(found, cells.truth) | {
        "calibration_error": round(measure_calibration_error(cells.likely, cells.truth), 4),
        "coverage": round(float(inside[np.arange(len(found)), cells.truth].mean()), 4),
        "set_size": round(float(inside.sum(axis=1).mean()), 3),
        "error_auroc": round(float(roc_auc_score(wrong, 1 - sure)), 4),
        "error_auroc_of_doubt": round(float(roc_auc_score(wrong, cells.doubt)), 4),
    }


def score_baseline(kind: Kind, learned: Tiles, tiles: Tiles, keep: frozenset[str], seed: int) -> dict[str, float]:
    """Score a classifier of single cells that learned from the same inputs."""
    random = np.random.default_rng(seed)
    chosen = np.sort(random.choice(len(learned), min(len(learned), 3000), replace=False))
    values, classes = compute_features(learned, chosen, keep), _classify_loss(learned, chosen)
    there = np.flatnonzero(classes >= 0)
    rows = random.choice(there, min(len(there), _LEARNED_CELLS), replace=False)
    model = fit_classifier(kind, values[rows], classes[rows], seed)
    everything = np.arange(len(tiles))
    truth = _classify_loss(tiles, everything)
    likely = model.predict_proba(compute_features(tiles, everything, keep)[truth >= 0])
    return _measure_agreement(model.classes_[find_median_class(likely)], truth[truth >= 0])


def _classify_loss(tiles: Tiles, chosen: Whole) -> Whole:
    loss = tiles.loss[chosen].ravel()
    return np.where(np.isfinite(loss), np.digitize(np.nan_to_num(loss), CUTS), -1)


def _measure_agreement(found: Whole, truth: Whole) -> dict[str, float]:
    from sklearn.metrics import cohen_kappa_score, f1_score

    return {
        "macro_f1": round(float(f1_score(truth, found, average="macro")), 4),
        "kappa": round(float(cohen_kappa_score(truth, found, weights="quadratic")), 4),
    }


def split_held_out(cells: Cells, tiles: Tiles) -> dict[str, Cells]:
    """Split the cells into new stations, new years at known stations, and the new crop."""
    names = sorted(STATIONS)
    away = np.isin(tiles.station[cells.tile], [names.index(station) for station in HELD_OUT_STATIONS])
    new_crop = cells.crop == 0  # all others have a number
    chosen = {"new stations": away & ~new_crop, "new years": ~away & ~new_crop, "new crop": new_crop}
    return {
        name: Cells(**{field: getattr(cells, field)[where] for field in Cells.__dataclass_fields__})
        for name, where in chosen.items()
        if where.sum() > 100
    }


def find_limits(cells: Cells) -> dict[str, float]:
    """Find where errors lie: between neighbouring classes, and where the truth is near a cut between two.

    Beside it, what the same answers would score if the truth were drawn by the probabilities themselves: where scores
    are hardly worse, little is left to calibrate, and what lacks is a surer network.
    """
    from sklearn.metrics import roc_auc_score

    found = find_median_class(cells.likely)
    wrong = found != cells.truth
    passed = np.random.default_rng(0).random((len(found), 1)) > cells.likely.cumsum(axis=1)[:, :-1]
    true, sure = passed.sum(axis=1), cells.likely[np.arange(len(found)), found]
    near = np.abs(cells.loss[:, None] - np.array(CUTS)).min(axis=1) < _NEAR_CUT
    return {
        "errors": round(float(wrong.mean()), 4),
        "errors_by_one_class": round(float((np.abs(found - cells.truth)[wrong] == 1).mean()), 4),
        "errors_near_a_cut": round(float(near[wrong].mean()), 4),
        "cells_near_a_cut": round(float(near.mean()), 4),
        "macro_f1_far_from_cuts": _measure_agreement(found[~near], cells.truth[~near])["macro_f1"],
        **{f"{name}_if_probabilities_are_true": value for name, value in _measure_agreement(found, true).items()},
        "error_auroc_if_probabilities_are_true": round(float(roc_auc_score(found != true, 1 - sure)), 4),
    }


def _take_first(tiles: Tiles, count: int = 1000) -> Tiles:
    """Take the first tiles."""
    return Tiles(**{name: getattr(tiles, name)[:count] for name in Tiles.__dataclass_fields__})


def report_classes(cells: Cells) -> dict[str, Any]:
    """Compute precision, recall and F1 of each class, the confusion matrix, and how well causes are named where
    cover lacks.
    """
    from sklearn.metrics import average_precision_score, classification_report, confusion_matrix

    found = find_median_class(cells.likely)
    stressed = cells.truth > 0
    return {
        "classes": classification_report(
            cells.truth, found, labels=range(len(CLASSES)), target_names=CLASSES, output_dict=True, zero_division=0
        ),
        "confusion": confusion_matrix(cells.truth, found, labels=range(len(CLASSES))).tolist(),
        "causes": {
            cause: {
                "share": round(float(cells.named[stressed, index].mean()), 4),
                "average_precision": round(
                    float(average_precision_score(cells.named[stressed, index], cells.causes[stressed, index])), 4
                ),
            }
            for index, cause in enumerate(CAUSES)
            if cells.named[stressed, index].any()
        },
    }


if __name__ == "__main__":
    main()
