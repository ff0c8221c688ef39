"""What the sentences of a section say, read as drafts are read, so that words of a draft can be held against it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from nodes.proofread.clauses import Clause, join, split_clauses
from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.numbers import Number
from nodes.proofread.tokens import Reader, split_sentences
from nodes.report.claims import Style, render
from nodes.sentences.fact import Fact, Section
from nodes.state import AreaUnit

_CLAIM = re.compile(r"\{claim:([^{}\s]*)\}")
_UNITS: tuple[AreaUnit, ...] = ("ha", "acres")
_STYLES = tuple(Style(language="en", area=unit) for unit in _UNITS) + tuple(
    Style(language="fr", area=unit) for unit in _UNITS
)


@dataclass(frozen=True)
class Source:
    """One wording of a sentence, or a note."""

    sentence: str  # its id; of a note, the note
    text: str
    clauses: tuple[Clause, ...]
    claims: frozenset[str]
    names: frozenset[str]
    concepts: Concepts
    literals: frozenset[Number]


@dataclass(frozen=True)
class Told:
    """All that a section lets a draft say."""

    section: Section
    reader: Reader
    facts: Mapping[str, Fact]  # by the id of the claim
    sources: tuple[Source, ...]
    verbatim: tuple[tuple[str, str], ...]  # text and the id of its sentence, the longest first
    abouts: frozenset[str]

    def sources_of(self, claim: str) -> list[Source]:
        """The wordings that state a claim."""
        return [source for source in self.sources if claim in source.claims]

    def clauses_of(self, claim: str) -> list[Clause]:
        """The clauses of wordings that state a claim."""
        return [
            clause
            for source in self.sources_of(claim)
            for clause in source.clauses
            if any(item.claim == claim for item in clause.items)
        ]


@lru_cache(maxsize=64)
def read_section(section: Section) -> Told:
    """Read the sentences and notes of a section, once."""
    abouts = frozenset(fact.about for fact in section.facts if fact.about)
    names = tuple(sorted({*abouts, *section.names, *_capitals(abouts)}, key=len, reverse=True))
    first = Reader(section.language, names)
    texts = [(sentence.id, wording) for sentence in section.sentences for wording in sentence.wordings]
    texts += [(note, note) for note in section.notes]
    extra = frozenset(
        concept for _, text in texts for item in first.read(text) for concept in item.concepts if concept[:2] == "w:"
    )
    reader = Reader(section.language, names, extra)
    facts = {fact.claim.id: fact for fact in section.facts}
    sources = tuple(_read(reader, name, text) for name, text in texts)
    verbatim = sorted({(form, name) for name, text in texts for form in _forms(text, facts)}, key=lambda one: -len(one[0]))
    return Told(section, reader, facts, sources, tuple(verbatim), abouts)


def _capitals(abouts: Iterable[str]) -> Iterable[str]:
    """Names such as “zone 1” as a sentence begins with them."""
    return (about[:1].upper() + about[1:] for about in abouts if re.fullmatch(r"[a-zéè]+ \d+", about))


def _read(reader: Reader, name: str, text: str) -> Source:
    clauses = tuple(clause for sentence in split_sentences(reader.read(text)) for clause in split_clauses(sentence))
    whole = join(clauses)
    return Source(
        sentence=name,
        text=text,
        clauses=clauses,
        claims=frozenset(item.claim for item in whole.items if item.claim),
        names=frozenset(whole.names),
        concepts=whole.concepts,
        literals=frozenset(item.number for item in whole.items if item.number),
    )


def _forms(text: str, facts: Mapping[str, Fact]) -> Iterable[str]:
    """A wording with its placeholders, and with its numbers in each style."""
    yield normalize(text)
    ids = _CLAIM.findall(text)
    if ids and all(name in facts for name in ids):
        for style in _STYLES:
            yield normalize(_CLAIM.sub(lambda match: render(facts[match[1]].claim, style), text))


def normalize(text: str) -> str:
    """Text with single spaces and without marks of bold."""
    return " ".join(text.replace("**", "").replace("\u202f", " ").replace("\u00a0", " ").split())
