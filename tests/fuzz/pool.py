"""Children that judge files one after another: what hangs, dies or takes too much memory is found and counted."""

import gc
import multiprocessing
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path

from models.geo.contract.scene import Scene
from models.geo.reading.read import read_scene

from .damage import damage
from .doors import judge

LONGEST = 20.0  # seconds
MOST_MEMORY = 1536  # MiB
_ADDRESSES = 8 << 30  # bytes that a child may ask for
_FILES = 1500  # after which a child gives way to a fresh one


@dataclass(frozen=True)
class Order:
    """One run of files, by whose seed each can be made again."""

    seeds: Mapping[str, tuple[Path, ...]]
    seed: int
    keep: Path  # where what was at fault is kept


@dataclass(frozen=True)
class Report:
    """One file: what became of it, and what it cost."""

    kind: str
    number: int
    verdict: str  # "read", "refused" or "fault"
    words: str
    seconds: float
    memory: float  # MiB at its peak


class _Child:
    """One child and the file it has in hand."""

    def __init__(self, order: Order) -> None:
        self._order, self._done = order, 0
        self.task: tuple[str, int] | None = None
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.fuzz.doors"])
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._order), daemon=True)
        self._process.start()
        theirs.close()

    def give(self, task: tuple[str, int]) -> None:
        if self._done >= _FILES:
            self.stop()
            self._start()
            self._done = 0
        self.task, self.began = task, time.monotonic()
        self.pipe.send(task)

    def take(self) -> Report:
        """Take the report of a child that has answered or died."""
        assert self.task is not None
        kind, number = self.task
        self.task = None
        self._done += 1
        try:
            report: Report = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            self._process.join(5)
            words = f"the interpreter died, exit code {self._process.exitcode}"
            report = Report(kind, number, "fault", words, time.monotonic() - self.began, 0)
            self._start()
        return report

    def give_up(self) -> Report:
        """End a child that hangs."""
        assert self.task is not None
        kind, number = self.task
        self.task = None
        self._process.kill()
        self._process.join()
        self._start()
        return Report(kind, number, "fault", f"hangs, ended after {LONGEST:.0f} s", time.monotonic() - self.began, 0)

    def stop(self) -> None:
        self.pipe.close()
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()


def judge_all(order: Order, tasks: Iterable[tuple[str, int]], children: int) -> Iterator[Report]:
    """Have every file judged; reports come as they are ready."""
    todo, crew = iter(tasks), [_Child(order) for _ in range(children)]
    try:
        while True:
            for child in crew:
                if child.task is None and (task := next(todo, None)) is not None:
                    child.give(task)
            busy = [child for child in crew if child.task is not None]
            if not busy:
                return
            answered = wait([child.pipe for child in busy], 0.5)
            for child in busy:
                if child.pipe in answered:
                    yield child.take()
                elif time.monotonic() - child.began > LONGEST:
                    yield child.give_up()
    finally:
        for child in crew:
            child.stop()


def _serve(pipe: Connection, order: Order) -> None:
    """Judge files until the pipe closes."""
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    clean = read_scene(order.seeds["geotiff"][0])
    with tempfile.TemporaryDirectory() as folder:
        while True:
            try:
                kind, number = pipe.recv()
            except EOFError:
                return
            pipe.send(judge_one(order, (kind, number), Path(folder), clean))


def judge_one(order: Order, task: tuple[str, int], folder: Path, clean: Scene) -> Report:
    """Make a damaged file and judge it; what is at fault is kept."""
    kind, number = task
    made = damage(order.seeds, kind, order.seed, number)
    file = folder / made.name
    file.write_bytes(made.content)
    _forget_peak()
    began = time.monotonic()
    try:
        outcome = judge(kind, file, number, clean)
        verdict, words = outcome.verdict, outcome.words
    except BaseException as error:  # noqa: BLE001 - all that is not expected is a fault, and told
        last = traceback.extract_tb(error.__traceback__)[-1]
        own = [step for step in traceback.extract_tb(error.__traceback__) if "/models/" in step.filename]
        where = f"{own[-1].filename.rpartition('/models/')[2]}:{own[-1].lineno} " if own else ""
        verdict, words = "fault", f"{type(error).__name__} in {where}{last.name}: {str(error)[:300]}"
    seconds, memory = time.monotonic() - began, _peak()
    if memory > MOST_MEMORY and verdict != "fault":
        verdict, words = "fault", f"took {memory:.0f} MiB"
    if verdict == "fault":
        (order.keep / f"{kind}-{number}-{made.name}").write_bytes(made.content)
    for path in folder.iterdir():
        if path.is_file():
            path.unlink()
    gc.collect() if memory > MOST_MEMORY / 2 else None
    return Report(kind, number, verdict, f"{made.done}: {words}", seconds, memory)


def _forget_peak() -> None:
    """Let the kernel count the peak of memory anew, where it can."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    """MiB of memory at the peak."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1024)
