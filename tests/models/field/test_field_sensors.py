"""Readings of sensors: whatever the unit, the zone and the order, the week is the same; what is wrong is said."""

import json
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from models.errors import ConfigError
from models.field.sensors import DAYS, QUANTITIES, read_sensors

ACQUIRED = datetime(2024, 6, 15, 10, 30, tzinfo=UTC)
NAMES = list(QUANTITIES)


def hourly(random, days=10, start=datetime(2024, 6, 6)):
    """Times and plausible values of every quantity."""
    times = [start + timedelta(hours=hour) for hour in range(24 * days)]
    count = len(times)
    values = {
        "air_temperature": random.uniform(5, 30, count),
        "humidity": random.uniform(30, 95, count),
        "soil_moisture": random.uniform(0.1, 0.4, count),
        "rain": random.exponential(0.2, count),
        "radiation": random.uniform(0, 2, count),
        "wind": random.uniform(0, 8, count),
        "evapotranspiration": random.uniform(0, 0.3, count),
    }
    return times, values


UNITS = {"air_temperature": "degC", "humidity": "%", "soil_moisture": "m3/m3", "rain": "mm", "radiation": "MJ/m2",
         "wind": "m/s", "evapotranspiration": "mm"}  # fmt: skip


def write(path, times, values, units=UNITS, order=None, suffix=""):
    rows = [f"time,{','.join(f'{name} [{units[name]}]' for name in values)}"]
    for index in order if order is not None else range(len(times)):
        rows.append(
            f"{times[index].isoformat()}{suffix},{','.join(repr(float(values[name][index])) for name in values)}"
        )
    path.write_text("\n".join(rows))
    return path


@pytest.fixture
def random():
    return np.random.default_rng(5)


def test_a_week_holds_means_and_sums_of_whole_days(tmp_path, random):
    times, values = hourly(random)
    found = read_sensors(write(tmp_path / "field.csv", times, values, suffix="Z"), ACQUIRED, 0.0)
    assert found.last == date(2024, 6, 14)
    assert found.week.shape == (DAYS, len(QUANTITIES))
    of_last = [index for index, time in enumerate(times) if time.date() == found.last]
    assert found.week[-1, NAMES.index("rain")] == pytest.approx(values["rain"][of_last].sum(), rel=1e-5)
    assert found.week[-1, NAMES.index("wind")] == pytest.approx(values["wind"][of_last].mean(), rel=1e-5)
    assert [note[:24] for note in found.notes] == ["times of readings, UTC, "]


@pytest.mark.parametrize(
    ("name", "unit", "to_unit"),
    [
        ("air_temperature", "degF", lambda c: c * 9 / 5 + 32),
        ("air_temperature", "K", lambda c: c + 273.15),
        ("humidity", "fraction", lambda share: share / 100),
        ("soil_moisture", "%", lambda share: share * 100),
        ("rain", "in", lambda mm: mm / 25.4),
        ("rain", "mm/h", lambda mm: mm),
        ("radiation", "W/m2", lambda mj: mj * 1e6 / 3600),
        ("radiation", "kWh/m2", lambda mj: mj / 3.6),
        ("wind", "km/h", lambda ms: ms * 3.6),
        ("evapotranspiration", "mm/h", lambda mm: mm),
    ],
)
def test_the_unit_makes_no_difference(tmp_path, random, name, unit, to_unit):
    times, values = hourly(random)
    one = read_sensors(write(tmp_path / "a.csv", times, {name: values[name]}), ACQUIRED, 0.0)
    other = write(tmp_path / "b.csv", times, {name: to_unit(values[name])}, {name: unit})
    np.testing.assert_allclose(read_sensors(other, ACQUIRED, 0.0).week, one.week, rtol=1e-4)


def test_order_and_zone_make_no_difference_but_are_told(tmp_path, random):
    times, values = hourly(random)
    one = read_sensors(write(tmp_path / "a.csv", times, values, suffix="Z"), ACQUIRED, 15.0)
    shuffled = write(tmp_path / "b.csv", times, values, order=random.permutation(len(times)), suffix="Z")
    found = read_sensors(shuffled, ACQUIRED, 15.0)
    np.testing.assert_array_equal(found.week, one.week)
    assert "times of readings, UTC, brought to solar time of the field" in found.notes[0]
    assert "order" in found.notes[1]
    later = [time + timedelta(hours=5) for time in times]
    zoned = read_sensors(write(tmp_path / "c.csv", later, values, suffix="+05:00"), ACQUIRED, 15.0)
    np.testing.assert_array_equal(zoned.week, one.week)
    assert "UTC+5 h" in zoned.notes[0]


def test_json_says_the_same_as_csv(tmp_path, random):
    times, values = hourly(random)
    rows = [
        {"time": f"{time.isoformat()}Z", **{name: float(column[index]) for name, column in values.items()}}
        for index, time in enumerate(times)
    ]
    path = tmp_path / "field.json"
    path.write_text(json.dumps({"units": UNITS, "readings": rows}))
    csv = read_sensors(write(tmp_path / "field.csv", times, values, suffix="Z"), ACQUIRED, 0.0)
    np.testing.assert_array_equal(read_sensors(path, ACQUIRED, 0.0).week, csv.week)


