"""Days as people and loggers write them; which number is the day is read where it can be told, else asked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from models.field.loggers.choices import ORDERS, Order
from models.field.loggers.vocabulary import plain_words

DAY = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}(?P<sign>[-/.])\d{1,2}(?P=sign)(?:\d{4}|\d{2})|\d{8}|\d{4}-?W\d\d-?\d"
    r"|\d{1,2}[-/. ]{1,2}[^\W\d_]{3,}\.?[-/., ]{1,2}(?:\d{4}|\d{2})|[^\W\d_]{3,}\.? \d{1,2},? \d{4})"
)
"""A day in any form that is read; its group is the sign between numbers."""
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_MONTHS = {
    1: "january jan januar janner jan janvier janv enero ene", 2: "february feb februar fevrier fevr febrero",
    3: "march mar marz mrz maerz mars marzo", 4: "april apr avril avr abril abr", 5: "may mai mayo",
    6: "june jun juni juin junio", 7: "july jul juli juillet juil julio", 8: "august aug aout agosto ago",
    9: "september sep sept septembre septiembre", 10: "october oct oktober okt octobre octubre",
    11: "november nov novembre noviembre", 12: "december dec dezember dez decembre diciembre dic",
}  # fmt: skip
_MONTH = {name: number for number, names in _MONTHS.items() for name in names.split()}
_CENTURY = 2000


@dataclass(frozen=True)
class Days:
    """Days by their text, the order of numbers in it, and whether nothing but their regularity tells that order."""

    of: dict[str, date]
    order: Order | None = None
    by_regularity: bool = False


class Undecided(ValueError):
    """Dates that can be read in two ways; `orders` says in which."""

    def __init__(self, example: str, orders: tuple[Order, ...]) -> None:
        super().__init__(example)
        self.example, self.orders = example, orders


def read_days(texts: Iterable[str], said: Order | None, *, is_dense: bool = False) -> Days:
    """Raises `Undecided`, or `ValueError` with the text that is no day.

    Days of dense readings follow each other: where only one order lets them, it is that one.
    """
    unique = dict.fromkeys(texts)
    numbers = [text for text in unique if _NUMBERS.fullmatch(text)]
    fixed = {text: _fixed(text) for text in unique if not _NUMBERS.fullmatch(text)}
    if not numbers:
        return Days(fixed)
    tried: dict[Order, dict[str, date]] = {}
    for order in (said,) if said else _orders(numbers):
        try:
            tried[order] = {text: _ordered(text, order) for text in numbers}
        except ValueError:
            continue
    if not tried:
        raise ValueError(_worst(numbers, said))
    readings = {tuple(days.values()): order for order, days in reversed(tried.items())}
    by_regularity = False
    if len(readings) > 1 and "year_first" in readings.values():  # a year apart each, or a day
        readings = {days: order for days, order in readings.items() if _follow_each_other(days)} or readings
    if len(readings) > 1 and is_dense:
        whole = {days: order for days, order in readings.items() if _follow_each_other(days)}
        if len(whole) == 1:
            readings, by_regularity = whole, True
    if len(readings) > 1:
        raise Undecided(numbers[0], tuple(order for order in ORDERS if order in readings.values()))
    order = next(iter(readings.values()))
    return Days(fixed | tried[order], order, by_regularity)


def _fixed(text: str) -> date:
    """A day whose text can mean no other."""
    if found := _YEAR_FIRST.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    words = plain_words(text).split()
    if len(words) == 3 and any(word in _MONTH for word in words):
        day, month, year = (words[1], words[0], words[2]) if words[0] in _MONTH else (words[0], words[1], words[2])
        return date(_year(year), _MONTH[month], int(day))
    if not text.isascii():
        raise ValueError(text)
    return date.fromisoformat(text)


def _orders(numbers: list[str]) -> tuple[Order, ...]:
    """In which orders they may stand: with points, the day is always first."""
    if all("." in text for text in numbers):
        return ("day_first",)
    return ORDERS if all(text[-3] in "-/." for text in numbers) else ORDERS[:2]


def _ordered(text: str, order: Order) -> date:
    found = _NUMBERS.fullmatch(text)
    assert found is not None
    first, middle, last = found[1], found[3], found[4]
    if order == "year_first":
        if len(last) == 4:
            raise ValueError(text)
        return date(_year(first), int(middle), int(last))
    day, month = (first, middle) if order == "day_first" else (middle, first)
    return date(_year(last), int(month), int(day))


def _year(said: str) -> int:
    return int(said) if len(said) == 4 else _CENTURY + int(said)


def _follow_each_other(days: tuple[date, ...]) -> bool:
    """Whether there are several, with few missing between them."""
    unique = set(days)
    spanned = (max(unique) - min(unique)) / timedelta(days=1) + 1
    return len(unique) >= 3 and spanned <= 1.5 * len(unique) + 2


def _worst(numbers: list[str], said: Order | None) -> str:
    for text in numbers:
        if all(not _is_day(text, order) for order in ((said,) if said else ORDERS)):
            return text
    return numbers[0]


def _is_day(text: str, order: Order) -> bool:
    try:
        _ordered(text, order)
    except ValueError:
        return False
    return True
