"""A draft of a section held against its facts and sentences; what is not understood is a fault."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from nodes.proofread.binding import Context, Unbound, bind
from nodes.proofread.clauses import Clause, join, split_clauses
from nodes.proofread.fault import Fault
from nodes.proofread.grounding import Spoken, ground, hear
from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.required import find_missing
from nodes.proofread.shape import find_shape_faults
from nodes.proofread.sources import Source, Told, normalize, read_section
from nodes.proofread.tokens import Item, split_sentences
from nodes.proofread.verbatim import part_verbatim
from nodes.sentences.fact import Fact, Section

_NONE: Concepts = frozenset()


def proofread(draft: str, section: Section) -> tuple[Fault, ...]:
    """Why a draft may not be printed; empty: each of its clauses is true by the section, and nothing needed is missing."""
    shape = tuple(find_shape_faults(draft, section))
    if shape:
        return shape
    told = read_section(section)
    desk = _Desk(told)
    for name, text in part_verbatim(normalize(draft), told.verbatim):
        desk.read(text, name)
    return (*desk.faults, *find_missing(told, desk.covered, desk.said), *desk.find_repeated())


@dataclass
class _Desk:
    """What was read so far."""

    told: Told
    faults: list[Fault] = field(default_factory=list)
    covered: dict[str, Concepts] = field(default_factory=dict)  # by the text of a wording
    said: Counter[str] = field(default_factory=Counter)  # ids of claims
    named: tuple[str, ...] = ()  # of which the last sentence spoke
    whole: Concepts = _NONE
    stated: Counter[frozenset[str]] = field(default_factory=Counter)

    def read(self, text: str, verbatim: str | None) -> None:
        """Read a piece of a draft: a sentence of the section, or words of somebody else."""
        items = self.told.reader.read(text)
        if verbatim is not None:
            self._take(text, verbatim, items)
            return
        for sentence in split_sentences(items):
            self._read_sentence(sentence)

    def _take(self, text: str, name: str, items: Sequence[Item]) -> None:
        whole = join(split_clauses(items))
        self.stated[frozenset({name})] += 1
        for source in self.told.sources:
            if source.sentence == name:
                self._cover([source], source.concepts)
                claims = source.claims
        self.said.update(claims)
        self.whole |= whole.concepts
        self.named = whole.names or self.named

    def _cover(self, sources: Iterable[Source], concepts: Concepts) -> None:
        for source in sources:
            self.covered[source.text] = self.covered.get(source.text, _NONE) | concepts

    def _read_sentence(self, sentence: Sequence[Item]) -> None:
        clauses = split_clauses(sentence)
        for item in sentence:
            if not item.known:
                self._fault(item.text, "the sentences of this section do not use this word")
        if any(item.text == "?" for item in sentence):
            self._fault(" ".join(item.text for item in sentence), "a section asks nothing")
        whole = join(clauses)
        if any(item.is_value and not self._is_literal(item) for item in whole.items):
            self._read_numbers(clauses)
        else:
            self._read_words(clauses)
        self.whole |= whole.concepts
        self.named = tuple(dict.fromkeys(name for name in whole.names if name in self.told.abouts)) or self.named

    def _is_literal(self, item: Item) -> bool:
        """Whether a number stands in a sentence without being a claim, and is no number of a fact."""
        return item.number is not None and any(item.number in source.literals for source in self.told.sources)

    def _fault(self, clause: str, reason: str) -> None:
        self.faults.append(Fault(clause=clause, reason=reason))

    def _read_words(self, clauses: Sequence[Clause]) -> None:
        """A sentence without numbers: as a whole, or in parts, it says what a sentence says."""
        if not clauses:
            return
        whole = hear(clauses, self.told)
        found, reason = ground(whole, self.told, self.named)
        if found:
            self._state(whole, found)
            return
        named = self.named
        for clause in clauses:
            spoken = hear([clause], self.told)
            named = tuple(clause.names) or named
            if not spoken.concepts and not spoken.names:
                continue
            parts, why = ground(spoken, self.told, named)
            if not parts:
                self._fault(clause.text, why if len(clauses) > 1 else reason)
                return
            self._state(spoken, parts)

    def _state(self, spoken: Spoken, sources: Sequence[Source]) -> None:
        self._cover(sources, spoken.concepts)
        self.stated[spoken.concepts | spoken.names] += 1

    def _read_numbers(self, clauses: Sequence[Clause]) -> None:
        before: Concepts = _NONE
        names: tuple[str, ...] = self.named
        for clause in self._attach(clauses):
            if clause.after in (".", "") :
                pass
            try:
                facts = bind(clause, Context(before, clause_names(names, clause, self.told), self.whole), self.told)
            except Unbound as fault:
                self._fault(clause.text, str(fault))
                facts = []
            self._bound(clause, facts)
            before = _newer(before, clause.concepts)
            names = tuple(name for name in clause.names if name in self.told.abouts) or names

    def _bound(self, clause: Clause, facts: Sequence[Fact]) -> None:
        for fact in facts:
            self.said[fact.claim.id] += 1
            self._cover(self.told.sources_of(fact.claim.id), clause.concepts)

    def _attach(self, clauses: Sequence[Clause]) -> Iterator[Clause]:
        """Clauses with numbers, each with those without that belong to it; others are held against the sentences."""
        groups: list[list[Clause]] = []
        leading: list[Clause] = []
        for place, clause in enumerate(clauses):
            if any(not self._is_literal(value) for value in clause.values):
                groups.append([*leading, clause])
                leading = []
                continue
            if self._stands_alone(clause):
                continue
            more = any(later.values for later in clauses[place + 1 :])
            if not groups or (clause.is_leading and more and not clause.is_apposed):
                leading.append(clause)
            else:
                groups[-1].append(clause)
        if leading and groups:
            groups[-1].extend(leading)
        return (join(group) for group in groups)

    def _stands_alone(self, clause: Clause) -> bool:
        """Whether a clause without a number says by itself what a sentence says."""
        spoken = hear([clause], self.told)
        if any(concept.startswith("r:") for concept in spoken.concepts) or not spoken.content:
            return False
        if not any(concept[1:2] != ":" or concept[:2] in ("m:", "x:", "w:") for concept in spoken.concepts):
            return False
        found, _ = ground(spoken, self.told, self.named)
        if found:
            self._state(spoken, found)
        return bool(found)

    def find_repeated(self) -> Iterator[Fault]:
        """Say what stands twice."""
        for name, count in self.said.items():
            most = max(1, len({source.sentence for source in self.told.sources_of(name)}))
            if count > most:
                yield Fault(clause=self.told.facts[name].claim.label, reason="this number is said twice")
        for words, count in self.stated.items():
            if count > 1 and len(words) > (0 if any(name == one for name in words for one in self._ids()) else 3):
                yield Fault(clause=", ".join(sorted(words)), reason="this is said twice")

    def _ids(self) -> list[str]:
        return [sentence.id for sentence in self.told.section.sentences]


def clause_names(names: tuple[str, ...], clause: Clause, told: Told) -> tuple[str, ...]:
    """Of whom a clause may speak that names nobody."""
    return names


def _newer(before: Concepts, now: Concepts) -> Concepts:
    """What may be taken up from earlier in a sentence: a later class takes the place of an earlier one."""
    classes = frozenset(concept for concept in now if concept.startswith("c:"))
    return now | (before if not classes else frozenset(one for one in before if not one.startswith("c:") or one in _LASTING))


_LASTING = frozenset({"c:judged", "c:clear", "c:ailing", "c:health", "c:risk", "c:causeword", "c:NDVI", "c:bare", "c:weak"})
