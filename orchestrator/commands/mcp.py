"""`mcp`: the tools of the chat for programs."""

from pathlib import Path
from typing import Annotated

import typer

from models.errors import ConfigError
from orchestrator.commands.parsing import choose_word
from orchestrator.flags import Language, Units
from orchestrator.settings import read_settings


def mcp(
    runs: Annotated[list[str] | None, typer.Argument(metavar="[RUN]...", help="Runs outside the home folder.")] = None,
    scenes: Annotated[list[Path] | None, typer.Option(help="Folder whose scenes may be analysed; repeatable.")] = None,
    http: Annotated[bool, typer.Option("--http", help="By HTTP on this machine, for who has AGRI_MCP_TOKEN.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="With --http.")] = 8765,
    backend: Annotated[str | None, typer.Option(help="Who answers for networks of new runs.")] = None,
    language: Language = None,
    units: Units = None,
) -> None:
    """Serve the tools of the chat by the Model Context Protocol: on standard input and output, or by HTTP."""
    from nodes.report.claims import Style
    from orchestrator.chat.analysing import make_analyser
    from orchestrator.chat.desk import Desk
    from orchestrator.chat.parts import Parts
    from orchestrator.mcp_server import build_server, check_port, serve_stdio
    from orchestrator.run_folder import find

    settings = read_settings(backend=backend)
    style = Style(choose_word("--language", language, "en", "fr"), choose_word("--units", units, "ha", "acres"))
    desk = Desk(settings, [find(name, settings.runs).path for name in runs or ()], elsewhere=False)
    for folder in scenes or ():
        if not folder.is_dir():
            raise ConfigError(f"--scenes {folder} is no folder")
    parts = Parts(desk, analyse=make_analyser(settings, style), style=style)
    if not http:
        serve_stdio(build_server(parts, scenes or ()))
        return
    if settings.mcp_token is None:
        raise ConfigError("--http needs a token; set AGRI_MCP_TOKEN to some long secret that the client sends too")
    check_port(port)
    build_server(parts, scenes or (), token=settings.mcp_token, port=port).run("streamable-http")
