"""Search in a large collection: median and worst time, recall against a plain sort, opening, memory.

python -m tests.benchmarks.bench_search [--items 100000] [--dimensions 384] [--lancedb]

Points are drawn about random centres, as those of pictures lie. Each query is a point of the collection, moved a
little. Seconds of processors stand beside those of the clock, for they hold on a busy machine too. With --lancedb
the same points are searched there without an index and with one, as far as it is installed.
"""

import argparse
import logging
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from models.arrays import Floats
from models.retrieval.collection.item import Item
from models.retrieval.collection.store import Placed, VectorStore

LOG = logging.getLogger(__name__)
LIMIT, QUERIES, CENTRES = 10, 200, 500


def draw_points(count: int, dimensions: int) -> Floats:
    """(count, dimensions) of unit length about random centres."""
    random = np.random.default_rng(0)
    centres = random.standard_normal((CENTRES, dimensions), np.float32)
    points = centres[random.integers(0, CENTRES, count)] + 0.7 * random.standard_normal((count, dimensions), np.float32)
    return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True), np.float32)


def time_search(search: Callable[[Floats], list[int]], queries: Floats, true: list[set[int]]) -> dict[str, float]:
    """Milliseconds a query, and the share of the true nearest that are found."""
    search(queries[0])
    times, hits, busy = [], 0, time.process_time()
    for query, nearest in zip(queries, true, strict=True):
        begun = time.perf_counter()
        found = search(query)
        times.append(1000 * (time.perf_counter() - begun))
        hits += len(nearest & set(found))
    busy = 1000 * (time.process_time() - busy) / len(queries)
    return {"median_ms": float(np.median(times)), "p95_ms": float(np.percentile(times, 95)), "busy_ms": busy,
            "recall": hits / (LIMIT * len(queries))}  # fmt: skip


def bench_ours(folder: Path, points: Floats, queries: Floats, true: list[set[int]]) -> None:
    """Print the numbers of our store."""
    store = VectorStore(folder / "own")
    store.create("model")
    begun = time.perf_counter()
    items = [Item(id=f"item_{place}", kind="photograph", caption="a leaf") for place in range(len(points))]
    store.put(Placed(item, point[None], point[None]) for item, point in zip(items, points, strict=True))
    LOG.info("written in one go: %.1f s, %d MB", time.perf_counter() - begun, store.path.stat().st_size >> 20)
    begun = time.perf_counter()
    shelf = store.load()
    LOG.info("opened, every row checked, once a process: %.1f s", time.perf_counter() - begun)
    for side in ("picture", "words"):
        found = time_search(
            lambda query, side=side: [int(case.item.id[5:]) for case in shelf.find(query, LIMIT, side)], queries, true
        )
        LOG.info(
            "ours, by %s: median %.1f ms, 95 of 100 within %.1f ms, processors %.1f ms, recall %.4f",
            side,
            *found.values(),
        )
    LOG.info("peak memory: %d MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)


def bench_lancedb(folder: Path, points: Floats, queries: Floats, true: list[set[int]]) -> None:
    """Print the numbers of LanceDB, flat and with IVF and HNSW."""
    import lancedb
    import pyarrow

    vectors = pyarrow.FixedSizeListArray.from_arrays(pyarrow.array(points.ravel()), points.shape[1])
    table = lancedb.connect(folder / "lance").create_table(
        "items", pyarrow.table({"place": np.arange(len(points)), "vector": vectors})
    )

    def search(query: Floats) -> list[int]:
        asked: Any = table.search(query).distance_type("cosine").limit(LIMIT).select(["place", "_distance"])
        return [int(place) for place in asked.to_arrow()["place"].to_pylist()]

    LOG.info("LanceDB, flat: median %.1f ms, 95 of 100 within %.1f ms, processors %.1f ms, recall %.4f",
             *time_search(search, queries[:50], true[:50]).values())  # fmt: skip
    begun = time.perf_counter()
    table.create_index(metric="cosine", vector_column_name="vector", index_type="IVF_HNSW_SQ")
    LOG.info("LanceDB, index made: %.1f s", time.perf_counter() - begun)
    LOG.info("LanceDB, index: median %.1f ms, 95 of 100 within %.1f ms, processors %.1f ms, recall %.4f",
             *time_search(search, queries, true).values())  # fmt: skip


def main() -> None:
    """Print the figures."""
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--items", type=int, default=100_000)
    flags.add_argument("--dimensions", type=int, default=384)
    flags.add_argument("--lancedb", action="store_true")
    given = flags.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    points = draw_points(given.items, given.dimensions)
    random = np.random.default_rng(1)
    moved = points[:: max(1, len(points) // QUERIES)][:QUERIES]
    moved = moved + 0.3 * random.standard_normal(moved.shape, np.float32) / np.sqrt(given.dimensions)
    queries = np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)
    true = [{int(place) for place in np.argsort(-(points @ query))[:LIMIT]} for query in queries]
    with tempfile.TemporaryDirectory() as folder:
        bench_ours(Path(folder), points, queries, true)
        if given.lancedb:
            bench_lancedb(Path(folder), points, queries, true)


if __name__ == "__main__":
    main()
