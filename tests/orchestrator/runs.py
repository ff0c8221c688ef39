"""Runs with stand-in nodes, also in a process of their own that can be killed."""

import multiprocessing
import os
import tempfile
from pathlib import Path

from orchestrator.run_folder import Order
from orchestrator.settings import BackendName
from tests.stand_ins import request_for

ROOT = Path(__file__).parents[2]


def order_for(scene: Path, *, review: bool = False) -> Order:
    return Order(request=request_for(scene, review=review), backend=BackendName.FAKE)


def contents(run_dir: Path) -> dict[str, bytes]:
    """Every file of a run folder by name, but the manifest, which alone may know the time."""
    return {
        path.relative_to(run_dir).as_posix(): path.read_bytes()
        for path in run_dir.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["orchestrator.run", "orchestrator.cli", "tests.stand_ins", "tests.orchestrator.runs"])


class Started:
    """A process of its own, forked from one that has loaded the program and done nothing yet: loading takes seconds."""

    def __init__(self, code: str, environment: dict[str, str]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._streams = [Path(self._folder.name) / name for name in ("out", "err")]
        self._process = _FORKS.Process(target=_do, args=(code, environment, *self._streams))
        self._process.start()

    @property
    def returncode(self) -> int | None:
        """The exit code, negative where a signal ended it; None while it runs."""
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal, as `kill` does."""
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def communicate(self, timeout: float) -> tuple[str, str]:
        """Standard output and standard error once it has ended."""
        self._process.join(timeout)
        if self.returncode is None:
            self._process.kill()
            raise TimeoutError(f"not done after {timeout} s")
        out, err = (stream.read_text() for stream in self._streams)
        self._folder.cleanup()
        return out, err


def _do(code: str, environment: dict[str, str], *streams: Path) -> None:
    for number, stream in enumerate(streams, start=1):
        with stream.open("w") as file:
            os.dup2(file.fileno(), number)
    os.environ |= environment
    os.chdir(ROOT)
    exec(code, {"__name__": "__main__"})


def start(code: str, home: Path, scene: Path, **environment: str) -> Started:
    """Run code in a process of its own, with `settings`, `order`, `run_scene` and the stand-ins at hand."""
    before = (
        "from orchestrator.run import *; from tests.stand_ins import *; from tests.orchestrator.runs import *;"
        "from orchestrator.settings import read_settings; from pathlib import Path;"
        f"settings = read_settings(backend='fake'); order = order_for(Path({str(scene)!r}));"
    )
    return Started(before + code, {"AGRI_HOME": str(home), **environment})


def start_cli(arguments: list[str], nodes: str, home: Path, scene: Path, **environment: str) -> Started:
    """The command line with these stand-ins (an expression) in place of the nodes."""
    code = (
        "import orchestrator.run; from orchestrator.cli import main;"
        f"nodes = {nodes};"
        "orchestrator.run.run_scene.__kwdefaults__['nodes'] = nodes;"
        "orchestrator.run.resume_run.__kwdefaults__['nodes'] = nodes;"
        f"main({arguments!r})"
    )
    return start(code, home, scene, **environment)


def cli(arguments: list[str], home: Path, scene: Path, nodes: str = "stand_ins()") -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `start_cli`."""
    process = start_cli(arguments, nodes, home, scene)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def run(code: str, home: Path, scene: Path) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `start`."""
    process = start(code, home, scene)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err
