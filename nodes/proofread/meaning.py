"""What words must and may stand beside the number of a fact."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.sources import Told
from nodes.sentences.fact import Fact

_NONE: Concepts = frozenset()
_EXCLUSIVE = ("c:", "q:", "s:", "x:", "m:", "r:")

TOPICS: Mapping[str, str] = {
    "NDVI": "c:NDVI c:green", "clear": "c:clear", "cloud": "c:cloud", "shadow": "c:shadow", "hidden": "c:hidden c:cloud c:shadow",
    "seen": "c:data c:seen", "bare": "c:bare", "weak_patch": "c:weak c:patch", "weak_patches": "c:weak c:patch",
    "missing_cover": "c:missing", "healthy": "c:healthy", "mild": "c:mild", "moderate": "c:moderate", "severe": "c:severe",
    "low": "c:low", "medium": "c:medium", "high": "c:high", "drought": "c:drought", "nitrogen": "c:nitrogen",
    "disease": "c:disease", "weeds": "c:weeds", "pests": "c:pests", "waterlogging": "c:waterlogging", "heat": "c:heat",
    "unclear": "c:unclear", "fields": "c:field", "zones": "c:zone", "peers": "c:others", "area": "q:area c:field", "no_crop": "c:nocrop",
    "on_scene": "c:onscene", "moderate_or_severe": "c:moderate", "one_class": "c:oneclass", "kind": "kind",
    "dense vegetation": "c:dense", "sparse vegetation": "c:sparse", "moderate vegetation": "c:moderateveg",
    "bare or nearly bare": "c:nearlybare", "no vegetation (water, snow)": "c:noveg","judged": "c:judged", "dense": "c:dense", "sparse": "c:sparse",
}  # fmt: skip
"""Words of which one must stand with a number of that topic, by the topic or its last part."""
_DOMAINS: Mapping[str, str] = {
    "health": "c:health c:judged c:stress c:network", "risk": "c:risk c:judged c:network", "cause": "c:causeword c:ailing c:stress c:health c:judged",
    "cover": "c:covertype c:plantcover", "hidden": "c:cloud c:shadow c:hidden", "cloud": "c:hidden", "shadow": "c:cloud c:hidden",
    "NDVI": "c:NDVI c:green", "weak_patch": "c:weak c:patch", "missing_cover": "c:plantcover c:health c:stress",
}  # fmt: skip
_CLASS_WORDS: Mapping[str, str] = {"mild": "c:stress", "moderate": "c:stress", "severe": "c:stress"}
_BASES: Mapping[str, str] = {
    "scene": "c:scene", "data": "c:data c:seen c:scene", "clear": "c:clear c:seen", "judged": "c:judged c:field",
    "ailing": "c:ailing c:judged c:stress", "field": "c:field",
}  # fmt: skip
_QUANTITIES: Mapping[str, str] = {
    "share": "q:share q:ground", "area": "q:area q:ground", "index": "", "difference": "q:difference r:less r:more r:much",
    "certainty": "q:certainty c:network", "probability": "q:probability", "attention": "q:attention c:network",
    "skill": "q:skill c:network", "count": "", "pixels": "q:pixels q:ground", "length": "q:area", "position": "c:latitude c:longitude",
    "rank": "stands_first",
}  # fmt: skip
MUST: Mapping[str, str] = {
    "certainty": "q:certainty q:uncertainty q:disagreement", "probability": "q:probability", "attention": "q:attention",
    "skill": "q:skill", "position": "c:latitude c:longitude",
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


@lru_cache(maxsize=8192)
def _split(words: str) -> Concepts:
    return frozenset(words.split())


def mean(fact: Fact, told: Told) -> Meaning:
    """What a fact lets be said beside its number."""
    clauses, sources = told.clauses_of(fact.claim.id), told.sources_of(fact.claim.id)
    in_clauses = frozenset().union(*(clause.concepts for clause in clauses)) if clauses else _NONE
    in_sources = frozenset().union(*(source.concepts for source in sources)) if sources else _NONE
    parts = fact.topic.split(".")
    last, domain = parts[-1], parts[0]
    topic = _split(TOPICS.get(fact.topic) or TOPICS.get(last) or "")
    if not topic and clauses:
        topic = frozenset().union(*(_classes(clause.concepts) for clause in clauses))
    may = topic | _split(_DOMAINS.get(domain, "")) | _split(_CLASS_WORDS.get(last, ""))
    may |= _split(_BASES.get(fact.of or "", "")) | _split(_QUANTITIES[fact.quantity])
    may |= frozenset({f"s:{fact.statistic}"} if fact.statistic else ()) | _split(_about(fact.about))
    may |= frozenset(concept for concept in in_clauses if concept[:2] in _EXCLUSIVE)
    must = [group for group in (topic, _split(MUST.get(fact.quantity, ""))) if group]
    names = frozenset(name for clause in clauses for name in clause.names)
    names |= frozenset(name for source in sources for name in source.names if name not in told.abouts)
    plain = frozenset(concept for concept in in_sources if concept[:2] not in _EXCLUSIVE)
    return Meaning(may, tuple(must), plain, names, topic)


def _classes(concepts: Concepts) -> Concepts:
    return frozenset(concept for concept in concepts if concept.startswith("c:"))


def _about(about: str | None) -> str:
    """What a named thing may be called."""
    if about is None:
        return ""
    kind = about.split()[0].lower()
    return {"zone": "c:zone", "place": "c:place", "lieu": "c:place"}.get(kind, "c:field")
