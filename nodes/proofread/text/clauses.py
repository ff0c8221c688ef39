"""Sentences as clauses: each with what it says, and at most as many numbers as cannot be parted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.text.tokens import Item

_STRONG = {
    "but", "while", "whereas", "although", "though", "because", "so", "since", "therefore", "thus", "hence", "yet",
    "mais", "tandis", "alors", "bien", "car", "donc", "puisque", "ainsi",
}  # fmt: skip
_WEAK = {"and", "plus", "or", "with", "then", "et", "ou", "avec", "puis", "against", "contre"}
_JOINING = {"and", "but", "while", "whereas", "et", "mais", "tandis", "que", "alors"}
_FRONTS = {"with", "at", "avec", "à"}
_OF_GROUND = frozenset(
    {
        "c:clear",
        "c:clearground",
        "c:judged",
        "c:data",
        "q:ground",
        "q:area",
        "q:share",
        "x:or",
        "a:about",
        "a:over",
        "a:under",
    }
)
_BESIDE = frozenset({"x:or", "a:about", "a:over", "a:under"})
_OPEN, _SHUT = ("(", "["), (")", "]")
_APPOSED = {"a", "an", "the", "which", "that", "who", "le", "la", "les", "l", "qui", "un", "une", "soit"}
_LEADING = {
    "for", "in", "on", "of", "at", "among", "within", "over", "as", "with", "compared", "against", "by", "from",
    "across", "pour", "dans", "sur", "en", "parmi", "chez", "à", "de", "du", "avec", "par", "quant",
}  # fmt: skip


@dataclass(frozen=True)
class Clause:
    """Items between stops, without them; `after` is what stood before the first."""

    items: tuple[Item, ...]
    after: str = ""

    @cached_property
    def concepts(self) -> Concepts:
        """All that its words say."""
        return frozenset().union(*(item.concepts for item in self.items)) if self.items else frozenset()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names in it, in order."""
        return tuple(item.name for item in self.items if item.name is not None)

    @cached_property
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
        words = [item.text.lower() for item in self.items]
        return next((word for word in words if word not in _JOINING), "")

    @property
    def is_joined(self) -> bool:
        """Whether it begins with a conjunction, so that it goes on with something else."""
        return bool(self.items) and self.items[0].text.lower() in _JOINING

    @property
    def is_apposed(self) -> bool:
        """Whether it says more of what stands before it."""
        return self.after in (",", "(") and self.first in _APPOSED

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
    pieces = _move_asides(list(_split(_unbracket(sentence))))
    return [clause for items, after in pieces for clause in _part(items, after)]


Piece = tuple[list[Item], str]


def _move_asides(pieces: Sequence[Piece]) -> list[Piece]:
    """Put a number alone between commas, as in “57 %, 144 ha, is healthy”, behind what it interrupts."""
    found: list[Piece] = []
    for items, after in _move_fronted(pieces):
        is_aside = bool(found) and after == "," and _is_aside(found[-1][0]) and found[-1][1] == ","
        if (
            is_aside
            and len(found) > 1
            and found[-2][1] != "("
            and any(item.is_value for item in found[-2][0])
            and not any(i.is_value for i in items)
        ):
            aside = found.pop()
            before, first = found.pop()
            found += [([*before, *items], first), aside]
        else:
            found.append((items, after))
    return found


def _move_fronted(pieces: Sequence[Piece]) -> list[Piece]:
    """Put “with 57 % (144 ha)” behind what it is said of, where it stands first."""
    count = next((place for place, (items, _) in enumerate(pieces) if not _is_amount(items)), len(pieces))
    if not count or count == len(pieces) or pieces[0][0][0].text.lower() not in _FRONTS:
        return list(pieces)
    (items, after), rest = pieces[count], pieces[count + 1 :]
    if any(item.is_value for item in items) or after != ",":
        return list(pieces)
    amounts = [(list(first), before) for first, before in pieces[1:count]]
    return [([*items, *pieces[0][0]], pieces[0][1]), *amounts, *rest]


