"""What the CRF makes of simulated scenes whose truth is known."""

import numpy as np
import torch

from models.risk.config import BANDS, FEATURES, RiskConfig
from models.risk.crf import CrfConfig, refine
from models.risk.learning.batches import load_batch
from models.risk.learning.data import Tiles
from models.risk.learning.scores import STEP, Pixels
from models.risk.network import RiskNet, calibrate


def answer_smoothed(network: RiskNet, tiles: Tiles, known: frozenset[str], read: RiskConfig, iterations: int) -> Pixels:
    """Ask as `answer_pixels` does, with each tile refined as a scene of its own."""
    of = read.find_calibration(known)
    calibration = torch.tensor([[1 / of.temperature, *of.bias]])
    found: dict[str, list[np.ndarray]] = {"probability": [], "truth": [], "loss": [], "tile": []}
    for number in range(len(tiles)):
        batch = load_batch(tiles, np.array([number]), known, read)
        with torch.inference_mode():
            likely = calibrate(network(batch.image, batch.whole, batch.cells), calibration, read.cuts)[0].numpy()
        bands = batch.image[0].numpy()[[BANDS.index(name) for name in FEATURES]]
        scaled = (bands - bands.mean(axis=(1, 2), keepdims=True)) / bands.std(axis=(1, 2), keepdims=True)
        refined = refine(likely, scaled, CrfConfig(iterations=iterations))[:, ::STEP, ::STEP]
        classes = batch.classes[0, ::STEP, ::STEP].numpy()
        there = classes >= 0
        found["probability"].append(refined[:, there].T.astype(float))
        found["truth"].append(classes[there])
        found["loss"].append(batch.loss[0, ::STEP, ::STEP].numpy()[there].astype(float))
        found["tile"].append(np.full(int(there.sum()), number))
    parts = {name: np.concatenate(values) for name, values in found.items()}
    return Pixels(**parts, stands=np.zeros(0), crop=np.zeros(0, bool))
