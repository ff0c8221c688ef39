"""What a step may use besides the state: the run folder, the networks, and how to show progress."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from models.backend import ModelBackend
from models.retrieval.library import LibraryPlaces
from nodes.drafting.budget import Budget
from nodes.drafting.writer import Writer
from nodes.planner.plans import Plan
from nodes.planner.talk import Talk

Planner = Callable[[str, Talk], Plan]
"""(question, what is open) → what is asked of it."""

Progress = Callable[[str, int, int], None]
"""(step, windows done, windows in all)."""


def silent(_step: str, _done: int, _total: int) -> None:
    """Show nothing."""


@dataclass(frozen=True)
class NodeOptions:
    """Numbers that a step may be run with; they are written into the manifest."""

    tile_size: int = 0  # blocks of about 10 m a side that the risk network is asked for at once; 0 as suits the rest
    risk_preset: str = "balanced"  # which thresholds part low from medium and high risk
    crf_iterations: int = 0  # of the CRF that smooths risk; 0 leaves it out
    risk_turns: bool = False  # whether tiles are also shown turned and mirrored, and the mean is taken
    risk_scales: tuple[float, ...] = ()  # sizes at which tiles are shown as well, as 0.75 or 1.25
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
    library: LibraryPlaces = field(default_factory=LibraryPlaces)  # what like cases are looked for in
    ask: Callable[[str], str] | None = None  # set where a person may be asked
    writer: Writer | None = None  # a language model, where one is wanted
    budget: Budget = field(default_factory=Budget)  # of that model
    planner: Planner | None = None  # who understands questions; None: rules alone
