"""Springs every trap, runs every clean twin, and prints the two sums at the end, whatever failed."""

from math import ceil, floor
from pathlib import Path
from typing import Any

import pytest

from .judge import Answer, Case, Trap, ask, faults, lacks

TWINS: dict[tuple[int, bool], Answer] = {}
"""Answers of twins that several traps share, so that each is run once."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test that takes a `trap` the table of its module."""
    if "trap" in metafunc.fixturenames:
        traps = metafunc.module.TRAPS
        metafunc.parametrize("trap", traps, ids=[one.name for one in traps])


@pytest.fixture(autouse=True)
def _own_home(furnished_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGRI_HOME", str(furnished_home))


@pytest.fixture
def spring(tmp_path: Path, record_property: Any) -> Any:
    """A function that sends the trap through the program and fails where it is answered wrongly in silence."""

    def go(trap: Trap) -> None:
        record_property("trap", "error")  # stands where the program breaks
        wrong = faults(ask(trap.trap, tmp_path, trap.whole_run), trap.trap.truth)
        record_property("trap", "silently wrong" if wrong else "right or refused")
        assert not wrong, "wrong in silence: " + "; ".join(wrong)

    return go


@pytest.fixture
def complete(tmp_path: Path, record_property: Any) -> Any:
    """A function that sends the clean twin through and fails where it is not completed with the right numbers."""

    def go(trap: Trap) -> None:
        record_property("twin", "not completed")
        answer = _twin_answer(trap.twin, tmp_path, trap.whole_run)
        short = lacks(answer, trap.twin.truth) + faults(answer, trap.twin.truth)
        assert not short, "the clean twin: " + "; ".join(short)
        record_property("twin", "completed")

    return go


def _twin_answer(twin: Case, folder: Path, whole_run: bool) -> Answer:
    key = (id(twin), whole_run)
    if key not in TWINS:
        TWINS[key] = ask(twin, folder, whole_run)
    return TWINS[key]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the two sums, never one, and how many traps broke the program."""
    traps, twins = [], []
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) != "call":
                continue
            said = dict(report.user_properties)
            traps += [said["trap"]] if "trap" in said else []
            twins += [said["twin"]] if "twin" in said else []
    if not traps and not twins:
        return
    wrong, done = traps.count("silently wrong"), twins.count("completed")
    silent, completed = wrong / max(len(traps), 1), done / max(len(twins), 1)
    terminalreporter.write_line(  # rounded against us: 0.00 means none, and 1.00 means all
        f"traps answered wrongly in silence: {ceil(silent * 100) / 100:.2f} ({wrong} of {len(traps)}) · "
        f"clean twins completed: {floor(completed * 100) / 100:.2f} ({done} of {len(twins)})"
    )
    if "error" in traps:
        terminalreporter.write_line(f"traps that broke the program: {traps.count('error')}")
