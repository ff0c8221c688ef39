"""Sentences that must be said: their numbers, and the words of their doubts."""

from collections.abc import Iterator, Mapping

from nodes.proofread.fault import Fault
from nodes.proofread.lexicon.look_up import Concepts
from nodes.proofread.sources import Source, Told

_ENOUGH = 0.6
_FREE = frozenset(
    {
        "c:other",
        "x:or",
        "x:reason",
        "x:none",
        "q:ground",
        "r:than",
        "r:much",
        "c:network",
        "q:share",
        "q:area",
        "m:should",
        "told",
    }
)
_DOUBTS = frozenset({"simulated", "real"})
_NONE: Concepts = frozenset()


def find_missing(told: Told, covered: Mapping[str, Concepts], said: Mapping[str, int]) -> Iterator[Fault]:
    """Say which sentences that must be said are not."""
    for name in told.section.required:
        sources = [source for source in told.sources if source.sentence == name]
        lacking = [_find_lacking(source, covered.get(source.text, _NONE), said) for source in sources]
        if sources and all(lacking):
            words = ", ".join(sorted(one.split(":", 1)[-1] for one in min(lacking, key=len)))
            yield Fault(clause=sources[0].text, reason=f"this must be said, with all its doubts (not said: {words})")


def _find_lacking(source: Source, covered: Concepts, said: Mapping[str, int]) -> frozenset[str]:
    """What of a sentence is not said; empty: enough is, and all of its numbers, names and doubts."""
    lacking = frozenset(claim for claim in source.claims if not said.get(claim)) | (source.names - covered)
    marks = frozenset(one for one in source.core if one[:2] in ("m:", "x:") or one in _DOUBTS) - _FREE
    content = source.core - marks - _FREE
    enough = len(content & covered) >= _ENOUGH * len(content)
    return lacking | (marks - covered) | (_NONE if enough else content - covered)
