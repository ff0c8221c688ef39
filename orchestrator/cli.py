"""The command line: which commands there are, and how each ends."""

import io
import json as json_text
import logging
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import typer

from orchestrator.commands.chat import chat
from orchestrator.commands.compare import compare
from orchestrator.commands.exits import BUG, EXPECTED, INTERRUPTED, put_in_words
from orchestrator.commands.graph import graph
from orchestrator.commands.index import index
from orchestrator.commands.inspect import inspect
from orchestrator.commands.mcp import mcp
from orchestrator.commands.resume import resume
from orchestrator.commands.run import run
from orchestrator.commands.runs import runs
from orchestrator.commands.verify import verify
from orchestrator.commands.weights import weights

COMMANDS = (run, resume, chat, compare, inspect, verify, runs, mcp, graph)
"""In the order of `--help`."""

logger = logging.getLogger(__name__)

app = typer.Typer(
    help="Any Earth-observation raster to an agronomic report that is never silently wrong.",
    epilog="Exit codes: 0 done; 1 verify found a difference; 2 refused, or cannot be done, in one line with the "
    "reason; 3 the run waits for an answer; 70 a bug; 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in COMMANDS:
    app.command()(command)
app.add_typer(index, name="index")
app.add_typer(weights, name="weights")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command, by default the one of this process; what was to be expected ends in one line and an exit code."""
    from typer.exceptions import Abort, TyperException

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a screen may know fewer letters than we write
    json = "--json" in (sys.argv[1:] if arguments is None else arguments)
    try:
        sys.exit(app(args=arguments, standalone_mode=False) or 0)
    except TyperException as error:
        _fail(f"{error.format_message()} See --help.", EXPECTED, json=json)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on; Python flushes at exit
        sys.exit(1)
    except (KeyboardInterrupt, Abort):
        _fail("interrupted", INTERRUPTED, json=json)
    except Exception as error:  # the last place: a bug is told to a program too, and ends in an exit code of its own
        if (words := put_in_words(error)) is not None:
            _fail(words, EXPECTED, json=json)
        if json:
            _print_event("error", f"a bug: {type(error).__name__}: {error}")
        logger.exception("orchestrator: a bug; the run folder and what follows tell more")
        sys.exit(BUG)


def _fail(message: str, code: int, *, json: bool) -> NoReturn:
    words = " ".join(message.split())
    if json:
        _print_event("error" if code == EXPECTED else "interrupted", words)
    print(f"orchestrator: {words}", file=sys.stderr)
    sys.exit(code)


def _print_event(event: str, message: str) -> None:
    print(json_text.dumps({"event": event, "message": message}))
