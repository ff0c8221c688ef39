"""What a question takes for granted, held against the values of the run before it is answered."""

from collections.abc import Callable

import numpy as np

from models.field.measured.places import MOSTLY_BARE
from models.field.measured.results import FieldMeasured
from nodes.answers.answer import Answer
from nodes.answers.asking import About, Asking
from nodes.answers.calls import Call, Combine, Compare, Count, Measure, Rank, Supposed
from nodes.answers.field_numbers import tell_field
from nodes.answers.field_values import choose_fields, find_crop, find_kind, list_fields
from nodes.answers.ground import find_field
from nodes.answers.reasons import rank_fields
from nodes.answers.tools.compare import judge_field

_NEAR_PERCENT, _NEAR_INDEX, _NEAR_PART = 1.0, 0.01, 0.02
"""How far a number that is supposed may lie beside the true one: in percent, in an index, and relative for all else."""
_CLOUDY = 10.0
"""Percent under cloud or shadow from which on ground may be called cloudy."""


def check_supposed(asking: Asking, call: Call) -> str | None:
    """Say what is not so; None where it is so, or where only the answer itself can tell."""
    supposed = call.supposed
    check = _CHECKS.get(supposed.relation) if supposed is not None else None
    return check(asking, call, supposed) if check is not None and supposed is not None else None


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
    if abs(value - supposed.value) <= near + 1e-9:
        return None
    return asking.say("corrects.more_than" if value > supposed.value else "corrects.not_equal", value=place)


def _check_there(asking: Asking, call: Call, supposed: Supposed) -> str | None:
    """Let the field or crop be refused with those that are there, where it is not there."""
    if supposed.of is None:
        return None
    if isinstance(call, Count) or (isinstance(call, Rank | Combine) and call.crop):
        find_crop(asking, supposed.of)
    else:
        find_field(asking.run, supposed.of)
    return None


def _by(call: Call, supposed: Supposed) -> str:
    if supposed.by is not None:
        return supposed.by
    by = call.by if isinstance(call, Rank) else call.what if isinstance(call, Measure | Compare) else "urgency"
    return "urgency" if by in ("area", "crop") and not isinstance(call, Rank) else by


def _check_rank(asking: Asking, call: Call, supposed: Supposed) -> str | None:
    if supposed.of is None:
        return None
    _, field = find_field(asking.run, supposed.of)
    if field.not_judged is not None:
        return asking.say("corrects.not_ranked", of=field.name, why=asking.words.name(field.not_judged))
    crop = supposed.crop or (call.crop if isinstance(call, Rank) else None)
    if crop is not None and (wrong := _say_crop(asking, field, find_crop(asking, crop))):
        return wrong
    by, relation = _by(call, supposed), "best" if supposed.relation == "best" else "worst"
    ranking = rank_fields(asking, by, relation, crop) or rank_fields(asking, "urgency", relation, crop)
    if ranking is None or not ranking.fields or ranking.fields[0][1].name == field.name:
        return None
    number, first = ranking.fields[0]
    if ranking.is_urgency:
        return asking.say(f"corrects.not_{relation}", of=field.name, first=first.name)
    own = next(((at, one) for at, one in ranking.fields if one.name == field.name), None)
    key = "corrects.not_highest" if ranking.highest_first else "corrects.not_lowest"
    said = {"of": field.name, "by": ranking.by, "first": first.name, "value": str(ranking.tell(number, first))}
    own_value = ranking.tell(*own) if own is not None else None
    return asking.say(f"{key}_with", own=own_value, **said) if own_value else asking.say(key, **said)


def _check_pair(asking: Asking, call: Call, supposed: Supposed) -> str | None:
    """Hold two fields against each other."""
    if supposed.of is None or supposed.than is None:
        return None
    by = _by(call, supposed)
    kind = find_kind(asking, "NDVI" if by == "urgency" else by)
    pairs = [find_field(asking.run, name) for name in (supposed.of, supposed.than)]
    places = [kind.tell(number, field) for number, field in pairs] if kind is not None else [None]
    if kind is None or None in places:
        return None
    one, other = (asking.value(str(place)) for place in places)
    if (one > other) if supposed.relation == "more" else (one < other):
        return None
    said = {"of": pairs[0][1].name, "than": pairs[1][1].name, "one": str(places[0]), "other": str(places[1])}
    return asking.say(f"corrects.not_{supposed.relation}", by=kind.shown, **said)


def _check_change(asking: Asking, call: Call, supposed: Supposed) -> str | None:
    """Hold what a field is supposed to have done between two runs against what it did."""
    if not isinstance(call, Compare) or call.other_field is not None or supposed.of is None:
        return None
    verdict = judge_field(asking, call, supposed.of)
    if verdict is None or verdict[0] == supposed.relation:
        return None
    key = f"corrects.{verdict[0]}_instead" if verdict[0] in ("rose", "fell") else f"corrects.not_{supposed.relation}"
    return asking.say(key, of=supposed.of, change=verdict[1])


