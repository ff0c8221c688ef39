"""What a language must be able to say beside the first page: true wordings of one thing, the first the default.

Arguments are names, and numbers as placeholders. All wordings of one call state the same numbers. Functions with the
name of one of the first page say the same in other words.
"""

from collections.abc import Sequence
from typing import Literal, Protocol, cast

from nodes.report.first_page.words import Words
from nodes.state import Language

Wordings = tuple[str, ...]
Shares = Sequence[tuple[str, str]]
"""Names of classes or causes, each with its number."""


class SentenceWords(Protocol):
    """One language; each module of a language has these functions."""

    def title(self, section: str) -> str:
        """Head a section by its name."""

    def place_label(self, number: str) -> str:
        """Name a place to go to."""

    def zone_label(self, number: str) -> str:
        """Name a zone at high risk."""

    def cause(self, name: str) -> str:
        """Name a cause of stress by the name that the program has for it."""

    def go_to(self, names: Sequence[str], how: str) -> str:
        """Say where to go first, in other words."""

    def all_like_peers(self) -> str:
        """Say that no field stands out, in other words."""

    def lowest(self, name: str, crop: str | None, median: str) -> str:
        """Name the field with the lowest index, in other words."""

    def greenness(self, median: str, low: str, high: str) -> str:
        """Say how green a scene is, in other words."""

    def largest_cover(self, name: str, much: str) -> str:
        """Say which cover is largest, in other words."""

    def hidden(self, share: str) -> str:
        """Say how much is under cloud, in other words."""

    def photograph(self) -> Wordings:
        """Say that nothing was measured of a photograph."""

    def no_judgement(self) -> Wordings:
        """Say that radar, heat or colours alone do not tell which field to visit."""

    def field(self, name: str, crop: str | None, median: str, low: str, high: str) -> Wordings:
        """Say how green a field is."""

    def field_seen(self, name: str, share: str) -> Wordings:
        """Say how much of a field was judged."""

    def field_layers(self, name: str, layers: Sequence[tuple[str, str, str]]) -> Wordings:
        """State layers of a field: name of the layer, mean or median, value."""

    def against_peers(self, name: str, difference: str, count: str, side: Literal["below", "above"]) -> Wordings:
        """Say how far a field lies from its peers; the difference has its sign."""

    def like_peers(self, name: str, count: str) -> Wordings:
        """Say that a field is as green as its peers."""

    def against_few(self, name: str, difference: str, count: str) -> Wordings:
        """Say how far a field lies behind the few others of its crop."""

    def bare(self, name: str, share: str) -> Wordings:
        """Say how much of a field is bare."""

    def patches(self, name: str, count: str, much: str) -> Wordings:
        """Say how much of a field is weak."""

    def on_scene(self, name: str, share: str) -> Wordings:
        """Say that a field leaves the scene."""

    def fields_of_crop(self, crop: str, count: str, low: str, high: str, *, alone: bool) -> Wordings:
        """Sum up the fields of a crop."""

    def visit(self, label: str, latitude: str, longitude: str, what: str) -> Wordings:
        """Say where a place is and what is meant by it."""

    def layer(self, name: str, statistic: str, value: str, low: str, high: str, *, relative: bool) -> Wordings:
        """State a layer of the scene, with its lowest and highest twentieth."""

    def index(self, name: str, median: str, low: str, high: str) -> Wordings:
        """State an index of the clear ground, with its lowest and highest twentieth."""

    def cover(self, name: str, share: str, area: str | None) -> Wordings:
        """Say how much of the clear ground a class of cover has."""

    def seen(self, seen: str, clear: str | None) -> Wordings:
        """Say how much has data, and how much of that is clear."""

    def seen_few(self, seen: str, clear: str) -> Wordings:
        """Say how much has data, and how few pixels of that are clear."""

    def cloud_and_shadow(self, cloud: str, shadow: str) -> Wordings:
        """Part what is hidden in cloud and shadow."""

    def health_shares(self, judged: str, shares: Shares) -> Wordings:
        """Say what the health network says, that it learned from simulated fields, and what it is worth."""

    def without_outlines(self, step: Literal["health", "risk"]) -> Wordings:
        """Say what a network may have taken for crops where nobody told it where fields are."""

    def missing_cover(self, share: str) -> Wordings:
        """Say how much cover is missing, by a network that learned from simulated fields."""

    def causes(self, causes: Shares, unclear: str | None) -> Wordings:
        """Guess what ails the ground that is not healthy."""

    def health_confidence(self, share: str) -> Wordings:
        """Say how sure the health network is."""

    def ailing(self, name: str, share: str) -> Wordings:
        """Say how much of the judged ground of a field is moderate or severe."""

    def risk_shares(self, judged: str, shares: Shares) -> Wordings:
        """Say what the risk network forecasts, and what it is worth."""

    def risk_confidence(self, share: str) -> Wordings:
        """Say how sure the risk network is."""

    def zones(self, count: str) -> Wordings:
        """Say how many zones at high risk there are."""

    def zone(self, label: str, much: str, probability: str, place: tuple[str, str] | None) -> Wordings:
        """Say how large a zone is, how probable high risk is there, and where: latitude, longitude."""

    def field_at_risk(self, name: str, area: str) -> Wordings:
        """Say how much of a field is forecast to be at high risk."""

    def picture(self, text: str) -> Wordings:
        """Repeat what a network wrote of the picture of the scene, as far as it holds."""

    def picture_of(self, name: str, text: str) -> Wordings:
        """Repeat what a network wrote of the picture of a field, as far as it holds."""


def sentence_words_of(language: Language) -> SentenceWords:
    """The words of a language."""
    from nodes.sentences import english, french

    known: dict[Language, SentenceWords] = {"en": english, "fr": french}
    return known[language]


class _Otherwise:
    """The words of the first page, but in other words where there are some."""

    def __init__(self, first: Words, other: SentenceWords, names: Sequence[str]) -> None:
        self._first, self._other, self._names = first, other, names

    def __getattr__(self, name: str) -> object:
        return getattr(self._other if name in self._names else self._first, name)


_SAID_TWICE = ("go_to", "all_like_peers", "lowest", "greenness", "largest_cover", "hidden")


def say_otherwise(first: Words, other: SentenceWords) -> Words:
    """The first page in other words."""
    return cast(Words, _Otherwise(first, other, _SAID_TWICE))
