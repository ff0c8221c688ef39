"""Counters of rain are told from amounts, differenced with their resets, or asked for; amounts stay as they are."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import ConfigError
from models.field.loggers.choices import choices_of
from models.field.loggers.counters import increments_of, judge_column
from models.field.loggers.days import seconds_of
from models.field.sensors import QUANTITIES, read_sensors

ACQUIRED = datetime(2021, 6, 26, 10, 40, tzinfo=UTC)
RAIN, SUN = list(QUANTITIES).index("rain"), list(QUANTITIES).index("radiation")
DAYS = 10


def showers(random, per_day=24, days=DAYS, chance=0.35):
    """(days × readings,) tips of 0.2 mm in showers of some hours, on about every third day."""
    rain = np.zeros((days, per_day))
    for day in range(days):
        if random.random() < chance:
            start, length = random.integers(0, per_day), random.integers(2, max(3, per_day // 4))
            rain[day, start : start + length] = 0.2 * random.integers(0, 12, len(rain[day, start : start + length]))
    rain[3, 5], rain[5, 7] = 0.6, 1.2  # never a dry week
    return rain.round(1)


def times(per_day=24, days=DAYS):
    return [datetime(2021, 6, 16) + timedelta(days=i // per_day, minutes=1440 / per_day * (i % per_day))
            for i in range(per_day * days)]  # fmt: skip


def written(folder, values, heading="rain [mm]", per_day=24, zone=""):
    path = folder / "rain.csv"
    rows = [
        f"{time:%Y-%m-%d %H:%M}{zone},{value:g}" for time, value in zip(times(per_day), np.ravel(values), strict=True)
    ]
    path.write_text("\n".join([f"time,{heading}", *rows]))
    return path


COUNTERS = {
    "of the day": lambda rain: np.cumsum(rain, axis=1),
    "since the start": lambda rain: np.cumsum(rain.ravel()),
    "of the year": lambda rain: 412.6 + np.cumsum(rain.ravel()),
    "set back once by hand": lambda rain: _set_back(rain),
}


def _set_back(rain):
    total = np.cumsum(rain.ravel())
    return np.where(np.arange(total.size) >= 150, total - total[149], total) + 0.0


@pytest.mark.parametrize("kind", COUNTERS)
@pytest.mark.parametrize("per_day", [24, 96, 288])
@pytest.mark.parametrize("seed", range(4))
def test_a_counter_says_what_its_amounts_say(tmp_path, kind, per_day, seed):
    rain = showers(np.random.default_rng(seed), per_day)
    found = read_sensors(written(tmp_path, COUNTERS[kind](rain).round(1), per_day=per_day), ACQUIRED, 0.0)
    np.testing.assert_allclose(found.week[:, RAIN], rain.sum(axis=1)[-7:], atol=0.21 if per_day == 24 else 0.05)
    assert any("is a counter that runs on, so its steps are taken" in note for note in found.notes)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), per_day=st.sampled_from([24, 48, 96, 288]))
def test_amounts_of_showers_are_never_taken_for_a_counter(tmp_path_factory, seed, per_day):
    rain = showers(np.random.default_rng(seed), per_day)
    folder = tmp_path_factory.mktemp("amounts")
    found = read_sensors(written(folder, rain, per_day=per_day), ACQUIRED, 0.0)
    np.testing.assert_allclose(found.week[:, RAIN], rain.sum(axis=1)[-7:], atol=1e-3)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), per_day=st.sampled_from([24, 96]), kind=st.sampled_from(sorted(COUNTERS)))
def test_a_counter_is_never_taken_for_amounts_in_silence(tmp_path_factory, seed, per_day, kind):
    rain = showers(np.random.default_rng(seed), per_day)
    folder = tmp_path_factory.mktemp("counter")
    path = written(folder, COUNTERS[kind](rain).round(1), per_day=per_day)
    try:
        found = read_sensors(path, ACQUIRED, 0.0)
    except ConfigError as error:
        assert "rain_is=counter" in str(error)
        found = read_sensors(path, ACQUIRED, 0.0, choices_of({"rain_is": "counter"}))
    at_midnight = rain[-7, 0]  # a step to the first reading of the week fell in the hour before it
    assert np.nansum(found.week[:, RAIN]) == pytest.approx(rain[-7:].sum(), abs=0.3 + at_midnight)


def test_a_total_of_era5_is_differenced_from_one_hour_past_midnight(tmp_path):
    rain = showers(np.random.default_rng(3))
    whole = np.cumsum(rain, axis=1)
    shifted = np.concatenate([[0.0], whole.ravel()[:-1]])  # the value at midnight is the total of the day before
    found = read_sensors(written(tmp_path, shifted, zone="Z"), ACQUIRED, 0.0)
    np.testing.assert_allclose(found.week[:, RAIN], rain.sum(axis=1)[-7:], atol=1e-3)


def test_radiation_that_runs_on_over_the_day_is_differenced(tmp_path):
    sun = np.tile(np.maximum(0, np.sin(np.linspace(-np.pi / 2, 3 * np.pi / 2, 24))), (DAYS, 1))
    path = written(tmp_path, np.cumsum(sun, axis=1).round(3), "solar radiation [MJ/m2]")
    found = read_sensors(path, ACQUIRED, 0.0)
    np.testing.assert_allclose(found.week[:, SUN], sun[0].sum(), atol=0.01)
    plain = read_sensors(written(tmp_path, sun.round(3), "solar radiation [MJ/m2]"), ACQUIRED, 0.0)
    np.testing.assert_allclose(plain.week[:, SUN], sun[0].sum(), atol=0.01)
    assert not any("counter" in note for note in plain.notes)


@pytest.mark.parametrize("value", [2.6, 62.4])
def test_a_column_that_stands_still_is_asked_for_and_the_answer_helps(tmp_path, value):
    path = written(tmp_path, np.full((DAYS, 24), value))
    with pytest.raises(ConfigError, match="rain_is=counter or --context rain_is=depths"):
        read_sensors(path, ACQUIRED, 0.0)
    found = read_sensors(path, ACQUIRED, 0.0, choices_of({"rain_is": "counter"}))
    assert found.week[:, RAIN].tolist() == [0.0] * 7


def test_one_long_drizzle_is_asked_for_and_both_answers_help(tmp_path):
    rain = np.zeros((DAYS, 288))
    rain[5, 60:200] = 0.2
    path = written(tmp_path, rain, per_day=288)
    told = "may be a counter that runs on .0.2 mm in the file. or the amount of each reading .28.0 mm."
    with pytest.raises(ConfigError, match=told):
        read_sensors(path, ACQUIRED, 0.0)
    for kind, total in (("depths", 28.0), ("counter", 0.2)):
        found = read_sensors(path, ACQUIRED, 0.0, choices_of({"rain_is": kind}))
        assert np.nansum(found.week[:, RAIN]) == pytest.approx(total, abs=1e-3)


def test_a_sum_of_the_last_day_is_no_amount_of_each_reading(tmp_path):
    rain = showers(np.random.default_rng(1)).ravel()
    moving = np.convolve(rain, np.ones(24))[: rain.size].round(1)
    with pytest.raises(ConfigError, match="as a sum of the last hours does"):
        read_sensors(written(tmp_path, moving), ACQUIRED, 0.0)


def test_readings_of_days_that_only_rise_are_asked_for(tmp_path):
    path = tmp_path / "days.csv"
    rise = [210.2, 210.2, 214.8, 214.8, 220.0, 220.4, 220.4]
    path.write_text("\n".join(["date,rain [mm]", *(f"2021-06-{19 + i},{value}" for i, value in enumerate(rise))]))
    with pytest.raises(ConfigError, match="--context rain_is=counter"):
        read_sensors(path, ACQUIRED, 0.0)
    found = read_sensors(path, ACQUIRED, 0.0, choices_of({"rain_is": "counter"}))
    np.testing.assert_allclose(found.week[1:, RAIN], np.diff(rise), atol=1e-3)
    assert np.isnan(found.week[0, RAIN])


def test_a_gap_of_a_counter_loses_no_rain_within_a_day_and_none_is_guessed_across_days():
    moments = [datetime(2021, 6, 16, hour) for hour in (0, 1, 2, 3, 8, 9, 10)] + [
        datetime(2021, 6, 17, hour) for hour in (5, 6)
    ]
    values = np.array([0, 0.2, 0.2, 0.2, 1.0, 1.0, 1.0, 3.0, 3.0])
    found = increments_of(seconds_of(moments), values)
    assert found.amounts[4] == pytest.approx(0.8)
    assert np.isnan(found.amounts[7])
    assert found.covered[4] == 5 and found.covered[7] == 0


def test_a_dry_gap_of_a_counter_is_dry():
    moments = [datetime(2021, 6, 16, hour) for hour in range(12)] + [datetime(2021, 6, 18, hour) for hour in range(12)]
    found = increments_of(seconds_of(moments), np.full(24, 3.4))
    assert found.covered.sum() == 59 and np.nansum(found.amounts) == 0


@pytest.mark.parametrize(("values", "verdict"), [(np.zeros(50), "amounts"), (np.full(50, np.nan), "amounts")])
def test_nothing_is_no_counter(values, verdict):
    assert judge_column(np.arange(50) * 3600, values) == verdict


@pytest.mark.parametrize(("key", "value"), [("dates", "first"), ("rain_is", "total"), ("radiation_is", "")])
def test_answers_that_cannot_be_are_refused(key, value):
    with pytest.raises(ConfigError, match=f"--context {key}="):
        choices_of({key: value})
