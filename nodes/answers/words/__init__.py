"""The sentences of answers, a table a language: both have the same keys with the same places, which a test keeps.

Numbers come in as places of claims; sentences themselves hold none, but those that name a bound of the program.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from models.schemas import Language
from nodes.report.first_page.french_names import elide
from nodes.report.first_page.words import Words as PageWords
from nodes.report.first_page.words import words_of as page_words_of


class _Tables(Protocol):
    """What a module of a language holds."""

    AND: str
    ARTICLES: tuple[str, ...]  # with which names of ground begin that are no names of fields
    SENTENCES: dict[str, str]
    NAMES: dict[str, str]
    MONTHS: tuple[str, ...]


_PLURAL = re.compile(r"\[(?P<one>[^\[\]|]*)\|(?P<many>[^\[\]|:]*):(?P<part>\w+)\]")


@dataclass(frozen=True)
class Words:
    """One language."""

    language: Language
    tables: _Tables
    page: PageWords  # sentences that the first page says already

    def say(self, key: str, numbers: Mapping[str, float] | None = None, /, **parts: str) -> str:
        """Say a sentence; the parts are names, or places of claims, with the numbers that stand at some of them.

        A template writes [field|fields:count] for a word that goes with the number at {count}.
        """
        template = self.tables.SENTENCES[key]
        text = _PLURAL.sub(lambda found: self._choose(found, numbers or {}), template).format(**parts)
        text = elide(text) if self.language == "fr" else text
        begins = template.startswith("{where}") or (
            template.startswith("{name}") and text.startswith(self.tables.ARTICLES)
        )
        return text[:1].upper() + text[1:] if begins else text

    def _choose(self, found: re.Match[str], numbers: Mapping[str, float]) -> str:
        number = abs(numbers.get(found["part"], 2))
        is_one = number < 2 if self.language == "fr" else number == 1
        return found["one"] if is_one else found["many"]

    def day(self, iso: str) -> str:
        """Write a day, YYYY-MM-DD with or without a time, as people write it."""
        told = date.fromisoformat(iso[:10])
        number = "1er" if told.day == 1 and self.language == "fr" else str(told.day)
        return f"{number} {self.tables.MONTHS[told.month - 1]} {told.year}"

    def name(self, word: str) -> str:
        """Name what the program calls so; what has no name is called as it is."""
        return self.tables.NAMES.get(word, word)

    def find(self, said: str) -> str | None:
        """Find the program's own word for a name in this language, or in English."""
        wanted = said.strip().casefold()
        plain = {word.rpartition(".")[2].casefold(): word.rpartition(".")[2] for word in self.tables.NAMES}
        back = {name.casefold(): word.rpartition(".")[2] for word, name in self.tables.NAMES.items()}
        return plain.get(wanted) or back.get(wanted)

    def join(self, parts: Sequence[str]) -> str:
        """List parts, the last one after "and"."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.tables.AND} {parts[-1]}"


def words_of(language: Language) -> Words:
    """The words of a language."""
    from nodes.answers.words import english, french

    tables: dict[Language, _Tables] = {"en": english, "fr": french}
    return Words(language, tables[language], page_words_of(language))
