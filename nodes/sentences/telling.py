"""What the writers of sections share: the state with clean names, numbers as placeholders, and the words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nodes.report.claims import Claim
from nodes.report.first_page.words import Words, words_of
from nodes.report.wording import Said, strip_markup
from nodes.sentences.words import SentenceWords, Wordings, say_otherwise, sentence_words_of
from nodes.state import Language, SceneState


class Placeholders(Said):
    """The claims of a report by their id, each as the place of its number."""

    def __call__(self, name: str, otherwise: str = "not known") -> str:
        """The place of the number of a claim, or what is said where there is no such claim."""
        return f"{{claim:{name}}}" if name in self.claims else otherwise


@dataclass(frozen=True)
class Told:
    """A sentence before it is numbered into a section."""

    id: str  # within its section
    wordings: Wordings
    is_required: bool = False


class Desk:
    """All that a writer of sentences needs."""

    def __init__(self, state: SceneState, claims: Iterable[Claim], language: Language) -> None:
        self.state, self.said, self.language = state, Placeholders(claims), language
        self.first: Words = words_of(language)
        self.words: SentenceWords = sentence_words_of(language)
        self.otherwise: Words = say_otherwise(self.first, self.words)

    def has(self, *names: str) -> bool:
        """Whether all these claims are there."""
        return all(name in self.said for name in names)

    def value(self, name: str) -> float:
        """The number of a claim."""
        return self.said.claims[name].value


def pair(first: str, *others: str) -> Wordings:
    """Wordings of the first page as plain text, each once."""
    return tuple(dict.fromkeys(strip_markup(text) for text in (first, *others)))


def join_wordings(parts: Iterable[Wordings]) -> Wordings:
    """Several sentences as one, wording by wording; a part with fewer repeats its default."""
    found = [*parts]
    most = max((len(part) for part in found), default=0)
    return tuple(" ".join(_pick(found, place)) for place in range(most))


def _pick(parts: list[Wordings], place: int) -> Iterator[str]:
    yield from (part[place] if place < len(part) else part[0] for part in parts)
