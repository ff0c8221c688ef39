"""One number over several fields: means, sums and shares of a crop, of fields that are named, or of all."""

from collections.abc import Callable, Sequence

import numpy as np

from models.field.measured.results import FieldMeasured
from nodes.answers.answer import Answer
from nodes.answers.asking import About, Asking
from nodes.answers.calls import Combine
from nodes.answers.field_numbers import NUMBERS, name_file
from nodes.answers.field_values import Kind, choose_fields, find_crop, find_kind, list_fields, tell_left_out
from nodes.answers.names import why_no_index, why_not
from nodes.report.chapters.fields import Numbered
from nodes.sentences.fact import Mood, Quantity

_CROPS = 8
_FEW = 3
"""Fields that are named one by one."""


def combine(asking: Asking, call: Combine) -> Answer:
    """Put the numbers of fields together, weighed by the ground that each stands for."""
    kind = find_kind(asking, call.what, call.of)
    if kind is None:
        return why_no_index(asking, call.what)
    if call.by_crop:
        return _tell_crops(asking, kind)
    fields = choose_fields(asking, kind, call.crop, call.fields)
    having = [one for one in fields if kind.value(one[1]) is not None]
    if not having:
        return asking.cannot(_why_none(asking, call, kind), tell_left_out(asking, having, call.crop))
    shown = _name_set(asking, call, having)
    if kind.unit == "ha":
        told = _tell_areas(asking, kind, having, shown)
    elif kind.is_index:
        told = _tell_index(asking, call, kind, having, shown)
    else:
        told = _tell_share(asking, kind, having, shown)
    left = "" if call.fields else tell_left_out(asking, having, call.crop)
    return asking.done(told, _say_hedge(asking, kind), left)


def _why_none(asking: Asking, call: Combine, kind: Kind) -> str:
    state = asking.run.state
    for step, result in (("health", state.health), ("risk", state.risk)):
        if result is None and (kind.name.startswith(step) or (step == "health" and kind.name == "bad")):
            return why_not(asking, step)
    if call.crop is None:
        return asking.say("rank.no_value", by=kind.shown)
    return asking.say("combine.no_value", by=kind.shown, crop=asking.words.page.crop(find_crop(asking, call.crop)))


def _name_set(asking: Asking, call: Combine, fields: Sequence[Numbered]) -> str:
    """Name the fields that are put together, with their number."""
    table = list_fields(asking).table
    about = About("count", "fields", _call_set(fields), "known", digits=0, over=_numbers(fields))
    if call.fields:
        return asking.words.join([field.name for _, field in sorted(fields, key=lambda one: one[0])])
    count = asking.new(len(fields), "", "fields put together", table, "rows with such a number", about)
    if call.crop is None:
        return asking.say("combine.all", count=count)
    return asking.say("combine.crop", count=count, crop=asking.words.page.crop(find_crop(asking, call.crop)))


def _call_set(fields: Sequence[Numbered]) -> str:
    """Name fields for a fact, so that no number over some of them is taken for one of the scene."""
    crops = {field.crop for _, field in fields}
    if len(fields) <= _FEW:
        return ", ".join(field.name for _, field in sorted(fields, key=lambda one: one[0]))
    (crop, *more) = crops
    return f"fields of {crop}" if crop is not None and not more else "fields"


def _numbers(fields: Sequence[Numbered]) -> tuple[int, ...]:
    return tuple(number for number, _ in fields)


def weigh(kind: Kind, field: FieldMeasured) -> float:
    """Pixels that the number of a field stands for."""
    if kind.is_index:
        return field.pixels * field.judged
    layer = field.risk if kind.name.startswith("risk.") else field.health
    if kind.name == "bad" or kind.name.startswith(("health.", "risk.")):
        return field.pixels * layer.judged if layer is not None else 0.0
    return field.pixels * (field.clear if kind.name == "bare" else 1.0)


def _mean(kind: Kind, fields: Sequence[Numbered]) -> float:
    """The mean over the ground of fields: of an index from their means, of a share from their shares."""
    weights = np.array([weigh(kind, one) for _, one in fields])
    if not kind.is_index:
        return float(np.average([float(kind.value(one) or 0.0) for _, one in fields], weights=weights))
    means = np.array([next(index.mean for index in one.indices if index.name == kind.name) for _, one in fields])
    if kind.unit == "dB":
        return float(10 * np.log10(np.average(10 ** (means / 10), weights=weights)))
    return float(np.average(means, weights=weights))


