"""Numbers of an answer that are sums and differences over the table of fields, found once more from it."""

from collections.abc import Callable, Sequence

import numpy as np

from models.field.measured.places import find_faults
from models.field.measured.results import FieldMeasured
from models.field.measured.standing import LEAST_PEERS
from nodes.sentences.fact import Fact
from nodes.state import SceneState
from nodes.verify.answers.over import count_over

_INDEX = "NDVI"


def count_fields(state: SceneState, fact: Fact) -> float | None:
    """Find a count, an area or a difference again; None where it is none of the table of fields."""
    fields = state.fields.fields if state.fields else ()
    own = next((field for field in fields if field.name == fact.about), None)
    if fact.over:
        return count_over(fields, fact)
    if fact.quantity == "count":
        return _count(fields, fact, own)
    if fact.quantity == "area" and fact.topic == "weak_patch":
        if own is None:
            return sum(field.patch_area_ha or 0.0 for field in fields)
        is_largest = "largest" in fact.claim.label
        return own.patches[0].area_ha if is_largest and own.patches else own.patch_area_ha
    if fact.quantity == "area" and fact.topic == "fields":
        return sum(field.area_ha or 0.0 for field in _choose(fields, fact))
    if fact.quantity == "difference" and fact.topic == _INDEX and own is not None and own.crop is not None:
        others = [_median(one) for one in fields if one is not own and one.crop == own.crop and not one.not_judged]
        known, mine = [one for one in others if one is not None], _median(own)
        if known and mine is not None and "lacks" in fact.claim.label:
            return float(np.median(known)) - mine
    return None


def _count(fields: Sequence[FieldMeasured], fact: Fact, own: FieldMeasured | None) -> float | None:
    if fact.topic == "not_judged":
        return sum(field.not_judged is not None for field in fields)
    if fact.topic == "weak_patch":
        return own.patch_count if own is not None else sum(field.patch_count for field in fields)
    if fact.topic == "peers":
        if own is None:
            return LEAST_PEERS
        alike = [one for one in fields if one is not own and one.crop == own.crop and not one.not_judged]
        return sum(_median(one) is not None for one in alike)
    if fact.topic == "fields":
        return len(_choose(fields, fact))
    return None


def _choose(fields: Sequence[FieldMeasured], fact: Fact) -> list[FieldMeasured]:
    """The fields of a crop that are of a kind."""
    faults = find_faults(fields)
    kinds: dict[str, Callable[[FieldMeasured, str | None], bool]] = {
        "judged": lambda field, _fault: field.not_judged is None,
        "not_judged": lambda field, _fault: field.not_judged is not None,
        "patchy": lambda field, _fault: field.patch_count > 0,
        "bare": lambda _field, fault: fault == "bare",
        "behind": lambda _field, fault: fault in ("behind_peers", "behind_few"),
    }
    is_of = kinds.get(fact.statistic or "patchy")
    of_crop = [pair for pair in zip(fields, faults, strict=True) if fact.about is None or pair[0].crop == fact.about]
    return [one for one, fault in of_crop if is_of is None or is_of(one, fault)]


def _median(field: FieldMeasured, name: str = _INDEX) -> float | None:
    return next((index.median for index in field.indices if index.name == name), None)
