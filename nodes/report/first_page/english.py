"""The first page in English."""

from collections.abc import Sequence
from datetime import date

from models.field.measured.results import PlaceKind

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_KINDS = {
    "rgb": "a colour picture",
    "multispectral": "a multispectral scene",
    "infrared": "an infrared picture",
    "sar": "radar",
}

_STEPS = {
    "retrieve similar": "finding like cases", "caption scene": "describing the picture in words",
    "confirm modality": "telling the kind of picture",
}  # fmt: skip


def name_day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def title_fields(day: date | None) -> str:
    return f"Fields on {name_day(day)}" if day else "Fields on a day that is not known"


def title_scene(day: date | None) -> str:
    return f"Scene of {name_day(day)}" if day else "Scene of a day that is not known"


def title_photograph(day: date | None) -> str:
    return f"Photograph of {name_day(day)}" if day else "Photograph"


def place(latitude: str, longitude: str, *, north: bool, east: bool) -> str:
    return f"{latitude}° {'N' if north else 'S'}, {longitude}° {'E' if east else 'W'}"


def simulated(how: str) -> str:
    return f"This is no real ground: the file says that it is simulated ({how})."


def made_up(mark: str) -> str:
    return (
        f"**DEMONSTRATION.** Numbers and words marked “{mark}” are made up by a stand-in for the networks. They say "
        "nothing about this ground."
    )


def asked(question: str) -> str:
    return (
        f"**Asked:** {question} (This report is written by code, which does not answer questions. It says what was "
        "measured.)"
    )


def go_to(names: Sequence[str], how: str) -> str:
    return f"Go to {_list(names)} first: {how}."


def far_below(crops: Sequence[str]) -> str:
    return f"much less green than the other fields of {_list(crops)}"


def mostly_bare() -> str:
    return "much of the clear ground there shows no green plants"


def has_patch(area: str, below: str) -> str:
    return f"it has the largest weak patch, {area} with an NDVI {below} below the rest of the field"


def all_like_peers() -> str:
    return "No field stands out: each is about as green as the others of its crop."


def lowest(name: str, crop: str | None, median: str) -> str:
    of = f" ({crop})" if crop else ""
    return f"{name}{of} has the lowest NDVI, {median}."


def few_peers(least: int) -> str:
    return (
        f"Fewer than {least} other fields of the same crop are known here, so comparing fields is unsure. "
        "A ripe, cut or young crop is low too, without being ill."
    )


def none_judged() -> str:
    return "None of the fields could be judged on this scene."


def of_crop(crop: str, count: int, low: str, high: str) -> str:
    if count == 1:
        return f"{crop}: 1 field, NDVI {low}"
    return f"{crop}: {count} fields, NDVI {low} to {high}"


def greenness(median: str, low: str, high: str) -> str:
    return f"Half of the clear ground has an NDVI above {median}; nine tenths lie between {low} and {high}."


def largest_cover(name: str, much: str) -> str:
    return f"The largest cover is “{name}”: {much}."


def cover_name(name: str) -> str:
    return name


def class_name(name: str) -> str:
    return name


def no_outlines() -> str:
    return "To learn which field to visit, give their outlines by --parcels."


def title_areas(day: date | None) -> str:
    return f"Areas on {name_day(day)}" if day else "Areas on a day that is not known"


def alike(agreement: str) -> str:
    return (
        "**These are areas that look alike in this picture, not field outlines.** One area may hold many fields, or a "
        f"part of one. On seven Belgian fields half of the outline agreed (mean overlap {agreement}; "
        "`python -m tests.benchmarks.judge_areas --data DATA` prints it)."
    )


def columns(*, with_risk: bool, alike: bool) -> tuple[str, ...]:
    head = ("Area, not a field", "Crop", "Size") if alike else ("Field", "Crop", "Area")
    risk = ("At high risk",) if with_risk else ()
    return (*head, "NDVI (lowest to highest tenth)", *risk, "Seen", "Why it stands here")


def legend(more: int, table: str) -> str:
    rest = f" {more} more stand in report.html and {table}." if more else f" All numbers of each field: {table}."
    return f"NDVI tells how green the ground is, from about 0.1 on bare soil to 0.9 under a dense crop.{rest}"


def crop(name: str | None) -> str:
    return name or "not given"


def spread(median: str, low: str, high: str) -> str:
    return f"{median} ({low} to {high})"


def risk_unknown() -> str:
    return "not judged"


def no_crop_seen() -> str:
    return "no crop seen"


def against_peers(difference: str, count: str, *, side: str) -> str:
    if side == "among":
        return f"about as green as the {count} others of its crop"
    return f"{difference} {side} the {count} others of its crop"


def against_few(difference: str, count: str) -> str:
    return f"{difference} below the {count} others of its crop, which are few"


def join(parts: Sequence[str]) -> str:
    return "; ".join(parts)


def without_ndvi() -> str:
    return "NDVI was not measured, so nothing is said of which field to visit first."


def lowest_of_crop(count: int) -> str:
    return f"lowest of the {count} fields of its crop"