def _tell_index(asking: Asking, call: Combine, kind: Kind, fields: Sequence[Numbered], shown: str) -> str:
    ends = _tell_ends(kind, fields)
    if call.figure in ("lowest", "highest", "range"):
        told = asking.say("combine.ends", of=shown, by=kind.shown, **ends)
        return f"{told} {_tell_gap(asking, kind, fields)}" if call.figure == "range" and len(fields) > 1 else told
    mean = _new(asking, kind, fields, "mean", _mean(kind, fields))
    if len(fields) == 1:
        (number, field), *_ = fields
        return asking.say(
            "combine.one", index=kind.shown, name=field.name, mean=mean, median=str(kind.tell(number, field))
        )
    medians = [float(kind.value(one) or 0.0) for _, one in fields]
    statistic, find = ("median_of_fields", np.median) if call.figure == "median" else ("mean_of_fields", np.mean)
    middle = _new(asking, kind, fields, statistic, float(find(medians)))
    key = "combine.index_median" if call.figure == "median" else "combine.index"
    return asking.say(key, of=shown, index=kind.shown, mean=mean, middle=middle, **ends)


def _tell_ends(kind: Kind, fields: Sequence[Numbered]) -> dict[str, str]:
    """Give the places of the lowest and the highest, with the fields that have them."""
    low, high = (find(fields, key=lambda one: kind.value(one[1]) or 0.0) for find in _ENDS)
    return {
        "low": str(kind.tell(*low)),
        "low_name": low[1].name,
        "high": str(kind.tell(*high)),
        "high_name": high[1].name,
    }


def _tell_gap(asking: Asking, kind: Kind, fields: Sequence[Numbered]) -> str:
    """Say how far the lowest and the highest lie apart."""
    low, high = (find(fields, key=lambda one: kind.value(one[1]) or 0.0) for find in _ENDS)
    gap = float(kind.value(high[1]) or 0.0) - float(kind.value(low[1]) or 0.0)
    what = About("difference", kind.name, high[1].name, "median", over=(low[0], high[0]))
    table, label = list_fields(asking).table, f"{kind.name} of {high[1].name} less that of {low[1].name}"
    place = asking.new(gap, kind.unit, label, table, "difference of both numbers", what)
    return asking.say("combine.gap", difference=place)


_ENDS: tuple[Callable[..., Numbered], Callable[..., Numbered]] = (min, max)


def _tell_areas(asking: Asking, kind: Kind, fields: Sequence[Numbered], shown: str) -> str:
    values = [float(kind.value(one) or 0.0) for _, one in fields]
    total = _new(asking, kind, fields, "sum", sum(values))
    if kind.name != "area":
        return asking.say("combine.patches", of=shown, sum=total, **_tell_ends(kind, fields))
    if len(fields) == 1:
        told = asking.say("area", name=fields[0][1].name, value=str(kind.tell(*fields[0])))
        return " ".join(filter(None, (told, tell_part(asking, fields))))
    mean = _new(asking, kind, fields, "mean_of_fields", float(np.mean(values)))
    return " ".join(filter(None, (
        asking.say("combine.area", of=shown, sum=total, mean=mean, **_tell_ends(kind, fields)),
        tell_part(asking, fields),
    )))  # fmt: skip


def tell_part(asking: Asking, fields: Sequence[Numbered]) -> str:
    """Say which share of the ground of all fields some of them have; nothing where they are all."""
    every = list_fields(asking).fields
    areas = [one.area_ha for one in every]
    if len(fields) == len(every) or not fields or None in areas or not sum(one or 0.0 for one in areas):
        return ""
    share = 100 * sum(one.area_ha or 0.0 for _, one in fields) / sum(one or 0.0 for one in areas)
    what = About("share", "area", _call_set(fields), "of_all_fields", over=_numbers(fields))
    how = "area of these fields over that of all; where fields overlap, ground counts twice"
    place = asking.new(share, "%", "share of the ground of all fields", list_fields(asking).table, how, what)
    return asking.say("combine.part", share=place)


