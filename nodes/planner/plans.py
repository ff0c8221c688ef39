"""What a planner makes of a question: calls, a question back, or a refusal."""

from typing import Annotated, Literal, Protocol

from pydantic import Field

from models.arrays import Floats
from models.schemas import Language, Result
from nodes.answers.calls import Call
from nodes.planner.talk import Option


class Encoder(Protocol):
    """Turns sentences into vectors of length 1 that lie near each other where sentences mean the same."""

    def encode(self, sentences: list[str]) -> Floats:
        """Return one row a sentence, float32."""
        ...


class Calls(Result):
    """The question is understood."""

    kind: Literal["calls"] = "calls"
    calls: tuple[Call, ...] = Field(min_length=1)
    language: Language = "en"


class AskBack(Result):
    """The question can mean several things, or lacks something."""

    kind: Literal["ask_back"] = "ask_back"
    text: str
    options: tuple[Option, ...] = ()
    language: Language = "en"


Why = Literal["off_topic", "treatment", "instruction", "too_long"]


class Decline(Result):
    """The question is none for pictures of fields."""

    kind: Literal["decline"] = "decline"
    why: Why
    text: str
    language: Language = "en"


Plan = Annotated[Calls | AskBack | Decline, Field(discriminator="kind")]
