"""Which fields, crops, runs and days a question names, known or not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from models.field.crops import crop_named
from nodes.planner.hearing.text import fold
from nodes.planner.talk import SeenRun, Talk

FIELD_NOUN = r"(?:fields?|parcels?|plots?|paddocks?|blocks?|parcelles?|champs?|ilots?)"
_PREFIX = re.compile(rf"\b{FIELD_NOUN}\s+(?:(?:number|no\.?|n°|numero|named|called|nommee?|appelee?|id)\s*)?$")
_LISTED = re.compile(
    r"(?:\s*,\s*|\s+(?:and|or|et|ou|vs\.?|versus|than|que|to|with|avec|a)\s+|\s*[&/]\s*)(?:la |le |the )?$"
)
_UNKNOWN = re.compile(
    rf"\b{FIELD_NOUN}\s+(?:(?:number|no\.?|n°|numero|named|called|nommee?|appelee?)\s*)?"
    r"(?:[\"“«']\s*(?P<quoted>[^\"”»]{1,60}?)\s*[\"”»']|(?P<plain>[\w][\w.-]*))"
)
_QUOTED = re.compile(r"[\"“«]\s*([^\"”»]{1,60}?)\s*[\"”»]")
_NO_LETTERS = {"i", "a", "y", "d", "l", "s", "c", "j", "n", "m", "t"}
_NOT_NAMES = frozenset((
    "NDVI", "EVI", "SAVI", "MSAVI", "NDRE", "CIRE", "GNDVI", "PSRI", "NDMI", "NDWI", "MNDWI", "NBR", "BSI", "VV",
    "VH", "HH", "HV",
))  # fmt: skip
_MONTHS = (
    ("january", "janvier"), ("february", "fevrier"), ("march", "mars"), ("april", "avril"), ("may", "mai"),
    ("june", "juin"), ("july", "juillet"), ("august", "aout"), ("september", "septembre"), ("october", "octobre"),
    ("november", "novembre"), ("december", "decembre"),
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_MONTH |= {name[:3]: number for name, number in _MONTH.items() if name[:2] not in ("ma", "ju")}
_MONTH_WORD = "|".join(sorted(_MONTH, key=len, reverse=True))
_DAY = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?\s+(?:of\s+)?(?P<month>{_MONTH_WORD})\b\.?(?:\s+(?P<year>(?:19|20)\d\d))?"
    rf"|\b(?P<month2>{_MONTH_WORD})\b\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*[%.])(?:,?\s+(?P<year2>(?:19|20)\d\d))?"
    rf"|\b(?P<month3>{_MONTH_WORD})\b\.?(?:\s+(?P<year3>(?:19|20)\d\d))?"
    r"|\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b"
    r"|\b(?P<day4>\d{1,2})[/.](?P<month4>\d{1,2})[/.](?P<year4>(?:19|20)\d\d)\b"
)
_CERTAIN = re.compile(
    r"(?:\b(?:in|since|of|for|from|and|until|late|early|mid|by|en|de|depuis|au|du|et|le|mois d[e'])\s*)$"
)
_SCENE_NOUN = r"(?:run|scene|image|picture|date|flight|pass|acquisition|one|analysis|prise|analyse|passage|vol)"
_FIRST = re.compile(
    rf"\b(?:the |la |le |l')?(?:(?:first|earlier|earliest|previous|oldest|older) {_SCENE_NOUN}"
    rf"|(?:premiere?|precedente?|ancienne) {_SCENE_NOUN}|{_SCENE_NOUN} precedente?)\b"
)
_LAST = re.compile(
    rf"\b(?:the |la |le |l')?(?:(?:latest|last|newest|later|most recent|newer|recent) {_SCENE_NOUN}"
    rf"|derniere? {_SCENE_NOUN}|{_SCENE_NOUN} (?:la plus )?recente?)\b"
)
_OTHER = re.compile(
    rf"\b(?:(?:the |that )other {_SCENE_NOUN}|l'autre {_SCENE_NOUN}|the day before|(?:the )?month before)\b"
)
_VERB_BEHIND = re.compile(r"-t-|\s+(?:le|la|les|l|un|une|du|de|des|plus|moins|ete|change|baisse|augmente|besoin)\b")
_PREFIXED_FIELD = re.compile(rf"{FIELD_NOUN}\s+$")
_OF = re.compile(r"\b(?:du|de|le|les|en|of|the) $")
_NO_CROPS = frozenset((
    "mais", "pre", "papa", "ley", "ww", "mil", "vid", "milo", "or", "beans", "grass", "forest", "pommes", "col",
    "fruits",
))  # fmt: skip


@dataclass(frozen=True)
class Name:
    """A name in a question."""

    start: int
    end: int
    name: str
    is_known: bool = True


def find_fields(text: str, plain: str, talk: Talk) -> list[Name]:
    """Find fields in their order: those of the talk in any case, and others behind a word for field or in quotes."""
    found: list[Name] = []
    for field in sorted(talk.fields, key=lambda one: -len(one.name)):
        for match in _matches(fold(field.name), plain):
            if not _overlaps(found, match) and _is_meant(text, plain, field.name, match, found):
                found.append(Name(match.start(), match.end(), field.name))
    found += [name for name in _by_tail(text, plain, talk) if not _overlap(found, name)]
    found += [name for name in _find_unknown(text, plain) if not _overlap(found, name)]
    for _ in range(3):  # "fields 3, 5 and 7": each behind one that is sure
        for field in talk.fields:
            found += [
                Name(match.start(), match.end(), field.name)
                for said in (fold(field.name), _tail(field.name))
                for match in _matches(said, plain)
                if not _overlaps(found, match) and _is_listed(plain, match, found)
            ]
    return sorted(found, key=lambda one: one.start)


def _matches(name: str, plain: str) -> Iterator[re.Match[str]]:
    return re.finditer(rf"(?<![\w.]){re.escape(name)}(?![\w%]|\.\d)", plain) if name else iter(())


def _is_meant(text: str, plain: str, name: str, match: re.Match[str], found: list[Name]) -> bool:
    """Whether a short name is meant as one, and is no article, pronoun or number."""
    said = text[match.start() : match.end()]
    if said != name and plain[match.end() :].startswith("'"):  # as d'herbe
        return False
    if said != name and said in _NO_LETTERS and _VERB_BEHIND.match(plain[match.end() :]):
        return False
    if _PREFIX.search(plain[: match.start()]) or _is_listed(plain, match, found):
        return True
    if re.fullmatch(r"\d+([.,]\d+)?", name):
        return bool(re.fullmatch(r"(?:and|et|what about|how about)\s+(?:for |pour )?", plain[: match.start()]))
    if len(name) > 2 and not re.fullmatch(r"[a-z]{3,6}", name):
        return crop_named(name) is None
    if said != name:
        return False
    following = plain[match.end() :].lstrip()
    if following.startswith("'") or name == "I":
        return False
    if name in ("A", "Y") and match.start() == 0:
        return bool(re.match(r"(?:is|has|and|or|vs|est|et|ou|than|more|less)\b|\?|$", following))
    return True


def _is_listed(plain: str, match: re.Match[str], found: list[Name]) -> bool:
    """Whether only a comma or a small word parts it from a field before it."""
    return any(one.end <= match.start() and _LISTED.fullmatch(plain[one.end : match.start()]) for one in found)


def _tail(name: str) -> str:
    """The letter or number behind the word for field in a name, folded; nothing where it has none."""
    tail = re.fullmatch(rf"{FIELD_NOUN}[\s_-]*(\S+)", fold(name))
    return tail[1] if tail else ""


def _by_tail(text: str, plain: str, talk: Talk) -> Iterator[Name]:
    """Find "parcel 3" where the run calls it "Field 3", and "B" where it calls it "Field B"."""
    for field in talk.fields:
        tail = re.fullmatch(rf"{FIELD_NOUN}[\s_-]*(\S+)", fold(field.name))
        written = field.name[-len(tail[1]) :] if tail else ""
        for match in _matches(tail[1], plain) if tail else ():
            is_letter = bool(re.fullmatch(r"[A-Z]\d{0,3}", written))
            is_named = is_letter or bool(_PREFIX.search(plain[: match.start()]))
            if is_named and _is_meant(text, plain, written, match, []):
                yield Name(match.start(), match.end(), field.name)


def _find_unknown(text: str, plain: str) -> Iterator[Name]:
    for match in _UNKNOWN.finditer(plain):
        group = "quoted" if match["quoted"] else "plain"
        said = text[match.start(group) : match.end(group)].rstrip(".-")
        is_name = any(sign.isdigit() for sign in said) or (said[:1].isupper() and said.upper() not in _NOT_NAMES)
        if group == "quoted" or is_name or (len(said) == 1 and said.lower() not in _NO_LETTERS):
            yield Name(match.start(group), match.start(group) + len(said), said, is_known=False)


def _overlaps(found: list[Name], match: re.Match[str]) -> bool:
    return any(one.start < match.end() and match.start() < one.end for one in found)


def _overlap(found: list[Name], name: Name) -> bool:
    return any(one.start < name.end and name.start < one.end for one in found)


def find_crops(text: str, plain: str, talk: Talk) -> list[Name]:
    """Find crops by their names in English, French, German or Spanish, as the runs call them; at most three names."""
    found: list[Name] = []
    while len(found) < 3 and (name := _find_crop(text, plain, talk)) is not None:
        found.append(name)
        blank = " " * (name.end - name.start)
        text, plain = (f"{one[: name.start]}{blank}{one[name.end :]}" for one in (text, plain))
    return sorted(found, key=lambda one: one.start)


def _find_crop(text: str, plain: str, talk: Talk) -> Name | None:
    """Find a crop, the one with the longest name first."""
    ours = {fold(field.crop): field.crop for field in talk.fields if field.crop}
    words = [*re.finditer(r"[^\W\d_]+", plain)]
    for size in (3, 2, 1):
        for at in range(len(words) - size + 1):
            start, end = words[at].start(), words[at + size - 1].end()
            said = plain[start:end]
            is_crop = "ï" in text[start:end].lower() or bool(_OF.search(plain[:start]))
            if said in _NO_CROPS and said not in ours and not (said == "mais" and is_crop):
                continue
            singular = said.removesuffix("s")
            named = ours.get(said) or ours.get(singular) or crop_named(said) or (size == 1 and crop_named(singular))
            if named:
                return Name(start, end, ours.get(fold(named), named), fold(named) in ours)
    return None


def find_runs(text: str, plain: str, talk: Talk) -> list[Name]:
    """Find runs by their name, day, month, or as the first or last; what fits none keeps its words."""
    found = [
        Name(match.start(), match.end(), run.name) for run in talk.runs for match in _matches(fold(run.name), plain)
    ]
    dated = sorted((run for run in talk.runs if run.day), key=lambda run: str(run.day))
    for pattern, at in ((_FIRST, 0), (_LAST, -1)):
        for match in pattern.finditer(plain) if len(dated) > 1 else ():
            if not _overlaps(found, match):
                found.append(Name(match.start(), match.end(), dated[at].name))
    for match in _OTHER.finditer(plain) if len(dated) == 2 else ():
        if not _overlaps(found, match) and not _PREFIXED_FIELD.search(plain[: match.start()]):
            found.append(Name(match.start(), match.end(), talk.runs[1].name))  # the first is the one last spoken of
    for match in _DAY.finditer(plain):
        if not _overlaps(found, match) and _is_day(plain, match):
            fitting = [run for run in talk.runs if _fits(run, match)]
            said = fitting[0].name if len(fitting) == 1 else text[match.start() : match.end()]
            found.append(Name(match.start(), match.end(), said, len(fitting) == 1))
    for match in _OTHER_TIMES.finditer(plain):
        if not _overlaps(found, match) and not (
            match["year"] and any(match["year"] in str(run.day) for run in talk.runs)
        ):
            found.append(Name(match.start(), match.end(), text[match.start() : match.end()], is_known=False))
    return sorted(found, key=lambda one: one.start)


_SPAN = r"(?:year|season|month|week|summer|spring|autumn|fall|winter)"
_OTHER_TIMES = re.compile(
    rf"\b(?:last|previous|past) {_SPAN}\b|\byesterday\b|\b(?:\w+ )?(?:days?|weeks?|months?|years?) ago\b"
    r"|\bl'(?:an|annee|ete|automne|hiver) (?:derniere?|passee?)\b|\b(?:le mois|la semaine|la saison) (?:derniere?|passee?)\b"
    r"|\bil y a (?:\w+) (?:jours?|semaines?|mois|ans?)\b|\bhier\b"
    r"|\b(?:in|of|for|from|since|en|de|depuis) (?P<year>(?:19|20)\d\d)\b(?![./-])"
)
"""Times that no picture may show; a year counts where no run is of it."""


def _is_day(plain: str, match: re.Match[str]) -> bool:
    """Whether a word like may or march is a month here."""
    alone = match["month3"]
    if alone is None or match["year3"] or alone not in ("may", "march", "mars", "mar", "mai", "dec", "jan", "sep"):
        return True
    return bool(_CERTAIN.search(plain[: match.start()]))


def _fits(run: SeenRun, match: re.Match[str]) -> bool:
    if run.day is None:
        return False
    if match["iso"]:
        return run.day == match["iso"]
    year, month, day = (int(part) for part in run.day.split("-"))
    groups = match.groupdict()
    said = {key: next((value for name, value in groups.items() if name.startswith(key) and value), None)
            for key in ("day", "month", "year")}  # fmt: skip
    number = said["month"] and (int(said["month"]) if said["month"].isdigit() else _MONTH[said["month"]])
    return (
        number == month
        and (said["day"] is None or int(said["day"]) == day)
        and (said["year"] is None or int(said["year"]) == year)
    )
