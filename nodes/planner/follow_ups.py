"""Questions that lean on the last turn: "and the northern half?", "in July?", "why?", "show me", "the second one"."""

import re
from typing import Any

from pydantic import ValidationError

from nodes.answers.calls import (
    CALL,
    Call,
    Combine,
    Compare,
    Count,
    Describe,
    Explain,
    Measure,
    OpenMap,
    Rank,
    Sift,
    Summarize,
    TellNeeded,
    Where,
)
from nodes.planner.building import build, ground_before
from nodes.planner.hearing.heard import Heard, find_order
from nodes.planner.hearing.text import fold
from nodes.planner.many import FIGURES, build_sift
from nodes.planner.reactions import ask_map, ask_sure, ask_why
from nodes.planner.talk import Option, Talk

_LEAD = re.compile(
    r"^(?:(?:ok(?:ay)?|yes|no|well|then|so|now|but|hm+|thanks?(?: you)?|please)\b[,.!]?\s*)*"
    r"(?:(?:and|or|also|now|same|ditto|again|instead|what about|how about|what of|only|just|rather|what if)\b[,]?\s*)+"
)
_WHY = re.compile(r"^(?:and |but |so |ok )*(?:why|how come|how so|for what reason|explain|reason)(?: (?:is (?:that|this|it)(?: so)?|so|that|this|then|not|exactly|please))*\s*[?.!]*$")  # fmt: skip
_SHOW = re.compile(r"^(?:and |ok |please |can you |could you )*(?:show|open|display|see|let me see)(?: (?:it|that|this|them|me|please|on (?:a|the) map|the map|a map|us|to me|of))*\s*[?.!]*$|^(?:on|as) (?:a|the) map\s*[?.!]*$")  # fmt: skip
_SURE = re.compile(r"^(?:and |but |so )*(?:are you|how) (?:really |that |so |quite )?(?:sure|certain|confident)(?: (?:are you|is (?:that|this|it)|of (?:that|this|it)|about (?:that|this|it)))*\s*[?.!]*$")  # fmt: skip
_WHERE = re.compile(
    r"^(?:and |but |so |ok )*where(?: exactly| precisely| in (?:it|the field))*(?: (?:is|are|was) (?:it|that|this|they|those|these))?(?: exactly| then)?\s*[?.!]*$"
)
_TRUE = re.compile(r"^(?:and |but |so )*(?:is (?:that|this|it)|are (?:those|they|these)) (?:really |that )?(?:true|right|correct|so)\s*[?.!]*$|^really\s*[?!]+$")  # fmt: skip
_ORDINAL = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4,
            "5th": 4, "last": -1, "1": 0, "2": 1, "3": 2,
            "one": 0, "two": 1, "three": 2, "a": 0, "b": 1, "c": 2}  # fmt: skip
_PICK = re.compile(r"^(?:and |ok |yes |i mean |no )*(?:the |number |option |no\.? ?)?(first|second|third|last|1st|2nd|3rd|[123]|one|two|three)(?: (?:one|option|field|of (?:them|these|those)))?\s*[?.!]*$")  # fmt: skip
_WHOLE = re.compile(
    r"\b(?:what|which|how|is|are|was|does|do|did|has|have|give|tell|show|list|where|when|who|compare)\b"
)
_YES = re.compile(r"^(?:yes|yeah|yep|sure|ok(?:ay)?|oui|right|exactly|d'accord)\s*[.!]*$")
_BACK = re.compile(r"\b(?:that|this|those|these|it|they)\b(?: in \w+)?\s*[?.!]*$")
_RESTORE = re.compile(r"\b(?:all|whole (?:image|scene|area|farm)|overall|entire|everywhere|everything)\b")


def pick_offered(plain: str, words: str, talk: Talk) -> Call | None:
    """Return what was offered and is now chosen, by number or by its words."""
    if not talk.offered:
        return None
    if len(talk.offered) == 1 and _YES.match(plain):
        return talk.offered[0].call
    match = _PICK.match(words)
    if match:
        at = _ORDINAL[match[1]]
        return talk.offered[at].call if at < len(talk.offered) else None
    told = re.sub(r"\W+", " ", plain).strip()
    near = [one for one in talk.offered if told and (re.sub(r"\W+", " ", fold(one.words)).strip() == told)]
    if near or len(told) < 3:
        return near[0].call if near else None
    near = [one for one in talk.offered if re.search(rf"\b{re.escape(told)}\b", re.sub(r"\W+", " ", fold(one.words)))]
    return near[0].call if len(near) == 1 and len(told.split()) <= 6 else None


