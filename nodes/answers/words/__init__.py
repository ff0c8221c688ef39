"""The sentences of answers, a table a language: both have the same keys with the same places, which a test keeps.

Numbers come in as places of claims; sentences themselves hold none, but those that name a bound of the program.
"""

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Words:
    """One language."""

    language: Language
    tables: _Tables
    page: PageWords  # sentences that the first page says already

    def say(self, key: str, **parts: str) -> str:
        """Say a sentence; the parts are names, or places of claims."""
        template = self.tables.SENTENCES[key]
        text = template.format(**parts)
        text = elide(text) if self.language == "fr" else text
        begins = template.startswith("{where}") or (
            template.startswith("{name}") and text.startswith(self.tables.ARTICLES)
        )
        return text[:1].upper() + text[1:] if begins else text

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
