import numpy as np
import pytest

from models.calibration import (
    calibration_error,
    conformal_sets,
    conformal_threshold,
    reliability,
    temperature_for,
)


def honest(random, count=20_000):
    """Logits that mean what they say, and labels drawn by them."""
    logits = random.normal(0, 2, (count, 3))
    shares = softmax(logits)
    labels = (random.random((count, 1)) > shares.cumsum(axis=1)).sum(axis=1)
    return logits, labels


def softmax(logits):
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_the_temperature_undoes_what_blew_the_logits_up(factor):
    logits, labels = honest(np.random.default_rng(0))
    assert temperature_for(logits * factor, labels) == pytest.approx(factor, rel=0.05)


def test_the_error_is_small_where_shares_are_honest_and_large_where_they_boast():
    logits, labels = honest(np.random.default_rng(1))
    assert calibration_error(softmax(logits), labels) < 0.015
    assert calibration_error(softmax(logits * 4), labels) > 0.1


def test_every_answer_is_in_one_bin():
    logits, labels = honest(np.random.default_rng(2), 500)
    found = reliability(softmax(logits), labels)
    assert sum(number for _, _, number in found) == 500
    assert calibration_error(np.array([[1.0, 0, 0]] * 4), np.array([0, 0, 0, 1])) == pytest.approx(0.25)


@pytest.mark.parametrize("coverage", [0.9, 0.95])
@pytest.mark.parametrize("boast", [0.5, 1.0, 3.0])
def test_sets_hold_the_truth_as_often_as_they_say_however_the_shares_boast(coverage, boast):
    logits, labels = honest(np.random.default_rng(3))
    shares = softmax(logits * boast)
    threshold = conformal_threshold(shares[:10_000], labels[:10_000], coverage)
    inside = conformal_sets(shares[10_000:], threshold)
    assert inside[np.arange(10_000), labels[10_000:]].mean() == pytest.approx(coverage, abs=0.01)
    assert inside[np.arange(10_000), shares[10_000:].argmax(axis=1)].all()
