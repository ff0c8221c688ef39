"""Bounds that numbers are held against: "above 0.8", "under 3 ha", "between 0.4 and 0.6", "below average"."""

import re
from dataclasses import dataclass
from typing import Literal

Bound = float | Literal["mean"]
_NUMBER = r"-?\d+(?:[.,]\d+)?"
_UNIT = r"\s*(%|percent\b|per cent\b|ha\b|hectares?\b|acres?\b)?"
_MORE = r"(?:above|over|more than|greater than|at least|exceed(?:s|ing|ed)?|beat(?:s|ing)?|surpass(?:es|ing|ed)?|reach(?:es|ing|ed)?|higher than|bigger than|larger than|greener than|beyond|upwards of|>=?)"
_LESS = r"(?:below|under|less than|lower than|at most|smaller than|fewer than|not even|beneath|<=?)"
_FILL = r"(?:an? |the |their |its |ndvi |ndmi |ndre |evi |value |median |of |about |around |share |area )*"
_PARTS = {"a half": 50.0, "half": 50.0, "a quarter": 25.0, "a third": 100 / 3, "a tenth": 10.0, "two thirds": 200 / 3,
          "three quarters": 75.0}  # fmt: skip
_PART = rf"({'|'.join(_PARTS)})\b"
_MEAN = r"(?:the |their |its |my |our )?(?:\w+ )?(?:average|mean)\b(?! of)"
_COUNTS = {"half a": 0.5, "half an": 0.5, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10,
           "twenty": 20, "fifty": 50}  # fmt: skip
_COUNTED = re.compile(rf"\b({'|'.join(_COUNTS)})(?= (?:hectares?|ha|acres?|percent|per cent|%)(?!\w))")
_HECTARES_IN_ACRE = 0.40468564224
_BETWEEN = re.compile(rf"\bbetween\s+{_FILL}({_NUMBER}){_UNIT}\s+(?:and|to)\s+({_NUMBER}){_UNIT}")
_SIDES: tuple[tuple[str, str], ...] = (("above", _MORE), ("below", _LESS))


@dataclass(frozen=True)
class Bounds:
    """What numbers must lie between; `unit` is that which was said, "" where none was."""

    above: Bound | None = None
    below: Bound | None = None
    unit: Literal["", "%", "ha"] = ""


def find_bounds(words: str) -> Bounds | None:
    """Find bounds in an English question; None where it has none."""
    words = _COUNTED.sub(lambda found: str(_COUNTS[found[1]]), words)
    between = _BETWEEN.search(words)
    if between:
        unit, factor = _read_unit(between[4] or between[2])
        low, high = sorted(factor * _read(one) for one in (between[1], between[3]))
        return Bounds(low, high, unit)
    found: dict[str, Bound] = {}
    said: Literal["", "%", "ha"] = ""
    for side, word in _SIDES:
        number = re.search(rf"(?<!\w){word}\s*{_FILL}({_NUMBER}){_UNIT}", words)
        part = re.search(rf"(?<!\w){word}\s+(?:of )?{_PART}", words)
        if number:
            unit, factor = _read_unit(number[2])
            found[side], said = factor * _read(number[1]), unit or said
        elif part:
            found[side], said = _PARTS[part[1]], "%"
        elif re.search(rf"(?<!\w){word}\s+{_MEAN}", words) or re.search(rf"\b{side}[- ]average\b", words):
            found[side] = "mean"
    return Bounds(found.get("above"), found.get("below"), said) if found else None


def _read(said: str) -> float:
    return float(said.replace(",", "."))


def _read_unit(said: str | None) -> tuple[Literal["", "%", "ha"], float]:
    if not said:
        return "", 1.0
    if said.startswith("acre"):
        return "ha", _HECTARES_IN_ACRE
    return ("ha", 1.0) if said.startswith(("ha", "hect")) else ("%", 1.0)
