"""Calls that compare two runs or two fields."""

import re
from typing import Literal

from nodes.answers.calls import Compare, Where
from nodes.planner.hearing.heard import Heard
from nodes.planner.supposed import FELL, ROSE
from nodes.planner.talk import Talk


def build_compare(heard: Heard, talk: Talk, before: Where | None) -> Compare | None:
    """Make the call; `before` is the ground that the question points back to."""
    names = [one.name for one in heard.fields]
    topics = [one for one in heard.topics if one.what not in ("area", "confidence")]
    topic = next((one for one in topics if one.is_named), topics[0] if topics else None)
    what = {"cover": "NDVI", "cause": "health"}.get(topic.what, topic.what) if topic else "NDVI"
    if what == "PSRI" and topic is not None and not topic.is_named and what not in talk.indices:
        what = "NDVI"  # "turned yellow" asks whether green was lost
    if len(names) > 1 and topic is None and (heard.topics or _LARGER.search(heard.words)):
        what = "area"
    if len(names) > 1:
        return Compare(field=names[0], other_field=names[1], what=what, run=heard.runs[0].name if heard.runs else None)
    field = names[0] if names else (before.field if before else None)
    runs = [one.name for one in heard.runs]
    if re.search(r"\b(?:compare|comparison|difference)\b", heard.words) and field and len(talk.runs) < 2 and not runs:
        return None
    earlier = (
        runs[0] if runs and (len(runs) > 1 or re.search(r"\b(?:since|than|to|from|before)\b", heard.words)) else None
    )
    days = {one.name: one.day for one in talk.runs}
    if len(runs) > 1 and days.get(runs[0]) and days.get(runs[1]):
        runs.sort(key=lambda name: str(days.get(name)))
        earlier = runs[0]
    after = runs[1] if len(runs) > 1 else runs[0] if runs and earlier is None else None
    crop = heard.crop if field is None else None
    order = _find_change(heard.words, field)
    return Compare(before=earlier, after=after, field=field, what=what, crop=crop, order=order)


def _find_change(words: str, field: str | None) -> Literal["fell", "rose", "most", "least"] | None:
    """Find which field is wanted of those that changed."""
    if field is not None:
        return None
    if re.search(r"\bleast\b|\bmost stable\b|\bstablest\b", words):
        return "least"
    is_asked = re.search(
        r"\b(?:most|biggest|largest|strongest|worst|best|greatest|furthest|more)\b|\b(?:which|what) (?:\w+ )?field\b",
        words,
    )
    if not is_asked:
        return None
    if FELL.search(words):
        return "fell"
    return "rose" if ROSE.search(words) else "most"


_LARGER = re.compile(r"\b(?:larger|bigger|smaller)\b")
