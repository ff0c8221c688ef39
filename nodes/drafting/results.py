"""What was written, by whom, and at what cost; it travels in the state, and `verify` proofreads each text again."""

from typing import Literal

from models.schemas import Result
from nodes.drafting.budget import Budget
from nodes.drafting.writer import Mode

Way = Literal["choose", "rewrite"]


class WordsOrder(Result):
    """Which language model is asked for words, what it is trusted with, and how much it may be asked."""

    model: str  # provider:model
    mode: Mode
    budget: Budget = Budget()


class SectionWords(Result):
    """The text of one section, and who wrote it."""

    name: str  # of the section, as "health"
    title: str
    text: str  # numbers stand as {claim:ID}
    author: Literal["code", "model"]
    way: Way | None = None  # how the model worked: it chose among sentences of code, or wrote its own; None: code alone
    attempts: int = 0  # answers that the model was asked for
    faults: tuple[str, ...] = ()  # why tries were refused, in short


class WordsResult(Result):
    """All sections, the model that was asked, and what it cost; no key is among it."""

    sections: tuple[SectionWords, ...]
    model: str  # provider:model
    mode: Mode
    temperature: float
    prompts: dict[str, str]  # name → SHA-256 of its text
    budget: Budget
    calls: int
    tokens_in: int
    tokens_out: int
    stopped: str | None = None  # why the model was not asked to the end