def _tell_share(asking: Asking, kind: Kind, fields: Sequence[Numbered], shown: str) -> str:
    if sum(weigh(kind, one) for _, one in fields) <= 0:
        return asking.say("rank.no_value", by=kind.shown)
    if kind.name in ("peers", "patches"):
        return asking.say("combine.ends", of=shown, by=kind.shown, **_tell_ends(kind, fields))
    share = _new(asking, kind, fields, "mean", _mean(kind, fields))
    area = _tell_class_area(asking, kind, fields)
    ends = _tell_ends(kind, fields)
    value = f"{share} ({area})" if area else share
    if len(fields) == 1:
        return asking.say("combine.share_one", name=fields[0][1].name, by=kind.shown, value=str(kind.tell(*fields[0])))
    return asking.say("combine.share", of=shown, by=kind.shown, value=value, **ends)


def _tell_class_area(asking: Asking, kind: Kind, fields: Sequence[Numbered]) -> str | None:
    """Give the place of the hectares of a class of a network over these fields."""
    area = NUMBERS.get(f"{kind.name}.area")
    values = [area.value(one) for _, one in fields] if area else [None]
    if area is None or None in values:
        return None
    is_fake = any(_is_fake(asking, area.file, one) for one in ("health", "risk"))
    what = About("area", kind.name, _call_set(fields), "sum", mood=area.mood, fake=is_fake, over=_numbers(fields))
    how = f"sum of the {area.label} of these fields"
    return asking.new(sum(one or 0.0 for one in values), "ha", area.label, name_file(asking, area.file), how, what)


def _is_fake(asking: Asking, file: str, step: str) -> bool:
    result = asking.run.state.health if step == "health" else asking.run.state.risk
    return file == step and result is not None and result.fake


def _new(asking: Asking, kind: Kind, fields: Sequence[Numbered], statistic: str, value: float) -> str:
    """Make the claim of a number over fields."""
    number = NUMBERS.get(kind.name)
    quantity: Quantity = number.quantity if number else "index"
    mood: Mood = number.mood if number else "measured"
    file = name_file(asking, number.file if number else "indices")
    is_fake = number is not None and any(_is_fake(asking, number.file, one) for one in ("health", "risk"))
    ways = {
        "mean": f"mean of {kind.name} over the ground of these fields, each weighed by the ground that it stands for",
        "mean_of_fields": f"mean of the numbers of these fields ({kind.name})",
        "median_of_fields": f"middle one of the numbers of these fields ({kind.name})",
        "sum": "sum over these fields; where fields overlap, ground counts twice",
    }
    of = number.of if number else None
    about = About(quantity, kind.name, _call_set(fields), statistic, of, mood, is_fake, over=_numbers(fields))
    return asking.new(value, kind.unit, f"{kind.name} of these fields: {statistic}", file, ways[statistic], about)


def _tell_crops(asking: Asking, kind: Kind) -> Answer:
    """Tell each crop by itself, the highest first."""
    fields = [one for one in choose_fields(asking, kind) if kind.value(one[1]) is not None and one[1].crop]
    crops = dict.fromkeys(str(field.crop) for _, field in fields)
    if not crops:
        return asking.cannot(asking.say("no_crops"))
    groups = {crop: [one for one in fields if one[1].crop == crop] for crop in crops}
    if kind.unit == "ha":
        values = {crop: sum(float(kind.value(one) or 0.0) for _, one in some) for crop, some in groups.items()}
    else:
        values = {
            crop: _mean(kind, some) for crop, some in groups.items() if sum(weigh(kind, one) for _, one in some) > 0
        }
    items = []
    for crop in sorted(values, key=lambda crop: -values[crop])[:_CROPS]:
        about = About("count", "fields", _call_set(groups[crop]), "known", digits=0, over=_numbers(groups[crop]))
        count = asking.new(len(groups[crop]), "", f"fields of {crop}", list_fields(asking).table, "rows", about)
        place = _new(asking, kind, groups[crop], "sum" if kind.unit == "ha" else "mean", values[crop])
        items.append(asking.say("combine.crop_item", crop=asking.words.page.crop(crop), value=place, count=count))
    by = asking.say("combine.mean_of", by=kind.shown) if kind.is_index else kind.shown
    return asking.done(asking.say("combine.crops", by=by, items="; ".join(items)), _say_hedge(asking, kind),
                       asking.say("rank.same_crop_by_nature") if kind.is_index and len(values) > 1 else "")  # fmt: skip


def _say_hedge(asking: Asking, kind: Kind) -> str:
    if kind.name.startswith("risk."):
        return asking.say("hedge.risk")
    return asking.say("hedge.health") if kind.name == "bad" or kind.name.startswith("health.") else ""
