"""Questions that lean on the last turn: "and the northern half?", "in July?", "why?", "show me", "the second one"."""

import re
from typing import Any

from pydantic import ValidationError

from nodes.answers.calls import (
    CALL,
    Call,
    Combine,
    Compare,
    Describe,
    Explain,
    Measure,
    Rank,
    Summarize,
    Where,
)
from nodes.planner.hearing.heard import Heard
from nodes.planner.hearing.text import fold
from nodes.planner.reactions import ask_map, ask_sure, ask_why
from nodes.planner.swaps import ORDINAL, SWAPS, OtherTool, swap_nothing
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
_AGAINST = re.compile(r"^(?:and |but |so )*(?:(?:how|is|was|does|did) (?:does |did |do )?(?:that|this|it|they)(?: (?:is|was|compare))? ?)?(?:compared?|versus|vs|(?:\w+ )?than|against|since)(?: to| with)?(?: in| on)? runx\s*[?.!]*$")  # fmt: skip
_TRUE = re.compile(r"^(?:and |but |so )*(?:is (?:that|this|it)|are (?:those|they|these)) (?:really |that )?(?:true|right|correct|so)\s*[?.!]*$|^really\s*[?!]+$")  # fmt: skip
_PICK = re.compile(r"^(?:and |ok |yes |i mean |no )*(?:the |number |option |no\.? ?)?(first|second|third|last|1st|2nd|3rd|[123]|one|two|three)(?: (?:one|option|field|of (?:them|these|those)))?\s*[?.!]*$")  # fmt: skip
_WHOLE = re.compile(
    r"\b(?:what|which|how|is|are|was|does|do|did|has|have|give|tell|show|list|where|when|who|compare)\b"
)
_YES = re.compile(r"^(?:yes|yeah|yep|sure|ok(?:ay)?|oui|right|exactly|d'accord)\s*[.!]*$")
_BACK = re.compile(r"\b(?:that|this|those|these|it|they)\b(?: in \w+)?\s*[?.!]*$")


def pick_offered(plain: str, words: str, talk: Talk) -> Call | None:
    """Return what was offered and is now chosen, by number or by its words."""
    if not talk.offered:
        return None
    if len(talk.offered) == 1 and _YES.match(plain):
        return talk.offered[0].call
    match = _PICK.match(words)
    if match:
        at = ORDINAL[match[1]]
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
    against = _AGAINST.match(words)
    if against and heard.runs and not heard.fields and isinstance(last, Measure | Explain | Combine):
        what = last.what if isinstance(last, Measure | Combine) else "NDVI"
        where, crop = getattr(last, "where", Where()), getattr(last, "crop", None)
        return Compare(before=heard.runs[0].name, field=where.field, what=what, crop=crop)
    if _TRUE.match(words):
        return CALL.validate_python({"tool": "verify", "run": last.run})
    pick = _PICK.match(words)
    if pick and isinstance(last, Rank) and last.things == "fields" and ORDINAL[pick[1]] >= len(talk.named):
        return last.model_copy(update={"skip": ORDINAL[pick[1]], "count": 1, "supposed": None})
    if pick and talk.named and -1 <= ORDINAL[pick[1]] < len(talk.named):
        return Explain(where=Where(field=talk.named[ORDINAL[pick[1]]]), run=last.run)
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
        update |= SWAPS.get(type(last), swap_nothing)(last, heard, talk, rest)
    except OtherTool as other:
        return other.call
    if len(update) == 1 or (topic is not None and type(last) not in SWAPS):
        return None
    try:
        return CALL.validate_python(last.model_dump() | update)
    except ValidationError:
        return None
