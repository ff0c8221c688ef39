"""With --review: results that are not sure enough wait for a person."""

from collections.abc import Callable

from models.files import write_whole
from models.schemas import Decision
from nodes.context import RunContext
from nodes.report.chapters import CHAPTERS
from nodes.run_folder.files import PREVIEW
from nodes.state import SceneState, Update

ANSWERS = ("accept", "reject")


def review(state: SceneState, context: RunContext) -> Update:
    """Ask about each doubtful result once its map is drawn; the report repeats what was said."""
    assert context.ask is not None
    asked = questions(state)
    for picture in (picture for chapter in CHAPTERS if chapter.name in asked for picture in chapter.maps(state)):
        if not (context.run_dir / picture.file).exists():  # the step begins anew with each answer
            write_whole(context.run_dir / picture.file, picture.draw(context.run_dir))
    decisions = [
        Decision(step=step, question=question, answer=_answer(context.ask, question))
        for step, question in asked.items()
    ]
    return {"decisions": tuple(decisions)}


def questions(state: SceneState) -> dict[str, str]:
    """Step → question, for every result below its threshold, and for what a chapter asks however sure it is."""
    asked: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    for chapter in CHAPTERS:
        if (review := chapter.review) is None:
            continue
        confidence, question = review.confidence(state), review.question(state)
        look = f" Look at {' and '.join([picture.file for picture in chapter.maps(state)] or [PREVIEW])}."
        if question is not None:
            asked[chapter.name] = question + look
        if confidence is not None and confidence < review.enough:
            under = f"{confidence:.2f}, under {review.enough:.2f}"
            doubtful[chapter.name] = f"The confidence in {chapter.name} is {under}: accept or reject?{look}"
    return asked | doubtful


def _answer(ask: Callable[[str], str], question: str) -> str:
    """What the person says, asked again until it is one of the answers; words may follow it, as "reject: too wet"."""
    answer = ask(question).strip()
    while answer.partition(":")[0].strip().lower() not in ANSWERS:
        answer = ask(f"“{answer}” is neither accept nor reject. {question}").strip()
    return answer
