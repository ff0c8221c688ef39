"""With --review: results that are not sure enough wait for a person."""

from collections.abc import Callable

from models.schemas import Decision
from nodes.context import RunContext
from nodes.report.chapters import CHAPTERS
from nodes.state import SceneState, Update

ANSWERS = ("accept", "reject")


def review(state: SceneState, context: RunContext) -> Update:
    """Ask about each doubtful result; the report repeats what was said."""
    assert context.ask is not None
    decisions = [
        Decision(step=step, question=question, answer=_answer(context.ask, question))
        for step, question in questions(state).items()
    ]
    return {"decisions": tuple(decisions)}


def questions(state: SceneState) -> dict[str, str]:
    """Step → question, for every result below its threshold, and for what a chapter asks however sure it is."""
    asked: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    for name, review in ((chapter.name, chapter.review) for chapter in CHAPTERS if chapter.review):
        confidence, question = review.confidence(state), review.question(state)
        if question is not None:
            asked[name] = question
        if confidence is not None and confidence < review.enough:
            under = f"{confidence:.2f}, under {review.enough:.2f}"
            doubtful[name] = f"The confidence in {name} is {under}: accept or reject?"
    return asked | doubtful


def _answer(ask: Callable[[str], str], question: str) -> str:
    """What the person says, asked again until it is one of the answers; words may follow it, as "reject: too wet"."""
    answer = ask(question).strip()
    while answer.partition(":")[0].strip().lower() not in ANSWERS:
        answer = ask(f"“{answer}” is neither accept nor reject. {question}").strip()
    return answer
