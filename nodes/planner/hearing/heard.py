"""All that a question names, found before its intent is: fields, crops, runs, ground, topics, numbers."""

import re
from dataclasses import dataclass, field

from models.schemas import Language
from nodes.answers.calls import Part, Where
from nodes.planner.hearing.bounds import Bounds, find_bounds
from nodes.planner.hearing.grounds import find_numbered, find_parts, find_point, find_polygon
from nodes.planner.hearing.lexicon import render_english
from nodes.planner.hearing.names import FIELD_NOUN, Name, find_crops, find_fields, find_runs
from nodes.planner.hearing.text import fold
from nodes.planner.hearing.topics import Topic, find_figure, find_topics
from nodes.planner.talk import Talk

_PATH = re.compile(r"(?<!\S)[\"']?((?:[~./]|[A-Za-z]:\\|[\w.-]+/)?[^\s\"'?]*\.(?:tiff?|jp2|zip|safe|nc|h5|vrt|img|png|jpe?g|hdf|bil|dat))[\"']?(?!\w)", re.IGNORECASE)  # fmt: skip
_NOT = re.compile(r"n't\b")
_PARCELS = re.compile(r"[^\s\"'?]*\.(?:geojson|gpkg|shp|kml|parquet)\b", re.IGNORECASE)
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
           "twelve": 12, "twenty": 20}  # fmt: skip
_COUNT_WORD = rf"(\d{{1,2}}|{'|'.join(_COUNTS)})"
_COUNT = re.compile(
    rf"\b(?:top|bottom|first|last|worst|best|the|my|which|give me|show|list|name|of)\s+{_COUNT_WORD}\s+(?!%|percent|ha\b|hectares)"
    rf"|\b{_COUNT_WORD}\s+(?:\w+ )?(?:worst|best|weakest|greenest|driest|wettest|largest|smallest|fields|places|zones|parcels|lowest|highest)"
    rf"|\b(?:top|bottom|worst|best)\s+{_COUNT_WORD}\b"
)  # fmt: skip
_ONE = re.compile(r"\bwhich (?:\w+ )?(?:field|parcel|plot|crop|one|cropx field|cropx)\b (?:is|has|was|needs|looks|shows)|\b(?:the|my) (?:worst|best|greenest|driest|wettest|largest|smallest|weakest|poorest)(?: \w+)? (?:field|parcel|place|zone|spot)\b(?!s)|\b(?:worst|best|greenest|driest|wettest|largest|biggest|smallest|weakest|poorest|healthiest|highest|lowest)(?: \w+)? (?:field|parcel|plot|cropx field)\b(?!s)|\b(?:field|parcel|plot|one) (?:with|has|having|that has) (?:the )?(?:most|least|highest|lowest|largest|smallest|worst|best)\b|\b(?:field|parcel|plot) (?:is |looks )?(?:the )?(?:worst|best|greenest|driest|wettest|largest|biggest|smallest|weakest|poorest)\b")  # fmt: skip
_BEST = re.compile(r"\b(?:best|strongest|greenest|healthiest|wettest|most green|most vigorous|top|finest)\b")
_WORST = re.compile(r"\b(?:worst|weakest|poorest|least|driest|sickest|bottom|riskiest)\b")
_HIGH = re.compile(r"\b(?:highest|most|largest|biggest|greatest)\b")
_LOW = re.compile(r"\b(?:lowest|smallest|fewest)\b")
_THERE = re.compile(
    rf"\b(?:this|that|the same|said) {FIELD_NOUN}\b|\bthere\b(?! (?:is|are|any|a|an|no|clouds?|fields?))|\bhere\b|\b(?:this|that) one\b|\bhow (?:big|large) (?:is|was) (?:this|that)\s*[?.!]*$|\b(?:of|in|on|with|about|for) (?:it|this one|that one)\b"
    r"|\b(?:is|does|has|did|was) it\b(?! that)|\bits\b"
)  # fmt: skip
_ALL = re.compile(r"\b(?:overall|whole (?:image|scene|area|farm|picture)|entire|all (?:of it|the ground|over|ground)|everywhere|in total)\b")  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """A question taken apart; `words` is English in small letters, with fieldx, runx, cropx, pointx, pathx for names."""

    words: str
    language: Language
    fields: tuple[Name, ...] = ()
    runs: tuple[Name, ...] = ()
    crop: str | None = None
    other_crop: str | None = None
    part: Part | None = None
    other_part: Part | None = None
    point: tuple[float, float] | None = None
    polygon: tuple[tuple[float, float], ...] | None = None
    numbered: dict[str, int] = field(default_factory=dict)  # zone, place
    topics: tuple[Topic, ...] = ()
    figure: str | None = None
    bounds: Bounds | None = None
    count: int | None = None
    path: str | None = None
    parcels: str | None = None
    is_statement: bool = False

    @property
    def unknown_run(self) -> str | None:
        """A day or a run that is named and is not open."""
        return next((one.name for one in self.runs if not one.is_known), None)

    @property
    def names_ground(self) -> bool:
        """Whether it says of which ground."""
        return bool(self.fields or self.part or self.point or self.polygon or self.numbered)

    @property
    def points_back(self) -> bool:
        """Whether it says "that field" or "there"."""
        return bool(_THERE.search(self.words)) and not self.fields

    @property
    def means_all(self) -> bool:
        """Whether it says that all ground is meant."""
        return bool(_ALL.search(self.words))

    def where(self, before: Where | None = None) -> Where:
        """Return the ground that is meant; `before` is that of the last turn, where the question points back."""
        name = self.fields[0].name if self.fields else None
        if name is None and before is not None and not (self.point or self.polygon or self.numbered):
            part = self.part or (before.part if not self.part else None)
            return before.model_copy(update={"part": part})
        return Where(field=name, part=self.part, point=self.point, polygon=self.polygon, **self.numbered)


