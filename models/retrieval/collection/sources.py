"""From a folder of pictures or a table to what a collection takes; what cannot be taken is said by name."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from models.arrays import Bytes
from models.errors import ConfigError, SceneError
from models.geo.pixels.picture import render_scene
from models.geo.reading.read import read_scene
from models.retrieval.collection.collection import Entry
from models.retrieval.collection.item import LONGEST, NOT_STATED, Item, Kind
from models.retrieval.pictures import SIDE, SUFFIXES, decode_picture, hash_content

SCENES = (".tif", ".tiff", ".jp2")
_COLUMNS = {"file", "caption", "condition", "licence", "source"}
_RENAMED = {"path": "file", "image": "file", "text": "caption", "license": "licence", "label": "condition"}
"""Other headings that tables have."""

Refuse = Callable[[str], None]
"""Told in one line what was left out, and why."""


@dataclass(frozen=True)
class Rights:
    """What holds for all that is added where a table says nothing else."""

    licence: str = NOT_STATED
    source: str = NOT_STATED


def read_entries(path: Path, rights: Rights, refuse: Refuse) -> Iterator[Entry]:
    """Read the entries of a folder, a CSV file or one picture; raises `ConfigError` where it is none of them."""
    if path.is_dir():
        return _read_folder(path, rights, refuse)
    if not path.is_file():
        raise ConfigError(f"there is no folder or file {path}; give a folder of pictures, or a CSV file")
    if path.suffix.lower() in (*SUFFIXES, *SCENES):
        return _read_files([path.absolute()], path.absolute().parent, rights, refuse)
    if path.suffix.lower() != ".csv":
        raise ConfigError(f"{path.name} is neither a folder nor a CSV file nor a picture ({', '.join(SUFFIXES)})")
    return _read_table(path, rights, refuse)


def _read_folder(folder: Path, rights: Rights, refuse: Refuse) -> Iterator[Entry]:
    """Pictures at any depth, in folders named crop/condition; a text file of the same name has a caption of its own."""
    found = sorted(path for path in folder.absolute().rglob("*") if path.suffix.lower() in (*SUFFIXES, *SCENES))
    if not found:
        raise ConfigError(f"{folder} holds no pictures ({', '.join((*SUFFIXES, *SCENES))})")
    return _read_files(found, folder.absolute(), rights, refuse)


def _read_files(paths: list[Path], root: Path, rights: Rights, refuse: Refuse) -> Iterator[Entry]:
    for path in paths:
        parts = [_plain(part) for part in path.relative_to(root.parent).parent.parts][-2:]
        beside = path.with_suffix(".txt")
        condition = "/".join(part.replace(" ", "_") for part in parts) if len(parts) == 2 else None
        said: dict[str, Any] = {"condition": condition, "licence": rights.licence, "source": rights.source}
        try:
            told = beside.read_text(encoding="utf-8").strip() if beside.is_file() else ""
            entry = _make_entry(path, {**said, "caption": told or ", ".join(parts) or _plain(path.stem)}, path.name)
            yield replace(entry, unnamed=not told and condition is None)
        except (ConfigError, SceneError, UnicodeDecodeError, OSError) as error:
            refuse(_one_line(error))


def _read_table(path: Path, rights: Rights, refuse: Refuse) -> Iterator[Entry]:
    """Rows of `file` (none for words alone), `caption`, and where known `condition`, `licence` and `source`."""
    try:
        rows = [*csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{path.name} cannot be read as CSV in UTF-8 ({error})") from error
    names = {_RENAMED.get(name, name) for name in (_head(key) for key in (rows[0] if rows else {}))}
    if not names & {"file", "caption"}:
        raise ConfigError(f"{path.name} has no rows with a column “file” or “caption”; columns: {', '.join(_COLUMNS)}")
    for number, row in enumerate(rows, start=2):
        known = {_RENAMED.get(_head(key), _head(key)): (value or "").strip() for key, value in row.items() if key}
        said: dict[str, Any] = {
            "caption": known.get("caption", ""), "condition": known.get("condition") or None,
            "licence": known.get("licence") or rights.licence, "source": known.get("source") or rights.source,
        }  # fmt: skip
        file = known.get("file")
        where = f"{path.name}, line {number}"
        try:
            yield _make_entry((path.parent / Path(file).expanduser()) if file else None, said, where)
        except (ConfigError, SceneError, OSError) as error:
            refuse(f"{where}: {_one_line(error)}" if where not in str(error) else _one_line(error))


def _make_entry(path: Path | None, said: dict[str, Any], where: str) -> Entry:
    caption = " ".join(str(said["caption"]).split())
    if len(caption) > LONGEST:
        raise ConfigError(f"{where}: a caption of {len(caption)} letters; shorten it to {LONGEST}")
    if path is None:
        if not caption:
            raise ConfigError(f"{where}: neither a file nor a caption")
        return Entry(_make_item(hash_content(caption.encode()), "text", {**said, "caption": caption}, where))
    kind, picture = look_at(path)
    words = caption or _plain(path.stem)
    item = _make_item(hash_content(path.read_bytes()), kind, {**said, "caption": words, "file": path.name}, where)
    return Entry(item, picture, unnamed=not caption)


def look_at(path: Path) -> tuple[Kind, Bytes]:
    """Read a photograph, or draw a scene, as (h, w, 3) bytes; raises `ConfigError` or `SceneError` where it cannot."""
    if path.suffix.lower() in SCENES:
        return "scene", render_scene(read_scene(path.absolute()), SIDE).opaque()
    if not path.is_file():
        raise ConfigError(f"there is no file {path}")
    return "photograph", decode_picture(path.read_bytes(), path.name)


def _make_item(name: str, kind: Kind, said: dict[str, Any], where: str) -> Item:
    condition = said.get("condition")
    fields = {**said, "condition": condition.lower().replace(" ", "_") if condition else None}
    try:
        return Item.model_validate({"id": name, "kind": kind, **fields})
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigError(f"{where}: {first['loc'][0]}: {first['msg']}") from error


def _plain(name: str) -> str:
    """Words of the name of a file or folder."""
    return " ".join(name.replace("_", " ").replace("-", " ").lower().split())


def _head(name: Any) -> str:
    return str(name or "").strip().lower()


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
