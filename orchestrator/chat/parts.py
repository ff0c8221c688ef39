"""What a conversation works with: a planner, an analyser, perhaps a language model; tests hand in their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from nodes.answers.answer import Answer
from nodes.answers.calls import Analyse, Call
from nodes.planner.plans import Plan
from nodes.planner.talk import Talk
from nodes.report.claims import Style
from nodes.state import Language
from orchestrator.chat.desk import Desk

Ask = Callable[[Call], Answer]


class Planner(Protocol):
    """Understands questions without a language model."""

    def __call__(self, question: str, talk: Talk) -> Plan:
        """Return the calls that are meant, a question back, or a refusal."""


class Speaker(Protocol):
    """A language model that chooses the tools and words what they answer; its words have been held against them."""

    def __call__(self, messages: Sequence[tuple[str, str]], ask: Ask, language: Language) -> Answer | None:
        """Answer the last of the messages (role, text); None where it asked no tool or is out of reach."""


@dataclass(frozen=True)
class Parts:
    """All that a turn needs beside its state."""

    desk: Desk
    plan: Planner | None = None  # None: calls come from outside
    analyse: Callable[[Analyse], Path] | None = None  # runs an analysis, returns the folder of its run
    speak: Speaker | None = None
    style: Style = field(default_factory=Style)
    language: Language | None = None  # None: that of the question
