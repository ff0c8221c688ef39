"""Clauses without a number: each must say what one sentence or note of the section says, in its mood and its order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.meaning import is_class
from nodes.proofread.sources import Source, Told
from nodes.proofread.text.clauses import Clause
from nodes.proofread.text.tokens import Item

_NONE: Concepts = frozenset()
_MARKS = ("m:", "x:")
_FREE = frozenset({"look",
    "c:other", "ready", "r:next", "x:none", "q:ground", "r:much", "c:network", "a:about", "m:hedge",
    "q:share", "q:area",
})  # fmt: skip
"""Said of nearly everything, without a statement of its own."""
_SPOKEN_OF = frozenset({"c:crop", "c:field", "c:place", "stands_first", "ask", "files", "told"})
"""What a sentence may be said of without a word of the section's."""
_ENOUGH, _LITTLE = 0.5, 0.25
"""Of what a clause of a sentence says, from which a clause of a draft counts as said after it."""
_KEPT = frozenset(
    {
        "m:guess",
        "m:forecast",
        "simulated",
        "real",
        "x:whether",
        "x:hardly",
        "x:how",
        "x:or",
        "x:only",
        "x:not",
        "asmuch",
    }
)
_LOGIC = frozenset({"x:not", "x:or", "x:whether", "x:how"})
_MOODS = frozenset({"m:forecast", "m:guess", "x:whether"})
_CAUSES = frozenset({"c:drought", "c:nitrogen", "c:disease", "c:weeds", "c:pests", "c:waterlogging", "c:heat"})
_OPEN = frozenset({"m:guess", "x:unless", "x:hardly", "x:whether", "c:unclear", "look", "ask"})
"""With one of these a cause is no assertion."""
_ALONG = {
    "learned": frozenset({"c:seen", "c:missing"}),
    "c:crop": frozenset({"c:judged"}), "simulated": frozenset({"c:scene"}),
}  # fmt: skip
"""Words that say no more beside another."""
_THINGS = frozenset({"c:weak", "c:patch", "c:bare", "c:zone"})
"""What a named place is, which needs no number."""
_AGAIN = frozenset({"nor", "ni"})
"""Words that carry a “not” on."""
_LEADS = frozenset({"installed", "c:judged"})
"""What is not so of each thing behind a colon."""
_LINKED = ("limits", "summary")
"""Sections whose sentences give reasons of each other."""
_ACTS = frozenset({"go", "look", "ask", "ready"})
_GUIDE = frozenset({"c:NDVI", "told", "r:more"})
_FRONTED = frozenset({"r:compared"})


@dataclass(frozen=True)
class Spoken:
    """What a group of clauses says."""

    concepts: Concepts
    names: frozenset[str]
    words: tuple[str, ...]  # concepts and names in their order
    nots: int
    parts: tuple[Concepts, ...] = ()  # of each clause
    leading: Concepts = _NONE  # of the clauses before a colon, which hold for what stands behind it

    @property
    def content(self) -> Concepts:
        """What it speaks of, without mood and logic."""
        return frozenset(concept for concept in self.concepts if concept[:2] not in _MARKS) - _FREE


def hear(clauses: Iterable[Clause]) -> Spoken:
    """What clauses say, those that are fronted with “compared with” put last."""
    clauses = sorted(clauses, key=lambda clause: bool(_FRONTED & _concepts(clause.items[:1])))
    items = [item for clause in clauses for item in clause.items]
    words = tuple(word for item in items for word in (*sorted(item.concepts), *([item.name] if item.name else [])))
    return Spoken(
        _concepts(items),
        frozenset(item.name for item in items if item.name),
        words,
        sum("x:not" in item.concepts and item.text.lower() not in _AGAIN for item in items),
        tuple(clause.concepts for clause in clauses),
    )


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


