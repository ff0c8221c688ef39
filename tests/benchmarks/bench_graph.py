"""What the graph itself costs: a run with stand-in nodes, SQLite checkpoints included.

python -m tests.benchmarks.bench_graph
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from orchestrator.assembly import build_context
from orchestrator.checkpoints import open_checkpoints
from orchestrator.graph import build_graph
from orchestrator.run import run_scene
from orchestrator.settings import BackendName, Settings
from tests.orchestrator.runs import order_for
from tests.stand_ins import stand_ins

RUNS = 40


def main() -> None:
    """Print medians in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        scene = home / "field.tif"
        scene.write_bytes(b"pixels")
        settings = Settings(home=home, backend=BackendName.FAKE)
        report("graph and checkpoints", walks(settings, scene))
        report("graph without checkpoints", walks(settings, scene, checkpoints=False))
        report("whole run: folder, graph, checkpoints, manifest", runs(settings, scene))


def walks(settings: Settings, scene: Path, *, checkpoints: bool = True) -> list[float]:
    """Milliseconds of one way through the graph, each under a thread of its own."""
    order, nodes, took = order_for(scene), stand_ins(), []
    context = build_context(settings, settings.home)
    with open_checkpoints(settings) as saver:
        graph = build_graph(nodes, saver if checkpoints else None)
        for count in range(RUNS):
            start = time.perf_counter()
            config = {"configurable": {"thread_id": str(count)}}
            mode = {"durability": "sync"} if checkpoints else {}
            for _ in graph.stream({"request": order.request}, config, context=context, stream_mode="tasks", **mode):
                pass
            took.append(1000 * (time.perf_counter() - start))
            saver.delete_thread(str(count))
    return took


def runs(settings: Settings, scene: Path) -> list[float]:
    """Milliseconds of `run_scene`, building the graph included."""
    took = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run_scene(order_for(scene), settings, nodes=stand_ins())
        took.append(1000 * (time.perf_counter() - start))
    return took


def report(what: str, took: list[float]) -> None:
    """One line: median and 90th percentile."""
    slow = statistics.quantiles(took, n=10)[-1]
    sys.stdout.write(f"{what}: median {statistics.median(took):.1f} ms, 90th percentile {slow:.1f} ms\n")


if __name__ == "__main__":
    main()
