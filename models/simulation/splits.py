"""Which simulated seasons are learned from, and which are kept for the calibration and for judging.

Splits go by station and year: two stations are never learned from, and of the others one year in five is for the
calibration and one for judging. One crop is sown in judged scenes only.
"""

from typing import Literal

Split = Literal["train", "calibrate", "judge"]

HELD_OUT_STATIONS = ("tunis", "northumberland")


def choose_split(station: str, year: int) -> Split:
    """Choose the split of what is sown there in that year."""
    if station in HELD_OUT_STATIONS or year % 5 == 0:
        return "judge"
    return "calibrate" if year % 5 == 1 else "train"
