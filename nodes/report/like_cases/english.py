"""Like cases in English."""

from collections.abc import Sequence

from models.retrieval.field_notes import Note

_SEEN = {
    "bare": "ground without green plants was seen", "weak_patch": "weak patches were seen",
    "open_water": "ground as smooth as water was seen", "warmer": "warmer ground was seen",
}  # fmt: skip


def only_photograph() -> str:
    return "This is a photograph, not a scene: no ground was measured."


def not_searched() -> str:
    return "What it shows was not judged, for no model that knows plants could be asked."


def most_like(name: str, certainty: str) -> str:
    return f"Most like: {name}. Certainty: {certainty}."


def may_be(named: Sequence[tuple[str, str]]) -> str:
    listed = [f"{name} ({certainty})" for name, certainty in named]
    return f"Not sure. It may be {' or '.join(listed)}."


def less_likely(named: Sequence[tuple[str, str]]) -> str:
    return f"Less likely: {', '.join(f'{name}, {certainty}' for name, certainty in named)}."


def shows_nothing_wrong() -> str:
    return "One leaf without marks says nothing of roots, stems and other plants."


def unknown() -> str:
    return (
        "Not like anything known here. It may show a crop, a condition or a thing that no reference case has, or too "
        "little of it. Take another picture of one leaf that fills the frame, in shade, in focus; or ask an adviser."
    )


def like_a_case(caption: str, certainty: str) -> str:
    return f"Like a case of your collection: {caption}. Likely the same: {certainty}."


def from_above() -> str:
    return (
        "It looks more like ground seen from above than like a plant. If it is ground, run it again with --kind scene; "
        "if not, take another picture of one leaf."
    )


def settles_nothing() -> str:
    return (
        "A picture settles no diagnosis. Look at several plants before you act; the certainty holds for plants and "
        "conditions like those that the model learned from."
    )


def heads() -> tuple[str, str, str]:
    return "What looks alike", "What to check first", "When to call someone"


def checks_title() -> str:
    return "What to check in the field"


def checks_lead() -> str:
    return "To rule out, one by one: a picture cannot tell which of these it is, or whether it is any."


def seen(finding: str) -> str:
    return _SEEN.get(finding, "the health network's guess")


def check(note: Note) -> str:
    return note.sections["Check first"]


def guidance(note: Note) -> tuple[str | None, str | None]:
    return note.sections["Looks alike"], note.sections["When to call someone"]


def name(note: Note) -> str:
    return note.title


def source(source: str) -> str:
    return f"Read more: {source}."


def more_in_details() -> str:
    return "Like cases and the whole notes stand in the details."
