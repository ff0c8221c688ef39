import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from models import memory
from models.memory import give_back_memory, part_large_arrays


def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


GNU = pytest.mark.skipif(memory._library() is None or sys.platform != "linux", reason="not the C library of GNU")


@GNU
def test_large_arrays_are_given_back_as_soon_as_they_are_freed():
    code = (
        "import numpy as np\n"
        "from models.memory import part_large_arrays\n"
        "from tests.models.test_memory import resident\n"
        "part_large_arrays()\n"
        "held = []\n"
        "for _ in range(20):\n"
        "    np.ones(3 << 20)\n"  # 25 MB that come and go, so that the library would learn to keep such
        "    held.append(np.ones(4000))\n"
        "before = resident()\n"
        "large = [np.ones(3 << 20) for _ in range(10)]\n"
        "held.append(np.ones(4000))\n"  # above them
        "del large\n"
        "print(resident() - before)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 20e6


@GNU
def test_what_was_freed_below_what_is_kept_is_given_back():
    blocks = [np.ones(8000) for _ in range(4000)]  # 64 kB each, so from the heap
    kept = blocks[-1]
    del blocks
    before = resident()
    give_back_memory()
    assert before - resident() > 100e6
    assert kept.all()


def test_with_another_c_library_nothing_happens(monkeypatch):
    monkeypatch.setattr(memory, "_library", lambda: None)
    give_back_memory()
    part_large_arrays()
