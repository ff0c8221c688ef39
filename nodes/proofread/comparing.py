"""Statements without a number that the values of facts decide: which class is largest, which field is greener."""

from collections.abc import Sequence

from nodes.proofread.grounding import Spoken
from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.meaning import mean
from nodes.proofread.order import ORDERED, check_rank
from nodes.proofread.sources import Told
from nodes.sentences.fact import Fact

_WORDS = frozenset({
    "q:ground", "q:share", "q:area", "r:than", "r:much", "r:more", "r:less", "r:compared", "c:field", "c:green",
    "c:NDVI", "c:network",
})  # fmt: skip
_MOST = 50.0


def find_decided(spoken: Spoken, told: Told) -> list[Fact]:
    """The facts whose values make a statement true; none where it is false, or where they do not decide it."""
    if spoken.nots:
        return _find_absent(spoken, told)
    return (
        _find_crop(spoken, told)
        or _find_largest(spoken, told)
        or (_find_greener(spoken, told) or _find_greenest(spoken, told))
    )


def _find_crop(spoken: Spoken, told: Told) -> list[Fact]:
    """One field and its crop, and nothing else."""
    fields, crops = spoken.names & told.abouts, spoken.names & told.crops
    if len(fields) != 1 or len(crops) != 1 or spoken.concepts - {"c:field", "c:judged"}:
        return []
    field = next(iter(fields))
    is_so = crops <= told.qualifiers.get(field, frozenset())
    return [fact for fact in told.section.facts if fact.about == field][:1] if is_so else []


def _find_largest(spoken: Spoken, told: Told) -> list[Fact]:
    """One class that is the largest or second, or more than half."""
    ranks = spoken.concepts & ORDERED
    if (not ranks and "x:mostly" not in spoken.concepts) or spoken.names:
        return []
    for fact in told.section.facts:
        if fact.quantity != "share" or fact.about is not None or not mean(fact, told).topic & spoken.concepts:
            continue
        meaning = mean(fact, told)
        base = {"judged": "c:judged", "ailing": "c:ailing"}.get(fact.of or "")
        if spoken.concepts - meaning.may - ranks - _WORDS - {"x:mostly"} or (base and base not in spoken.concepts):
            continue
        is_true = not ranks or check_rank(fact, ranks, told) is True
        if is_true and ("x:mostly" not in spoken.concepts or fact.claim.value > _MOST):
            return [fact]
    return []


def _find_greener(spoken: Spoken, told: Told) -> list[Fact]:
    """Two fields, the first of which is greener, or less green, than the second."""
    names = [word for word in spoken.words if word in told.abouts]
    more = spoken.concepts & {"r:more", "r:less"}
    if len(names) != 2 or len(more) != 1 or not spoken.concepts & {"c:green", "c:NDVI"} or spoken.concepts - _WORDS:
        return []
    if not _is_between(spoken.words, names, more):
        return []
    found = [_find_median(name, told) for name in names]
    if None in found:
        return []
    first, second = (fact for fact in found if fact is not None)
    is_more = first.claim.value > second.claim.value
    return [first, second] if is_more == ("r:more" in more) and first.claim.value != second.claim.value else []


def _is_between(words: Sequence[str], names: Sequence[str], more: Concepts) -> bool:
    """Whether the comparison stands between the two names."""
    return words.index(names[0]) < words.index(next(iter(more))) < words.index(names[1])


def _find_median(name: str, told: Told) -> Fact | None:
    facts = (fact for fact in told.section.facts if fact.about == name and fact.statistic == "median")
    return next((fact for fact in facts if fact.topic == "NDVI" and fact.quantity == "index"), None)


def _find_greenest(spoken: Spoken, told: Told) -> list[Fact]:
    """One field that is the greenest, or the least green, of all or of its crop."""
    names, crops = spoken.names & told.abouts, spoken.names & told.crops
    ranks = spoken.concepts & ORDERED
    if len(names) != 1 or not ranks or spoken.concepts - _WORDS - ranks - {"c:crop", "c:judged", "c:others"}:
        return []
    name = next(iter(names))
    own = told.qualifiers.get(name, frozenset()) & told.crops
    fact = _find_median(name, told)
    if fact is None or crops - own:
        return []
    return [fact] if check_rank(fact, ranks, told, own if crops or "c:others" in spoken.concepts else ()) else []


def _find_absent(spoken: Spoken, told: Told) -> list[Fact]:
    """“No healthy ground” where its share is nothing, “no cloud” where all is clear."""
    said = (
        spoken.concepts
        - _WORDS
        - {
            "x:not",
            "x:none",
            "x:all",
            "x:or",
            "c:judged",
            "c:data",
            "c:clear",
            "c:clearground",
            "c:stress",
            "a:above",
            "c:modsev",
        }
    )
    if spoken.names or not said:
        return []
    found = [fact for fact in told.section.facts if fact.claim.unit == "%" and fact.about is None]
    if said <= {"c:cloud", "c:shadow", "c:hidden"}:
        return [fact for fact in found if fact.topic == "clear" and fact.claim.value == 100]
    none = [
        fact for fact in found if fact.claim.value == 0 and fact.quantity == "share" and mean(fact, told).topic & said
    ]
    return none if said <= frozenset().union(*(mean(fact, told).topic for fact in none)) else []
