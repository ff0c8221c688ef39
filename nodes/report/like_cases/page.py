"""The first page of a photograph, and what to check in the field of a scene."""

from collections.abc import Iterator

from models.retrieval.field_notes import Note, read_notes
from models.retrieval.scene import ENOUGH
from nodes.report.chapters.retrieval import notes_of
from nodes.report.claims import FAKE_MARK
from nodes.report.like_cases.names import is_healthy, name_subject
from nodes.report.like_cases.words import CaseWords, case_words_of
from nodes.report.wording import Said, escape
from nodes.state import SceneState

_CHECKED = 3
"""Notes on the first page of a scene at most."""


def decide_photograph(state: SceneState, said: Said) -> Iterator[str]:
    """Say what the photograph most likely shows, or that nothing known is like it."""
    words, found = case_words_of(state.request.language), state.retrieval
    if found is None:
        yield from (f"**{words.only_photograph()}**", words.not_searched())
        return
    if found.looks_like == "scene":
        yield f"**{words.from_above()}**"
        return
    named = [
        (escape(name_subject(condition.subject, state.request.language)), said(f"condition.{place}.certainty"))
        for place, condition in enumerate(found.conditions, start=1)
    ]
    if named:
        if found.conditions[0].certainty < ENOUGH:
            yield f"**{words.may_be(named)}**"
        else:
            yield f"**{words.most_like(*named[0])}**"
            if named[1:]:
                yield words.less_likely(named[1:])
        if is_healthy(found.conditions[0].subject):
            yield words.shows_nothing_wrong()
        yield words.settles_nothing()
    elif state.matches:
        yield f"**{words.like_a_case(escape(state.matches[0].caption), said('match.1.certainty'))}**"
        yield words.settles_nothing()
    else:
        first, _, rest = words.unknown().partition(". ")
        yield f"**{first}.** {rest}"
    yield words.only_photograph()


def list_guidance(state: SceneState) -> list[str]:
    """List for a photograph what looks alike, what to check and whom to call: of the likeliest, by our note on it."""
    found = state.retrieval
    if found is None or not state.is_photograph or found.looks_like == "scene":
        return []
    words, note = case_words_of(state.request.language), _first_note(state)
    if note is None:
        return []
    alike, call = words.guidance(note)
    parts = zip(words.heads(), (alike, words.check(note), call), strict=True)
    lines = [line for head, text in parts if text for line in (f"## {head}", "", text, "")]
    mark = f" {FAKE_MARK}" if found.fake else ""
    between = "." if state.request.language == "fr" else ":"
    return [*lines, f"{words.name(note)}{between} {words.source(note.source)} {words.more_in_details()}{mark}"]


def _first_note(state: SceneState) -> Note | None:
    """The note on the likeliest condition that is one: of a healthy leaf there is none to give."""
    found = state.retrieval
    if found is not None and found.conditions:
        name = found.conditions[0].note
        return read_notes().get(name) if name else None
    return next(iter(notes_of(state)), None)


def list_checks(state: SceneState) -> list[str]:
    """List for a scene what to check in the field, by notes that were found by what was measured."""
    if state.is_photograph or state.retrieval is None:
        return []
    words: CaseWords = case_words_of(state.request.language)
    known = read_notes()
    found = [match for match in state.matches or () if match.finding is not None and match.item in known]
    if not found:
        return []
    mark = f" {FAKE_MARK}" if state.retrieval.fake else ""
    colon = " :" if state.request.language == "fr" else ":"
    lines = [
        f"- **{words.name(note)}** ({words.seen(str(match.finding))}){colon} {words.check(note)}{mark}"
        for match, note in ((match, known[match.item]) for match in found[:_CHECKED])
    ]
    return [f"## {words.checks_title()}", "", words.checks_lead(), "", *lines]
