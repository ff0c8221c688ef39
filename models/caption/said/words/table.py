"""What a table of words holds, and the phrases that it gives a reader."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from models.caption.classes import Aspect

Phrase = tuple[str, ...]
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\S")


@dataclass(frozen=True)
class Meanings:
    """What one phrase can mean; several at once where the clause decides."""

    nouns: frozenset[Aspect] = frozenset()  # it names these aspects
    values: dict[Aspect, str] = field(default_factory=dict)  # it is a class of these aspects, where one is named
    alone: tuple[Aspect, str] | None = None  # it is a class of this aspect, named or not
    superlative: Aspect | None = None  # "greenest" or "barest", and waits for a part
    part: str | None = None  # north … centre
    negates: bool = False


@dataclass(frozen=True)
class Table:
    """The words of one language."""

    joins: "re.Pattern[str]"  # one group: what joins two clauses
    conjunction: str  # before the last clause, as in ", and "
    dependent: frozenset[str]  # joining words whose clause falls with the one before
    nouns: Mapping[tuple[Aspect, ...], Sequence[str]]
    values: Mapping[Aspect, Mapping[str, Sequence[str]]]
    alone: Mapping[Aspect, Mapping[str, Sequence[str]]]
    superlatives: Mapping[Aspect, Sequence[str]]
    parts: Mapping[str, Sequence[str]]
    negators: Sequence[str]
    neutral: frozenset[str]

    @cached_property
    def phrases(self) -> dict[Phrase, Meanings]:
        """All phrases by their words."""
        nouns: dict[Phrase, set[Aspect]] = {}
        values: dict[Phrase, dict[Aspect, str]] = {}
        alone: dict[Phrase, tuple[Aspect, str]] = {}
        for aspects, said in self.nouns.items():
            for each in said:
                nouns.setdefault(split_words(each), set()).update(aspects)
        for aspect, classes in self.values.items():
            for value, said in classes.items():
                for each in said:
                    values.setdefault(split_words(each), {})[aspect] = value
        for aspect, classes in self.alone.items():
            alone |= {split_words(each): (aspect, value) for value, said in classes.items() for each in said}
        superlatives = {split_words(each): aspect for aspect, said in self.superlatives.items() for each in said}
        parts = {split_words(each): part for part, said in self.parts.items() for each in said}
        negators = {split_words(each) for each in self.negators}
        return {
            phrase: Meanings(
                frozenset(nouns.get(phrase, ())), values.get(phrase, {}), alone.get(phrase), superlatives.get(phrase),
                parts.get(phrase), phrase in negators,
            )
            for phrase in {*nouns, *values, *alone, *superlatives, *parts, *negators}
        }  # fmt: skip

    @cached_property
    def longest(self) -> int:
        """Words of the longest phrase."""
        return max(len(phrase) for phrase in self.phrases)


def split_words(text: str) -> Phrase:
    """Split into words in small letters, without apostrophes and commas; digits and other signs are words."""
    plain = unicodedata.normalize("NFC", text).lower()
    return tuple(_TOKEN.findall(re.sub(r"[’',]", " ", plain)))
