"""The numbers of the answer to the question of the user, counted again."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from nodes.state import SceneState
from nodes.verify.answers.recount import Answered
from nodes.verify.recount import Count, Recount


def counts(run_dir: Path, state: SceneState) -> Iterator[Count]:
    """Count each number of the answer that no other chapter counts."""
    if state.answer is None:
        return
    answered = Answered(run_dir, state)
    for fact in state.answer.facts:
        if fact.claim.id.startswith("answer."):
            yield Count(fact.claim.file, partial(answered.count, fact))


ANSWER = Recount("answer", counts)
