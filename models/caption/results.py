"""What the state keeps of captions: words, what each statement is worth, and what was measured in the same patch."""

from typing import Any

from pydantic import Field, model_validator

from models.caption.classes import Aspects
from models.caption.said.statements import Checked
from models.schemas import Language, Result, Share


class Caption(Result):
    """One patch in words."""

    raw: str  # as the network wrote it and read it again, before the pixels have a say
    confidence: Share = Field(ge=0, le=1)
    checked: Checked  # what is left of it, and what was said to each statement
    aspects: Aspects | None = None  # as measured; None of old runs

    @property
    def text(self) -> str:
        """The words that hold; empty where none does."""
        return self.checked.text


class FieldCaption(Caption):
    """One field in words."""

    number: int = Field(ge=1)  # in the order of the parcels
    name: str


class CaptionResult(Result):
    """The scene and some of its fields in words, all from a network, and who wrote them."""

    overview: Caption
    fields: tuple[FieldCaption, ...] = ()  # in the order of the list of fields
    model: str = ""  # not known of old runs
    base: str = ""  # the language model
    language: Language = "en"
    true_share: Share | None = (
        None  # of statements on real ground that was held out, before the pixels have a say; None: not known
    )
    fake: bool = False

    @model_validator(mode="before")
    @classmethod
    def _take_old(cls, said: Any) -> Any:
        if not isinstance(said, dict) or "text" not in said:
            return said
        rest = {name: value for name, value in said.items() if name not in ("text", "confidence")}
        checked = {"text": said["text"], "judged": (), "cut": 0}
        overview = {"raw": said["text"], "confidence": said.get("confidence"), "checked": checked}
        return {"overview": overview, **rest}

    @property
    def all(self) -> tuple[Caption, ...]:
        """That of the scene, then those of fields."""
        return (self.overview, *self.fields)

    @property
    def said(self) -> int:
        """How many statements there were before the pixels had a say."""
        return sum(len(caption.checked.judged) for caption in self.all)

    @property
    def kept(self) -> int:
        """How many of them are left."""
        return sum(len(caption.checked.kept) for caption in self.all)
