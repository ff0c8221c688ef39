"""What a change of a field may look like from above, and which fields changed alike: for all languages the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nodes.compare.results import FieldChange, IndexChange

Happening = Literal["browned", "lost_cover", "lost_green", "closed", "greener", "steady"]
Shown = tuple[FieldChange, str, str]
"""A field with its index before and after, as they are shown."""

_MEADOWS = ("grass", "grassland", "pasture", "meadow", "alfalfa", "clover")
_CLOSED = 0.75  # NDVI from which leaves cover most of the ground
_BARE = 0.3


@dataclass(frozen=True)
class Alike:
    """Fields of one crop to which the same happened."""

    crop: str | None
    happening: Happening
    members: list[Shown]


def is_meadow(field: FieldChange) -> bool:
    """Whether a field is cut or grazed rather than harvested."""
    return field.crop in _MEADOWS


def is_closed(main: IndexChange) -> bool:
    """Whether leaves cover most of the ground afterwards."""
    return main.after >= _CLOSED


def is_left_bare(main: IndexChange) -> bool:
    """Whether little green is left afterwards."""
    return main.after < _BARE


def judge_happening(field: FieldChange, main: IndexChange) -> Happening:
    """Judge what the change of a field looks like; only a field whose crop is told can have browned or closed."""
    if main.verdict == "fell":
        if is_meadow(field):
            return "browned"
        return "lost_cover" if field.crop is not None and is_left_bare(main) else "lost_green"
    if main.verdict == "rose":
        return "closed" if field.crop is not None and not is_meadow(field) and is_closed(main) else "greener"
    return "steady"


def group_alike(entries: Sequence[Shown], verdict: str) -> list[Alike]:
    """Group fields that fell, or that rose, by crop and by what happened, in their order."""
    groups: dict[tuple[str | None, Happening], list[Shown]] = {}
    for entry in entries:
        if (main := entry[0].main) is not None and main.verdict == verdict:
            groups.setdefault((entry[0].crop, judge_happening(entry[0], main)), []).append(entry)
    return [Alike(crop, happening, members) for (crop, happening), members in groups.items()]
