"""What a person's word does to results: one that was rejected is set aside and only named."""

from typing import Any

from nodes.report.chapters import CHAPTERS
from nodes.state import SceneState


def rejected(state: SceneState) -> tuple[str, ...]:
    """Fields whose result a person has rejected, by the last answer on each."""
    answers = {decision.step: decision.answer.strip().lower() for decision in state.decisions}
    names = [chapter.name for chapter in CHAPTERS if chapter.review is not None]
    return tuple(name for name in names if answers.get(name, "").startswith("reject"))


def without_rejected(state: SceneState) -> SceneState:
    """The state without those results: what a report may state."""
    aside: dict[str, Any] = dict.fromkeys(rejected(state))
    of_fields: dict[str, Any] = dict.fromkeys(name for name in ("health", "risk") if name in aside)
    if state.fields is not None and of_fields:
        fields = tuple(field.model_copy(update=of_fields) for field in state.fields.fields)
        aside["fields"] = state.fields.model_copy(update={"fields": fields})
    return state.model_copy(update=aside) if aside else state


def set_aside(state: SceneState) -> list[str]:
    """A line for the head of the report where a person has rejected results."""
    aside = rejected(state)
    names = [chapter.title or chapter.name for chapter in CHAPTERS if chapter.name in aside]
    if not names:
        return []
    rests = " The choice of analyses still rests on that kind of scene." if "modality" in aside else ""
    return [f"- **Rejected by a person:** {', '.join(names)}; no result of it is stated here.{rests}"]
