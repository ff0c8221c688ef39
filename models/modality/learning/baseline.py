"""What the network is held against: a random forest on nineteen hand-made measures of a picture."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]

_BLOCK = 8


def measure_picture(picture: Bytes) -> Floats:
    """Measure (h, w, 3) → (19,): levels and spreads, kinship of the channels, shape of the histogram, grain."""
    values = picture.astype(np.float64) / 255
    grey = values.mean(axis=2)
    deviation = max(float(grey.std()), 1e-6)
    rest = (grey - grey.mean()) / deviation
    shares = np.histogram(grey, 64, (0, 1))[0] / grey.size
    across, down = np.diff(grey, axis=1), np.diff(grey, axis=0)
    return np.array(
        [
            *values.mean(axis=(0, 1)),
            *values.std(axis=(0, 1)),
            *_correlate_channels(values),
            float((values.max(axis=2) - values.min(axis=2)).mean()),
            deviation / max(float(grey.mean()), 1e-6),
            float((rest**3).mean()),
            float((rest**4).mean()),
            *_measure_local_variation(grey),
            float(np.hypot(across[:-1], down[:, :-1]).mean()) / deviation,
            float((rest[:, 1:] * rest[:, :-1]).mean()),
            -float((shares[shares > 0] * np.log(shares[shares > 0])).sum()),
        ]
    )


def train_forest(pictures: Sequence[Bytes], labels: NDArray[np.int64], seed: int = 0) -> RandomForestClassifier:
    """Train a forest of 300 trees on (n,) labels, at least two pictures a leaf."""
    forest = RandomForestClassifier(300, min_samples_leaf=2, n_jobs=-1, random_state=seed)
    return forest.fit(np.stack([measure_picture(picture) for picture in pictures]), labels)


def ask_forest(forest: RandomForestClassifier, views: Bytes) -> Floats:
    """Average probabilities (3,) over the views of a scene."""
    return np.asarray(forest.predict_proba(np.stack([measure_picture(view) for view in views])).mean(axis=0))


def _correlate_channels(values: Floats) -> list[float]:
    """Correlate red and green, green and blue, blue and red."""
    found = []
    for one, other in ((0, 1), (1, 2), (2, 0)):
        first, second = values[..., one].ravel(), values[..., other].ravel()
        varied = first.std() > 0 and second.std() > 0
        found.append(float(np.corrcoef(first, second)[0, 1]) if varied else 1.0)
    return found


def _measure_local_variation(grey: Floats) -> Floats:
    """Find quantiles of the coefficient of variation in blocks of 8 × 8 pixels."""
    height, width = (length // _BLOCK * _BLOCK for length in grey.shape)
    blocks = grey[:height, :width].reshape(height // _BLOCK, _BLOCK, width // _BLOCK, _BLOCK)
    variation = blocks.std(axis=(1, 3)) / np.maximum(blocks.mean(axis=(1, 3)), 1e-3)
    return np.asarray(np.quantile(variation, (0.1, 0.5, 0.9)))
