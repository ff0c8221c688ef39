"""Questions in ordinary words, asked as `chat RUN --ask` asks them, and what comes back held against what is right.

python -m tests.benchmarks.ask_questions --data ../shared/data

What is right was found apart, from the files of the runs, by somebody who had read neither the planner nor its tests;
the questions were frozen before any was asked. The first line of the file names the runs and how they are made: a scene
relative to the data folder, and flags. The others are a question each, in `right` one or several of: `tool` (any of
them), `value` with its tolerance and unit (`or`: other values that are right), `names` that must stand in the text, the
first of them before all other fields unless `any_order`, and whether to `decline`, to `ask_back` or to `correct`.

Right is an answer by such a tool with that value and those names. Rightly asked back or declined is where the question
allows it. Needless is asking back or declining elsewhere. Another tool may have answered with what is right. All else
that was answered is wrong. Unsupported are numbers in the text that are no fact of the answer, and no part of a name, a
date or the question.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import quantiles
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.learning.training import config_from_flags
from nodes.report.claims import Style
from orchestrator.assembly import build_chat_parts
from orchestrator.chat.desk import Desk
from orchestrator.chat.parts import Parts
from orchestrator.chat.session import Session
from orchestrator.chat.told import Told
from orchestrator.checkpoints import open_checkpoints
from orchestrator.settings import Settings, read_settings

Verdict = Literal["right", "asked back", "declined", "needless", "another tool", "wrong"]
VERDICTS: tuple[Verdict, ...] = ("right", "asked back", "declined", "needless", "another tool", "wrong")
_NUMBER = re.compile(r"(?<![\w.,-])[-−–]?\d+(?:[.,]\d+)*(?!\w)")
_FIELD = re.compile(r"(?<!\w)Field \w+", re.IGNORECASE)
_CLOCK = re.compile(r"(?<=\d{4}-\d\d-\d\d)T[\d:.+Z-]+")
_FILE = re.compile(r"\S*[^\W\d_]\S*\.[A-Za-z]\w*|\w+_\S+")
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|janvier|février|mars|avril|"
    "mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)
_DAY = re.compile(
    rf"\b\d{{4}}-\d\d-\d\d(?:T[\d:.+Z-]+)?|\b(?:\d+|1er) (?:{_MONTHS})(?: \d{{4}})?(?:, \d\d:\d\d UTC)?", re.IGNORECASE
)


class AskConfig(BaseModel):
    """Ask frozen questions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(Path("../shared/data"), description="the folder with the real data")
    questions: Path = Field(Path(__file__).with_name("questions.jsonl"), description="the file with the questions")
    runs: Path | None = Field(None, description="folder of runs by name; those that lack are made there")
    llm: str = Field("none", description="none, auto or provider:model")


class Right(BaseModel):
    """What is right; where several are given, any of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tool: tuple[str, ...] = ()
    value: float | None = None
    tolerance: float = 0
    unit: str = ""
    others: tuple[float, ...] = Field((), alias="or")
    names: tuple[str, ...] = ()  # each perhaps with others that mean the same, as sorgho|sorghum
    any_order: bool = False
    decline: bool = False
    ask_back: bool = False
    correct: bool = False


class Question(BaseModel):
    """One line of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    runs: tuple[str, ...]
    turn_of: str | None  # the turn before
    language: Literal["en", "fr"]
    kind: Literal["plain", "follow_up", "false_premise", "off_topic"]
    question: str
    right: Right
    may_ask_back: bool
    why: str


@dataclass(frozen=True)
class Turn:
    """What came back."""

    told: Told
    tools: tuple[str, ...]
    milliseconds: int


@dataclass(frozen=True)
class Judged:
    """A question with what came back, and what that is worth."""

    question: Question
    turn: Turn
    verdict: Verdict
    unsupported: tuple[str, ...]


