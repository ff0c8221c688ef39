"""Numbers of fields as places in a text: the claim of the report where it has one, else one from the state."""

from collections.abc import Callable
from dataclasses import dataclass

from models.field.measured.places import find_lacks
from models.field.measured.results import FieldMeasured
from models.vocabulary import CROPS
from nodes.answers.asking import About, Asking
from nodes.report.chapters.fields import INDEX
from nodes.sentences.fact import Base, Mood, Quantity

_HOW = "pixels within the outline, each with the share that it covers"


@dataclass(frozen=True)
class FieldNumber:
    """One number of a field: what it is, and the claim of the report that states it."""

    value: Callable[[FieldMeasured], float | None]
    unit: str
    quantity: Quantity
    topic: str
    label: str
    file: str  # of the run: valid, indices, crops, risk, health or fields
    claim: str | None = None  # "field.N." and this
    of: Base | None = None
    statistic: str | None = None
    mood: Mood = "measured"


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _peers(field: FieldMeasured) -> float | None:
    return next((one.difference for one in field.peers if one.name == INDEX), None)


def _peer_count(field: FieldMeasured) -> float | None:
    return next((float(one.peers) for one in field.peers if one.name == INDEX), None)


def _class(layer: str, name: str) -> Callable[[FieldMeasured], float | None]:
    def share(field: FieldMeasured) -> float | None:
        found = getattr(field, layer)
        return None if found is None or not found.share else 100 * float(found.share[name])

    return share


def _class_area(layer: str, name: str) -> Callable[[FieldMeasured], float | None]:
    def area(field: FieldMeasured) -> float | None:
        found = getattr(field, layer)
        return None if found is None or not found.share or found.area_ha is None else float(found.area_ha[name])

    return area


def _bad_share(field: FieldMeasured) -> float | None:
    health = field.health
    return None if health is None or not health.share else 100 * (health.share["moderate"] + health.share["severe"])


def _own(name: str) -> Callable[[FieldMeasured], float | None]:
    return lambda field: _percent(getattr(field, name))


_HEALTH, _RISK = ("healthy", "mild", "moderate", "severe"), ("low", "medium", "high")
NUMBERS: dict[str, FieldNumber] = {
    "area": FieldNumber(lambda field: field.area_ha, "ha", "area", "area", "ground on the scene", "valid", "area"),
    "judged": FieldNumber(_own("judged"), "%", "share", "judged", "ground that is judged", "valid", "judged", "field"),
    **{
        name: FieldNumber(_own(name), "%", "share", name, f"ground that is {name}", "valid", of="field")
        for name in ("clear", "cloud", "shadow")
    },
    "bare": FieldNumber(_own("bare"), "%", "share", "bare", "clear ground that is bare", "crops", "bare", "clear"),
    "peers": FieldNumber(
        _peers, "", "difference", INDEX, f"{INDEX} less the median of its peers", "indices", "peers", statistic="median"
    ),
    "peer_count": FieldNumber(_peer_count, "", "count", "peers", "peers", "indices", "peer_count"),
    "patches": FieldNumber(
        lambda field: float(field.patch_count), "", "count", "weak_patch", "weak patches", "indices"
    ),
    "patch_area": FieldNumber(
        lambda field: field.patch_area_ha, "ha", "area", "weak_patch", "area of all weak patches", "indices"
    ),
    "patch_largest": FieldNumber(
        lambda field: field.patches[0].area_ha if field.patches else None, "ha", "area", "weak_patch",
        "largest weak patch", "indices", "patch_largest",
    ),
    "patch_below": FieldNumber(
        lambda field: field.patches[0].below if field.patches else None, "", "difference", INDEX,
        f"{INDEX} less that of its largest weak patch", "indices", "patch_below", statistic="median",
    ),
    "bad": FieldNumber(
        _bad_share, "%", "share", "health.moderate_or_severe", "judged ground that is moderate or severe", "health",
        of="judged",
    ),
    **{
        f"health.{name}": FieldNumber(
            _class("health", name), "%", "share", f"health.{name}", f"judged ground that is {name}", "health",
            of="judged",
        )
        for name in _HEALTH
    },
    **{
        f"health.{name}.area": FieldNumber(
            _class_area("health", name), "ha", "area", f"health.{name}", f"ground that is {name}", "health"
        )
        for name in _HEALTH
    },
    **{
        f"risk.{name}": FieldNumber(
            _class("risk", name), "%", "share", f"risk.{name}", f"judged ground at {name} risk", "risk", of="judged",
            mood="forecast",
        )
        for name in _RISK
    },
    **{
        f"risk.{name}.area": FieldNumber(
            _class_area("risk", name), "ha", "area", f"risk.{name}", f"ground at {name} risk", "risk",
            "high" if name == "high" else None, mood="forecast",
        )
        for name in _RISK
    },
}  # fmt: skip


