"""What a short question puts in the place of something in the last call, one function a tool."""

import re
from typing import Any

from nodes.answers.calls import (
    Call,
    Combine,
    Compare,
    Count,
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
from nodes.planner.many import FIGURES, build_sift
from nodes.planner.talk import Talk

ORDINAL = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4,
            "5th": 4, "last": -1, "1": 0, "2": 1, "3": 2,
            "one": 0, "two": 1, "three": 2, "a": 0, "b": 1, "c": 2}  # fmt: skip
_RESTORE = re.compile(r"\b(?:all|whole (?:image|scene|area|farm)|overall|entire|everywhere|everything)\b")


class OtherTool(Exception):
    """The question needs another tool than the last one."""

    def __init__(self, call: Call | None) -> None:
        self.call = call


def swap_nothing(_last: Call, heard: Heard, _talk: Talk, _rest: str) -> dict[str, Any]:
    """Leave all as it is; another field needs another tool."""
    if heard.fields:
        raise OtherTool(None)
    return {}


def _ground(last: Any, heard: Heard, rest: str) -> dict[str, Any]:
    if heard.names_ground:
        keeps_field = heard.part and not (heard.fields or heard.point or heard.numbered)
        return {"where": (heard.where(last.where) if keeps_field else heard.where()).model_dump()}
    return {"where": Where().model_dump()} if _RESTORE.search(rest) else {}


def _swap_measure(last: Any, heard: Heard, _talk: Talk, rest: str) -> dict[str, Any]:
    update = _ground(last, heard, rest)
    if heard.crop and not update:
        raise OtherTool(_of_crop(last, heard))
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
        raise OtherTool(Measure(what=topic.what, of=topic.of, where=before, run=last.run))
    if heard.fields:
        by = topic.what if topic else last.by
        if by not in ("urgency", "worst", "best"):
            of = topic.of if topic else "high" if by == "risk" else None
            raise OtherTool(Measure(what=by, of=of, where=heard.where(), run=last.run))
        raise OtherTool(Explain(where=heard.where(), run=last.run))
    next_one = _NEXT.search(rest)
    if next_one and not topic:
        skip = ORDINAL.get(next_one["place"] or "", last.skip + last.count)
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
        raise OtherTool(Measure(what=last.by, where=heard.where(), run=last.run))
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
        raise OtherTool(Measure(what=last.what, of=last.of, figure=figure, where=heard.where(), run=last.run))  # type: ignore[arg-type]
    if heard.part:
        raise OtherTool(Measure(what=last.what, of=last.of, where=heard.where(), run=last.run))
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
        raise OtherTool(None)
    update: dict[str, Any] = {"crop": heard.crop} if heard.crop else {}
    if heard.topics and heard.topics[0].what not in ("bare", "weak_patches", "area"):
        topic = heard.topics[0]
        raise OtherTool(Combine(what=topic.what, of=topic.of, crop=heard.crop or _last.crop, run=_last.run))
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
        raise OtherTool(Measure(what="area", figure="area", where=heard.where()))
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
        raise OtherTool(Explain(where=heard.where(), run=last.run))
    if heard.topics:
        topic = heard.topics[0]
        raise OtherTool(Measure(what=topic.what, of=topic.of, where=heard.where(), run=last.run))
    return {}


def _swap_needed(_last: Any, heard: Heard, talk: Talk, _rest: str) -> dict[str, Any]:
    found = build("tell_needed", heard, talk)
    return {"subject": found[0].subject} if found and isinstance(found[0], TellNeeded) else {}


SWAPS: dict[type, Any] = {
    Sift: _swap_sift, Combine: _swap_combine, Measure: _swap_measure, Rank: _swap_rank, Count: _swap_count, Explain: _swap_explain, Compare: _swap_compare,
    OpenMap: _swap_map, Summarize: _swap_summary, TellNeeded: _swap_needed,
}  # fmt: skip
