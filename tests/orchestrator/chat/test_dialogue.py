"""Ten turns over two runs with the real planner, by what its rules decide, and the real tools; no key, no network."""

from pathlib import Path

import numpy as np
import pytest
from langgraph.checkpoint.memory import InMemorySaver

from nodes.planner.plan import plan
from orchestrator.chat.desk import Desk
from orchestrator.chat.parts import Parts
from orchestrator.chat.session import Session
from tests.nodes.answers.made import BOXES, answerable, box_of, ground, layers
from tests.nodes.compare.made_runs import JULY, Made

FALL = 0.2
README = Path(__file__).parents[3] / "README.md"


@pytest.fixture
def session(settings):
    before, after = layers(), layers()
    after["NDVI"][box_of("Brook")] -= FALL
    for name, made in (("june", Made(values=before, classes=ground(), boxes=BOXES)),
                       ("july", Made(day=JULY, values=after, classes=ground(), boxes=BOXES))):  # fmt: skip
        answerable(settings.runs / name, made)
    session = Session(Parts(Desk(settings), plan), InMemorySaver())
    session.open([settings.runs / "june", settings.runs / "july"])
    return session, before, after


def told(session, question):
    for _ in session.ask(question):
        pass
    return session.last()


def values(answer, *, run):
    assert {fact.run for fact in answer.facts} == {run}
    return [fact.value for fact in answer.facts]


def test_ten_turns_over_two_runs(session):
    """The dialogue of the README, word for word."""
    chat, before, after = session
    turns = (line.removeprefix("> ") for line in README.read_text().splitlines() if line.startswith("> "))
    rows, columns = box_of("Brook")
    half = slice(rows.start, (rows.start + rows.stop) // 2)

    first = told(chat, next(turns))
    assert first.status == "answered" and "Low" in first.text

    green = told(chat, next(turns))
    assert np.median(after["NDVI"][rows, columns]) == pytest.approx(values(green, run="july")[0], abs=0.002)

    northern = told(chat, next(turns))
    assert northern.call["where"] == {"field": "Brook", "part": "north"}
    assert np.median(after["NDVI"][half, columns]) == pytest.approx(values(northern, run="july")[0], abs=0.002)

    corrected = told(chat, next(turns))
    assert corrected.corrects and "Low" in corrected.text

    in_june = told(chat, next(turns))
    assert in_june.text.startswith("june: ")
    assert np.median(before["NDVI"][rows, columns]) in [
        pytest.approx(v, abs=0.002) for v in values(in_june, run="june")
    ]

    fell = told(chat, next(turns))
    assert fell.call["tool"] == "compare" and "Brook (-0.20)" in fell.text

    verte = told(chat, next(turns))
    assert verte.call["tool"] == "rank" and verte.call["order"] == "best" and "parcelle" in verte.text

    bare = told(chat, next(turns))
    assert bare.call["where"] == {"field": "Low"} and bare.facts[0].unit == "%"

    harvest = told(chat, next(turns))
    assert harvest.status == "not_possible" and not harvest.facts

    joke = told(chat, next(turns))
    assert joke.status == "declined" and not joke.facts
    assert next(turns, None) is None