def tell_field(asking: Asking, number: int, field: FieldMeasured, name: str) -> str | None:
    """Give the place of a number of a field; None where it has none."""
    kind = NUMBERS[name]
    value = kind.value(field)
    if value is None or (kind.topic.startswith("risk.") and field.crop is not None and field.crop not in CROPS):
        return None
    what = About(kind.quantity, kind.topic, field.name, kind.statistic, kind.of, kind.mood)
    if kind.claim is not None and (place := asking.known(f"field.{number}.{kind.claim}", what)):
        return place
    state = asking.run.state
    fake = any(
        kind.file == name and result is not None and result.fake
        for name, result in (("health", state.health), ("risk", state.risk))
    )
    label, digits = f"{field.name}: {kind.label}", 0 if kind.quantity == "count" else None
    return asking.new(value, kind.unit, label, name_file(asking, kind.file), _HOW, what, fake=fake, digits=digits)


def tell_index(asking: Asking, number: int, field: FieldMeasured, index: str, statistic: str = "median") -> str | None:
    """Give the place of a statistic of an index of a field: median, mean, p10, p90 or std."""
    found = next((one for one in field.indices if one.name == index), None)
    if found is None:
        return None
    what = About("index", index, field.name, statistic)
    if index == INDEX and (place := asking.known(f"field.{number}.{statistic}", what)):
        return place
    stats = asking.run.state.indices
    unit = next((one.unit for one in stats.stats if one.name == index), "1") if stats else "1"
    value = float(getattr(found, statistic))
    method = f"{statistic} of {index} over the clear ground of the field; {_HOW}"
    file = name_file(asking, "indices")
    return asking.new(value, "" if unit == "1" else unit, f"{index} of {field.name}: {statistic}", file, method, what)


def tell_few(asking: Asking, number: int, field: FieldMeasured) -> tuple[str, str] | None:
    """Give the places of what a field lacks against the few others of its crop, and of their number."""
    fields = asking.run.state.fields
    lack = find_lacks(fields.fields).get(number - 1) if fields else None
    if lack is None:
        return None
    file, found = name_file(asking, "indices"), []
    for key, value, what in (
        ("few", lack[0], About("difference", INDEX, field.name, "median")),
        ("few_count", float(lack[1]), About("count", "peers", field.name)),
    ):
        place = asking.known(f"field.{number}.{key}", what)
        how = f"median of {INDEX} of the other judged fields of {field.crop} less its own"
        digits = 0 if key == "few_count" else 2
        found.append(place or asking.new(value, "", f"{field.name}: {key}", file, how, what, digits=digits))
    return found[0], found[1]


def name_file(asking: Asking, kind: str) -> str:
    """Name the raster of the run that holds a kind of number."""
    state = asking.run.state
    results = {
        "valid": state.clouds, "indices": state.indices, "crops": state.crops, "health": state.health,
        "risk": state.risk,
    }  # fmt: skip
    found = results.get(kind)
    return found.raster if found is not None else state.fields.table if state.fields else "state.json"
