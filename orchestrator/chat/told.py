"""How an answer is told: its text with the numbers in the reader's style, and each number with its file."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import Field

from models.schemas import Result
from nodes.answers.answer import Answer
from nodes.report.claims import Style, render
from nodes.report.wording import hide_unseen
from nodes.sentences.fact import Fact

_PLACE = re.compile(r"\{claim:([^{}]+)\}")


class Number(Result):
    """A number of an answer, and how to find it again."""

    text: str = Field(description="as it stands in the answer")
    value: float
    unit: str
    label: str
    about: str | None = Field(description="the field, place, zone or part; null: the whole scene")
    run: str | None = Field(description="null where only one run is open")
    file: str = Field(description="of the run folder")
    method: str
    made_up: bool = Field(description="by a demonstration backend: not a measurement")


class Told(Result):
    """An answer for a program."""

    status: str = Field(description="answered, asked_back, declined or not_possible")
    text: str
    call: dict[str, Any] | None = Field(description="the tool and the arguments that were understood")
    facts: tuple[Number, ...] = ()
    corrects: bool = Field(False, description="whether it says that the question supposed something that is not so")
    options: tuple[str, ...] = Field((), description="what may be meant, where it asks back")
    files: tuple[str, ...] = Field((), description="of the run folder that it rests on")


def write_text(answer: Answer, style: Style) -> str:
    """Write the text of an answer in its own language, after the name of its run where several are open.

    Nothing in it steers a terminal, and a name that looks like the place of a number stays a name.
    """
    facts, style = {fact.claim.id: fact for fact in answer.facts}, replace(style, language=answer.language)
    text = _PLACE.sub(
        lambda found: render(facts[found[1]].claim, style) if found[1] in facts else f"({found[1]})",
        hide_unseen(answer.text),
    )
    runs = {fact.run for fact in answer.facts}
    run = runs.pop() if len(runs) == 1 else None
    return f"{hide_unseen(run)}: {text}" if run else text


def tell(answer: Answer, style: Style) -> Told:
    """Tell an answer to a program."""
    return Told(
        status=answer.status,
        text=write_text(answer, style),
        call=answer.call.model_dump(mode="json", exclude_none=True) if answer.call else None,
        facts=tuple(_numbers(answer, style)),
        corrects=answer.corrects,
        options=tuple(map(hide_unseen, answer.options)),
        files=tuple(map(hide_unseen, answer.files)),
    )


def join(told: list[Told]) -> Told:
    """Join the answers of one turn: to a program a turn is one answer."""
    last = told[-1]
    return Told(
        status=last.status,
        text="\n".join(one.text for one in told),
        call=last.call,
        facts=tuple(dict.fromkeys(number for one in told for number in one.facts)),
        corrects=any(one.corrects for one in told),
        options=last.options,
        files=tuple(dict.fromkeys(file for one in told for file in one.files)),
    )


def _numbers(answer: Answer, style: Style) -> Iterator[Number]:
    for fact in answer.facts:
        yield _number(fact, replace(style, language=answer.language))


def _number(fact: Fact, style: Style) -> Number:
    claim = fact.claim
    return Number(
        text=render(claim, style),
        value=claim.value,
        unit=claim.unit,
        label=hide_unseen(claim.label),
        about=fact.about and hide_unseen(fact.about),
        run=fact.run and hide_unseen(fact.run),
        file=hide_unseen(claim.file),
        method=hide_unseen(claim.method),
        made_up=claim.fake,
    )
