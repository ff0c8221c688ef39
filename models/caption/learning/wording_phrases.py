"""What the phrases of a language are: finite clauses by aspect and class, and how they are joined."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Clauses = dict[str, dict[str, list[str]]]


@dataclass(frozen=True)
class Phrases:
    """The clauses of one language."""

    clauses: Mapping[str, Mapping[str, Sequence[str]]]  # by aspect and class
    of_plants: frozenset[str]  # clauses that would be odd where hardly anything grows
    joins: Sequence[str]  # between two clauses
    before_last: Sequence[str]  # between the first and the second of three
    conjunction: str
    elided: Mapping[str, str]  # joins before a vowel

    def join(self, one: str, join: str, other: str) -> str:
        """Join two clauses."""
        if other[0] in "aeiouyéèêâà":
            join = self.elided.get(join, join)
        return one + join + other


def combine(templates: Iterable[str], **words: Sequence[str]) -> list[str]:
    """Fill each template with each of the words of the one blank that it has, as "{m}"; "{a m}" adds a or an."""
    found = []
    for template in templates:
        blank = next((name for name in words if f"{{{name}}}" in template or f"{{a {name}}}" in template), None)
        if blank is None:
            found.append(template)
            continue
        for word in words[blank]:
            article = "an" if word[0] in "aeiou" else "a"
            found.append(template.replace(f"{{a {blank}}}", f"{article} {word}").replace(f"{{{blank}}}", word))
    return list(dict.fromkeys(found))
