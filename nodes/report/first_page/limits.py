"""What was not possible, the gravest first, in a few lines; the rest is counted."""

from collections.abc import Iterator

from models.field.measured.results import FieldMeasured
from models.modality.confirm import SURE
from models.schemas import Issue
from nodes.report.chapters.modality import ask_between_two
from nodes.report.chapters.scene import judged_by_values
from nodes.report.first_page.words import Words
from nodes.report.wording import Said, escape
from nodes.state import SceneState

MOST = 5
_NAMED = 3
_HIDDEN = 10.0
"""Percent of the ground under cloud from which it is said."""
_TOLD = {
    "clouds_unmasked", "level_unknown", "top_of_atmosphere", "unknown_crop", "needs_bands", "no_weights", "no_parcels",
    "readings_unheard", "parcels_off_scene",
}  # fmt: skip
"""Codes of issues that a line of ours tells."""
_STEPS = {"health": "classify_health", "risk": "segment_risk"}


def list_limits(state: SceneState, said: Said, words: Words) -> list[str]:
    """At most `MOST` sentences."""
    found = [*dict.fromkeys(find_limits(state, said, words))]
    others = len({issue.reason for issue in state.issues if issue.code not in _TOLD})
    if len(found) + bool(others) <= MOST:
        return [*found, words.more_notes(others)] if others else found
    return [*found[: MOST - 1], words.more_notes(others + len(found) - MOST + 1)]


def find_limits(state: SceneState, said: Said, words: Words) -> Iterator[str]:
    """All sentences, the gravest first."""
    codes = {issue.code for issue in state.issues}
    if state.modality is not None and (state.modality.confidence < SURE or ask_between_two(state) is not None):
        yield words.kind_uncertain(state.modality.modality)
    if state.clouds is not None and state.clouds.reason_unmasked is not None and _sees_clouds(state):
        yield words.clouds_unmasked()
    elif "hidden.share" in said and said.claims["hidden.share"].value >= _HIDDEN:
        yield words.hidden(said("hidden.share"))
    unjudged = _unjudged(state)
    if unjudged:
        names = [escape(field.name) for field in unjudged[:_NAMED]]
        reasons = {str(field.not_judged) for field in unjudged}
        yield words.not_judged(names, len(unjudged) - len(names), reasons.pop() if len(reasons) == 1 else None)
    if away := [name for issue in _of(state, "parcels_off_scene") for name in issue.subjects]:
        yield words.off_scene([escape(name) for name in away[:_NAMED]], len(away[_NAMED:]))
    if "top_of_atmosphere" in codes or "level_unknown" in codes:
        yield words.level(known="top_of_atmosphere" in codes)
    silent = [name for name, step in _STEPS.items() if any(_stopped(issue, step) for issue in state.issues)]
    if silent:
        yield words.networks_silent(silent)
    unknown = sorted({crop for issue in _of(state, "unknown_crop") for crop in issue.subjects})
    if unknown:
        yield words.unknown_crops([escape(words.crop(crop)) for crop in unknown])
    if "readings_unheard" in codes:
        yield words.readings_unheard()
    if state.scene is not None and judged_by_values(state.scene):
        yield words.from_values_only()
    lacking = [
        name for issue in _of(state, "needs_bands") if issue.step == "measure_indices" for name in issue.subjects
    ]
    if lacking:
        yield words.lacking([*dict.fromkeys(lacking)])
    missing = [issue.step.replace("_", " ") for issue in _of(state, "no_weights")]
    if missing:
        yield words.not_installed([*dict.fromkeys(missing)])


def _stopped(issue: Issue, step: str) -> bool:
    return issue.step == step and issue.kind in ("refused", "model_unavailable")


def _sees_clouds(state: SceneState) -> bool:
    """Whether clouds hide the ground from what looked at it: not from radar."""
    return state.modality is None or state.modality.modality != "sar"


def _unjudged(state: SceneState) -> list[FieldMeasured]:
    if state.fields is None or state.fields.of_scene:
        return []
    return [field for field in state.fields.fields if field.not_judged is not None]


def _of(state: SceneState, code: str) -> list[Issue]:
    return [issue for issue in state.issues if issue.code == code]
