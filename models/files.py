"""Files that are there wholly or not at all, whenever the program or the machine stops."""

import os
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file under a hidden temporary name beside it, and rename it once its bytes are on the disk."""
    data = content.encode() if isinstance(content, str) else content
    unfinished = path.with_name(f".{path.name.lstrip('.')}.part")
    try:
        with unfinished.open("wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
