"""Last step: the report as Markdown and HTML, the claims behind it, and the STAC item of the run."""

from models.files import write_whole
from models.schemas import Issue
from nodes.context import RunContext
from nodes.report.claims import claims_text
from nodes.report.contents import claims_of, draw_maps, write_texts
from nodes.report.document import write_markdown
from nodes.report.page import page_of
from nodes.report.stac_item import write_item
from nodes.run_files import REPORT
from nodes.state import SceneState, Update


def compose_report(state: SceneState, context: RunContext) -> Update:
    """Write the report from the state only; a run that cannot be a STAC item says so in it."""
    issue = write_item(context.run_dir, state)
    issues: tuple[Issue, ...] = (issue,) if issue else ()
    told = state.model_copy(update={"issues": (*state.issues, *issues)})
    claims = claims_of(told)
    draw_maps(told, context.run_dir)
    write_texts(told, context.run_dir)
    words = write_markdown(told, claims)
    write_whole(context.run_dir / REPORT.markdown, words)
    write_whole(context.run_dir / REPORT.html, page_of(told, words, context.run_dir))
    write_whole(context.run_dir / REPORT.claims, claims_text(claims))
    return {"report": REPORT, "issues": issues}
