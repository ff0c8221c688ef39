"""The words of a clause dealt out to its numbers, and what was said before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.text.clauses import Clause
from nodes.proofread.text.tokens import Item
from nodes.sentences.fact import Fact

_NONE: Concepts = frozenset()
_OF_GROUND = frozenset({
    "base", "c:judged", "c:clear", "c:clearground", "c:data", "c:seen", "c:ailing", "q:ground", "q:area",
})  # fmt: skip
_COUNTED = frozenset(["c:field", "c:weak", "c:patch", "c:zone", "c:others", "c:place"])
_PREPOSITIONS = frozenset({
    "of", "in", "for", "below", "above", "at", "on", "to", "de", "du", "dans", "sous", "sur", "pour", "à", "the",
    "les",
})  # fmt: skip
_SIDES = {"a:about": "about", "a:over": "barely", "a:under": "nearly"}
_BOUNDS = {"a:above": "over", "r:more": "over", "r:less": "under"}


@dataclass(frozen=True)
class Context:
    """What was said before in the sentence, and of what the draft spoke last."""

    concepts: Concepts = _NONE
    names: tuple[str, ...] = ()
    crops: frozenset[str] = frozenset()
    last: Concepts = _NONE  # of the sentence before
    whole: Concepts = _NONE  # of all sentences so far
    facts: tuple[Fact, ...] = ()  # those bound before, the last of the sentence before and those of this one


@dataclass(frozen=True)
class Reading:
    """One number with the words that are its own."""

    item: Item
    side: str | None  # how it is rounded
    own: Concepts
    names: tuple[str, ...]
    noun: Concepts = _NONE  # what is counted, by the words right after it


def direct(clause: Clause, values: Sequence[Item]) -> Iterator[list[Reading]]:
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
        if not clause.concepts & {"s:p10", "s:p90"}:
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
        value, find_side(items, value), concepts | ({"base"} if base else _NONE), names, _find_noun(items, value)
    )


def _find_noun(items: Sequence[Item], value: Item) -> Concepts:
    place = items.index(value) + 1
    for item in items[place : place + 3]:
        if item.is_value or item.text.lower() in _PREPOSITIONS:
            return _NONE
        if found := item.concepts & _COUNTED:
            return found
    return _NONE


def find_side(items: Sequence[Item], item: Item) -> str | None:
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
