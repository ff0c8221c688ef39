"""Lists of classes or names before a list of numbers: the first goes with the first, and so on."""

from collections.abc import Iterator, Sequence

from nodes.proofread.meaning import is_class
from nodes.proofread.text.clauses import Clause, join
from nodes.proofread.text.tokens import Item

_PARTS = frozenset({";", ":", "but", "while", "whereas", "although", "though", "mais", "tandis", "alors"})
_SPOKEN = ("c:", "q:", "s:", "m:", "x:")
_ROUNDING = frozenset({"a:about", "a:over", "a:under", "x:only", "x:or", "c:stress"})


def pair_lists(clauses: Sequence[Clause], crops: frozenset[str]) -> list[Clause]:
    """Clauses in which each number of such a list stands with what it is of; the others as they were."""
    return [clause for group in _group(clauses) for clause in _pair(group, crops)]


def _group(clauses: Sequence[Clause]) -> Iterator[list[Clause]]:
    """Clauses between strong stops."""
    group: list[Clause] = []
    for clause in clauses:
        if group and _PARTS & {clause.after, clause.items[0].text.lower()}:
            yield group
            group = []
        group.append(clause)
    if group:
        yield group


def _pair(clauses: list[Clause], crops: frozenset[str]) -> list[Clause]:
    items = join(clauses).items
    values = [item for item in items if item.is_value]
    if len(values) < 2:
        return clauses
    is_said = any("r:respectively" in item.concepts for item in items)
    lists = [told for told in _list_labels(items, crops) if _goes_before(told, values, items)]
    if not lists or not (is_said or all(_is_list(told, items) for told in (*lists, values))):
        return clauses
    taken = {id(item) for told in (*lists, values) for item in told}
    rest = [item for item in items if id(item) not in taken and "r:respectively" not in item.concepts]
    return [Clause((*labels, *rest, value), clauses[0].after if not place else ",")
            for place, (*labels, value) in enumerate(zip(*lists, values, strict=True))]  # fmt: skip


def _list_labels(items: Sequence[Item], crops: frozenset[str]) -> Iterator[list[Item]]:
    """Classes, and names of each kind of thing."""
    yield [item for item in items if any(is_class(concept) for concept in item.concepts)]
    kinds = {item.name.split()[0] for item in items if item.name is not None and item.name not in crops}
    for kind in sorted(kinds):
        yield [
            item for item in items if item.name is not None and item.name not in crops and item.name.split()[0] == kind
        ]


def _goes_before(told: Sequence[Item], values: Sequence[Item], items: Sequence[Item]) -> bool:
    """Whether there is one label a number, and all stand before the first."""
    return len(told) == len(values) and items.index(told[-1]) < items.index(values[0])


def _is_list(told: Sequence[Item], items: Sequence[Item]) -> bool:
    """Whether things follow each other with nothing between them that says something."""
    start, end = items.index(told[0]), items.index(told[-1])
    return all(
        item in told or not (item.name or item.is_value or _says(item)) for item in items[start : end + 1]
    )  # fmt: skip


def _says(item: Item) -> bool:
    return any(
        concept.startswith(_SPOKEN) for concept in item.concepts - _ROUNDING - {"c:field", "c:place", "q:ground"}
    )
