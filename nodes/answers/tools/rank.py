"""The worst or best fields, and the places and zones to go to."""

from nodes.answers.answer import Answer
from nodes.answers.asking import About, Asking
from nodes.answers.calls import Rank
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
        return why_no_index(asking, call.by)
    if not ranking.fields:
        return asking.cannot(asking.say("rank.none_judged"))
    chosen = ranking.fields[: call.count]
    if ranking.is_urgency:
        items = [_say_reason(asking, number, field) for number, field in chosen]
        text = asking.say(f"rank.urgency.{call.order}", items="; ".join(items))
    else:
        items = [
            asking.say("rank.entry", name=field.name, value=str(ranking.tell(number, field)))
            for number, field in chosen
        ]
        key = "rank.highest" if ranking.highest_first else "rank.lowest"
        text = asking.say(key, by=ranking.by, items=asking.words.join(items))
    return asking.done(text, _hedge(asking, call, ranking), _left_out(asking, call))


def _say_reason(asking: Asking, number: int, field: object) -> str:
    from models.field.measured.results import FieldMeasured

    assert isinstance(field, FieldMeasured)
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


def _left_out(asking: Asking, call: Rank) -> str:
    """Say how many fields were not judged."""
    fields = asking.run.state.fields
    assert fields is not None
    count = sum(1 for one in fields.fields if one.not_judged)
    if not count or call.crop:
        return ""
    what = About("count", "not_judged")
    place = asking.new(count, "", "fields that were not judged", fields.table, "fields with a reason", what, digits=0)
    return asking.say("rank.left_out", count=place)


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
