"""`weights`: which networks answer on this machine, and fetching the language model of captions beforehand."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from models.errors import ModelUnavailable
from orchestrator.settings import Settings, read_settings

weights = typer.Typer(help="Show the networks of this machine, and fetch what they stand on.", no_args_is_help=True)

_NAMES = {
    "modality": "ResNet50", "health": "health network", "risk": "U-Net with EfficientNet-B4",
    "retrieval": "retrieval model", "caption": "captioning network",
}  # fmt: skip
"""By room, what its model is called where its weights do not say it."""
_SHOWN = 12  # letters of a hash


@weights.command()
def pull() -> None:
    """Fetch the language model that captions stand on, once; a run then needs no network."""
    from models.caption.base_model import find_base

    settings = read_settings()
    with _show_progress() as report:
        base = find_base(_find_base_name(settings), settings.home / "cache", fetch=True, report=report)
    print(f"{base.name}\t{base.sha256[:_SHOWN]}\t{base.folder}")


@weights.command(name="list")
def list_weights() -> None:
    """List for each room its model, the hash of its weights and where they lie, then the language model of captions."""
    settings = read_settings()
    for room, name in _NAMES.items():
        print("\t".join((room, *_describe(room, name, settings))))
    print("\t".join(("language model", *_describe_base(settings))))


def _describe(room: str, name: str, settings: Settings) -> tuple[str, ...]:
    """Model, hash and place of the weights of a room, or why there are none."""
    from models.checkpoints import CHECKPOINT_FILES, find_weights
    from models.geo.pixels.raster import hash_file

    try:
        folder = find_weights(room, settings.weights, settings.home)
    except ModelUnavailable as error:
        return name, "–", str(error)
    weights, config = (folder / part for part in CHECKPOINT_FILES)
    return _read_name(config) or name, hash_file(weights)[:_SHOWN], str(folder)


def _read_name(config: Path) -> str | None:
    try:
        content: Any = json.loads(config.read_text(encoding="utf-8"))
    except ValueError:
        return None
    name = content.get("model") if isinstance(content, dict) else None
    return name if isinstance(name, str) else None


def _describe_base(settings: Settings) -> tuple[str, ...]:
    from models.caption.base_model import find_base

    try:
        name = _find_base_name(settings)
        base = find_base(name, settings.home / "cache", fetch=False)
    except ModelUnavailable as error:
        return "–", "–", str(error)
    return base.name, base.sha256[:_SHOWN], str(base.folder)


def _find_base_name(settings: Settings) -> str:
    """The language model of the weights that answer; ours where there are none yet."""
    from models.caption.config import SMOLLM2, read_config
    from models.checkpoints import find_weights

    try:
        folder = find_weights("caption", settings.weights, settings.home)
    except ModelUnavailable as error:
        if error.kind == "damaged":
            raise
        return SMOLLM2
    return read_config(folder).base.name


@contextmanager
def _show_progress() -> Iterator[Callable[[str, float], None]]:
    """Show on a terminal what is being done, and how far it is."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("looking for the language model", total=1.0)
        yield lambda what, share: progress.update(task, description=what, completed=share)
