"""In the numbers, out of them, or ask: the Sentinel-2 offset from declarations and a sample of pixels."""

import numpy as np
import pytest

from models.geo.contract.offset import (
    OFFSET,
    SCALE,
    contradict_declared,
    decide_declared,
    decide_fractions,
    decide_undeclared,
    derive_add_offset,
    doubt_metadata,
    doubt_name,
    find_offset_in_numbers,
    keep_evidence,
)
from models.geo.contract.sample import LayerSample
from models.geo.contract.scene import Fact

S2 = "Sentinel-2"


def sample(low: float, high: float, seed: int = 0) -> LayerSample:
    values = np.random.default_rng(seed).uniform(low, high, (64, 64)).round()
    return LayerSample((values,), "uint16", values.shape, None)


WITH_OFFSET = {"red": sample(1010, 2500), "nir": sample(1020, 4500)}
WITHOUT = {"red": sample(150, 2500), "nir": sample(300, 4500)}
BRIGHT = {"red": sample(1800, 2500), "nir": sample(3000, 4500)}  # nothing dark: it cannot be told


def fact(value: float, source="tag") -> Fact[float]:
    return Fact[float](value=value, source=source, detail=f"said {value:g}")


@pytest.mark.parametrize(
    ("samples", "verdict", "offset"), [(WITH_OFFSET, "in", OFFSET), (WITHOUT, "out", 0.0), (BRIGHT, "ask", None)]
)
def test_without_a_declaration_the_pixels_decide_or_the_user_is_asked(samples, verdict, offset):
    answer = decide_undeclared(samples, None)
    assert (answer.verdict, answer.offset) == (verdict, offset)
    assert verdict != "ask" or "--offset" in answer.detail


def test_an_offset_without_a_scale_counts_where_pixels_are_silent_and_not_against_them():
    assert decide_undeclared(BRIGHT, fact(OFFSET)).offset == OFFSET
    assert decide_undeclared(WITHOUT, fact(OFFSET)).verdict == "ask"


@pytest.mark.parametrize(
    ("samples", "offset", "verdict"),
    [(WITH_OFFSET, OFFSET, "in"), (WITHOUT, 0.0, "out"), (BRIGHT, OFFSET, "in"),
     (WITH_OFFSET, 0.0, "ask"), (WITHOUT, OFFSET, "ask")],
)  # fmt: skip
def test_a_declaration_stands_unless_the_pixels_exclude_it(samples, offset, verdict):
    answer = decide_declared(samples, S2, scale=fact(SCALE), offset=fact(offset), elsewhere=None)
    assert answer.verdict == verdict
    assert (contradict_declared(samples, S2, SCALE, offset) is not None) == (verdict == "ask")


def test_another_sensor_is_not_asked_for_the_offset_and_an_unknown_one_gets_a_doubt():
    declared = {"scale": fact(SCALE), "offset": fact(0.0), "elsewhere": None}
    assert decide_declared(WITH_OFFSET, "Landsat 8", **declared).doubt is None
    unknown = decide_declared(WITH_OFFSET, None, **declared)
    assert unknown.verdict == "out" and "0.1" in unknown.doubt


def test_fractions_are_asked_the_same_question():
    def fractions(samples):
        return {
            role: LayerSample(tuple(w * SCALE for w in s.windows), "float32", s.shape, None)
            for role, s in samples.items()
        }

    assert decide_fractions(fractions(WITHOUT), S2, "fractions").verdict == "out"
    assert decide_fractions(fractions(WITH_OFFSET), S2, "fractions").offset == OFFSET
    assert decide_fractions(fractions(BRIGHT), S2, "fractions").verdict == "ask"
    assert decide_fractions(fractions(BRIGHT), S2, "fractions", declared=fact(0.0)).verdict == "out"
    for unsure in (WITH_OFFSET, BRIGHT):
        asked = decide_fractions(fractions(unsure), None, "fractions")
        assert asked.verdict == "ask" and "--scale 1 --offset -0.1" in asked.detail
    assert decide_fractions(fractions(BRIGHT), "NAIP", "fractions").verdict == "out"


def spoiled(base: dict[str, LayerSample], rows: slice, value: float) -> dict[str, LayerSample]:
    """The same samples with one value in some rows of all bands."""
    found = {}
    for role, one in base.items():
        window = one.windows[0].copy()
        window[rows] = value
        found[role] = LayerSample((window,), one.dtype, one.shape, None)
    return found


@pytest.mark.parametrize("value", [1.0, 0.0, np.nan])
def test_clipped_values_and_holes_are_no_evidence(value):
    holed = spoiled(WITH_OFFSET, slice(10, 18), value)
    assert find_offset_in_numbers(holed)[0] is True
    assert contradict_declared(holed, S2, SCALE, OFFSET) is None
    assert find_offset_in_numbers(spoiled(BRIGHT, slice(10, 18), value))[0] is None


def test_pixels_beside_no_data_are_no_evidence():
    ramp = spoiled(spoiled(WITH_OFFSET, slice(0, 8), np.nan), slice(8, 10), 500)
    assert find_offset_in_numbers(ramp)[0] is True


def test_one_band_alone_with_a_few_low_values_does_not_decide():
    one = dict(WITH_OFFSET)
    window = one["red"].windows[0].copy()
    window[5, 5:45] = np.arange(300, 340)
    one["red"] = LayerSample((window,), "uint16", window.shape, None)
    assert find_offset_in_numbers(one)[0] is None
    assert find_offset_in_numbers({"red": one["red"]})[0] is False


@pytest.mark.parametrize(("low", "has"), [(20, False), (1010, True), (500, None)])
def test_the_cirrus_band_speaks_first(low, has):
    assert find_offset_in_numbers({"cirrus": sample(low, low + 40), **BRIGHT})[0] is has


def test_the_baseline_counts_where_there_is_nothing_else():
    assert [derive_add_offset(baseline) for baseline in ("03.01", "04.00", "05.09")] == [0.0, -1000.0, -1000.0]
    assert doubt_name("05.09") and doubt_name("02.14") is None
    assert "taken as 0" in doubt_metadata("05.09", {}, "MTD")
    assert "it is applied" in doubt_metadata("02.14", {"B04": -1000.0}, "MTD")
    assert doubt_metadata("05.09", {"B04": -1000.0}, "MTD") is None


def test_clipped_values_are_no_evidence_among_other_low_ones():
    low = {role: spoiled({role: one}, slice(0, 1), 0.0)[role] for role, one in WITH_OFFSET.items()}
    for one in low.values():
        row = one.windows[0][0]
        row[:20], row[20:40], row[40:] = 0.0, 1.0, np.arange(24) + 2.0
    kept = keep_evidence(low)
    assert all(one.values.min() >= 2.0 for one in kept.values())
