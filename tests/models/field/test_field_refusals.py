"""Files of sensors that are wrong in ways that once passed in silence or ended in a traceback."""

import json
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import ConfigError
from models.field.sensors import QUANTITIES, read_sensors
from models.schemas import FieldFacts, HealthResult
from nodes.report.chapters.health import HEALTH
from nodes.report.contents import claims_of
from nodes.report.wording import Said
from nodes.state import Request, SceneState

ACQUIRED = datetime(2024, 6, 15, 17, 30, tzinfo=UTC)
NAMES = list(QUANTITIES)
WEEK = [date(2024, 6, day) for day in range(8, 15)]


def read(folder, text, longitude=-101.0, suffix=".csv"):
    path = folder / f"field{suffix}"
    path.write_text(text)
    return read_sensors(path, ACQUIRED, longitude)


def refused(folder, text, told, suffix=".csv"):
    with pytest.raises(ConfigError, match=told) as error:
        read(folder, text, suffix=suffix)
    assert "\n" not in str(error.value)


def daily(heading, values, zone=""):
    return "\n".join([f"time,{heading}", *(f"{day}{zone},{value}" for day, value in zip(WEEK, values, strict=True))])


def hourly(heading, value_of, zone=""):
    hours = [(day, hour) for day in WEEK for hour in range(24)]
    return "\n".join([f"time,{heading}", *(f"{day}T{hour:02}:00{zone},{value_of(hour)}" for day, hour in hours)])


def rows(**readings):
    return [{"time": str(day), **readings} for day in WEEK]


@pytest.mark.parametrize("other", ["rain [mm]", "rain (mm)", "rain_mm", "precip [mm]"])
def test_of_two_columns_of_one_quantity_none_wins(tmp_path, other):
    refused(tmp_path, daily(f"rain [mm],{other}", ["1,50"] * 7), "are both rain")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (json.dumps({"units": {"rain": "mm"}, "readings": rows(**{"rain": 1, "rain [mm]": 9})}), "are both rain"),
        ('{"units": {"rain": "mm"}, "readings": [{"time": "2024-06-12", "rain": 1, "rain": 5}]}', "'rain' stands"),
        ('{"units": {"rain": "mm", "rain": "in"}, "readings": [{"time": "2024-06-12", "rain": 1}]}', "stands twice"),
        (json.dumps({"units": {"rain": "mm"}, "readings": rows(rain=[1])}), "a list or an object"),
        (json.dumps({"units": {"\ud800": "mm"}, "readings": rows(rain=1)}), "half a character"),
        ("[" * 100_000, "nested too deeply"),
        ('{"units": {}, "readings": [{"time": "2024-06-12", "rain": ' + "9" * 5000 + "}]}", "5000 digits"),
        (json.dumps({"units": {"rain": "mm"}, "timezone": "Europe/Berlin", "readings": rows(rain=1)}), "as .02:00"),
        (json.dumps({"units": {"rain": "mm"}, "timezone": ":30", "readings": rows(rain=1)}), "as .02:00"),
    ],
)  # fmt: skip
def test_json_that_says_two_things_or_none_is_refused(tmp_path, said, told):
    refused(tmp_path, said, told, ".json")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("time,rain [mm]\n0001-01-01T00:00+14:00,1\n2024-06-12T00:00+00:00,1", "the year 1; was the clock set"),
        ("time,rain [mm]\n2024-06-12T00:00+00:00,1\n9999-12-31T23:59-12:00,1", "the year 9999; was the clock set"),
        ("time,rain [mm]\n2024-06-12," + '"' + "1" * 200_000 + '"', "no table in CSV"),
        ("time,rain [mm]\n2024-06-12,2_0", "which is no number"),
    ],
)
def test_what_once_was_a_traceback_is_one_line(tmp_path, text, told):
    refused(tmp_path, text, told)


@pytest.mark.parametrize("huge", ["1e300", "-1e300", "1e39", "inf"])
@pytest.mark.parametrize("heading", ["rain [mm/h]", "air_temperature [degF]"])
def test_a_number_beyond_all_bounds_is_left_out_without_a_warning(tmp_path, heading, huge):
    found = read(tmp_path, daily(heading, [5, 5, 5, huge, 5, 5, 5]))
    assert any("1 of 7 readings are impossible" in note for note in found.notes)
    assert np.isnan(found.week[3]).all()


@pytest.mark.parametrize(
    ("heading", "value", "taken"),
    [("humidity [%]", 100.05, 100), ("humidity [fraction]", 1.02, 100), ("radiation [W/m2]", -3, 0),
     ("evapotranspiration [mm/h]", -0.03, 0), ("rain [mm]", -0.004, 0), ("wind [m/s]", -0.05, 0)],
)  # fmt: skip
def test_what_instruments_err_by_is_taken_as_the_limit_and_told(tmp_path, heading, value, taken):
    found = read(tmp_path, hourly(heading, lambda hour: value))
    assert (found.week[:, [name in heading for name in NAMES]] == taken).all()
    assert any("168 of 168 readings lie a little outside" in note for note in found.notes)


