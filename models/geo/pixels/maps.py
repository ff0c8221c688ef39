"""Rasters of results that are drawn in blocks of pixels, where ground is clear."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.arrays import Bools
from models.geo.contract.ground_classes import CLEAR
from models.geo.contract.scene import Grid
from models.geo.pixels.blocks import Blocks
from models.geo.pixels.raster import RasterLayout, RasterWriter, ResultReader


class Maps:
    """Some rasters on the grid of a scene, open for writing, and its `valid.tif`."""

    def __init__(self, folder: Path, valid: Path, grid: Grid, layouts: Mapping[str, RasterLayout]) -> None:
        self.blocks = Blocks.of(grid)
        self._valid = ResultReader(valid)
        with self._valid as source:
            acquired = source.acquired
        self._writers = {
            name: RasterWriter(folder / name, grid, layout.date(acquired)) for name, layout in layouts.items()
        }
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(self._valid)
            for writer in self._writers.values():
                stack.enter_context(writer)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error: Any) -> bool | None:
        return self._stack.__exit__(*error)

    def is_clear(self, pixels: Window) -> Bools:
        """Return (h, w)."""
        return np.asarray(self._valid.read(pixels)[0] == CLEAR)

    def draw(self, layers: Mapping[str, NDArray[Any]], pixels: Window) -> None:
        """Return (k, h, w), or (h, w), of each raster by its name."""
        for name, values in layers.items():
            self._writers[name].write(values, pixels)
