"""What a model is shown: the task in our words, and everything from files as data that cannot leave its place."""

import json
from collections.abc import Iterable
from typing import Any

from nodes.drafting.writer import Message
from nodes.report.claims import Style
from nodes.report.claims import render as write_number
from nodes.sentences.fact import Fact, Section
from nodes.state import Language
from prompts import render

_LONGEST_NAME, _LONGEST_QUESTION = 120, 1_000
"""Letters of a name or note, and of a question, that a model is shown."""
_LONGEST_DRAFT = 4_000
"""Letters of a refused answer that are shown again."""
_FENCES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "`": "\\u0060"})
"""JSON without what begins or ends a block of text, a tag or a fence."""


def show_task(way: str, section: Section, question: str | None) -> list[Message]:
    """The prompt of one way of working, then the section as data."""
    parts = _parts_to_write(section) if way == "rewrite" else _parts_to_choose(section)
    asked = {"question": question[:_LONGEST_QUESTION]} if question else {}
    data = asked | {"section": section.title} | parts | {"must_say": list(section.required)}
    return [Message("system", render(way, section.language)), Message("user", write_data(data))]


def show_faults(draft: str, reasons: Iterable[str], section: Section) -> list[Message]:
    """What was answered, and why it cannot be taken."""
    listed = "\n".join(f"- {reason}" for reason in reasons)
    return [
        Message("assistant", draft[:_LONGEST_DRAFT] or "…"),
        Message("user", render("again", section.language, reasons=listed)),
    ]


def write_data(data: Any) -> str:
    """JSON in which no text can pose as the end of the data; control characters are written as escapes."""
    return json.dumps(data, indent=1, ensure_ascii=False).translate(_FENCES)


def describe_fact(fact: Fact, language: Language) -> dict[str, str]:
    """Name a fact by its placeholder, with its value and what that is a number of."""
    said = {
        "placeholder": f"{{claim:{fact.claim.id}}}",
        "value": write_number(fact.claim, Style(language)),
        "label": fact.claim.label[:_LONGEST_NAME],
        "is": fact.quantity,
        "topic": fact.topic,
        "about": fact.about and fact.about[:_LONGEST_NAME],
        "statistic": fact.statistic,
        "of": fact.of,
        "mood": fact.mood,
        "run": fact.run,
    }
    return {key: value for key, value in said.items() if value}


def _parts_to_choose(section: Section) -> dict[str, Any]:
    style = Style(section.language)
    numbers = {f"{{claim:{fact.claim.id}}}": write_number(fact.claim, style) for fact in section.facts}
    return {"sentences": {sentence.id: _fill(sentence.wordings[0], numbers) for sentence in section.sentences}}


def _parts_to_write(section: Section) -> dict[str, Any]:
    return {
        "facts": [describe_fact(fact, section.language) for fact in section.facts],
        "sentences": {sentence.id: list(sentence.wordings) for sentence in section.sentences},
        "names": [name[:_LONGEST_NAME] for name in section.names],
        "notes": [note[:_LONGEST_NAME] for note in section.notes],
    }


def _fill(text: str, numbers: dict[str, str]) -> str:
    for placeholder, number in numbers.items():
        text = text.replace(placeholder, number)
    return text
