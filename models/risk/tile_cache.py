"""What the network has said of a scene so far, tile by tile on the disk: a run that was killed goes on from there."""

import shutil
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.files import write_whole
from models.geo.pixels.tiling import Tile

FOLDER = ".segment_risk"
"""In the run folder."""
_KEY = "of.txt"

Steps = NDArray[np.uint16]
"""Probabilities and features in whole steps, as they are stored."""


class TileCache:
    """One file for the core of each tile, there wholly or not at all; those of another question are thrown away."""

    def __init__(self, run_dir: Path, tiles: Sequence[Tile], layers: int, question: str) -> None:
        self._folder, self._layers = run_dir / FOLDER, layers
        self._cores = [tile.core for tile in tiles]
        asked = f"{question}\n{[core.flatten() for core in self._cores]}\n"
        if not _holds(self._folder / _KEY, asked):
            self.remove()
            self._folder.mkdir()
            write_whole(self._folder / _KEY, asked)

    def has(self, place: int) -> bool:
        """Say whether the tile at that place of the list was answered."""
        return self._path(place).exists()

    def save(self, place: int, values: Steps | None) -> None:
        """Save (layers, h, w) of the core of a tile; None where nothing was asked."""
        buffer = BytesIO()
        np.save(buffer, np.zeros((0, 0, 0), np.uint16) if values is None else values)
        write_whole(self._path(place), buffer.getvalue())

    def read(self, window: Window, nothing: int) -> Steps:
        """Read (layers, h, w) over a window, `nothing` where no tile was asked."""
        found = np.full((self._layers, window.height, window.width), nothing, np.uint16)
        for place, core in enumerate(self._cores):
            rows, columns = (_intersect(*pair) for pair in zip(_find_spans(window), _find_spans(core), strict=True))
            if not rows or not columns:
                continue
            saved: Any = np.load(self._path(place), mmap_mode="r")
            if saved.size:
                here = _shift(rows, window.row_off), _shift(columns, window.col_off)
                there = _shift(rows, core.row_off), _shift(columns, core.col_off)
                found[(..., *here)] = saved[(..., *there)]
        return found

    def remove(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _path(self, place: int) -> Path:
        return self._folder / f"{place:06}.npy"


def _holds(path: Path, text: str) -> bool:
    try:
        return path.read_text() == text
    except (OSError, ValueError):
        return False


def _find_spans(window: Window) -> tuple[range, range]:
    top, left = window.row_off, window.col_off
    return range(top, top + window.height), range(left, left + window.width)


def _intersect(one: range, other: range) -> range:
    return range(max(one.start, other.start), min(one.stop, other.stop))


def _shift(span: range, offset: int) -> slice:
    return slice(span.start - offset, span.stop - offset)
