"""`compare`: what changed between two runs."""

from pathlib import Path
from typing import Annotated

import typer

from models.errors import ConfigError
from orchestrator.commands.parsing import choose_word
from orchestrator.commands.watching import say_how_to_go_on
from orchestrator.flags import Json, Language, Units
from orchestrator.settings import read_settings


def compare(
    one: Annotated[str, typer.Argument(metavar="RUN", help="Name or folder of a run.")],
    other: Annotated[str, typer.Argument(metavar="RUN", help="Of another date; the order does not matter.")],
    out: Annotated[Path | None, typer.Option(help="Folder for the comparison: empty or not there yet.")] = None,
    language: Language = None,
    units: Units = None,
    json: Json = False,
) -> None:
    """Show what fell and what rose between two runs of one place."""
    import json as json_text

    from nodes.compare.claims import claims_of_change
    from nodes.compare.compare import compare_runs
    from nodes.compare.page import list_result
    from nodes.compare.results import MARKDOWN
    from nodes.report.claims import Style
    from orchestrator.run_folder import find, name_comparison

    settings = read_settings()
    folders = [find(name, settings.runs) for name in (one, other)]
    for folder in folders:
        if not folder.is_finished:
            raise ConfigError(f"run {folder.path.name} is not finished{say_how_to_go_on(folder.path)}")
    place = out.expanduser().absolute() if out else name_comparison(settings.home, [run.path for run in folders])
    style = Style(choose_word("--language", language, "en", "fr"), choose_word("--units", units, "ha", "acres"))
    result = compare_runs(folders[0].path, folders[1].path, place, style)
    told = list_result(result, claims_of_change(result))
    if json:
        said = {"event": "comparison", "folder": str(place), "report": str(place / MARKDOWN), "result": told}
        print(json_text.dumps(said | {"change": result.model_dump(mode="json")}))
    else:
        print("\n".join([*told, str(place / MARKDOWN)]))
