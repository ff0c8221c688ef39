"""The chapter on the question of the user: numbers that were found for its answer alone."""

from collections.abc import Iterator

from nodes.report.chapter import Chapter
from nodes.report.claims import Claim
from nodes.state import SceneState

_OWN = "answer."


def claims(state: SceneState) -> Iterator[Claim]:
    """State the numbers of the answer that no other chapter states."""
    if state.answer is not None:
        yield from (fact.claim for fact in state.answer.facts if fact.claim.id.startswith(_OWN))


ANSWER = Chapter(name="answer", claims=claims)
