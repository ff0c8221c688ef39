"""What a language must be able to say of like cases; arguments are names, and numbers already in words."""

from collections.abc import Sequence
from typing import Protocol

from models.retrieval.field_notes import Note
from nodes.state import Language


class CaseWords(Protocol):
    """One language; each module of a language has these functions."""

    def only_photograph(self) -> str:
        """Say that nothing of the ground was measured."""

    def not_searched(self) -> str:
        """Say that no model could be asked what it shows."""

    def most_like(self, name: str, certainty: str) -> str:
        """Name what it most likely shows."""

    def may_be(self, named: Sequence[tuple[str, str]]) -> str:
        """Name what it may show where none is more likely than all others together."""

    def less_likely(self, named: Sequence[tuple[str, str]]) -> str:
        """Name what else it may show, each with its certainty."""

    def shows_nothing_wrong(self) -> str:
        """Say what a plant without marks does not exclude."""

    def unknown(self) -> str:
        """Say that nothing known is like it, and what may be the reason."""

    def like_a_case(self, caption: str, certainty: str) -> str:
        """Say that it is like a case of the collection, though the model was taught nothing like it."""

    def from_above(self) -> str:
        """Say that it looks like ground seen from above."""

    def settles_nothing(self) -> str:
        """Say what a picture cannot do."""

    def heads(self) -> tuple[str, str, str]:
        """Head what looks alike, what to check first, and when to call someone."""

    def checks_title(self) -> str:
        """Head what to check in the field of a scene."""

    def checks_lead(self) -> str:
        """Say that what follows is to be ruled out, and was not found."""

    def seen(self, finding: str) -> str:
        """Say what was measured or guessed, by the name of a finding."""

    def check(self, note: Note) -> str:
        """Say what to check first."""

    def guidance(self, note: Note) -> tuple[str | None, str | None]:
        """Say what looks alike and when to call someone, as far as the note has it in this language."""

    def name(self, note: Note) -> str:
        """Name what a note is about."""

    def source(self, source: str) -> str:
        """Name who publishes on it."""

    def more_in_details(self) -> str:
        """Say where like cases and the rest of the notes stand."""


def case_words_of(language: Language) -> CaseWords:
    """The words of a language."""
    from nodes.report.like_cases import english, french

    words: dict[Language, CaseWords] = {"en": english, "fr": french}
    return words[language]
