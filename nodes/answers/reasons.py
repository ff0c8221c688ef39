"""Why fields stand where they do: the order of the report, and the reason of each in words."""

from collections.abc import Callable
from dataclasses import dataclass

from models.field.measured.places import find_faults
from models.field.measured.results import FieldMeasured
from nodes.answers.asking import About, Asking
from nodes.answers.field_numbers import tell_few, tell_field, tell_index
from nodes.answers.field_values import choose_fields, find_crop, find_kind, list_fields
from nodes.report.chapters.fields import INDEX, Numbered, worst_first


@dataclass(frozen=True)
class Ranking:
    """Judged fields in an order, and how the number of each is told."""

    by: str
    is_urgency: bool
    highest_first: bool
    fields: tuple[Numbered, ...]
    tell: Callable[[int, FieldMeasured], str | None]


def rank_fields(asking: Asking, by: str, order: str, crop: str | None = None) -> Ranking | None:
    """Rank the fields of a run that have a number; None where none of them has it."""
    fields = list_fields(asking)
    key = by.strip().casefold().replace(" ", "_")
    if key in ("urgency", "worst", "best"):
        wanted = find_crop(asking, crop) if crop else None
        judged = [one for one in worst_first(fields) if wanted in (None, one[1].crop)]
        told = tuple(judged if order == "worst" else reversed(judged))
        return Ranking("urgency", is_urgency=True, highest_first=False, fields=told, tell=lambda _one, _two: None)
    kind = find_kind(asking, by)
    if kind is None:
        return None
    having = [(one, float(kind.value(one[1]) or 0.0)) for one in choose_fields(asking, kind, crop)
              if kind.value(one[1]) is not None]  # fmt: skip
    highest = (order == "best") == kind.more_is_better
    having.sort(key=lambda entry: -entry[1] if highest else entry[1])
    told = tuple(one for one, _ in having)
    return Ranking(kind.shown, is_urgency=False, highest_first=highest, fields=told, tell=kind.tell) if told else None


def tell_reason(asking: Asking, number: int, field: FieldMeasured) -> str:
    """Say why a judged field stands where it does."""
    fields = asking.run.state.fields
    assert fields is not None
    fault = find_faults(fields.fields)[number - 1]
    if fault == "bare":
        return asking.say("reason.bare", bare=str(tell_field(asking, number, field, "bare")))
    if fault == "behind_peers":
        difference = _below(asking, field)
        count = str(tell_field(asking, number, field, "peer_count"))
        return asking.say("reason.behind_peers", difference=difference, count=count)
    if fault == "behind_few" and (few := tell_few(asking, number, field)):
        return asking.say("reason.behind_few", difference=few[0], count=few[1])
    if fault == "weak_patch":
        below, area = (tell_field(asking, number, field, f"patch_{name}") for name in ("below", "largest"))
        if area is None:
            return asking.say("reason.weak_patch_no_area", below=str(below))
        return asking.say("reason.weak_patch", area=area, below=str(below))
    median = tell_index(asking, number, field, INDEX)
    return asking.say("reason.none", median=median) if median else asking.say("reason.no_index")


def _below(asking: Asking, field: FieldMeasured) -> str:
    """Give the place of how far a field lies below its peers, as a number without a sign."""
    peers = next(one for one in field.peers if one.name == INDEX)
    state = asking.run.state
    file = state.indices.raster if state.indices else "state.json"
    how = f"median of {INDEX} of the other judged fields of {field.crop} less its own"
    what = About("difference", INDEX, field.name, "median")
    return asking.new(-peers.difference, "", f"what {field.name} lacks against its peers", file, how, what)
