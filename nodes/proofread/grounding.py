"""Clauses without a number: each must say what one sentence or note of the section says, in its mood and its order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nodes.proofread.clauses import Clause
from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.sources import Source, Told
from nodes.proofread.tokens import Item

_NONE: Concepts = frozenset()
_MARKS = ("m:", "x:")
_FREE = frozenset({"q:ground", "r:than", "r:much", "c:network", "a:about", "m:hedge", "q:share", "q:area"})
"""Said of nearly everything, without a statement of its own."""
_ENOUGH = 0.5
"""Of what a clause of a sentence says, from which a clause of a draft counts as said after it."""
_KEPT = frozenset({"m:guess", "m:forecast", "simulated", "real", "x:whether", "x:only", "x:not"})
_FRONTED = frozenset({"r:compared"})


@dataclass(frozen=True)
class Spoken:
    """What a group of clauses says."""

    concepts: Concepts
    names: frozenset[str]
    words: tuple[str, ...]  # concepts and names in their order
    nots: int

    @property
    def content(self) -> Concepts:
        """What it speaks of, without mood and logic."""
        return frozenset(concept for concept in self.concepts if concept[:2] not in _MARKS) - _FREE


def hear(clauses: Iterable[Clause], told: Told) -> Spoken:
    """What clauses say, those that are fronted with “compared with” put last."""
    clauses = sorted(clauses, key=lambda clause: bool(_FRONTED & _concepts(clause.items[:1])))
    items = [item for clause in clauses for item in clause.items]
    words = tuple(word for item in items for word in (*sorted(_content(item)), *([item.name] if item.name else [])))
    return Spoken(
        frozenset().union(*(_content(item) for item in items)) if items else _NONE,
        frozenset(item.name for item in items if item.name),
        words,
        sum("x:not" in item.concepts for item in items),
    )


def _content(item: Item) -> Concepts:
    if item.number is not None:
        return item.concepts | {f"#{item.number.value:g}{item.number.unit}"}
    return item.concepts


def _concepts(items: Sequence[Item]) -> Concepts:
    return frozenset().union(*(item.concepts for item in items)) if items else _NONE


def ground(spoken: Spoken, told: Told, named: Sequence[str]) -> tuple[list[Source], str]:
    """Sentences and notes that say this, and where there are none why the nearest does not."""
    found, reason, nearest = [], "no sentence or note says this", 0
    for source in told.sources:
        fault = _find_fault(spoken, source, told, named)
        if fault is None:
            found.append(source)
            continue
        common = len(spoken.content & source.concepts)
        if common > nearest:
            reason, nearest = fault, common
    return found, reason


def _find_fault(spoken: Spoken, source: Source, told: Told, named: Sequence[str]) -> str | None:
    """Why a sentence does not say this; None: it does."""
    whole = hear(source.clauses, told)
    if strange := spoken.content - whole.concepts - _FREE:
        return f"the sentences do not say this of it ({', '.join(_name(one) for one in sorted(strange))})"
    if strange := spoken.names - source.names:
        return f"the sentences do not say this of {', '.join(sorted(strange))}"
    abouts = source.names & told.abouts
    if not spoken.names and abouts and not abouts & set(named):
        return f"this is said of {', '.join(sorted(abouts))}, which must be named"
    near = [part for clause in source.clauses if _overlaps(spoken, part := hear([clause], told))]
    if not spoken.content or not near:
        return "this says too little to be held against a sentence"
    return _find_mood_fault(spoken, whole, near) or _find_order_fault(spoken, whole)


def _overlaps(spoken: Spoken, part: Spoken) -> bool:
    content = part.content
    return bool(content) and len(content & spoken.content) >= _ENOUGH * len(content)


def _find_mood_fault(spoken: Spoken, whole: Spoken, near: Sequence[Spoken]) -> str | None:
    marks = frozenset(concept for concept in spoken.concepts if concept[:2] in _MARKS) - _FREE
    if strange := marks - whole.concepts:
        return f"the sentences do not say this so ({', '.join(_name(one) for one in sorted(strange))})"
    for part in near:
        if lost := (part.concepts & _KEPT) - spoken.concepts:
            return f"a doubt, a “not” or an “only” of the sentence is lost ({', '.join(_name(one) for one in sorted(lost))})"
    fewest = min(part.nots for part in near)
    if not fewest <= spoken.nots <= whole.nots:
        return "what is not so and what is so were exchanged"
    return None


def _find_order_fault(spoken: Spoken, whole: Spoken) -> str | None:
    """Where something is compared, who is compared to whom must stay."""
    if not any(word.startswith("r:") and word not in _FREE and word != "r:first" for word in spoken.words):
        return None
    mine = [word for word in spoken.words if _has_place(word)]
    theirs = iter(word for word in whole.words if _has_place(word))
    if all(word in theirs for word in mine):
        return None
    return "what is compared with what was exchanged"


def _has_place(word: str) -> bool:
    return word.startswith("r:") and word not in _FREE or word[:2] in ("c:", "k:") and word not in ("c:field", "c:green", "c:NDVI") or word[1:2] != ":" and word[:1].isupper()


def _name(concept: str) -> str:
    return concept.split(":", 1)[-1].replace("_", " ")
