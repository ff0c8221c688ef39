"""The one number of each field by which fields are ranked, sifted or put together, by the names that people give it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.field.measured.results import FieldMeasured, FieldsResult
from nodes.answers.asking import Asking
from nodes.answers.field_numbers import NUMBERS, tell_field, tell_index
from nodes.answers.ground import NoGroundError, find_field
from nodes.answers.names import resolve_index
from nodes.report.chapters.fields import INDEX, Numbered, worst_first

_HIGH_IS_WORSE = {"PSRI", "BSI"}
_BY = {
    "bare": "bare", "risk": "risk.high", "high": "risk.high", "health": "bad", "area": "area",
    "weak_patches": "patch_area", "weak_patch": "patch_area", "missing_cover": "bad", "cloud": "cloud",
    "clouds": "cloud", "shadow": "shadow", "clear": "clear", "peers": "peers", "patches": "patches",
}  # fmt: skip
_SHOWN = {"bad": "bad_share", "health.severe": "severe_share", "risk.high": "high_share", "patch_area": "weak_patches",
          "bare": "bare_share", "cloud": "cloud_share", "shadow": "shadow_share", "clear": "clear_share",
          "peers": "peers_difference", "patches": "patch_count"}  # fmt: skip
_OF_ALL = {"area", "cloud", "shadow", "clear"}
"""What fields have that were not judged too."""


@dataclass(frozen=True)
class Kind:
    """A number that each field has."""

    name: str  # as NDVI, or a key of `NUMBERS`
    shown: str  # in the language of the question
    unit: str  # "%", "ha", "" or another of an index
    is_index: bool
    is_of_all: bool  # whether fields have it that were not judged
    more_is_better: bool
    value: Callable[[FieldMeasured], float | None]
    tell: Callable[[int, FieldMeasured], str | None]


def find_kind(asking: Asking, by: str, of: str | None = None) -> Kind | None:
    """Find which number is meant by a name, as NDVI, area or risk, and a class of it; None where there is none."""
    key = by.strip().casefold().replace(" ", "_")
    name = _find_class(key, of) or _BY.get(key) or (key if key in NUMBERS else None)
    if name is not None:
        kind = NUMBERS[name]
        shown = asking.words.name(_SHOWN.get(name, name))
        return Kind(name, shown, kind.unit, is_index=False, is_of_all=name in _OF_ALL,
                    more_is_better=name in ("area", "clear", "health.healthy", "risk.low"), value=kind.value,
                    tell=lambda number, field: tell_field(asking, number, field, name))  # fmt: skip
    if key == "uneven":
        return _find_spread(asking)
    stats = resolve_index(asking.run, by)
    if stats is None:
        return None
    index, is_worse = stats.name, stats.name in _HIGH_IS_WORSE or stats.unit == "°C"
    return Kind(index, index, "" if stats.unit == "1" else stats.unit, is_index=True, is_of_all=False,
                more_is_better=not is_worse,
                value=lambda field: next((one.median for one in field.indices if one.name == index), None),
                tell=lambda number, field: tell_index(asking, number, field, index))  # fmt: skip


def _find_spread(asking: Asking) -> Kind | None:
    """How much NDVI differs within each field: its standard deviation over the clear ground."""
    if resolve_index(asking.run, INDEX) is None:
        return None
    return Kind("uneven", asking.words.name("uneven"), "", is_index=True, is_of_all=False, more_is_better=False,
                value=lambda field: next((one.std for one in field.indices if one.name == INDEX), None),
                tell=lambda number, field: tell_index(asking, number, field, INDEX, "std"))  # fmt: skip


def _find_class(key: str, of: str | None) -> str | None:
    for layer in ("health", "risk"):
        if f"{layer}.{of}" in NUMBERS and key in (layer, "cause", str(of)):
            return f"{layer}.{of}"
        if f"{layer}.{key}" in NUMBERS and key != "high":
            return f"{layer}.{key}"
    return None


def list_fields(asking: Asking) -> FieldsResult:
    """Give the fields of a run; raises `NoGroundError` where it has none."""
    fields = asking.run.state.fields
    if fields is None or fields.of_scene:
        raise NoGroundError("no_fields_at_all")
    return fields


def choose_fields(
    asking: Asking, kind: Kind | None, crop: str | None = None, names: Sequence[str] = ()
) -> list[Numbered]:
    """Choose fields of a crop or by name, in the order of the report; unjudged ones where the number is of all."""
    fields = list_fields(asking)
    wanted = find_crop(asking, crop) if crop else None
    named = {find_field(asking.run, name)[0] for name in names}
    judged = worst_first(fields)
    others = [(at, one) for at, one in enumerate(fields.fields, 1) if one.not_judged is not None]
    there = [*judged, *others] if kind is not None and kind.is_of_all else judged
    return [one for one in there if (wanted is None or one[1].crop == wanted) and (not named or one[0] in named)]


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
    raise NoGroundError("no_such_crop", shown, crop=asking.words.page.crop(crop), known=asking.words.join(shown))


_MOST_NAMED = 12


def tell_left_out(asking: Asking, having: Sequence[Numbered], crop: str | None = None) -> str:
    """Name fields that are left out, for they were not judged or have no such number."""
    fields = list_fields(asking)
    wanted = find_crop(asking, crop) if crop else None
    there = {number for number, _ in having}
    out = [(at, one) for at, one in enumerate(fields.fields, 1) if at not in there and wanted in (None, one.crop)]
    if not out:
        return ""
    names = [one.name for _, one in out[:_MOST_NAMED]] + ["…"] * (len(out) > _MOST_NAMED)
    return asking.say("left_out", names=", ".join(names))