def test_daily_values_are_taken_as_they_are(tmp_path):
    path = tmp_path / "daily.csv"
    rows = "\n".join(f"2024-06-{day:02d},{day % 4 / 10}" for day in range(1, 20))
    path.write_text("date,rain [mm]\n" + rows)
    found = read_sensors(path, ACQUIRED, None)
    np.testing.assert_allclose(found.week[:, NAMES.index("rain")], np.arange(8, 15) % 4 / 10, rtol=1e-6)
    assert found.notes == ()


def test_a_unit_may_end_the_name(tmp_path):
    rows = "\n".join(f"2024-06-{day:02d} 00:00:00,{10 + day},{20 + day}" for day in range(6, 16))
    path = tmp_path / "farm.csv"
    path.write_text(
        "Timestamp,Atm_Temperature_C,Volumetric_Moisture_Pct,Farm_ID,Sun\n" + rows.replace("\n", ",1,2\n") + ",1,2"
    )
    found = read_sensors(path, ACQUIRED, None)
    np.testing.assert_allclose(found.week[:, NAMES.index("air_temperature")], np.arange(18, 25))
    np.testing.assert_allclose(found.week[:, NAMES.index("soil_moisture")], np.arange(28, 35) / 100, rtol=1e-6)
    assert found.notes[-1] == "columns of readings that are not used: Farm_ID, Sun"


def test_gaps_become_unknown_days_with_a_line(tmp_path, random):
    times, values = hourly(random)
    there = [index for index, time in enumerate(times) if not (time.day == 12 and 3 <= time.hour < 12)]
    kept = {name: column[there] for name, column in values.items()}
    found = read_sensors(write(tmp_path / "f.csv", [times[i] for i in there], kept, suffix="Z"), ACQUIRED, 0.0)
    assert np.isnan(found.week[4]).all()
    assert np.isfinite(np.delete(found.week, 4, axis=0)).all()
    assert any("2024-06-12" in note for note in found.notes)


def test_doubles_count_once_and_contradictions_are_refused(tmp_path, random):
    times, values = hourly(random)
    whole = read_sensors(write(tmp_path / "a.csv", times, values, suffix="Z"), ACQUIRED, 0.0)
    twice = [*range(len(times)), 150, 150]
    found = read_sensors(write(tmp_path / "b.csv", times, values, order=twice, suffix="Z"), ACQUIRED, 0.0)
    np.testing.assert_allclose(found.week, whole.week, rtol=1e-6)
    assert any("twice" in note for note in found.notes)
    path = write(tmp_path / "c.csv", times, {"rain": values["rain"]}, suffix="Z")
    path.write_text(path.read_text() + f"\n{times[150].isoformat()}Z,3.3")
    with pytest.raises(ConfigError, match="two values for 2024-06-12 06:00"):
        read_sensors(path, ACQUIRED, 0.0)


def test_a_few_impossible_values_are_left_out_and_many_refused(tmp_path, random):
    times, values = hourly(random)
    values["air_temperature"][[30, 77]] = -9999
    found = read_sensors(write(tmp_path / "a.csv", times, values, suffix="Z"), ACQUIRED, 0.0)
    assert any("2 of 240 readings are impossible (such as -9999 degC)" in note for note in found.notes)
    assert np.nanmin(found.week[:, 0]) > 0
    kelvin = {"air_temperature": values["air_temperature"] + 273.15}
    with pytest.raises(ConfigError, match="is its unit degC"):
        read_sensors(write(tmp_path / "b.csv", times, kelvin), ACQUIRED, 0.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("time,rain\n2024-06-12,1", "says no unit"),
        ("time,rain [furlong]\n2024-06-12,1", "'furlong' is none of mm"),
        ("when,rain [mm]\nnoon,1", "names a column of times"),
        ("time,rain [mm]\n12/06/2024,1", "say --context dates=day_first or --context dates=month_first"),
        ("time,rain [mm]\n31/02/2024,1", "line 2 has the time '31/02/2024'; write it as 2024-06-01"),
        ("time,rain [mm]\n2024-06-12", "row 2 has 1 cells"),
        ("time;rain [mm]\n2024-06-12;1,500", "decimals with a point"),
        ("time;rain [mm]\n2024-06-12;1,5\n2024-06-13;1.5", "write one sign"),
        ("time,rain [mm]\n2024-06-12,wet", "'wet', which is no number"),
        ("time,rain [mm]\n2024-01-12,1", "none of them in the week that ends on 2024-06-14"),
        ("time,rain [mm],rainfall [mm]\n2024-06-12,1,1", "are both rain"),
        ("time,pressure [hPa]\n2024-06-12,1000", "no column is named"),
        ("time,rain [mm]\n2024-06-12T01:00Z,1\n2024-06-12T02:00,1", "say all or none"),
        ("time,rain [mm]", "no readings"),
        ("", "no readings"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(tmp_path, text, said):
    path = tmp_path / "field.csv"
    path.write_text(text)
    with pytest.raises(ConfigError, match=said) as caught:
        read_sensors(path, ACQUIRED, 0.0)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["{", "[]", '{"units": {}}', '{"units": {"rain": "mm"}, "readings": [{"rain": 1}]}'])
def test_json_of_another_form_is_refused(tmp_path, text):
    path = tmp_path / "field.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match="not of the form"):
        read_sensors(path, ACQUIRED, 0.0)
