"""What a person's word does to results: one that was rejected is set aside and only named."""

from nodes.state import SceneState

NAMES = {"modality": "kind of scene", "health": "health", "risk": "risk", "caption": "caption"}


def rejected(state: SceneState) -> tuple[str, ...]:
    """Fields whose result a person has rejected, by the last answer on each."""
    answers = {decision.step: decision.answer.strip().lower() for decision in state.decisions}
    return tuple(step for step in NAMES if answers.get(step, "").startswith("reject"))


def without_rejected(state: SceneState) -> SceneState:
    """The state without those results: what a report may state."""
    aside = dict.fromkeys(rejected(state))
    return state.model_copy(update=aside) if aside else state