def main() -> None:
    """The command line."""
    config = config_from_flags(AskConfig)
    runs, questions = read_questions(config.questions)
    with tempfile.TemporaryDirectory() as scratch:
        settings = replace(read_settings(llm=config.llm), home=Path(scratch, "home"))
        folders = make_runs(runs, config.data, config.runs or Path(scratch, "runs"), settings)
        judged = [judge(question, turn) for question, turn in ask(questions, folders, settings)]
    sys.stdout.write("\n".join(table(judged)) + "\n")


def read_questions(path: Path) -> tuple[dict[str, Any], list[Question]]:
    """Read how the runs are made, and the questions."""
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    return json.loads(first)["runs"], [Question.model_validate_json(line) for line in lines]


def make_runs(runs: Mapping[str, Any], data: Path, folder: Path, settings: Settings) -> dict[str, Path]:
    """Make the runs that are not there, as a user would."""
    made = {name: (folder / name).absolute() for name in runs}
    for name, words in runs.items():
        if not made[name].exists():
            told = [words] if isinstance(words, str) else [_path_in(data, word) for word in words]
            command = [sys.executable, "-m", "orchestrator", "run", *told, "--out", str(made[name])]
            home = {**os.environ, "AGRI_HOME": str(settings.home)}
            subprocess.run(command, env=home, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return made


def _path_in(data: Path, word: str) -> str:
    path = data / word
    return str(path.resolve()) if not word.startswith("-") and path.is_file() else word


def ask(
    questions: Iterable[Question], folders: Mapping[str, Path], settings: Settings
) -> Iterator[tuple[Question, Turn]]:
    """Ask each question in its dialogue, after one that is not measured, while all is loaded."""
    desk = Desk(settings, folders.values(), elsewhere=False)
    parts = replace(build_chat_parts(settings, desk, Style()), analyse=None)
    sessions: dict[str, Session] = {}
    with open_checkpoints(settings) as saver:

        def begin(names: Sequence[str], parts: Parts = parts) -> Session:
            session = Session(parts, saver)
            session.open([folders[name] for name in names])
            return session

        _take(begin([*folders][:1]), "NDVI?")
        for question in questions:
            session = sessions[question.turn_of] if question.turn_of else begin(question.runs)
            sessions[question.id] = session
            yield question, _take(session, question.question)


def _take(session: Session, question: str) -> Turn:
    tools = tuple(event["call"]["tool"] for event in session.ask(question) if event["event"] == "tool")
    return Turn(session.last(), tools, session.milliseconds)


def judge(question: Question, turn: Turn) -> Judged:
    """Hold what came back against what is right."""
    return Judged(question, turn, _judge(question, turn), tuple(find_unsupported(turn.told, question.question)))


def _judge(question: Question, turn: Turn) -> Verdict:
    right, told = question.right, turn.told
    if told.status == "asked_back":
        return "asked back" if question.may_ask_back or right.ask_back else "needless"
    if right.correct and (told.corrects or right.names) and _names(right, told.text, in_order=False):
        return "right"
    is_tool = bool({*turn.tools} & {*right.tool})
    if told.status in ("declined", "not_possible"):
        if right.decline or right.correct:
            return "declined" if right.decline else "needless"
        return "right" if is_tool and right.value is None and not right.names else "needless"
    is_told = right.value is None or _has_value(right, told)
    if right.tool and is_told and _names(right, told.text, in_order=right.value is None and not right.any_order):
        if right.value is None and not right.names:
            return "right" if is_tool else "wrong"
        return "right" if is_tool else "another tool"
    return "wrong"


def _has_value(right: Right, told: Told) -> bool:
    """Whether the value is a fact that the text says, or stands in it as a plain number; signs may be in words."""
    assert right.value is not None
    facts = [(abs(fact.value), fact.unit) for fact in told.facts if fact.text in told.text]
    plain = [(abs(number), right.unit) for number in _numbers(_rest(told, ""))]
    for value, unit in (*facts, *plain):
        is_unit = unit == right.unit or (not right.unit and unit not in ("%", "ha", "m"))
        if abs(value - abs(right.value)) <= right.tolerance + 1e-9 and is_unit:
            return True
        if any(abs(value - abs(other)) <= max(right.tolerance, 0.006) for other in right.others):
            return True
    return False


def _names(right: Right, text: str, *, in_order: bool) -> bool:
    """Whether all names stand in the text; in order, those that are fields come first of all fields."""
    text = _CLOCK.sub("", text)
    for name in right.names:
        words = text if not name.isdecimal() else _FIELD.sub("", text)
        if not re.search(rf"(?<!\w)(?:{name})(?!\w)", words, re.IGNORECASE):
            return False
    if not in_order or not all(_FIELD.fullmatch(name) for name in right.names):
        return True
    said = list(dict.fromkeys(found.casefold() for found in _FIELD.findall(text)))
    return said[: len(right.names)] == [name.casefold() for name in right.names]


def find_unsupported(told: Told, question: str) -> Iterator[str]:
    """Numbers of the text that nothing stands behind."""
    yield from _NUMBER.findall(_rest(told, question))


def _rest(told: Told, question: str) -> str:
    """The text without its facts, names, dates, files, and what the question itself said."""
    text = told.text
    for fact in sorted({fact.text for fact in told.facts}, key=len, reverse=True):
        text = re.sub(rf"(?<![\d.,]){re.escape(fact)}(?![\d])", " ", text)
    text = _FILE.sub(" ", _DAY.sub(" ", _FIELD.sub(" ", text)))
    for name in (*told.files, *told.options, *(fact.about or "" for fact in told.facts)):
        text = text.replace(name, " ") if name else text
    for number in _NUMBER.findall(question):
        text = re.sub(rf"(?<![\d.,]){re.escape(number)}(?![\d])", " ", text)
    return text


def _numbers(text: str) -> Iterator[float]:
    for found in _NUMBER.findall(text):
        plain = re.sub(r"[−–]", "-", found)
        plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", plain).replace(",", ".")
        if plain.count(".") <= 1:
            yield float(plain)


def table(judged: Sequence[Judged]) -> Iterator[str]:
    """In Markdown, and below it each miss."""
    yield f"| kind | questions | {' | '.join(VERDICTS)} | unsupported numbers |"
    yield f"|---|---:|{'---:|' * len(VERDICTS)}---:|"
    kinds = dict.fromkeys(one.question.kind for one in judged)
    yield from (_row(kind.replace("_", " "), [one for one in judged if one.question.kind == kind]) for kind in kinds)
    yield _row("French", [one for one in judged if one.question.language == "fr"])
    yield _row("all", judged)
    good = sum(one.verdict in ("right", "asked back", "declined") for one in judged)
    wrong = sum(one.verdict == "wrong" for one in judged)
    took = quantiles([one.turn.milliseconds for one in judged], n=20, method="inclusive")
    yield f"\nright or rightly asked back or declined {good / len(judged):.3f}; wrong {wrong / len(judged):.3f}"
    yield f"median {took[9]:.0f} ms, 95 % below {took[18]:.0f} ms\n"
    for one in judged:
        if one.verdict not in ("right", "asked back", "declined") or one.unsupported:
            yield _miss(one)


def _row(name: str, judged: Sequence[Judged]) -> str:
    count = Counter(one.verdict for one in judged)
    figures = " | ".join(str(count[verdict]) for verdict in VERDICTS)
    return f"| {name} | {len(judged)} | {figures} | {sum(len(one.unsupported) for one in judged)} |"


def _miss(one: Judged) -> str:
    question, told = one.question, one.turn.told
    right = question.right.model_dump(mode="json", exclude_defaults=True, by_alias=True)
    odd = f" unsupported {', '.join(one.unsupported)};" if one.unsupported else ""
    tools = ", ".join(one.turn.tools) or told.status
    return (
        f"{question.id} {one.verdict};{odd} “{question.question}” right {json.dumps(right, ensure_ascii=False)}"
        f"\n    {tools}, {told.status}: {' '.join(told.text.split())[:600]}"
    )


if __name__ == "__main__":
    main()
