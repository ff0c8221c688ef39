"""Which fields fall behind their crop, and how well that is foretold."""

from datetime import date, timedelta

import numpy as np
import pytest

from models.observed.fields import FieldSeries
from models.observed.outcomes import (
    FALL,
    LOWEST,
    SHARE,
    WHILE_STANDING,
    Land,
    collect_cases,
    mark_lowest,
    measure_auroc,
)
from models.observed.patches import Patch
from models.observed.weather import Weather
from models.risk.config import BANDS
from models.risk.learning.real import (
    COMBINATIONS,
    PICTURE,
    answer_fields,
    answer_patch,
    make_ask,
    score_site,
    write_table,
)

RANDOM = np.random.default_rng(3)
DAYS = [date(2023, 3, 1) + timedelta(days=10 * step) for step in range(24)]
COURSE = (0.2 + 0.6 * np.exp(-(((np.arange(24) - 11) / 6) ** 2))).astype(np.float32)


def auroc(score, low):
    """By its definition, pair by pair."""
    pairs = np.sign(score[low == 1][:, None] - score[low == 0]) / 2 + 0.5
    return pairs.mean()


def test_the_area_is_the_share_of_pairs_in_the_right_order():
    score = RANDOM.integers(0, 6, 80).astype(np.float32)  # with ties
    low, group = (RANDOM.random(80) < 0.3).astype(np.int8), np.zeros(80, np.int64)
    found = measure_auroc(score, low, group, np.arange(80), (200, np.random.default_rng(0)))
    for value, least, most in found.values():
        assert value == pytest.approx(auroc(score, low), abs=6e-4)
        assert least < value < most
    for perfect, value in ((low, 1.0), (-low, 0.0), (0 * low, 0.5)):
        sure = measure_auroc(perfect.astype(np.float32), low, group, np.arange(80), (20, np.random.default_rng(0)))
        assert sure["within"] == sure["all"] == [value] * 3


def test_groups_do_not_mix():
    """A score that knows only the group foretells nothing within it; one that knows only the rest, all."""
    group = np.repeat(np.arange(3), 20)
    inside = np.tile(np.linspace(0, 1, 20), 3)
    low = mark_lowest(inside.astype(np.float32), group)
    assert (low.reshape(3, 20)[:, :4] == 1).all()
    assert (low == 1).mean() == SHARE
    draws = 30, np.random.default_rng(0)
    assert measure_auroc(group.astype(np.float32), low, group, np.arange(60), draws)["within"][0] == 0.5
    moved = (100 * group - inside).astype(np.float32)
    found = measure_auroc(moved, low, group, np.arange(60), draws)
    assert found["within"] == [1.0] * 3
    assert found["all"][0] < 0.8


def test_groups_too_small_and_outcomes_unknown_are_not_judged():
    outcome = np.append(np.linspace(0, 1, 20), [0.0, 1.0]).astype(np.float32)
    outcome[3] = np.nan
    low = mark_lowest(outcome, np.repeat([0, 1], [20, 2]))
    assert low[3] == -1
    assert (low[20:] == -1).all()
    assert (low == 1).sum() == round(SHARE * 19)
    spoilt = np.where(low < 0, 1e6, -outcome).astype(np.float32)
    found = measure_auroc(
        np.nan_to_num(spoilt), low, np.repeat([0, 1], [20, 2]), np.arange(22), (20, np.random.default_rng(0))
    )
    assert found["within"][0] == 1.0


def test_intervals_widen_where_neighbours_are_drawn_together():
    low = np.repeat(RANDOM.random(20) < 0.3, 50).astype(np.int8)
    score = (np.repeat(RANDOM.random(20), 50) + low * 0.2).astype(np.float32)
    group, draws = np.zeros(1000, np.int64), lambda: (200, np.random.default_rng(0))
    alone = measure_auroc(score, low, group, np.arange(1000), draws())["within"]
    together = measure_auroc(score, low, group, np.repeat(np.arange(20), 50), draws())["within"]
    assert together[0] == alone[0]
    assert together[2] - together[1] > 3 * (alone[2] - alone[1])


def land(slump, kinds=1):
    """Forty fields of one course; those with a slump lose it from day 12 on."""
    ndvi = np.tile(COURSE, (40, 1)) + RANDOM.normal(0, 0.005, (40, 24)).astype(np.float32)
    ndvi[:, 12:] -= slump[:, None]
    kind = np.array([f"crop {number % kinds}" for number in range(40)])
    return Land(ndvi.astype(np.float32), kind, np.arange(40), DAYS)


def test_what_falls_later_is_found_on_the_days_before():
    slump = np.where(np.arange(40) < 8, 0.2, 0).astype(np.float32)
    cases = collect_cases(land(slump), (30, 60))
    before = np.isin(cases.day, (8, 9))  # 30 days on, all have slumped
    assert before.any()
    for outcome in (LOWEST, WHILE_STANDING, FALL):
        low = mark_lowest(cases.later[outcome], cases.group)
        assert ((low == 1) == (cases.place < 8))[before].all()
    after = cases.day == 13  # slumped already: lowest, but falling no further than others
    deepest = mark_lowest(cases.later[FALL], cases.group)
    assert not ((deepest == 1) == (cases.place < 8))[after].all()


