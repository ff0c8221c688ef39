"""Calls about several fields: sifted by a bound, put together, or told each by itself."""

import re

from nodes.answers.calls import Call, Combine, Count, Rank, Sift, Supposed
from nodes.planner.hearing.bounds import Bounds
from nodes.planner.hearing.heard import Heard
from nodes.planner.hearing.topics import Topic

_FIELDS = r"(?:fields?|parcels?|plots?|paddocks?|blocks?|ones|cropx)"
_FARM = r"(?:farm|holding|estate|property|operation|land|exploitation)"
_SIFTED = re.compile(
    rf"\b{_FIELDS}\b|\bany(?:thing|one)?\b|\bwh(?:ich|o|at) (?:is|are|has|have|had|were|was|lies?|stands?|got)\b|^(?:list|show|all|only|those)\b"
    r"|\bhow many (?:are|have|is|lie|were|of them|above|below|over|under)\b"
)
_OF_GROUND = re.compile(r"\bhow (?:much|many) (?:of (?:the |my )?)?(?:hectares?|ha|ground|land|area|pixels?|acres?|scene|image)\b|\bshare of (?:the )?(?:ground|land|scene|image|pixels?)\b")  # fmt: skip
_EACH = re.compile(
    rf"\b(?:each|every|per|all(?: of)?(?: the| my| our)?|the|my|for|of|by) {_FIELDS}(?<!cropx)\b(?! of cropx)"
)
_BY_FIELD = re.compile(r"\b(?:each|every|per|by|all(?: of)?(?: the| my| our)?) (?:single )?(?:fields?|parcels?|plots?)\b|\b(?:fields?|parcels?|plots?) (?:with|and) (?:their|its)\b|\blist\b|\btable of\b")  # fmt: skip
_ALL = re.compile(rf"\b(?:across|over|among|of|for|on|in|all|between)(?: all)?(?: of)? ?(?:the |my |our |these )?(?:{_FIELDS}|(?:whole |entire )?{_FARM})\b|\b(?:my|the|our) (?:fields|parcels|{_FARM})\b|\ball fields\b")  # fmt: skip
_SUM = re.compile(rf"\b(?:total|sum|altogether|in all|in total|combined|all together|overall|together|whole|entire|all (?:of )?(?:my|the|our)? ?(?:fields|parcels)|how (?:big|large) (?:is|are) (?:the|my|our) (?:\w+ )?(?:{_FARM}|fields|parcels)|how much land)\b")  # fmt: skip
_SHARE = re.compile(rf"\b(?:share|percent\w*|%|fraction|proportion|part|how much) (?:of )?(?:the |my |our )?(?:total |whole )?(?:{_FARM}|fields|area|ground|surface)\b")  # fmt: skip
_BY_CROP = re.compile(r"\b(?:by|per|each|every|which|what) crops?\b|\bcrops? (?:is|has|looks|does|stands|are) (?:the )?(?:\w+ )?(?:best|worst|green\w*|dr\w+|highest|lowest|better|worse|most|least)\b")  # fmt: skip
_BIGGER = re.compile(r"\b(?:bigger|larger|smaller|large|big|small|size|hectares?|acres?|ha)\b")
_COVERS = {"cover": "NDVI", "cause": "health", "soil_moisture": "NDMI"}
FIGURES = {"median": "median", "lowest": "lowest", "highest": "highest", "spread": "range", "extremes": "range"}


_HIDDEN = re.compile(
    rf"\b(?:which|what|how many|list|any)\b.*\b{_FIELDS}\b.*\b(?:cloud\w*|shadow\w*)\b(?!.*\bjudged?\b)"
)


def is_hidden(heard: Heard) -> bool:
    """Whether it is asked which fields are under cloud or in shadow."""
    if heard.fields or re.search(r"\bjudged?\b|\bwhy\b|\b(?:most|least|more)\b", heard.words):
        return False
    return bool(_HIDDEN.search(heard.words))


def is_sifting(heard: Heard) -> bool:
    """Whether fields are sifted by a bound."""
    if is_hidden(heard):
        return True
    if heard.bounds is None or heard.fields or _OF_GROUND.search(heard.words):
        return False
    return bool(_SIFTED.search(heard.words))


def build_sift(heard: Heard, bounds: Bounds | None = None) -> Sift | None:
    """Make the call; None where it is not said which number is held against the bound."""
    bounds = bounds or heard.bounds
    if bounds is None and is_hidden(heard):
        is_shadow = "shadow" in heard.words and "cloud" not in heard.words.replace("cloud shadow", "")
        return Sift(by="shadow" if is_shadow else "cloud", above=0.0, crop=heard.crop)
    if bounds is None:
        return None
    topic = next((one for one in heard.topics if one.what not in ("area", "confidence")), None)
    by = _name_number(topic) if topic is not None else None
    if by is None and (bounds.unit == "ha" or (bounds.unit == "" and _BIGGER.search(heard.words))):
        by = "area"
    if by is None and bounds.unit == "" and all(_is_index(one) for one in (bounds.above, bounds.below)):
        by = "NDVI"
    is_every = re.search(
        r"\b(?:are|is|lie|have|stand) (?:all|each)\b|\b(?:all|every|each)\b.{0,30}\b(?:are|is|lie|lies|have|has|stand|stands)\b",
        heard.words,
    )
    every = (
        Supposed(relation="every")
        if is_every and not re.search(r"\b(?:which|how many|list|what)\b", heard.words)
        else None
    )
    return None if by is None else Sift(by=by, above=bounds.above, below=bounds.below, crop=heard.crop, supposed=every)


