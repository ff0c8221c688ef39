"""`resume`: take up a run."""

from typing import Annotated

import typer

from orchestrator.commands.watching import watch_work
from orchestrator.flags import Checkpoints, Json
from orchestrator.settings import read_settings


def resume(
    run: Annotated[str, typer.Argument(metavar="RUN", help="Name or folder of a run.")],
    answer: Annotated[str | None, typer.Option(help="To the question that the run waits with.")] = None,
    checkpoints: Checkpoints = None,
    json: Json = False,
) -> None:
    """Take up a run that was interrupted, or that waits for an answer."""
    from orchestrator.run import resume_run
    from orchestrator.run_folder import find

    settings = read_settings(checkpoints=checkpoints)
    folder = find(run, settings.runs)
    watch_work(lambda audience: resume_run(folder, settings, answer=answer, audience=audience), json=json)
