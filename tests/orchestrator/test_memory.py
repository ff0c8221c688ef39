import sys
from pathlib import Path

import numpy as np
import pytest

from orchestrator import memory
from orchestrator.memory import give_back_memory


def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.skipif(memory._trim() is None or sys.platform != "linux", reason="not the C library of GNU")
def test_what_was_freed_below_what_is_kept_is_given_back():
    blocks = [np.ones(8000) for _ in range(4000)]  # 64 kB each, so from the heap
    kept = blocks[-1]
    del blocks
    before = resident()
    give_back_memory()
    assert before - resident() > 100e6
    assert kept.all()


def test_with_another_c_library_nothing_happens(monkeypatch):
    monkeypatch.setattr(memory, "_trim", lambda: None)
    give_back_memory()
