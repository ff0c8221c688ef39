"""Files as loggers and services write them are read to the days of the plain file, or ask with the flag that helps."""

import math
import re
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from models.errors import ConfigError
from models.field.loggers.choices import choices_of
from models.field.sensors import QUANTITIES, read_sensors

ACQUIRED = datetime(2021, 6, 26, 10, 40, tzinfo=UTC)
NAMES = list(QUANTITIES)
HOURS = [datetime(2021, 6, 16) + timedelta(hours=hour) for hour in range(240)]


def warmth(time):
    return round(16 + 6 * math.sin(2 * math.pi * (time.hour - 9) / 24) + 0.1 * (time.day - 20), 2)


def wet(time):
    return round(0.2 * (time.hour % 3), 1) if time.day in (20, 22) and 6 <= time.hour < 18 else 0.0


def moist(time):
    return round(70 - 10 * math.sin(2 * math.pi * (time.hour - 9) / 24), 1)


def truth():
    """(7, 3) warmth, humidity and rain of the week, by hand."""
    days = {}
    for time in HOURS:
        days.setdefault(time.date(), []).append(time)
    week = [days[day] for day in sorted(days) if day.day >= 19]
    return np.array([[np.mean([warmth(t) for t in day]), np.mean([moist(t) for t in day]), sum(wet(t) for t in day)]
                     for day in week])  # fmt: skip


def lines(form, times=HOURS, comma=False):
    rows = [form(time) for time in times]
    return [row.replace(".", ",") if comma else row for row in rows]


def iso(time, separator=","):
    return separator.join((f"{time:%Y-%m-%d %H:%M}", f"{warmth(time)}", f"{moist(time)}", f"{wet(time)}"))


def german(time):
    return ";".join(
        [f"{time:%d.%m.%Y %H:%M}", *(f"{v}".replace(".", ",") for v in (warmth(time), moist(time), wet(time)))]
    )


def american(time):
    return f"{HOURS.index(time) + 1},{time:%m/%d/%y %I:%M:%S %p},{warmth(time)},{moist(time)},{wet(time)},,,"


