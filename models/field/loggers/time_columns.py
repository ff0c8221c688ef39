"""Which columns of a table hold the times: one, a day and an hour, or year, month, day and hour each in its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.field.loggers.times import looks_like_time, zone_in
from models.field.loggers.vocabulary import plain_words

_WHOLE = """
    time; datetime; date time; date and time; timestamp; timestamps; tmstamp; zeitstempel; datum zeit
    datum uhrzeit; zeitpunkt; date heure; date et heure; horodatage; fecha hora; fecha y hora; valid time
    observation time; local time; time local; date time local; date utc; dateutc; time stamp; recorded at
    mess datum; measurement time; sample time; ts; datum und uhrzeit; sampling time; simple date; log time
    logged at; created at"""
_DAY = "date; datum; fecha; day date; tag datum; jour date; date local; obs date"
_CLOCK = "time; zeit; uhrzeit; heure; hora; hour; stunde; clock; hr; hh; hours; hh mm; time local; heures"
_YEAR, _MONTH = "year; yyyy; yr; jahr; annee; ano; anio", "month; mo; mm; monat; mois; mes; mon"
_OF_MONTH = "day; dy; dd; tag; jour; dia; day of month; dom"
_OF_YEAR, _MINUTE = "doy; dayofyear; day of year; jday; julian day", "minute; min; minuten; mn"


def _names(listed: str) -> frozenset[str]:
    return frozenset(name.strip().replace(" ", "") for name in re.split(r"[;\n]", listed) if name.strip())


_OF = {
    "whole": _names(_WHOLE), "day": _names(_DAY), "clock": _names(_CLOCK), "year": _names(_YEAR),
    "month": _names(_MONTH), "of_month": _names(_OF_MONTH), "of_year": _names(_OF_YEAR), "minute": _names(_MINUTE),
}  # fmt: skip


@dataclass(frozen=True)
class TimeColumns:
    """Places of the columns that tell the times; one of `whole`, `day` and `year` is there."""

    whole: int | None = None
    day: int | None = None
    clock: int | None = None
    year: int | None = None
    month: int | None = None
    of_month: int | None = None
    of_year: int | None = None
    minute: int | None = None
    zone: str = ""

    @property
    def places(self) -> frozenset[int]:
        """Of all of them."""
        parts = (self.whole, self.day, self.clock, self.year, self.month, self.of_month, self.of_year, self.minute)
        return frozenset(part for part in parts if part is not None)

    def fits(self, row: Sequence[str]) -> bool:
        """Whether a row holds a time there."""
        return max(self.places) < len(row) and looks_like_time(self._text(row))

    def texts(self, cells: list[list[str]]) -> list[str]:
        """(readings,) times as one text each."""
        if self.whole is not None:
            return cells[self.whole]
        return [self._text(row) for row in zip(*cells, strict=True)]

    def _text(self, row: Sequence[str]) -> str:
        if self.whole is not None:
            return row[self.whole]
        day = row[self.day] if self.day is not None else self._day_of(row)
        if self.clock is None or not row[self.clock]:
            return day
        clock = row[self.clock]
        if re.fullmatch(r"\d{1,2}(\.0+)?", clock):
            minute = row[self.minute] if self.minute is not None else "0"
            clock = f"{int(float(clock)):02}:{int(minute) if minute.isdecimal() else 0:02}"
        elif re.fullmatch(r"\d{3}", clock):
            clock = f"0{clock}"
        return f"{day} {clock}"

    def _day_of(self, row: Sequence[str]) -> str:
        assert self.year is not None
        parts = [row[place] for place in (self.year, self.month, self.of_month, self.of_year) if place is not None]
        try:
            numbers = [int(float(part)) for part in parts]
            if self.of_year is not None and self.of_month is None:
                return (date(numbers[0], 1, 1) + timedelta(days=numbers[-1] - 1)).isoformat()
            return f"{numbers[0]:04}-{numbers[1]:02}-{numbers[2]:02}"
        except (ValueError, OverflowError):
            return "-".join(parts)


def time_columns(names: Sequence[str]) -> TimeColumns | None:
    """By the names of columns; None where they name no times."""
    place: dict[str, int] = {}
    for index, name in enumerate(names):
        word = _bare(name)
        for part, words in _OF.items():
            if word in words:
                place.setdefault(part, index)
    zone = next((zone_in(names[place[part]]) for part in ("whole", "day", "clock") if part in place), "")
    if "day" in place and "clock" in place and place["clock"] != place["day"]:
        return TimeColumns(day=place["day"], clock=place["clock"], minute=place.get("minute"), zone=zone)
    if "whole" in place:
        return TimeColumns(whole=place["whole"], zone=zone)
    if "day" in place:
        return TimeColumns(whole=place["day"], zone=zone)
    if "year" in place and ("of_year" in place or {"month", "of_month"} <= set(place)):
        return TimeColumns(
            year=place["year"], month=place.get("month"), of_month=place.get("of_month"), of_year=place.get("of_year"),
            clock=place.get("clock"), minute=place.get("minute"),
        )  # fmt: skip
    return None


def _bare(name: str) -> str:
    """A name without zone, form and signs: `Date Time, GMT+02:00`, `time (UTC)`."""
    cut = re.sub(r"[\[(].*?[\])]|,? *\b(GMT|UTC|CES?T|MES?Z)\b.*|_(utc|UTC|local|gmt)$", " ", name.lstrip("#\ufeff "))
    return plain_words(cut).replace(" ", "") or plain_words(name).replace(" ", "")
