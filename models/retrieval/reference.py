"""Reference cases that are shipped beside the weights: where they lie and what they show, without their pictures."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.arrays import Floats
from models.errors import ModelUnavailable
from models.files import write_whole
from models.retrieval.collection.collection import Embed
from models.retrieval.collection.item import Item
from models.retrieval.collection.shelf import Rows, Shelf, Side
from models.retrieval.field_notes import read_notes

REFERENCE = "reference.safetensors"
_SIDES: tuple[Side, ...] = ("picture", "words")


def write_reference(folder: Path, shelf: Shelf) -> None:
    """Write a shelf into a folder of weights, in half precision."""
    from safetensors.numpy import save

    arrays = {}
    for side in _SIDES:
        arrays[f"{side}.points"] = shelf.rows[side].points.astype(np.float16)
        arrays[f"{side}.owners"] = shelf.rows[side].owners.astype(np.int32)
    items = json.dumps([item.model_dump(exclude_defaults=True) for item in shelf.items], ensure_ascii=False)
    write_whole(folder / REFERENCE, save(arrays, metadata={"model": shelf.model, "items": items}))


def read_reference(path: Path) -> Shelf:
    """Read that file; raises `ModelUnavailable` where it is damaged."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "np") as source:
            facts = source.metadata() or {}
            items = [Item.model_validate(row) for row in json.loads(facts["items"])]
            rows = {
                side: _rows(source.get_tensor(f"{side}.points"), source.get_tensor(f"{side}.owners")) for side in _SIDES
            }
            model = facts["model"]
    except (SafetensorError, OSError, KeyError, ValueError) as error:
        reason = f"{REFERENCE} beside the retrieval weights cannot be read: {str(error).splitlines()[0]}"
        raise ModelUnavailable(reason, room="retrieval", kind="damaged") from error
    return Shelf(model, items, rows)


def _rows(points: Floats, owners: Floats) -> Rows:
    wide = points.astype(np.float32)
    lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    return Rows(np.asarray(wide / np.maximum(lengths, 1e-12), np.float32), owners.astype(np.int64))


def find_reference(places: Sequence[Path], model: str) -> Shelf | None:
    """The first reference file in those folders that the model at hand made; None where there is none."""
    for folder in places:
        if (folder / REFERENCE).is_file():
            shelf = read_reference(folder / REFERENCE)
            if shelf.model == model:
                return shelf
    return None


def embed_notes(model: str, embed: Embed) -> Shelf:
    """Put our notes on a shelf by the model at hand: in some seconds, where no reference has them."""
    items = [note.item() for note in read_notes().values()]
    points = embed([], [text for item in items for text in item.words])["texts"]
    owners = np.repeat(np.arange(len(items)), [len(item.words) for item in items])
    nothing = Rows(np.empty((0, 0), np.float32), np.empty(0, np.int64))
    return Shelf(model, items, {"picture": nothing, "words": Rows(points, owners.astype(np.int64))})


def holds_notes(shelf: Shelf) -> bool:
    """Whether the notes of a reference are those of this version."""
    there = {item.id: item for item in shelf.items if item.kind == "note"}
    return there == {note.id: note.item() for note in read_notes().values()}