POWER = """-BEGIN HEADER-
NASA/POWER Source Native Resolution Hourly Data
Dates (month/day/year): 06/16/2021 through 06/25/2021 in LST
Location: Latitude  51.44   Longitude 4.44
The value for missing source data that cannot be computed or is outside of the sources availability range: -999
parameter(s):
T2M             MERRA-2 Temperature at 2 Meters (C)
RH2M            MERRA-2 Relative Humidity at 2 Meters (%)
PRECTOTCORR     MERRA-2 Precipitation Corrected (mm/hour)
-END HEADER-
YEAR,MO,DY,HR,T2M,RH2M,PRECTOTCORR"""
LONG = (("air_temperature", warmth, "degC"), ("humidity", moist, "%"), ("rain", wet, "mm"))
FILES = {
    "plain": ["time,temperature [degC],humidity [%],rain [mm]", *lines(iso)],
    "preamble": ["Station: North field", "Export,2021-06-27,ok", "", "time,temperature [degC],humidity [%],rain [mm]",
                 *lines(iso)],
    "units in a row": ["time,temperature,humidity,rain", ",°C,%,mm", *lines(iso)],
    "tabs": ["time\tair temperature (°C)\tRH (%)\tprecip (mm)", *lines(lambda t: iso(t, "\t"))],
    "German": ["Messstation;Nord;;",
               "Datum/Zeit;Lufttemperatur [°C];Rel. Feuchte [%];Niederschlag [mm]", *lines(german)],
    "French": ["Date;Heure;Température de l'air (°C);Humidité relative (%);Pluie (mm)",
               *[row.replace(" ", ";", 1) for row in lines(german)]],
    "Spanish": ["Fecha y hora;Temperatura (ºC);Humedad relativa (%);Precipitación (l/m2)", *lines(german)],
    "two columns": ["date,time,temperature [degC],humidity [%],rain [mm]",
                    *[row.replace(" ", ",", 1) for row in lines(iso)]],
    "hour in numbers": ["date,hour,temp_c,rh_pct,rain_mm",
                        *lines(lambda t: f"{t:%Y-%m-%d},{t.hour},{warmth(t)},{moist(t)},{wet(t)}")],
    "TOA5": ['"TOA5","CR1000","CR1000","1","CR1000.Std.32","CPU:m.CR1","1","Hourly"',
             '"TIMESTAMP","RECORD","AirTC_Avg","AirTC_Max","RH","Rain_mm_Tot"', '"TS","RN","Deg C","Deg C","%","mm"',
             '"","","Avg","Max","Smp","Tot"',
             *lines(lambda t: f'"{t:%Y-%m-%d %H:%M:%S}",{t.hour},{warmth(t)},99,{moist(t)},{wet(t)}')],
    "HOBO": ['"Plot Title: 10112345"',
             '"#","Date Time, GMT+00:00","Temp, °C (LGR S/N: 10112345, SEN S/N: 1, LBL: air)","RH, % (LGR S/N: 1)",'
             '"Rain, mm (LGR S/N: 10112345)","Host Connected (LGR S/N: 1)","Stopped","End Of File"', *lines(american)],
    "ZENTRA": ['"z6-01234","Port 1","Port 1","Port 1"', '"Records: 240","ATMOS 41","ATMOS 41","ATMOS 41"',
               '"Timestamps"," °C Air Temperature"," % Relative Humidity"," mm Precipitation"',
               *lines(lambda t: f'"{t:%m/%d/%Y %I:%M:%S %p}",{warmth(t)},{moist(t)},{wet(t)}')],
    "Open-Meteo": ["latitude,longitude,elevation,utc_offset_seconds,timezone,timezone_abbreviation",
                   "51.4,0.0,12.0,0,GMT,GMT", "",
                   "time,temperature_2m (°C),relative_humidity_2m (%),precipitation (mm)",
                   *lines(lambda t: f"{t:%Y-%m-%dT%H:%M},{warmth(t)},{moist(t)},{wet(t)}")],
    "NASA POWER": [*POWER.splitlines(),
                   *lines(lambda t: f"{t.year},{t.month},{t.day},{t.hour},{warmth(t)},{moist(t)},{wet(t)}")],
    "long": ["timestamp,sensor,value,unit",
             *[f"{t:%Y-%m-%dT%H:%M},{name},{value(t)},{unit}" for t in HOURS
               for name, value, unit in LONG]],
    "since 1970": ["time,temperature [degC],humidity [%],rain [mm]",
                   *lines(lambda t: f"{int(t.replace(tzinfo=UTC).timestamp())},{warmth(t)},{moist(t)},{wet(t)}")],
    "spaces": ["date  time   temp(C)  hum(%)  rain(mm)",
               *lines(lambda t: f"{t:%Y-%m-%d}  {t:%H:%M}   {warmth(t)}  {moist(t)}  {wet(t)}")],
}  # fmt: skip


def written(folder, name, rows, encoding="utf-8"):
    path = folder / f"{name.replace(' ', '_')}.csv"
    path.write_bytes("\r\n".join(rows).encode(encoding))
    return path


@pytest.mark.parametrize("name", FILES)
def test_every_format_says_the_same_as_the_plain_file(tmp_path, name):
    found = read_sensors(written(tmp_path, name, FILES[name]), ACQUIRED, 0.0)
    np.testing.assert_allclose(found.week[:, [0, 1, 3]], truth(), atol=1e-3)
    assert np.isnan(found.week[:, [2, 4, 5, 6]]).all()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("name", ["German", "HOBO"])
