"""Last step: the report as Markdown and HTML, the claims behind it, and the STAC item of the run."""

import json
from collections.abc import Iterable
from pathlib import Path

from models.files import write_whole
from models.schemas import Issue, ReportResult
from nodes.context import RunContext
from nodes.report.claims import Claim, claims_of
from nodes.report.document import PREVIEW, markdown
from nodes.report.maps import draw_maps, planned_maps
from nodes.report.page import page
from nodes.report.stac_item import write_item
from nodes.state import SceneState, Update

REPORT = ReportResult(markdown="report.md", html="report.html", claims="claims.json")


def compose_report(state: SceneState, context: RunContext) -> Update:
    """Write the report from the state only; a run that cannot be a STAC item says so in it."""
    issue = write_item(context.run_dir, state)
    issues: tuple[Issue, ...] = (issue,) if issue else ()
    told = state.model_copy(update={"issues": (*state.issues, *issues)})
    claims = claims_of(told)
    draw_maps(told, context.run_dir)
    words = markdown(told, claims)
    write_whole(context.run_dir / REPORT.markdown, words)
    write_whole(context.run_dir / REPORT.html, page_of(told, words, context.run_dir))
    write_whole(context.run_dir / REPORT.claims, claims_text(claims))
    return {"report": REPORT, "issues": issues}


def page_of(state: SceneState, words: str, run_dir: Path) -> str:
    """The HTML of a report's Markdown with the pictures of the run folder in it, as far as they are there."""
    names = [PREVIEW, *(entry.file for entry in planned_maps(state))]
    pictures = {name: (run_dir / name).read_bytes() for name in names if (run_dir / name).is_file()}
    return page(words, Path(state.scene.path).name if state.scene else "Report", pictures)


def claims_text(claims: Iterable[Claim]) -> str:
    """Claims as JSON, one object each."""
    return json.dumps([claim.model_dump(mode="json") for claim in claims], indent=1, ensure_ascii=False) + "\n"
