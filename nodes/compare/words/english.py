"""The page of a comparison in English."""

from collections.abc import Iterable, Sequence
from datetime import date

from nodes.compare.meaning import Alike, Happening, Shown, group_alike, is_closed, is_left_bare, is_meadow
from nodes.compare.results import Doubt, FieldChange, IndexChange, NotCompared, Side
from nodes.report.first_page.english import name_day, place
from nodes.report.wording import escape

TITLE = "Change from {before} to {after}"
FIELDS, NOT_POSSIBLE, HOW = "Fields, falls first", "What was not possible", "How to read this"
HEAD: tuple[str, ...] = ("Field", "Crop", "{index}", "Change", "Meaning")
MAP_CAPTION = (
    "Map of the change of {index}: brown fell, green rose, white stayed; the scale is −0.5 to +0.5 on every map; "
    "cloud and cloud shadow of either date are grey and striped. Fields are outlined with their names"
)
MAP_HEADING = "{index}: change from {before} to {after}"
name_place = place
_NAMED = 4  # fields of a group in the sentence that decides
_VERBS: dict[Happening, str] = {
    "browned": "browned or was cut", "lost_cover": "lost its green cover", "lost_green": "lost green",
    "closed": "closed", "greener": "grew greener", "steady": "did not change clearly",
}  # fmt: skip


def name_dates(before: str, after: str) -> tuple[str, str]:
    first, second = date.fromisoformat(before[:10]), date.fromisoformat(after[:10])
    return name_day(first).removesuffix(f" {second.year}"), name_day(second)


