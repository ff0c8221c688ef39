"""Split a caption into sentences and clauses, and put the clauses that are kept together again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.caption.said.words import TABLES
from models.schemas import Language

_END = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True)
class Clause:
    """A part of a sentence that can stand or be cut."""

    text: str  # without the joining word and end mark
    join: str  # what joins it to the clause before, as in ", and "; empty for the first
    depends: bool  # whether it cannot stand without the clause before


def split_clauses(text: str, language: Language) -> list[list[Clause]]:
    """Split a caption into sentences of clauses."""
    table = TABLES[language]
    sentences: list[list[Clause]] = []
    for sentence in _END.split(text.strip()):
        parts = table.joins.split(sentence.strip().rstrip(".!?… "))
        clauses: list[Clause] = []
        for place in range(0, len(parts), 2):
            join = parts[place - 1] if place else ""
            if body := parts[place].strip(" ,;:"):
                word = join.strip(" ,;:").lower()
                clauses.append(Clause(body, join, bool(clauses) and word in table.dependent))
        if clauses:
            sentences.append(clauses)
    return sentences


def join_clauses(sentences: Sequence[Sequence[Clause]], language: Language) -> str:
    """Write sentences from the clauses that are kept, with a capital and a full stop, the last joined by a word."""
    last = TABLES[language].conjunction
    written = []
    for clauses in sentences:
        if clauses:
            whole = clauses[0].text
            for place, clause in enumerate(clauses[1:], 2):
                bare = place == len(clauses) and clause.join.strip() == ","
                whole += (last if bare else clause.join) + clause.text
            written.append(whole[0].upper() + whole[1:] + ".")
    return " ".join(written)
