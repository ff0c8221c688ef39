"""How many fields there are of a kind, and how much ground they cover."""

from collections import Counter

from models.field.measured.places import find_faults
from models.field.measured.results import FieldMeasured
from nodes.answers.answer import Answer
from nodes.answers.asking import About, Asking
from nodes.answers.calls import Count
from nodes.answers.field_values import find_crop
from nodes.answers.tools.combine import tell_part

_NAMED = 12


def count(asking: Asking, call: Count) -> Answer:
    """Count fields of a kind, and of a crop where one is named."""
    fields = asking.run.state.fields
    if fields is None or fields.of_scene:
        return asking.cannot(asking.say("no_fields_at_all"))
    crop = find_crop(asking, call.crop) if call.crop else None
    of_crop = [(at, one) for at, one in enumerate(fields.fields) if crop is None or one.crop == crop]
    chosen = [one for at, one in of_crop if _is_of(call.which, one, find_faults(fields.fields)[at])]
    shown = asking.words.page.crop(crop) if crop else ""
    how, of = f"fields that are {call.which}, of {crop or 'all crops'}", f"fields that are {call.which}"
    number = asking.new(
        len(chosen), "", of, fields.table, how, About("count", "fields", crop, call.which).but(digits=0)
    )
    parts = {"count": number, "crop": shown}
    if call.which != "all":
        parts["whole"] = asking.new(
            len(of_crop), "", "fields", fields.table, "rows", About("count", "fields", crop, "all").but(digits=0)
        )
    key = f"count.{call.which}{'.crop' if crop else ''}"
    names, area = _names(asking, call, chosen, number), _area(asking, call, chosen, crop)
    crops = _crops(asking, of_crop) if call.which == "all" and crop is None else ""
    return asking.done(asking.say(key, **parts), names, area, crops)


def _is_of(which: str, field: FieldMeasured, fault: str | None) -> bool:
    if which in ("judged", "not_judged"):
        return (field.not_judged is None) == (which == "judged")
    if which == "patchy":
        return bool(field.patch_count)
    kinds = {"bare": ("bare",), "behind": ("behind_peers", "behind_few")}
    return which == "all" or fault in kinds[which]


def _names(asking: Asking, call: Count, chosen: list[FieldMeasured], number: str) -> str:
    """Name the fields; with their reasons where they were not judged."""
    if not chosen or (call.which in ("all", "judged") and call.crop is None) or len(chosen) > _NAMED:
        return ""
    if call.which != "not_judged":
        return asking.say("count.named", names=asking.words.join([one.name for one in chosen]), count=number)
    reasons: dict[str, list[str]] = {}
    for one in chosen:
        reasons.setdefault(asking.words.name(str(one.not_judged)), []).append(one.name)
    items = [asking.say("rank.item", name=asking.words.join(names), reason=why) for why, names in reasons.items()]
    return asking.say("count.reasons", items="; ".join(items))


def _area(asking: Asking, call: Count, chosen: list[FieldMeasured], crop: str | None) -> str:
    assert asking.run.state.fields is not None
    areas = [one.area_ha for one in chosen if one.area_ha is not None]
    if not areas or len(areas) != len(chosen):
        return ""
    file, how = asking.run.state.fields.table, "sum over these fields; where fields overlap, ground counts twice"
    place = asking.new(sum(areas), "ha", "area of these fields", file, how, About("area", "fields", crop, call.which))
    numbered = [(at, one) for at, one in enumerate(asking.run.state.fields.fields, 1) if one in chosen]
    return " ".join(filter(None, (asking.say("count.area", area=place), tell_part(asking, numbered))))


def _crops(asking: Asking, fields: list[tuple[int, FieldMeasured]]) -> str:
    assert asking.run.state.fields is not None
    counted = Counter(one.crop for _, one in fields if one.crop)
    if len(counted) < 2:
        return ""
    items = []
    for crop, number in counted.most_common(6):
        what = About("count", "fields", crop, "all")
        place = asking.new(number, "", f"fields of {crop}", asking.run.state.fields.table, "rows", what.but(digits=0))
        items.append(asking.say("count.crop", crop=asking.words.page.crop(crop), count=place))
    return asking.say("count.crops", crops=asking.words.join(items))
