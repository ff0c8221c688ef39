"""What a perfect severity tells of the coming month."""

from datetime import date, timedelta

import numpy as np
import pytest

from models.health.learning.real import correlate_ranks, correlate_within
from models.health.learning.upper_bound import align_courses, collect_cases
from models.simulation.crops import SITES, Family, Grown
from models.simulation.seasons import Group, write_groups

DAYS = 90
COVER = np.sin(np.linspace(0, np.pi, DAYS)).astype(np.float32) * 0.9


def family(sown, kept):
    """One sowing whose sites keep these shares of the cover that was possible."""
    canopy = np.outer(kept, COVER).astype(np.float32)
    grown = Grown(canopy, canopy, canopy, np.ones(SITES, np.float32))
    return Family("champion", "maize", sown, "Loam", None, grown, COVER, 10.0)


def test_courses_lie_on_common_days_and_tell_what_is_missing():
    early, late = family(date(2000, 5, 1), np.ones(SITES)), family(date(2000, 5, 11), np.full(SITES, 0.5))
    cover, severity = align_courses([early, late])
    assert cover.shape == severity.shape == (2 * SITES, DAYS + 11)
    np.testing.assert_allclose(cover[0, 1 : DAYS + 1], COVER)
    assert (cover[0, DAYS + 1 :] == 0).all()
    assert np.isnan(severity[SITES, :12]).all()
    stands = np.isfinite(severity)
    np.testing.assert_allclose(severity[:SITES][stands[:SITES]], 0, atol=1e-6)
    np.testing.assert_allclose(severity[SITES:][stands[SITES:]], 0.5, atol=1e-3)


@pytest.mark.parametrize(("late", "best"), [(0, "the true severity"), (25, "cover of the day")])
def test_severity_foresees_stress_and_cover_foresees_lateness_too(tmp_path, late, best):
    random = np.random.default_rng(0)
    families = []
    for number in range(6):
        kept = random.uniform(0.4, 1, SITES) if late == 0 else random.uniform(0.95, 1, SITES)
        families.append(family(date(2000, 5, 1) + timedelta(days=late * (number % 2)), kept))
    write_groups(tmp_path / "seasons.npz", iter([Group("champion", 2000, tuple(families))]))
    cases = collect_cases(tmp_path / "seasons.npz")
    everything = np.arange(len(cases.field))
    foresight = {name: correlate_within(values, cases, everything) for name, values in cases.predictors.items()}
    assert foresight[best] == pytest.approx(max(foresight.values()), abs=0.01)
    assert foresight[best] > 0.7
    if late:
        assert foresight["the true severity"] < foresight[best] - 0.1
    assert -1 <= correlate_ranks(cases.predictors[best], cases.outcome) <= 1
