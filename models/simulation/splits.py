"""Which simulated seasons are learned from, and which are kept for the calibration and for judging.

Splits go by station and year: two stations are never learned from, and of the others one year in five is for the
calibration and one for judging. One crop is sown in judged scenes only.
"""

from typing import Literal

Split = Literal["train", "calibrate", "judge"]

JUDGED_STATIONS = ("tunis", "northumberland")
JUDGED_CROP = "sorghum"
"""Never learned from, so that judging tells how a new crop fares; to the networks it is an unknown one."""


def split_of(station: str, year: int) -> Split:
    """Of what is sown there in that year."""
    if station in JUDGED_STATIONS or year % 5 == 0:
        return "judge"
    return "calibrate" if year % 5 == 1 else "train"
