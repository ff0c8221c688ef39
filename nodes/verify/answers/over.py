"""Numbers over several fields, found once more from the numbers of each, which have their own recount."""

from collections.abc import Callable, Sequence
from math import fsum, log10
from statistics import median

from models.field.measured.results import FieldMeasured
from nodes.sentences.fact import Fact

_BAD = ("moderate", "severe")


def count_over(fields: Sequence[FieldMeasured], fact: Fact) -> float | None:
    """Find a number over the fields that a fact names; None where one of them lacks what it needs."""
    if any(not 1 <= number <= len(fields) for number in fact.over):
        return None
    chosen = [fields[number - 1] for number in fact.over]
    if fact.quantity == "count" and fact.statistic == "known":
        return len(chosen)
    if fact.statistic in ("bound_above", "bound_below"):
        return fact.above
    if fact.statistic == "of_all_fields":
        whole = fsum(field.area_ha or 0.0 for field in fields)
        return 100 * fsum(field.area_ha or 0.0 for field in chosen) / whole if whole else None
    found = [_value(field, fact) for field in chosen]
    values = [value for value in found if value is not None]
    if not values or len(values) != len(found):
        return None
    if fact.quantity == "difference":
        return values[-1] - values[0] if len(values) == 2 else None
    if fact.quantity == "rank":
        own = next((_value(field, fact) for field in chosen if field.name == fact.about), None)
        return None if own is None else 1 + sum(value > own for value in values)
    if fact.quantity == "count":
        return sum(_is_between(value, fact) for value in values)
    ways: dict[str, Callable[[], float]] = {
        "sum": lambda: fsum(values), "mean_of_fields": lambda: fsum(values) / len(values),
        "median_of_fields": lambda: median(values), "mean": lambda: _weigh(chosen, fact),
    }  # fmt: skip
    way = ways.get(str(fact.statistic))
    return None if way is None else way()


def _is_between(value: float, fact: Fact) -> bool:
    return (fact.above is None or value > fact.above) and (fact.below is None or value < fact.below)


def _weigh(fields: Sequence[FieldMeasured], fact: Fact) -> float:
    """Weigh each field by the ground that its number stands for; decibels by their power."""
    weights = [_ground(field, fact.topic) for field in fields]
    values = [_value(field, fact, "mean") or 0.0 for field in fields]
    if fact.claim.unit == "dB":
        power = fsum(w * 10 ** (v / 10) for w, v in zip(weights, values, strict=True)) / fsum(weights)
        return 10 * log10(power)
    return fsum(w * v for w, v in zip(weights, values, strict=True)) / fsum(weights)


def _ground(field: FieldMeasured, topic: str) -> float:
    layer = {"health": field.health, "risk": field.risk}.get("health" if topic == "bad" else topic.partition(".")[0])
    if layer is not None:
        return field.pixels * layer.judged
    if topic in ("cloud", "shadow", "clear"):
        return field.pixels
    return field.pixels * (field.clear if topic == "bare" else field.judged)


def _value(field: FieldMeasured, fact: Fact, statistic: str = "median") -> float | None:
    """The number of one field that a fact is about, in the unit of the fact."""
    topic, is_area = fact.topic, fact.claim.unit == "ha"
    step, _, name = topic.partition(".")
    if topic == "area":
        return field.area_ha
    if topic in ("weak_patch", "patch_area"):
        return field.patch_area_ha if is_area else float(field.patch_count)
    if topic == "patches":
        return float(field.patch_count)
    if topic in ("bare", "cloud", "shadow", "clear"):
        share = getattr(field, topic)
        return None if share is None else 100 * float(share)
    if topic == "peers":
        return next((one.difference for one in field.peers if one.name == "NDVI"), None)
    if step in ("health", "risk") or topic == "bad":
        layer = field.risk if step == "risk" else field.health
        names = _BAD if topic in ("bad", "health.moderate_or_severe") else (name.removesuffix(".area"),)
        if layer is None or not layer.share or (is_area and layer.area_ha is None):
            return None
        held = layer.area_ha if is_area and layer.area_ha else layer.share
        return fsum(held[one] for one in names) * (1.0 if is_area else 100.0)
    index = next((one for one in field.indices if one.name == topic), None)
    return None if index is None else float(getattr(index, statistic))
