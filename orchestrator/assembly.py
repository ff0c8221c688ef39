"""The only chooser of concrete classes."""

from collections.abc import Sequence
from pathlib import Path

from models.backend import ModelBackend
from models.checkpoints import CHECKPOINT_FILES, find_weights
from models.errors import ModelUnavailable
from models.memory import part_large_arrays
from nodes.context import NodeOptions, Progress, RunContext, silent
from nodes.drafting.budget import Budget
from nodes.drafting.results import WordsOrder
from nodes.drafting.writer import Writer
from nodes.report.contents import rooms_behind
from nodes.state import SceneState
from nodes.verify.chapters.modality import Networks
from orchestrator.settings import BackendName, Settings


def build_context(
    settings: Settings,
    run_dir: Path,
    *,
    backend: BackendName | None = None,
    options: NodeOptions | None = None,
    words: WordsOrder | None = None,
    progress: Progress = silent,
) -> RunContext:
    """What the steps of one run work with; backend, options and words are those that the run was started with."""
    part_large_arrays()
    return RunContext(
        run_dir=run_dir,
        models=build_backend(backend or settings.backend, settings),
        options=options or NodeOptions(),
        progress=progress,
        writer=build_writer(words, settings) if words else None,
        budget=words.budget if words else Budget(),
    )


def build_writer(words: WordsOrder, settings: Settings) -> Writer:
    """The language model of that name; raises `ConfigError` where its package or key is missing."""
    from orchestrator.llm.asking import open_writer

    return open_writer(words.model, settings.llm_access, words.budget, words.mode)


def build_backend(name: BackendName, settings: Settings) -> ModelBackend:
    """The backend of that name; nothing is loaded or connected before it is asked."""
    if name is BackendName.FAKE:
        from models.fake import FakeBackend

        return FakeBackend()
    if name is BackendName.MODAL:
        from models.remote import ModalBackend

        return ModalBackend()
    from models.local import LocalBackend

    return LocalBackend(home=settings.home, weights=settings.weights)


def weights_behind(state: SceneState, backend: BackendName, settings: Settings) -> dict[str, Path]:
    """The weights on this machine, by room, of the networks that spoke in this state; none of other backends."""
    return _weights_of(rooms_behind(state), settings) if backend is BackendName.LOCAL else {}


def networks_of(backend: BackendName, settings: Settings) -> Networks | None:
    """Who can be asked again what a run of that backend was told; only this machine's networks can be told apart."""
    if backend is not BackendName.LOCAL:
        return None
    return Networks(build_backend(backend, settings), _weights_of(["modality"], settings))


def _weights_of(rooms: Sequence[str], settings: Settings) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for room in rooms:
        try:
            folder = find_weights(room, settings.weights, settings.home)
        except ModelUnavailable:
            continue
        found |= {room: folder / CHECKPOINT_FILES[0]}
    return found
