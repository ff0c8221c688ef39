"""The work of a run in front of whoever watches, and what is told where it does not end in a report."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from models.errors import AgriError
from orchestrator.commands.exits import EXPECTED, INTERRUPTED, WAITING, put_in_words

if TYPE_CHECKING:
    from orchestrator.run import Audience, FinishedRun

START_ANEW = ("start a new run", "start it anew")
"""Said by errors after which there is nothing to go on with."""


def watch_work(work: Callable[["Audience"], "FinishedRun"], *, json: bool) -> None:
    """Do the work of a run in front of whoever watches: a terminal, a log, or a program that reads JSON."""
    from orchestrator.display import watch
    from orchestrator.run import Waiting

    with watch(json=json) as shown:
        try:
            shown.end(work(shown.audience))
        except Waiting as waiting:
            shown.fail(str(waiting), "waiting")
            raise typer.Exit(WAITING) from None
        except (AgriError, OSError) as error:
            if (words := put_in_words(error)) is None:
                raise
            hint = "" if any(said in words for said in START_ANEW) else say_how_to_go_on(shown.run_dir)
            shown.fail(f"{words}{hint}", "error")
            raise typer.Exit(EXPECTED) from None
        except KeyboardInterrupt:
            shown.fail(f"interrupted{say_how_to_go_on(shown.run_dir)}", "interrupted")
            raise typer.Exit(INTERRUPTED) from None


def say_how_to_go_on(run_dir: Path | None) -> str:
    """Say how an unfinished run is taken up; nothing of one that is finished or not there."""
    from nodes.run_folder.files import UNFINISHED
    from orchestrator.run_folder import resume_command

    is_kept = run_dir is not None and (run_dir / UNFINISHED).exists()
    return f"; to go on: {resume_command(run_dir)}" if run_dir and is_kept else ""
