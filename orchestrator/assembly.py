"""The only chooser of concrete classes."""

from collections.abc import Sequence
from pathlib import Path

from models.backend import ModelBackend
from models.checkpoints import CHECKPOINT_FILES, find_weights, weight_places
from models.errors import ModelUnavailable
from models.memory import part_large_arrays
from models.retrieval.library import LibraryPlaces
from nodes.context import NodeOptions, Progress, RunContext, silent
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
    progress: Progress = silent,
) -> RunContext:
    """What the steps of one run work with; `backend` and `options` are those that the run was started with."""
    part_large_arrays()
    return RunContext(
        run_dir=run_dir,
        models=build_backend(backend or settings.backend, settings),
        options=options or NodeOptions(),
        progress=progress,
        library=find_library(settings),
    )


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


def find_library(settings: Settings) -> LibraryPlaces:
    """Where reference cases may lie, the user's own first, and where collections are kept."""
    references = weight_places("retrieval", settings.weights, settings.home).values()
    return LibraryPlaces(tuple(references), settings.home / "index")


def weights_behind(state: SceneState, backend: BackendName, settings: Settings) -> dict[str, Path]:
    """The weights on this machine, by room, of the networks that spoke in this state; none of other backends."""
    return _weights_of(rooms_behind(state), settings) if backend is BackendName.LOCAL else {}


def networks_of(backend: BackendName, settings: Settings) -> Networks | None:
    """Who can be asked again what a run of that backend was told; only this machine's networks can be told apart."""
    if backend is not BackendName.LOCAL:
        return None
    return Networks(build_backend(backend, settings), _weights_of(["modality", "retrieval"], settings))


def _weights_of(rooms: Sequence[str], settings: Settings) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for room in rooms:
        try:
            folder = find_weights(room, settings.weights, settings.home)
        except ModelUnavailable:
            continue
        found |= {room: folder / CHECKPOINT_FILES[0]}
    return found
