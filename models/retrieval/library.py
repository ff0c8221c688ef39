"""All that is searched at once: reference cases, our notes, and the collections of the user."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from models.errors import ConfigError
from models.retrieval.collection.collection import Collection, Embed
from models.retrieval.collection.shelf import Shelf, join_shelves
from models.retrieval.reference import embed_notes, find_reference, holds_notes

OWN = "own"
"""The collection that is added to where no other is named."""


@dataclass(frozen=True)
class LibraryPlaces:
    """Folders: where references may lie, the first that fits is taken; and the one that holds collections."""

    references: tuple[Path, ...] = ()
    collections: Path | None = None

    def list_collections(self) -> list[Collection]:
        """The collections of the user, by name."""
        if self.collections is None or not self.collections.is_dir():
            return []
        found = [Collection(folder) for folder in sorted(self.collections.iterdir()) if folder.is_dir()]
        return [collection for collection in found if collection.exists()]

    def collection(self, name: str = OWN) -> Collection:
        """The collection of that name, which need not be there yet."""
        if self.collections is None:
            raise ConfigError("there is no folder for collections; set AGRI_HOME")
        if not name.replace("-", "").replace("_", "").isalnum():
            raise ConfigError(f"--collection {name}: a name has letters, digits, - and _ only")
        return Collection(self.collections / name)


@dataclass(frozen=True)
class Library:
    """What is searched, and which collections could not be."""

    shelf: Shelf
    refused: tuple[str, ...] = ()  # one line each


def open_library(places: LibraryPlaces, model: str, embed: Embed) -> Library:
    """Open all that the model at hand can search; a collection that it cannot search is named, and left out."""
    shelves, refused = [_open_shipped(places.references, model, embed)], []
    for collection in places.list_collections():
        try:
            shelves.append(_open_collection(collection, model, embed))
        except ConfigError as error:
            refused.append(str(error))
    return Library(join_shelves(shelves), tuple(refused))


def _open_shipped(references: Sequence[Path], model: str, embed: Embed) -> Shelf:
    reference = find_reference(references, model)
    if reference is None:
        return embed_notes(model, embed)
    if holds_notes(reference):
        return reference
    cases = reference.only(("photograph", "scene", "text"))
    return join_shelves([embed_notes(model, embed), cases])


def _open_collection(collection: Collection, model: str, embed: Embed) -> Shelf:
    if not collection.store.exists():
        collection.rebuild(embed)
    status = collection.store.path.stat()
    known = _loaded(collection.folder, model, status.st_mtime_ns, status.st_size)
    if not known:
        known.append(collection.load(model, embed))
    return known[0]


@lru_cache(maxsize=4)
def _loaded(_folder: Path, _model: str, _changed: int, _size: int) -> list[Shelf]:
    """Where what was read of a store is kept as long as the store stays the same; empty at first."""
    return []
