"""Evaluate the risk network: `python -m models.risk.learning.evaluate --seasons seasons.npz --tiles DIR --out FOLDER`.

On simulated scenes of stations, years and a crop that were never learned from: once as they come, and once as the
benchmark, in which the medium class is as rare as in the document that it comes from. Beside every figure stands
gradient boosting of single pixels with the same inputs.
"""

import html
import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from models.arrays import Whole
from models.calibration import measure_calibration_error
from models.field.conditioning import EVERYTHING, GROUPS, IMAGE_ONLY
from models.files import write_whole
from models.learning.training import check_extra, config_from_flags, record
from models.risk.config import BALANCED, CLASSES, SHIPPED, Preset, RiskConfig, read_config
from models.risk.learning import baseline
from models.risk.learning.data import Tiles, count_held_tiles, find_rare, make_tiles
from models.risk.learning.plots import draw_all, write_page
from models.risk.learning.scores import (
    RARE,
    Pixels,
    answer_pixels,
    choose_by_preset,
    compute_kappa,
    count_confusion,
    fit_most_precise,
    fit_presets,
)
from models.risk.learning.smoothing import answer_smoothed
from models.risk.learning.tables import write_tables
from models.risk.network import load_network
from models.simulation.splits import HELD_OUT_STATIONS
from models.simulation.weather import STATIONS

log = logging.getLogger(__name__)

_SHORT_WAVE = ("swir16", "swir22")


class EvaluateConfig(BaseModel):
    """Evaluate the risk network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seasons: Path = Field(description="seasons that `models.simulation.seasons` grew")
    tiles: Path = Field(description="the folder of the training, where tiles are kept")
    learned: int = Field(default=9000, gt=0, description="tiles that were learned from, for the boosting")
    judged: int = Field(default=1200, gt=0, description="tiles to judge on")
    weights: Path = Field(default=SHIPPED, description="the folder of the weights")
    out: Path = Field(description="where figures, plots and the page go")
    also: str = Field(default="", description="other weights to judge beside, name=folder,name=folder")
    compare_baseline: Path | None = Field(default=None, description="a metrics.json to hold these figures against")
    seed: int = Field(default=42, ge=0, description="of the training's tiles")
    record: bool = Field(default=False, description="write the figures into metrics.json of the weights")


def main() -> None:
    """Run the command line."""
    logging.basicConfig(format="%(message)s")
    logging.getLogger("models").setLevel(logging.INFO)
    config = config_from_flags(EvaluateConfig)
    check_extra("aquacrop", "prosail", "sklearn", "scipy")
    metrics = evaluate(config)
    print(write_tables(metrics))
    if config.compare_baseline is not None:
        print(compare_metrics(metrics, json.loads(config.compare_baseline.read_text())))
    if config.record:
        record(config.weights, metrics)


def evaluate(config: EvaluateConfig) -> dict[str, Any]:
    """Compute all figures, with plots and a page in `config.out`."""
    config.out.mkdir(parents=True, exist_ok=True)
    learned = make_tiles(config.seasons, "train", config.learned, config.seed, config.tiles)
    held = make_tiles(config.seasons, "calibrate", count_held_tiles(config.learned), config.seed + 1, config.tiles)
    tiles = make_tiles(config.seasons, "judge", config.judged, config.seed + 2, config.tiles)
    read, network = read_config(config.weights), load_network(config.weights)
    rare, few = find_rare(tiles), find_rare(held)
    combinations, boosting, limits = {}, {}, {}
    for name, known in _name_combinations().items():
        of_network = answer_pixels(network, tiles, known, read)
        combinations[name] = _score_both(of_network, rare, read.presets)
        limits[name] = score_pixels(of_network.select(rare), fit_most_precise(of_network.select(rare)))
        if name == "everything":
            whole = of_network
        if not name.startswith("without"):
            boosting[name] = _score_boosting(learned, held, tiles, known, (rare, few))
            log.info("%s: %s, boosting %s", name, combinations[name]["benchmark"], boosting[name]["benchmark"])
    boosting["NDVI alone"] = _score_boosting(learned, held, tiles, baseline.NDVI, (rare, few))
    metrics: dict[str, Any] = {
        "judged": {"tiles": len(tiles), "benchmark_tiles": len(rare), "share": _count_shares(whole, rare)},
        "combinations": combinations,
        "boosting": boosting,
        "limits": limits,
        "presets": {name: score_pixels(whole, preset) for name, preset in read.presets.items()},
        "cameras": {
            "six bands": combinations["picture"]["as they come"],
            "blue, green, red, near infrared": score_pixels(
                answer_pixels(network, tiles, IMAGE_ONLY, read, _SHORT_WAVE), read.presets[BALANCED]
            ),
        },
        "held_out": {
            name: score_pixels(whole.select(part), read.presets[BALANCED])
            for name, part in _split_held_out(tiles, whole).items()
        },
        "smoothing": _score_smoothing(network, tiles, read),
        "standing": _score_crop_mask(whole),
        "confusion": count_confusion(whole.truth, choose_by_preset(whole, read.presets[BALANCED])).tolist(),
        "also": _score_others(config.also, tiles, rare),
    }
    draw_all(whole, metrics, config.out)
    write_whole(config.out / "index.html", write_page(metrics, html.escape(write_tables(metrics))))
    write_whole(config.out / "metrics.json", json.dumps(metrics, indent=1) + "\n")
    return metrics


def _score_others(also: str, tiles: Tiles, rare: Whole) -> dict[str, Any]:
    """Score other weights with everything known."""
    scores = {}
    for name, folder in _parse_others(also):
        other = read_config(folder)
        found = answer_pixels(load_network(folder), tiles, EVERYTHING, other)
        scores[name] = _score_both(found, rare, other.presets)
    return scores


def _name_combinations() -> dict[str, frozenset[str]]:
    """Name what is known."""
    found = {"everything": EVERYTHING, "picture": IMAGE_ONLY}
    found |= {f"without {name}": EVERYTHING - {name} - ({"season"} if name == "crop" else set()) for name in GROUPS}
    return found


def _score_boosting(
    learned: Tiles, held: Tiles, tiles: Tiles, known: frozenset[str], rare: tuple[Whole, Whole]
) -> dict[str, Any]:
    """Score boosting, its thresholds chosen as those of the network."""
    trees = baseline.fit_trees(learned, known, 1)
    own = fit_presets(baseline.answer_with_trees(trees, held, known), rare[1])
    return _score_both(baseline.answer_with_trees(trees, tiles, known), rare[0], own)


def _score_both(pixels: Pixels, rare: Whole, of: dict[str, Preset]) -> dict[str, Any]:
    return {
        "benchmark": score_pixels(pixels.select(rare), of[RARE]),
        "as they come": score_pixels(pixels, of[BALANCED]),
    }


def score_pixels(pixels: Pixels, preset: Preset) -> dict[str, float]:
    """Compute agreement, precision and recall of each class, rank correlation and calibration."""
    output = choose_by_preset(pixels, preset)
    counts = count_confusion(pixels.truth, output)
    right = counts.diagonal()
    precision, recall = right / np.maximum(counts.sum(axis=0), 1), right / np.maximum(counts.sum(axis=1), 1)
    expected = pixels.probability @ np.arange(len(CLASSES))
    found = {
        "kappa": compute_kappa(pixels, preset),
        "kappa_quadratic": compute_kappa(pixels, preset, quadratic=True),
        "rho": correlate_ranks(pixels.truth, output),
        "rho_expected": correlate_ranks(pixels.loss, expected),
        "calibration_error": measure_calibration_error(pixels.probability, pixels.truth),
        **{f"precision_{name}": value for name, value in zip(CLASSES, precision, strict=True)},
        **{f"recall_{name}": value for name, value in zip(CLASSES, recall, strict=True)},
    }
    return {name: round(float(np.nan_to_num(value)), 4) for name, value in found.items()}


def correlate_ranks(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Compute Spearman's correlation; it is 0 of nothing, and where one of them does not vary."""
    from scipy.stats import rankdata

    if not len(one) or np.ptp(one) == 0 or np.ptp(other) == 0:
        return 0.0
    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def _count_shares(pixels: Pixels, rare: Whole) -> dict[str, list[float]]:
    """Count the shares of the classes, in all tiles and in those of the benchmark."""

    def shares(truth: Whole) -> list[float]:
        counted: list[float] = (np.bincount(truth, minlength=len(CLASSES)) / max(len(truth), 1)).round(4).tolist()
        return counted

    return {"as they come": shares(pixels.truth), "benchmark": shares(pixels.select(rare).truth)}


