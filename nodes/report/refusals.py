"""What a report says could not be done: each reason once, with what would help."""

import re

from nodes.state import SceneState

_NO_WEIGHTS = re.compile(r"there are no (\w+) weights in \$AGRI_HOME/weights/\1 or models/\1/weights; .*?modal\b")
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
        if missing := _NO_WEIGHTS.match(issue.reason):
            rooms.setdefault(missing.group(1), step)
        else:
            found.setdefault((issue.reason, issue.needed), []).append(step)
    for index, reason in (state.indices.refused if state.indices else {}).items():
        key = next((known for known in found if known[0].endswith(f": {reason}")), None)
        if key is None:
            found.setdefault((reason, None), []).append(index)
    rows = [(", ".join(dict.fromkeys(what)), reason, needed or "–") for (reason, needed), what in found.items()]
    if rooms:
        why = f"not installed: {', '.join(f'no {room} weights' for room in rooms)}"
        rows.append((", ".join(rooms.values()), why, _WEIGHTS))
    return rows


def why_no_index(state: SceneState) -> str:
    """The reason that all indices share, or where to look for the reasons."""
    reasons = {
        issue.reason.partition(": ")[2]
        for issue in state.issues
        if issue.step == "measure_indices" and issue.kind == "refused"
    }
    shared = reasons.pop() if len(reasons) == 1 else ""
    return shared or "the reasons are below"
