"""The scene that `run example` analyses: a small simulated Sentinel-2 product that is shipped with the program."""

import filecmp
import shutil
from importlib import resources
from pathlib import Path

FILE_NAME = "simulated_S2_L2A_20160727.tif"
SHIPPED = Path(str(resources.files("orchestrator"))) / "example.tif"


def write_example(folder: Path) -> Path:
    """Write the simulated scene into a folder; the same bytes every time."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    if path.is_file() and filecmp.cmp(path, SHIPPED, shallow=False):
        return path  # with the time that runs of it have written down
    part = path.with_suffix(".part")
    shutil.copyfile(SHIPPED, part)
    part.replace(path)
    return path
