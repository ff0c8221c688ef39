"""Our own notes on diseases, shortages, injuries and weeds: what is seen, what looks alike, what to check first.

One file each in `notes/`: a head of `name: value` lines between two lines `---`, then the sections of `SECTIONS`.
"""

from functools import cache
from importlib import resources
from typing import Literal

from pydantic import Field

from models.retrieval.collection.item import Item
from models.schemas import Result

SECTIONS = ("From above", "At the leaf", "Looks alike", "Check first", "When to call someone", "Au champ")
"""Headings of a note, in their order; the last is what to check first, in French."""
NoteKind = Literal["disease", "pest", "nutrition", "water", "weather", "injury", "soil", "stand", "weed"]
LICENCE = "Apache-2.0, written for this program"


class Note(Result):
    """One note; each section is one paragraph of plain sentences."""

    id: str = Field(pattern=r"^[a-z0-9_]{3,64}$")
    title: str
    title_fr: str
    kind: NoteKind
    crops: tuple[str, ...]  # where it matters; "all" for any
    conditions: tuple[str, ...] = ()  # labels of pictures that show it, as "corn/common_rust"
    source: str  # who publishes on it, and under which heading
    sections: dict[str, str]

    def item(self) -> Item:
        """What a collection knows of it; it is embedded by its title, and by what is seen."""
        title, seen = f"{self.title}.", self.sections
        pieces = (title, self.title_fr, f"{title} {seen['At the leaf']}", f"{title} {seen['From above']}")
        return Item(
            id=self.id, kind="note", caption=self.title, licence=LICENCE, source=self.source, pieces=pieces
        )  # fmt: skip


@cache
def read_notes() -> dict[str, Note]:
    """All notes by id, in the order of their ids."""
    folder = resources.files("models").joinpath("retrieval", "notes")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".md")), key=lambda file: file.name)
    return {note.id: note for note in (parse_note(file.read_text(encoding="utf-8")) for file in files)}


def parse_note(text: str) -> Note:
    """Read one note."""
    _, head, body = text.split("---\n", 2)
    fields = dict(line.split(": ", 1) for line in head.strip().splitlines())
    parts = [part.split("\n", 1) for part in ("\n" + body).split("\n## ")[1:]]
    sections = {title.strip(): " ".join(words.split()) for title, words in parts}
    lists = {name: tuple(_split(fields.get(name, ""))) for name in ("crops", "conditions")}
    return Note.model_validate({**fields, **lists, "sections": sections})


@cache
def find_note(condition: str) -> Note | None:
    """The note on what a label names, as "corn/common_rust"; None of a label without one."""
    return next((note for note in read_notes().values() if condition in note.conditions), None)


def _split(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
