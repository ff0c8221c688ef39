"""Search a library for a picture or for words, as a person asks for it."""

from typing import NamedTuple

from models.arrays import Bytes
from models.backend import Embeddings
from models.errors import ConfigError
from models.retrieval.collection.collection import Embed
from models.retrieval.collection.item import LONGEST, Item
from models.retrieval.collection.shelf import Found, Shelf
from models.retrieval.library import Library, LibraryPlaces, open_library
from models.retrieval.scene import ENOUGH, judge_likeness

_SAME = 0.98  # cosine of words that are the same but for capitals and commas


class Hit(NamedTuple):
    """An item with its cosine to what was asked, and the probability that it is of the same."""

    item: Item
    similarity: float
    certainty: float


class Hits(NamedTuple):
    """What was found, the likeliest first, among how many items, and which collections were left out and why."""

    model: str
    hits: list[Hit]
    searched: int
    refused: tuple[str, ...]


def check_text(text: str) -> str:
    """Give the words without needless space; raises `ConfigError` for none, and for more than a model reads."""
    words = " ".join(text.split())
    if not any(letter.isalnum() for letter in words):
        raise ConfigError("--text has no words; say in English what is seen, as “maize leaf with long grey spots”")
    if len(words) > LONGEST:
        raise ConfigError(f"--text has {len(words)} letters; shorten it to {LONGEST}")
    return words


def search_picture(places: LibraryPlaces, embed: Embed, picture: Bytes, limit: int) -> Hits:
    """Search by an (h, w, 3) picture among the pictures of a library, whatever they show."""
    made = embed([picture], [])
    library = open_library(places, made["model"], embed)
    found = library.shelf.find(made["pictures"][0], limit, "picture")
    return _sum_up(library, made, {"pictures": found}, limit)


def search_text(places: LibraryPlaces, embed: Embed, text: str, limit: int) -> Hits:
    """Search by words among the words of a library, and among its pictures."""
    made = embed([], [check_text(text)])
    library = open_library(places, made["model"], embed)
    point = made["texts"][0]
    found = {
        "texts": library.shelf.find(point, limit, "words"),
        "picture_and_text": library.shelf.find(point, limit, "picture"),
    }
    return _sum_up(library, made, found, limit)


def keep_likely(hits: list[Hit]) -> list[Hit]:
    """Leave out what is not more likely of the same than not."""
    return [hit for hit in hits if hit.certainty >= ENOUGH]


def keep_named(hits: list[Hit]) -> list[Hit]:
    """Keep what has the very name that was asked for: all that words of an unlearned language can find."""
    return [hit for hit in hits if hit.similarity >= _SAME]


def _sum_up(library: Library, made: Embeddings, found: dict[str, list[Found]], limit: int) -> Hits:
    best: dict[str, Hit] = {}
    for what, cases in found.items():
        for case in cases:
            hit = Hit(case.item, case.similarity, judge_likeness(case.similarity, made, what))
            if case.item.id not in best or best[case.item.id].certainty < hit.certainty:
                best[case.item.id] = hit
    ordered = sorted(best.values(), key=lambda hit: (-hit.certainty, -hit.similarity, hit.item.id))
    return Hits(made["model"], ordered[:limit], _count(library.shelf), library.refused)


def _count(shelf: Shelf) -> int:
    return len(shelf.items)