def hear(text: str, language: Language, talk: Talk) -> Heard:
    """Take a tidied question apart."""
    path, parcels = _PATH.search(text), _PARCELS.search(text)
    masked = text
    for found in (path, parcels):
        if found:
            masked = masked.replace(found[0], "pathx" if found is path else "parcelsx", 1)
    point, plain = find_point(masked, fold(masked))
    polygon = find_polygon(plain)
    shown = masked if len(plain) == len(masked) else plain
    fields = find_fields(shown, plain, talk)
    runs = [
        one for one in find_runs(shown, plain, talk) if not any(name.start <= one.start < name.end for name in fields)
    ]
    crops = [
        one for one in find_crops(shown, plain, talk)
        if not any(name.start < one.end and one.start < name.end for name in (*fields, *runs))
    ]  # fmt: skip
    named = [*dict.fromkeys(one.name for one in crops)]
    names = [*((one, "fieldx") for one in fields), *((one, "runx") for one in runs)]
    words = _mask(plain, [*names, *((one, "cropx") for one in crops)])
    words = render_english(words) if language == "fr" else _NOT.sub(" not", words)
    words = re.sub(
        rf"\b{FIELD_NOUN}\s+(?:number |no\.? ?|n° ?|called |named )?[\"'«“]?\s*fieldx[\"'»”]?", "fieldx", words
    )
    parts = find_parts(plain)
    return Heard(
        words=words, language=language, fields=tuple(fields), runs=tuple(runs), crop=named[0] if named else None,
        other_crop=named[1] if len(named) > 1 else None,
        part=parts[0] if parts else None, other_part=parts[1] if len(parts) > 1 else None, point=point, polygon=polygon, numbered=find_numbered(words),
        topics=tuple(find_topics(words, talk)), figure=find_figure(words), bounds=find_bounds(words), count=find_count(words),
        path=path[1] if path else None, parcels=parcels[0] if parcels else None,
        is_statement=not text.rstrip().endswith("?") and bool(re.match(r"fieldx is", words)),
    )  # fmt: skip


def _mask(plain: str, names: list[tuple[Name, str]]) -> str:
    for name, mask in sorted(names, key=lambda one: -one[0].start):
        plain = plain[: name.start] + mask + plain[name.end :]
    return plain


def find_count(words: str) -> int | None:
    """Find how many are asked for, 1 where the question asks for the one."""
    match = _COUNT.search(words)
    if match:
        said = next(group for group in match.groups() if group)
        number = int(said) if said.isdigit() else _COUNTS[said]
        return min(number, 25) if number >= 1 else None
    return 1 if _ONE.search(words) else None


def find_order(words: str, by: str) -> str:
    """Say whether the worst or the best are asked for: low values of an index are bad, high ones of what ails are."""
    if _BEST.search(words) or (by == "health" and re.search(r"\bhealthy\b", words)):
        return "best"
    if _WORST.search(words) and not re.search(r"\bleast (?:at risk|stressed|damaged|bare|sick)", words):
        return "worst"
    is_high, is_low = bool(_HIGH.search(words)), bool(_LOW.search(words)) or "least" in words
    more_is_bad = by in ("bare", "risk", "health", "weak_patches", "missing_cover", "urgency")
    if is_high:
        return "worst" if more_is_bad else "best"
    if is_low:
        return "best" if more_is_bad else "worst"
    return "best" if re.search(r"\b(?:green|healthy|wet)\b", words) and not more_is_bad else "worst"
