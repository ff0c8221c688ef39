"""What a step may use besides the state: the run folder, the networks, and how to show progress."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from models.backend import ModelBackend

Progress = Callable[[str, int, int], None]
"""(step, windows done, windows in all)."""


def silent(_step: str, _done: int, _total: int) -> None:
    """Show nothing."""


@dataclass(frozen=True)
class NodeOptions:
    """Numbers that a step may be run with; they are written into the manifest."""

    tile_size: int = 512  # pixels a side of a window for the networks
    tile_overlap: int = 64
    window_size: int = 1024  # pixels a side of a window for indices: two blocks of most files, little memory
    preview_side: int = 1024  # longest side of preview.png
    threads: int = 2


@dataclass(frozen=True)
class RunContext:
    """Handed to every step; concrete parts are chosen in `orchestrator/assembly.py`."""

    run_dir: Path
    models: ModelBackend
    options: NodeOptions = field(default_factory=NodeOptions)
    progress: Progress = silent
    ask: Callable[[str], str] | None = None  # set where a person may be asked
