import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.geo.indices.histogram import Histogram, quantise

WANTED = (0, 5, 25, 50, 75, 95, 100)


def counted(values):
    stored, bins = np.empty_like(values), np.empty(values.shape, np.intp)
    quantise(values.copy(), stored, bins)
    histogram = Histogram()
    histogram.add_bins(bins)
    return stored, histogram


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-12, 12, width=32), min_size=1, max_size=200))
def test_statistics_are_those_of_the_stored_values(numbers):
    stored, histogram = counted(np.array(numbers, np.float32))
    kept = stored[np.isfinite(stored)].astype(np.float64)
    assert histogram.count == kept.size
    if kept.size:
        assert histogram.percentiles(WANTED) == np.percentile(kept, WANTED).tolist()
        assert histogram.mean() == pytest.approx(kept.mean(), rel=1e-12, abs=1e-12)
        assert histogram.std() == pytest.approx(kept.std(), rel=1e-9, abs=1e-9)


def test_values_are_rounded_to_the_nearest_of_the_grid():
    values = np.random.default_rng(0).uniform(-9.9, 9.9, 10_000).astype(np.float32)
    stored, _ = counted(values)
    assert np.abs(stored - values).max() < 0.51e-4
    assert np.array_equal(stored, (np.rint(stored.astype(np.float64) * 1e4) / 1e4).astype(np.float32))


def test_undefined_is_what_is_not_finite_or_too_large():
    values = np.array([0.5, np.nan, np.inf, -np.inf, 10.5, -10.5], np.float32)
    stored, bins = np.empty_like(values), np.empty(values.shape, np.intp)
    quantise(values, stored, bins)
    assert stored[0] == 0.5
    assert np.isnan(stored[1:]).all()
    assert np.array_equal(bins > 0, [True] + [False] * 5)


def test_order_and_parts_do_not_matter():
    values = np.random.default_rng(0).normal(0, 1, 5000).astype(np.float32)
    _, whole = counted(values)
    parts = Histogram()
    for part in np.array_split(np.random.default_rng(1).permutation(values), 7):
        stored, _ = counted(part)
        parts.add(stored)
    assert (parts.mean(), parts.std(), parts.percentiles(WANTED)) == (
        whole.mean(), whole.std(), whole.percentiles(WANTED),
    )  # fmt: skip


def test_between_counts_half_open_intervals():
    _, histogram = counted(np.array([-0.1, 0.0, 0.1999, 0.2, 0.6, 0.9], np.float32))
    assert [histogram.between(*limits) for limits in ((-10, 0), (0, 0.2), (0.2, 0.6), (0.6, 10))] == [1, 2, 1, 2]
