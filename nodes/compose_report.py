"""Last step: the report and its evidence, the claims behind them, and the STAC item of the run."""

from models.files import write_whole
from models.schemas import Issue
from nodes.context import RunContext
from nodes.report.claims import claims_text
from nodes.report.contents import claims_of, draw_maps, write_texts
from nodes.report.document import write_report
from nodes.report.field_tables import drop_rejected
from nodes.report.page import write_pages
from nodes.report.pdf import render_pdf
from nodes.report.stac_item import write_item
from nodes.run_folder.files import PDF, REPORT
from nodes.state import SceneState, Update


def compose_report(state: SceneState, context: RunContext) -> Update:
    """Write the report from the state only; a run that cannot be a STAC item says so in it."""
    issue = write_item(context.run_dir, state)
    issues: tuple[Issue, ...] = (issue,) if issue and not state.is_photograph else ()
    told = state.model_copy(update={"issues": (*state.issues, *issues)})
    claims = claims_of(told)
    draw_maps(told, context.run_dir)
    write_texts(told, context.run_dir)
    drop_rejected(told, context.run_dir)
    for name, text in write_pages(told, claims, context.run_dir).items():
        write_whole(context.run_dir / name, text)
    write_whole(context.run_dir / REPORT.claims, claims_text(claims))
    if not state.request.pdf:
        return {"report": REPORT, "issues": issues}
    write_whole(context.run_dir / PDF, render_pdf(write_report(told, claims), state.request.language, context.run_dir))
    return {"report": REPORT.model_copy(update={"pdf": PDF}), "issues": issues}