def ground_each(spoken: Spoken, told: Told, named: Sequence[str]) -> tuple[list[Source], str]:
    """Sentences that say this; of several things at once, one or more of each."""
    found, reason = ground(spoken, told, named)
    things = spoken.names & told.abouts
    if found or len(things) < 2:
        return found, reason
    for thing in sorted(things):
        others = things - {thing}
        one = replace(
            spoken,
            names=spoken.names - others,
            words=tuple(word for word in spoken.words if word not in others),
        )
        sources, reason = ground(one, told, named)
        if not sources:
            return [], reason
        found += sources
    return found, ""


def _find_fault(spoken: Spoken, source: Source, told: Told, named: Sequence[str]) -> str | None:
    """Why a sentence does not say this; None: it does."""
    whole, parts = _hear_source(source, told)
    if "m:may" in spoken.concepts:
        spoken = replace(spoken, concepts=spoken.concepts - {"m:may"} | (whole.concepts & {"m:guess", "m:forecast"}))
    extra = frozenset().union(*(more for word, more in _ALONG.items() if word in spoken.concepts))
    if strange := spoken.content - extra - whole.concepts - _FREE - _SPOKEN_OF:
        return f"the sentences do not say this of it ({_list(strange)})"
    if strange := spoken.names - source.names:
        return f"the sentences do not say this of {', '.join(sorted(strange))}"
    if "learned" in spoken.concepts:
        spoken = replace(spoken, concepts=spoken.concepts - {"c:seen", "c:missing"})
    abouts = source.names & told.abouts
    if not spoken.names and abouts and not abouts & set(named):
        return f"this is said of {', '.join(sorted(abouts))}, which must be named"
    if spoken.concepts & _CAUSES and not spoken.concepts & _OPEN:
        return "a cause must sound like a guess"
    unnumbered = frozenset().union(*(clause.concepts for clause in source.clauses if not clause.values))
    things = _THINGS if spoken.names & source.names & told.abouts else _NONE
    if strange := frozenset(concept for concept in spoken.content if is_class(concept)) - unnumbered - things:
        return f"a class needs its number ({_list(strange)})"
    near = [part for part in parts if _overlaps(spoken, part)]
    if not spoken.content or not near:
        return "this says too little to be held against a sentence"
    if (
        "x:reason" in spoken.concepts
        and not spoken.concepts & _CAUSES
        and any(
            clause.after == ":" and _overlaps(spoken, part) for clause, part in zip(source.clauses, parts, strict=True)
        )
    ):  # what stands behind a colon is the reason for what stands before it
        spoken = replace(spoken, concepts=spoken.concepts - {"x:reason"})
    return _find_mood_fault(spoken, whole, parts, near, told) or _find_order_fault(spoken, whole)


def find_lost(sentence: Sequence[Clause], sources: Iterable[Source]) -> str | None:
    """What doubt of a sentence is lost by one with a number that takes content of it; None: none is."""
    whole = frozenset().union(*(clause.concepts for clause in sentence))
    for theirs, mine in product((clause for source in sources for clause in source.clauses), sentence):
        content = _plain(theirs.concepts)
        if not content or len(_plain(mine.concepts) & content) < _ENOUGH * len(content):
            continue
        kept = theirs.concepts & _KEPT
        if lost := (kept & _LOGIC) - mine.concepts | (kept - whole):
            return f"a doubt, a “not” or an “only” of the sentence is lost ({_list(lost)})"
    return None


def _plain(concepts: Concepts) -> Concepts:
    return frozenset(concept for concept in concepts if concept[1:2] != ":" or concept.startswith("w:"))


def _hear_source(source: Source, told: Told) -> tuple[Spoken, list[Spoken]]:
    """What a wording says as a whole, and clause by clause."""
    if source.text not in told.heard:
        parts: list[Spoken] = []
        leading = before = _NONE
        for clause in source.clauses:
            leads = clause.after == ":" and before & _LEADS
            leading = before if leads else leading if clause.after not in ("", ":") else _NONE
            parts.append(replace(hear([clause]), leading=leading))
            before = clause.concepts
        told.heard[source.text] = hear(source.clauses), parts
    heard: tuple[Spoken, list[Spoken]] = told.heard[source.text]
    return heard


