"""What the sentences of a section say, read as drafts are read, so that words of a draft can be held against it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import Any

from models.vocabulary import CROPS
from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.statements.guide import Relation
from nodes.proofread.text.clauses import Clause, join, split_clauses
from nodes.proofread.text.numbers import Number, keys_of
from nodes.proofread.text.tokens import Item, Reader, split_sentences
from nodes.report.claims import Style, render
from nodes.report.first_page import french
from nodes.sentences.fact import Fact, Section
from nodes.sentences.render import PLACEHOLDER
from nodes.state import AreaUnit, Language

_BOUNDS = frozenset({"a:above", "r:more", "r:less", "a:about", "a:over", "a:under"})
_ADVICE = frozenset({"look", "ask", "go", "seed"})
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
    core: Concepts  # without what stands in brackets and has no number
    literals: frozenset[Number]
    keys: frozenset[Concepts]  # what each of its sentences says, with names


@dataclass(frozen=True)
class Told:
    """All that a section lets a draft say."""

    section: Section
    reader: Reader
    facts: Mapping[str, Fact]  # by the id of the claim
    sources: tuple[Source, ...]
    verbatim: tuple[tuple[str, str], ...]  # text and the id of its sentence, the longest first
    abouts: frozenset[str]
    crops: frozenset[str]  # names of crops, which say more of a field and name none
    literals: frozenset[Number]  # numbers of sentences and notes that are no claims
    qualifiers: Mapping[str, frozenset[str]]  # what is named beside a thing: its crop, and the field of a place

    @cached_property
    def written(self) -> Mapping[str, Sequence[Fact]]:
        """Facts by their numbers as they are written."""
        found: dict[str, list[Fact]] = {}
        for fact in self.section.facts:
            for key in keys_of(fact.claim):
                found.setdefault(key, []).append(fact)
        return found

    @cached_property
    def meanings(self) -> dict[str, Any]:
        """What was found out of facts, by their claims."""
        return {}

    @cached_property
    def choices(self) -> list[tuple[Concepts, Concepts]]:
        """What sentences hold for possible, as “harvested or failed”: the last two, and all that stand in the list."""
        found = []
        for source in self.sources:
            listed: Concepts = frozenset()
            for clause in source.clauses:
                content = frozenset(one for one in clause.concepts if one[1:2] != ":" or one.startswith("w:")) - _ADVICE
                listed = listed | content if clause.after == "," else content
                if "x:or" in clause.concepts and content:
                    found.append((content, listed))
        return found

    @cached_property
    def guide(self) -> Relation | None:
        """How the section says that NDVI stands to the network on real fields."""
        for clause in (clause for source in self.sources for clause in source.clauses):
            if {"told", "c:NDVI"} <= clause.concepts:
                return "as much or more" if "asmuch" in clause.concepts else "more"
            if {"asmuch", "c:NDVI"} <= clause.concepts:
                return "as much or more"
        return None

    @cached_property
    def heard(self) -> dict[str, Any]:
        """What wordings say, by their texts, once it was asked for."""
        return {}

    @property
    def named(self) -> frozenset[str]:
        """Names that a section may use."""
        return frozenset(self.section.names) | self.abouts

    def is_hedged(self, claim: str) -> bool:
        """Whether code does not call this a forecast in each wording, or a sentence that must be said does."""
        sources = self.sources_of(claim)
        return any("m:forecast" not in source.concepts for source in sources) or any(
            source.sentence in self.section.required for source in sources
        )

    def read(self, text: str) -> list[Item]:
        """Items of a draft; a number of the sentences that is none of a fact is a word."""
        items = self.reader.read(text)
        return [self._weigh(item, items[max(0, place - 2) : place]) for place, item in enumerate(items)]

    def _weigh(self, item: Item, before: Sequence[Item]) -> Item:
        if item.number is not None and item.number.is_fraction and any(one.concepts & _BOUNDS for one in before):
            return item  # “more than half” is said of a share
        if item.number is None or not any(_is_same(item.number, literal) for literal in self.literals):
            return item
        if item.number.key in self.written:
            return item
        return as_word(item)

    def sources_of(self, claim: str) -> list[Source]:
        """The wordings that state a claim."""
        return [source for source in self.sources if claim in source.claims]

    def clauses_of(self, claim: str) -> list[Clause]:
        """The clauses of wordings that state a claim."""
        return [clause for source in self.sources_of(claim) for clause in self.stating(claim, source)]

    def stating(self, claim: str, source: Source) -> list[Clause]:
        """The clauses of one wording that state a claim."""
        return [clause for clause in source.clauses if any(item.claim == claim for item in clause.items)]

    def led_by(self, claim: str) -> Concepts:
        """What the clauses say that stand right before that of a claim, after the number before it."""
        return join(self.leading(claim)).concepts

    def leading(self, claim: str, of: Source | None = None) -> list[Clause]:
        """The clauses that stand right before that of a claim, after the number before it; of all wordings or one."""
        found: list[Clause] = []
        for source in self.sources_of(claim) if of is None else (of,):
            leading: list[Clause] = []
            begun = False
            for clause in source.clauses:
                if any(item.claim == claim for item in clause.items):
                    found += leading
                if clause.values:
                    leading, begun = [], True
                elif not (begun and clause.is_apposed and not clause.is_joined):
                    leading.append(clause)
        return found


@lru_cache(maxsize=64)
def read_section(section: Section) -> Told:
    """Read the sentences and notes of a section, once."""
    abouts = frozenset(fact.about for fact in section.facts if fact.about)
    crops = frozenset(fact.about for fact in section.facts if fact.about and fact.claim.id.startswith("crop."))
    aliases = _name_otherwise({*abouts, *section.names}) | _translate(crops | set(section.names), section.language)
    aliases = {other: name for other, name in aliases.items() if other not in abouts}
    names = tuple(sorted({*abouts, *section.names, *aliases}, key=len, reverse=True))
    indices = frozenset(fact.topic.split(".")[0] for fact in section.facts if fact.topic.split(".")[0].isupper())
    first = Reader(section.language, names, indices=indices, learns=True)
    texts = [(sentence.id, wording) for sentence in section.sentences for wording in sentence.wordings]
    texts += [(note, note) for note in section.notes]
    extra = frozenset(
        concept for _, text in texts for item in first.read(text) for concept in item.concepts if concept[:2] == "w:"
    )
    reader = Reader(section.language, names, extra, indices, aliases)
    facts = {fact.claim.id: fact for fact in section.facts}
    sources = tuple(_read(reader, name, text) for name, text in texts)
    verbatim = sorted(
        {(form, name) for name, text in texts for form in _forms(text, facts)}, key=lambda one: -len(one[0])
    )
    crops |= frozenset(aliases.get(name, name) for name in section.names if is_crop(aliases.get(name, name)))
    literals = frozenset(number for source in sources for number in source.literals)
    abouts -= crops
    return Told(
        section, reader, facts, sources, tuple(verbatim), abouts, crops, literals, _qualify(sources, facts, abouts)
    )


def _qualify(sources: Iterable[Source], facts: Mapping[str, Fact], abouts: frozenset[str]) -> dict[str, frozenset[str]]:
    """Names that stand in the sentences of one thing only, beside its own."""
    found: dict[str, frozenset[str]] = {}
    for source in sources:
        things = {facts[claim].about for claim in source.claims if claim in facts}
        if len(things) == 1 and (thing := things.pop()) is not None:
            found[thing] = found.get(thing, frozenset()) | (source.names - {thing} - abouts)
            found[thing] |= frozenset(
                name for name in source.names & abouts if thing.split()[0] in _KINDS and name != thing
            )
    return found


def _is_same(one: Number, other: Number) -> bool:
    """Whether two numbers are the same; a share may stand in words or in digits."""
    return one == other or (one.unit == other.unit == "%" and one.value == other.value)


def as_word(item: Item) -> Item:
    """A number that is no claim, as a word that a sentence must use."""
    assert item.number is not None
    return replace(item, number=None, concepts=frozenset({f"#{item.number.value:g}{item.number.unit}"}))


_BY_NETWORKS = frozenset({"c:network", "c:health", "m:forecast", "c:risk"})


def name_judged(sentence: Sequence[Item], told: Told) -> list[Item]:
    """Items of a sentence on networks, in which the area that they judged says of itself that it is judged."""
    if not any(item.concepts & _BY_NETWORKS for item in sentence):
        return list(sentence)
    names = {name for name, fact in told.facts.items() if fact.topic == "judged" and fact.quantity == "area"}
    keys = {key for key, facts in told.written.items() if {fact.claim.id for fact in facts} <= names}
    judged = frozenset({"c:judged"})
    return [
        replace(item, concepts=item.concepts | judged)
        if item.claim in names or (item.number and item.number.key in keys)
        else item
        for item in sentence
    ]


_KINDS = {"place": ("place", "point", "stop", "location", "lieu", "endroit"), "zone": ("zone",)}
_KINDS["lieu"] = _KINDS["place"]


def _translate(names: Iterable[str], language: Language) -> dict[str, str]:
    """Names of crops as the language has them, to those that facts have."""
    if language == "en":
        return {}
    found = {french.crop(name): name for name in (*CROPS, *names) if french.crop(name) != name}
    return found | {word.capitalize(): name for word, name in found.items()}


def is_crop(name: str) -> bool:
    """Whether a name is that of a crop."""
    return name in CROPS or french.crop(name) != name


def _name_otherwise(names: Iterable[str]) -> dict[str, str]:
    """Other forms of names: “Zone 1” and “stop 1” beside “zone 1” and “place 1”, “Maize” beside “maize”."""
    found: dict[str, str] = {}
    for name in names:
        kind, _, number = name.partition(" ")
        if kind in _KINDS and number.isdecimal():
            for other in _KINDS[kind]:
                found |= {f"{other} {number}": name, f"{other.capitalize()} {number}": name}
        elif name.islower():
            found[name.capitalize()] = name
    return {other: name for other, name in found.items() if other != name}


def _read(reader: Reader, name: str, text: str) -> Source:
    items = reader.read(text)
    literals = frozenset(item.number for item in items if item.number)
    items = [as_word(item) if item.number else item for item in items]
    clauses = tuple(clause for sentence in split_sentences(items) for clause in split_clauses(sentence))
    whole = join(clauses)
    return Source(
        sentence=name,
        text=text,
        clauses=clauses,
        claims=frozenset(item.claim for item in whole.items if item.claim),
        names=frozenset(whole.names),
        concepts=whole.concepts,
        core=frozenset().union(*(item.concepts for item in reader.read(re.sub(r"\([^(){}]*\)", "", text)))),
        literals=literals,
        keys=frozenset(
            part.concepts | set(part.names)
            for part in (join(split_clauses(sentence)) for sentence in split_sentences(items))
        ),
    )


def _forms(text: str, facts: Mapping[str, Fact]) -> Iterable[str]:
    """A wording with its placeholders, and with its numbers in each style."""
    yield normalize(text)
    ids = PLACEHOLDER.findall(text)
    if ids and all(name in facts for name in ids):
        for style in _STYLES:
            written = {name: render(facts[name].claim, style) for name in ids}
            yield normalize(PLACEHOLDER.sub(partial(_look_up, written), text))


def _look_up(written: Mapping[str, str], match: re.Match[str]) -> str:
    return written[match[1]]


def normalize(text: str) -> str:
    """Text with single spaces and without marks of bold."""
    return " ".join(text.replace("**", "").replace("\u202f", " ").replace("\u00a0", " ").split())
