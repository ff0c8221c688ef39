"""Captions in words from measured aspects alone: all that is determined, in an order and in phrases that are drawn."""

from collections.abc import Sequence
from typing import Any

from models.caption.classes import ASPECTS, Aspects
from models.caption.learning.wording_english import ENGLISH_PHRASES
from models.caption.learning.wording_french import FRENCH_PHRASES
from models.caption.learning.wording_phrases import Phrases
from models.schemas import Language
from models.simulation.fields import Random

MOST_WORDS = 80
_TRIES = 30
_PHRASES: dict[Language, Phrases] = {"en": ENGLISH_PHRASES, "fr": FRENCH_PHRASES}


def list_stated(aspects: Aspects) -> list[tuple[Any, str]]:
    """List the aspects that a caption states, with their classes: all that are determined; no water is not said."""
    found = [(aspect, aspects.get_class(aspect)) for aspect in ASPECTS]
    return [(aspect, value) for aspect, value in found if value and (aspect, value) != ("water", "none")]


def list_phrases(aspect: str, value: str, language: Language) -> list[str]:
    """List all clauses that name one class of one aspect."""
    return list(_PHRASES[language].clauses[aspect][value])


def write_caption(aspects: Aspects, language: Language, random: Random, *, in_order: bool = False) -> str:
    """Write one to four short sentences, at most 80 words; empty where nothing is determined.

    With `in_order` aspects come as in `ASPECTS`, otherwise in an order that is drawn.
    """
    stated = list_stated(aspects)
    phrases = _PHRASES[language]
    text = ""
    for _ in range(_TRIES):
        order = stated if in_order else [stated[place] for place in random.permutation(len(stated))]
        if not in_order and random.random() < 0.5:  # half of the captions begin with what is grown
            order.sort(key=lambda each: each[0] != "vegetation")
        clauses = [_choose(random, _fit(phrases.clauses[aspect][value], phrases, aspects)) for aspect, value in order]
        sentences = [_join(random, group, phrases) for group in _group(random, clauses)]
        text = " ".join(sentence[0].upper() + sentence[1:] + "." for sentence in sentences)
        if len(text.split()) <= MOST_WORDS:
            break
    return text


def _fit(clauses: Sequence[str], phrases: Phrases, aspects: Aspects) -> Sequence[str]:
    """Leave out clauses that speak of plants where there are hardly any."""
    if aspects.vegetation != "bare":
        return clauses
    return [each for each in clauses if each not in phrases.of_plants] or clauses


def _choose(random: Random, among: Sequence[str]) -> str:
    return among[int(random.integers(len(among)))]


def _group(random: Random, clauses: list[str]) -> list[list[str]]:
    """Lay the clauses into two to four sentences of one to three clauses each."""
    least = max(1, -(-len(clauses) // 3), min(2, len(clauses)))
    count = int(random.integers(least, max(least, min(4, len(clauses))) + 1))
    sizes = [1] * count
    while sum(sizes) < len(clauses):
        open_ones = [place for place, size in enumerate(sizes) if size < 3]
        sizes[open_ones[int(random.integers(len(open_ones)))]] += 1
    groups, start = [], 0
    for size in sizes:
        groups.append(clauses[start : start + size])
        start += size
    return groups


def _join(random: Random, clauses: list[str], phrases: Phrases) -> str:
    """Join finite clauses so that each can be cut and the others still stand."""
    if len(clauses) == 1:
        return clauses[0]
    if len(clauses) == 3:
        return clauses[0] + _choose(random, phrases.before_last) + clauses[1] + phrases.conjunction + clauses[2]
    return phrases.join(clauses[0], _choose(random, phrases.joins), clauses[1])
