"""Learn to tell photographs from ground seen from above, and print how often that errs on sets never learned from.

Run it as `python -m models.modality.learning.photographs --data ../shared/data`; with `--write`, the weights are
written. Each set (a collection of photographs, or a site and sensor) is left out in turn and judged by what was learned
from all others, for pictures of one set are no independent witnesses.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field
from scipy.optimize import minimize

from models.learning.training import check_extra, config_from_flags
from models.modality.learning.judge_pictures import draw_stored_pictures, read_strangers
from models.modality.learning.sources import load_plates
from models.modality.photograph import SURE, apply_weights
from models.modality.photograph_measures import measure_picture

Doubles = NDArray[np.float64]
Picture = tuple[str, bool, NDArray[np.uint8]]
"""Set, whether it is a photograph, and (h, w, 3) bytes."""

_PLANT_VILLAGE = {"apple", "blueberry", "cherry", "corn", "grape", "orange", "pepper", "potato", "raspberry",
                  "strawberry", "tomato"}  # fmt: skip
_NOT_SCENES = ("leaf", "leaves", "weeds", "photographs")
_MOST = 60  # pictures of a site and sensor
_MOST_PHOTOGRAPHS = 250  # of a collection
_RIDGE = 0.01


class PhotographConfig(BaseModel):
    """Learn to tell photographs from scenes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(default=Path("../shared/data"), description="the folder with the real pictures")
    seed: int = Field(default=5, description="of chips, sizes and encodings")
    write: bool = Field(default=False, description="whether the weights are written")


def read_photographs(data: Path) -> Iterator[Picture]:
    """Read leaves, plants and weeds, each collection a set."""
    sets: dict[str, list[Path]] = {}
    for path in sorted([*data.glob("leaf_disease/*/*/*.jpg"), *data.glob("weeds/*/*/*.jpg")]):
        crop, place = path.parts[-3], path.name.split("__")[0]
        name = "PlantVillage" if place == "lab" and crop in _PLANT_VILLAGE else f"{crop}, {place}"
        sets.setdefault(name, []).append(path)
    for name, paths in sets.items():
        for path in paths[:: max(1, len(paths) // _MOST_PHOTOGRAPHS)]:
            with Image.open(path) as image:
                yield name, True, np.asarray(image.convert("RGB"))


def read_scenes(data: Path, seed: int) -> Iterator[Picture]:
    """Render colour chips of satellites and aircraft as others do, each site and sensor a set; radar is one."""
    plates = [*load_plates(data, lambda _: True), *read_strangers(data)]
    kept = [plate for plate in plates if not any(word in plate.source for word in _NOT_SCENES)]
    for picture in draw_stored_pictures(np.random.default_rng(seed), kept, lambda _: _MOST):
        if picture.pixels.ndim == 3:
            yield "radar in colours" if picture.label == "sar" else picture.source, False, picture.pixels


def fit_weights(measures: Doubles, labels: Doubles, sets: NDArray[np.str_]) -> dict[str, Doubles]:
    """Fit a logistic regression in which each set counts alike, and photographs as much as scenes."""
    mean, spread = measures.mean(axis=0), measures.std(axis=0) + 1e-6
    even = np.clip((measures - mean) / spread, -4, 4)
    weight = np.zeros(len(labels))
    for label in (0.0, 1.0):
        names = np.unique(sets[labels == label])
        for name in names:
            weight[sets == name] = 0.5 / len(names) / np.count_nonzero(sets == name)

    def lose(numbers: Doubles) -> tuple[float, Doubles]:
        logits = even @ numbers[1:] + numbers[0]
        wrong = weight * (1 / (1 + np.exp(-logits)) - labels)
        loss = weight @ (np.logaddexp(0, logits) - labels * logits) + _RIDGE / 2 * numbers[1:] @ numbers[1:]
        return float(loss), np.concatenate([[wrong.sum()], even.T @ wrong + _RIDGE * numbers[1:]])

    found = minimize(lose, np.zeros(measures.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return {"mean": mean, "spread": spread, "slope": found[1:], "intercept": found[:1].squeeze()}


def judge_sets(measures: Doubles, labels: Doubles, sets: NDArray[np.str_]) -> Doubles:
    """(n,) probabilities of a photograph, each from what was learned without the set of the picture."""
    scores = np.zeros(len(labels))
    for name in np.unique(sets):
        own = sets == name
        scores[own] = apply_weights(measures[own], fit_weights(measures[~own], labels[~own], sets[~own]))
    return scores


def write_table(scores: Doubles, labels: Doubles, sets: NDArray[np.str_]) -> str:
    """Write a line for each set and one for the mean over sets of each kind, in Markdown."""
    lines = ["| set left out | it is | pictures | told rightly | doubtful | wrong and sure |",
             "|---|---|---:|---:|---:|---:|"]  # fmt: skip
    rows: dict[bool, list[tuple[float, float, float]]] = {True: [], False: []}
    for name in dict.fromkeys(sets.tolist()):
        own = sets == name
        is_photograph = bool(labels[own][0])
        right = scores[own] if is_photograph else 1 - scores[own]
        row = (
            float(np.mean(right >= SURE)),
            float(np.mean(np.abs(right - 0.5) < SURE - 0.5)),
            float(np.mean(right <= 1 - SURE)),
        )
        rows[is_photograph].append(row)
        lines.append(_write_row(name, is_photograph, int(own.sum()), row))
    for is_photograph, found in rows.items():
        mean = tuple(float(value) for value in np.mean(found, axis=0))
        lines.append(
            _write_row(f"**mean of {len(found)} sets**", is_photograph, int((labels == is_photograph).sum()), mean)
        )
    return "\n".join(lines)


def _write_row(name: str, is_photograph: bool, count: int, row: tuple[float, ...]) -> str:
    kind = "photograph" if is_photograph else "scene"
    return f"| {name} | {kind} | {count} | " + " | ".join(f"{value:.3f}" for value in row) + " |"


def main() -> None:
    """Run it from the command line."""
    config = config_from_flags(PhotographConfig)
    check_extra("netCDF4", "skimage", "sklearn")
    names, kinds, pictures = zip(*read_photographs(config.data), *read_scenes(config.data, config.seed), strict=True)
    measures = np.stack([measure_picture(picture) for picture in pictures])
    labels, sets = np.array(kinds, np.float64), np.array(names)
    print(write_table(judge_sets(measures, labels, sets), labels, sets))
    if config.write:
        weights = {name: np.round(values, 6).tolist() for name, values in fit_weights(measures, labels, sets).items()}
        path = Path(__file__).parents[1] / "weights" / "photograph.json"
        path.write_text(json.dumps(weights) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