def _check_crop(asking: Asking, _call: Call, supposed: Supposed) -> str | None:
    if supposed.of is None or supposed.than is None:
        return None
    return _say_crop(asking, find_field(asking.run, supposed.of)[1], supposed.than)


def _say_crop(asking: Asking, field: FieldMeasured, crop: str) -> str | None:
    """Say which crop a field has, where it is not the one that is meant."""
    shown = asking.words.page.crop(crop)
    if field.crop is None:
        return asking.say("corrects.no_crop", of=field.name, than=shown)
    if crop.casefold() in (field.crop.casefold(), asking.words.page.crop(field.crop).casefold()):
        return None
    return asking.say("corrects.crop", of=field.name, than=shown, crop=asking.words.page.crop(field.crop))


def _check_count(asking: Asking, _call: Call, supposed: Supposed) -> str | None:
    fields = list_fields(asking)
    crop = find_crop(asking, supposed.crop) if supposed.crop else None
    count = sum(1 for one in fields.fields if crop in (None, one.crop))
    if count == supposed.value:
        return None
    how = f"fields of {crop or 'all crops'}"
    place = asking.new(count, "", how, fields.table, how, About("count", "fields", crop, "all", digits=0))
    if crop is None:
        return asking.say("corrects.count", count=place)
    return asking.say("corrects.count_crop", count=place, crop=asking.words.page.crop(crop))


def _check_level(asking: Asking, call: Call, supposed: Supposed) -> str | None:
    """Say where a field stands that is supposed to be low and lies above the middle, or the other way round."""
    by = _by(call, supposed)
    kind = find_kind(asking, "NDVI" if by == "urgency" else by)
    if supposed.of is None or kind is None:
        return None
    number, field = find_field(asking.run, supposed.of)
    if field.not_judged is not None:
        return asking.say("corrects.not_known", of=field.name)
    value = kind.value(field)
    fields = [one for one in choose_fields(asking, kind) if kind.value(one[1]) is not None]
    values = [float(kind.value(one) or 0.0) for _, one in fields]
    if value is None or field.not_judged is not None or len(values) < 2:
        return None
    middle = float(np.median(values))
    if (value <= middle) if supposed.relation == "low" else (value >= middle):
        return None
    over = tuple(at for at, _ in fields)
    about = About("rank", kind.name, field.name, "highest_first", digits=0, over=over)
    table, how = list_fields(asking).table, f"judged fields by {kind.name}, the highest first"
    rank = asking.new(1 + sum(one > value for one in values), "", f"place of {field.name}", table, how, about)
    known = About("count", "fields", None, "known", digits=0, over=over)
    count = asking.new(len(values), "", "fields with such a number", table, "rows", known)
    said = {"of": field.name, "by": kind.shown, "value": str(kind.tell(number, field))}
    return asking.say(f"corrects.not_{supposed.relation}", rank=rank, count=count, **said)


def _check_bare(asking: Asking, _call: Call, supposed: Supposed) -> str | None:
    if supposed.of is None:
        known = [one.bare for one in list_fields(asking).fields if one.bare is not None]
        return asking.say("corrects.not_bare_all") if known and max(known) < MOSTLY_BARE else None
    number, field = find_field(asking.run, supposed.of)
    if field.bare is None or field.bare >= MOSTLY_BARE:
        return None
    return asking.say("corrects.not_bare", of=field.name, value=str(tell_field(asking, number, field, "bare")))


def _check_clouds(asking: Asking, _call: Call, supposed: Supposed) -> str | None:
    if supposed.of is None:
        claim = asking.run.claims.get("hidden.share")
        if claim is None or claim.value >= _CLOUDY:
            return None
        value = str(asking.known("hidden.share", About("share", "hidden", of="data")))
        return asking.say("corrects.not_cloudy", of=asking.words.name("scene"), value=value)
    number, field = find_field(asking.run, supposed.of)
    if 100 * (field.cloud + field.shadow) >= _CLOUDY:
        return None
    return asking.say("corrects.not_cloudy_field", of=field.name, value=str(tell_field(asking, number, field, "cloud")))


_CHECKS: dict[str, Callable[[Asking, Call, Supposed], str | None]] = {
    "exists": _check_there, "worst": _check_rank, "best": _check_rank, "more": _check_pair, "less": _check_pair,
    "rose": _check_change, "fell": _check_change, "is_crop": _check_crop, "count": _check_count,
    "low": _check_level, "high": _check_level, "bare": _check_bare, "cloudy": _check_clouds,
}  # fmt: skip
