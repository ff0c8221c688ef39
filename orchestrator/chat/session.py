"""A conversation that is kept by its thread: what is asked, and what happens until it is answered."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from langchain_core.messages import HumanMessage
from langgraph.checkpoint.base import BaseCheckpointSaver

from nodes.answers.answer import Answer
from orchestrator.chat.graph import build_chat
from orchestrator.chat.parts import Parts
from orchestrator.chat.told import Number, Told, join, tell


@dataclass
class Session:
    """One thread of the chat; the same thread goes on after a restart."""

    parts: Parts
    saver: BaseCheckpointSaver[str]
    thread: str = field(default_factory=lambda: secrets.token_hex(4))
    milliseconds: int = 0  # of the last turn
    _answers: list[Answer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chat = build_chat(self.parts, self.saver)
        self._config: Any = {"configurable": {"thread_id": f"chat-{self.thread}"}}

    def open(self, folders: list[Path]) -> None:
        """Put runs on the shelf beside those that are open; the last one is spoken of."""
        kept = self.runs
        for folder in folders:
            self.parts.desk.open(folder)
        runs = [*kept, *(str(one) for one in folders if str(one) not in kept)]
        current = str(folders[-1]) if folders else next(iter(reversed(kept)), None)
        self._chat.update_state(self._config, {"runs": runs, "current": current}, as_node="say")

    @property
    def runs(self) -> list[str]:
        """Folders of the runs that are open."""
        return list(self._chat.get_state(self._config).values.get("runs") or [])

    def ask(self, question: str) -> Iterator[dict[str, Any]]:
        """Ask; events are a tool that is asked, a note, and an answer that is said."""
        began = time.monotonic()
        self._answers = []
        asked: Any = {"messages": [HumanMessage(content=question.encode("utf-8", "replace").decode())]}
        for event in self._chat.stream(asked, self._config, stream_mode="custom", durability="sync"):
            if event["event"] == "said":
                answer = Answer.model_validate(event["answer"])
                self._answers.append(answer)
                event = {"event": "said", "told": tell(answer, self.parts.style)}
            yield event
        self.milliseconds = round(1000 * (time.monotonic() - began))

    def facts(self) -> tuple[Number, ...]:
        """The numbers of the last turn."""
        return self.last().facts if self._answers else ()

    def last(self) -> Told:
        """The answers of the last turn as one."""
        return join([tell(answer, self.parts.style) for answer in self._answers])
