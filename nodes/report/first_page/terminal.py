"""The first page in a few plain lines: what a terminal says at the end of a run."""

from nodes.report.chapters.fields import worst_first
from nodes.report.chapters.layers import has_layers
from nodes.report.contents import claims_of
from nodes.report.decisions import without_rejected
from nodes.report.first_page.field_list import list_fields
from nodes.report.first_page.sheet import style_of, write_first_page
from nodes.report.first_page.spoken import answer_lines
from nodes.report.first_page.words import words_of
from nodes.report.wording import Said, strip_markup
from nodes.state import SceneState

MOST = 5
"""Fields that are named."""


def list_result(state: SceneState) -> list[str]:
    """List the answer to a question, what decides, and the fields that stand worst; nothing without a scene."""
    state = without_rejected(state)
    said = Said(claims_of(state), style_of(state))
    decision = write_first_page(state, said).decision
    question, answer = state.request.question, state.answer
    answered = answer_lines(question, answer, said) if question and answer is not None else []
    alike = [words_of(state.request.language).alike(said("areas.agreement"))] if "areas.agreement" in said else []
    return [strip_markup(line) for line in (*answered, *alike, decision, *_fields(state, said)) if line.strip()]


def _fields(state: SceneState, said: Said) -> list[str]:
    if state.fields is None or state.fields.of_scene or has_layers(state):
        return []
    judged, words = worst_first(state.fields), words_of(state.request.language)
    rows = list_fields(state.fields, judged[:MOST], said, words)[2:]  # behind the head of the table
    before = "\u00a0" if said.style.language == "fr" else ""  # colons and semicolons
    more = [f"… +{len(judged) - MOST}{before}: {state.fields.table}"] if len(judged) > MOST else []
    return [*(_line(row.removeprefix("| ").removesuffix(" |").split(" | "), before) for row in rows), *more]


def _line(cells: list[str], before: str) -> str:
    """Name, crop, area, index and the reason of a row of the list of fields."""
    name, crop, area, ndvi, *_, why = cells
    return f"{name} ({crop}, {area}){before}: NDVI {ndvi}{before}; {why}"
