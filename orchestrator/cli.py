"""The command line: parse, call one function, print. Heavy imports wait inside the command that needs them."""

import errno
import io
import json as json_text
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from models.errors import AgriError, ConfigError, ModelUnavailable
from orchestrator.flags import (
    Bands,
    Checkpoints,
    Context,
    Crf,
    Date,
    Json,
    Kind,
    Level,
    Nodata,
    Offset,
    Parcels,
    Preset,
    Scale,
    Sensor,
    Sensors,
    Turns,
    Unit,
)
from orchestrator.settings import Settings, read_settings

if TYPE_CHECKING:
    from models.geo.contract.scene import SceneFlags
    from models.schemas import PictureKind
    from nodes.context import NodeOptions
    from orchestrator.run import Audience, FinishedRun

EXPECTED, WAITING, BUG, INTERRUPTED = 2, 3, 70, 130
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
MACHINE_TROUBLE = FULL | {
    errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EIO,
    errno.ENAMETOOLONG, errno.EMFILE, errno.EEXIST, errno.ENOENT, errno.EISDIR, errno.ELOOP,
}  # fmt: skip
START_ANEW = ("start a new run", "start it anew")
"""Said by errors after which there is nothing to go on with."""

logger = logging.getLogger(__name__)

app = typer.Typer(
    help="Any Earth-observation raster to an agronomic report that is never silently wrong.",
    epilog="Exit codes: 0 done; 1 verify found a difference; 2 refused, or cannot be done, in one line with the "
    "reason; 3 the run waits for an answer; 70 a bug; 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def run(
    scene: Annotated[str, typer.Argument(help="File or folder; the word example makes a small scene of its own.")],
    bands: Bands = None,
    scale: Scale = None,
    offset: Offset = None,
    sensor: Sensor = None,
    level: Level = None,
    unit: Unit = None,
    nodata: Nodata = None,
    date: Date = None,
    indices: Annotated[str | None, typer.Option(help="Only these, as NDVI,EVI,NDRE.")] = None,
    clouds: Annotated[bool, typer.Option("--clouds/--no-clouds", help="Look for clouds and shadows.")] = True,
    backend: Annotated[str | None, typer.Option(help="Who answers for networks: local, modal, fake.")] = None,
    review: Annotated[bool, typer.Option("--review", help="Ask about results that are not sure enough.")] = False,
    sensors: Sensors = None,
    context: Context = None,
    parcels: Parcels = None,
    kind: Kind = None,
    risk_preset: Preset = None,
    crf: Crf = None,
    turns: Turns = False,
    question: Annotated[str | None, typer.Option(help="What the report should answer.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the run: empty or not there yet.")] = None,
    checkpoints: Checkpoints = None,
    json: Json = False,
) -> None:
    """Analyse one scene and write its report."""
    from nodes.state import Request
    from orchestrator.run import run_scene
    from orchestrator.run_folder import Order

    settings = read_settings(backend=backend, checkpoints=checkpoints)
    flags = _flags(bands, scale, offset, sensor, level, unit, nodata, date)
    request = Request(
        scene_path=str(_example(settings) if scene == "example" else Path(scene).expanduser().absolute()),
        flags=flags,
        question=question,
        review=review,
        indices=_words(indices),
        clouds=clouds,
        sensors=_absolute(sensors),
        context=_context(context),
        parcels=_absolute(parcels),
        kind=_kind(kind),
    )
    options = _options(settings, risk_preset, crf, turns=turns)
    order = Order(request=request, backend=settings.backend, options=options)
    _watched(lambda audience: run_scene(order, settings, out=out, audience=audience), json=json)


@app.command()
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
    _watched(lambda audience: resume_run(folder, settings, answer=answer, audience=audience), json=json)


@app.command()
def inspect(
    path: Annotated[Path, typer.Argument(help="File or folder.")],
    bands: Bands = None,
    scale: Scale = None,
    offset: Offset = None,
    sensor: Sensor = None,
    level: Level = None,
    unit: Unit = None,
    nodata: Nodata = None,
    date: Date = None,
    json: Json = False,
) -> None:
    """Show what is known about a raster, and where each fact comes from."""
    from models.geo.reading.read import read_scene
    from orchestrator.run_folder import check_readable
    from orchestrator.scene_table import show_scene

    check_readable(path.expanduser())
    scene = read_scene(path.expanduser().absolute(), _flags(bands, scale, offset, sensor, level, unit, nodata, date))
    if json:
        print(scene.model_dump_json(indent=2))
    else:
        show_scene(scene)


@app.command()
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
        raise ConfigError(f"run {folder.path.name} is not finished{_how_to_go_on(folder.path)}")
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


