"""The conversation on a terminal: a prompt, tools as they are asked, answers, and the files behind their numbers."""

import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.text import Text

from models.errors import AgriError
from nodes.report.wording import hide_unseen
from orchestrator.chat.session import Session
from orchestrator.chat.told import Told

PROMPT = "› "
HELP = """Ask in English or French, as "where should I go first?", "how green is field 12?" or "et la moitié nord ?".
/sources  where the numbers of the last answer come from
/runs     runs that are open, and others that can be opened
/open RUN open a run beside them
/quit     end; Ctrl-D does it too"""
_SHOWN = {"what", "of", "figure", "things", "by", "order", "about", "crop", "field", "part", "subject", "scene", "run"}
"""Arguments of a call that are shown."""


class Screen:
    """Shows a conversation; on a pipe only answers are written, without a prompt and without colours."""

    def __init__(self, session: Session, console: Console | None = None) -> None:
        self.session = session
        self.console = console or Console(highlight=False, markup=False, emoji=False)
        self.is_live = sys.stdin.isatty() and self.console.is_terminal

    def talk(self) -> None:
        """Read questions until somebody quits; Ctrl-C ends an answer, or on an empty line the conversation."""
        if self.is_live:
            import readline  # noqa: F401  # arrows and a history of lines for input()

            self._dim(f"/help tells what can be typed; this conversation goes on by --thread {self.session.thread}")
        while (line := self._read()) is not None:
            if line == "/quit":
                return
            try:
                self.take(line)
            except KeyboardInterrupt:
                self._dim("interrupted")
            except AgriError as error:
                self._write(str(error))

    def take(self, line: str) -> None:
        """Do what a line says: a command, or a question."""
        if not line:
            return
        if not line.startswith("/"):
            self.ask(line)
            return
        name, _, rest = line.partition(" ")
        command = self._commands().get(name)
        if command is None:
            self._write(f"{hide_unseen(name)} is no command; /help lists them")
        else:
            command(rest.strip())

    def ask(self, question: str) -> None:
        """Ask, and show what happens."""
        for event in self.session.ask(question):
            if event["event"] == "tool":
                self._dim(describe_call(event["call"]))
            elif event["event"] == "note":
                self._dim(event["text"])
            else:
                self._say(event["told"])

    def _commands(self) -> dict[str, Callable[[str], None]]:
        return {
            "/help": lambda _: self._write(HELP),
            "/sources": self._sources,
            "/runs": self._runs,
            "/open": self._open,
        }

    def _say(self, told: Told) -> None:
        self._write(told.text)
        if told.status == "asked_back":
            for option in told.options:
                self._write(f"  - {option}")

    def _sources(self, _rest: str) -> None:
        facts = self.session.facts()
        for fact in facts:
            where = f"{fact.run}/" if fact.run else ""
            self._write(f"{fact.text}: {fact.label}; {where}{fact.file}; {fact.method}")
        if not facts:
            self._write("the last answer holds no number")

    def _runs(self, _rest: str) -> None:
        is_open = set(self.session.runs)
        for folder in self.session.parts.desk.folders():
            self._write(f"{'open  ' if str(folder) in is_open else '      '}{folder.name}")

    def _open(self, rest: str) -> None:
        desk = self.session.parts.desk
        path = Path(rest).expanduser()
        if rest and (path / "request.json").is_file():
            desk.allow(path)
        folder = desk.find(str(path))
        self.session.open([folder])
        self._write(f"{folder.name} is open")

    def _read(self) -> str | None:
        try:
            return input(PROMPT if self.is_live else "").strip()
        except EOFError:
            if self.is_live:
                self._write("")
            return None
        except KeyboardInterrupt:
            self._write("")
            return None

    def _write(self, text: str) -> None:
        lines = [hide_unseen(line) if line.strip() else line for line in text.split("\n")]
        for line, whole in zip(lines, text.split("\n"), strict=True):
            indent = whole[: len(whole) - len(whole.lstrip(" "))]
            self.console.print(Text(indent + line), soft_wrap=not self.console.is_terminal)

    def _dim(self, text: str) -> None:
        if self.is_live:
            self.console.print(Text(hide_unseen(text), style="dim"))


def describe_call(call: dict[str, object]) -> str:
    """Say in short which tool is asked for what, as `measure NDVI, field B`."""
    where = call.get("where")
    parts = {**call, **(where if isinstance(where, dict) else {})}
    said = [f"{name} {value}" if name in ("field", "run", "crop") else str(value) for name, value in parts.items()
            if name in _SHOWN and isinstance(value, str)]  # fmt: skip
    return " ".join(filter(None, (str(call["tool"]), ", ".join(said))))
