"""Readings that reach back to sowing: the weather of the season is that which a hand would add up, or not known."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.field.field import encode_field, read_field
from models.field.weather import LATEST_START, LONGEST, WEATHER, sum_since_sowing

LAST = date(2024, 6, 14)
"""The day before the scene of the tests."""


def daily_of(random, days):
    return [tuple(row) for row in random.uniform(0, 20, (days, 3)).round(2).tolist()]


def write(path, daily, last=LAST, header="date,rain [mm],et0 [mm],temperature [degC]"):
    days = [last - timedelta(days=ago) for ago in reversed(range(len(daily)))]
    cells = [",".join("" if cell is None else str(cell) for cell in row) for row in daily]
    path.write_text("\n".join([header, *(f"{day},{row}" for day, row in zip(days, cells, strict=True))]))
    return path


def other_notes(said):
    """All but the week's rain, which is always told."""
    return [note.text for note in said.notes if not note.text.startswith("rain on ")]


@given(days=st.integers(1, 200), extra=st.integers(0, 30), seed=st.integers(0, 99))
def test_a_whole_record_is_added_up_from_the_day_of_sowing(days, extra, seed):
    daily = daily_of(np.random.default_rng(seed), days + extra)
    rain, evaporation, warmth = sum_since_sowing(daily, LAST, LAST - timedelta(days=days - 1))
    rows = daily[-days:]
    assert rain == pytest.approx(sum(row[0] for row in rows), rel=1e-5)
    assert evaporation == pytest.approx(sum(row[1] for row in rows), rel=1e-5)
    assert warmth == pytest.approx(sum(row[2] for row in rows) / days, rel=1e-5)


@given(days=st.integers(10, 200), missing=st.integers(0, 40), seed=st.integers(0, 99))
def test_one_day_in_ten_may_be_missing_and_counts_as_the_others(days, missing, seed):
    random = np.random.default_rng(seed)
    missing = min(missing, days - 1)
    gaps = set(random.choice(days, missing, replace=False).tolist())
    daily = [(None if place in gaps else 2.0, 1.0, None) for place in range(days)]
    season = sum_since_sowing(daily, LAST, LAST - timedelta(days=days - 1))
    if 10 * missing <= days:
        assert season[0] == pytest.approx(2 * days)
    else:
        assert np.isnan(season[0])
    assert season[1] == pytest.approx(days)
    assert np.isnan(season[2])


@given(days=st.integers(1, 200), short=st.integers(0, 40))
def test_a_record_that_begins_long_after_sowing_says_nothing(days, short):
    season = sum_since_sowing([(1.0, 1.0, 1.0)] * days, LAST, LAST - timedelta(days=days + short - 1))
    assert np.isfinite(season).all() == (short <= LATEST_START and 10 * short <= days + short)
    assert np.isfinite(season).any() == np.isfinite(season).all()


@pytest.mark.parametrize("sown", [LAST + timedelta(days=1), LAST + timedelta(days=20)])
def test_what_is_not_sown_yet_has_no_season(sown):
    assert np.isnan(sum_since_sowing([(1.0, 1.0, 1.0)] * 30, LAST, sown)).all()
    assert np.isnan(sum_since_sowing((), LAST, LAST)).all()


def test_readings_since_sowing_become_the_season_of_the_scene(field, tmp_path):
    daily = daily_of(np.random.default_rng(2), 60)
    said = read_field("sown=2024-05-01", write(tmp_path / "long.csv", daily), field)
    assert said.daily == tuple(daily)
    assert other_notes(said) == []
    rows = np.array(daily[-45:])
    season = encode_field(said, field)["season"]
    assert season == pytest.approx([rows[:, 0].sum(), rows[:, 1].sum(), rows[:, 2].mean()], rel=1e-5)
    assert len(WEATHER) == len(season)


def test_hourly_readings_say_the_same_as_daily_ones(field, tmp_path):
    daily = daily_of(np.random.default_rng(3), 40)
    rows = []
    for place, (rain, evaporation, warmth) in enumerate(daily):
        day = LAST - timedelta(days=len(daily) - 1 - place)
        rows += [f"{day}T{hour:02}:30,{rain / 24},{evaporation / 24},{warmth}" for hour in range(24)]
    path = tmp_path / "hours.csv"
    path.write_text("\n".join(["time,rain [mm],et0 [mm],temperature [degC]", *rows]))
    hours = read_field("sown=2024-05-10", path, field)
    days = read_field("sown=2024-05-10", write(tmp_path / "days.csv", daily), field)
    assert np.abs(np.array(hours.daily) - np.array(days.daily)).max() < 0.011
    assert encode_field(hours, field)["season"] == pytest.approx(encode_field(days, field)["season"], rel=1e-3)


def test_a_logger_may_follow_on_daily_readings(field, tmp_path):
    path = write(tmp_path / "both.csv", [(2.4, 4.8, 12.0)] * 60, last=LAST - timedelta(days=28))
    hours = [LAST - timedelta(days=ago) for ago in reversed(range(28))]
    rows = [f"{day} {hour:02}:00,{0.2 * (hour % 2)},0.2,12.0" for day in hours for hour in range(24)]
    path.write_text("\n".join([path.read_text(), *rows]))
    said = read_field("sown=2024-04-01", path, field)
    np.testing.assert_allclose(said.daily, [(2.4, 4.8, 12.0)] * 88, atol=0.01)


def test_a_longer_file_leaves_the_week_as_it_is(field, tmp_path):
    random = np.random.default_rng(4)
    daily = daily_of(random, 120)
    week = read_field(None, write(tmp_path / "week.csv", daily[-7:]), field)
    long = read_field(None, write(tmp_path / "long.csv", daily), field)
    assert week.daily == ()
    assert len(long.daily) == 120
    assert long.model_copy(update={"daily": ()}) == week


def test_gaps_before_the_week_are_one_line(field, tmp_path):
    daily = daily_of(np.random.default_rng(5), 50)
    daily[10] = (None, None, daily[10][2])
    daily[20] = (None, 3.0, 4.0)
    daily[-3] = (None, 3.0, 4.0)
    said = read_field("sown=2024-05-01", write(tmp_path / "gaps.csv", daily), field)
    assert [note.text for note in said.notes if "readings on" in note.text] == [
        "rain: too few readings on 2024-06-12; taken as not known",
        "of the 43 days before that week too few readings on: rain 2, evapotranspiration 1; taken as not known",
    ]
    assert said.daily == tuple(daily)


def test_a_record_too_short_for_the_season_is_said(field, tmp_path):
    path = write(tmp_path / "short.csv", daily_of(np.random.default_rng(6), 20))
    said = read_field("sown=2024-05-01", path, field)
    assert "season" not in encode_field(said, field)
    assert other_notes(said) == [
        "readings are from 2024-05-26 to 2024-06-14 and begin 25 days after sowing on 2024-05-01, so the weather since "
        "sowing is not known"
    ]
    assert other_notes(read_field(None, path, field)) == []


def test_other_quantities_do_not_make_a_season(field, tmp_path):
    path = write(tmp_path / "wind.csv", [(2.0, 50.0)] * 60, header="date,wind [m/s],humidity [%]")
    said = read_field("sown=2024-05-01", path, field)
    assert said.daily == said.notes == ()
    assert "season" not in encode_field(said, field)


def test_a_record_has_an_end(field, tmp_path):
    said = read_field(None, write(tmp_path / "years.csv", [(1.0, 2.0, 3.0)] * 900), field)
    assert said.daily == ((1.0, 2.0, 3.0),) * LONGEST
