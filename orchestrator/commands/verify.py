"""`verify`: count the numbers of a report again."""

from pathlib import Path
from typing import Annotated

import typer

from models.errors import ConfigError
from orchestrator.commands.watching import say_how_to_go_on
from orchestrator.settings import read_settings


def verify(
    run: Annotated[str, typer.Argument(metavar="RUN", help="Name or folder of a run.")],
    scene: Annotated[Path | None, typer.Option(help="The scene, where it has moved since.")] = None,
) -> None:
    """Recompute every number of a report from the files; exit code 1 where one differs."""
    from nodes.verify.run import verify_run
    from orchestrator.assembly import networks_of
    from orchestrator.run_folder import find

    settings = read_settings()
    folder = find(run, settings.runs)
    if not folder.is_finished:
        raise ConfigError(f"run {folder.path.name} is not finished{say_how_to_go_on(folder.path)}")
    done = verify_run(folder.path, scene, networks_of(folder.order.backend, settings))
    for finding in done.findings:
        print(
            f"{finding.claim}: stated {finding.stated}, recomputed {finding.recomputed} "
            f"from {finding.file}: {finding.reason}"
        )
    outcome = f"{len(done.findings)} differ" if done.findings else "every number of the report follows from the files"
    print(f"{done.checked} statements checked; {outcome}")
    if done.findings and done.other_versions:
        print(f"the run was made with other versions, which may count otherwise: {done.other_versions}")
    if done.findings:
        raise typer.Exit(1)
