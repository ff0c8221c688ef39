"""Probabilities that mean what they say: one temperature for the logits, its measure, and sets that hold the truth."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_BINS = 15


def softmax(logits: NDArray[Any], axis: int = -1) -> NDArray[Any]:
    """Shares that sum to one along an axis; NumPy's alone, for SciPy is not everywhere that networks are asked."""
    raised = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return np.asarray(raised / raised.sum(axis=axis, keepdims=True))


def sigmoid(logits: NDArray[Any]) -> NDArray[Any]:
    """Probabilities 0–1."""
    return np.asarray((1 + np.tanh(logits / 2)) / 2)


def median_class(probabilities: NDArray[Any], axis: int = 1) -> Whole:
    """The median of ordered classes: on average it is the fewest classes off, where the likeliest may be far off."""
    return np.asarray((probabilities.cumsum(axis) < 0.5).sum(axis).clip(max=probabilities.shape[axis] - 1))


def temperature_for(logits: Floats, labels: Whole) -> float:
    """The temperature of least cross-entropy on (n, k) logits (Guo et al. 2017), each class counting alike."""
    from scipy.optimize import minimize_scalar

    weights = 1 / np.bincount(labels, minlength=logits.shape[1])[labels]

    def loss(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        wrongness = np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(labels)), labels]
        return float(np.average(wrongness, weights=weights))

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))


def levelled(likely: Floats, so: NDArray[np.bool_]) -> float:
    """What to add to the logits of these probabilities, so that their mean is the share of what is so.

    Of what is so always or never, one in a thousand is taken to be otherwise.
    """
    from scipy.optimize import brentq
    from scipy.special import expit, logit

    logits = logit(np.clip(likely, 1e-6, 1 - 1e-6))
    share = float(np.clip(so.mean(), 1e-3, 1 - 1e-3))
    return float(brentq(lambda bias: expit(logits + bias).mean() - share, -20, 20))


def reliability(probabilities: Floats, labels: Whole) -> list[tuple[float, float, int]]:
    """For each of 15 bins of confidence that has any: mean confidence, share of right answers, number."""
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    places = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    bins = (places == place for place in range(_BINS))
    return [(float(confidence[one].mean()), float(right[one].mean()), int(one.sum())) for one in bins if one.any()]


def calibration_error(probabilities: Floats, labels: Whole) -> float:
    """Expected calibration error: the mean distance of confidence and share of right answers over those bins."""
    found = reliability(probabilities, labels)
    return float(sum(abs(sure - right) * number for sure, right, number in found) / max(len(labels), 1))


def conformal_threshold(probabilities: Floats, labels: Whole, coverage: float = 0.9) -> float:
    """The probability from which on classes are in a set that holds the truth that often (Sadinle et al. 2019).

    For `conformal_sets`: what is in the middle is in the set whatever its probability.
    """
    in_the_middle = median_class(probabilities) == labels
    true = np.sort(np.where(in_the_middle, 1.0, probabilities[np.arange(len(labels)), labels]))
    rank = int(np.floor((len(true) + 1) * (1 - coverage))) - 1
    return float(true[rank]) if rank >= 0 else 0.0


def conformal_sets(probabilities: Floats, threshold: float) -> NDArray[np.bool_]:
    """(n, k) which ordered classes are in the set of each; the one in the middle always is."""
    inside = probabilities >= threshold
    inside[np.arange(len(inside)), median_class(probabilities)] = True
    return np.asarray(inside)