@app.command()
def runs() -> None:
    """List the runs of the home folder."""
    from orchestrator.run_folder import find, run_names

    home = read_settings().runs
    for name in run_names(home):
        try:
            folder = find(name, home)
        except ConfigError as error:
            print(f"{name}\tcannot be read\t{error}")
            continue
        status = "finished" if folder.is_finished else "unfinished"
        print(f"{folder.path.name}\t{status}\t{folder.order.request.scene_path}")


@app.command()
def graph() -> None:
    """Print the flow as a Mermaid diagram."""
    from orchestrator.graph import build_graph

    print(build_graph().get_graph().draw_mermaid())


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
        if (words := _in_words(error)) is not None:
            _fail(words, EXPECTED, json=json)
        if json:
            _print_event("error", f"a bug: {type(error).__name__}: {error}")
        logger.exception("orchestrator: a bug; the run folder and what follows tell more")
        sys.exit(BUG)


def _watched(work: "Callable[[Audience], FinishedRun]", *, json: bool) -> None:
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
            if (words := _in_words(error)) is None:
                raise
            hint = "" if any(said in words for said in START_ANEW) else _how_to_go_on(shown.run_dir)
            shown.fail(f"{words}{hint}", "error")
            raise typer.Exit(EXPECTED) from None
        except KeyboardInterrupt:
            shown.fail(f"interrupted{_how_to_go_on(shown.run_dir)}", "interrupted")
            raise typer.Exit(INTERRUPTED) from None


def _in_words(error: Exception) -> str | None:
    """What to tell of an error that was to be expected; None of one that is a bug."""
    if isinstance(error, OSError) and error.errno in MACHINE_TROUBLE:
        where = f" ({error.filename})" if error.filename else ""
        remedy = "make room" if error.errno in FULL else "check that path and the rights on it"
        return f"{error.strerror}{where}; {remedy}, or name another folder by --out or AGRI_HOME"
    return str(error) if isinstance(error, AgriError) else None


def _how_to_go_on(run_dir: Path | None) -> str:
    from nodes.run_files import UNFINISHED
    from orchestrator.run_folder import resume_command

    is_kept = run_dir is not None and (run_dir / UNFINISHED).exists()
    return f"; to go on: {resume_command(run_dir)}" if run_dir and is_kept else ""


def _flags(
    bands: str | None,
    scale: float | None,
    offset: float | None,
    sensor: str | None,
    level: str | None,
    unit: str | None,
    nodata: str | None,
    date: str | None,
) -> "SceneFlags":
    from pydantic import ValidationError

    from models.geo.contract.scene import SceneFlags

    said: dict[str, Any] = {
        "bands": _words(bands), "scale": scale, "offset": offset, "sensor": sensor, "level": level, "unit": unit,
        "nodata": _words(nodata), "date": date,
    }  # fmt: skip
    try:
        return SceneFlags.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigError(
            f"--{first['loc'][0]} {first['input']}: {first['msg'].removeprefix('Value error, ')}"
        ) from None


def _options(settings: Settings, preset: str | None, crf: int | None, *, turns: bool) -> "NodeOptions":
    from models.risk.scene import find_preset
    from nodes.context import NodeOptions
    from orchestrator.assembly import build_backend

    said: dict[str, Any] = {"risk_preset": preset, "crf_iterations": crf}
    options = replace(NodeOptions(risk_turns=turns), **{key: value for key, value in said.items() if value is not None})
    with suppress(ModelUnavailable):  # the step will say so, and the rest of the run goes on
        find_preset(options.risk_preset, build_backend(settings.backend, settings).config_of("risk"))
    return options


def _kind(said: str | None) -> "PictureKind | None":
    if said is None:
        return None
    if said == "photo":
        return "photo"
    if said == "scene":
        return "scene"
    raise ConfigError(f"--kind {said}: it is photo or scene")


def _absolute(path: Path | str | None) -> str | None:
    return str(Path(path).expanduser().absolute()) if path is not None else None


def _context(said: str | None) -> str | None:
    """With paths that hold wherever the run is taken up."""
    if said is None or said.endswith(".json"):
        return _absolute(said)
    parts = []
    for part in said.split(","):
        key, _, value = (word.strip() for word in part.partition("="))
        is_file = key == "elevation" and Path(value).expanduser().is_file()
        parts.append(f"elevation={_absolute(value)}" if is_file else part)
    return ",".join(parts)


def _words(text: str | None) -> tuple[str, ...] | None:
    return tuple(word.strip() for word in text.split(",")) if text is not None else None


def _example(settings: Settings) -> Path:
    from orchestrator.example import write_example

    folder = settings.home / "data" / "example"
    folder.mkdir(parents=True, exist_ok=True)
    return write_example(folder)


def _fail(message: str, code: int, *, json: bool) -> NoReturn:
    words = " ".join(message.split())
    if json:
        _print_event("error" if code == EXPECTED else "interrupted", words)
    print(f"orchestrator: {words}", file=sys.stderr)
    sys.exit(code)


def _print_event(event: str, message: str) -> None:
    print(json_text.dumps({"event": event, "message": message}))