def follow_up(heard: Heard, talk: Talk, intents: dict[str, int]) -> Call | Option | None:
    """Return the call of a question that leans on the last one; None where it stands by itself."""
    last, words = talk.last, heard.words
    if last is None:
        return None
    for pattern, build_from in ((_WHY, ask_why), (_SHOW, ask_map), (_SURE, ask_sure)):
        if pattern.match(words):
            return build_from(heard, talk)
    if _WHERE.match(words) and (
        isinstance(last, Rank | Summarize | Explain) or getattr(last, "what", "") == "weak_patches"
    ):
        return Rank(things="places", count=5, run=last.run)
    if _TRUE.match(words):
        return CALL.validate_python({"tool": "verify", "run": last.run})
    pick = _PICK.match(words)
    if pick and isinstance(last, Rank) and last.things == "fields" and _ORDINAL[pick[1]] >= len(talk.named):
        return last.model_copy(update={"skip": _ORDINAL[pick[1]], "count": 1, "supposed": None})
    if pick and talk.named and -1 <= _ORDINAL[pick[1]] < len(talk.named):
        return Explain(where=Where(field=talk.named[_ORDINAL[pick[1]]]), run=last.run)
    led = _LEAD.match(words)
    rest = words[led.end() :] if led else words
    content = [word for word in re.findall(r"[\w']+", rest) if word not in _SMALL]
    strong = {intent for intent, weight in intents.items() if weight >= 3}
    is_short = len(content) <= 3
    if not (led or is_short) or len(content) > 6:
        return None
    if strong - _same_tool(last) and not _only_swaps(heard, rest):
        return None
    if not led and _WHOLE.search(words) and not (heard.figure and _BACK.search(words) and not heard.topics):
        return None
    return _swap(last, heard, talk, rest)


_SMALL = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "for",
        "at",
        "to",
        "it",
        "is",
        "are",
        "was",
        "this",
        "that",
        "one",
        "by",
        "with",
        "field",
        "fields",
        "parcel",
        "please",
        "me",
        "you",
        "there",
        "about",
        "then",
        "what",
        "which",
        "how",
        "give",
        "run",
        "image",
        "scene",
        "only",
        "and",
        "also",
        "now",
        "its",
        "their",
        "them",
        "they",
        "same",
        "those",
        "ones",
    ]
)


def _same_tool(last: Call) -> set[str]:
    tool = last.tool
    same = {tool, "measure", "combine", "sift", "crop"} | {
        f"rank.{things}" for things in ("fields", "places", "zones") if tool == "rank"
    }
    return same | ({"describe." + str(last.about)} if isinstance(last, Describe) else set())


def _only_swaps(heard: Heard, rest: str) -> bool:
    """Whether nothing but names, ground, topics and small words is said."""
    left = re.sub(r"\b(?:fieldx|runx|cropx|pointx)\b", " ", rest)
    known = {"half", "quarter", "part", "side", "corner", "middle", "centre", "center", "north", "south", "east", "west",
             "northern", "southern", "eastern", "western", "median", "average", "mean", "minimum", "maximum", "lowest",
             "highest", "share", "area", "zone", "place", "worst", "best", "high", "low", "medium"}  # fmt: skip
    content = [word for word in re.findall(r"[a-z_']+", left) if word not in _SMALL and word not in known]
    topics = " ".join(topic.what.lower() for topic in heard.topics)
    stray = [word for word in content if word not in topics and word.rstrip("s") not in topics]
    return len(stray) <= (1 if heard.topics else 0) and not re.search(r"\b(?:why|show|compare|many|changed?)\b", rest)


def _swap(last: Call, heard: Heard, talk: Talk, rest: str) -> Call | None:
    """Ask the last thing again with what is new in its place."""
    update: dict[str, Any] = {"supposed": None}
    if heard.runs and not isinstance(last, Compare):
        update["run"] = heard.runs[0].name
    topic = heard.topics[0] if heard.topics else None
    try:
        update |= _SWAPS.get(type(last), _swap_nothing)(last, heard, talk, rest)
    except _OtherTool as other:
        return other.call
    if len(update) == 1 or (topic is not None and type(last) not in _SWAPS):
        return None
    try:
        return CALL.validate_python(last.model_dump() | update)
    except ValidationError:
        return None


class _OtherTool(Exception):
    """The question needs another tool than the last one."""

    def __init__(self, call: Call | None) -> None:
        self.call = call


