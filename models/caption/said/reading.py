"""Bind the words of one clause to aspects and their classes; a clause with any other word is not understood."""

from dataclasses import dataclass

from models.caption.classes import Aspect
from models.caption.said.words import TABLES
from models.caption.said.words.table import Meanings, Table, split_words
from models.schemas import Language


@dataclass(frozen=True)
class Reading:
    """One thing that a clause says."""

    aspect: Aspect
    value: str
    negated: bool


@dataclass(frozen=True)
class _Item:
    place: int
    means: Meanings


class _NotUnderstood(Exception):
    """Says that a clause holds something outside the inventory."""


def read_clause(clause: str, language: Language) -> list[Reading]:
    """Read what a clause says; nothing where it is not understood as a whole."""
    try:
        items = _find_items(split_words(clause), TABLES[language])
        found = [*_bind_parts(items), *_bind_values(items)]
        _check_nouns(items, found)
    except _NotUnderstood:
        return []
    return found


def _find_items(words: tuple[str, ...], table: Table) -> list[_Item]:
    """Find the longest phrases from left to right; raise at a word that the table does not have."""
    items, place = [], 0
    while place < len(words):
        for length in range(min(table.longest, len(words) - place), 0, -1):
            means = table.phrases.get(words[place : place + length])
            if means:
                items.append(_Item(place, means))
                place += length
                break
        else:
            if words[place] not in table.neutral:
                raise _NotUnderstood
            place += 1
    return items


def _bind_parts(items: list[_Item]) -> list[Reading]:
    """Pair each "greenest" and "barest" with a part, in their order."""
    superlatives = [item for item in items if item.means.superlative]
    parts = [item for item in items if item.means.part]
    if len(superlatives) != len(parts):
        raise _NotUnderstood
    return [
        Reading(one.means.superlative, other.means.part, _is_negated(items, one) or _is_negated(items, other))
        for one, other in zip(superlatives, parts, strict=True)
        if one.means.superlative and other.means.part
    ]


def _bind_values(items: list[_Item]) -> list[Reading]:
    """Bind each class to the nearest noun that it can belong to."""
    found = []
    for item in items:
        if not _is_value(item, items) or _negates_next(item, items):
            continue
        nouns = [
            (abs(other.place - item.place), aspect)
            for other in items
            if other is not item
            for aspect in other.means.nouns & item.means.values.keys()
        ]
        if nouns:
            aspect = min(nouns)[1]
            value = item.means.values[aspect]
        elif item.means.alone:
            aspect, value = item.means.alone
        else:
            raise _NotUnderstood
        found.append(Reading(aspect, value, _is_negated(items, item)))
    if any(_is_negator(item, items) and _find_negated(items, item) is None for item in items):
        raise _NotUnderstood
    return found


def _check_nouns(items: list[_Item], found: list[Reading]) -> None:
    """Raise where an aspect is named of which nothing is said, or nothing is said at all."""
    said = {each.aspect for each in found}
    if not found:
        raise _NotUnderstood
    for item in items:
        if item.means.nouns and not item.means.nouns & said and not _is_value(item, items):
            raise _NotUnderstood


def _is_value(item: _Item, items: list[_Item]) -> bool:
    """Say whether it is a class here; what can be a noun too, as "bare", is one beside a class of its own."""
    means = item.means
    if not means.values and not means.alone:
        return False
    if not means.nouns:
        return True
    return not any(other is not item and other.means.values.keys() & means.nouns for other in items)


def _negates_next(item: _Item, items: list[_Item]) -> bool:
    """Say whether a word like "no", a class by itself, negates the class that follows, as in "no dense cover"."""
    return item.means.negates and _find_negated(items, item) is not None


def _is_negator(item: _Item, items: list[_Item]) -> bool:
    return item.means.negates and not (_is_value(item, items) and not _negates_next(item, items))


def _find_negated(items: list[_Item], negator: _Item) -> _Item | None:
    """Find what the negation meets first after it: a class, an extreme or a part; None at a noun or the end."""
    for item in items:
        if item.place <= negator.place or item.means.negates:
            continue
        if item.means.superlative or item.means.part or _is_value(item, items):
            return item
        if item.means.nouns and negator.means.values:
            return None
    return None


def _is_negated(items: list[_Item], item: _Item) -> bool:
    return any(_is_negator(other, items) and _find_negated(items, other) is item for other in items)
