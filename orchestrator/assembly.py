"""The only chooser of concrete classes."""

from pathlib import Path

from models.backend import ModelBackend
from nodes.context import NodeOptions, Progress, RunContext, silent
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
    return RunContext(
        run_dir=run_dir,
        models=build_backend(backend or settings.backend, settings),
        options=options or NodeOptions(),
        progress=progress,
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