def test_letters_may_be_stored_in_any_usual_way(tmp_path, name, encoding):
    found = read_sensors(written(tmp_path, name, FILES[name], encoding), ACQUIRED, 0.0)
    np.testing.assert_allclose(found.week[:, [0, 1, 3]], truth(), atol=1e-3)


def test_how_a_file_was_read_is_told(tmp_path):
    notes = read_sensors(written(tmp_path, "de", FILES["German"]), ACQUIRED, 0.0).notes
    assert "columns are named in line 2, columns are parted by semicolons" in notes
    assert "decimals are written with a comma" in notes
    assert "dates of readings are read with the day first" in notes
    toa5 = read_sensors(written(tmp_path, "toa5", FILES["TOA5"]), ACQUIRED, 0.0).notes
    assert "columns of readings that are not used: RECORD, AirTC_Max" in toa5


def daily(form, days=range(1, 13), month=6):
    return ["date,rain [mm]", *(f"{datetime(2021, month, day):{form}},{day % 4}" for day in days)]


def test_a_day_that_may_be_a_month_is_asked_for_and_the_answer_helps(tmp_path):
    path = written(tmp_path, "slashes", daily("%d/%m/%Y"))
    acquired = datetime(2021, 6, 11, 10, tzinfo=UTC)
    with pytest.raises(ConfigError, match="say --context dates=day_first or --context dates=month_first"):
        read_sensors(path, acquired, 0.0)
    found = read_sensors(path, acquired, 0.0, choices_of({"dates": "day_first"}))
    assert found.week[:, NAMES.index("rain")].tolist() == [day % 4 for day in range(4, 11)]
    month_first = written(tmp_path, "american", daily("%m/%d/%Y"))
    assert (
        read_sensors(month_first, acquired, 0.0, choices_of({"dates": "month_first"})).week[:, 3] == found.week[:, 3]
    ).all()


@pytest.mark.parametrize(
    "form", ["%d/%m/%Y", "%m/%d/%Y", "%d-%m-%y", "%d.%m.%Y", "%d.%m.%y", "%Y/%m/%d", "%d %b %Y", "%B %d, %Y"]
)
def test_days_that_can_be_told_are_read(tmp_path, form):
    path = written(tmp_path, "days", [f'"{row.rpartition(",")[0]}",{row.rpartition(",")[2]}' for row in
                                      daily(form, range(10, 26))[1:]])  # fmt: skip
    path.write_text("date,rain [mm]\n" + path.read_text())
    found = read_sensors(path, ACQUIRED, 0.0)
    assert found.week[:, NAMES.index("rain")].tolist() == [day % 4 for day in range(19, 26)]


def test_hours_that_follow_each_other_tell_the_day_from_the_month(tmp_path):
    hours = [datetime(2021, 6, 1) + timedelta(hours=hour) for hour in range(240)]
    rows = ["time,temperature [degC]", *(f"{time:%d/%m/%Y %H:%M},{time.day}" for time in hours)]
    found = read_sensors(written(tmp_path, "hours", rows), datetime(2021, 6, 9, 10, tzinfo=UTC), 0.0)
    assert found.week[:, 0].tolist() == list(range(2, 9))
    assert any("the day first, for so they follow each other" in note for note in found.notes)


@pytest.mark.parametrize(
    ("heading", "told", "said"),
    [
        ("Regen", "says no unit; say it .one of mm, cm", {"rain": "Regen [mm]"}),
        ("rain [furlong]", "'furlong' is none of mm, cm", {"rain": "rain [mm]"}),
        ("niederschlagsmesser_3 [mm]", "no column is named as one of", {"rain": "niederschlagsmesser_3"}),
        ("X1", "no column is named as one of", {"rain": "X1 [mm]"}),
    ],
)
def test_a_unit_or_name_that_is_not_known_is_asked_for_and_the_answer_helps(tmp_path, heading, told, said):
    path = written(tmp_path, "unit", [f"date,{heading}", *(f"2021-06-{day},{day % 3}" for day in range(16, 26))])
    with pytest.raises(ConfigError, match=told) as error:
        read_sensors(path, ACQUIRED, 0.0)
    assert "--context" in str(error.value) and "\n" not in str(error.value)
    found = read_sensors(path, ACQUIRED, 0.0, choices_of(said))
    assert found.week[:, NAMES.index("rain")].tolist() == [day % 3 for day in range(19, 26)]


