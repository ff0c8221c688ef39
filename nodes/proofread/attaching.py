"""To which number the clauses without one belong, where they do not stand alone."""

from collections.abc import Iterator, Sequence
from itertools import chain, combinations, islice

from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.meaning import is_class
from nodes.proofread.order import ORDERED
from nodes.proofread.text.clauses import Clause, join

_OF_NUMBERS = ("c:", "q:", "s:", "r:")
_MOST_PLANS, _MOST_CHANGES = 40, 3
_LASTING = frozenset({
    "c:judged", "c:clear", "c:ailing", "c:health", "c:risk", "c:causeword", "c:NDVI", "c:bare", "c:weak",
})  # fmt: skip

Plan = tuple[str, ...]
"""For each clause: "number", "alone", or to which side it belongs, "left" or "right"."""


def plan_clauses(clauses: Sequence[Clause]) -> Iterator[Plan]:
    """Ways to read a sentence, the likeliest first."""
    ways = [_ways(clauses, place) for place in range(len(clauses))]
    first = tuple(way[0] for way in ways)
    others = [(place, way) for place, mine in enumerate(ways) for way in mine[1:]]
    changes = chain.from_iterable(combinations(others, count) for count in range(_MOST_CHANGES + 1))
    return islice((_change(first, change) for change in changes), _MOST_PLANS)


def _change(plan: Plan, change: Sequence[tuple[int, str]]) -> Plan:
    """A plan with the ways of some clauses exchanged."""
    changed = dict(change)
    return tuple(changed.get(place, way) for place, way in enumerate(plan))


def _ways(clauses: Sequence[Clause], place: int) -> tuple[str, ...]:
    clause = clauses[place]
    if clause.values:
        return ("number",)
    ways = tuple(way for way in _likeliest(clauses, place) if way not in _find_barred(clauses, place)) or ("alone",)
    must_attach = any(concept[:2] in _OF_NUMBERS for concept in clause.concepts)
    return ways if "alone" in ways or must_attach else (*ways, "alone")


def _find_barred(clauses: Sequence[Clause], place: int) -> set[str]:
    """Sides from which a semicolon parts a clause."""
    if not (clauses[place].concepts & ORDERED or any(map(is_class, clauses[place].concepts))):
        return set()
    is_last = place + 1 == len(clauses) or clauses[place + 1].after == ";"
    is_first = clauses[place].after == ";"
    return ({"right"} if is_last else set()) | ({"left"} if is_first else set())


def _likeliest(clauses: Sequence[Clause], place: int) -> tuple[str, ...]:
    clause = clauses[place]
    has_left = any(before.values for before in clauses[:place])
    has_right = any(later.values for later in clauses[place + 1 :])
    if not has_left:
        return ("alone", "right") if _may_stand_alone(clause) else ("right",)
    if clause.is_leading and has_right and not clause.is_apposed:
        return ("alone", "right") if _may_stand_alone(clause) else ("right",)
    if has_right and (clause.is_joined or clauses[place + 1].after in (":", "(")):
        return ("alone", "right", "left") if _may_stand_alone(clause) else ("right", "left")
    sides = ("left", "right") if has_right and not clause.is_apposed else ("left",)
    return ("alone", *sides) if _may_stand_alone(clause) else sides


def _may_stand_alone(clause: Clause) -> bool:
    """Whether a clause says more than a class, a place or an order."""
    return not _is_ordered(clause) and any(
        concept[1:2] != ":" or concept[:2] in ("m:", "x:", "w:") for concept in clause.concepts
    )


def _is_ordered(clause: Clause) -> bool:
    """Whether a clause says which of several, or which statistic, so that it must belong to a number."""
    return bool(clause.concepts & ORDERED) or any(concept.startswith("s:") for concept in clause.concepts)


def gather_alone(clauses: Sequence[Clause], plan: Plan) -> Iterator[list[Clause]]:
    """Neighbours that stand alone, together."""
    group: list[Clause] = []
    for clause, way in zip(clauses, plan, strict=True):
        if way == "alone":
            group.append(clause)
        elif group:
            yield group
            group = []
    if group:
        yield group


def gather_numbers(clauses: Sequence[Clause], plan: Plan) -> Iterator[tuple[Clause, Sequence[Clause]]]:
    """Clauses with numbers, each with those that belong to it, and all that stood before them."""
    groups: list[list[Clause]] = []
    before: list[Sequence[Clause]] = []
    leading: list[Clause] = []
    for place, (clause, way) in enumerate(zip(clauses, plan, strict=True)):
        if way == "number":
            groups.append([*leading, clause])
            before.append(clauses[: place - len(leading)])
            leading = []
        elif way == "right":
            leading.append(clause)
        elif way == "left":
            groups[-1].append(clause)
    groups[-1].extend(leading)
    return zip(map(join, groups), before, strict=True)


def take_up(before: Concepts, now: Concepts) -> Concepts:
    """What may be taken up from earlier in a sentence: a later class takes the place of an earlier one."""
    if any(is_class(concept) for concept in now):
        before = frozenset(one for one in before if not is_class(one) or one in _LASTING)
    return now | before
