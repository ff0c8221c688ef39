"""The fields whose number lies above or below a bound."""

from collections.abc import Sequence

import numpy as np

from nodes.answers.answer import Answer
from nodes.answers.asking import About, Asking
from nodes.answers.calls import Sift
from nodes.answers.field_values import Kind, choose_fields, find_kind, tell_left_out
from nodes.answers.names import why_no_index
from nodes.report.chapters.fields import Numbered
from nodes.sentences.fact import Quantity

_NAMED = 12


def sift(asking: Asking, call: Sift) -> Answer:
    """Name the fields on the side of the bound that is asked for, and count them."""
    kind = find_kind(asking, call.by)
    if kind is None:
        return why_no_index(asking, call.by)
    if call.above is None and call.below is None:
        return asking.cannot(asking.say("sift.no_bound"))
    fields = [one for one in choose_fields(asking, kind, call.crop) if kind.value(one[1]) is not None]
    if not fields:
        return asking.cannot(asking.say("rank.no_value", by=kind.shown))
    mean = float(np.mean([float(kind.value(one) or 0) for _, one in fields]))
    above, below = (mean if isinstance(bound, str) else bound for bound in (call.above, call.below))
    chosen = [one for one in fields if _is_between(float(kind.value(one[1]) or 0), above, below)]
    chosen.sort(key=lambda one: kind.value(one[1]) or 0.0, reverse=call.below is None)
    bound = _say_bound(asking, kind, call, fields, (above, below))
    count, text = _say_count(asking, kind, fields, chosen, (above, below), bound)
    names, left_out = _say_names(asking, kind, chosen, count), tell_left_out(asking, fields, call.crop)
    is_wrong = call.supposed is not None and call.supposed.relation == "every" and len(chosen) < len(fields)
    wrong = asking.say("corrects.not_all") if is_wrong else ""
    return asking.done(wrong, text, names, _say_hedge(asking, kind), left_out, corrects=is_wrong)


def _is_between(value: float, above: float | None, below: float | None) -> bool:
    return (above is None or value > above) and (below is None or value < below)


def _say_bound(asking: Asking, kind: Kind, call: Sift, fields: Sequence[Numbered],
               bounds: tuple[float | None, float | None]) -> str:  # fmt: skip
    """Say the bound that fields are held against: as it was asked, or the mean of them."""
    said = []
    for side, asked, value in (("above", call.above, bounds[0]), ("below", call.below, bounds[1])):
        if value is None:
            continue
        is_mean = asked == "mean"
        quantity: Quantity = "index" if kind.is_index else "area" if kind.unit == "ha" else "share"
        what = About(quantity, kind.name, None, "mean_of_fields" if is_mean else f"bound_{side}",
                     over=tuple(number for number, _ in fields))  # fmt: skip
        how = "mean of the numbers of these fields" if is_mean else "said by the user"
        file = asking.run.state.fields.table if asking.run.state.fields else "state.json"
        what = what if is_mean else what.but(above=value, digits=_digits(value))
        place = asking.new(value, kind.unit, f"bound of {kind.name}", file, how, what)
        said.append(asking.say(f"sift.{side}{'_mean' if is_mean else ''}", value=place))
    return asking.words.join(said)


def _digits(value: float) -> int:
    return len(f"{value:.6f}".rstrip("0").partition(".")[2])


def _say_count(asking: Asking, kind: Kind, fields: Sequence[Numbered], chosen: Sequence[Numbered],
               bounds: tuple[float | None, float | None], bound: str) -> tuple[str, str]:  # fmt: skip
    assert asking.run.state.fields is not None
    table, numbers = asking.run.state.fields.table, tuple(number for number, _ in fields)
    about = About("count", kind.name, None, "sifted", digits=0, over=numbers)
    how = f"fields whose {kind.name} lies between the bounds"
    count = asking.new(len(chosen), "", "fields that fit", table, how, about.but(above=bounds[0], below=bounds[1]))
    whole = asking.new(len(fields), "", "fields with such a number", table, "rows", about.but(statistic="known"))
    return count, asking.say("sift.count", count=count, whole=whole, by=kind.shown, bound=bound)


def _say_names(asking: Asking, kind: Kind, chosen: Sequence[Numbered], count: str) -> str:
    items = []
    for number, field in chosen[:_NAMED]:
        items.append(asking.say("rank.entry", name=field.name, value=str(kind.tell(number, field))))
    if len(chosen) > _NAMED:
        items.append("…")
    return asking.say("count.named", names=asking.words.join(items), count=count) if items else ""


def _say_hedge(asking: Asking, kind: Kind) -> str:
    if kind.name.startswith("risk."):
        return asking.say("hedge.risk")
    return asking.say("hedge.health") if kind.name == "bad" or kind.name.startswith("health.") else ""
