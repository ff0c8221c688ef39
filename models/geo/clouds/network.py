"""The cloud and shadow networks of ukis-csmask, run tile by tile over a scene of any size.

Tiles lie on one lattice that is fixed to the scene, with the overlap and the blending of the package itself, so a
result does not depend on how a scene is read, and equals `ukis_csmask.mask.CSmask` on the whole scene. The package's
own class takes an image in one piece and loads its network on each call (0.5 s); here the session is loaded once.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np

from models.arrays import Bytes, Doubles, Floats, Places, Shape

TILE = 256
STEP = 204  # a tile less an overlap of 20 %, as the package lays its tiles
MARGIN = 51  # rows and columns before the scene that the first tile sees, mirrored
BACKGROUND, CLOUD, SHADOW = 0, 1, 2

SIX = ("blue", "green", "red", "nir", "swir16", "swir22")
FOUR = SIX[:4]
Level = Literal["l1c", "l2a"]
ReadRows = Callable[[int, int], Floats]
"""(first row, row after the last) → (bands, rows, width) reflectance, NaN where there is no data."""


class CloudNetwork:
    """One of the four networks: 4 or 6 bands, top of atmosphere (l1c) or surface (l2a) reflectance."""

    def __init__(self, level: Level, bands: int, threads: int) -> None:
        stem = f"model_{bands}b_{level}"
        self.session = _session(stem, threads)
        described = json.loads((files("ukis_csmask") / f"{stem}.json").read_text())
        mean, deviation = described["data"]["dataset_statistics"]["img"]
        self.mean = np.array(mean, np.float32)[:, None, None]
        self.deviation = np.array(deviation, np.float32)[:, None, None]

    def __call__(self, tile: Floats) -> Floats:
        """Turn (bands, 256, 256) reflectance without gaps into (3, 256, 256) odds of background, cloud, shadow."""
        batch = ((tile - self.mean) / self.deviation)[None]
        logits = self.session.run(None, {"input": batch.astype(np.float32)})[0][0]
        odds = np.exp(logits - logits.max(axis=0))
        return np.asarray(odds / odds.sum(axis=0), np.float32)


def load_network(levels: Sequence[Level], bands: int, threads: int) -> Callable[[Floats], Floats]:
    """Load the network of a level; of several, what one calls cloud is cloud, and shadow what all call shadow."""
    networks = [CloudNetwork(level, bands, threads) for level in levels]
    return networks[0] if len(networks) == 1 else lambda tile: join_odds([network(tile) for network in networks])


def join_odds(odds: Sequence[Floats]) -> Floats:
    """Join odds of networks, (3, 256, 256) each: the most of cloud, the least of shadow, and the rest."""
    joined = np.empty_like(odds[0])
    joined[CLOUD] = np.max([one[CLOUD] for one in odds], axis=0)
    joined[SHADOW] = np.minimum(np.min([one[SHADOW] for one in odds], axis=0), 1 - joined[CLOUD])
    joined[BACKGROUND] = 1 - joined[CLOUD] - joined[SHADOW]
    return joined


def classify_by_rows(
    read_rows: ReadRows, shape: Shape, predict: Callable[[Floats], Floats]
) -> Iterator[tuple[int, Bytes]]:
    """Yield (first row, (rows, width) background, cloud or shadow), top to bottom; memory grows with the width only."""
    height, width = shape
    starts = range(-MARGIN, height, STEP)
    window = _blending()
    columns = range(-MARGIN, width, STEP)
    room = columns[-1] + TILE + MARGIN
    carried = np.zeros((3, TILE - STEP, room))
    rows = _Rows(read_rows, height)
    for start in starts:
        sums = np.zeros((3, TILE, room))
        sums[:, : TILE - STEP] = carried
        strip = rows.mirrored(start)
        for column in columns:
            tile = _mirrored_columns(strip, column, width)
            sums[:, :, column + MARGIN : column + MARGIN + TILE] += _predicted(tile, predict) * window
        carried = sums[:, STEP:]
        first, last = max(start, 0), min(start + STEP, height)
        if last > first:
            inside = sums[:, first - start : last - start, MARGIN : MARGIN + width]
            yield first, inside.astype(np.float32).argmax(axis=0).astype(np.uint8)


class _Rows:
    """Rows of the scene in chunks that are read once each and forgotten when no later tile can need them."""

    def __init__(self, read_rows: ReadRows, height: int) -> None:
        self.read_rows, self.height = read_rows, height
        self.chunks: dict[int, Floats] = {}

    def mirrored(self, start: int) -> Floats:
        """Return (bands, 256, width) from row `start`, mirrored at the edges of the scene."""
        wanted = _mirror(start, self.height)
        chunks = sorted({int(row) // STEP for row in wanted})
        self.chunks = {chunk: rows for chunk, rows in self.chunks.items() if chunk >= chunks[0]}
        for chunk in chunks:
            if chunk not in self.chunks:
                self.chunks[chunk] = self.read_rows(chunk * STEP, min((chunk + 1) * STEP, self.height))
        together = np.concatenate([self.chunks[chunk] for chunk in chunks], axis=1)
        return together[:, wanted - chunks[0] * STEP]


def _mirror(start: int, size: int) -> Places:
    """Place a tile's 256 rows in a scene of `size` rows, edge rows repeated first (numpy's "symmetric")."""
    around = np.arange(start, start + TILE) % (2 * size)
    return np.minimum(around, 2 * size - 1 - around)


def _mirrored_columns(strip: Floats, start: int, width: int) -> Floats:
    return strip[:, :, _mirror(start, width)]


def _predicted(tile: Floats, predict: Callable[[Floats], Floats]) -> Floats:
    """Predict a tile; pixels without data are given the nearest ones with data, which adds no edges."""
    seen = np.isfinite(tile).all(axis=0)
    if not seen.any():
        nothing = np.zeros((3, TILE, TILE), np.float32)
        nothing[BACKGROUND] = 1
        return nothing
    if not seen.all():
        from scipy.ndimage import distance_transform_edt

        rows, columns = distance_transform_edt(~seen, return_distances=False, return_indices=True)
        tile = tile[:, rows, columns]
    return predict(tile)


@lru_cache(maxsize=1)
def _blending() -> Doubles:
    """Return (256, 256) weights that fade a tile into its neighbours, as the package blends."""
    from scipy.signal.windows import tukey

    line = tukey(TILE, alpha=0.4)
    return np.asarray(line[:, None] * line[None, :])


@lru_cache(maxsize=2)
def _session(stem: str, threads: int) -> Any:
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # threads that wait leave processors free
    options.enable_cpu_mem_arena = False  # what one tile needs is given back before indices need memory
    network = (files("ukis_csmask") / f"{stem}.onnx").read_bytes()
    return onnxruntime.InferenceSession(network, sess_options=options, providers=["CPUExecutionProvider"])


def forget_networks() -> None:
    """Give back the memory of the networks, some 200 MB; the next scene loads them anew, which takes half a second."""
    _session.cache_clear()