def _overlaps(spoken: Spoken, part: Spoken, least: float = _ENOUGH) -> bool:
    content = frozenset(concept for concept in part.content if not concept.startswith("r:"))
    return bool(content) and len(content & spoken.content) >= least * len(content)


def _find_mood_fault(
    spoken: Spoken, whole: Spoken, parts: Sequence[Spoken], near: Sequence[Spoken], told: Told
) -> str | None:
    marks = frozenset(concept for concept in spoken.concepts if concept[:2] in _MARKS) - _FREE
    if {"told", "x:not"} <= spoken.concepts:  # nobody can tell whether, from a picture only
        marks -= {"x:whether", "x:only"}
    if "m:guess" in spoken.concepts:  # only a guess
        marks -= {"x:only"}
    if "c:place" in spoken.concepts:
        marks -= {"x:all"}
    if whole.concepts & {"look", "ask", "x:how", "r:compared", "stand_density"}:
        marks -= {"x:whether"}
    if "x:not" in marks:  # neither one nor the other
        marks -= {"x:or"}
    if not spoken.names and (told.section.name in _LINKED or {"learned", "simulated"} <= spoken.concepts):
        marks -= {"x:reason"}
    if spoken.concepts & _ACTS:  # “should be visited” is “visit”
        marks -= {"m:should"}
    if {"learned", "simulated"} <= spoken.concepts:  # from nothing else, in every run
        marks -= {"x:only"}
    said = frozenset().union(*(part.concepts | (part.leading & {"x:not"}) for part in near))
    if strange := marks - (said if "x:not" in marks else whole.concepts):
        return f"the sentences do not say this so ({_list(strange)})"
    compared = frozenset(concept for concept in spoken.concepts if concept.startswith("r:")) - _FREE
    if strange := compared - said:
        return f"the sentences compare otherwise ({_list(strange)})"
    if _are_exchanged(spoken, whole):
        return "what is simulated and what is real were exchanged"
    for part in (part for part in parts if part.concepts & _MOODS and _overlaps(spoken, part, _LITTLE)):
        if lost := part.concepts & _MOODS - spoken.concepts:
            return f"what may be is said to be so ({_list(lost)})"
    for part in near:
        if part.concepts >= _GUIDE and not spoken.concepts >= _GUIDE:
            return "what told more must be said"
        if lost := (part.concepts & _KEPT) - spoken.concepts:
            return f"a doubt, a “not” or an “only” of the sentence is lost ({_list(lost)})"
    fewest = min(part.nots for part in near)
    if not fewest <= spoken.nots <= max(sum(part.nots for part in near), any("x:not" in part.leading for part in near)):
        return "what is not so and what is so were exchanged"
    return None


def _are_exchanged(spoken: Spoken, whole: Spoken) -> bool:
    """Whether a clause says of simulated fields what a sentence says of real ones, or the other way round."""
    both = {"simulated", "real"}
    if (
        "learned" in whole.concepts
        and any(both <= part for part in spoken.parts)
        and not any(both <= part for part in whole.parts)
    ):
        return True
    for one, other in (("simulated", "real"), ("real", "simulated")):
        mine = frozenset().union(*(part for part in whole.parts if one in part)) - _BOTH
        theirs = frozenset().union(*(part for part in whole.parts if other in part)) - _BOTH
        for part in spoken.parts:
            if one in part and other not in part and part & (theirs - mine) and not part & (mine - theirs):
                return True
    return False


_BOTH = frozenset({"simulated", "real", "c:field", "c:network"})


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
    """Whether a word must keep its place where things are compared: order words, classes and names."""
    if word in _FREE or word == "c:green":
        return False
    is_name = word[1:2] != ":" and word[:1].isupper()
    return word.startswith("r:") or is_class(word) or word == "c:others" or is_name


def _list(concepts: Concepts) -> str:
    return ", ".join(_name(concept) for concept in sorted(concepts))


def _name(concept: str) -> str:
    return concept.split(":", 1)[-1].replace("_", " ")