def _split_held_out(tiles: Tiles, pixels: Pixels) -> dict[str, Whole]:
    """Split the tiles into those of new stations, and of new years at known ones."""
    names = sorted(STATIONS)
    away = np.isin(tiles.station, [names.index(station) for station in HELD_OUT_STATIONS])
    there = np.isin(np.arange(len(tiles)), pixels.tile)
    return {"new stations": np.flatnonzero(away & there), "new years": np.flatnonzero(~away & there)}


def _score_crop_mask(pixels: Pixels) -> dict[str, float]:
    """Score how well ground with a crop that can be judged is told from all other."""
    from sklearn.metrics import roc_auc_score

    return {
        "share_with_crop": round(float(pixels.crop.mean()), 4),
        "right": round(float(((pixels.stands >= 0.5) == pixels.crop).mean()), 4),
        "auroc": round(float(roc_auc_score(pixels.crop, pixels.stands)), 4),
    }


def _score_smoothing(network: Any, tiles: Tiles, read: RiskConfig) -> dict[str, dict[str, float]]:
    """Score what the CRF does to the first tiles, with the picture alone and with everything known."""
    some = tiles.select(slice(150))
    found = {}
    for name, known in (("everything", EVERYTHING), ("picture", IMAGE_ONLY)):
        for iterations in (0, 8):
            pixels = answer_smoothed(network, some, known, read, iterations)
            found[f"{name}, {iterations} iterations"] = score_pixels(pixels, read.presets[BALANCED])
    return found


def _parse_others(also: str) -> list[tuple[str, Path]]:
    pairs = [part.partition("=") for part in also.split(",") if part]
    return [(name, Path(folder)) for name, _, folder in pairs]


def compare_metrics(metrics: dict[str, Any], before: dict[str, Any]) -> str:
    """Compare the benchmark with everything known with other figures."""
    now, then = (of["combinations"]["everything"]["benchmark"] for of in (metrics, before))
    lines = ["| benchmark, everything known | before | now | gain |", "|---|---|---|---|"]
    lines += [
        f"| {key} | {then[key]:.3f} | {now[key]:.3f} | {now[key] - then[key]:+.3f} |" for key in now if key in then
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
