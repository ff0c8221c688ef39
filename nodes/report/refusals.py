"""What a report says could not be done: each reason once, with what would help."""

from models.schemas import Issue
from nodes.state import SceneState

_WEIGHTS = (
    "for each, model.safetensors and config.json in $AGRI_HOME/weights/NAME or models/NAME/weights; or --backend modal"
)


def refusals(state: SceneState) -> list[tuple[str, str, str]]:
    """(what, why, what would be needed) for every reason; all networks without weights share one."""
    found: dict[tuple[str, str | None], list[str]] = {}
    rooms: dict[str, str] = {}
    for issue in state.issues:
        if issue.kind not in ("refused", "model_unavailable"):
            continue
        step = issue.step.replace("_", " ")
        if issue.code == "no_weights":
            rooms.setdefault(issue.subjects[0], step)
        else:
            found.setdefault((issue.reason, issue.needed), []).append(step)
    told = {name for issue in _of_indices(state) for name in issue.subjects}
    for name, refused in (state.indices.refused if state.indices else {}).items():
        if name not in told:
            found.setdefault((refused.reason, refused.needed), []).append(name)
    rows = [(", ".join(dict.fromkeys(what)), reason, needed or "–") for (reason, needed), what in found.items()]
    if rooms:
        why = f"not installed: {', '.join(f'no {room} weights' for room in rooms)}"
        rows.append((", ".join(rooms.values()), why, _WEIGHTS))
    return rows


def why_no_index(state: SceneState) -> str:
    """The reason that all indices share, or where to look for the reasons."""
    reasons = {issue.shared_reason for issue in _of_indices(state)}
    shared = reasons.pop() if len(reasons) == 1 else None
    return shared or "report.html has the reasons"


def _of_indices(state: SceneState) -> list[Issue]:
    """What was said of indices that were refused."""
    return [issue for issue in state.issues if issue.step == "measure_indices" and issue.kind == "refused"]