def list_names(names: Sequence[str], most: int = 6) -> str:
    """Join names by commas and "and"; beyond so many, the number of the others."""
    shown = [*names[:most], *([f"{len(names) - most} more"] if len(names) > most else [])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def describe_images(first: Side, second: Side) -> tuple[str, ...]:
    days = (date.fromisoformat(second.acquired[:10]) - date.fromisoformat(first.acquired[:10])).days
    sensor = [escape(part) for part in (second.sensor, second.level) if part] or ["sensor not known"]
    apart = "1 day apart" if days == 1 else f"{days} days apart"
    return *sensor, f"{_moment(first)} and {_moment(second)} UTC, {apart}"


def _moment(side: Side) -> str:
    return side.acquired[:16].replace("T", " ")


def say_compared(share: str, area: str) -> str:
    return f"{area} compared, {share} of what both images show"


def signed(number: str) -> str:
    return number if number.startswith("-") or not number.strip("0.") else f"+{number}"


def decide(days: tuple[str, str], index: str, changed: Sequence[Shown], look: str | None, least: str) -> str:
    between = f"Between {days[0]} and {days[1]}"
    if not changed:
        return (
            f"{between}, no field changed by more than what two images of unchanged ground may differ "
            f"({index} ±{least})."
        )
    falls, rises = group_alike(changed, "fell"), group_alike(changed, "rose")
    parts = [_tell(falls, index, names_index=True), _tell(rises, index, names_index=not falls)]
    told = ", while ".join(part for part in parts if part)
    return f"{between}, {told}." + (f" Look first at {look}." if look else " Nothing fell clearly.")


def _tell(groups: Sequence[Alike], index: str, *, names_index: bool) -> str:
    told: list[str] = []
    for group in groups:
        label = f"{index} " if names_index and not told else ""
        names = [
            f"{escape(field.name)} ({label if place == 0 else ''}{before} → {after})"
            for place, (field, before, after) in enumerate(group.members)
        ]
        verb, listed = _VERBS[group.happening], list_names(names, _NAMED)
        told.append(f"{escape(group.crop)} {verb} in {listed}" if group.crop else f"{listed} {verb}")
    return "; ".join(told)


def decide_without_fields(days: tuple[str, str], index: str, fallen: tuple[str, str], risen: tuple[str, str]) -> str:
    return (
        f"Between {days[0]} and {days[1]}, {index} fell clearly on {fallen[0]} ({fallen[1]} of the ground compared) "
        f"and rose clearly on {risen[0]} ({risen[1]}). With --parcels each run tells which fields that is."
    )


def say_nothing_compared(days: tuple[str, str]) -> str:
    return f"Between {days[0]} and {days[1]}, no field could be compared; the reasons stand below."


def name_look(name: str, place: str | None) -> str:
    return f"{escape(name)}{f', at {place}, where it fell most' if place else ''}"


def name_field(field: FieldChange) -> tuple[str, str]:
    before = f" (before: {escape(field.crop_before)})" if field.crop_before not in (None, field.crop) else ""
    return escape(field.name), f"{escape(field.crop or 'not given')}{before}"


def explain(field: FieldChange, main: IndexChange, areas: tuple[str | None, str | None, str], least: str) -> str:
    fallen, risen, whole = areas
    parts = [*([f"{fallen} fell clearly"] if fallen else []), *([f"{risen} rose clearly"] if risen else [])]
    ground = f"{' and '.join(parts)} of {whole}" if parts else f"none of {whole} changed clearly by itself"
    if main.verdict == "steady":
        return f"No change beyond noise (±{least}){f'; {ground}' if parts else f' on its {whole}'}."
    if field.crop_before not in (None, field.crop):
        return f"{ground[:1].upper()}{ground[1:]}. Another crop than before, so this says nothing of how it grows."
    return f"{ground[:1].upper()}{ground[1:]}: {_meaning(field, main)}."


def _meaning(field: FieldChange, main: IndexChange) -> str:
    if main.verdict == "rose":
        return "leaves now cover most of it" if is_closed(main) else "it regrew" if is_meadow(field) else "more leaves"
    if is_left_bare(main):
        return "cut, harvested, dried out or failed; little green is left"
    return "dried out, cut or grazed" if is_meadow(field) else "ripening, drought, disease or harvest"


def say_others(others: Iterable[tuple[str, str, str]]) -> str:
    meant = {"NDMI": "water in the leaves", "NDRE": "chlorophyll"}
    told = [f"{meant.get(name, name)} too ({name} {before} → {after})" for name, before, after in others]
    return f" Changed with it: {list_names(told)}." if told else ""


def line_of(field: FieldChange, main: IndexChange, shown: tuple[str, str], change: str) -> str:
    crop = f" ({escape(field.crop)})" if field.crop else ""
    return f"{escape(field.name)}{crop}: {main.name} {shown[0]} → {shown[1]} ({change}), clearly {main.verdict}"


def explain_order(least: str, smallest: str) -> str:
    return (
        f"The largest fall first, then rises, then what stayed. A field changed clearly from {least} on "
        f"({smallest} for the smallest)."
    )


_WHY: dict[NotCompared, str] = {
    "hidden": "too little of it is clear on both dates",
    "small": "smaller than 9 pixels",
    "outside": "not on the ground that both images show",
    "outline": "its outline on the second date is another one",
    "broken": "its outline could not be measured",
}


def list_not_compared(fields: Iterable[tuple[FieldChange, str]]) -> list[str]:
    groups: dict[NotCompared, list[str]] = {}
    for field, share in fields:
        if field.not_compared is not None:
            shown = f"{escape(field.name)} ({share})" if field.not_compared == "hidden" else escape(field.name)
            groups.setdefault(field.not_compared, []).append(shown)
    return [f"Not compared: {list_names(names)}: {_WHY[why]}." for why, names in groups.items()]


def list_alone(only_first: Sequence[str], only_second: Sequence[str], days: tuple[str, str]) -> list[str]:
    return [
        f"Only the run of {day} has {list_names([escape(name) for name in names])}, so there is nothing to compare."
        for names, day in zip((only_first, only_second), days, strict=True)
        if names
    ]


def say_doubt(doubt: Doubt) -> str:
    about = list_names([escape(word) for word in doubt.about]) if doubt.about else ""
    return {
        "one_has_fields": f"Only the run of {about} was made with fields; their outlines were laid on both dates.",
        "sensor_unknown": "The sensor of neither image is known; if they differ, so does NDVI of the same ground.",
        "sister_sensors": f"The images are of {about}, which are built alike; small differences are theirs.",
        "level_unknown": "Whether the air was taken out of the images is not known; haze looks like a fall.",
        "top_of_atmosphere": f"The air was not taken out of the images ({about}): haze looks like a fall.",
        "clouds_unmasked": f"Clouds could not be looked for on {about}; a cloud looks like a fall.",
        "index_left_out": f"{about} was not compared: the two runs have it from other bands.",
        "all_alike": "All fields moved the same way, and so did the ground around them: haze or other light can do "
        "that. Look at both images before acting.",
        "simulated": "Both images are simulated; they say nothing of real ground.",
    }[doubt.code]


LIMIT = "Two dates say what changed, not why: cutting, ripening, drought and disease can look alike from above."


def say_more(count: int, file: str) -> str:
    return f"{count} more notes stand in {file}."


def explain_noise(least: str, pixel: str) -> str:
    return (
        "Two images of unchanged ground differ, for the air and the light differ. That part is the same for all pixels "
        f"of a field, so it does not average out: a field counts as changed from {least} on, a single pixel from "
        f"{pixel} on. Both are two standard deviations, after the accuracy that surface reflectance is held to (Doxani "
        "et al. 2018, doi:10.3390/rs10020352). Only ground that is clear on both dates is compared; a pixel on the "
        "border of a field counts with the share that lies within."
    )


def explain_files(files: Sequence[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in files)
    return f"Beside this page: {listed}. `agri-orchestrator verify FOLDER` counts every number again."
