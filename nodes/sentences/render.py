"""From sentences with placeholders to text with numbers."""

import re
from collections.abc import Iterable

from nodes.report.claims import PLAIN, Style
from nodes.report.claims import render as write_number
from nodes.sentences.fact import Fact

PLACEHOLDER = re.compile(r"\{claim:([^{}]+)\}")
"""Where the number of a claim stands, by its id."""


class UnknownPlaceholderError(LookupError):
    """A text names a claim that is not among its facts."""


def render(sentence_text: str, facts: Iterable[Fact], style: Style = PLAIN) -> str:
    """Write the numbers of a text; raises `UnknownPlaceholderError` where one is not among the facts."""
    known = {fact.claim.id: fact.claim for fact in facts}
    if unknown := [name for name in PLACEHOLDER.findall(sentence_text) if name not in known]:
        raise UnknownPlaceholderError(f"{unknown[0]} is not among the facts of this text")
    return PLACEHOLDER.sub(lambda found: write_number(known[found[1]], style), sentence_text)