def _swap_nothing(_last: Call, heard: Heard, _talk: Talk, _rest: str) -> dict[str, Any]:
    if heard.fields:
        raise _OtherTool(None)
    return {}


def _ground(last: Any, heard: Heard, rest: str) -> dict[str, Any]:
    if heard.names_ground:
        keeps_field = heard.part and not (heard.fields or heard.point or heard.numbered)
        return {"where": (heard.where(last.where) if keeps_field else heard.where()).model_dump()}
    return {"where": Where().model_dump()} if _RESTORE.search(rest) else {}


def _swap_measure(last: Any, heard: Heard, _talk: Talk, rest: str) -> dict[str, Any]:
    update = _ground(last, heard, rest)
    if heard.crop and not update:
        raise _OtherTool(_of_crop(last, heard))
    topics = [one for one in heard.topics if not (one.what == "area" and heard.figure == "area")]
    if topics:
        update |= {"what": topics[0].what, "of": topics[0].of, "figure": heard.figure or "summary"}
        if topics[0].what == "confidence":
            update["of"] = last.what if last.what in ("health", "risk") else None
    elif heard.figure and heard.figure != "count":
        update["figure"] = heard.figure
    of_class = re.search(r"\b(high|medium|low)\b", rest)
    if not topics and last.what == "risk" and of_class and not heard.figure:
        update["of"] = of_class[1]
    return update


def _of_crop(last: Any, heard: Heard) -> Call:
    """Ask of the fields of a crop what was asked of other ground."""
    topic = heard.topics[0] if heard.topics else None
    what, of = (topic.what, topic.of) if topic else (last.what, last.of)
    if what == "area":
        return Count(crop=heard.crop, run=last.run)
    return Combine(what=what, of=of, crop=heard.crop, run=last.run)


def _swap_rank(last: Any, heard: Heard, talk: Talk, rest: str) -> dict[str, Any]:
    topic = heard.topics[0] if heard.topics else None
    before = ground_before(heard, talk)
    if topic and not heard.fields and before is not None:
        raise _OtherTool(Measure(what=topic.what, of=topic.of, where=before, run=last.run))
    if heard.fields:
        by = topic.what if topic else last.by
        if by not in ("urgency", "worst", "best"):
            of = topic.of if topic else "high" if by == "risk" else None
            raise _OtherTool(Measure(what=by, of=of, where=heard.where(), run=last.run))
        raise _OtherTool(Explain(where=heard.where(), run=last.run))
    next_one = _NEXT.search(rest)
    if next_one and not topic:
        skip = _ORDINAL.get(next_one["place"] or "", last.skip + last.count)
        return {"skip": skip, "count": heard.count or 1}
    update: dict[str, Any] = {"crop": heard.crop} if heard.crop else {}
    if heard.topics:
        update["by"] = {"cause": "health"}.get(heard.topics[0].what, heard.topics[0].what)
        update["order"] = last.order
    if re.search(
        r"\b(?:best|worst|greenest|driest|wettest|least|lowest|highest|largest|smallest|healthiest|top|bottom)\b", rest
    ):
        update["order"] = find_order(rest, update.get("by", last.by))
    if re.search(r"\bplaces?\b|\bspots?\b", rest):
        update["things"] = "places"
    if re.search(r"\bzones?\b", rest):
        update["things"] = "zones"
    if re.search(r"\b(?:largest|biggest|smallest)\b", rest) and not topic:
        update |= {"by": "area", "order": find_order(rest, "area")}
    number = heard.count or next(
        (int(one) for one in re.findall(r"^\s*(?:the )?(?:next |top )?(\d{1,2})\b", rest)), None
    )
    if number:
        update["count"] = min(number, 25)
    return update


_NEXT = re.compile(
    r"\b(?:the )?(?P<place>second|2nd|third|3rd|fourth|4th|fifth|5th)\b(?! (?:run|image|picture|date))|\b(?:the )?next(?: one| \d+| field| worst| best)?\b(?! (?:week|month|year|season|days?))"
)


def _swap_sift(last: Any, heard: Heard, _talk: Talk, rest: str) -> dict[str, Any]:
    if heard.fields:
        raise _OtherTool(Measure(what=last.by, where=heard.where(), run=last.run))
    update: dict[str, Any] = {"crop": heard.crop} if heard.crop else {}
    if heard.bounds is not None:
        update |= {"above": heard.bounds.above, "below": heard.bounds.below}
        found = build_sift(heard)
        update |= {"by": found.by} if found is not None and (heard.topics or heard.bounds.unit) else {}
    elif heard.topics:
        update["by"] = heard.topics[0].what
    elif re.search(r"\b(?:above|over|more)\b", rest) and last.above is None:
        update |= {"above": last.below, "below": None}
    elif re.search(r"\b(?:below|under|less)\b", rest) and last.below is None:
        update |= {"below": last.above, "above": None}
    return update


