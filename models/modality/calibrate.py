"""Probabilities that mean what they say: one temperature for the logits (Guo et al. 2017), and its measure."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_BINS = 15


def temperature_for(logits: Floats, labels: Whole) -> float:
    """The temperature of least cross-entropy on (n, k) logits, each class counting alike whatever its number."""
    from scipy.optimize import minimize_scalar

    weights = 1 / np.bincount(labels, minlength=logits.shape[1])[labels]

    def loss(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        wrongness = np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(labels)), labels]
        return float(np.average(wrongness, weights=weights))

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))


def reliability(probabilities: Floats, labels: Whole) -> list[tuple[float, float, int]]:
    """For each of 15 bins of confidence that has any: mean confidence, share of right answers, number."""
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    places = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    bins = (places == place for place in range(_BINS))
    return [(float(confidence[one].mean()), float(right[one].mean()), int(one.sum())) for one in bins if one.any()]


def calibration_error(probabilities: Floats, labels: Whole) -> float:
    """Expected calibration error: the mean distance of confidence and share of right answers over those bins."""
    found = reliability(probabilities, labels)
    return float(sum(abs(sure - right) * number for sure, right, number in found) / len(labels))
