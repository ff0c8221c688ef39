"""A run as a user starts it: seconds of the clock and of processors, and peak memory, step by step.

python -m tests.benchmarks.bench_run SCENE [flags of `orchestrator run`]

Steps that go on side by side share what both take. Seconds of processors hold on a busy machine too; half of them is
what two idle cores take at least. Linux only: what a process takes is read from /proc.
"""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

LOG = logging.getLogger(__name__)
_TICKS = os.sysconf("SC_CLK_TCK")


class Watch:
    """What a process has taken so far, and its peak since the last question; itself without its children."""

    def __init__(self, process: int) -> None:
        self._folder, self._start, self._peak = Path("/proc", str(process)), time.perf_counter(), 0.0
        self._held = self.highest = 0.0
        threading.Thread(target=self._sample, daemon=True).start()

    def _sample(self) -> None:
        while (status := self._read("statm")) is not None:
            held = self._held = int(status.split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
            self._peak, self.highest = max(self._peak, held), max(self.highest, held)
            time.sleep(0.05)

    def _read(self, name: str) -> str | None:
        try:
            return (self._folder / name).read_text() or None
        except OSError:
            return None

    def take(self) -> tuple[float, float, float, float]:
        """Seconds of the clock, of processors with those of children that ended, megabytes at most since, and now."""
        fields = (self._read("stat") or "").rpartition(")")[2].split()
        peak, self._peak = self._peak, 0.0
        return time.perf_counter() - self._start, sum(map(int, fields[11:15])) / _TICKS, peak, self._held


def main() -> None:
    """Start the run and print a line for each step that ends."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    command = [sys.executable, "-m", "orchestrator", "run", *sys.argv[1:], "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        watch, before = Watch(run.pid), (0.0, 0.0)
        for line in run.stdout:
            event = json.loads(line)
            if event["event"] == "finished":
                clock, work, peak, held = watch.take()
                took = f"{clock - before[0]:6.1f} s, of processors {work - before[1]:6.1f} s"
                took += f", at most {peak:5.0f} MB, then {held:5.0f}"
                LOG.info(f"{event['step']:18} {took}")
                before = clock, work
    LOG.info(
        f"whole              {before[0]:6.1f} s, of processors {before[1]:6.1f} s, at most {watch.highest:5.0f} MB"
    )
    sys.exit(run.returncode)


if __name__ == "__main__":
    main()
