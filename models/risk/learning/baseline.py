"""Baselines of the network: gradient boosting of single pixels with the same inputs, and with NDVI alone.

It sees no pattern; what the network gains over it it gains by looking around.
"""

from typing import Any

import numpy as np

from models.arrays import Floats, Whole
from models.backend import RISK_CELL
from models.field.conditioning import GROUPS, IMAGE_ONLY
from models.risk.conditioning import encode
from models.risk.config import BANDS, RiskConfig
from models.risk.learning.data import STEPS, Tiles, classify_loss
from models.risk.learning.scores import STEP, Pixels

NDVI = frozenset({"ndvi"})
_PAIRS = (("nir", "red"), ("nir", "swir16"), ("green", "nir"))
_LEARNED = 150_000  # pixels


def fit_trees(tiles: Tiles, known: frozenset[str], seed: int) -> Any:
    """Fit a classifier of scikit-learn on pixels at random."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    values, classes = compute_features(tiles, known), _select_truth(tiles)
    random = np.random.default_rng(seed)
    rows = random.permutation(np.flatnonzero(classes >= 0))[:_LEARNED]
    trees = HistGradientBoostingClassifier(max_iter=300, learning_rate=0.08, early_stopping=False, random_state=seed)
    return trees.fit(values[rows], classes[rows])


def answer_with_trees(trees: Any, tiles: Tiles, known: frozenset[str]) -> Pixels:
    """Ask it about the pixels of which the network is asked too."""
    classes = _select_truth(tiles)
    there = classes >= 0
    loss = tiles.loss[:, ::STEP, ::STEP].reshape(-1) / STEPS
    tile = np.repeat(np.arange(len(tiles)), len(classes) // len(tiles))
    return Pixels(
        probability=trees.predict_proba(compute_features(tiles, known)[there]),
        truth=classes[there],
        loss=loss[there],
        stands=np.zeros(0),
        crop=np.zeros(0, bool),
        tile=tile[there],
    )


def compute_features(tiles: Tiles, known: frozenset[str]) -> Floats:
    """Compute the features (pixels, features) of every third pixel of every third row."""
    image = tiles.image[:, :, ::STEP, ::STEP].astype(np.float32) / 1e4
    count, _, height, width = image.shape
    parts = [_compute_index(image, *pair)[:, None] for pair in (_PAIRS[:1] if known == NDVI else _PAIRS)]
    if known != NDVI:
        parts.append(image)
    if known - NDVI - IMAGE_ONLY:
        conditioning = {
            name: getattr(tiles, name) for group, names in GROUPS.items() if group in known for name in names
        }
        whole, fine = encode(conditioning, count, tiles.crop.shape[1:3], RiskConfig())
        rows = np.arange(height) * STEP // RISK_CELL
        parts.append(np.broadcast_to(whole[:, :, None, None], (*whole.shape, height, width)))
        parts.append(fine[:, :, rows][:, :, :, rows])
    stacked = np.concatenate(parts, axis=1)
    return np.asarray(stacked.transpose(0, 2, 3, 1).reshape(-1, stacked.shape[1]), np.float32)


def _select_truth(tiles: Tiles) -> Whole:
    return classify_loss(tiles.loss[:, ::STEP, ::STEP]).reshape(-1)


def _compute_index(image: Floats, first: str, second: str) -> Floats:
    one, other = image[:, BANDS.index(first)], image[:, BANDS.index(second)]
    return np.asarray((one - other) / np.maximum(one + other, 1e-6), np.float32)
