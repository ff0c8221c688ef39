"""`chat`: ask about runs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import ConfigError
from orchestrator.commands.parsing import choose_word
from orchestrator.flags import Checkpoints, Json, Language, Llm, Units
from orchestrator.settings import Settings, read_settings

if TYPE_CHECKING:
    from nodes.report.claims import Style
    from orchestrator.chat.session import Session


def chat(
    runs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[RUN]... | SCENE", help="Runs, or a scene to analyse first; by default the last run."),
    ] = None,
    ask: Annotated[str | None, typer.Option(help="One question; its answer is all that is written.")] = None,
    thread: Annotated[str | None, typer.Option(help="Go on with the conversation of that name, or begin it.")] = None,
    llm: Llm = None,
    language: Language = None,
    units: Units = None,
    backend: Annotated[str | None, typer.Option(help="Who answers for networks of new runs.")] = None,
    checkpoints: Checkpoints = None,
    json: Json = False,
) -> None:
    """Ask about runs in English or French; each number comes from their files."""
    if json and ask is None:
        raise ConfigError("--json answers one question; give it by --ask")
    if thread is not None and not 1 <= len(thread) <= 80:
        raise ConfigError("--thread takes a name of 1 to 80 letters")
    settings = read_settings(backend=backend, checkpoints=checkpoints, llm=llm)
    chosen = choose_word("--language", language, "en", "fr")
    area = choose_word("--units", units, "ha", "acres")

    from nodes.report.claims import Style
    from orchestrator.assembly import build_chat_parts
    from orchestrator.chat.desk import Desk
    from orchestrator.chat.session import Session
    from orchestrator.checkpoints import open_checkpoints

    desk, style = Desk(settings), Style(chosen, area)
    folders = [_find_or_analyse(name, settings, style) for name in runs or ()]
    for folder in folders:
        desk.allow(folder)
    parts = build_chat_parts(settings, desk, style, language=chosen if language else None)
    with open_checkpoints(settings) as saver:
        session = Session(parts, saver, thread) if thread else Session(parts, saver)
        session.open(folders)
        if not session.runs and desk.latest() is None:
            raise ConfigError("there is no finished run to speak of; name a scene to analyse, or use run")
        _talk(session, ask, json=json)


def _talk(session: "Session", ask: str | None, *, json: bool) -> None:
    from orchestrator.chat.terminal import Screen

    if ask is None:
        Screen(session).talk()
    elif not json:
        Screen(session).ask(ask)
    else:
        import json as json_text

        for _ in session.ask(ask):
            pass
        said = session.last().model_dump(mode="json")
        print(json_text.dumps(said | {"milliseconds": session.milliseconds, "thread": session.thread}))


def _find_or_analyse(name: str, settings: Settings, style: "Style") -> Path:
    """The folder of a finished run; a scene is analysed first, and its progress goes to standard error."""
    from nodes.answers.calls import Analyse
    from nodes.run_folder.files import REQUEST
    from orchestrator.chat.analysing import make_analyser
    from orchestrator.display import watch
    from orchestrator.run_folder import find

    path = Path(name).expanduser()
    is_run = (settings.runs / name / REQUEST).is_file() or (path / REQUEST).is_file()
    if not is_run and path.exists():
        with watch(json=False) as shown:
            return make_analyser(settings, style, shown.audience)(Analyse(scene=str(path)))
    if not is_run:
        raise ConfigError(f"there is no run and no scene {name}; `python -m orchestrator runs` lists the runs")
    folder = find(str(path), settings.runs)
    if not folder.is_finished:
        raise ConfigError(f"run {folder.path.name} is not finished; take it up with resume")
    return folder.path
