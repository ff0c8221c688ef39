"""What a question takes for granted, held against the values of the run before it is answered."""

from nodes.answers.answer import Answer
from nodes.answers.asking import Asking
from nodes.answers.calls import Call, Compare, Count, Measure, Rank, Supposed
from nodes.answers.field_numbers import NUMBERS, tell_field, tell_index
from nodes.answers.ground import find_field
from nodes.answers.names import resolve_index
from nodes.answers.reasons import find_crop, rank_fields
from nodes.answers.tools.compare import judge_field

_NEAR_PERCENT, _NEAR_INDEX, _NEAR_PART = 1.0, 0.01, 0.02
"""How far a number that is supposed may lie beside the true one: in percent, in an index, and relative for all else."""
_FIELD_NUMBERS = {"risk": "risk.high", "health": "bad", "weak_patches": "patch_area", "weak_patch": "patch_area"}


def check_supposed(asking: Asking, call: Call) -> str | None:
    """Say what is not so; None where it is so, or where only the answer itself can tell."""
    supposed = call.supposed
    if supposed is None or supposed.of is None:
        return None
    if supposed.relation == "exists":
        if isinstance(call, Count) or (isinstance(call, Rank) and call.crop):
            find_crop(asking, supposed.of)
        else:
            find_field(asking.run, supposed.of)
        return None
    if supposed.relation in ("worst", "best"):
        return _check_rank(asking, call, supposed)
    if supposed.relation in ("more", "less") and supposed.than is not None:
        return _check_pair(asking, call, supposed)
    if supposed.relation in ("rose", "fell"):
        return _check_change(asking, call, supposed)
    return None


def check_number(asking: Asking, call: Call, found: Answer) -> str | None:
    """Hold a number that is supposed against the first one of the answer; None where it is so."""
    supposed = call.supposed
    if supposed is None or supposed.value is None or found.status != "answered" or not found.facts:
        return None
    claim = next(iter(sorted(found.facts, key=lambda fact: found.text.index(f"{{claim:{fact.claim.id}}}")))).claim
    place, value = f"{{claim:{claim.id}}}", claim.value
    if supposed.relation == "more":
        return None if value > supposed.value else asking.say("corrects.not_above", value=place)
    if supposed.relation == "less":
        return None if value < supposed.value else asking.say("corrects.not_below", value=place)
    if supposed.relation != "equals":
        return None
    near = {"%": _NEAR_PERCENT, "": _NEAR_INDEX}.get(claim.unit, _NEAR_PART * abs(value))
    near = 0.0 if claim.digits == 0 else near
    return None if abs(value - supposed.value) <= near + 1e-9 else asking.say("corrects.not_equal", value=place)


def _check_rank(asking: Asking, call: Call, supposed: Supposed) -> str | None:
    _, field = find_field(asking.run, str(supposed.of))
    if field.not_judged is not None:
        return asking.say("corrects.not_ranked", of=field.name, why=asking.words.name(field.not_judged))
    by = call.by if isinstance(call, Rank) else call.what if isinstance(call, Measure) else "urgency"
    crop = call.crop if isinstance(call, Rank) else None
    ranking = rank_fields(asking, by, supposed.relation, crop) or rank_fields(asking, "urgency", supposed.relation)
    if ranking is None or not ranking.fields or ranking.fields[0][1].name == field.name:
        return None
    number, first = ranking.fields[0]
    if ranking.is_urgency:
        return asking.say(f"corrects.not_{supposed.relation}", of=field.name, first=first.name)
    key = "corrects.not_highest" if ranking.highest_first else "corrects.not_lowest"
    return asking.say(key, of=field.name, by=ranking.by, first=first.name, value=str(ranking.tell(number, first)))


def _check_pair(asking: Asking, call: Call, supposed: Supposed) -> str | None:
    """Hold two fields against each other."""
    what = call.what if isinstance(call, Measure | Compare) else call.by if isinstance(call, Rank) else "NDVI"
    pairs = [find_field(asking.run, str(name)) for name in (supposed.of, supposed.than)]
    stats, key = resolve_index(asking.run, what), _FIELD_NUMBERS.get(what, what)
    if stats is not None:
        places, shown = [tell_index(asking, number, field, stats.name) for number, field in pairs], stats.name
    elif key in NUMBERS:
        places, shown = [tell_field(asking, number, field, key) for number, field in pairs], asking.words.name(what)
    else:
        return None
    if None in places:
        return None
    one, other = (asking.value(str(place)) for place in places)
    if (one > other) if supposed.relation == "more" else (one < other):
        return None
    said = {"of": pairs[0][1].name, "than": pairs[1][1].name, "one": str(places[0]), "other": str(places[1])}
    return asking.say(f"corrects.not_{supposed.relation}", by=shown, **said)


def _check_change(asking: Asking, call: Call, supposed: Supposed) -> str | None:
    """Hold what a field is supposed to have done between two runs against what it did."""
    if not isinstance(call, Compare) or call.other_field is not None:
        return None
    verdict = judge_field(asking, call, str(supposed.of))
    if verdict is None or verdict[0] == supposed.relation:
        return None
    key = f"corrects.{verdict[0]}_instead" if verdict[0] in ("rose", "fell") else f"corrects.not_{supposed.relation}"
    return asking.say(key, of=str(supposed.of), change=verdict[1])
