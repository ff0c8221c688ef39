"""`index`: collections of like cases, which runs and searches look into."""

import json as json_text
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from models.errors import ConfigError
from orchestrator.flags import Backend, Json
from orchestrator.settings import read_settings

index = typer.Typer(help="Collect like cases of your own, and search them.", no_args_is_help=True)

Name = Annotated[str, typer.Option("--collection", help="Name of the collection.")]
_MOST_REFUSALS = 10


@index.command()
def add(
    path: Annotated[
        Path, typer.Argument(help="Folder of pictures (crop/condition/picture.jpg), CSV file, or picture.")
    ],
    collection: Name = "own",
    licence: Annotated[str, typer.Option(help="Of what has none of its own.")] = "not stated",
    source: Annotated[str, typer.Option(help="Of what names none itself.")] = "not stated",
    backend: Backend = None,
) -> None:
    """Add pictures with what they show, or words; what is there already is not added again."""
    from models.retrieval.collection.sources import Rights, read_entries

    places, embed = _open(backend)
    refused: list[str] = []
    entries = read_entries(path.expanduser(), Rights(licence, source), refused.append)
    with _count("added or known") as tell:
        done = places.collection(collection).add(entries, embed, tell)
    for line in refused[:_MOST_REFUSALS]:
        typer.echo(f"left out: {line}", err=True)
    if len(refused) > _MOST_REFUSALS:
        typer.echo(f"left out: {len(refused) - _MOST_REFUSALS} more", err=True)
    if refused and not (done.new or done.changed or done.known):
        raise ConfigError(f"nothing of {path} could be added: {refused[0]}")
    print(f"{done.new} new, {done.changed} changed, {done.known} known already, {len(refused)} left out")


@index.command(name="list")
def list_items(collection: Name = "own", json: Json = False) -> None:
    """List the items of a collection."""
    from orchestrator.assembly import find_library

    chosen = find_library(read_settings()).collection(collection)
    if not chosen.exists():
        raise ConfigError(f"there is no collection {collection}; `agri-orchestrator index add FOLDER` begins one")
    items = [*chosen.items()]
    if json:
        print(json_text.dumps([item.model_dump() for item in items], indent=1, ensure_ascii=False))
        return
    for item in items:
        print("\t".join((item.id[:12], item.kind, item.condition or "–", item.caption, item.licence, item.source)))


@index.command()
def search(
    image: Annotated[Path | None, typer.Option(help="Picture to search by.")] = None,
    text: Annotated[str | None, typer.Option(help="Words in English to search by.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Items at most.")] = 10,
    every: Annotated[bool, typer.Option("--all", help="Also what is not clearly alike.")] = False,
    json: Json = False,
    backend: Backend = None,
) -> None:
    """Search reference cases, notes and all collections, by a picture or by words."""
    from models.retrieval.collection.sources import look_at
    from models.retrieval.languages import is_foreign
    from models.retrieval.look_up import check_text, keep_likely, keep_named, search_picture, search_text

    if (image is None) == (text is None):
        raise ConfigError("name what to search by: either --image FILE or --text WORDS")
    picture = look_at(image.expanduser())[1] if image is not None else None
    words = check_text(text) if text is not None else ""
    places, embed = _open(backend)
    found = (
        search_text(places, embed, words, limit) if picture is None else search_picture(places, embed, picture, limit)
    )
    for line in found.refused:
        typer.echo(f"not searched: {line}", err=True)
    hits = found.hits if every else keep_likely(found.hits)
    if is_foreign(words):
        hits = hits if every else keep_named(hits)
        typer.echo("--text is not in English: only what has this very name is found; say it in English", err=True)
    if json:
        rows = [{"certainty": hit.certainty, "similarity": hit.similarity, **hit.item.model_dump()} for hit in hits]
        print(json_text.dumps({"model": found.model, "searched": found.searched, "found": rows}, ensure_ascii=False))
        return
    for hit in hits:
        shares = f"{hit.certainty:.0%}\t{hit.similarity:.3f}"
        print(f"{shares}\t{hit.item.kind}\t{hit.item.caption}\t{hit.item.source} ({hit.item.licence})")
    if not hits:
        print(f"Nothing among {found.searched} items is clearly like that; --all shows what comes nearest.")


@index.command()
def export(
    folder: Annotated[Path, typer.Argument(help="New folder for items.csv and pictures.")], collection: Name = "own"
) -> None:
    """Write a collection as a table and pictures, which `index add` takes back."""
    from models.retrieval.collection.export import TABLE, export_collection
    from orchestrator.assembly import find_library

    chosen = find_library(read_settings()).collection(collection)
    if not chosen.exists():
        raise ConfigError(f"there is no collection {collection} to export")
    count = export_collection(chosen, folder.expanduser())
    print(f"{count} items: {folder / TABLE}")


@index.command()
def rebuild(collection: Name = "own", backend: Backend = None) -> None:
    """Embed all items of a collection anew, by the model at hand."""

    places, embed = _open(backend)
    chosen = places.collection(collection)
    if not chosen.exists():
        raise ConfigError(f"there is no collection {collection} to make anew")
    with _count("made anew") as tell:
        count = chosen.rebuild(embed, tell)
    print(f"{count} items made anew")


def _open(backend: str | None) -> tuple[Any, Callable[..., Any]]:
    """Where libraries lie, and who embeds."""
    from orchestrator.assembly import build_backend, find_library

    settings = read_settings(backend=backend)
    return find_library(settings), build_backend(settings.backend, settings).embed


@contextmanager
def _count(what: str) -> Iterator[Callable[[int], None]]:
    """Show on a terminal how many items are done."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    columns = SpinnerColumn(), TextColumn("{task.completed:.0f} items {task.description}")
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(what, total=None)
        yield lambda count: progress.update(task, advance=count)
