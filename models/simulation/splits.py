"""Which simulated seasons are learned from, and which are kept for the calibration and for judging.

Splits go by station and year: two stations are never learned from, and of the others one year in five is for the
calibration and one for judging. One crop is sown in judged scenes only.
"""

from pathlib import Path
from typing import Literal

from models.simulation.seasons import Group, read_groups

Split = Literal["train", "calibrate", "judge"]

JUDGED_STATIONS = ("tunis", "northumberland")
JUDGED_CROP = "sorghum"
"""Never learned from, so that judging tells how a new crop fares; to the networks it is an unknown one."""


def split_of(group: Group) -> Split:
    """By station, then by year."""
    if group.station in JUDGED_STATIONS or group.year % 5 == 0:
        return "judge"
    return "calibrate" if group.year % 5 == 1 else "train"


def groups_of(seasons: Path, split: Split) -> list[Group]:
    """Groups of a split; the judged crop is left out of all others."""
    chosen = []
    for group in read_groups(seasons):
        kept = tuple(family for family in group.families if split == "judge" or family.crop != JUDGED_CROP)
        if split_of(group) == split and kept:
            chosen.append(Group(group.station, group.year, kept))
    return chosen