def _swap_combine(last: Any, heard: Heard, _talk: Talk, rest: str) -> dict[str, Any]:
    if len(heard.fields) == 1:
        figure = "area" if last.what == "area" else "mean" if last.figure == "mean" else "summary"
        raise _OtherTool(Measure(what=last.what, of=last.of, figure=figure, where=heard.where(), run=last.run))  # type: ignore[arg-type]
    if heard.part:
        raise _OtherTool(Measure(what=last.what, of=last.of, where=heard.where(), run=last.run))
    update: dict[str, Any] = {"crop": heard.crop, "by_crop": False} if heard.crop else {}
    if heard.fields:
        update |= {"fields": tuple(one.name for one in heard.fields), "crop": None}
    if not heard.crop and _RESTORE.search(rest):
        update |= {"crop": None, "fields": ()}
    topics = [one for one in heard.topics if one.what != "confidence"]
    if topics:
        update |= {"what": topics[0].what, "of": topics[0].of}
    if str(heard.figure) in ("mean", *FIGURES):
        update["figure"] = FIGURES.get(str(heard.figure), "mean")
    return update


def _swap_count(_last: Any, heard: Heard, _talk: Talk, rest: str) -> dict[str, Any]:
    if heard.fields:
        raise _OtherTool(None)
    update: dict[str, Any] = {"crop": heard.crop} if heard.crop else {}
    if heard.topics and heard.topics[0].what not in ("bare", "weak_patches", "area"):
        topic = heard.topics[0]
        raise _OtherTool(Combine(what=topic.what, of=topic.of, crop=heard.crop or _last.crop, run=_last.run))
    for which, pattern in (("not_judged", r"not judged"), ("bare", r"\bbare\b"), ("behind", r"\bbehind\b"),
                           ("patchy", r"patch"), ("judged", r"\bjudged\b"), ("all", r"\ball\b|in total")):  # fmt: skip
        if re.search(pattern, rest):
            return update | {"which": which}
    return update


def _swap_explain(last: Any, heard: Heard, _talk: Talk, rest: str) -> dict[str, Any]:
    update = _ground(last, heard, rest)
    if heard.topics:
        what = heard.topics[0].what
        update["what"] = what if what in ("health", "risk", "cloud") else "health" if what == "cause" else "index"
    return update


def _swap_compare(last: Any, heard: Heard, _talk: Talk, _rest: str) -> dict[str, Any]:
    update: dict[str, Any] = {}
    names = [one.name for one in heard.fields]
    if len(names) > 1:
        update |= {"field": names[0], "other_field": names[1]}
    elif names:
        update |= {"other_field" if last.other_field else "field": names[0]}
    if heard.topics and heard.topics[0].what == "area":  # ground does not change between two dates
        raise _OtherTool(Measure(what="area", figure="area", where=heard.where()))
    if heard.topics:
        update["what"] = heard.topics[0].what
    if len(heard.runs) == 1:
        update["after"] = heard.runs[0].name
    return update


def _swap_map(_last: Any, heard: Heard, talk: Talk, _rest: str) -> dict[str, Any]:
    found = build("open_map", heard, talk)
    return {"of": found[0].of} if found and isinstance(found[0], OpenMap) and heard.topics else {}


def _swap_summary(last: Any, heard: Heard, _talk: Talk, _rest: str) -> dict[str, Any]:
    if heard.fields:
        raise _OtherTool(Explain(where=heard.where(), run=last.run))
    if heard.topics:
        topic = heard.topics[0]
        raise _OtherTool(Measure(what=topic.what, of=topic.of, where=heard.where(), run=last.run))
    return {}


def _swap_needed(_last: Any, heard: Heard, talk: Talk, _rest: str) -> dict[str, Any]:
    found = build("tell_needed", heard, talk)
    return {"subject": found[0].subject} if found and isinstance(found[0], TellNeeded) else {}


_SWAPS: dict[type, Any] = {
    Sift: _swap_sift, Combine: _swap_combine, Measure: _swap_measure, Rank: _swap_rank, Count: _swap_count, Explain: _swap_explain, Compare: _swap_compare,
    OpenMap: _swap_map, Summarize: _swap_summary, TellNeeded: _swap_needed,
}  # fmt: skip
