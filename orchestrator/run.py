"""A scene's whole way: run folder, graph, progress, questions, resume. Every front door calls `run_scene`."""

import logging
import shlex
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.types import Command
from pydantic import ValidationError

from models.errors import AgriError, ConfigError, SceneError
from models.files import write_whole
from models.geo.indices.catalogue import check_names
from models.geo.pixels.raster import check_unchanged
from nodes.context import RunContext
from nodes.run_folder.files import REQUEST, STATE
from nodes.run_folder.manifest import write_manifest
from nodes.state import SceneState
from orchestrator.assembly import build_context, weights_behind
from orchestrator.checkpoints import open_checkpoints
from orchestrator.graph import NODES, Graph, build_graph
from orchestrator.llm.providers import check_model
from orchestrator.routing import Node
from orchestrator.run_folder import (
    Order,
    RunFolder,
    begin,
    check_readable,
    clean,
    discard,
    finish,
    held,
    resume_command,
)
from orchestrator.run_list import note_run
from orchestrator.settings import Settings

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Event:
    """Something to tell whoever watches: the run begins, a step begins or ends, windows of a step are done."""

    event: Literal["run", "started", "window", "finished"]
    step: str | None = None
    done: int | None = None
    total: int | None = None
    run_dir: Path | None = None


@dataclass(frozen=True)
class Audience:
    """Who watches a run, and who answers its questions; without an answer the run waits on disk."""

    tell: Callable[[Event], None] = lambda _event: None
    answer: Callable[[str], str] | None = None


@dataclass(frozen=True)
class FinishedRun:
    """The folder of a run and what is on its sheet of papers."""

    run_dir: Path
    state: SceneState


class Waiting(AgriError):
    """The run waits for a person's answer."""

    def __init__(self, run_dir: Path, question: str) -> None:
        super().__init__(f"{question} Answer with: {resume_command(run_dir)} --answer accept")
        self.run_dir = run_dir
        self.question = question


_TAKE = {"SQLite": "leave AGRI_CHECKPOINTS and --checkpoints away", "PostgreSQL": "name them in AGRI_CHECKPOINTS"}


class _Stopped(Exception):
    """Raised inside a working thread when the run is interrupted."""


def run_scene(
    order: Order,
    settings: Settings,
    *,
    out: Path | None = None,
    audience: Audience | None = None,
    nodes: Mapping[str, Node] = NODES,
) -> FinishedRun:
    """Analyse one scene and write its report into a new folder; a scene that is refused leaves nothing behind."""
    if order.request.indices is not None:
        check_names(order.request.indices)
    check_readable(Path(order.request.scene_path))
    if order.words is not None:
        check_model(order.words.model, settings.llm_access)
    with open_checkpoints(settings) as saver:
        folder = begin(order, settings.runs, out, settings.checkpoint_kind)
        if out is not None:
            note_run(settings.home, folder.path)
        work = _Work(folder, settings, audience or Audience(), saver, nodes)
        with held(folder):
            try:
                return work.complete({"request": order.request})
            except (SceneError, ConfigError):
                if work.is_refused():
                    saver.delete_thread(work.marker.thread)
                    discard(folder)
                raise


def resume_run(
    folder: RunFolder,
    settings: Settings,
    *,
    answer: str | None = None,
    audience: Audience | None = None,
    nodes: Mapping[str, Node] = NODES,
) -> FinishedRun:
    """Take up a run where it was; finished steps are not repeated."""
    if folder.is_finished:
        raise ConfigError(f"run {folder.path.name} is finished; its report is in {folder.path}")
    kind = folder.marker.checkpoints if folder.marker else None
    if kind not in (None, settings.checkpoint_kind):
        raise ConfigError(f"run {folder.path.name} was begun with {kind} checkpoints; {_TAKE[kind]}")
    check_readable(Path(folder.order.request.scene_path))
    with open_checkpoints(settings) as saver, held(folder):
        clean(folder.path)
        work = _Work(folder, settings, audience or Audience(), saver, nodes)
        return work.complete(work.where_it_was(answer))


