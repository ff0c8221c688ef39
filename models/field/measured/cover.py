"""Which pixels outlines hold, and the share of each pixel that an outline covers; many outlines at once.

Outlines are laid into columns and rows, so that any grid will do. Small ones that begin in the same block of the raster
go together, so that each block is read once; a large one goes alone, in strips, so that memory stays flat.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.windows import Window

from models.arrays import Doubles, Places, Shape

LEAST_COVER = 1e-6
"""Share of a pixel under which an outline does not hold it."""

_BLOCK = 512  # side of the blocks of our rasters
_ACROSS = 8
"""Blocks side by side that are gone through from top to bottom: so many of two rows stay in GDAL's cache."""
_STRIP_PIXELS = 1 << 20


@dataclass(frozen=True)
class Batch:
    """Outlines by number that are measured together, and the windows that hold them."""

    outlines: tuple[int, ...]
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class Cover:
    """(n,) pixels that outlines hold, outline by outline and row by row; one pixel may lie in several."""

    owners: Places  # place of the outline among those of the batch
    rows: Places  # of the raster
    columns: Places
    shares: Doubles

    @classmethod
    def join(cls, parts: Sequence["Cover"]) -> "Cover":
        """One after another; nothing of none."""
        none = np.zeros(0, np.int64)
        return cls(
            np.concatenate([none, *(one.owners for one in parts)]),
            np.concatenate([none, *(one.rows for one in parts)]),
            np.concatenate([none, *(one.columns for one in parts)]),
            np.concatenate([np.zeros(0), *(one.shares for one in parts)]),
        )

    def part(self, chosen: slice) -> "Cover":
        """Chosen pixels."""
        return Cover(self.owners[chosen], self.rows[chosen], self.columns[chosen], self.shares[chosen])

    def renumbered(self, owner: int) -> "Cover":
        """The same of one outline that has another place."""
        return replace(self, owners=np.full_like(self.owners, owner))

    def take(self, raster: NDArray[Any], window: Window) -> NDArray[Any]:
        """(bands, h, w) values of the window → (bands, n) of these pixels."""
        flat = (self.rows - int(window.row_off)) * raster.shape[2] + (self.columns - int(window.col_off))
        return raster.reshape(len(raster), -1)[:, flat]


def group_outlines(outlines: NDArray[Any], shape: Shape) -> list[Batch]:
    """Sort outlines in columns and rows into batches, block by block; those beside the raster are in none."""
    bounds = shapely.bounds(outlines)
    here = np.flatnonzero(np.isfinite(bounds).all(axis=1))
    left, top = np.maximum(np.floor(bounds[here, :2]), 0).astype(np.int64).T
    right, bottom = np.minimum(np.ceil(bounds[here, 2:]), shape[::-1]).astype(np.int64).T
    is_large = np.maximum(right - left, bottom - top) > _BLOCK
    alone = [
        Batch((int(here[one]),), cut_strips(left[one], top[one], right[one], bottom[one]))
        for one in np.flatnonzero(is_large)
    ]
    small = np.flatnonzero(~is_large & (right > left) & (bottom > top))
    row, column = top[small] // _BLOCK, left[small] // _BLOCK
    blocks = (column // _ACROSS * (shape[0] // _BLOCK + 1) + row) * _ACROSS + column % _ACROSS
    order = np.argsort(blocks, kind="stable")
    small, blocks = small[order], blocks[order]
    together = []
    for some in np.split(small, np.flatnonzero(np.diff(blocks)) + 1):
        if len(some):
            first, upper = int(left[some].min()), int(top[some].min())
            window = Window(first, upper, int(right[some].max()) - first, int(bottom[some].max()) - upper)
            together.append(Batch(tuple(here[some].tolist()), (window,)))
    return together + [batch for batch in alone if batch.windows]


def cut_strips(left: int, top: int, right: int, bottom: int) -> tuple[Window, ...]:
    """Cut a box of columns and rows into windows of few pixels, from top to bottom."""
    if right <= left or bottom <= top:
        return ()
    step = max(1, _STRIP_PIXELS // int(right - left))
    return tuple(
        Window(int(left), row, int(right - left), min(step, int(bottom) - row))
        for row in range(int(top), int(bottom), step)
    )


def cover_pixels(outlines: Sequence[Any], window: Window) -> Cover:
    """Find the pixels of a window that outlines in columns and rows hold."""
    from exactextract import exact_extract
    from exactextract.raster import NumPyRasterSource

    left, top, width, height = (int(one) for one in window.flatten())
    upright = shapely.transform(np.array([*outlines], dtype=object), lambda places: places * (1, -1))
    nothing = np.broadcast_to(np.uint8(0), (height, width))  # it is asked only for its cells
    grid = NumPyRasterSource(nothing, xmin=left, xmax=left + width, ymin=-top - height, ymax=-top)
    found = exact_extract(grid, _features(shapely.to_wkb(upright).tolist()), ["cell_id", "coverage"])
    cells = [np.asarray(one["properties"]["cell_id"], np.int64) for one in found]
    shares = np.concatenate([np.zeros(0), *(one["properties"]["coverage"] for one in found)])
    flat = np.concatenate([np.zeros(0, np.int64), *cells])
    owners = np.repeat(np.arange(len(cells)), [len(one) for one in cells])
    held = shares >= LEAST_COVER
    rows, columns = np.divmod(flat[held], width)
    return Cover(owners[held], rows + top, columns + left, shares[held])


def _features(shapes: Sequence[bytes]) -> Any:
    """What exactextract takes shapes from without their way through text."""
    from exactextract.feature import Feature, FeatureSource

    class Shape(Feature):  # type: ignore[misc]
        def __init__(self, shape: bytes) -> None:
            super().__init__()
            self._shape = shape

        def geometry(self) -> bytes:
            return self._shape

        def fields(self) -> list[str]:
            return []

    class Shapes(FeatureSource):  # type: ignore[misc]
        def count(self) -> int:
            return len(shapes)

        def __iter__(self) -> Iterator[Shape]:
            return map(Shape, shapes)

        def srs_wkt(self) -> None:
            return None

    return Shapes()