def test_later_is_thirty_to_sixty_days_and_of_the_same_crop():
    slump = np.where(np.arange(40) % 2 == 0, 0.2, 0).astype(np.float32)
    cases = collect_cases(land(slump, kinds=2), (30, 60))  # each crop slumps as a whole
    assert abs(cases.later[LOWEST]).max() < 0.05
    assert all(len(set(cases.place[cases.group == one] % 2)) == 1 for one in np.unique(cases.group))
    for day in np.unique(cases.day):
        assert any(30 <= (when - DAYS[day]).days <= 60 for when in DAYS)


def knowing(image, facts):
    """Sees risk where the red band is bright, and a crop everywhere."""
    return np.asarray(image[BANDS.index("red")]), np.ones(image.shape[1:], np.float32)


def reflectance(ndvi, slump):
    """(..., bands): a short-wave band tells NDVI, and red what is to come, which NDVI of the day does not show."""
    red = np.broadcast_to(0.05 + 0.1 * slump, ndvi.shape)
    near = red * (1 + ndvi) / (1 - ndvi)
    return np.stack([red, red, red, near, red, red], axis=-1).astype(np.float32)


def test_fields_are_asked_with_what_is_known_of_them():
    slump = np.where(np.arange(40) < 8, 0.2, 0).astype(np.float32)
    world = land(slump)
    given = []

    def ask(image, facts):
        given.append(facts)
        return knowing(image, facts)

    fields = FieldSeries(
        reflectance(world.ndvi, slump[:, None]), BANDS, DAYS, np.array(["maize", "rapeseed"] * 20),
        np.full(40, "here"), np.arange(40), np.full(40, 48.0), np.full(40, 100.0),
        Weather(date(2022, 9, 1), np.ones((40, 500, 3), np.float32)),
    )  # fmt: skip
    site = answer_fields(fields, (30, 60), ask)
    assert list(site.risk) == list(COMBINATIONS)
    assert {frozenset(facts) for facts in given} == {
        frozenset(), frozenset({"place"}), frozenset({"place", "crop"}), frozenset({"place", "crop", "season"}),
    }  # fmt: skip
    found = score_site(site, 20, 0)
    assert found["places"] == 40
    assert found["taken_for_crops"] == 1
    value = {name: rows["within"][0] for name, rows in found[LOWEST].items()}
    assert value[f"risk, {PICTURE}"] > 0.9 > value["NDVI anomaly of the day"]
    assert value["NDVI"] == value["NDVI anomaly of the day"]
    lines = list(write_table("a site", found))
    assert len(lines) == 1 + 2 + len(value) + 1
    assert len({line.count("|") for line in lines[1:-1]}) == 1


def test_pixels_of_a_patch_go_with_their_blocks_and_guessed_crops_are_not_told():
    slump = np.where(np.arange(32) < 6, 0.2, 0).astype(np.float32)[:, None] * np.ones(40, np.float32)  # (h, w)
    ndvi = COURSE[:, None, None] + RANDOM.normal(0, 0.005, (24, 32, 40)).astype(np.float32)
    ndvi[12:] -= slump
    image = np.moveaxis(reflectance(ndvi, slump), -1, 1)
    image[:, :, 20, 20] = np.nan
    crop = np.full((32, 40), "wheat")
    crop[:, :4] = ""
    site = answer_patch(Patch(image, BANDS, DAYS, crop, 50.0, 100.0), (30, 60), knowing)
    assert list(site.risk) == [PICTURE, "picture and place"]
    assert 20 * 40 + 20 not in site.cases.place
    assert (site.cases.place % 40 >= 4).all()
    rows, columns = site.cases.place // 40, site.cases.place % 40
    assert len(np.unique(site.cases.unit)) == len(set(zip(rows // 16, columns // 16, strict=True))) == 6
    before = site.cases.day == 9
    low = mark_lowest(site.cases.later[LOWEST], site.cases.group)[before] == 1
    np.testing.assert_array_equal(site.risk[PICTURE][before] > 0.06, rows[before] < 6)
    assert low[rows[before] < 6].mean() > 0.95


def test_land_of_any_size_is_asked():
    shapes = []

    def predictor(tiles, facts):
        shapes.append(tiles.shape)
        said = np.empty((1, 5, *tiles.shape[2:]), np.float32)
        said[:] = np.array([0.5, 0.3, 0.2, 0.9, 0])[:, None, None]
        return said

    risk, stands = make_ask(predictor)(np.zeros((6, 20, 33), np.float32), {})
    assert shapes == [(1, 6, 32, 48)]
    assert risk.shape == stands.shape == (20, 33)
    np.testing.assert_allclose(risk, 0.7)
    np.testing.assert_allclose(stands, 0.9)
