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
    }
)
_DOUBTS = frozenset({"simulated", "real"})
_NONE: Concepts = frozenset()


def find_missing(told: Told, covered: Mapping[str, Concepts], said: Mapping[str, int]) -> Iterator[Fault]:
    """Say which sentences that must be said are not."""
    for name in told.section.required:
        sources = [source for source in told.sources if source.sentence == name]
        if sources and not any(_is_said(source, covered.get(source.text, _NONE), said) for source in sources):
            text = sources[0].text
            yield Fault(clause=text, reason="this must be said, with all its doubts")


def _is_said(source: Source, covered: Concepts, said: Mapping[str, int]) -> bool:
    if not all(said.get(claim) for claim in source.claims) or not source.names <= covered:
        return False
    marks = frozenset(one for one in source.concepts if one[:2] in ("m:", "x:") or one in _DOUBTS) - _FREE
    content = source.concepts - marks - _FREE
    return marks <= covered and len(content & covered) >= _ENOUGH * len(content)
