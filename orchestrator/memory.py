"""What a step has freed is given back to the system, so that steps do not add up."""

import ctypes
from functools import lru_cache
from typing import Any


def give_back_memory() -> None:
    """The C library keeps what threads have freed, some hundred megabytes after a large scene; nothing where it is not
    that of GNU.
    """
    if trim := _trim():
        trim(0)


@lru_cache(maxsize=1)
def _trim() -> Any:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another C library, or Windows
        return None
