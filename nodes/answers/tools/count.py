"""How many fields there are of a kind, and how much ground they cover."""

from collections import Counter

from models.field.measured.places import find_faults
from models.field.measured.results import FieldMeasured
from nodes.answers.answer import Answer
from nodes.answers.asking import About, Asking
from nodes.answers.calls import Count
from nodes.answers.reasons import find_crop

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
    number = asking.new(len(chosen), "", of, fields.table, how, About("count", "fields", crop, call.which), digits=0)
    parts = {"count": number, "crop": shown}
    if call.which != "all":
        parts["whole"] = asking.new(
            len(of_crop), "", "fields", fields.table, "rows", About("count", "fields", crop, "all"), digits=0
        )
    key = f"count.{call.which}{'.crop' if crop else ''}"
    return asking.done(asking.say(key, **parts), _names(asking, call, chosen), _area(asking, chosen, crop),
                       _crops(asking, of_crop) if call.which == "all" and crop is None else "")  # fmt: skip


def _is_of(which: str, field: FieldMeasured, fault: str | None) -> bool:
    if which in ("judged", "not_judged"):
        return (field.not_judged is None) == (which == "judged")
    if which == "patchy":
        return bool(field.patch_count)
    kinds = {"bare": ("bare",), "behind": ("behind_peers", "behind_few")}
    return which == "all" or fault in kinds[which]


def _names(asking: Asking, call: Count, chosen: list[FieldMeasured]) -> str:
    if call.which in ("all", "judged") or not chosen or len(chosen) > _NAMED:
        return ""
    return asking.say("count.named", names=asking.words.join([one.name for one in chosen]))


def _area(asking: Asking, chosen: list[FieldMeasured], crop: str | None) -> str:
    assert asking.run.state.fields is not None
    areas = [one.area_ha for one in chosen if one.area_ha is not None]
    if not areas or len(areas) != len(chosen):
        return ""
    file, how = asking.run.state.fields.table, "sum over these fields; where fields overlap, ground counts twice"
    place = asking.new(sum(areas), "ha", "area of these fields", file, how, About("area", "fields", crop))
    return asking.say("count.area", area=place)


def _crops(asking: Asking, fields: list[tuple[int, FieldMeasured]]) -> str:
    assert asking.run.state.fields is not None
    counted = Counter(one.crop for _, one in fields if one.crop)
    if len(counted) < 2:
        return ""
    items = []
    for crop, number in counted.most_common(6):
        what = About("count", "fields", crop, "all")
        place = asking.new(number, "", f"fields of {crop}", asking.run.state.fields.table, "rows", what, digits=0)
        items.append(asking.say("count.crop", crop=asking.words.page.crop(crop), count=place))
    return asking.say("count.crops", crops=asking.words.join(items))
