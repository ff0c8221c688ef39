"""What a collection knows of one thing in it."""

from typing import Literal

from pydantic import Field

from models.schemas import Result

Kind = Literal["photograph", "scene", "note", "text"]
NOT_STATED = "not stated"
LONGEST = 2000
"""Letters of a caption; no model reads as many."""


class Item(Result):
    """A picture with what it shows, or words alone."""

    id: str = Field(pattern=r"^[0-9a-z_]{3,64}$")  # of a picture or text the SHA-256 of its content
    kind: Kind
    caption: str = Field(min_length=1, max_length=LONGEST)
    condition: str | None = None  # "crop/what it has", as "corn/common_rust"; None where nobody says
    licence: str = NOT_STATED
    source: str = NOT_STATED
    file: str | None = None  # name of the file that it was
    pieces: tuple[str, ...] = ()  # what stands for it in words, where that is more than the caption

    @property
    def words(self) -> tuple[str, ...]:
        """All texts that are embedded for it."""
        return self.pieces or (self.caption,)
