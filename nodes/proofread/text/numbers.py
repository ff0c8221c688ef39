"""Numbers in words and digits, and whether one is that of a claim."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nodes.report.claims import Claim, area_digits
from nodes.state import Language

_ACRES = 2.4710538147
_UNITS = {
    "%": "%", "percent": "%", "per cent": "%", "pour cent": "%", "ha": "ha", "hectare": "ha", "hectares": "ha",
    "acre": "acres", "acres": "acres", "m": "m", "metre": "m", "metres": "m", "meter": "m", "meters": "m",
    "mètre": "m", "mètres": "m", "°c": "°C", "db": "dB", "pixel": "pixels", "pixels": "pixels", "degrees": "degrees",
    "degree": "degrees", "degrés": "degrees", "degré": "degrees", "°": "degrees", "km": "km", "kg": "kg", "t": "t",
    "l": "l", "cm": "cm", "mm": "mm", "m²": "m²", "km²": "km²",
}  # fmt: skip
_FRACTION_REACH = {"exact": 0.5, "about": 3.0, "nearly": 5.0, "barely": 5.0, "over": 20.0, "under": 20.0}
"""Percentage points that a fraction in words may lie beside a share, by the word before it."""
_UNIT_PATTERN = "|".join(sorted((re.escape(unit) for unit in _UNITS), key=len, reverse=True))


@dataclass(frozen=True)
class Number:
    """A number as it is written."""

    value: float
    digits: int  # decimals
    unit: str = ""
    in_words: bool = False
    is_fraction: bool = False  # "half", "a third"

    @property
    def key(self) -> str:
        """The number as it is written, whatever the language."""
        return f"{self.value:.{self.digits}f} {self.unit}"


def number_pattern(language: Language) -> str:
    """What a number looks like, with its unit."""
    group, point = (",", r"\.") if language == "en" else ("[\u202f\u00a0 ]", ",")
    digits = rf"(?:\d{{1,3}}(?:{group}\d{{3}})+|\d+)(?:{point}\d+)?"
    number = rf"(?<![\w.,])[-−+]?{digits}"
    spaced = rf"(?![\w])(?:[\s\u202f\u00a0]?(?:{_UNIT_PATTERN})(?![\w]))?"
    return rf"{number}{spaced}|{number}(?:%|ha\b|m\b|°C|°)"


def parse_number(text: str, language: Language) -> Number:
    """Read digits and a unit as the language writes them."""
    match = re.match(r"[-−+]?[\d.,\u202f\u00a0 ]*\d", text)
    assert match is not None
    digits, unit = match[0].replace("−", "-"), text[match.end() :].strip().lower()
    plain = re.sub("[,]" if language == "en" else "[\u202f\u00a0 ]", "", digits)
    plain = plain if language == "en" else plain.replace(",", ".")
    decimals = len(plain.split(".")[1]) if "." in plain else 0
    return Number(float(plain), decimals, _UNITS.get(unit, unit))


_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_FRENCH = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
_WORDS: dict[Language, dict[str, int]] = {
    "en": {
        word: value
        for value, word in enumerate(_ENGLISH.split())
        if value != 1
    }
    | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
       "single": 1, "thousand": 1000, "dozen": 12},
    "fr": {
        word: value
        for value, word in enumerate(_FRENCH.split())
        if value != 1
    }
    | {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100, "mille": 1000,
       "douzaine": 12},
}  # fmt: skip
_FRACTIONS: dict[Language, dict[str, float]] = {
    "en": {
        "half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4,
        "fifth": 1 / 5,
        "fifths": 1 / 5, "tenth": 1 / 10, "tenths": 1 / 10, "sixth": 1 / 6, "eighth": 1 / 8, "twentieth": 1 / 20,
        "ninth": 1 / 9, "seventh": 1 / 7,
    },
    "fr": {
        "moitié": 1 / 2, "demi": 1 / 2, "tiers": 1 / 3, "quart": 1 / 4, "quarts": 1 / 4, "cinquième": 1 / 5,
        "cinquièmes": 1 / 5, "dixième": 1 / 10, "dixièmes": 1 / 10, "vingtième": 1 / 20, "sixième": 1 / 6,
        "huitième": 1 / 8,
    },
}  # fmt: skip
_ENDS_OF_TENTHS = {"bas", "haut", "inférieur", "supérieur"}
"""Words after a tenth that make it a statistic."""
_ARTICLES = {"a", "an", "one", "the", "un", "une", "la", "le"}


def read_number_words(words: Sequence[str], start: int, language: Language) -> tuple[int, Number] | None:
    """How many words from there on say a number or a fraction, and which; None where they say none."""
    counts, fractions = _WORDS[language], _FRACTIONS[language]
    word = words[start]
    after = words[start + 1] if start + 1 < len(words) else ""
    before = words[start - 1] if start else ""
    if language == "fr" and any(one in _ENDS_OF_TENTHS for one in words[start + 1 : start + 4]):
        fractions = {}
    if word in counts or word in ("one", "un", "une"):
        if after in fractions and (word in counts or word == "one" or word in ("un", "une")):
            return 2, Number(100 * counts.get(word, 1) * fractions[after], 0, "%", True, True)
        if word in counts:
            return 1, Number(counts[word], 0, "", True)
        return None
    if (
        word in fractions
        and before not in ("lowest", "highest", "bottom", "top", "low", "high")
        and not (
            word in ("third", "fifth", "sixth", "tenth", "quarter", "seventh", "eighth", "ninth")
            and before not in _ARTICLES | {"about", "nearly", "almost", "over", "under"}
        )
    ):
        return 1, Number(100 * fractions[word], 0, "%", True, True)
    return None


def values_of(claim: Claim) -> list[tuple[float, int, str]]:
    """Value, decimals and unit of a claim as reports may write it."""
    found = [(claim.value, claim.digits, claim.unit)]
    if claim.unit == "ha":
        acres = _ACRES * claim.value
        found.append((acres, area_digits(acres), "acres"))
    return found


def is_exactly(number: Number, claim: Claim) -> bool:
    """Whether a number is written as that of the claim is."""
    return number.key in keys_of(claim)


def keys_of(claim: Claim) -> list[str]:
    """The numbers of a claim as they are written."""
    return [Number(round(value, digits) + 0.0, digits, unit).key for value, digits, unit in values_of(claim)]


def is_nearly(number: Number, claim: Claim, side: str) -> bool:
    """Whether a number is a fair rounding of that of the claim; side: how it is rounded, a key of `_FRACTION_REACH`."""
    return any(
        number.unit == unit and _is_near(number, value, digits, side) for value, digits, unit in values_of(claim)
    )


def _is_near(number: Number, value: float, digits: int, side: str) -> bool:
    said = number.value
    if number.digits > digits:
        return False
    if (side in ("over", "barely") and said > value) or (side in ("under", "nearly") and said < value):
        return False
    if number.is_fraction:
        return abs(said - value) <= _FRACTION_REACH[side] + 1e-9
    if side == "about":
        rounded = abs(said - round(value, number.digits)) < 1e-9
        step = 5 * 10**-number.digits if number.value >= 20 and number.digits == 0 else 0
        return rounded or (step > 0 and said % 5 == 0 and abs(said - value) <= min(2.5, 0.03 * abs(value) + 0.5))
    return abs(said - value) <= max(10.0**-number.digits, 0.05 * abs(value))
