"""How a raster is cut: plain windows for arithmetic, overlapping tiles for networks."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from rasterio.windows import Window

Item = TypeVar("Item")
Read = TypeVar("Read")


@dataclass(frozen=True)
class Tile:
    """What a network sees (`outer`, inside the raster) and the part of it that is kept (`core`)."""

    outer: Window
    core: Window

    @property
    def inner(self) -> tuple[slice, slice]:
        """Rows and columns of the core within an array that covers the outer window."""
        top, left = self.core.row_off - self.outer.row_off, self.core.col_off - self.outer.col_off
        return slice(top, top + self.core.height), slice(left, left + self.core.width)


def windows(shape: tuple[int, int], size: int) -> list[Window]:
    """Windows of at most size × size pixels in row-major order that cover (rows, columns) exactly once."""
    rows, columns = shape
    return [
        Window(left, top, min(size, columns - left), min(size, rows - top))
        for top in range(0, rows, size)
        for left in range(0, columns, size)
    ]


def tiles(shape: tuple[int, int], size: int, overlap: int) -> list[Tile]:
    """Tiles whose cores cover (rows, columns) once; neighbours overlap, edge tiles are moved in to stay whole."""
    if not 0 <= overlap < size:
        raise ValueError(f"overlap {overlap} does not lie in 0 … {size - 1}")
    rows, columns = (_spans(length, size, overlap) for length in shape)
    return [
        Tile(
            outer=Window(left.start, top.start, left.stop - left.start, top.stop - top.start),
            core=Window(first.start, last.start, first.stop - first.start, last.stop - last.start),
        )
        for top, last in rows
        for left, first in columns
    ]


def _spans(length: int, size: int, overlap: int) -> list[tuple[range, range]]:
    """(outer, core) along one axis: the last outer is moved inwards to stay whole, cores meet in mid-overlap."""
    starts = [0]
    while starts[-1] + size < length:
        starts.append(min(starts[-1] + size - overlap, length - size))
    outers = [range(start, min(start + size, length)) for start in starts]
    borders = [0, *((one.stop + other.start) // 2 for one, other in pairwise(outers)), length]
    return [(outer, range(borders[i], borders[i + 1])) for i, outer in enumerate(outers)]


def read_ahead(items: Iterable[Item], read: Callable[[Item], Read]) -> Generator[tuple[Item, Read]]:
    """Each item with what was read for it; the next is read by a thread while this one is worked on."""
    with ThreadPoolExecutor(1, "read-ahead") as reader:
        waiting = None
        for item in items:
            following = (item, reader.submit(read, item))
            if waiting is not None:
                yield waiting[0], waiting[1].result()
            waiting = following
        if waiting is not None:
            yield waiting[0], waiting[1].result()
