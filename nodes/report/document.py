"""The words of the report, in the order an agronomist reads; every number is a claim or a fact of the contract."""

from collections.abc import Iterable
from pathlib import Path

from models.schemas import Issue
from nodes.report.chapters import CHAPTERS, modality, scene
from nodes.report.claims import FAKE_MARK, Claim, render
from nodes.report.contents import is_made_up, planned_maps
from nodes.report.decisions import set_aside, without_rejected
from nodes.report.refusals import refusals
from nodes.report.wording import Said, escape, table
from nodes.run_files import PREVIEW
from nodes.state import SceneState

BANNER = (
    f"**DEMONSTRATION.** Numbers and words marked “{FAKE_MARK}” are made up by a "
    "stand-in for the networks. They say nothing about this ground."
)


def write_markdown(state: SceneState, claims: Iterable[Claim]) -> str:
    """Write the report as Markdown; pictures are named, not held. What a person has rejected is named only."""
    state = without_rejected(state)
    said = Said(claims)
    parts = [
        _head(state, said),
        *([*chapter.lines(state, said)] for chapter in CHAPTERS if chapter.is_first),
        _pictures(state),
        *(
            [*chapter.lines(state, said)]
            for chapter in sorted(CHAPTERS, key=lambda chapter: chapter.is_aside)
            if not chapter.is_first
        ),
        _refusals(state),
        _doubts(state),
        _decisions(state),
        scene.fact_lines(state),
        _claim_table(said.claims.values()),
        _check(state),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _head(state: SceneState, said: Said) -> list[str]:
    if state.scene is None:
        return ["# Report without a scene"]
    lines = [f"# {escape(Path(state.scene.path).name)}", ""]
    if any(claim.fake for claim in said.claims.values()) or is_made_up(state):
        lines += [f"> {BANNER}", ""]
    lines += scene.place_lines(state.scene, said)
    lines += modality.head_lines(state, said)
    lines += scene.size_lines(state.scene, said)
    lines += set_aside(state)
    if state.request.question:
        lines += [
            f"- **Asked:** {escape(state.request.question)} "
            "(this report is written by code, which does not answer questions; it says what was measured)"
        ]
    return [*lines, "", _summary(state, said)]


def _summary(state: SceneState, said: Said) -> str:
    """One paragraph that a reader in a hurry can stop after: what networks say of the crop, then what was seen."""
    chapters = sorted(CHAPTERS, key=lambda chapter: chapter.network is None)
    return " ".join(sentence for chapter in chapters for sentence in chapter.summary(state, said))


def _pictures(state: SceneState) -> list[str]:
    if state.scene is None:
        return []
    lines = ["## The scene", "", f"![Preview of the scene]({PREVIEW})"]
    for entry in planned_maps(state):
        lines += ["", f"![{escape(entry.caption)}]({entry.file})"]
    return lines


def _refusals(state: SceneState) -> list[str]:
    rows = [tuple(escape(cell) for cell in row) for row in refusals(state)]
    if not rows:
        return []
    return ["## What was refused, and why", "", *table(("What", "Why", "What would be needed"), rows)]


def _doubts(state: SceneState) -> list[str]:
    """Conversions and warnings, each once; notes of the contract that no step repeated are added."""
    issues = [issue for issue in state.issues if issue.kind in ("conversion", "warning")]
    told = {issue.reason for issue in issues}
    notes = state.scene.notes if state.scene else ()
    issues += [
        Issue(step="ingest", kind="conversion", reason=note, code="scene_note") for note in notes if note not in told
    ]
    fake = state.modality is not None and state.modality.fake
    lines = []
    for issue in issues:
        words = {"conversion": "Converted or assumed", "warning": "Doubt"}[issue.kind]
        mark = f" {FAKE_MARK}" if fake and issue.step == "confirm_modality" else ""
        needed = f" Needed: {escape(issue.needed)}." if issue.needed else ""
        lines.append(f"- **{words}:** {escape(issue.reason).rstrip('.')}.{mark}{needed}")
    return ["## Conversions and doubts", "", *dict.fromkeys(lines)] if lines else []


def _decisions(state: SceneState) -> list[str]:
    rows = [(escape(entry.step), escape(entry.question), escape(entry.answer)) for entry in state.decisions]
    return ["## What a person decided", "", *table(("Step", "Question", "Answer"), rows)] if rows else []


def _claim_table(claims: Iterable[Claim]) -> list[str]:
    rows = [
        (escape(claim.id), escape(claim.label), escape(render(claim)), escape(claim.file), escape(claim.method))
        for claim in claims
    ]
    if not rows:
        return []
    return ["## Every number and where it comes from", "", *table(("Id", "What", "Value", "File", "Method"), rows)]


def _check(state: SceneState) -> list[str]:
    attribution = []
    if state.scene is not None and (state.scene.sensor.value or "").startswith("Sentinel"):
        attribution = ["", "Contains modified Copernicus Sentinel data."]
    return [
        "## How to check this report", "",
        "`agri-orchestrator verify FOLDER`, with the folder that holds this file, recomputes every number above from "
        "the rasters beside it and says which differ. With `--scene PATH` it also reads the scene again.",
        *attribution,
    ]  # fmt: skip