def _name_number(topic: Topic) -> str:
    what = _COVERS.get(topic.what, topic.what)
    if what in ("health", "risk") and topic.of and topic.of != "high":
        return f"{what}.{topic.of}"
    return what


def _is_index(bound: float | str | None) -> bool:
    return bound is None or isinstance(bound, str) or -1.0 <= bound <= 1.0


_SPAN = re.compile(
    r"\b(?:gap|difference|spread|range|distance)\b.*\b(?:best|highest|greenest|largest|strongest)\b.*\b(?:worst|lowest|weakest|poorest|smallest|least)\b"
    r"|\b(?:gap|difference|spread|range|distance)\b.*\b(?:worst|lowest|weakest|poorest|smallest)\b.*\b(?:best|highest|greenest|largest|strongest)\b"
)


def asks_span(words: str) -> bool:
    """Whether it is asked how far the best and the worst field lie apart."""
    return bool(_SPAN.search(words))


def is_combining(heard: Heard) -> bool:
    """Whether one number over several fields is asked for, or one for each crop."""
    if heard.part or heard.point or heard.polygon or heard.numbered:
        return False
    if heard.fields:
        is_joined = re.search(r"\b(?:together|combined|in total|total|altogether|in all|sum)\b", heard.words)
        return len(heard.fields) > 1 and (heard.figure in ("mean", "median", "sum") or bool(is_joined))
    topics = [one for one in heard.topics if one.what not in ("confidence",)]
    if heard.other_crop or (_BY_CROP.search(heard.words) and topics):
        return True
    if heard.crop:
        return bool(topics) or heard.figure in ("mean", "median", "share", "area", "sum", "spread", "extremes")
    if not topics and not _SHARE.search(heard.words):
        return _is_farm_area(heard)
    is_area = all(one.what == "area" for one in topics)
    if is_area:
        return _is_farm_area(heard)
    is_index = topics[0].is_named or topics[0].what in ("NDVI", "NDMI", "NDRE", "PSRI", "EVI")
    is_figure = heard.figure in ("mean", "median", "spread", "extremes", "lowest", "highest", "sum", "range")
    return is_figure and is_index and bool(_ALL.search(heard.words)) and not _BY_FIELD_ONLY.search(heard.words)


_BY_FIELD_ONLY = re.compile(r"\b(?:each|every|per) (?:fields?|parcels?|plots?)\b")


def _is_farm_area(heard: Heard) -> bool:
    asks_area = bool(re.search(r"\bhectares?\b|\bha\b|\bacres?\b|\barea\b|\bsize\b|\bhow (?:big|large)\b|\bhow much land\b", heard.words))  # fmt: skip
    of_fields = bool(
        re.search(
            rf"\b(?:{_FARM}|fields|parcels|plots|cropland|crops|i have|have i|i got|we got|do i|we have|do we|i farm|we farm)\b",
            heard.words,
        )
    )
    is_one = bool(re.search(r"\b(?:each|every|per|which|largest|biggest|smallest)\b", heard.words))
    return asks_area and bool(_SUM.search(heard.words)) and of_fields and not is_one


def build_combine(heard: Heard) -> Call | None:
    """Make the call of one number over several fields."""
    topics = [one for one in heard.topics if one.what not in ("confidence", "soil_moisture")]
    named = [one for one in topics if one.what != "area"]
    topic = next((one for one in named if one.is_named), named[0] if named else topics[0] if topics else None)
    what = (
        _COVERS.get(topic.what, topic.what) if topic else "area" if heard.figure in ("area", "share", "sum") else "NDVI"
    )
    of = topic.of if topic is not None and topic.what in ("health", "risk") else None
    fields = tuple(one.name for one in heard.fields)
    if heard.other_crop or (_BY_CROP.search(heard.words) and not heard.crop):
        return Combine(what=what, of=of, by_crop=True)
    if heard.crop and not fields and what == "area" and heard.figure in ("area", None, "count"):
        return Count(crop=heard.crop)
    if not topics and not heard.crop and not fields:
        what = "area"
    if asks_span(heard.words) and not fields:
        return Combine(what=what, of=of, figure="range", crop=heard.crop)
    figure = "sum" if what == "area" else FIGURES.get(str(heard.figure), "mean")
    return Combine(what=what, of=of, figure=figure, crop=heard.crop, fields=fields)  # type: ignore[arg-type]


def asks_part(words: str) -> bool:
    """Whether it is asked which part of all the ground something is."""
    return bool(_SHARE.search(words))


def is_by_field(heard: Heard) -> bool:
    """Whether a number of each field is asked for."""
    if re.search(r"\b(?:total|sum|altogether|in all|together|combined|overall)\b", heard.words):
        return False
    if heard.fields or heard.bounds or heard.part or not heard.topics:
        return False
    return bool(_BY_FIELD.search(heard.words)) and heard.figure not in ("mean", "sum") and not heard.count


def build_by_field(heard: Heard) -> Rank | None:
    """Rank all fields by the first number that is named, and tell the others beside it."""
    names = [*dict.fromkeys(_name_number(one) for one in heard.topics if one.what not in ("confidence",))]
    named = [one for one in names if one != "area"] or names
    also = tuple(one for one in names if one != named[0])
    also += ("crop",) if re.search(r"\b(?:their|its|and|with) (?:the )?crops?\b", heard.words) else ()
    return Rank(by=named[0], order=_order_all(named[0]), count=25, crop=heard.crop, also=also)  # type: ignore[arg-type]


def _order_all(by: str) -> str:
    return "worst" if by.partition(".")[0] in ("risk", "bare", "health", "weak_patches", "cloud") else "best"
