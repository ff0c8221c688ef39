"""How often the planner understands a question, asks back, declines or is wrong.

python -m tests.benchmarks.judge_planner [FILE.jsonl] [--wrong]

The first line of a file is the world: {"talk": {"runs": …, "fields": …, "indices": …}}. Each other line is a question
with what is expected: a call, a list of calls, or "ask_back", "off_topic", "treatment", "instruction"; `also` lists
what is right too, `last` and `named` what was asked and named before. A question back counts as right where the
expected call is among its options, or where it is expected. Beside it stands the encoder alone: the intent of the
nearest example, without rules for intents, margin or questions back.
"""

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from models.sentence_encoder.encoder import SentenceEncoder
from nodes.answers.calls import CALL
from nodes.planner.building import build
from nodes.planner.hearing.heard import hear
from nodes.planner.hearing.text import detect_language, tidy
from nodes.planner.nearest import measure_likeness
from nodes.planner.plan import plan
from nodes.planner.plans import AskBack, Calls, Decline, Encoder, Plan
from nodes.planner.refusals import decline
from nodes.planner.talk import Talk, talk_of
from nodes.planner.wording import ask_back

DEVELOPMENT = Path(__file__).parents[1] / "nodes" / "planner" / "development.jsonl"
OUTCOMES = ("right", "asked_right", "asked", "wrong")


@dataclass(frozen=True)
class Case:
    """One question and what is right."""

    question: str
    language: str
    accepted: tuple[Any, ...]  # dumps of calls, or words
    talk: Talk

    @property
    def tool(self) -> str:
        first = self.accepted[0]
        return first if isinstance(first, str) else str(first[0]["tool"])


def main() -> None:
    """The command line."""
    named = [one for one in sys.argv[1:] if not one.startswith("--")]
    cases = [*read_cases(Path(named[0]) if named else DEVELOPMENT)]
    encoder = SentenceEncoder()
    encoder.load()
    ways: dict[str, Callable[[str, Talk], Plan]] = {
        "planner": lambda question, talk: plan(question, talk, encoder),
        "rules alone": lambda question, talk: plan(question, talk, None),
        "encoder alone": lambda question, talk: plan_by_likeness(question, talk, encoder),
    }
    for name, way in ways.items():
        sys.stdout.write("\n".join(table(name, cases, way)) + "\n")


def read_cases(path: Path) -> Iterator[Case]:
    """Read a file of questions."""
    world, *rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    told = world["talk"]
    talk = talk_of(map(tuple, told["runs"]), map(tuple, told["fields"]), told["indices"])  # type: ignore[arg-type]
    for row in rows:
        last = CALL.validate_python(row["last"]) if row.get("last") else None
        accepted = tuple(_normal(one) for one in (row["expect"], *row.get("also", ())))
        here = talk.model_copy(update={"last": last, "named": tuple(row.get("named", ()))})
        yield Case(row["question"], row.get("language", "en"), accepted, here)


def _normal(expected: Any) -> Any:
    if isinstance(expected, str):
        return expected
    calls = expected if isinstance(expected, list) else [expected]
    return [CALL.validate_python(one).model_dump() for one in calls]


def judge(case: Case, found: Plan) -> str:
    """Say whether a plan is right."""
    if isinstance(found, Calls):
        return "right" if [one.model_dump() for one in found.calls] in case.accepted else "wrong"
    if isinstance(found, Decline):
        return "right" if found.why in case.accepted else "wrong"
    options = [[one.call.model_dump()] for one in found.options]
    is_right = "ask_back" in case.accepted or any(one in case.accepted for one in options)
    return "asked_right" if is_right else "asked"


def table(name: str, cases: list[Case], way: Callable[[str, Talk], Plan]) -> Iterator[str]:
    """Yield the lines of a table: all, by language, by tool; with --wrong each question that is not right."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    seconds, missed = [], []
    for case in cases:
        started = time.perf_counter()
        found = way(case.question, case.talk)
        seconds.append(time.perf_counter() - started)
        outcome = judge(case, found)
        for key in ("all", f"language {case.language}", case.tool):
            counts[key][outcome] += 1
        if outcome in ("wrong", "asked"):
            missed.append(f"  {outcome}: {case.question!r} → {_tell(found)}; expected {_short(case.accepted[0])}")
    yield f"{name}: {len(cases)} questions, median {1000 * median(seconds):.0f} ms"
    yield f"{'':24}{'right':>8}{'asked, right':>14}{'asked':>8}{'wrong':>8}"
    for key, found_counts in counts.items() if name == "planner" else [("all", counts["all"])]:
        right, asked_right, asked, wrong = (found_counts[one] for one in OUTCOMES)
        yield f"{key:24}{right:8}{asked_right:14}{asked:8}{wrong:8}"
    if "--wrong" in sys.argv and name == "planner":
        yield from missed


def _tell(found: Plan) -> str:
    if isinstance(found, Calls):
        return _short([one.model_dump() for one in found.calls])
    return found.why if isinstance(found, Decline) else f"asked: {[one.words for one in found.options]}"


def _short(expected: Any) -> str:
    if isinstance(expected, str):
        return expected
    dumps = [CALL.validate_python(one).model_dump(exclude_defaults=True) | {"tool": one["tool"]} for one in expected]
    return json.dumps(dumps, ensure_ascii=False)


def plan_by_likeness(question: str, talk: Talk, encoder: Encoder) -> Plan:
    """Take the intent of the nearest example, whatever its margin: what rules are held against."""
    text = tidy(question)
    heard = hear(text, detect_language(text, talk.language), talk)
    likeness = measure_likeness(heard.words or "nothing", encoder)
    best = max(likeness, key=lambda intent: likeness[intent])
    if best.startswith("decline."):
        return decline("treatment" if best.endswith("treatment") else "off_topic", heard.language)
    calls = build(best, heard, talk)
    return Calls(calls=calls) if calls else AskBack.model_validate(ask_back("nothing", [], heard.language).model_dump())


if __name__ == "__main__":
    main()
