"""A draft of a section held against its facts and sentences; what is not understood is a fault."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from nodes.proofread.alike import make_alike
from nodes.proofread.attaching import Plan, gather_alone, gather_numbers, plan_clauses, take_up
from nodes.proofread.binding import Unbound, bind
from nodes.proofread.comparing import find_decided
from nodes.proofread.fault import Fault
from nodes.proofread.grounding import Spoken, find_lost, ground_each, hear
from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.meaning import is_class
from nodes.proofread.order import are_led
from nodes.proofread.reading import Context
from nodes.proofread.required import find_missing
from nodes.proofread.sources import Source, Told, name_judged, normalize, read_section
from nodes.proofread.statements.base import name_whole, part_wholes
from nodes.proofread.statements.counting import read_ones, settle_counts
from nodes.proofread.statements.guide import settle_guide
from nodes.proofread.statements.pairing import pair_lists
from nodes.proofread.text.clauses import Clause, join, split_clauses
from nodes.proofread.text.numbers import is_exactly
from nodes.proofread.text.shape import find_shape_faults
from nodes.proofread.text.tokens import Item, names_something, split_sentences
from nodes.proofread.verbatim import part_verbatim
from nodes.sentences.fact import Fact, Section

_NONE: Concepts = frozenset()
_MOST_EVERYDAY = 2
"""Everyday words of a sentence with numbers, of others one: they never state anything by themselves."""
_PRONOUNS = frozenset({"it", "its", "there", "that", "elle", "il", "son", "sa", "ses", "y", "lui"})
_FRAME = frozenset({"c:place", "c:field", "c:zone", "r:next", "r:last"})
"""With no more than these, words say only of what the next ones speak."""
_MOST_OF_CHOICE = 0.7
_NOUNS = frozenset({"field", "parcelle", "parcel", "place", "lieu"})
_SAYS_NOTHING = "no sentence of this section says this"


def proofread(draft: str, section: Section) -> tuple[Fault, ...]:
    """Why a draft may not be printed; empty: all of its clauses are true by the section, and nothing is missing."""
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
    bound: list[Fact] = field(default_factory=list)
    exactly: Counter[str] = field(default_factory=Counter)  # those not rounded
    named: tuple[str, ...] = ()  # of which the last sentence spoke
    thing: tuple[str, ...] = ()  # one field, place or zone that was spoken of last
    crops: frozenset[str] = frozenset()
    sentence: list[Clause] = field(default_factory=list)  # that is read
    last: Concepts = _NONE
    whole: Concepts = _NONE
    stated: Counter[frozenset[str]] = field(default_factory=Counter)

    def read(self, text: str, verbatim: str | None) -> None:
        """Read a piece of a draft: a sentence of the section, or words of somebody else."""
        if verbatim is not None:
            self._take(verbatim, self.told.read(text))
            return
        items = self.told.read(make_alike(text, self.told.section.language, self.told.reader.names))
        for sentence in split_sentences(items):
            self._read_sentence(sentence)

    def _take(self, name: str, items: Sequence[Item]) -> None:
        for sentence in split_sentences(items):
            self._remember(join(split_clauses(sentence)))
        for source in self.told.sources:
            if source.sentence == name:
                self._cover([source], source.concepts | source.names)
                claims = source.claims
        self.said.update(claims)
        self.exactly.update(claims)

    def _remember(self, whole: Clause) -> None:
        self.last = whole.concepts
        if not whole.values:
            self.stated[whole.concepts | set(whole.names)] += 1
        self.whole |= whole.concepts
        self.named = tuple(dict.fromkeys(name for name in whole.names if name not in self.told.crops)) or self.named
        things = tuple(dict.fromkeys(name for name in whole.names if name in self.told.abouts))
        self.thing = things[-1:] if len(things) == 1 else () if things else self.thing
        crops = frozenset(whole.names) & self.told.crops
        self.crops = crops or self.crops
        if crops and not set(whole.names) - crops:
            self.named = ()

    def _cover(self, sources: Iterable[Source], concepts: Concepts) -> None:
        for source in sources:
            self.covered[source.text] = self.covered.get(source.text, _NONE) | concepts

    def _read_sentence(self, sentence: Sequence[Item]) -> None:
        sentence = settle_guide(sentence, self.told.section.language, self.told.guide)
        sentence = name_judged(sentence, self.told)
        sentence = settle_counts(read_ones(sentence), self.told)
        sentence, wholes = part_wholes(sentence, self.told)
        for fact in wholes:
            self._say(fact, name_whole(fact), is_exact=True)
            self.whole |= name_whole(fact)
        clauses = self.sentence = split_clauses(sentence)
        for item in sentence:
            if not item.known:
                self._fault(item.text, "the sentences of this section do not use this word")
        most = _MOST_EVERYDAY if any(item.is_value for item in sentence) else 1
        if sum(item.everyday for item in sentence) > most or names_something(sentence):
            self._fault(
                " ".join(item.text for item in sentence), "too many words that no sentence of this section uses"
            )
        if any(item.text == "?" for item in sentence):
            self._fault(" ".join(item.text for item in sentence), "a section asks nothing")
        whole = join(clauses)
        if whole.values:
            for clause in clauses:
                if any(item.everyday for item in clause.items) and not _is_of_numbers(clause):
                    self._fault(clause.text, _SAYS_NOTHING)
            self._read_numbers(pair_lists(clauses, self.told.crops))
        else:
            self._read_words(clauses)
        self._check_choices(whole)
        self._remember(whole)

    def _check_choices(self, whole: Clause) -> None:
        """Where a sentence names what is possible, all of it must be named."""
        for concept in whole.concepts:
            lists = [listed for last, listed in self.told.choices if concept in last]
            if lists and not any(len(listed & whole.concepts) >= _MOST_OF_CHOICE * len(listed) for listed in lists):
                self._fault(whole.text, "of what may be, only a part is said")
                return

    def _fault(self, clause: str, reason: str) -> None:
        self.faults.append(Fault(clause=clause, reason=reason))

    def _read_words(self, clauses: Sequence[Clause]) -> None:
        """A sentence without numbers: as a whole, or in parts, it says what a sentence says."""
        if not clauses:
            return
        whole = hear(clauses)
        found, reason = ground_each(whole, self.told, self.named)
        if found or find_decided(whole, self.told):
            self._state(whole, found)
            return
        place, named = 0, self.named
        said: list[frozenset[str]] = []
        while place < len(clauses):
            spoken = hear(clauses[place : place + 1])
            if spoken.names & self.told.abouts and not spoken.concepts - _FRAME:
                named = tuple(spoken.names)
                place += 1
                continue
            if not spoken.concepts - {"r:next", "r:last"} and not spoken.names:
                if any(item.everyday for item in clauses[place].items):
                    self._fault(clauses[place].text, _SAYS_NOTHING)
                place += 1
                continue
            count, parts, why = self._ground_longest(clauses[place:], named)
            if not count:
                self._fault(clauses[place].text, why if len(clauses) > 1 else reason)
                return
            self._state(hear(clauses[place : place + count]), parts)
            said.append(frozenset(source.sentence for source in parts))
            named = tuple(name for clause in clauses[place : place + count] for name in clause.names) or named
            place += count
        if "x:reason" in whole.concepts and said and not frozenset.intersection(*said):
            self._fault(
                " ".join(clause.text for clause in clauses), "the sentences do not say that one is why the other is"
            )

    def _ground_longest(self, clauses: Sequence[Clause], named: Sequence[str]) -> tuple[int, list[Source], str]:
        """How many clauses from the first on one sentence says, at most; 0 with the reason where none does."""
        why = ""
        for count in range(len(clauses), 0, -1):
            spoken = hear(clauses[:count])
            names = [name for clause in clauses[:count] for name in clause.names] or named
            parts, why = ground_each(spoken, self.told, names)
            if parts or find_decided(spoken, self.told):
                return count, parts, ""
        return 0, [], why

    def _state(self, spoken: Spoken, sources: Sequence[Source]) -> None:
        may = frozenset({"m:guess", "m:forecast"}) if "m:may" in spoken.concepts else _NONE
        self._cover(sources, spoken.concepts | spoken.names | may)

    def _read_numbers(self, clauses: Sequence[Clause]) -> None:
        """A sentence with numbers: clauses without one belong to a neighbour, or say what a sentence says."""
        faults: list[Fault] = []
        for plan in plan_clauses(clauses):
            read = self._try(clauses, plan)
            if not read.faults:
                for clause, facts in read.bound:
                    self._bound(clause, facts)
                for spoken, sources in read.grounded:
                    self._state(spoken, sources)
                return
            faults = read.faults if not faults or len(read.faults) < len(faults) else faults
        self.faults += faults

    def _try(self, clauses: Sequence[Clause], plan: Plan) -> "_Read":
        read = _Read()
        for alone in gather_alone(clauses, plan):
            self._ground_alone(alone, read)
        for clause, before in gather_numbers(clauses, plan):
            try:
                read.bound.append(
                    (clause, bind(clause, self._context(before or self._find_subject(clause), read, clause), self.told))
                )
            except Unbound as fault:
                read.faults.append(Fault(clause=clause.text, reason=str(fault)))
            else:
                before_it = [*self.bound, *(fact for _, facts in read.bound[:-1] for fact in facts)]
                if "r:followed" in clause.concepts and not are_led(before_it, read.bound[-1][1][0]):
                    read.faults.append(Fault(clause=clause.text, reason="this does not follow what stands before it"))
                claims = [fact.claim.id for fact in read.bound[-1][1]]
                sources = [source for claim in claims for source in self.told.sources_of(claim)]
                if (lost := find_lost(self.sentence, sources)) is not None:
                    read.faults.append(Fault(clause=clause.text, reason=lost))
        about = {
            source.sentence for _, facts in read.bound for f in facts for source in self.told.sources_of(f.claim.id)
        }
        for spoken, sources in read.grounded:
            if sources and all(source.names & self.told.abouts and source.sentence not in about for source in sources):
                read.faults.append(Fault(clause=" ".join(spoken.words), reason="this is said of something else"))
        return read

    def _find_subject(self, clause: Clause) -> Sequence[Clause]:
        """The clause that names whom one speaks of that begins with “with”."""
        if clause.names or clause.items[0].text.lower() not in ("with", "at", "avec", "à"):
            return ()
        return [Clause(tuple(item for item in one.items if item.name)) for one in self.sentence if one.names][:1]

    def _context(self, before: Sequence[Clause], read: "_Read", clause: Clause) -> Context:
        """What the clauses before one in its sentence, and the sentences before that, spoke of."""
        concepts: Concepts = _NONE
        names, crops = self.named, self.crops
        for clause in before:
            is_new = (
                clause.is_joined
                and bool(set(clause.names) & self.told.abouts)
                and any(is_class(one) and not one[2:].isupper() for one in clause.concepts)
            )
            concepts = clause.concepts if is_new else take_up(concepts, clause.concepts)
            others = tuple(name for name in clause.names if name not in self.told.crops)
            names = others or (() if clause.names and _begins_anew(clause, before) else names)
            crops = frozenset(clause.names) & self.told.crops or crops
        facts = (*self.bound[-1:], *(fact for _, facts in read.bound for fact in facts))
        return Context(
            concepts, names or (self.thing if _has_pronoun(clause) else ()), crops, self.last, self.whole, facts
        )

    def _ground_alone(self, alone: Sequence[Clause], read: "_Read") -> None:
        together = hear(alone)
        named = (*self.named, *(name for clause in self.sentence for name in clause.names))
        found, reason = ground_each(together, self.told, named)
        if found or find_decided(together, self.told):
            read.grounded.append((together, found))
            return
        for clause in alone:
            spoken = hear([clause])
            parts, why = ground_each(spoken, self.told, named)
            if parts or find_decided(spoken, self.told):
                read.grounded.append((spoken, parts))
            elif spoken.concepts or spoken.names or any(item.everyday for item in clause.items):
                read.faults.append(Fault(clause=clause.text, reason=why if len(alone) > 1 else reason))

    def _bound(self, clause: Clause, facts: Sequence[Fact]) -> None:
        moods = frozenset(one for part in self.sentence for one in part.concepts if one.startswith("m:"))
        for item, fact in zip(clause.values, facts, strict=True):
            is_exact = item.number is None or is_exactly(item.number, fact.claim)
            self._say(fact, clause.concepts | moods | set(clause.names), is_exact=is_exact)

    def _say(self, fact: Fact, concepts: Concepts, *, is_exact: bool) -> None:
        self.said[fact.claim.id] += 1
        self.bound.append(fact)
        self.exactly[fact.claim.id] += is_exact
        self._cover(self.told.sources_of(fact.claim.id), concepts)

    def find_repeated(self) -> Iterator[Fault]:
        """Say what stands twice."""
        for name, count in self.exactly.items():
            most = max(1, len({source.sentence for source in self.told.sources_of(name)}))
            if count > most:
                yield Fault(clause=self.told.facts[name].claim.label, reason="this number is said twice")
        for words, count in self.stated.items():
            said = {s.sentence for s in self.told.sources if words in s.keys and s.claims <= self.said.keys()}
            if words and count > max(1, len(said)):
                yield Fault(clause=", ".join(sorted(words)), reason="this is said twice")


def _has_pronoun(clause: Clause) -> bool:
    """Whether a clause goes on about the one thing that was spoken of last."""
    return any(item.text.lower() in _PRONOUNS | _NOUNS for item in clause.items)


def _is_of_numbers(clause: Clause) -> bool:
    """Whether a clause has a number, a name, or a word of what numbers are of."""
    return bool(clause.values or clause.names) or any(one.startswith(("c:", "q:", "s:")) for one in clause.concepts)


def _begins_anew(clause: Clause, before: Sequence[Clause]) -> bool:
    """Whether a clause speaks of something else than those before it."""
    return clause is before[0] or clause.after == ";" or clause.is_joined


@dataclass
class _Read:
    """What came of one way to read a sentence."""

    faults: list[Fault] = field(default_factory=list)
    bound: list[tuple[Clause, list[Fact]]] = field(default_factory=list)
    grounded: list[tuple[Spoken, list[Source]]] = field(default_factory=list)