def bare(share: str) -> str:
    return f"{share} of the clear ground is bare: not up yet, harvested or failed, which a picture cannot tell"


def patches(count: str, area: str) -> str:
    return f"1 weak patch, {area}" if count == "1" else f"{count} weak patches, {area} in all"


def partly_on_scene(share: str) -> str:
    return f"only {share} of it lies on the scene, which alone is counted here"


def nothing_stands_out() -> str:
    return "nothing stands out"


def only_risk() -> str:
    return "only the risk forecast stands out"


def places_title() -> str:
    return "Places to go and look"


def visit(kind: PlaceKind, field: str, area: str | None, value: str, below: str | None) -> str:
    much = f" of {area}" if area else ""
    less = f", {below} below" if below else ""
    return {
        "weak_patch": f"weak patch{much} in {field}: NDVI {value}{less} the rest of the field",
        "bare": f"bare ground{much} in {field}: NDVI {value}",
        "behind_peers": f"the middle of {field}: NDVI {value}{less} the other fields of its crop",
        "behind_few": f"the middle of {field}: NDVI {value}{less} the few other fields of its crop",
    }[kind]


def look_for(kind: PlaceKind) -> str:
    return {
        "weak_patch": "Compare the plants with those 30 m away: how many stand, leaf colour, wet or crusted soil.",
        "bare": "See whether the crop never came up, was harvested, or failed.",
        "behind_peers": "Ask first when it was sown, cut or grazed. Then look at the stand and the colour.",
        "behind_few": "Ask first when it was sown, cut or grazed. Then look at the stand and the colour.",
    }[kind]


def on_the_phone(file: str) -> str:
    return f"The places for a phone or a GPS: {file}."


def networks_title() -> str:
    return "What the networks add"


def _shares(shares: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{name} {share}" for name, share in shares)


def health(judged: str, shares: Sequence[tuple[str, str]]) -> str:
    return (
        f"**Health** of {judged} of crop: {_shares(shares)}. Learned from simulated fields; on real ones NDVI told "
        "more of the coming month."
    )


def risk(judged: str, shares: Sequence[tuple[str, str]]) -> str:
    return (
        f"**Risk** of losing yield on {judged} of crop: {_shares(shares)}. A forecast learned from simulated fields; "
        "on real ones NDVI told as much or more."
    )


def told(facts: Sequence[str], changed: Sequence[tuple[str, str]]) -> str:
    (name, share), *rest = changed
    more = "".join(f", {other} on {much}" for other, much in rest)
    return f"**What you told** ({', '.join(facts)}) changed {name} on {share} of the crop{more}."


def readings_changed_nothing() -> str:
    return "**Readings of sensors** changed nothing of it."


def without_outlines() -> str:
    return "Nobody told the networks where the fields are: the ground judged may be pasture, woods, gardens or shores."


def limits_title() -> str:
    return "What was not possible"


def hidden(share: str) -> str:
    return f"Cloud or its shadow hides {share} of the ground."


def clouds_unmasked() -> str:
    return "Clouds could not be looked for, so clouds may be in the numbers."


def _some(names: Sequence[str], more: int) -> str:
    return f"{', '.join(names)} and {more} more" if more else _list(names)


def not_judged(names: Sequence[str], more: int, because: str | None) -> str:
    if because is None:
        return f"Not judged: {_some(names, more)}. The reasons stand in report.html."
    each = because.replace("it is", "each is", 1) if len(names) > 1 else because
    return f"Not judged: {_some(names, more)}, because {each}."


def off_scene(names: Sequence[str], more: int) -> str:
    return f"Off this scene, so not in the list: {_some(names, more)}."


def level(*, known: bool) -> str:
    if known:
        return "The light was not corrected for the air (level L1C), so plants look less green here."
    return "Nothing says whether the light was corrected for the air; --level tells."


def kind_uncertain(kind: str) -> str:
    return f"The kind of this picture is not sure; the picture looks most like {_KINDS.get(kind, kind)}."


def readings_unheard() -> str:
    return "Readings of sensors do not count for health and risk: in trials dry weather sometimes lowered the risk."


def networks_silent(names: Sequence[str]) -> str:
    return f"{_list(names).capitalize()} of the crop could not be judged; report.html says why."


def unknown_crops(crops: Sequence[str]) -> str:
    return f"The networks of health and risk never learned {_list(crops)}."


def from_values_only() -> str:
    return "Some facts of the scene were judged from its values only; the evidence says which flag settles them."


def lacking(indices: Sequence[str]) -> str:
    return f"The scene has no bands for {_list(indices)}."


def not_installed(steps: Sequence[str]) -> str:
    return f"No model is installed for: {', '.join(_STEPS.get(step, step) for step in steps)}."


def more_notes(count: int) -> str:
    return f"{count} more notes stand in the details of report.html." if count > 1 else "One more note: report.html."


def check() -> str:
    return (
        "Tables and maps stand in report.html. Where each number comes from: evidence.html. To count all "
        "again: `agri-orchestrator verify FOLDER`, with the folder that holds this file."
    )


def details_title() -> str:
    return "Details"
