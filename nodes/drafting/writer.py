"""Who can be asked for words: a language model behind a small protocol, so that this floor knows no provider."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Mode = Literal["auto", "choose", "rewrite"]
"""What a model is trusted with: to choose among sentences, to write its own, or to write until it is refused."""


@dataclass(frozen=True)
class Message:
    """One turn of what a model is shown."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True)
class Reply:
    """What a model answered; tokens are None where the provider does not count them."""

    text: str
    tokens_in: int | None = None
    tokens_out: int | None = None


class NoAnswer(Exception):
    """A model gave no answer; the reason is in our words, for those of a provider may hold a key."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final  # asking again is of no use


class Writer(Protocol):
    """A language model."""

    @property
    def name(self) -> str:
        """Provider and model, as in `openai:some-model`."""

    @property
    def mode(self) -> Mode:
        """What it is trusted with."""

    @property
    def temperature(self) -> float:
        """How freely it draws its words; 0 for the likeliest."""

    def write(self, messages: Sequence[Message], seconds: float, schema: Mapping[str, Any] | None = None) -> Reply:
        """Answer, as JSON of that schema where one is given; raises `NoAnswer`, at the latest after so many seconds."""
