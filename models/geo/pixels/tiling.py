"""How a raster is cut: plain windows for arithmetic, overlapping tiles for networks."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from rasterio.windows import Window

from models.arrays import Shape

Item = TypeVar("Item")
Read = TypeVar("Read")


@dataclass(frozen=True)
class Cutting:
    """How a scene is cut for reading: pixels a side of a window, whom to tell of what is done, threads of a network."""

    window: int = 1024
    progress: Callable[[int, int], None] = lambda _done, _total: None
    threads: int = 2


@dataclass(frozen=True)
class Tile:
    """What a network sees (`outer`, which may reach beyond the raster) and the part of it that is kept (`core`)."""

    outer: Window
    core: Window

    @property
    def inner(self) -> tuple[slice, slice]:
        """Rows and columns of the core within an array that covers the outer window."""
        top, left = self.core.row_off - self.outer.row_off, self.core.col_off - self.outer.col_off
        return slice(top, top + self.core.height), slice(left, left + self.core.width)

    def locate(self, part: "Tile") -> tuple[slice, slice]:
        """Find rows and columns of the core of a narrower tile within an array that covers this core."""
        top, left = part.core.row_off - self.core.row_off, part.core.col_off - self.core.col_off
        return slice(top, top + part.core.height), slice(left, left + part.core.width)


def cut_windows(shape: Shape, size: int) -> list[Window]:
    """Cut windows of at most size × size pixels in row-major order that cover (rows, columns) exactly once."""
    rows, columns = shape
    return [
        Window(left, top, min(size, columns - left), min(size, rows - top))
        for top in range(0, rows, size)
        for left in range(0, columns, size)
    ]


def read_ahead(items: Iterable[Item], read: Callable[[Item], Read]) -> Generator[tuple[Item, Read]]:
    """Yield each item with what was read for it; the next is read by a thread while this one is worked on."""
    with ThreadPoolExecutor(1, "read-ahead") as reader:
        waiting = None
        for item in items:
            following = (item, reader.submit(read, item))
            if waiting is not None:
                yield waiting[0], waiting[1].result()
            waiting = following
        if waiting is not None:
            yield waiting[0], waiting[1].result()
