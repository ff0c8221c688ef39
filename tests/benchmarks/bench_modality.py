"""The modality network on processors: torch beside OpenVINO, and a whole file through the classifier.

python -m tests.benchmarks.bench_modality
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from models.modality.classifier import ResNetModalityClassifier
from models.modality.learning.evaluate import SHIPPED
from models.modality.predict import Predictor
from models.modality.runtime import NETWORK
from models.runtime import has_openvino, load_runtime
from models.simulation.radar import Radar, draw_backscatter, observe
from tests.models.geo.landscape import write

ROUNDS = 30


def main() -> None:
    """Print medians in milliseconds, runs of all contenders taken in turns."""
    random = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        contenders = {"torch": Predictor(load_runtime(NETWORK, SHIPPED, "cpu", None))}
        if has_openvino():
            contenders["OpenVINO"] = Predictor(load_runtime(NETWORK, SHIPPED, "cpu", Path(folder)))
        for batch in (1, 16):
            pictures = random.integers(0, 256, (batch, 224, 224, 3), dtype=np.uint8)
            calls: dict[str, Callable[[], object]] = {name: partial(run, pictures) for name, run in contenders.items()}
            for name, took in in_turns(calls, ROUNDS if batch == 1 else 6).items():
                sys.stdout.write(f"{name}, batch {batch}: {took:.1f} ms, {took / batch:.1f} ms a picture\n")
        power = observe(random, draw_backscatter(random, 1000), Radar.draw(random))
        path = write(Path(folder) / "scene.tif", power[None], ("VV",))
        classifier = ResNetModalityClassifier()
        took = in_turns({"file": lambda: classifier.predict(path)}, 8)["file"]
        sys.stdout.write(f"predict(path) of a 1000 × 1000 radar scene, five views: {took:.0f} ms\n")


def in_turns(calls: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median milliseconds of each, one after the other in every round, the first two rounds left out."""
    took: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds + 2):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            took[name].append(1000 * (time.perf_counter() - start))
    return {name: statistics.median(times[2:]) for name, times in took.items()}


if __name__ == "__main__":
    main()
