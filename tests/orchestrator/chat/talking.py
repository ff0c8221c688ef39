"""A conversation in a test: runs made by the test, and a planner that knows a few questions by heart."""

from collections.abc import Mapping
from pathlib import Path

from nodes.answers.calls import Call
from nodes.planner.plans import AskBack, Calls, Decline, Plan
from nodes.planner.talk import Talk
from nodes.report.claims import Style
from orchestrator.chat.desk import Desk
from orchestrator.chat.parts import Parts
from orchestrator.settings import Settings


class ByHeart:
    """A planner that knows its questions; it keeps what it was told of the talk."""

    def __init__(self, known: Mapping[str, Call | Plan]) -> None:
        self.known, self.heard = known, list[Talk]()

    def __call__(self, question: str, talk: Talk) -> Plan:
        self.heard.append(talk)
        found = self.known.get(question)
        if found is None:
            return Decline(why="off_topic", text="Ask about the runs.")
        return found if isinstance(found, Calls | AskBack | Decline) else Calls(calls=(found,))


def parts_for(settings: Settings, known: Mapping[str, Call | Plan] | None = None, **more: object) -> Parts:
    desk = Desk(settings)
    return Parts(desk=desk, plan=ByHeart(known or {}), **{"style": Style(), **more})  # type: ignore[arg-type]


def conversation_texts(events: list[dict[str, object]]) -> list[str]:
    return [event["told"].text for event in events if event["event"] == "said"]  # type: ignore[attr-defined]


def home_runs(settings: Settings) -> list[Path]:
    return sorted(settings.runs.iterdir()) if settings.runs.is_dir() else []