class _Work:
    """One process's work on one run."""

    def __init__(
        self,
        folder: RunFolder,
        settings: Settings,
        audience: Audience,
        saver: BaseCheckpointSaver[str],
        nodes: Mapping[str, Node],
    ) -> None:
        assert folder.marker is not None
        self.folder, self.marker, self.settings = folder, folder.marker, settings
        self.audience, self.saver = audience, saver
        self.graph: Graph = build_graph(nodes, saver)
        self.config: Any = {"configurable": {"thread_id": self.marker.thread}}
        self.stopped = threading.Event()
        order = folder.order
        self.context: RunContext = build_context(
            settings,
            folder.path,
            backend=order.backend,
            options=order.options,
            words=order.words,
            progress=self._progress,
        )

    def complete(self, given: Any) -> FinishedRun:
        """Go on until the report is written, or a question has nobody to answer it."""
        self.audience.tell(Event("run", run_dir=self.folder.path))
        with _interruptible(self.stopped):
            state = self._walk(given)
            while question := self._question():
                if self.audience.answer is None:
                    raise Waiting(self.folder.path, question)
                state = self._walk(Command(resume=self.audience.answer(question)))
            if given is None and state.report is None:  # steps that another version kept do not lead on in this graph
                raise self._is_of_another_version()
            self._write(state)
        return FinishedRun(self.folder.path, state)

    def is_refused(self) -> bool:
        """Whether the run ended before it was clear what the scene is: then there is nothing to take up."""
        return not self.graph.get_state(self.config).values.get("modality")

    def where_it_was(self, answer: str | None) -> Any:
        """What the graph is given to go on: an answer, nothing, or the request where no step was begun."""
        values = self.graph.get_state(self.config).values
        if not values:
            logger.warning("no checkpoints of run %s are at hand, so it begins anew", self.folder.path.name)
        if answer is not None:
            if self._question() is None:
                raise ConfigError(f"run {self.folder.path.name} asks nothing; leave --answer away")
            return Command(resume=answer)
        if not values:
            return {"request": self.folder.order.request}
        if scene := values.get("scene"):
            check_unchanged(scene)
        return None

    def _walk(self, given: Any) -> SceneState:
        for task in self.graph.stream(given, self.config, context=self.context, stream_mode="tasks", durability="sync"):
            if "result" not in task:
                self.audience.tell(Event("started", step=task["name"]))
            elif not task["error"] and not task["interrupts"]:
                self.audience.tell(Event("finished", step=task["name"]))
        try:
            return SceneState.model_validate(self.graph.get_state(self.config).values)
        except ValidationError:
            raise self._is_of_another_version() from None

    def _is_of_another_version(self) -> ConfigError:
        """Say what to do with a run whose kept steps this version cannot go on from."""
        scene = shlex.quote(self.folder.order.request.scene_path)
        return ConfigError(
            f"run {self.folder.path.name} was begun by another version of this program, and its finished steps cannot "
            f"be taken up; start it anew: python -m orchestrator run {scene}, with the flags that {REQUEST} of "
            f"{self.folder.path} holds"
        )

    def _question(self) -> str | None:
        asked = self.graph.get_state(self.config).interrupts
        return str(asked[0].value) if asked else None

    def _write(self, state: SceneState) -> None:
        order = self.folder.order
        provenance = {
            "run_id": self.folder.path.name,
            "started": self.marker.started,
            "backend": order.backend,
            "options": order.options,
            "weights": weights_behind(state, order.backend, self.settings),
            **({"words": state.words.tell_cost()} if state.words else {}),
        }
        write_whole(self.folder.path / STATE, state.model_dump_json(indent=2) + "\n")
        write_manifest(self.folder.path, state, provenance)
        self.saver.delete_thread(self.marker.thread)  # killed after this, the run is done again from its request
        finish(self.folder)

    def _progress(self, step: str, done: int, total: int) -> None:
        if self.stopped.is_set():
            raise _Stopped(step)
        self.audience.tell(Event("window", step=step, done=done, total=total))


@contextmanager
def _interruptible(stopped: threading.Event) -> Iterator[None]:
    """Let Ctrl-C also end steps that run in threads: at their next window."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: Any) -> None:
        stopped.set()
        signal.signal(signal.SIGINT, before)
        signal.default_int_handler(number, frame)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
