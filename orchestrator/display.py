"""What is seen of a run: bars on a terminal, plain lines elsewhere, JSON on request."""

import json as json_text
import logging
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn
from rich.prompt import Prompt

from models.schemas import Issue
from nodes.report.first_page.terminal import list_result
from orchestrator.run import Audience, Event, FinishedRun

MOST_NOTES = 6
GRAVEST = ("model_unavailable", "warning", "refused", "conversion")
"""Kinds of notes in the order in which they are told."""

logger = logging.getLogger(__name__)


class Lines:
    """One plain line on standard error for each step that ends."""

    def __init__(self) -> None:
        self.run_dir: Path | None = None
        self.audience = Audience(self.tell)
        self._lock = threading.Lock()  # windows are told from the threads of a wave

    def tell(self, event: Event) -> None:
        """Show an event."""
        with self._lock:
            self.run_dir = event.run_dir or self.run_dir
            self.show(event)

    def show(self, event: Event) -> None:
        """Show an event; one at a time."""
        if event.event == "finished":
            _write(sys.stderr, f"{event.step}: done")

    def end(self, run: FinishedRun) -> None:
        """Show notes, what the run has found, and on a last unbroken line where the report is."""
        for note in join_notes(run.state.issues):
            _write(sys.stderr, note)
        for line in list_result(run.state):
            _write(sys.stdout, line)
        _write(sys.stdout, str(run.run_dir / (run.state.report.markdown if run.state.report else "")))

    def fail(self, message: str, _kind: str) -> None:
        """Show why a run does not end in a report."""
        _write(sys.stderr, f"orchestrator: {' '.join(message.split())}")


class Bars(Lines):
    """A bar for each step on a terminal, and questions to the person before it."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.audience = Audience(self.tell, self.ask)
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def show(self, event: Event) -> None:
        """Add, move or fill a bar."""
        if event.step is None:
            return
        if event.step not in self._tasks:
            self._tasks[event.step] = self._progress.add_task(event.step, total=None)
        task = self._tasks[event.step]
        if event.event == "window":
            self._progress.update(task, completed=event.done, total=event.total)
        elif event.event == "finished":
            total = self._progress.tasks[task].total or 1
            self._progress.update(task, completed=total, total=total)

    def ask(self, question: str) -> str:
        """Put a question to the person at the terminal, and say where the pictures are that it names."""
        self._progress.stop()
        self._progress.console.print(f"Pictures: {self.run_dir}", soft_wrap=True, highlight=False, markup=False)
        try:
            answer = Prompt.ask(question, console=self._progress.console)
        except EOFError:  # nobody types any more
            raise KeyboardInterrupt from None
        self._progress.start()
        return answer


class JsonLines(Lines):
    """One JSON object a line on standard output."""

    def show(self, event: Event) -> None:
        """Write an event with the fields that it has."""
        fields = {"step": event.step, "done": event.done, "total": event.total, "run_dir": event.run_dir}
        self._write_object(event.event, **fields)

    def end(self, run: FinishedRun) -> None:
        """Write what the run has found, and where everything is."""
        report = run.run_dir / run.state.report.markdown if run.state.report else None
        issues = [issue.model_dump() for issue in run.state.issues]
        self._write_object("report", run_dir=run.run_dir, report=report, result=list_result(run.state), issues=issues)

    def fail(self, message: str, kind: str) -> None:
        """Write why a run does not end in a report, and say it to people too."""
        self._write_object(kind, message=message, run_dir=self.run_dir)
        super().fail(message, kind)

    def _write_object(self, event: str, **fields: Any) -> None:
        said = {key: value for key, value in fields.items() if value is not None}
        _write(sys.stdout, json_text.dumps({"event": event, **said}, default=str))


@contextmanager
def watch(*, json: bool) -> Iterator[Lines]:
    """The display that fits: JSON if asked for, bars on a terminal, else plain lines."""
    console = Console(stderr=True)
    if json:
        yield JsonLines()
    elif console.is_terminal and sys.stdin.isatty():
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=console) as progress:
            yield Bars(progress)
    else:
        yield Lines()


def join_notes(issues: Iterable[Issue]) -> list[str]:
    """Join what a step says of one kind into one line, the gravest first, in at most `MOST_NOTES` lines."""
    groups: dict[tuple[str, str], list[Issue]] = {}
    absent: list[str] = []
    for issue in sorted(issues, key=lambda issue: GRAVEST.index(issue.kind)):
        if issue.kind == "model_unavailable":
            absent.append(issue.step)
        else:
            groups.setdefault((issue.step, issue.code), []).append(issue)
    lines = []
    if absent:
        lines.append(f"no network answered for {', '.join(absent)}; the report says why and what would help")
    for (step, _), found in groups.items():
        reasons = [*dict.fromkeys(issue.reason for issue in found)]
        more = f" (and {len(reasons) - 1} more of this kind)" if len(reasons) > 1 else ""
        lines.append(f"{step}: {' '.join(reasons[0].split())}{more}")
    hidden = len(lines) - MOST_NOTES
    return [*lines[:MOST_NOTES], f"… and {hidden} more in the report"] if hidden > 0 else lines


def _write(stream: Any, line: str) -> None:
    """A whole line, never wrapped, at once."""
    stream.write(line + "\n")
    stream.flush()
