"""From an intent and what a question names to a call; None where an argument is lacking that changes the answer."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from nodes.answers.calls import (
    Analyse,
    Call,
    Combine,
    Compare,
    Count,
    Describe,
    Explain,
    FindLike,
    Measure,
    OpenMap,
    Rank,
    Summarize,
    TellNeeded,
    Verify,
    Where,
)
from nodes.planner.comparing import build_compare
from nodes.planner.hearing.heard import Heard, find_order
from nodes.planner.hearing.topics import DRY_WORDS, Topic
from nodes.planner.many import build_by_field, build_combine, build_sift
from nodes.planner.supposed import find_supposed
from nodes.planner.talk import Talk

_JUDGED = ("health", "risk", "cause", "missing_cover", "confidence")
_GROUND = ("cloud", "shadow", "clear", "bare", "cover", "area", "weak_patches", *_JUDGED)
_RANKED = {"cause": "health", "cover": "NDVI", "clear": "urgency", "cloud": "urgency", "shadow": "urgency",
           "confidence": "urgency", "soil_moisture": "NDMI", "temperature": "temperature"}  # fmt: skip
_SUBJECTS = (
    ("yield", r"(?<!losing )(?<!lose )(?<!loss of )\byields?\b(?! loss)|tonnes?\b|\btons?\b|t/ha|bushels?"),
    ("harvest", r"harvest|\bcut(?:ting)?\b|\bmow\w*|\bripe\b|\bgraz\w+"),
    ("sowing", r"\bsow\w*|\bplant(?:ing)?\b|\bseed\w*|\bvariet\w+|\bcultivars?\b|\bhybrids?\b|\brotation\b|\bcover crop|\bnext crop"),
    ("irrigation", r"\birrigat\w+|\bwater(?:ing)? (?:it|them|the|fieldx|my)"),
    ("future", r"\bnext (?:week|month|year|season|days?)\b|\bwill\b|\btomorrow\b|\bforecast\b"), ("disease", r"\bdiseases?\b"),
    ("soil moisture", r"soil (?:moisture|water)|(?:moisture|water) (?:of|in) (?:the )?soil"), ("ph", r"\bph\b|acidity"),
    ("nutrients", r"nutrients?|soil nitrogen"), ("soil", r"soil (?:type|carbon)"), ("weed", r"\bweeds?\b"),
    ("species", r"species"), ("pest", r"\bpests?\b|insects?"), ("dose", r"\bdose\b|fertili[sz]er|nitrogen rate"), ("price", r"\bprices?\b"),
    ("weather", r"\bweather\b"), ("peers", r"\bpeers?\b|neighbou?rs|(?:other )?fields of the same|held against"),
    ("comparison", r"\bcompar\w+|\bchanges?\b"), ("fields", r"\b(?:fields|parcels|outlines)\b"),
)  # fmt: skip


def build(intent: str, heard: Heard, talk: Talk) -> tuple[Call, ...] | None:
    """Make the calls of an intent; None where something is lacking."""
    tool, _, about = intent.partition(".")
    try:
        found = _BUILDERS[tool](heard, talk, about)
    except ValidationError:
        return None
    calls = () if found is None else found if isinstance(found, tuple) else (found,)
    supposed = (
        find_supposed(heard) if tool not in ("describe", "summarize", "tell_needed", "open_map", "sift") else None
    )
    runs: list[str | None] = [one.name for one in heard.runs]
    if any(isinstance(call, Compare) for call in calls):
        return tuple(call.model_copy(update={"supposed": supposed}) for call in calls)
    runs = (runs if tool in ("measure", "combine", "sift", "crop") else runs[:1]) or [None]
    asked = [
        call.model_copy(update={"run": run or call.run, "supposed": supposed or call.supposed})
        for call in calls for run in runs
    ]  # fmt: skip
    return tuple(asked[:4]) or None


def holds_all(calls: tuple[Call, ...], heard: Heard) -> bool:
    """Whether all that the question names has a place in the calls, so that nothing is left out in silence."""
    held = {str(value) for call in calls for value in _values(call.model_dump())}
    named = [*(one.name for one in heard.fields), *(one.name for one in heard.runs), heard.crop, heard.part]
    named += [heard.other_part, *map(str, heard.point or ())]
    if not any(isinstance(call, Explain) for call in calls):  # which speaks of all indices
        named += [one.what for one in heard.topics if one.is_named]
    if any(isinstance(call, OpenMap) and call.of == "fields" for call in calls):
        named = [one for one in named if one not in [field.name for field in heard.fields]]
    if any(isinstance(call, Combine) and call.by_crop for call in calls):
        named = [one for one in named if one != heard.crop]
    if any(call.tool in ("analyse", "find_like", "tell_needed") for call in calls):
        return True
    return all(str(one) in held for one in named if one is not None)


def _values(dumped: Any) -> Iterator[Any]:
    if isinstance(dumped, dict):
        dumped = dumped.values()
    if isinstance(dumped, str) or not isinstance(dumped, Iterable):
        yield dumped
    else:
        for one in dumped:
            yield from _values(one)


def ground_before(heard: Heard, talk: Talk) -> Where | None:
    """Return the ground that "there" or "that field" points back to; the first of those that were ranked."""
    if not heard.points_back:
        return None
    last = getattr(talk.last, "where", None)
    if last is not None and last != Where():
        return Where.model_validate(last)
    is_ranked = isinstance(talk.last, Rank) and bool(talk.named)
    field = talk.named[0] if len(talk.named) == 1 or is_ranked else getattr(talk.last, "field", None)
    return Where(field=field) if field else None


def _measure(heard: Heard, talk: Talk, _about: str) -> tuple[Call, ...] | None:
    topics = [one for one in heard.topics if one.what not in ("soil_moisture",)]
    named = [one for one in topics if one.is_named]
    if len(topics) > 1 and not named:
        topics = _most_telling(topics)
    joined = (re.search(r"\b(?:and|its|,|plus)\b", heard.words) and heard.names_ground) or heard.points_back
    topics = named if len(named) > 1 else topics if joined and _are_apart(topics) else (named[:1] or topics[:1])
    if not topics:
        return None
    names = [one.name for one in heard.fields]
    if heard.crop and not names and not heard.names_ground:
        return _as_calls(build_combine(heard))
    grounds = [heard.where(ground_before(heard, talk))]
    if heard.other_part is not None:
        field = names[0] if names else None
        grounds = [Where(field=field, part=part) for part in (heard.part, heard.other_part)]
    if len(names) > 1:
        grounds = [Where(field=name, part=heard.part) for name in names[:3]]
    return tuple(
        Measure(what=topic.what, of=_class(topic, heard), figure=_figure(topic, heard), where=ground)  # type: ignore[arg-type]
        for topic in topics[:3]
        for ground in grounds
    )[:4]


def _as_calls(call: Call | None) -> tuple[Call, ...] | None:
    return None if call is None else (call,)


def _are_apart(topics: list[Topic]) -> bool:
    """Whether topics are an index and an area, or several indices: what may be asked side by side."""
    return len(topics) > 1 and all(
        one.is_named or one.what in ("area", "bare", "cloud", "risk", "health") for one in topics
    )


def _most_telling(topics: list[Topic]) -> list[Topic]:
    """An area of bare ground is about bare ground, and how sure health is, about how sure."""
    confidence = [one for one in topics if one.what == "confidence"]
    causes = [one for one in topics if one.what == "cause" and one.of]
    return confidence or causes or [one for one in topics if one.what != "area"] or topics


def _class(topic: Topic, heard: Heard) -> str | None:
    if topic.what == "confidence":
        return next((one.what for one in heard.topics if one.what in ("health", "risk")), None)
    return topic.of


def _figure(topic: Topic, heard: Heard) -> str:
    figure = heard.figure
    is_ground = topic.what in _GROUND
    if figure == "sum":
        return "area" if topic.what == "area" else "summary"
    if figure == "count":
        return "count" if topic.what == "weak_patches" else "summary"
    if topic.what == "area":
        return "area" if figure in ("area", None) else "summary"
    if (is_ground and figure in ("median", "lowest", "highest", "spread")) or (
        not is_ground and figure in ("area", "share")
    ):
        return "summary"
    return figure or "summary"


def _rank(heard: Heard, _talk: Talk, about: str) -> Call | None:
    things = about or "fields"
    by = "urgency"
    if things == "fields" and heard.topics:
        topic = next((one for one in heard.topics if one.what != "area"), heard.topics[0])
        by = _RANKED.get(topic.what, topic.what)
    elif things == "fields" and re.search(r"\b(?:largest|biggest|smallest)\b", heard.words):
        by = "area"
    skip = find_skip(heard.words) if things == "fields" else 0
    count = (
        1
        if skip
        else heard.count or (25 if re.search(r"\ball\b|\blist\b|\brank\b|\bsort\b|how many", heard.words) else 3)
    )
    return Rank(things=things, by=by, order=_order(heard, by, things), count=count, skip=skip, crop=heard.crop)  # type: ignore[arg-type]


_PLACES = {"second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4, "5th": 4}
_PLACED = re.compile(
    rf"\b({'|'.join(_PLACES)})[- ](?:\w+ )?(?:largest|biggest|smallest|best|worst|greenest|highest|lowest|driest|wettest|weakest|poorest|most|least|healthiest)\b"
)


def find_skip(words: str) -> int:
    """Find how many come before the one that is asked for, as 1 for "the second largest"."""
    match = _PLACED.search(words)
    return _PLACES[match[1]] if match else 0


def _order(heard: Heard, by: str, things: str) -> str:
    if things != "fields":
        return "worst"
    return "worst" if by == "NDMI" and DRY_WORDS.search(heard.words) else find_order(heard.words, by)


def _count(heard: Heard, _talk: Talk, _about: str) -> Call | None:
    words = heard.words
    which = (
        "not_judged" if re.search(r"not (?:\w+ ){0,3}judged?\b|without (?:an? )?(?:answer|judgement|value)|left out|unjudged|no answer", words)
        else "judged" if re.search(r"\bjudged\b", words)
        else "bare" if re.search(r"\bbare\b|\bempty\b|\bnaked\b|nothing gr", words)
        else "behind" if re.search(r"\bbehind\b|\blag\w*", words)
        else "patchy" if re.search(r"patch|weak spots?|uneven", words)
        else "all"
    )  # fmt: skip
    if which == "all" and any(one.what in ("health", "risk", "cause") for one in heard.topics):
        return _as_calls(build_combine(heard)) if heard.crop and heard.figure in ("area", "share") else None  # type: ignore[return-value]
    return Count(crop=heard.crop, which=which)  # type: ignore[arg-type]


def _explain(heard: Heard, talk: Talk, _about: str) -> Call | None:
    words = heard.words
    where = heard.where(ground_before(heard, talk))
    topic = next((one for one in heard.topics if one.what not in ("area", "confidence")), None)
    what = "rank"
    if re.search(r"not (?:\w+ ){0,3}judged?\b|unjudged|left out|no answer", words):
        what = "not_judged"
    elif topic is not None and topic.what in ("cloud", "shadow", "clear"):
        what = "cloud"
    elif topic is not None and topic.what in ("health", "cause", "missing_cover"):
        what = "health"
    elif topic is not None and topic.what == "risk":
        what = "risk"
    elif topic is not None and topic.what not in ("bare", "weak_patches"):
        what = "index"
    if re.search(r"\b(?:worst|best|urgent|behind|on the list|ranked|first)\b", words) and topic is None:
        what = "rank"
    if what == "rank" and where == Where():
        named = talk.named[0] if talk.named and talk.last and talk.last.tool in ("rank", "summarize") else None
        if named is None:
            return None
        where = Where(field=named)
    return Explain(what=what, where=where)  # type: ignore[arg-type]


def _compare(heard: Heard, talk: Talk, about: str) -> Call | tuple[Call, ...] | None:
    if heard.other_part is not None:
        return _measure(heard, talk, about)
    return build_compare(heard, talk, ground_before(heard, talk))


def _open_map(heard: Heard, _talk: Talk, _about: str) -> Call | None:
    words = heard.words
    for of, pattern in (("report", r"\breport\b|\bpage\b"), ("preview", r"\bpreview\b|true colou?r|the (?:image|picture|photo)\b(?! of)|\brgb\b")):  # fmt: skip
        if re.search(pattern, words) and not heard.topics:
            return OpenMap(of=of)
    topic = next((one for one in heard.topics if one.what not in ("area", "confidence")), None)
    if topic is not None:
        of = {"cloud": "clouds", "shadow": "clouds", "clear": "clouds", "cause": "health", "missing_cover": "health",
              "cover": "NDVI", "bare": "fields", "weak_patches": "fields"}.get(topic.what, topic.what)  # fmt: skip
        return OpenMap(of=of)
    if heard.fields or re.search(r"\bfields?\b|\bparcels?\b|\bplaces?\b|\bmap\b", words):
        return OpenMap(of="fields")
    return None


def _tell_needed(heard: Heard, _talk: Talk, _about: str) -> Call | None:
    topic = next((one.what for one in heard.topics if one.what not in ("area",)), None)
    if heard.topics and heard.topics[0].is_named:
        return TellNeeded(subject=heard.topics[0].what)
    subject = next((name for name, pattern in _SUBJECTS if re.search(pattern, heard.words)), None)
    if subject in (None, "fields", "comparison") and topic:
        subject = {"cloud": "clouds", "clear": "clouds", "shadow": "clouds", "soil_moisture": "soil moisture"}.get(
            topic, topic
        )
    return TellNeeded(subject=subject) if subject else None


def _describe(heard: Heard, talk: Talk, about: str) -> Call | tuple[Call, ...]:
    """Describe a run; several that are open, where the question is about dates and speaks of more than one picture."""
    is_of_all = re.search(
        r"\b(?:pictures|images|scenes|photos|runs|dates|days|both|two|were they|are they)\b", heard.words
    )
    if about == "date" and is_of_all and not heard.runs and len(talk.runs) > 1:
        return tuple(
            Describe(about="date", run=one.name) for one in sorted(talk.runs, key=lambda run: str(run.day))[:4]
        )
    return Describe(about=about)  # type: ignore[arg-type]


def _find_like(heard: Heard, _talk: Talk, _about: str) -> Call:
    match = re.search(r"\b(?:cases?|images?|pictures?|scenes?|examples?|photos?) (?:of|with|showing|that show) (.+?)\s*[?.!]*$", heard.words)  # fmt: skip
    words = match[1] if match and not re.search(r"\b(?:this|these|it|fieldx)\b", match[1]) else None
    return FindLike(words=words)


def _analyse(heard: Heard, _talk: Talk, _about: str) -> Call | None:
    return Analyse(scene=heard.path, parcels=heard.parcels) if heard.path else None


_BUILDERS: dict[str, Callable[[Heard, Talk, str], Call | tuple[Call, ...] | None]] = {
    "summarize": lambda _heard, _talk, _about: Summarize(),
    "describe": lambda heard, talk, about: _describe(heard, talk, about),
    "measure": _measure, "count": _count, "rank": _rank, "explain": _explain, "compare": _compare,
    "find_like": _find_like, "tell_needed": _tell_needed, "open_map": _open_map, "analyse": _analyse,
    "verify": lambda _heard, _talk, _about: Verify(),
    "sift": lambda heard, _talk, _about: build_sift(heard),
    "combine": lambda heard, _talk, _about: build_combine(heard),
    "by_field": lambda heard, _talk, _about: build_by_field(heard),
    "part": lambda heard, _talk, _about: Measure(what="area", figure="share", where=heard.where()),
    "crop": lambda heard, talk, _about: _as_calls(Measure(what="crop", where=heard.where(ground_before(heard, talk)))),
}  # fmt: skip
