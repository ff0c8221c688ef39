"""What a language must be able to say on the first page; arguments are numbers already in words, and names."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from models.field.measured.results import PlaceKind
from nodes.state import Language


class Words(Protocol):
    """One language; each module of a language has these functions."""

    def title_fields(self, day: date | None) -> str:
        """Head a page on fields."""

    def title_scene(self, day: date | None) -> str:
        """Head a page on a scene without fields."""

    def title_photograph(self, day: date | None) -> str:
        """Head a page on a photograph."""

    def place(self, latitude: str, longitude: str, *, north: bool, east: bool) -> str:
        """Name a place by numbers of degrees without signs."""

    def simulated(self, how: str) -> str:
        """Say that the scene is not of real ground."""

    def made_up(self, mark: str) -> str:
        """Say what a demonstration backend does."""

    def asked(self, question: str) -> str:
        """Repeat a question that code cannot answer."""

    def go_to(self, names: Sequence[str], how: str) -> str:
        """Say where to go first, and why."""

    def far_below(self, crops: Sequence[str]) -> str:
        """Why: far below the other fields of its crop."""

    def mostly_bare(self) -> str:
        """Why: much of the field has no green plants."""

    def has_patch(self, area: str, below: str) -> str:
        """Why: ground in the field stands below the rest of it."""

    def all_like_peers(self) -> str:
        """Say that no field stands out."""

    def lowest(self, name: str, crop: str | None, median: str) -> str:
        """Name the field with the lowest index where fields cannot be held against each other."""

    def few_peers(self, least: int) -> str:
        """Say why fields are not held against each other."""

    def none_judged(self) -> str:
        """Say that no field could be judged."""

    def of_crop(self, crop: str, count: int, low: str, high: str) -> str:
        """Sum up the fields of a crop."""

    def greenness(self, median: str, low: str, high: str) -> str:
        """Say how green a scene without fields is."""

    def largest_cover(self, name: str, much: str) -> str:
        """Say which cover is largest."""

    def cover_name(self, name: str) -> str:
        """Name a class of cover by the name that the program has for it."""

    def class_name(self, name: str) -> str:
        """Name a class of health or risk."""

    def no_outlines(self) -> str:
        """Say what outlines of fields would add."""

    def title_areas(self, day: date | None) -> str:
        """Head a page on areas that look alike."""

    def alike(self, agreement: str) -> str:
        """Say that areas are no fields, and how far they agreed with fields."""

    def columns(self, *, with_risk: bool, alike: bool) -> tuple[str, ...]:
        """Head the list of fields."""

    def legend(self, more: int, table: str) -> str:
        """Explain the list, which leaves out so many fields."""

    def crop(self, name: str | None) -> str:
        """Name a crop by the name that the program has for it."""

    def spread(self, median: str, low: str, high: str) -> str:
        """Write a median with the lowest and highest tenth."""

    def risk_unknown(self) -> str:
        """Say that a crop is not one that risk was learned for."""

    def no_crop_seen(self) -> str:
        """Say that the network saw no crop."""

    def against_peers(self, difference: str, count: str, *, side: str) -> str:
        """Say how a field stands to its peers; `side` is below, above or among."""

    def against_few(self, difference: str, count: str) -> str:
        """Say that a field lies far behind the few others of its crop."""

    def join(self, parts: Sequence[str]) -> str:
        """Join reasons or crops into one line."""

    def without_ndvi(self) -> str:
        """Say that fields could not be ordered, for want of an index."""

    def lowest_of_crop(self, count: int) -> str:
        """Say that a field is the lowest of the few of its crop."""

    def bare(self, share: str) -> str:
        """Say how much of a field has no green plants."""

    def patches(self, count: str, area: str) -> str:
        """Say how much of a field is weak."""

    def partly_on_scene(self, share: str) -> str:
        """Say that a field leaves the scene."""

    def nothing_stands_out(self) -> str:
        """Say that there is no reason to go there."""

    def only_risk(self) -> str:
        """Say that nothing measured is a reason to go there, but that a network sees much ground at high risk."""

    def places_title(self) -> str:
        """Head the places."""

    def visit(self, kind: PlaceKind, field: str, area: str | None, value: str, below: str | None) -> str:
        """Say what is meant by a place."""

    def look_for(self, kind: PlaceKind) -> str:
        """Say what to look for."""

    def on_the_phone(self, file: str) -> str:
        """Name the file of the places."""

    def networks_title(self) -> str:
        """Head what networks say."""

    def health(self, judged: str, shares: Sequence[tuple[str, str]]) -> str:
        """Say what the health network says, and what that is worth."""

    def risk(self, judged: str, shares: Sequence[tuple[str, str]]) -> str:
        """Say what the risk network says, and what that is worth."""

    def told(self, facts: Sequence[str], changed: Sequence[tuple[str, str]]) -> str:
        """Say what the words of the user changed: health or risk, and on which share of the crop asked about twice."""

    def readings_changed_nothing(self) -> str:
        """Say that readings of sensors moved no number of health and risk."""

    def without_outlines(self) -> str:
        """Say what networks may have taken for crops where nobody told them where fields are."""

    def limits_title(self) -> str:
        """Head what was not possible."""

    def hidden(self, share: str) -> str:
        """Say how much was under cloud."""

    def clouds_unmasked(self) -> str:
        """Say that clouds were not looked for."""

    def not_judged(self, names: Sequence[str], more: int, because: str | None) -> str:
        """Name fields that were not judged, and why where all have one reason."""

    def off_scene(self, names: Sequence[str], more: int) -> str:
        """Name fields that lie off the scene, so that no list has them."""

    def level(self, *, known: bool) -> str:
        """Say that reflectance may not be, or is not, that of the ground."""

    def kind_uncertain(self, kind: str) -> str:
        """Say that the kind of scene is not sure."""

    def readings_unheard(self) -> str:
        """Say that readings of sensors did not count."""

    def networks_silent(self, names: Sequence[str]) -> str:
        """Say which of health and risk were not judged."""

    def unknown_crops(self, crops: Sequence[str]) -> str:
        """Name crops that networks never learned."""

    def from_values_only(self) -> str:
        """Say that facts of the scene were judged from its values."""

    def lacking(self, indices: Sequence[str]) -> str:
        """Name indices that the scene has no bands for."""

    def not_installed(self, steps: Sequence[str]) -> str:
        """Name steps whose model is not there."""

    def more_notes(self, count: int) -> str:
        """Say that there are more notes below."""

    def check(self) -> str:
        """Say where numbers come from and how to check them."""

    def details_title(self) -> str:
        """Head what is folded."""


def words_of(language: Language) -> Words:
    """The words of a language."""
    from nodes.report.first_page import english, french

    known: dict[Language, Words] = {"en": english, "fr": french}
    return known[language]
