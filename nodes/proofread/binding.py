"""Each number of a clause bound to the one fact whose meaning the words of the clause state."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from nodes.proofread.fitting import Fit
from nodes.proofread.meaning import mean
from nodes.proofread.order import are_rising
from nodes.proofread.reading import Context, Reading, direct, find_side
from nodes.proofread.sources import Told
from nodes.proofread.text.clauses import Clause
from nodes.proofread.text.numbers import Number, is_nearly
from nodes.proofread.text.tokens import Item
from nodes.sentences.fact import Fact

_MOST_READINGS = 256


class Unbound(ValueError):
    """A number that no fact explains; the reason is for the writer."""


def bind(clause: Clause, context: Context, told: Told) -> list[Fact]:
    """The facts of the numbers of a clause, in order; raises `Unbound`."""
    values = clause.values
    if not values:
        return []
    candidates = [_candidates(item, find_side(clause.items, item), told) for item in values]
    reasons: list[str] = []
    for directed in direct(clause, values):
        combined = 1
        for found in candidates:
            combined *= len(found)
        if combined > _MOST_READINGS:
            raise Unbound("too many numbers stand in one clause; part it")
        fitting = []
        for facts in product(*candidates):
            faults = _misfits(facts, directed, context, told)
            reasons += faults
            if not faults:
                fitting.append(facts)
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


def _misfits(facts: Sequence[Fact], readings: Sequence[Reading], context: Context, told: Told) -> list[str]:
    """Why these facts are not what these numbers are of; empty: they are."""
    if len({fact.claim.id for fact in facts}) < len(facts):
        return ["the same number stands twice in one clause"]
    is_one = len(readings) > 1 and readings[0].own == readings[1].own
    if is_one and not _are_ordered(facts):
        return ["numbers of a range stand in the wrong order"]
    meanings = [mean(fact, told) for fact in facts]
    is_shared = is_one or "base" in readings[0].own
    union = frozenset().union(*(meaning.may | meaning.plain for meaning in meanings))
    return [
        reason
        for place, (fact, meaning, reading) in enumerate(zip(facts, meanings, readings, strict=True))
        for reason in Fit(
            fact, reading, _spread(context, readings, place, told), told,
            union if is_shared else meaning.may | meaning.plain, is_shared,
        ).find_faults()
    ]  # fmt: skip


def _are_ordered(facts: Sequence[Fact]) -> bool:
    """Whether numbers of one thing rise, as those of a range do."""
    kinds = {(fact.quantity, fact.topic, fact.about, fact.claim.unit) for fact in facts}
    return len(kinds) > 1 or are_rising(facts[-2:])


def _spread(context: Context, readings: Sequence[Reading], place: int, told: Told) -> Context:
    """What was said before a number, with what was said of the numbers before it in its clause."""
    said = frozenset().union(*(reading.own for reading in readings[:place])) - {"base"}
    names = tuple(name for reading in readings[:place] for name in reading.names if name not in told.crops)
    return replace(context, concepts=context.concepts | said, names=names or context.names)
