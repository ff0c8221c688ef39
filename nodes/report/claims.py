"""What a claim is and how its number is written; what is not a claim is not said."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import floor, log10

from models.schemas import AreaUnit, Language, Result

_ACRES = 2.4710538147
"""In a hectare, of international acres."""

_FRENCH_UNITS = {"degrees": "degrés"}
"""Those that differ."""
_ONE = {"acres": "acre", "pixels": "pixel", "degrees": "degree", "degrés": "degré"}
_FRENCH = str.maketrans({",": "\u202f", ".": ","})

FAKE_MARK = "(demonstration backend: not a measurement)"


@dataclass(frozen=True)
class Style:
    """How numbers are written."""

    language: Language = "en"
    area: AreaUnit = "ha"


PLAIN = Style()


class Claim(Result):
    """A number in the unit given, `digits` decimals of which are shown, and how to find it again."""

    id: str
    label: str
    value: float
    unit: str  # "%", "ha", "m", "pixels", "degrees" or "" for an index
    digits: int
    interval: tuple[float, float] | None = None
    file: str  # in the run folder, or the scene's own file name
    method: str
    fake: bool = False


def claim_pixels(name: str, label: str, count: int, file: str, method: str) -> Claim:
    """State a number of pixels."""
    return Claim(id=name, label=label, value=count, unit="pixels", digits=0, file=file, method=method)


def claim_area(name: str, label: str, hectares: float, file: str, method: str) -> Claim:
    """State an area; the method tells which pixels it is the sum of."""
    how = f"{method}, each with its own area on the ellipsoid of the CRS"
    return Claim(
        id=name, label=label, value=hectares, unit="ha", digits=area_digits(hectares), file=file, method=how
    )  # fmt: skip


def claim_share(name: str, label: str, share: float, file: str, method: str) -> Claim:
    """State a share, 0–1, in percent."""
    percent = 100 * share
    return Claim(
        id=name, label=label, value=percent, unit="%", digits=share_digits(percent), file=file, method=method
    )  # fmt: skip


def mark_claims(claims: Iterable[Claim], *, fake: bool) -> Iterator[Claim]:
    """Say of each claim whether a demonstration backend made it up."""
    for claim in claims:
        yield claim.model_copy(update={"fake": fake})


def marked(words: str, *, fake: bool) -> str:
    """The words, followed by what must stand beside all that a demonstration backend made up."""
    return f"{words} {FAKE_MARK}" if fake else words


def render(claim: Claim, style: Style = PLAIN) -> str:
    """Write value and unit as the report has them; a made-up number carries its mark."""
    value, unit, digits = claim.value, claim.unit, claim.digits
    if unit == "ha" and style.area == "acres":
        value, unit, digits = _ACRES * value, "acres", area_digits(_ACRES * value)
    if style.language == "fr":
        unit = _FRENCH_UNITS.get(unit, unit)
    is_one = abs(round(value, digits)) < 2 if style.language == "fr" else round(value, digits) == 1 and not digits
    unit = _ONE.get(unit, unit) if is_one else unit
    text = number(value, digits, style.language) + (f" {unit}" if unit else "")
    if claim.interval is not None:
        low, high = (number(bound, digits, style.language) for bound in claim.interval)
        text = f"{text} ({low} {'à' if style.language == 'fr' else 'to'} {high})"
    return marked(text, fake=claim.fake)


def claims_text(claims: Iterable[Claim]) -> str:
    """Claims as JSON, one object each."""
    return json.dumps([claim.model_dump(mode="json") for claim in claims], indent=1, ensure_ascii=False) + "\n"


def number(value: float, digits: int, language: Language = "en") -> str:
    """A number with thousands separated and no negative zero, as the language writes it."""
    text = f"{round(value, digits) + 0.0:,.{digits}f}"
    return text.translate(_FRENCH) if language == "fr" else text


def area_digits(hectares: float) -> int:
    """Decimals that keep two significant digits of a small area, 2 to 6."""
    return enough_digits(hectares, least=2, most=6, significant=2)


def share_digits(percent: float) -> int:
    """Decimals that keep a tiny share from reading 0 %, and an almost full one from reading 100 %; 1 to 4."""
    return enough_digits(min(percent, 100 - percent), least=1, most=4, significant=1)


def enough_digits(value: float, *, least: int, most: int, significant: int) -> int:
    """Decimals that show so many significant digits of a value."""
    if value <= 0:
        return least
    return min(most, max(least, significant - 1 - floor(log10(value))))
