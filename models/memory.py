"""Memory that a run no longer needs goes back to the system; nothing happens where the C library is not that of GNU."""

import ctypes
from functools import lru_cache
from typing import Any

_MMAP_THRESHOLD, _LARGE = -3, 16 << 20  # of malloc.h; bytes


def part_large_arrays() -> None:
    """From now on arrays of 16 MB are taken from the system one by one and given back as soon as they are freed.

    Else the C library learns to cut them out of what it holds: some hundred megabytes more with a large scene. From
    1 MB on it would be less still, but the network a tenth slower.
    """
    if library := _library():
        library.mallopt(_MMAP_THRESHOLD, _LARGE)


def give_back_memory() -> None:
    """Give back what threads have freed, which the library keeps: some hundred megabytes after a large scene."""
    if library := _library():
        library.malloc_trim(0)


@lru_cache(maxsize=1)
def _library() -> Any:
    try:
        library = ctypes.CDLL(None)
        return library if library.malloc_trim and library.mallopt else None
    except (AttributeError, OSError, TypeError):  # another one, or Windows
        return None