def test_of_two_columns_the_user_says_which(tmp_path):
    rows = ["date,VWC 10cm [%],VWC 30cm [%]", *(f"2021-06-{day},{20 + day % 3},31" for day in range(16, 26))]
    path = written(tmp_path, "two", rows)
    with pytest.raises(ConfigError, match='are both soil_moisture; say which, as --context "soil_moisture=VWC'):
        read_sensors(path, ACQUIRED, 0.0)
    found = read_sensors(path, ACQUIRED, 0.0, choices_of({"soil_moisture": "VWC 30cm"}))
    np.testing.assert_allclose(found.week[:, 2], 0.31, rtol=1e-6)
    both = ["date,rain,temperature [degC]", *(f"2021-06-{day},x,{day}" for day in range(16, 26))]
    path = written(tmp_path, "none", both)
    with pytest.raises(ConfigError, match="--context rain=none"):
        read_sensors(path, ACQUIRED, 0.0)
    assert np.isfinite(read_sensors(path, ACQUIRED, 0.0, choices_of({"rain": "none"})).week[:, 0]).all()


def test_zones_of_headings_are_read(tmp_path):
    rows = [
        "Date Time (UTC+02:00),temperature [degC]",
        *(f"{t + timedelta(hours=2):%Y-%m-%d %H:%M},{warmth(t)}" for t in HOURS),
    ]
    found = read_sensors(written(tmp_path, "zone", rows), ACQUIRED, 0.0)
    np.testing.assert_allclose(found.week[:, 0], truth()[:, 0], atol=1e-3)
    local = ["time,temperature [degC]", *(f"{t + timedelta(hours=2):%Y-%m-%d %H:%M},{warmth(t)}" for t in HOURS)]
    said = read_sensors(written(tmp_path, "said", local), ACQUIRED, 0.0, choices_of({"zone": "+02:00"}))
    np.testing.assert_allclose(said.week[:, 0], truth()[:, 0], atol=1e-3)


def test_the_doubled_hour_at_the_end_of_summer_time_is_averaged(tmp_path):
    days = [datetime(2021, 10, 28) + timedelta(hours=hour) for hour in range(192)]
    rows = [f"{time:%Y-%m-%d %H:%M},{time.hour},{0.1 * (time.hour % 2)}" for time in days]
    doubled = days.index(datetime(2021, 10, 31, 2))
    rows.insert(doubled + 1, "2021-10-31 02:00,26,0.3")
    path = written(tmp_path, "autumn", ["time,temperature [degC],rain [mm]", *rows])
    found = read_sensors(path, datetime(2021, 11, 4, 12, tzinfo=UTC), 0.0)
    assert found.week[3, 0] == pytest.approx((sum(range(24)) + (26 - 2) / 2) / 24)  # averaged: 14 for 2
    assert found.week[3, 3] == pytest.approx(1.2 + 0.3)  # what fell in both hours
    assert any("2021-10-31, the end of summer time, is averaged" in note for note in found.notes)
    assert any("is summed" in note for note in found.notes)
    assert not any("sorted" in note for note in found.notes)


def test_rows_of_two_sensors_are_not_mixed(tmp_path):
    rows = [f"{time:%Y-%m-%d %H:%M},{station},{warmth(time) + k}" for time in HOURS for k, station in enumerate("AB")]
    path = written(tmp_path, "two", ["time,station,temperature [degC]", *rows])
    with pytest.raises(ConfigError, match=r"they differ in 'station' .A, B."):
        read_sensors(path, ACQUIRED, 0.0)


