"""With --review: results that are not sure enough wait for a person."""

from collections.abc import Callable

from models.modality.confirm import agree
from models.schemas import Decision
from nodes.context import RunContext
from nodes.state import SceneState, Update

ENOUGH = {"modality": 0.7, "health": 0.6, "risk": 0.6, "caption": 0.5}
"""Confidence from which a result needs nobody's word; below it half of all such answers may be wrong."""

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
    """Step → question, for every result below its threshold, and for two opinions on the modality."""
    sure = {
        "modality": state.modality.confidence if state.modality else None,
        "health": state.health.mean_confidence if state.health else None,
        "risk": state.risk.mean_confidence if state.risk else None,
        "caption": state.caption.confidence if state.caption else None,
    }
    doubtful = {
        step: f"The confidence in {step} is {confidence:.2f}, under {ENOUGH[step]:.2f}: accept or reject?"
        for step, confidence in sure.items()
        if confidence is not None and confidence < ENOUGH[step]
    }
    return _two_opinions(state) | doubtful


def _two_opinions(state: SceneState) -> dict[str, str]:
    found = state.modality
    if found is None or found.network is None or agree(found.statistics, found.network):
        return {}
    one, other = found.statistics, found.network
    said = " and ".join(f"{guess.modality} ({guess.confidence:.2f})" for guess in (one, other))
    question = f"Statistics and network say {said}; {found.modality} is in force: accept or reject?"
    return {"modality": question}


def _answer(ask: Callable[[str], str], question: str) -> str:
    """What the person says, asked again until it is one of the answers; words may follow it, as "reject: too wet"."""
    answer = ask(question).strip()
    while answer.partition(":")[0].strip().lower() not in ANSWERS:
        answer = ask(f"“{answer}” is neither accept nor reject. {question}").strip()
    return answer
