import numpy as np
import pytest

from models.calibration import (
    bin_reliability,
    build_conformal_sets,
    find_median_class,
    fit_bias,
    fit_conformal_threshold,
    fit_temperature,
    measure_calibration_error,
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
    assert fit_temperature(logits * factor, labels) == pytest.approx(factor, rel=0.05)


def test_the_error_is_small_where_shares_are_honest_and_large_where_they_boast():
    logits, labels = honest(np.random.default_rng(1))
    assert measure_calibration_error(softmax(logits), labels) < 0.015
    assert measure_calibration_error(softmax(logits * 4), labels) > 0.1


def test_every_answer_is_in_one_bin():
    logits, labels = honest(np.random.default_rng(2), 500)
    found = bin_reliability(softmax(logits), labels)
    assert sum(number for _, _, number in found) == 500
    assert measure_calibration_error(np.array([[1.0, 0, 0]] * 4), np.array([0, 0, 0, 1])) == pytest.approx(0.25)


@pytest.mark.parametrize("coverage", [0.9, 0.95])
@pytest.mark.parametrize("boast", [0.5, 1.0, 3.0])
def test_sets_hold_the_truth_as_often_as_they_say_however_the_shares_boast(coverage, boast):
    logits, labels = honest(np.random.default_rng(3))
    shares = softmax(logits * boast)
    threshold = fit_conformal_threshold(shares[:10_000], labels[:10_000], coverage)
    inside = build_conformal_sets(shares[10_000:], threshold)
    assert inside[np.arange(10_000), labels[10_000:]].mean() == pytest.approx(coverage, abs=0.01)
    assert inside[np.arange(10_000), find_median_class(shares[10_000:])].all()


def test_the_class_in_the_middle_is_the_fewest_classes_off():
    random = np.random.default_rng(4)
    shares = random.dirichlet([0.3] * 4, 500)
    off = np.abs(np.subtract.outer(np.arange(4), np.arange(4)))
    said = find_median_class(shares)
    expected = shares @ off  # (n, said) classes that each answer is off on average
    np.testing.assert_allclose(expected[np.arange(500), said], expected.min(axis=1))
    assert (said != shares.argmax(axis=1)).any()
    assert find_median_class(np.array([[0.45, 0.1, 0.45, 0.0]])) == 1
    np.testing.assert_array_equal(find_median_class(shares.T.reshape(1, 4, 500)), said[None])
    assert find_median_class(np.array([[0.1, 0.1, 0.1, 0.1]])) == 3  # rounding never leads beyond the last


def test_as_much_is_said_to_be_so_as_is():
    random = np.random.default_rng(8)
    so = random.random(20_000) < 0.4
    logits = 2 * random.normal(0, 1, so.size) + so - 2.0
    likely = 1 / (1 + np.exp(-logits))
    assert (1 / (1 + np.exp(-logits - fit_bias(likely, so)))).mean() == pytest.approx(so.mean(), abs=1e-3)
    never, always = np.zeros_like(so), np.ones_like(so)
    assert fit_bias(likely, never) < fit_bias(likely, so) < fit_bias(likely, always)
