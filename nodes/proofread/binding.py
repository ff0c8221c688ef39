"""Each number of a clause bound to the one fact whose meaning the words of the clause state."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from nodes.proofread.clauses import Clause
from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.meaning import Meaning, is_class, mean
from nodes.proofread.numbers import Number, is_exactly, is_nearly
from nodes.proofread.order import ORDERED, are_rising, check_rank, leads_by_far
from nodes.proofread.sources import Told
from nodes.proofread.tokens import Item
from nodes.report.claims import FAKE_MARK
from nodes.sentences.fact import Fact

_NONE: Concepts = frozenset()
_MOST_READINGS = 256
_NEARLY_ALL = 90.0  # percent
_SAFE = frozenset(
    {
        "c:other",
        "ready",
        "x:none",
        "r:followed",
        "x:or",
        "a:about",
        "a:over",
        "a:under",
        "q:ground",
        "k:",
        "r:than",
        "r:compared",
    }
)
_OF_GROUND = frozenset(
    {"base", "c:judged", "c:clear", "c:clearground", "c:data", "c:seen", "c:ailing", "q:ground", "q:area"}
)
_STATISTICS = frozenset({"s:p10", "s:p90", "s:p5", "s:p95", "r:lowest", "r:highest"})
_COUNTED = frozenset({"c:field", "c:weak", "c:patch", "c:zone", "c:others", "c:place"})
_PREPOSITIONS = {
    "of",
    "in",
    "for",
    "below",
    "above",
    "at",
    "on",
    "to",
    "de",
    "du",
    "dans",
    "sous",
    "sur",
    "pour",
    "à",
    "the",
    "les",
}
_SIDES = {"a:about": "about", "a:over": "barely", "a:under": "nearly"}
_BOUNDS = {"r:more": "over", "r:less": "under"}


class Unbound(ValueError):
    """A number that no fact explains; the reason is for the writer."""


@dataclass(frozen=True)
class Context:
    """What was said before in the sentence, and of what the draft spoke last."""

    concepts: Concepts = _NONE
    names: tuple[str, ...] = ()
    crops: frozenset[str] = frozenset()
    last: Concepts = _NONE  # of the sentence before
    whole: Concepts = _NONE  # of all sentences so far


@dataclass(frozen=True)
class Reading:
    """One number with the words that are its own."""

    item: Item
    side: str | None  # how it is rounded
    own: Concepts
    names: tuple[str, ...]
    noun: Concepts = _NONE  # what is counted, by the words right after it


def bind(clause: Clause, context: Context, told: Told) -> list[Fact]:
    """The facts of the numbers of a clause, in order; raises `Unbound`."""
    values = clause.values
    if not values:
        return []
    candidates = [_candidates(item, _side(clause.items, item), told) for item in values]
    reasons: list[str] = []
    for directed in _directions(clause, values):
        combined = 1
        for found in candidates:
            combined *= len(found)
        if combined > _MOST_READINGS:
            raise Unbound("too many numbers stand in one clause; part it")
        fitting = [
            facts for facts in product(*candidates) if not (faults := _misfits(facts, directed, context, told)) or
            reasons.extend(faults)
        ]  # fmt: skip
        if len({tuple(fact.claim.id for fact in facts) for facts in fitting}) == 1:
            return list(fitting[0])
        if fitting:
            return list(_same_or_raise(fitting))
    raise Unbound(_first(reasons))


def _first(reasons: Sequence[str]) -> str:
    return reasons[0] if reasons else "the words do not say of which fact this number is"


def _same_or_raise(fitting: Sequence[tuple[Fact, ...]]) -> tuple[Fact, ...]:
    """Several readings are one where they mean the same number of the same thing."""
    kinds = {
        tuple((fact.quantity, fact.topic, fact.about, fact.of, fact.statistic) for fact in facts) for facts in fitting
    }
    if len(kinds) == 1:
        return fitting[0]
    raise Unbound("the words may mean several facts; say more exactly which")


def _side(items: Sequence[Item], item: Item) -> str | None:
    """How a number is rounded, by the words right before it."""
    place = items.index(item)
    for back in (1, 2, 3):
        if place - back < 0 or items[place - back].is_value:
            return None
        concepts = items[place - back].concepts
        for table in (_SIDES, _BOUNDS):
            for concept, side in table.items():
                if concept in concepts:
                    return side
        if concepts - {"r:than", "r:much"}:
            return None
    return None


def _candidates(item: Item, side: str | None, told: Told) -> list[Fact]:
    """Facts whose number this may be."""
    if item.claim is not None:
        if item.claim not in told.facts:
            raise Unbound(f"there is no fact {item.claim}")
        return [told.facts[item.claim]]
    assert item.number is not None
    number, facts = item.number, told.section.facts
    if number.in_words and not number.is_fraction:
        found = [f for f in facts if f.quantity == "count" and f.claim.digits == 0 and f.claim.value == number.value]
    else:
        found = list(told.written.get(number.key, ()))
        found = found or [fact for fact in told.written.get(_negate(number).key, ()) if _is_lack(fact)]
        if number.is_fraction or (not found and side is not None):
            found = [fact for fact in facts if is_nearly(number, fact.claim, side or "exact")]
    if not found:
        raise Unbound(f"no fact has the number {item.text}" + ("" if side else ", which no rounding word allows"))
    return found


def _is_lack(fact: Fact) -> bool:
    return fact.quantity == "difference" and fact.claim.value < 0


def _negate(number: Number) -> Number:
    return replace(number, value=-number.value)


def _directions(clause: Clause, values: Sequence[Item]) -> Iterator[list[Reading]]:
    """Which words belong to which number: all where there is one; else those before, or those after, alike for all."""
    items = clause.items
    if len(values) == 1:
        yield [_reading(items, values[0], items)]
        return
    places = [items.index(value) for value in values]
    if _is_base(items[places[0] + 1 : places[1]]) and len(values) == 2:
        base = _reading(items, values[1], items, base=True)
        base = replace(base, own=frozenset(one for one in base.own if one in _OF_GROUND))
        yield [_reading(items, values[0], items, base=True), base]
        return
    whole = [_reading(items, value, items) for value in values]
    if _is_pair(clause):
        yield [replace(reading, own=reading.own | {"s:range"}) for reading in whole]
        return
    starts = [0, *(place + 1 for place in places[:-1])]
    ends = [*places[1:], len(items)]
    left = [items[start:place] for start, place in zip(starts, places, strict=True)]
    right = [items[place + 1 : end] for place, end in zip(places, ends, strict=True)]
    left[-1] = (*left[-1], *right[-1])
    yield [_reading(items, value, own) for value, own in zip(values, left, strict=True)]
    right[0] = (*items[: places[0]], *right[0])
    yield [_reading(items, value, own) for value, own in zip(values, right, strict=True)]


def _is_base(between: Sequence[Item]) -> bool:
    """Whether the second of two numbers is what the first is a share of."""
    words = [item.text.lower() for item in between]
    return bool(words) and words[0] in ("of", "des", "de", "sur", "d") and all(not item.concepts for item in between)


def _is_pair(clause: Clause) -> bool:
    return "s:range" in clause.concepts or any(item.text.lower() in ("to", "à") for item in clause.items)


def _reading(items: Sequence[Item], value: Item, own: Sequence[Item], *, base: bool = False) -> Reading:
    concepts = frozenset().union(*(item.concepts for item in own)) if own else _NONE
    names = tuple(item.name for item in own if item.name is not None)
    return Reading(
        value, _side(items, value), concepts | ({"base"} if base else _NONE), names, _find_noun(items, value)
    )


def _find_noun(items: Sequence[Item], value: Item) -> Concepts:
    place = items.index(value) + 1
    for item in items[place : place + 3]:
        if item.is_value or item.text.lower() in _PREPOSITIONS:
            return _NONE
        if found := item.concepts & _COUNTED:
            return found
    return _NONE


def _misfits(facts: Sequence[Fact], readings: Sequence[Reading], context: Context, told: Told) -> list[str]:
    """Why these facts are not what these numbers are of; empty: they are."""
    if len({fact.claim.id for fact in facts}) < len(facts):
        return ["the same number stands twice in one clause"]
    meanings = [mean(fact, told) for fact in facts]
    if len(readings) > 1 and readings[0].own == readings[1].own and not _is_ordered(facts, readings):
        return ["numbers of a range stand in the wrong order"]
    union = frozenset().union(*(meaning.may | meaning.plain for meaning in meanings))
    shared = "base" in readings[0].own or (len(readings) > 1 and readings[0].own == readings[1].own)
    return [
        reason
        for place, (fact, meaning, reading) in enumerate(zip(facts, meanings, readings, strict=True))
        for reason in _check(
            fact,
            meaning,
            reading,
            _spread(context, readings, place, told),
            told,
            union if shared else meaning.may | meaning.plain,
            shared,
        )
    ]


def _spread(context: Context, readings: Sequence[Reading], place: int, told: Told) -> Context:
    """What was said before a number, with what was said of the numbers before it in its clause."""
    said = frozenset().union(*(reading.own for reading in readings[:place])) - {"base"} if place else _NONE
    names = tuple(name for reading in readings[:place] for name in reading.names if name not in told.crops)
    return replace(context, concepts=context.concepts | said, names=names or context.names)


def _is_ordered(facts: Sequence[Fact], readings: Sequence[Reading]) -> bool:
    kinds = {(fact.quantity, fact.topic, fact.about, fact.claim.unit) for fact in facts}
    return len(kinds) > 1 or are_rising(facts[-2:])


def _check(
    fact: Fact, meaning: Meaning, reading: Reading, context: Context, told: Told, may: Concepts, shared: bool
) -> Iterator[str]:
    """Each reason why a number is not that of a fact."""
    own, number = reading.own - {"base"}, reading.item.text
    yield from _check_names(fact, meaning, reading, context, told)
    own -= _true_quantifiers(fact, own) | _true_steps(fact, own)
    ranks = own & ORDERED
    if ranks and (verdict := check_rank(fact, own, told.section.facts)) is not None:
        if not verdict:
            yield f"{number} is not the one that the order word says"
        own -= ranks
        if leads_by_far(fact, told.section.facts):
            own -= {"r:much"}
    if (
        reading.side not in (None, "about")
        and reading.item.number is not None
        and not is_exactly(reading.item.number, fact.claim)
    ):
        own -= {"r:more", "r:less", "r:than", "a:over", "a:under"}
    if fact.quantity == "count" and shared and not reading.noun:
        yield f"{number} is a count, and what is counted must follow it"
    if fact.quantity in ("index", "difference") and reading.noun and not fact.claim.unit:
        yield f"{number} is no count"
    if fact.topic == "hidden" and ("c:cloud" in own) != ("c:shadow" in own):
        yield f"{number} is ground under cloud and under its shadow"
    if fact.topic == "clear" and fact.quantity == "share" and "c:clearground" in reading.own:
        yield f"{number} is not of clear ground, it is the clear ground of all with data"
    if "c:water" in own and "c:noveg" not in own:
        yield f"{number} is {describe(fact)}, which is not water alone"
    if shared:
        own -= {"s:range"}
    if fact.quantity in ("index", "difference", "count"):
        own -= {"c:stress", "x:only"}  # “atteint 0,48”, “just 0.20”
    strange = sorted(concept for concept in own - may - _SAFE if concept[:2] != "a:")
    if strange:
        yield f"{number} is {describe(fact)}; the clause says more of it than that ({', '.join(strange)})"
    inherited = own | context.concepts
    for group in meaning.must:
        if not group & reading.own and not _may_inherit(group, reading, own, context, fact, told):
            yield f"{number} is {describe(fact)}, which its clause does not say"
    if fact.mood == "guess" and not {"m:guess", "c:unclear"} & (inherited | context.last):
        yield f"{number} is a guess and must sound like one"
    if fact.mood == "forecast" and "m:forecast" not in inherited and not told.is_hedged(fact.claim.id):
        yield f"{number} is a forecast and must sound like one"
    if (
        fact.of in ("judged", "ailing")
        and fact.quantity == "share"
        and not _has_base(fact, own | context.concepts | context.whole)
    ):
        yield f"{number} is a share of {_BASE_WORDS[fact.of]}, which must be said"
    yield from _check_statistic(fact, reading.own, context, told, shared)
    if fact.claim.fake and reading.item.claim is None:
        yield f"{number} is made up and must be marked “{FAKE_MARK}”; use its placeholder"


def _true_steps(fact: Fact, own: Concepts) -> Concepts:
    """Words on when to go to a place that are true of it."""
    kind, _, number = (fact.about or "").partition(" ")
    if kind not in ("place", "lieu") or not number.isdecimal():
        return _NONE
    return frozenset({"go", "look", "r:first" if number == "1" else "r:next"})


def _true_quantifiers(fact: Fact, own: Concepts) -> Concepts:
    """Words on how much of a whole a share is that are true of it."""
    if fact.quantity != "share":
        return _NONE
    value = fact.claim.value
    words = {"x:mostly"} if value > 50 else set()
    words |= {"x:not", "x:none"} if value == 0 and "x:none" in own else set()
    words |= {"x:all"} if value >= _NEARLY_ALL and "a:under" in own else set()
    return frozenset(words | ({"x:all"} if value == 100 else set()) | ({"x:only"} if value < 50 else set()))


_BASE_WORDS = {"judged": "the judged ground", "ailing": "the judged ground that is not healthy"}


def _has_base(fact: Fact, concepts: Concepts) -> bool:
    return bool(concepts & ({"c:judged"} if fact.of == "judged" else {"c:ailing"}))


def _may_inherit(group: Concepts, reading: Reading, own: Concepts, context: Context, fact: Fact, told: Told) -> bool:
    """Whether what a number is of was said before it in the sentence, and nothing else of its kind since."""
    if not any(is_class(word) for word in group) and group & context.concepts:
        return True
    if any(is_class(word) for word in own - group):
        return False
    if group & context.concepts or (fact.quantity == "index" and group & context.last):
        return True
    if fact.about not in reading.names and any(is_class(word) for word in context.concepts - group):
        return False
    return any(not group & clause.concepts for clause in told.clauses_of(fact.claim.id))


def _check_statistic(fact: Fact, own: Concepts, context: Context, told: Told, shared: bool) -> Iterator[str]:
    words = {f"s:{fact.statistic}", f"r:{fact.statistic}"}
    if (
        fact.statistic is None
        or words & (own | context.concepts)
        or (shared and "s:range" in own and not own & _STATISTICS)
    ):
        return
    if any(not words & source.concepts for source in told.sources_of(fact.claim.id)):
        return
    if fact.statistic != "median" or fact.quantity != "index":
        yield f"{fact.claim.label}: the clause must say that it is the {fact.statistic}"


def _check_names(fact: Fact, meaning: Meaning, reading: Reading, context: Context, told: Told) -> Iterator[str]:
    number, allowed = reading.item.text, meaning.names | ({fact.about} if fact.about else set())
    said = set(reading.names)
    if strange := sorted(said - allowed):
        yield f"{number} is {describe(fact)}, not of {', '.join(strange)}"
    if fact.about is None:
        return
    other = _name_otherwise(fact.about, told)
    if {fact.about, *other} & said or (
        fact.about in told.crops and fact.about in context.crops and not said and not context.names
    ):
        return
    if said & told.abouts:
        yield f"{number} is of {fact.about}"
    elif not {fact.about, *other} & set(context.names):
        yield f"{number} is of {fact.about}, which must be named"
    elif len(set(context.names) - {fact.about, *other}) > 0:
        yield f"of which of {', '.join(dict.fromkeys(context.names))} the number {number} is must be said"


def _name_otherwise(about: str, told: Told) -> frozenset[str]:
    """Names that mean this thing because they stand beside no other of its kind, as the field of a place."""
    kind, mine = about.split()[0], told.qualifiers.get(about, _NONE)
    others = [names for thing, names in told.qualifiers.items() if thing != about and thing.split()[0] == kind]
    return (mine & told.named) - frozenset().union(*others) if kind in ("place", "lieu", "zone") else _NONE


def describe(fact: Fact) -> str:
    """What a number is of, in the words of its claim."""
    kind = {"share": "the ", "certainty": "how sure a network is: the ", "probability": "a probability: the "}
    return f"{kind.get(fact.quantity, 'the ')}{fact.claim.label}"
