"""Words of our world that are typed wrong: mended where one word alone lies near, before a question is taken apart."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nodes.planner.hearing.text import fold
from nodes.planner.talk import Talk

_SHORTEST, _LONG = 5, 10
"""Letters of words that are mended, and of those that may have two slips."""


@dataclass(frozen=True)
class _Words:
    """Words that are looked for, others that look like them and are right as they are, and short forms; all folded."""

    known: frozenset[str]
    alike: frozenset[str]
    slips: dict[str, str]


@cache
def _words() -> _Words:
    told = json.loads(files("prompts").joinpath("planner", "spelling.json").read_text(encoding="utf-8"))
    known, alike = (frozenset(" ".join(told[name]).split()) for name in ("known", "alike"))
    return _Words(known, alike, told["slips"])


def mend(text: str, talk: Talk) -> str:
    """Write words that are typed wrong as they are meant; names of the talk, capitals and numbers stay as they are."""
    named = (*(one.name for one in talk.runs), *(f"{one.name} {one.crop or ''}" for one in talk.fields), *talk.indices)
    kept = {word for name in named for word in re.findall(r"[^\W\d_]+", fold(name))}
    words = _words()

    def replace(match: re.Match[str]) -> str:
        said, plain = match[0], fold(match[0])
        if said in words.slips and plain not in kept:
            return words.slips[said]
        is_right = plain in words.known or plain in words.alike or plain in kept or said[1:] != said[1:].lower()
        if len(plain) < _SHORTEST or is_right:
            return said
        return find_near(plain, words.known) or said

    return re.sub(r"(?<![\w./\\'-])[^\W\d_]+(?![\w./\\])", replace, text)


def find_near(word: str, words: Iterable[str]) -> str | None:
    """Find the one word that lies one slip away, or two where both are long; None where there is none or several."""
    for slips in (1, 2) if len(word) >= _LONG else (1,):
        near = [one for one in words if _may_be(word, one, slips) and count_slips(word, one) <= slips]
        near = [one for one in near if one[-1] == word[-1]] or near  # hectars is hectares, not hectare
        alike = {one.removesuffix("s") for one in near}
        if len(alike) == 1:
            return min(near, key=lambda one: (count_slips(word, one), one))
        if near:
            return None
    return None


def _may_be(word: str, one: str, slips: int) -> bool:
    """Whether a word may be near enough to be worth counting: one slip leaves its begin or its end as it is."""
    is_kept = word[:2] == one[:2] or word[-2:] == one[-2:] if slips == 1 else word[0] == one[0]
    return is_kept and abs(len(one) - len(word)) <= slips


def count_slips(one: str, other: str) -> int:
    """Count letters to add, drop, change or swap with the next to make one word the other."""
    rows = [list(range(len(other) + 1))]
    for at, sign in enumerate(one, 1):
        row = [at]
        for to, wanted in enumerate(other, 1):
            cost = 0 if sign == wanted else 1
            best = min(rows[-1][to] + 1, row[-1] + 1, rows[-1][to - 1] + cost)
            if at > 1 and to > 1 and sign == other[to - 2] and one[at - 2] == wanted:
                best = min(best, rows[-2][to - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
