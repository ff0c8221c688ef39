"""Sentences as clauses: each with what it says, and at most as many numbers as cannot be parted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.tokens import Item

_STRONG = {
    "but", "while", "whereas", "although", "though", "because", "so", "since", "therefore", "thus", "hence", "yet",
    "mais", "tandis", "alors", "bien", "car", "donc", "puisque", "ainsi",
}  # fmt: skip
_WEAK = {"and", "plus", "or", "with", "then", "et", "ou", "avec", "puis", "against", "contre"}
_APPOSED = {"a", "an", "the", "which", "that", "who", "le", "la", "les", "l", "qui", "un", "une", "soit", "or"}
_LEADING = {"for", "in", "on", "of", "at", "among", "within", "over", "pour", "dans", "sur", "en", "parmi", "chez", "à", "de", "du", "as",
            "with", "avec", "compared", "against", "by", "par", "from", "across", "quant"}  # fmt: skip


@dataclass(frozen=True)
class Clause:
    """Items between stops, without them; `after` is what stood before the first."""

    items: tuple[Item, ...]
    after: str = ""

    @property
    def concepts(self) -> Concepts:
        """All that its words say."""
        return frozenset().union(*(item.concepts for item in self.items)) if self.items else frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """Names in it, in order."""
        return tuple(item.name for item in self.items if item.name is not None)

    @property
    def values(self) -> tuple[Item, ...]:
        """Numbers in it, in order."""
        return tuple(item for item in self.items if item.is_value)

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(item.text for item in self.items)

    @property
    def first(self) -> str:
        """Its first word."""
        return self.items[0].text.lower() if self.items else ""

    @property
    def is_apposed(self) -> bool:
        """Whether it says more of what stands before it."""
        return self.first in _APPOSED

    @property
    def is_leading(self) -> bool:
        """Whether it begins as words do that belong to what follows."""
        return self.first in _LEADING


def join(clauses: Iterable[Clause]) -> Clause:
    """Several clauses as one."""
    clauses = list(clauses)
    return Clause(tuple(item for clause in clauses for item in clause.items), clauses[0].after if clauses else "")


def split_clauses(sentence: Sequence[Item]) -> list[Clause]:
    """The clauses of a sentence."""
    pieces: list[tuple[list[Item], str]] = [([], "")]
    for item in sentence:
        if item.stop:
            pieces.append(([], item.text))
        elif item.text.lower() in _STRONG and pieces[-1][0]:
            pieces.append(([item], item.text.lower()))
        else:
            pieces[-1][0].append(item)
    return [clause for items, after in pieces if items for clause in _part(items, after)]


def _part(items: Sequence[Item], after: str) -> Iterator[Clause]:
    """Part a piece before a weak conjunction where numbers stand on both sides of it."""
    part: list[Item] = []
    for place, item in enumerate(items):
        rest = items[place + 1 :]
        if (
            item.text.lower() in _WEAK
            and any(one.is_value for one in part)
            and any(one.is_value for one in rest)
            and not _is_range(part)
        ):
            yield Clause(tuple(part), after)
            part, after = [], item.text.lower()
            continue
        part.append(item)
    if part:
        yield Clause(tuple(part), after)


def _is_range(part: Sequence[Item]) -> bool:
    """Whether a range was begun of which only one end was said."""
    begun = [place for place, item in enumerate(part) if item.text.lower() in ("between", "entre")]
    return bool(begun) and sum(item.is_value for item in part[begun[-1] :]) == 1
