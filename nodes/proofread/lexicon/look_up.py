"""Phrases to concepts: the longest phrase first, words in all their forms."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from nodes.proofread.lexicon import english, french, plain_english, plain_french
from nodes.proofread.lexicon.everyday import is_form_of, roots
from nodes.state import Language

Concepts = frozenset[str]
_NONE: Concepts = frozenset()
_PARTED = str.maketrans("-'()", "    ")
_MODULES: Mapping[Language, ModuleType] = {"en": english, "fr": french}
_PLAIN: Mapping[Language, ModuleType] = {"en": plain_english, "fr": plain_french}


@dataclass(frozen=True)
class Lexicon:
    """All phrases of a language by their first word, the longest first."""

    language: Language
    phrases: Mapping[str, Sequence[tuple[tuple[str, ...], Concepts]]]
    plain: frozenset[str]  # roots of words that state nothing

    def match(self, words: Sequence[str], start: int) -> tuple[int, Concepts] | None:
        """How many words from there on make the longest phrase that is known, and what it says; None: unknown."""
        for phrase, concepts in self.phrases.get(words[start], ()):
            if tuple(words[start : start + len(phrase)]) == phrase:
                return len(phrase), concepts
        return None

    def is_plain(self, word: str) -> bool:
        """Whether a word that stands in no phrase is another form of one that states nothing."""
        return is_form_of(word, self.plain, self.language)


@cache
def lexicon_of(language: Language) -> Lexicon:
    """The lexicon of a language, read once."""
    module = _MODULES[language]
    plain = [_part(word) for word in _PLAIN[language].PLAIN.split()]
    found: dict[tuple[str, ...], Concepts] = dict.fromkeys(plain, _NONE)
    for phrase, concept in _entries(module):
        found[phrase] = found.get(phrase, _NONE) | ({concept} if concept else _NONE)
    by_first: dict[str, list[tuple[tuple[str, ...], Concepts]]] = {}
    for phrase, concepts in found.items():
        by_first.setdefault(phrase[0], []).append((phrase, concepts))
    listed = {first: sorted(phrases, key=lambda one: -len(one[0])) for first, phrases in by_first.items()}
    stems = frozenset(
        root for phrase in plain if len(phrase) == 1 and len(phrase[0]) > 3 for root in roots(phrase[0], language)
    )
    return Lexicon(language, listed, stems)


def _entries(module: ModuleType) -> Iterator[tuple[tuple[str, ...], str]]:
    for word in module.NEUTRAL.split():
        yield _part(word), ""
    for concept, phrases in module.CONCEPTS.items():
        for phrase in phrases.split(","):
            yield _part(phrase), concept


def _part(phrase: str) -> tuple[str, ...]:
    """The words of a phrase, parted as those of drafts are."""
    return tuple(phrase.lower().translate(_PARTED).split())


def stem(word: str, language: Language) -> str:
    """The word without endings of number, tense and gender; crude, and alike for sentences and drafts."""
    word = word.lower()
    endings = ("ings", "ing", "ies", "ied", "es", "ed", "s", "e", "y") if language == "en" else (
        "ées", "és", "ée", "é", "er", "ent", "es", "s", "e"
    )  # fmt: skip
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word
