"""Largest, second, best, worst: order words checked from the values of facts."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.sources import Told
from nodes.sentences.fact import Fact

ORDERED = frozenset({
    "r:largest", "r:smallest", "r:highest", "r:lowest", "r:second", "r:third", "r:best", "r:worst",
})  # fmt: skip
_FAR = 1.5
_DOWN = frozenset({"r:smallest", "r:lowest"})
_GREEN = frozenset({"r:best", "r:worst"})
_LISTED = ("area", "difference", "share", "count", "probability")
"""Of these what stands out is told, so that the first of those told is the first of all, and the last not the last."""


def check_rank(fact: Fact, words: Concepts, told: Told, names: Iterable[str] = ()) -> bool | None:
    """Whether a fact stands where the words put it among those of its kind; None where that cannot be told.

    `names` are those said with the number: a crop among them narrows the comparison to its fields.
    """
    asked = words & ORDERED
    if {"r:second", "r:third"} <= asked:
        return False
    group = _group(fact, told, frozenset(names) & told.crops)
    if not asked or len(group) < 2:
        return None
    if asked & _DOWN and fact.quantity in _LISTED and fact.about is not None and fact.about not in told.crops:
        return None
    if asked & _GREEN and fact.quantity not in ("index", "difference"):
        return None
    if "r:best" in asked and fact.quantity == "difference":  # each of those told is behind
        return None
    is_down = _is_down(fact, asked)
    values = sorted((_measure(one) for one in group), reverse=not is_down)
    place = 1 if "r:second" in asked else 2 if "r:third" in asked else 0
    if place >= len(values):
        return False
    return values[place] == _measure(fact) and values.count(_measure(fact)) == 1


def _measure(fact: Fact) -> float:
    """What facts are ordered by: of a difference its size, whatever its sign."""
    return abs(fact.claim.value) if fact.quantity == "difference" else fact.claim.value


def _is_down(fact: Fact, asked: Concepts) -> bool:
    """Whether the order goes from the smallest value on."""
    if asked & _GREEN:
        return ("r:worst" in asked) == (fact.quantity == "index")
    return bool(asked & _DOWN)


def leads_by_far(fact: Fact, told: Told) -> bool:
    """Whether a fact has at least half as much again as each other of its kind."""
    others = [one.claim.value for one in _group(fact, told, frozenset()) if one is not fact]
    return bool(others) and fact.claim.value >= _FAR * max(others)


def _group(fact: Fact, told: Told, crops: frozenset[str]) -> list[Fact]:
    """Facts that differ from one in their class only, or in the thing that they are of; none where not all are told."""
    facts = told.section.facts
    kind = (fact.quantity, fact.statistic, fact.of, fact.claim.unit)
    alike = [one for one in facts if (one.quantity, one.statistic, one.of, one.claim.unit) == kind]
    if fact.about is None:
        domain = fact.topic.split(".")[0]
        return [one for one in alike if one.about is None and "." in one.topic and one.topic.split(".")[0] == domain]
    same = [one for one in alike if one.topic == fact.topic and one.about]
    if fact.about in told.crops:
        return [one for one in same if one.about in told.crops]
    first = fact.about.split()[0]
    things = [one for one in same if one.about is not None and one.about.split()[0] == first]
    if fact.quantity in _LISTED:
        return things
    return _among_all(fact, things, told, crops)


def _among_all(fact: Fact, things: Sequence[Fact], told: Told, crops: frozenset[str]) -> list[Fact]:
    """Values of an index of things, with the lowest and highest of their crops that are of none of them."""
    if crops:
        things = [one for one in things if told.qualifiers.get(one.about or "", frozenset()) & crops]
    ends = [
        one for one in told.section.facts
        if one.topic == fact.topic and one.statistic in ("lowest", "highest") and one.about in told.crops
        and (not crops or one.about in crops)
    ]  # fmt: skip
    own = told.qualifiers.get(fact.about or "", frozenset()) & told.crops
    if fact.statistic != "median" or not ends or not {one.about for one in ends} >= own:
        return []
    known = {one.claim.value for one in things}
    return [*things, *(one for one in ends if one.claim.value not in known)]


def are_led(before: Sequence[Fact], fact: Fact) -> bool:
    """Whether a fact follows the last one of its kind: it is not larger."""
    last = find_alike(before, fact)
    return last is not None and last.claim.value >= fact.claim.value


def find_alike(before: Sequence[Fact], fact: Fact) -> Fact | None:
    """The last of some facts that is of the kind of another, and can be held against it."""
    kind = (fact.quantity, fact.statistic, fact.of, fact.claim.unit)
    alike = [one for one in before if (one.quantity, one.statistic, one.of, one.claim.unit) == kind and one is not fact]
    return alike[-1] if alike else None


def are_rising(facts: Sequence[Fact]) -> bool:
    """Whether each value is at least that before it."""
    return all(one.claim.value <= other.claim.value for one, other in pairwise(facts))
