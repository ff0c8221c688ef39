"""Differences of what is no index: of two fields by area, risk or bare ground, and of two runs by what networks say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from nodes.answers.answer import Answer
from nodes.answers.asking import About, Asking
from nodes.answers.calls import Compare, Measure, Where
from nodes.answers.field_values import Kind, find_kind, list_fields
from nodes.answers.names import resolve_index
from nodes.answers.shelf import OpenRun
from nodes.answers.tools.measure import measure
from nodes.report.chapters.fields import Numbered
from nodes.sentences.fact import Fact

_PLACE = re.compile(r"\{claim:([^{}]+)\}")
_CLASS = {"risk": "high", "high": "high"}
MEASURED = (
    "health",
    "risk",
    "high",
    "cause",
    "missing_cover",
    "cover",
    "cloud",
    "shadow",
    "clear",
    "bare",
    "confidence",
)
"""What is compared between two runs by measuring it in both."""


def compare_fields_by(asking: Asking, kind: Kind, pair: tuple[Numbered, Numbered]) -> Answer:
    """Hold two fields against each other by a number that is no index."""
    places = [kind.tell(number, field) for number, field in pair]
    if None in places:
        return asking.cannot(asking.say("rank.no_value", by=kind.shown))
    return asking.done(tell_difference(asking, kind, pair, (str(places[0]), str(places[1])), "compare.two_numbers"))


def tell_difference(
    asking: Asking, kind: Kind, pair: tuple[Numbered, Numbered], places: tuple[str, str], key: str
) -> str:
    """Say both numbers, and which is higher by how much."""
    values = [asking.value(place) for place in places]
    names = [field.name for _, field in pair]
    low, high = (0, 1) if values[0] <= values[1] else (1, 0)
    what = About("difference", kind.name, names[high], "median", over=(pair[low][0], pair[high][0]))
    label, how = f"{kind.name} of {names[high]} less that of {names[low]}", "difference of both numbers"
    gap = asking.new(values[high] - values[low], kind.unit, label, list_fields(asking).table, how, what)
    said = {"one": places[0], "other": places[1], "name": names[0], "other_name": names[1], "higher": names[high]}
    return asking.say(key, by=kind.shown, difference=gap, **said)


def compare_measured(asking: Asking, call: Compare, pair: tuple[OpenRun, OpenRun]) -> Answer:
    """Measure the same in two runs, the earlier first, and say by how much a single number changed."""
    told, firsts = [], []
    for count, run in enumerate(pair, 1):
        found = _measure_in(asking, call, run)
        if found.status != "answered":
            return asking.cannot(asking.say("compare.on_day", day=asking.words.day(str(run.day)), told=found.text))
        names = {fact.claim.id: f"{fact.claim.id}.{count}" for fact in found.facts}
        text = _rename(found.text, names)
        for fact in found.facts:
            claim = fact.claim.model_copy(update={"id": names[fact.claim.id]})
            asking.facts[claim.id] = fact.model_copy(update={"claim": claim, "run": run.name})
        firsts.append([asking.facts[f"{name}.{count}"] for name in _PLACE.findall(found.text)])
        told.append(asking.say("compare.on_day", day=asking.words.day(str(run.day)), told=text))
    return asking.done(*told, _tell_change(asking, firsts, pair[1]), asking.say("compare.why"))


def _rename(text: str, names: Mapping[str, str]) -> str:
    """Put other names into the places of claims."""
    return _PLACE.sub(lambda place: f"{{claim:{names[place[1]]}}}", text)


def is_measured_only(asking: Asking, call: Compare, compared: Sequence[str], pair: tuple[OpenRun, OpenRun]) -> bool:
    """Whether an index is one that both runs have and the comparison of the program leaves out."""
    if call.what.casefold() in (one.casefold() for one in compared) or find_kind(asking, call.what) is None:
        return False
    return call.crop is None and call.order is None and all(resolve_index(run, call.what) for run in pair)


def _measure_in(asking: Asking, call: Compare, run: OpenRun) -> Answer:
    """Measure what is compared in one of the runs, without what stands over all."""
    of = _CLASS.get(call.what)
    figure: Literal["summary", "median"] = "summary" if call.what in MEASURED else "median"
    asked = Measure(what="risk" if of else call.what, of=of, figure=figure, where=Where(field=call.field))
    own = replace(asking, run=run, facts={}, files=[], call=asked)
    found = measure(own, asked)
    first, *_ = re.split(r"(?<=[.!?]) (?=[^\W\d_a-zà-ÿ])", found.text)
    return found.model_copy(update={"text": first}) if found.status == "answered" else found


def _tell_change(asking: Asking, firsts: list[list[Fact]], after: OpenRun) -> str:
    """Say by how much the one number of both answers changed."""
    if any(not facts for facts in firsts):
        return ""
    before, later = (facts[0] for facts in firsts)
    is_same = before.topic == later.topic and before.claim.unit == later.claim.unit == "%"
    if before.quantity == later.quantity == "index" and before.topic == later.topic:
        gap = round(later.claim.value, 2) - round(before.claim.value, 2)
        what = About("difference", before.topic, before.about, "median", run=after)
        label = f"change of {before.topic}"
        place = asking.new(gap, before.claim.unit, label, later.claim.file, "the later median less the earlier", what)
        return asking.say("compare.change", change=place)
    shares = [[fact for fact in facts if fact.claim.unit == "%"] for facts in firsts]
    if not is_same or any(len(one) != 1 for one in shares):
        return ""
    change = later.claim.value - before.claim.value
    what = About(
        "difference", before.topic, before.about, of=before.of, mood=before.mood, fake=before.claim.fake, run=after
    )
    how = "the later share less the earlier, without a sign"
    place = asking.new(abs(change), "%", f"change of {before.topic}", later.claim.file, how, what)
    return asking.say("compare.more_ground" if change > 0 else "compare.less_ground", change=place)
