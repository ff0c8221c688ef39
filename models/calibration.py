"""Probabilities that mean what they say: one temperature for the logits, its measure, and sets that hold the truth."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.arrays import Bools, Doubles, Whole

_BINS = 15


def softmax(logits: NDArray[Any], axis: int = -1) -> NDArray[Any]:
    """Turn scores along an axis into shares that sum to one, by NumPy alone, for SciPy is not installed
    wherever networks are asked.
    """
    raised = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return np.asarray(raised / raised.sum(axis=axis, keepdims=True))


def sigmoid(logits: NDArray[Any]) -> NDArray[Any]:
    """Turn logits into probabilities 0–1."""
    return np.asarray((1 + np.tanh(logits / 2)) / 2)


def find_median_class(probabilities: NDArray[Any], axis: int = 1) -> Whole:
    """Find the median of ordered classes: on average it is the fewest classes off, where the likeliest may be
    far off.
    """
    return np.asarray((probabilities.cumsum(axis) < 0.5).sum(axis).clip(max=probabilities.shape[axis] - 1))


def fit_temperature(logits: Doubles, labels: Whole) -> float:
    """Fit the temperature of least cross-entropy on (n, k) logits (Guo et al. 2017), each class counting alike."""
    from scipy.optimize import minimize_scalar

    weights = 1 / np.bincount(labels, minlength=logits.shape[1])[labels]

    def loss(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        wrongness = np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(labels)), labels]
        return float(np.average(wrongness, weights=weights))

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))


def fit_bias(likely: Doubles, so: Bools) -> float:
    """Find what to add to the logits of these probabilities, so that their mean is the share of what is true.

    Of what is so always or never, one in a thousand is taken to be otherwise.
    """
    from scipy.optimize import brentq
    from scipy.special import expit, logit

    logits = logit(np.clip(likely, 1e-6, 1 - 1e-6))
    share = float(np.clip(so.mean(), 1e-3, 1 - 1e-3))
    return float(brentq(lambda bias: expit(logits + bias).mean() - share, -20, 20))


def bin_reliability(probabilities: Doubles, labels: Whole) -> list[tuple[float, float, int]]:
    """Give for each of 15 bins of confidence that has any: mean confidence, share of right answers, number."""
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    places = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    bins = (places == place for place in range(_BINS))
    return [(float(confidence[one].mean()), float(right[one].mean()), int(one.sum())) for one in bins if one.any()]


def measure_calibration_error(probabilities: Doubles, labels: Whole) -> float:
    """Measure the expected calibration error: the mean distance of confidence and share of right answers over
    those bins.
    """
    found = bin_reliability(probabilities, labels)
    return float(sum(abs(sure - right) * number for sure, right, number in found) / max(len(labels), 1))


def fit_conformal_threshold(probabilities: Doubles, labels: Whole, coverage: float = 0.9) -> float:
    """Find the probability from which on classes are in a set that holds the truth that often (Sadinle et al.
    2019).

    For `conformal_sets`: what is in the middle is in the set whatever its probability.
    """
    in_the_middle = find_median_class(probabilities) == labels
    true = np.sort(np.where(in_the_middle, 1.0, probabilities[np.arange(len(labels)), labels]))
    rank = int(np.floor((len(true) + 1) * (1 - coverage))) - 1
    return float(true[rank]) if rank >= 0 else 0.0


def build_conformal_sets(probabilities: Doubles, threshold: float) -> Bools:
    """Tell which ordered classes are in the set of each, (n, k); the one in the middle always is."""
    inside = probabilities >= threshold
    inside[np.arange(len(inside)), find_median_class(probabilities)] = True
    return np.asarray(inside)
