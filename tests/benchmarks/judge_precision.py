"""What bfloat16 changes in the risk map against float32, held against the truth of simulated scenes.

python -m tests.benchmarks.judge_precision --seasons seasons.npz [--tiles 160]

Seasons are those of `models.simulation.seasons`; scenes are drawn from its stations and years for judging. The network
knows the picture alone. Intervals are of the difference, by drawing scenes with return.
"""

import argparse
import logging
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np

from models.arrays import Doubles, Floats, Whole
from models.risk import predict, runtime
from models.risk.config import BALANCED, CLASSES, SHIPPED, choose_classes, read_config
from models.risk.learning.data import classify_loss, make_tiles

LOG = logging.getLogger(__name__)
FIGURES = ("right", *(f"named {name}" for name in CLASSES), *(f"of {name}, named so" for name in CLASSES))


def main() -> None:
    """Print the figures of both, and the interval of their difference."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser()
    parser.add_argument("--seasons", type=Path, required=True)
    parser.add_argument("--tiles", type=int, default=160)
    flags = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tiles = make_tiles(flags.seasons, "judge", flags.tiles, 7, Path(folder))
        image, truth = tiles.image.astype(np.float32) / 1e4, classify_loss(tiles.loss)
        exact, rough = (name_classes(image, precision, Path(folder)) for precision in ("f32", "bf16"))
    judged = truth >= 0
    LOG.info(
        "%d scenes, %d pixels; %.4f of them change their class",
        len(truth),
        judged.sum(),
        (exact != rough)[judged].mean(),
    )
    random = np.random.default_rng(1)
    drawn = random.integers(len(truth), size=(200, len(truth)))
    differences = np.array(
        [measure(rough[chosen], truth[chosen]) - measure(exact[chosen], truth[chosen]) for chosen in drawn]
    )
    low, high = np.percentile(differences, (2.5, 97.5), axis=0)
    for row in zip(FIGURES, measure(exact, truth), measure(rough, truth), low, high, strict=True):
        LOG.info("%-22s float32 %.4f  bfloat16 %.4f  difference %+.4f to %+.4f", *row)


def name_classes(image: Floats, precision: str, cache: Path) -> Whole:
    """Name the class, 0 to 2, of each pixel of (n, 6, h, w) reflectance by the shipped weights."""
    with patch.object(predict, "NETWORK", replace(runtime.NETWORK, precision=precision)):
        ask: Callable[..., Floats] = predict.Predictor.load(SHIPPED, "cpu", cache)
    preset = read_config(SHIPPED).presets[BALANCED]
    answers = [ask(image[place : place + 1], {})[0, : len(CLASSES)] for place in range(len(image))]
    return np.stack([choose_classes(answer, preset) for answer in answers]).astype(np.int64) - 1


def measure(named: Whole, truth: Whole) -> Doubles:
    """Measure the share that is right, of each class the share that is named so, and how much of it is found."""
    judged = truth >= 0
    said, true = named[judged], truth[judged]
    shares = [(said == place).mean() for place in range(len(CLASSES))]
    found = [(said[true == place] == place).mean() for place in range(len(CLASSES))]
    return np.array([(said == true).mean(), *shares, *found])


if __name__ == "__main__":
    main()