def test_what_loggers_write_for_nothing_is_nothing(tmp_path):
    rows = ["time,temperature [degC],rain [mm]"]
    for time in HOURS:
        is_out = time.hour % 4 == 0 and time.day == 17
        rows.append(
            f"{time:%Y-%m-%d %H:%M},{'-9999' if time.day == 16 else warmth(time)},{'---' if is_out else wet(time)}"
        )
    found = read_sensors(written(tmp_path, "codes", rows), ACQUIRED, 0.0)
    np.testing.assert_allclose(found.week[:, [0, 3]], truth()[:, [0, 2]], atol=1e-3)
    assert any("24 of 240 readings are impossible (such as -9999 degC)" in note for note in found.notes)


def test_wind_of_ten_metres_is_brought_to_two_and_extremes_of_days_to_their_mean(tmp_path):
    rows = ["date,T2M_MIN (C),T2M_MAX (C),wind_speed_10m (m/s)", *(f"2021-06-{day},10,20,4" for day in range(16, 26))]
    found = read_sensors(written(tmp_path, "ends", rows), ACQUIRED, 0.0)
    np.testing.assert_allclose(found.week[:, 0], 15)
    np.testing.assert_allclose(found.week[:, 5], 4 * 4.87 / math.log(67.8 * 10 - 5.42), rtol=1e-5)
    assert any("mean of T2M_MIN" in note for note in found.notes) and any(
        "brought to 2 m" in note for note in found.notes
    )


def test_thousands_and_decimals_are_not_taken_for_each_other(tmp_path):
    rows = ["date;rain [mm]", *(f"2021-06-{day};{day % 3},500" for day in range(16, 26))]
    found = read_sensors(written(tmp_path, "comma", rows), ACQUIRED, 0.0)
    assert found.week[:, 3].tolist() == [day % 3 + 0.5 for day in range(19, 26)]
    path = written(tmp_path, "doubt", ["date;rain [mm]", *(f"2021-06-{day};1,500" for day in range(16, 26))])
    with pytest.raises(ConfigError, match="three decimals or one of thousands; write decimals with a point"):
        read_sensors(path, ACQUIRED, 0.0)


@pytest.mark.parametrize(
    ("heading", "form", "cells"),
    [
        ("time,temperature,humidity,rain", "%Y-%m-%d %H:%M", lambda t: f"{warmth(t)},{moist(t)},{wet(t)}"),
        ("time,Temp,RH,Precip", "%d/%m/%Y %H:%M", lambda t: f"{warmth(t)},{moist(t)},{wet(t)}"),
        ("time,Temp [deg],rain [mm]", "%Y-%m-%d %H:%M", lambda t: f"{warmth(t)},{wet(t)}"),
        ("time,Temperature [degC],Air temperature [degC]", "%Y-%m-%d %H:%M", lambda t: f"{warmth(t)},{warmth(t) + 3}"),
        ("time,temperature [degC],rain [tips]", "%Y-%m-%d %H:%M", lambda t: f"{warmth(t)},{wet(t) * 5:.0f}"),
    ],
)
def test_advice_done_word_for_word_is_never_asked_again(heading, form, cells, tmp_path):
    path = tmp_path / "readings.csv"
    path.write_text("\n".join([heading, *(f"{time.strftime(form)},{cells(time)}" for time in HOURS)]))
    said, asked = {}, []
    for _ in range(6):
        try:
            read_sensors(path, ACQUIRED, 4.4, choices_of(said))
            return
        except ConfigError as error:
            assert str(error) not in asked, f"asked again with {said}: {error}"
            asked.append(str(error))
            advice = re.search(r'--context (?:"([^"=]+)=([^"]+)"|(\w+)=([\w]+))', asked[-1])
            assert advice, f"no way out of: {error}"
            said[advice[1] or advice[3]] = advice[2] or advice[4]
    pytest.fail(f"no end of questions: {asked}")