def _is_amount(items: Sequence[Item]) -> bool:
    """Whether a piece is one number with the ground that it is of, and no class or name."""
    said = frozenset().union(*(item.concepts for item in items))
    return sum(item.is_value for item in items) == 1 and said <= _OF_GROUND and not any(item.name for item in items)


def _is_aside(items: Sequence[Item]) -> bool:
    """Whether a piece is a number and nothing else."""
    return (
        sum(item.is_value for item in items) == 1
        and all(item.is_value or not item.concepts - _BESIDE for item in items)
        and not any(item.name for item in items)
    )


def _unbracket(sentence: Sequence[Item]) -> list[Item]:
    """Put what stands in brackets behind the piece that they interrupt, or where it stands if there are several."""
    found: list[Item] = []
    for piece in _cut(sentence):
        groups = _bracketed(piece)
        numbered = [inside for inside in groups if any(item.is_value for item in inside)]
        inline = len(numbered) > 1 and not any(_is_unit_of(inside) for inside in numbered)
        found += _take_brackets(piece, inline=inline)
    return found


def _cut(sentence: Sequence[Item]) -> Iterator[list[Item]]:
    """Pieces of a sentence, each with the stop or strong conjunction that ends it, outside of brackets."""
    piece: list[Item] = []
    is_open = False
    for item in sentence:
        piece.append(item)
        is_open = (is_open or item.text in _OPEN) and item.text not in _SHUT
        if not is_open and item.text not in _SHUT and (item.stop or item.text.lower() in _STRONG):
            yield piece
            piece = []
    if piece:
        yield piece


def _bracketed(piece: Sequence[Item]) -> list[list[Item]]:
    """What stands in each pair of brackets."""
    groups: list[list[Item]] = []
    is_open = False
    for item in piece:
        if item.text in _OPEN:
            groups.append([])
            is_open = True
        elif item.text in _SHUT:
            is_open = False
        elif is_open:
            groups[-1].append(item)
    return groups


def _is_unit_of(inside: Sequence[Item]) -> bool:
    """Whether brackets hold more than a number with its words."""
    return sum(item.is_value for item in inside) > 1 and any(item.name for item in inside)


def _take_brackets(piece: Sequence[Item], *, inline: bool) -> list[Item]:
    """A piece with what stood in brackets behind it, or between stops of its own."""
    found: list[Item] = []
    inside: list[Item] = []
    is_open = False
    for item in piece:
        if item.text in _OPEN:
            is_open = True
            inside.append(replace(item, text="(", stop=True))
        elif item.text in _SHUT:
            is_open = False
            if not any(one.is_value for one in inside):
                found += [one for one in inside if not one.stop]
                inside = []
            elif inline:
                found += [*inside, replace(item, text=",", stop=True)]
                inside = []
        elif is_open:
            inside.append(item)
        elif item is piece[-1] and (item.stop or item.text.lower() in _STRONG):
            found += [*inside, item]
            inside = []
        else:
            found.append(item)
    return found + inside


def _split(items: Sequence[Item]) -> Iterator[tuple[list[Item], str]]:
    """Pieces between stops and before strong conjunctions, with what stood before each."""
    piece: list[Item] = []
    after = ""
    for item in items:
        is_strong = item.text.lower() in _STRONG and bool(piece)
        if not (item.stop or is_strong):
            piece.append(item)
            continue
        if piece:
            yield piece, after
        piece, after = ([item] if is_strong else []), item.text.lower()
    if piece:
        yield piece, after


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
            and not (item.text.lower() in ("or", "ou") and "c:cloud" in part[-1].concepts)
        ):
            yield Clause(tuple(part), after)
            part, after = [], item.text.lower()
            continue
        part.append(item)
    if part:
        yield Clause(tuple(part), after)


def _is_range(part: Sequence[Item]) -> bool:
    """Whether a range was begun of which only one end was said."""
    begun = [place for place, item in enumerate(part) if item.text.lower().endswith(("between", "entre"))]
    return bool(begun) and sum(item.is_value for item in part[begun[-1] :]) == 1
