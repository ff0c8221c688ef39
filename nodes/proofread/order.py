"""Largest, second, more, most: order words checked from the values of facts."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from nodes.proofread.lexicon.look_up import Concepts
from nodes.sentences.fact import Fact

ORDERED = frozenset({"r:largest", "r:smallest", "r:highest", "r:lowest", "r:second", "r:third"})
_DOWN = {"r:smallest", "r:lowest"}


def check_rank(fact: Fact, words: Concepts, facts: Iterable[Fact]) -> bool | None:
    """Whether a fact stands where the words put it among those of its kind; None where that cannot be told."""
    asked = words & ORDERED
    group = _group(fact, facts)
    if not asked or len(group) < 2:
        return None
    if fact.about is not None and (asked & _DOWN or not fact.about.lower().startswith("zone")):
        return None
    values = sorted((one.claim.value for one in group), reverse=not asked & _DOWN)
    place = 1 if "r:second" in asked else 2 if "r:third" in asked else 0
    if place >= len(values):
        return False
    return values[place] == fact.claim.value and values.count(fact.claim.value) == 1


def _group(fact: Fact, facts: Iterable[Fact]) -> list[Fact]:
    """Facts that differ from one in their class only, or in the thing that they are of."""
    kind = (fact.quantity, fact.statistic, fact.of, fact.claim.unit)
    alike = [one for one in facts if (one.quantity, one.statistic, one.of, one.claim.unit) == kind]
    if fact.about is None:
        domain = fact.topic.split(".")[0]
        return [one for one in alike if one.about is None and "." in one.topic and one.topic.split(".")[0] == domain]
    first = fact.about.split()[0]
    return [one for one in alike if one.topic == fact.topic and one.about and one.about.split()[0] == first]


def are_rising(facts: Sequence[Fact]) -> bool:
    """Whether each value is at least that before it."""
    return all(one.claim.value <= other.claim.value for one, other in pairwise(facts))
