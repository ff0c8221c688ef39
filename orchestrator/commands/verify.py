"""`verify`: count the numbers of a report again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import ConfigError
from orchestrator.commands.watching import say_how_to_go_on
from orchestrator.settings import Settings, read_settings

if TYPE_CHECKING:
    from nodes.verify.findings import Verification


def verify(
    run: Annotated[str, typer.Argument(metavar="RUN", help="Name or folder of a run, or of a comparison.")],
    scene: Annotated[Path | None, typer.Option(help="The scene, where it has moved since.")] = None,
) -> None:
    """Recompute every number of a report from the files; exit code 1 where one differs."""
    done = _verify(run, scene, read_settings())
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


def _verify(name: str, scene: Path | None, settings: Settings) -> "Verification":
    from nodes.verify.comparison import is_comparison, verify_comparison
    from nodes.verify.run import verify_run
    from orchestrator.assembly import networks_of
    from orchestrator.run_folder import COMPARISONS, find

    for path in (settings.home / COMPARISONS / name, Path(name).expanduser().absolute()):
        if is_comparison(path):
            if scene is not None:
                raise ConfigError("a comparison rests on two runs, not on a scene; leave --scene away")
            return verify_comparison(path)
    folder = find(name, settings.runs)
    if not folder.is_finished:
        raise ConfigError(f"run {folder.path.name} is not finished{say_how_to_go_on(folder.path)}")
    return verify_run(folder.path, scene, networks_of(folder.order.backend, settings))
