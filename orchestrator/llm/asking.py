"""A language model of LangChain as the steps know it: one answer within a time, and faults in our own words."""

import json
import logging
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from nodes.drafting.budget import Budget
from nodes.drafting.writer import Message, Mode, NoAnswer, Reply
from orchestrator.llm.providers import TEMPERATURE, open_model, pick_mode
from orchestrator.settings import LlmAccess

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

logger = logging.getLogger(__name__)
Answered = TypeVar("Answered")

_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
_CUT = {"length", "max_tokens", "MAX_TOKENS"}
_REFUSED = {
    400: "the provider takes no such request",
    401: "the provider refuses the key",
    403: "the provider refuses the key",
    404: "the provider knows no such model",
    422: "the provider takes no such request",
}
"""Of no use to ask again."""


@dataclass(frozen=True)
class ModelWriter:
    """A `Writer` of `nodes.drafting` over a chat model."""

    chat: "BaseChatModel"
    name: str
    mode: Mode
    temperature: float = TEMPERATURE

    def write(self, messages: Sequence[Message], seconds: float, schema: Mapping[str, Any] | None = None) -> Reply:
        """Answer once; raises `NoAnswer`."""
        asked: Any = [(message.role, message.text) for message in messages]
        if schema is None:
            return read_reply(ask_within(seconds, lambda: self.chat.invoke(asked)))
        chat = self.chat.with_structured_output(dict(schema), method="json_schema", include_raw=True)
        answer: Any = ask_within(seconds, lambda: chat.invoke(asked))
        reply = read_reply(answer["raw"])
        parsed = answer.get("parsed")
        return reply if parsed is None else Reply(json.dumps(parsed), reply.tokens_in, reply.tokens_out)


def open_writer(name: str, access: LlmAccess, budget: Budget, mode: Mode | None = None) -> ModelWriter:
    """Open the writer of that model; `mode` is what it is trusted with, by default what its name lets expect."""
    return ModelWriter(open_model(name, access, budget), name, mode or pick_mode(name))


def ask_within(seconds: float, ask: Callable[[], Answered]) -> Answered:
    """What comes back within a time; raises `NoAnswer`, also where a provider sends a letter a minute.

    A thread that is given up ends with its connection, and keeps no process from ending.
    """
    done: Future[Answered] = Future()

    def work() -> None:
        try:
            done.set_result(ask())
        except Exception as error:  # noqa: BLE001  providers raise what they like; nothing of ours runs in here
            logger.debug("a language model gave no answer: %s", type(error).__name__)
            done.set_exception(_put_in_words(error))

    threading.Thread(target=work, name="language model", daemon=True).start()
    try:
        return done.result(timeout=seconds)
    except TimeoutError:
        raise NoAnswer("no answer in time") from None


def read_reply(message: "AIMessage") -> Reply:
    """Text and tokens of a message; raises `NoAnswer` where it was cut."""
    told = message.response_metadata
    if _CUT & {told.get("finish_reason"), told.get("done_reason"), told.get("stop_reason")}:
        raise NoAnswer("the answer was longer than it may be")
    usage = message.usage_metadata
    text = _THOUGHT.sub("", str(message.text))
    return Reply(text, usage["input_tokens"], usage["output_tokens"]) if usage else Reply(text)


def _put_in_words(error: Exception) -> NoAnswer:
    """Say what went wrong without the words of a provider, which may repeat a part of the key."""
    status = getattr(error, "status_code", None) or getattr(error, "code", None)
    if status in _REFUSED:
        return NoAnswer(_REFUSED[status], is_final=True)
    if status == 429:
        return NoAnswer("the provider is asked too often")
    kind = type(error).__name__.lower()
    if isinstance(status, int) and status >= 500:
        return NoAnswer("the server of the provider failed")
    if "timeout" in kind:
        return NoAnswer("no answer in time")
    if "connect" in kind or isinstance(error, OSError):
        return NoAnswer("the provider cannot be reached")
    return NoAnswer("the answer cannot be read")
