"""Why fields stand where they do: the order of the report, and the reason of each in words."""

from collections.abc import Callable
from dataclasses import dataclass

from models.field.measured.places import find_faults
from models.field.measured.results import FieldMeasured
from nodes.answers.asking import About, Asking
from nodes.answers.field_numbers import NUMBERS, tell_few, tell_field, tell_index
from nodes.answers.ground import NoGroundError
from nodes.answers.names import resolve_index
from nodes.report.chapters.fields import INDEX, Numbered, worst_first

_HIGH_IS_WORSE = {"PSRI", "BSI"}
_BY = {
    "bare": "bare", "risk": "risk.high", "high": "risk.high", "health": "bad", "severe": "health.severe",
    "area": "area", "weak_patches": "patch_area", "weak_patch": "patch_area", "missing_cover": "bad",
}  # fmt: skip


@dataclass(frozen=True)
class Ranking:
    """Judged fields in an order, and how the number of each is told."""

    by: str
    is_urgency: bool
    highest_first: bool
    fields: tuple[Numbered, ...]
    tell: Callable[[int, FieldMeasured], str | None]


def rank_fields(asking: Asking, by: str, order: str, crop: str | None = None) -> Ranking | None:
    """Rank judged fields of a run; None where none of them has such a number."""
    fields = asking.run.state.fields
    if fields is None or fields.of_scene:
        raise NoGroundError("no_fields_at_all")
    wanted = find_crop(asking, crop) if crop else None
    judged = [one for one in worst_first(fields) if wanted is None or one[1].crop == wanted]
    key = by.strip().casefold().replace(" ", "_")
    if key in ("urgency", "worst", "best"):
        told = tuple(judged if order == "worst" else reversed(judged))
        return Ranking("urgency", is_urgency=True, highest_first=False, fields=told, tell=lambda _one, _two: None)
    if key in _BY:
        name = _BY[key]
        found = [(one, NUMBERS[name].value(one[1])) for one in judged]
        highest = (order == "worst") != (key == "area")  # the best by area is the largest
        shown = asking.words.name({"bad": "bad_share", "health.severe": "severe_share", "risk.high": "high_share",
                                   "patch_area": "weak_patches"}.get(name, name))  # fmt: skip

        def tell(number: int, field: FieldMeasured) -> str | None:
            return tell_field(asking, number, field, name)
    else:
        stats = resolve_index(asking.run, by)
        if stats is None:
            return None
        shown, index = stats.name, stats.name
        found = [(one, next((i.median for i in one[1].indices if i.name == index), None)) for one in judged]
        highest = (order == "worst") == (index in _HIGH_IS_WORSE or stats.unit == "°C")

        def tell(number: int, field: FieldMeasured) -> str | None:
            return tell_index(asking, number, field, index)

    having = [(one, value) for one, value in found if value is not None]
    having.sort(key=lambda entry: -entry[1] if highest else entry[1])
    told = tuple(one for one, _ in having)
    return Ranking(shown, is_urgency=False, highest_first=highest, fields=told, tell=tell) if told else None


def find_crop(asking: Asking, crop: str) -> str:
    """Find a crop of the run by its name in either language; raises `NoGroundError` with those that are there."""
    fields = asking.run.state.fields
    there = dict.fromkeys(one.crop for one in fields.fields if one.crop) if fields else {}
    wanted = crop.strip().casefold()
    for known in there:
        if wanted in (known.casefold(), asking.words.page.crop(known).casefold()):
            return known
    if not there:
        raise NoGroundError("no_crops")
    shown = tuple(asking.words.page.crop(one) for one in there)
    raise NoGroundError("no_such_crop", shown, crop=crop, known=asking.words.join(shown))


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
