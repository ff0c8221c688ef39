"""A collection of a person: what was added, kept as files; and where it lies for the model at hand."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from pydantic import ValidationError

from models.arrays import Bytes, Floats
from models.backend import Embeddings
from models.errors import ConfigError
from models.files import write_whole
from models.retrieval.collection.item import NOT_STATED, Item
from models.retrieval.collection.shelf import Shelf
from models.retrieval.collection.store import CorruptStore, Placed, VectorStore, check_model
from models.retrieval.pictures import decode_picture, encode_picture

Embed = Callable[[Sequence[Bytes], Sequence[str]], Embeddings]
"""What `ModelBackend.embed` does."""
ITEMS = "items"
_AT_ONCE = 16  # items that are embedded and written together

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry:
    """What is to be added: an item, and its picture where it has one."""

    item: Item
    picture: Bytes | None = None
    unnamed: bool = False
    """Whether nobody said what it shows: the caption is only the name of a folder or file."""


@dataclass
class Added:
    """How many items were new, said otherwise than before, or there already."""

    new: int = 0
    changed: int = 0
    known: int = 0


class Collection:
    """The folder of a collection."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = VectorStore(folder)

    def exists(self) -> bool:
        """Whether anything was ever added."""
        return self.store.exists() or (self.folder / ITEMS).is_dir()

    def add(self, entries: Iterable[Entry], embed: Embed, tell: Callable[[int], None] = lambda _: None) -> Added:
        """Add what is not there yet; adding the same again changes nothing. Killed, it goes on when asked again.

        What is not stated now, and was before, stays: condition, caption, licence and source.
        """
        model = embed([], [])["model"]
        placed = self._prepare(model, embed)
        done = Added()
        for batch in _batch(entries):
            missing = []
            for told in {entry.item.id: entry for entry in batch}.values():
                before = placed.get(told.item.id)
                entry = _remember(told, before)
                if before == entry.item:
                    done.known += 1
                    continue
                self._keep(entry)
                missing.append(entry.item)
                done.new += before is None
                done.changed += before is not None
            self.store.put(self._place(missing, embed))
            placed |= {item.id: item for item in missing}
            tell(len(batch))
        return done

    def load(self, model: str, embed: Embed) -> Shelf:
        """Read the collection; a store that is damaged is said and made anew, one of another model is refused."""
        try:
            check_model(self.folder, self.store.read_model(), model)
            return self.store.load()
        except CorruptStore as error:
            logger.warning("%s; it is made anew from the items", error)
            self.rebuild(embed)
            return self.store.load()

    def rebuild(self, embed: Embed, tell: Callable[[int], None] = lambda _: None) -> int:
        """Embed all items anew by the model at hand, and say how many there are."""
        self.store.create(embed([], [])["model"])
        count = 0
        for batch in _batch(self.items()):
            self.store.put(self._place(batch, embed))
            count += len(batch)
            tell(len(batch))
        return count

    def items(self) -> Iterator[Item]:
        """All items in the order of their ids; a file that cannot be read is said and left out."""
        for path in sorted((self.folder / ITEMS).glob("*/*.json")):
            try:
                yield Item.model_validate_json(path.read_bytes())
            except (ValidationError, OSError) as error:
                logger.warning("%s cannot be read and is left out (%s)", path, str(error).splitlines()[0])

    def picture_path(self, item: Item) -> Path | None:
        """Where the picture of an item is kept; None of an item of words."""
        path = self._path(item.id, "jpg")
        return path if path.is_file() else None

    def _prepare(self, model: str, embed: Embed) -> dict[str, Item]:
        """What the store holds already, by id, after it was begun or mended."""
        if not self.store.exists():
            if not (self.folder / ITEMS).is_dir():
                self.store.create(model)
                return {}
            logger.warning("%s has no vectors; they are made anew from the items", self.folder)
            self.rebuild(embed)
        shelf = self.load(model, embed)
        return {item.id: item for item in shelf.items}

    def _path(self, name: str, suffix: str) -> Path:
        return self.folder / ITEMS / name[:2] / f"{name}.{suffix}"

    def _keep(self, entry: Entry) -> None:
        """Write picture, then record: where the record is, the picture is too."""
        path = self._path(entry.item.id, "json")
        path.parent.mkdir(parents=True, exist_ok=True)
        if entry.picture is not None:
            write_whole(self._path(entry.item.id, "jpg"), encode_picture(entry.picture))
        write_whole(path, entry.item.model_dump_json(indent=1) + "\n")

    def _place(self, items: Sequence[Item], embed: Embed) -> list[Placed]:
        """Embed what is kept of the items, so that embedding it anew gives the same."""
        pictures = [self._read_picture(item) for item in items]
        shown = [picture for picture in pictures if picture is not None]
        made = embed(shown, [text for item in items for text in item.words]) if items else None
        if made is None:
            return []
        seen, told = iter(made["pictures"]), iter(made["texts"])
        return [
            Placed(item, _take(seen, picture is not None), _take(told, len(item.words)))
            for item, picture in zip(items, pictures, strict=True)
        ]

    def _read_picture(self, item: Item) -> Bytes | None:
        path = self.picture_path(item)
        if path is None:
            return None
        try:
            return decode_picture(path.read_bytes(), path.name)
        except ConfigError as error:
            logger.warning("%s; its item is found by words only", error)
            return None


T = TypeVar("T")


def _remember(entry: Entry, before: Item | None) -> Entry:
    """Keep what was stated of an item before, where now nobody states it."""
    if before is None:
        return entry
    fields: list[str] = [name for name in ("licence", "source") if getattr(entry.item, name) == NOT_STATED]
    if entry.item.condition is None and before.condition is not None:
        fields.append("condition")
    if entry.unnamed:
        fields += ["caption", "file"]
    kept = {name: getattr(before, name) for name in fields}
    return replace(entry, item=entry.item.model_copy(update=kept)) if kept else entry


def _batch(things: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(things)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch


def _take(points: Iterator[Floats], count: int) -> Floats:
    rows = [next(points) for _ in range(count)]
    return np.stack(rows) if rows else np.empty((0, 0), np.float32)
