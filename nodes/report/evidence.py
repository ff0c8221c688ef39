"""The evidence behind a report: what is known about the scene and from where, each number, and how to check them."""

from collections.abc import Iterable
from pathlib import Path

from nodes.report.chapters import modality, scene
from nodes.report.claims import Claim, Style, render
from nodes.report.decisions import without_rejected
from nodes.report.wording import Said, escape, table
from nodes.state import SceneState


def write_evidence(state: SceneState, claims: Iterable[Claim], style: Style) -> str:
    """Write the evidence as Markdown; what a person has rejected is left out."""
    state = without_rejected(state)
    said = Said(claims, style)
    parts = [_head(state, said), scene.fact_lines(state), _claim_table(said), _check(state)]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _head(state: SceneState, said: Said) -> list[str]:
    if state.scene is None:
        return ["# Evidence of a report without a scene"]
    return [
        f"# Evidence: {escape(Path(state.scene.path).name)}", "",
        *scene.place_lines(state.scene, said),
        *modality.head_lines(state, said),
        *scene.size_lines(state.scene, said),
    ]  # fmt: skip


def _claim_table(said: Said) -> list[str]:
    rows = [
        tuple(
            escape(cell)
            for cell in (claim.id, claim.label, render(claim, said.style), claim.file, claim.method)
        )
        for claim in said.claims.values()
    ]  # fmt: skip
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