@pytest.mark.parametrize(
    ("heading", "value"), [("rain [mm]", -0.5), ("rain [mm/h]", -0.5), ("rain [in]", -0.01), ("humidity [%]", 110)]
)
def test_what_cannot_be_is_not_taken_as_the_limit(tmp_path, heading, value):
    good = 1 if "rain" in heading else 50
    refused(tmp_path, hourly(heading, lambda hour: value if hour % 2 else good), "84 of 168 readings are impossible")
    found = read(tmp_path, hourly(heading, lambda hour: value if hour == 5 else good))
    assert any(f"7 of 168 readings are impossible (such as {value:g}" in note for note in found.notes)


def test_a_spike_that_the_sun_does_not_reach_is_left_out(tmp_path):
    found = read(tmp_path, hourly("radiation [W/m2]", lambda hour: 9000 if hour == 5 else 200))
    assert found.week[0, NAMES.index("radiation")] == pytest.approx(200 * 0.0864)


@pytest.mark.parametrize(("heading", "value"), [("humidity [%]", 0.63), ("soil_moisture [%]", 0.23)])
def test_a_fraction_that_is_declared_a_percentage_is_asked_for(tmp_path, heading, value):
    refused(tmp_path, daily(heading, [value] * 7), "is its unit fraction")
    assert np.isfinite(read(tmp_path, daily(heading.replace("%", "fraction"), [value] * 7)).week).any()


@settings(max_examples=30, deadline=None)
@given(zone=st.sampled_from(["Z", "+00:00", "+05:30", "-06:00", "+14:00"]), longitude=st.floats(-180, 180))
def test_a_day_at_midnight_of_a_zone_is_that_day(tmp_path_factory, zone, longitude):
    folder = tmp_path_factory.mktemp("zoned")
    path = folder / "plain.csv"
    path.write_text(daily("rain [mm]", (1, 0, 3, 2, 0, 5, 4)))
    noon = datetime(2024, 6, 15, 12, tzinfo=UTC) - timedelta(hours=longitude / 15)
    plain = read_sensors(path, noon, longitude)
    for ending in (f"T00:00{zone}", f" 00:00:00{zone}", zone):
        path.write_text(daily("rain [mm]", (1, 0, 3, 2, 0, 5, 4), ending))
        found = read_sensors(path, noon, longitude)
        np.testing.assert_array_equal(found.week, plain.week)
        assert any("count for the day that they name" in note for note in found.notes)


def test_a_zone_of_all_times_holds_for_days_too(tmp_path):
    said = {"units": {"rain": "mm"}, "timezone": "+02:00", "readings": rows(rain=3)}
    found = read(tmp_path, json.dumps(said), suffix=".json")
    assert (found.week[:, NAMES.index("rain")] == 3).all()
    assert found.notes == (
        "readings that stand for a whole day, at midnight of UTC+2 h, count for the day that they name",
    )


def test_hours_of_a_zone_become_solar_time_and_this_is_told(tmp_path):
    found = read(tmp_path, hourly("rain [mm]", lambda hour: 0.1 * (hour % 3), "Z"), longitude=-105.0)
    assert any(
        "UTC, brought to solar time of the field: 2024-06-08 00:00 is 2024-06-07 17:00" in n for n in found.notes
    )
    lost = read(tmp_path, hourly("rain [mm]", lambda hour: 0.1 * (hour % 3), "Z"), longitude=None)
    assert any("of Greenwich, for the place of the scene is not known" in note for note in lost.notes)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (hourly("radiation [MJ/m2]", lambda hour: 3), "make 72 MJ/m2 on 2024-06-08, a day may have 0 to 45"),
        (daily("rain [mm]", ["nan"] * 7), "no day is known: rain .mm.: 7 of 7 readings are empty"),
        (daily("rain [mm]", ["inf"] * 7), "7 of 7 readings are impossible"),
        ("time,rain [mm]\n2024-06-14T05:00,1\n2024-06-14T06:00,1", "no day of the week .* has enough readings"),
    ],
)
def test_the_true_reason_is_given(tmp_path, text, told):
    refused(tmp_path, text, told)


def test_one_impossible_day_is_not_known_and_told(tmp_path):
    lines = hourly("radiation [MJ/m2]", lambda hour: 0.5).splitlines()
    text = "\n".join(line.replace(",0.5", ",3") if "06-10" in line else line for line in lines)
    found = read(tmp_path, text)
    assert np.isnan(found.week[:, NAMES.index("radiation")]).tolist() == [False, False, True, *[False] * 4]
    assert [note for note in found.notes if "impossible day" in note and "72 MJ/m2 on 2024-06-10" in note]
    assert not [note for note in found.notes if "too few" in note]


def test_the_report_says_that_readings_do_not_count():
    field = FieldFacts(sensors=((1.0,) * len(NAMES),) * 7, sensors_last=WEEK[-1])
    health = HealthResult(
        share={"healthy": 1.0}, area_ha=None, judged=1, no_crop=0, mean_confidence=1, missing_cover=0, one_class=1,
        causes={}, known=("image",), attention={}, lacking=(), raster="h.tif", skill={}, details="d.tif",
    )  # fmt: skip
    state = SceneState(request=Request(scene_path="/a.tif"), health=health, field=field)
    text = "\n".join(HEALTH.lines(state, Said(claims_of(state))))
    assert "Readings of sensors moved nothing of it" in text
