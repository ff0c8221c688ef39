"""Made weather: of learned years only, whole months as they were measured but for one change to all."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from models.simulation.crops import LONGEST, draw_family
from models.simulation.made_weather import list_learned_stations, list_learned_years, make_weather
from models.simulation.seasons import SeasonsConfig, grow, read_groups
from models.simulation.splits import HELD_OUT_STATIONS, choose_split
from models.simulation.weather import read_weather


def months(weather):
    first = np.datetime64(weather.first, "D")
    days = first + np.arange(len(weather))
    return days.astype("datetime64[M]")


@pytest.mark.parametrize("station", list_learned_stations())
def test_made_years_are_whole_and_learned_from(station):
    made = make_weather(station, 3)
    assert choose_split(station, made.first.year) == "train"
    assert (made.first.month, made.first.day) == (1, 1)
    assert made.first.toordinal() + len(made) == date(made.first.year + 2, 1, 1).toordinal()
    assert np.isfinite(made.temperature + made.rain + made.evaporation).all()
    assert len(made) > LONGEST + 355  # a sowing in December ends in it


def test_each_month_is_one_of_a_learned_year_and_all_are_changed_alike():
    station = "brussels"
    made, measured = make_weather(station, 5), read_weather(station)
    known = {year: measured.day(date(year, 1, 1)) for year in list_learned_years(station)}
    shifts = []
    for month in np.unique(months(made)):
        number = int(month.astype(int)) % 12 + 1
        ours = made.coldest[months(made) == month]
        found = {}
        for year in known:
            start = measured.day(date(year, number, 1))
            rest = ours - measured.coldest[start : start + len(ours)]
            if np.ptp(rest) < 1e-9:
                found[year] = rest[0]
        assert len(found) == 1, month
        shifts.append(*found.values())
    assert np.ptp(shifts) < 1e-9
    assert shifts[0] != 0


def test_numbers_are_years_of_their_own_and_come_back():
    assert not np.array_equal(make_weather("norfolk", 1).rain[:300], make_weather("norfolk", 2).rain[:300])
    again = make_weather.__wrapped__("norfolk", 1)
    np.testing.assert_array_equal(again.rain, make_weather("norfolk", 1).rain)


def test_nothing_is_made_of_what_is_judged():
    assert not set(list_learned_stations()) & set(HELD_OUT_STATIONS)


def test_crops_grow_in_it_and_remember_it(tmp_path, monkeypatch):
    family = None
    random = np.random.default_rng(2)
    year = make_weather("champion", 9).first.year
    while family is None:
        family = draw_family(random, "champion", range(year, year + 1), 9)
    assert family.weather is make_weather("champion", 9)

    def drawn(_random, station, _years, made):
        return replace(family, station=station, made=made)

    monkeypatch.setattr("models.simulation.seasons.draw_family", drawn)
    grow(SeasonsConfig(out=tmp_path / "seasons.npz", families=2, made=3, together=1))
    groups = read_groups(tmp_path / "seasons.npz")
    assert [one.made for group in groups for one in group.families] == [None, None, 2, 3, 4]
    for group in groups[2:]:
        assert group.year == make_weather(group.station, group.families[0].made).first.year
