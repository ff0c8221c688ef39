"""The whole of which shares are told, as “of the 252.76 ha judged”, read apart from the words around it."""

from collections.abc import Sequence
from dataclasses import replace

from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.sources import Told
from nodes.proofread.text.tokens import Item
from nodes.sentences.fact import Fact

_BEFORE = frozenset({
    "of", "on", "over", "across", "in", "within", "for", "from", "des", "de", "sur", "dans", "d", "pour", "parmi",
    "among",
})  # fmt: skip
_BETWEEN = frozenset({"c:judged", "c:data", "c:clear", "c:clearground", "q:ground", "q:area", "x:all"})
_WHOLES = {
    "judged": frozenset({"c:judged"}),
    "seen": frozenset({"c:data"}),
    "clear": frozenset({"c:clear", "c:clearground"}),
}
_REACH = 4


def part_wholes(items: Sequence[Item], told: Told) -> tuple[list[Item], list[Fact]]:
    """Items in which the area of a whole stands as a word, and the facts of these areas."""
    if any(item.name in told.abouts for item in items):
        return list(items), []
    found: list[Fact] = []
    parted = list(items)
    for place, item in enumerate(items):
        whole = _find_whole(item, told)
        if whole is not None and _is_after_of(items, place):
            found.append(whole)
            for at in range(max(0, place - 2), place):  # “the whole 252 ha”
                parted[at] = replace(parted[at], concepts=parted[at].concepts - {"x:all"})
            parted[place] = replace(item, number=None, claim=None, concepts=_WHOLES[whole.topic])
    return (parted, found) if found and all(map(_says_more, _segments(parted))) else (list(items), [])


def _segments(items: Sequence[Item]) -> list[list[Item]]:
    """Items between semicolons."""
    segments: list[list[Item]] = [[]]
    for item in items:
        segments[-1].append(item)
        if item.text == ";":
            segments.append([])
    return segments


def _says_more(items: Sequence[Item]) -> bool:
    """Whether words without a whole, or a whole with what is told of it."""
    concepts = frozenset().union(*(item.concepts for item in items))
    values = [item for item in items if item.is_value and not (item.number and item.number.in_words)]
    has_whole = any(item.concepts in _WHOLES.values() and item.text[:1] in "{0123456789" for item in items)
    return not has_whole or (bool(values) and "x:not" not in concepts) or {"x:not", "c:cloud"} <= concepts


def _find_whole(item: Item, told: Told) -> Fact | None:
    """The one fact of a whole whose area an item states."""
    if item.claim is not None:
        facts = [told.facts[item.claim]] if item.claim in told.facts else []
    else:
        facts = list(told.written.get(item.number.key, ())) if item.number is not None else []
    is_whole = len(facts) == 1 and facts[0].topic in _WHOLES and facts[0].quantity == "area" and facts[0].about is None
    return facts[0] if is_whole and not (facts[0].claim.fake and item.claim is None) else None


def _is_after_of(items: Sequence[Item], place: int) -> bool:
    """Whether an item stands behind a word as “of”, with nothing between but what a whole is called."""
    for item in reversed(items[max(0, place - _REACH) : place]):
        if not item.stop and item.text.lower().rsplit(maxsplit=1)[-1] in _BEFORE:
            return True
        if item.stop or item.is_value or item.concepts - _BETWEEN:
            return False
    return False


def name_whole(fact: Fact) -> Concepts:
    """What a whole is called."""
    return _WHOLES[fact.topic]
