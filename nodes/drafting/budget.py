"""How much a language model may be asked for in one run: a hard stop, not a wish."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field

from models.schemas import Result
from nodes.drafting.writer import Message, NoAnswer, Reply, Writer

_LETTERS_A_TOKEN = 3
"""Fewer than most texts have, so that an estimate is rather too high."""
_LONGEST_REPLY = 20_000
"""Letters; a section has some hundreds."""
_SILENT = 3
"""Calls in a row without an answer, after which a provider counts as gone."""


class Budget(Result):
    """The most that a run may ask of a language model."""

    calls: int = Field(default=40, ge=1)
    tokens_in: int = Field(default=120_000, ge=1)
    tokens_out: int = Field(default=24_000, ge=1)
    tokens_a_reply: int = Field(default=1_200, ge=1)
    seconds: float = Field(default=300, gt=0, le=86_400)  # in all
    seconds_a_call: float = Field(default=60, gt=0, le=86_400)
    retries_a_call: int = Field(default=2, ge=0)  # where a server is busy or fails, within the time of the call


class Spent(Exception):
    """Nothing more may be asked, or there is nobody to ask; the reason is for the report."""


@dataclass
class Purse:
    """A budget, and what has been spent of it; every call of a run goes through `ask`."""

    budget: Budget
    now: Callable[[], float] = time.monotonic
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    stopped: str | None = None  # why nothing more is asked
    _silent: int = 0
    _begun: float = field(init=False)

    def __post_init__(self) -> None:
        self._begun = self.now()

    def ask(self, writer: Writer, messages: Sequence[Message], schema: Mapping[str, Any] | None = None) -> Reply:
        """One answer of a writer within the budget; raises as `spend` does."""
        letters = sum(len(message.text) for message in messages)
        return self.spend(letters, lambda seconds: writer.write(messages, seconds, schema))

    def spend(self, letters: int, ask: Callable[[float], Reply]) -> Reply:
        """One call that shows so many letters and may take the seconds that `ask` is given.

        Raises `NoAnswer`, or `Spent` where none will come any more.
        """
        expected = _estimate(letters)
        seconds = self._check(expected)
        self.calls += 1
        try:
            reply = ask(seconds)
        except NoAnswer as fault:
            self.tokens_in += expected
            self._silent += 1
            if fault.is_final or self._silent >= _SILENT:
                self.stopped = fault.reason
            raise
        self._silent = 0
        self.tokens_in += reply.tokens_in or expected
        self.tokens_out += reply.tokens_out or _estimate(len(reply.text))
        if len(reply.text) > _LONGEST_REPLY:
            raise NoAnswer(f"an answer of more than {_LONGEST_REPLY:,} letters")
        return reply

    def _check(self, expected: int) -> float:
        """Seconds that the next call may take; raises `Spent` where there is none."""
        if self.stopped is not None:
            raise Spent(self.stopped)
        budget, left = self.budget, self.budget.seconds - (self.now() - self._begun)
        spent = {
            "calls": self.calls >= budget.calls,
            "tokens in": self.tokens_in + expected > budget.tokens_in,
            "tokens out": self.tokens_out + budget.tokens_a_reply > budget.tokens_out,
            "seconds": left <= 0,
        }
        if over := [name for name, is_over in spent.items() if is_over]:
            self.stopped = f"the budget of {over[0]} is spent"
            raise Spent(self.stopped)
        return min(left, budget.seconds_a_call)


def _estimate(letters: int) -> int:
    return letters // _LETTERS_A_TOKEN + 1
