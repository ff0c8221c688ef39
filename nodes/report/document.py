"""The words of the report, in the order in which an agronomist reads: the first page, then what can be unfolded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from models.schemas import Issue
from nodes.report.chapters import CHAPTERS
from nodes.report.chapters.caption import BESIDE, FIELDS
from nodes.report.chapters.fields import LONGEST, ORDERED, worst_first
from nodes.report.claims import FAKE_MARK, Claim, Style
from nodes.report.contents import planned_maps
from nodes.report.decisions import without_rejected
from nodes.report.first_page.field_list import LISTED, list_fields
from nodes.report.first_page.sheet import FirstPage, style_of, write_first_page
from nodes.report.first_page.words import words_of
from nodes.report.refusals import refusals
from nodes.report.wording import Said, escape, table
from nodes.run_folder.files import PREVIEW
from nodes.state import SceneState


@dataclass(frozen=True)
class Section:
    """A part that can be unfolded: its title in plain text, and its lines in Markdown."""

    title: str
    lines: list[str]
    is_extra: bool = False  # left out of the short text


_EXTRA = {"Other fields", "Fields", ORDERED, FIELDS, BESIDE, "Clouds", "Cover", "Spectral indices", "Maps"}
"""Tables and pictures of the page that the short text leaves to it."""
_OF_PHOTOGRAPHS = ("Like cases", "Note: ")
"""How parts begin that the short text has of a photograph only: there they are what was asked for."""


@dataclass(frozen=True)
class Document:
    """A report in Markdown; pictures are named, not held."""

    first: FirstPage
    details_title: str
    sections: list[Section]

    def markdown(self, *, whole: bool = False) -> str:
        """Give the first page and what stands behind it as one text, short or whole."""
        kept = [part for part in self.sections if whole or not part.is_extra]
        parts = [self.first.lines, *(["", f"## {part.title}", "", *part.lines] for part in kept)]
        return "\n".join(line for part in parts for line in part).strip() + "\n"


def write_report(state: SceneState, claims: Iterable[Claim]) -> Document:
    """Write the report of a state from its claims; what a person has rejected is named only."""
    state, style = without_rejected(state), style_of(state)
    claims = [*claims]
    first = write_first_page(state, Said(claims, style))
    found = _sections(state, Said(claims, Style(area=style.area))) if state.scene is not None else ()
    left_out = () if state.is_photograph else _OF_PHOTOGRAPHS
    sections = [replace(part, is_extra=part.title in _EXTRA or part.title.startswith(left_out)) for part in found]
    return Document(first, words_of(style.language).details_title(), sections)


def _sections(state: SceneState, said: Said) -> Iterator[Section]:
    """What stands behind the first page, in English, as the evidence is."""
    yield from _split(_other_fields(state, said))
    for chapter in sorted(CHAPTERS, key=lambda chapter: chapter.is_aside):
        yield from _split([*chapter.lines(state, said)])
    yield Section("Maps", _pictures(state))
    for title, lines in (
        ("What was refused, and why", _refusals(state)),
        ("Conversions and doubts", _doubts(state)),
        ("What a person decided", _decisions(state)),
    ):
        if lines:
            yield Section(title, lines)


def _split(lines: list[str]) -> Iterator[Section]:
    """The parts of a chapter by their titles."""
    starts = [place for place, line in enumerate(lines) if line.startswith("## ")]
    for start, end in pairwise((*starts, len(lines))):
        yield Section(lines[start].removeprefix("## "), "\n".join(lines[start + 1 : end]).strip().split("\n"))


def _other_fields(state: SceneState, said: Said) -> list[str]:
    if state.fields is None or state.fields.of_scene:
        return []
    fields = worst_first(state.fields)
    if len(fields) <= LISTED:
        return []
    more = len(fields) - LONGEST
    rest = ["", f"{more} more fields stand in {state.fields.table}."] if more > 0 else []
    return ["## Other fields", "", *list_fields(state.fields, fields[LISTED:LONGEST], said, words_of("en")), *rest]


def _pictures(state: SceneState) -> list[str]:
    lines = [f"![Preview of the scene]({PREVIEW})"]
    for entry in planned_maps(state)[1:]:
        lines += ["", f"![{escape(entry.caption)}]({entry.file})"]
    return lines


def _refusals(state: SceneState) -> list[str]:
    rows = [tuple(escape(cell) for cell in row) for row in refusals(state)]
    return table(("What", "Why", "What would be needed"), rows) if rows else []


def _doubts(state: SceneState) -> list[str]:
    """Conversions and warnings, each once; notes of the contract that no step repeated are added."""
    issues = [issue for issue in state.issues if issue.kind in ("conversion", "warning")]
    told = {issue.reason for issue in issues}
    notes = state.scene.notes if state.scene else ()
    issues += [
        Issue(step="ingest", kind="conversion", reason=note, code="scene_note") for note in notes if note not in told
    ]
    fake = state.modality is not None and state.modality.fake
    lines = []
    for issue in issues:
        words = {"conversion": "Converted or assumed", "warning": "Doubt"}[issue.kind]
        mark = f" {FAKE_MARK}" if fake and issue.step == "confirm_modality" else ""
        needed = f" Needed: {escape(issue.needed)}." if issue.needed else ""
        lines.append(f"- **{words}:** {escape(issue.reason).rstrip('.')}.{mark}{needed}")
    return list(dict.fromkeys(lines))


def _decisions(state: SceneState) -> list[str]:
    rows = [(escape(entry.step), escape(entry.question), escape(entry.answer)) for entry in state.decisions]
    return table(("Step", "Question", "Answer"), rows) if rows else []
