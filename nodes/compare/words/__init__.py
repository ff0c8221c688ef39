"""What a language must be able to say on the page of a comparison; numbers come in as they are to be shown."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from nodes.compare.meaning import Shown
from nodes.compare.results import Doubt, FieldChange, IndexChange, Side
from nodes.state import Language

LONGEST = 25
"""Fields that are listed."""


class Words(Protocol):
    """One language; each module of a language has these names."""

    TITLE: str
    FIELDS: str
    NOT_POSSIBLE: str
    HOW: str
    HEAD: tuple[str, ...]
    MAP_CAPTION: str
    MAP_HEADING: str
    LIMIT: str

    def name_dates(self, before: str, after: str) -> tuple[str, str]:
        """Name two days; the year stands once where it is the same."""

    def name_place(self, latitude: str, longitude: str, *, north: bool, east: bool) -> str:
        """Name a place by numbers of degrees without signs."""

    def describe_images(self, first: Side, second: Side) -> tuple[str, ...]:
        """Say of what sensor and when the two images are."""

    def say_compared(self, share: str, area: str) -> str:
        """Say how much ground is compared."""

    def signed(self, number: str) -> str:
        """Show a change with its sign."""

    def decide(self, days: tuple[str, str], index: str, changed: Sequence[Shown], look: str | None, least: str) -> str:
        """Write the sentence that decides: what fell, what rose, where to look first."""

    def decide_without_fields(
        self, days: tuple[str, str], index: str, fallen: tuple[str, str], risen: tuple[str, str]
    ) -> str:
        """Write the sentence that decides where no fields are known: (area, share) of the ground."""

    def say_nothing_compared(self, days: tuple[str, str]) -> str:
        """Write the sentence that decides where fields are known and none could be compared."""

    def name_look(self, name: str, place: str | None) -> str:
        """Name where to look first."""

    def name_field(self, field: FieldChange) -> tuple[str, str]:
        """Name a field and its crop, and that before where it is another one."""

    def explain(
        self, field: FieldChange, main: IndexChange, areas: tuple[str | None, str | None, str], least: str
    ) -> str:
        """Say in a sentence or two what a change may mean; areas are those that fell, that rose (or none), and all."""

    def say_others(self, others: Iterable[tuple[str, str, str]]) -> str:
        """Say which further indices changed clearly: (name, before, after)."""

    def line_of(self, field: FieldChange, main: IndexChange, shown: tuple[str, str], change: str) -> str:
        """Tell a field on one line of a terminal."""

    def explain_order(self, least: str, smallest: str) -> str:
        """Say in which order fields are listed, and from when on a change is one."""

    def list_not_compared(self, fields: Iterable[tuple[FieldChange, str]]) -> list[str]:
        """Say which fields are not compared and why, a line for each reason; with the share that could be."""

    def list_alone(self, only_first: Sequence[str], only_second: Sequence[str], days: tuple[str, str]) -> list[str]:
        """Say which fields one run alone has."""

    def say_doubt(self, doubt: Doubt) -> str:
        """Say what a reader must know before acting."""

    def say_more(self, count: int, file: str) -> str:
        """Say how many notes are left out, and where they stand."""

    def explain_noise(self, least: str, pixel: str) -> str:
        """Explain how a clear change is told from noise."""

    def explain_files(self, files: Sequence[str]) -> str:
        """Say what lies beside the page and how it is checked."""


def words_of(language: Language) -> Words:
    """The words of a language."""
    from nodes.compare.words import english, french

    known: dict[Language, Words] = {"en": english, "fr": french}
    return known[language]
