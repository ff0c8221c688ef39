from datetime import date

import numpy as np
import pytest

from models.simulation.crops import AQUACROP_TABLES, SITES, Family, Grown
from models.simulation.seasons import Group, select_groups, write_groups
from models.simulation.splits import HELD_OUT_STATIONS, choose_split
from models.vocabulary import CROPS, HELD_OUT_CROP


def family(station, crop, year):
    course = np.ones((SITES, 5), np.float32)
    grown = Grown(course, course, course, np.ones(SITES, np.float32))
    return Family(station, crop, date(year, 5, 1), "Loam", None, grown, np.ones(5, np.float32), 1.0)


@pytest.fixture
def groups():
    return [
        Group(station, year, (family(station, "maize", year), family(station, HELD_OUT_CROP, year)))
        for station in ("champion", HELD_OUT_STATIONS[0])
        for year in range(1990, 2000)
    ]


def test_splits_share_no_group_and_lose_none(groups, tmp_path):
    write_groups(tmp_path / "seasons.npz", iter(groups))
    held = {split: select_groups(tmp_path / "seasons.npz", split) for split in ("train", "calibrate", "judge")}
    assert {split: len(found) for split, found in held.items()} == {"train": 6, "calibrate": 2, "judge": 12}
    assert all(choose_split(group.station, group.year) == split for split, found in held.items() for group in found)


def test_the_judged_crop_is_in_judged_groups_only(groups, tmp_path):
    write_groups(tmp_path / "seasons.npz", iter(groups))
    for split in ("train", "calibrate", "judge"):
        for group in select_groups(tmp_path / "seasons.npz", split):
            assert (HELD_OUT_CROP in {one.crop for one in group.families}) == (split == "judge")
    assert HELD_OUT_CROP in AQUACROP_TABLES
    assert HELD_OUT_CROP not in CROPS
