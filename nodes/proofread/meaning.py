"""What words must and may stand beside the number of a fact."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.order import ORDERED
from nodes.proofread.sources import Told
from nodes.proofread.text.clauses import join
from nodes.sentences.fact import Fact

_NONE: Concepts = frozenset()
_EXCLUSIVE = ("c:", "q:", "s:", "x:", "m:", "r:")

TOPICS: Mapping[str, str] = {
    "NDVI": "c:NDVI c:green", "clear": "c:clear", "cloud": "c:cloud", "shadow": "c:shadow",
    "hidden": "c:hidden c:cloud c:shadow", "seen": "c:data c:seen", "bare": "c:bare", "weak_patch": "c:weak c:patch",
    "weak_patches": "c:weak c:patch", "missing_cover": "c:missing", "health": "", "risk": "", "uncertainty": "",
    "disagreement": "", "healthy": "c:healthy", "mild": "c:mild", "moderate": "c:moderate", "severe": "c:severe",
    "low": "c:low", "medium": "c:medium", "high": "c:high", "drought": "c:drought", "nitrogen": "c:nitrogen",
    "disease": "c:disease", "weeds": "c:weeds", "pests": "c:pests", "waterlogging": "c:waterlogging",
    "heat": "c:heat", "unclear": "c:unclear", "fields": "c:field", "zones": "c:zone", "peers": "c:others c:other",
    "area": "", "no_crop": "c:nocrop", "on_scene": "c:onscene", "moderate_or_severe": "c:modsev",
    "one_class": "c:oneclass", "kind": "kind", "dense vegetation": "c:dense", "sparse vegetation": "c:sparse",
    "moderate vegetation": "c:moderateveg c:moderate", "bare or nearly bare": "c:nearlybare",
    "no vegetation (water, snow)": "c:noveg", "judged": "c:judged", "dense": "c:dense", "sparse": "c:sparse",
}  # fmt: skip
"""Words of which one must stand with a number of that topic, by the topic or its last part."""
_DOMAINS: Mapping[str, str] = {
    "health": "c:health c:judged c:stress c:network", "risk": "c:risk c:judged c:network c:yieldloss",
    "area": "c:clear c:clearground c:field c:scene", "cause": "c:causeword c:ailing c:stress c:health c:judged",
    "cover": "c:water c:covertype c:plantcover c:clear c:clearground", "hidden": "c:cloud c:shadow c:hidden c:data",
    "cloud": "c:hidden c:data", "clear": "c:data c:seen", "shadow": "c:hidden c:data",
    "bare": "c:clear c:clearground", "zones": "c:high c:risk c:zone c:yieldloss c:network",
    "judged": "c:health c:risk c:yieldloss c:network", "NDVI": "c:NDVI c:green c:clear c:clearground",
    "weak_patch": "c:weak c:patch", "missing_cover": "s:mean c:judged c:plantcover c:health c:stress",
}  # fmt: skip
_GROUND = frozenset({"c:field", "c:clear", "c:clearground", "c:judged", "c:data", "c:seen", "c:others", "c:zone"})
_ALL_CLASSES = frozenset(word for words in TOPICS.values() for word in words.split()) - _GROUND - {"kind"}
_CLASS_WORDS: Mapping[str, str] = {"mild": "c:stress", "moderate": "c:stress", "severe": "c:stress"}
_BASES: Mapping[str, str] = {
    "scene": "c:scene", "data": "c:data c:seen", "clear": "c:clear c:clearground c:seen",
    "judged": "c:judged c:field", "ailing": "c:ailing c:judged c:stress", "field": "c:field",
}  # fmt: skip
_QUANTITIES: Mapping[str, str] = {
    "share": "q:share q:ground", "area": "q:area q:ground", "index": "", "difference": "q:difference r:much",
    "certainty": "q:certainty c:network s:mean", "probability": "q:probability s:mean",
    "attention": "q:attention c:network", "skill": "q:skill c:network", "count": "", "pixels": "q:pixels q:ground",
    "length": "q:area", "position": "c:latitude c:longitude", "rank": "stands_first",
}  # fmt: skip
MUST: Mapping[str, str] = {
    "certainty": "q:certainty", "risk.uncertainty": "q:uncertainty", "risk.disagreement": "q:disagreement",
    "missing_cover": "c:plantcover", "difference": "q:difference r:less r:more c:missing",
    "probability": "q:probability", "attention": "q:attention", "skill": "q:skill",
    "position": "c:latitude c:longitude",
}  # fmt: skip
"""Words of which one must stand with a number of that quantity."""


@dataclass(frozen=True)
class Meaning:
    """What may, and of each group one must, stand in the clause of a number."""

    may: Concepts
    must: tuple[Concepts, ...]  # one of each
    plain: Concepts  # content of the sentences that state the number
    names: frozenset[str]
    topic: Concepts
    stated: Concepts  # by the clauses of sentences that hold the number


@lru_cache(maxsize=8192)
def _split(words: str) -> Concepts:
    return frozenset(words.split())


def mean(fact: Fact, told: Told) -> Meaning:
    """What a fact lets be said beside its number."""
    if fact.claim.id not in told.meanings:
        told.meanings[fact.claim.id] = _mean(fact, told)
    found: Meaning = told.meanings[fact.claim.id]
    return found


def _mean(fact: Fact, told: Told) -> Meaning:
    clauses, sources = told.clauses_of(fact.claim.id), told.sources_of(fact.claim.id)
    in_clauses = frozenset().union(*(clause.concepts for clause in clauses)) if clauses else _NONE
    in_sources = frozenset().union(*(source.concepts for source in sources)) if sources else _NONE
    parts = fact.topic.split(".")
    last, domain = parts[-1], parts[0]
    known = next(
        (TOPICS[key] for key in (fact.topic, last) if key in TOPICS), f"c:{domain}" if domain.isupper() else None
    )
    topic = _split(known or "")
    if known is None and clauses:
        topic = frozenset().union(*(_classes(clause.concepts) for clause in clauses))
    may = topic | _split(_DOMAINS.get(domain, "")) | _split(_CLASS_WORDS.get(last, ""))
    may |= _split(_BASES.get(fact.of or "", "")) | _split(_QUANTITIES[fact.quantity])
    may |= frozenset({f"s:{fact.statistic}"} if fact.statistic else ()) | _split(_about(fact.about))
    may |= _split({"lowest": "r:lowest", "highest": "r:highest"}.get(fact.statistic or "", ""))
    may |= _split({"forecast": "m:forecast", "guess": "m:guess", "measured": ""}[fact.mood])
    may |= frozenset(concept for concept in in_clauses if concept[:2] in _EXCLUSIVE)
    if any(clause.after == ":" for clause in (*clauses, *told.leading(fact.claim.id))):
        may |= frozenset({"x:reason"} if "go" in in_sources else ())
    may |= frozenset(concept for concept in told.led_by(fact.claim.id) if concept[:2] in ("c:", "r:"))
    may |= frozenset(
        concept
        for concept in in_sources
        if concept.startswith("c:") and not is_class(concept) and concept not in _OF_BASE
    )
    if fact.about is not None and fact.about.split()[0].lower() in ("place", "lieu"):
        may |= frozenset(concept for concept in in_sources if concept.startswith("c:"))
    special = MUST.get(fact.topic) or MUST.get(fact.quantity, "")
    is_zone = (fact.about or "").lower().startswith("zone") and fact.topic == "risk.high"  # which is one at high risk
    is_only = is_zone or (fact.quantity == "difference" and len(told.reader.indices) == 1)
    must = [group for group in (_NONE if is_only else topic, _split(special)) if group]
    may |= frozenset(concept for concept in _split(special) if not concept.startswith("r:"))
    if len({(told.facts[claim].topic, told.facts[claim].about) for source in sources for claim in source.claims}) == 1:
        may |= in_sources & ORDERED
    if fact.statistic is None and (rank := _find_rank(fact, told)):
        must.append(rank)
    plain = frozenset(concept for concept in in_sources if concept[:2] not in _EXCLUSIVE)
    return Meaning(may, tuple(must), plain, _name(fact, told), topic, in_clauses)


def _name(fact: Fact, told: Told) -> frozenset[str]:
    """Names that may stand beside the number of a fact."""
    names = frozenset(name for clause in told.clauses_of(fact.claim.id) for name in clause.names)
    names |= frozenset(
        name
        for source in told.sources_of(fact.claim.id)
        for name in source.names
        if name in told.crops or name not in told.abouts
    )
    return names | told.qualifiers.get(fact.about or "", frozenset())


def _find_rank(fact: Fact, told: Told) -> Concepts:
    """The order words without which no wording states a number, as “largest” of the largest patch."""
    found = ORDERED
    for source in told.sources_of(fact.claim.id):
        found &= join(told.leading(fact.claim.id, source)).concepts | join(told.stating(fact.claim.id, source)).concepts
    return found if found != ORDERED else _NONE


_OF_BASE = frozenset({"c:scene", "c:clear", "c:clearground", "c:data", "c:seen", "c:judged", "c:ailing"})


def is_class(concept: str) -> bool:
    """Whether a concept says of what a number is, so that another such cannot stand beside it."""
    return concept in _ALL_CLASSES or (concept.startswith("c:") and concept[2:].isupper())


def _classes(concepts: Concepts) -> Concepts:
    return frozenset(concept for concept in concepts if concept.startswith("c:"))


def _about(about: str | None) -> str:
    """What a named thing may be called."""
    if about is None:
        return ""
    kind = about.split()[0].lower()
    return {"zone": "c:zone", "place": "c:place", "lieu": "c:place"}.get(kind, "c:field")
