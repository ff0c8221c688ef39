"""The worst or best fields, and the places and zones to go to."""

from models.field.measured.results import FieldMeasured
from nodes.answers.answer import Answer
from nodes.answers.asking import About, Asking
from nodes.answers.calls import Rank
from nodes.answers.field_values import find_kind, list_fields, tell_left_out
from nodes.answers.names import why_no_index, why_not
from nodes.answers.reasons import Ranking, rank_fields, tell_reason


def rank(asking: Asking, call: Rank) -> Answer:
    """List what is asked for, in the order that is asked for."""
    return {"fields": _rank_fields, "places": _rank_places, "zones": _rank_zones}[call.things](asking, call)


def _rank_fields(asking: Asking, call: Rank) -> Answer:
    ranking = rank_fields(asking, call.by, call.order, call.crop)
    if ranking is None:
        known = {"bare", "risk", "high", "health", "severe", "area", "weak_patches", "weak_patch", "missing_cover"}
        if call.by.casefold() in known:
            return asking.cannot(asking.say("rank.no_value", by=asking.words.name(call.by)))
        return why_no_index(asking, "NDVI" if call.by == "uneven" else call.by)
    if not ranking.fields:
        return asking.cannot(asking.say("rank.none_judged"))
    chosen = ranking.fields[call.skip : call.skip + call.count]
    if not chosen:
        return asking.cannot(asking.say("rank.no_more"))
    if ranking.is_urgency:
        items = [_say_reason(asking, number, field) for number, field in chosen]
        text = asking.say(f"rank.urgency.{call.order}", items="; ".join(items))
    else:
        items = [
            asking.say("rank.entry", name=field.name, value=str(ranking.tell(number, field)))
            + _also(asking, call, field)
            for number, field in chosen
        ]
        key = "rank.highest" if ranking.highest_first else "rank.lowest"
        text = asking.say(key, by=ranking.by, items=asking.words.join(items))
    skipped, left_out = _skipped(asking, call, ranking), tell_left_out(asking, ranking.fields, call.crop)
    return asking.done(text, skipped, _hedge(asking, call, ranking), left_out)


def _skipped(asking: Asking, call: Rank, ranking: Ranking) -> str:
    """Name the fields that come before."""
    if not call.skip:
        return ""
    return asking.say("rank.before", names=asking.words.join([one.name for _, one in ranking.fields[: call.skip]]))


def _also(asking: Asking, call: Rank, field: FieldMeasured) -> str:
    """Tell in brackets what else of a field is asked for."""
    number = next(at for at, one in enumerate(list_fields(asking).fields, 1) if one is field)
    told = []
    for name in call.also:
        kind = find_kind(asking, name)
        if name == "crop" and field.crop:
            told.append(asking.words.page.crop(field.crop))
        elif kind is not None and (place := kind.tell(number, field)):
            told.append(place if kind.name == "area" else f"{kind.shown} {place}")
    return f" ({', '.join(told)})" if told else ""


def _say_reason(asking: Asking, number: int, field: FieldMeasured) -> str:
    reason = tell_reason(asking, number, field)
    if field.crop is None:
        return asking.say("rank.item", name=field.name, reason=reason)
    return asking.say("rank.item_crop", name=field.name, crop=asking.words.page.crop(field.crop), reason=reason)


def _hedge(asking: Asking, call: Rank, ranking: Ranking) -> str:
    by = call.by.casefold()
    if by in ("risk", "high"):
        return asking.say("hedge.risk")
    if by in ("health", "severe", "missing_cover"):
        return asking.say("hedge.health")
    crops = {field.crop for _, field in ranking.fields[: call.count]}
    mixed = not ranking.is_urgency and len(crops) > 1 and by not in ("area", "weak_patches", "weak_patch")
    return asking.say("rank.same_crop") if mixed else ""


def _rank_places(asking: Asking, call: Rank) -> Answer:
    fields = asking.run.state.fields
    places = fields.places if fields else ()
    if not places:
        return asking.cannot(asking.say("no_places"))
    items = []
    for number, place in enumerate(places[: call.count], 1):
        spots = _spot(asking, f"place.{number}", f"place {number}")
        items.append(asking.say(f"place.{place.kind}", number=str(number), field=place.field, **spots))
    return asking.done(asking.say("places", items="; ".join(items)), _one_way(asking, call))


def _rank_zones(asking: Asking, call: Rank) -> Answer:
    risk = asking.run.state.risk
    if risk is None:
        return asking.cannot(why_not(asking, "risk"))
    if not risk.zones or "zone.1.pixels" not in asking.run.claims:
        return asking.cannot(asking.say("no_zones"))
    items = []
    for number, zone in enumerate(risk.zones[: call.count], 1):
        quantity = "area" if zone.area_ha is not None else "pixels"
        about = f"zone {number}"
        area = asking.known(
            f"zone.{number}.{quantity}", About("area" if quantity == "area" else "pixels", "zone", about)
        )
        if zone.longitude is None:
            items.append(asking.say("zone_pixels", number=str(number), area=str(area)))
        else:
            spots = _spot(asking, f"zone.{number}", about)
            items.append(asking.say("zone", number=str(number), area=str(area), **spots))
    return asking.done(asking.say("zones", items="; ".join(items)), asking.say("hedge.risk"), _one_way(asking, call))


def _one_way(asking: Asking, call: Rank) -> str:
    return asking.say("only_worst") if call.order == "best" else ""


def _spot(asking: Asking, of: str, about: str) -> dict[str, str]:
    return {
        name: str(asking.known(f"{of}.{name}", About("position", name, about))) for name in ("latitude", "longitude")
    }
