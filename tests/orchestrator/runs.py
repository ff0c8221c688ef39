"""Runs with stand-in nodes, also in a process of their own that can be killed."""

import os
import subprocess
import sys
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


def start(code: str, home: Path, scene: Path, **environment: str) -> subprocess.Popen[str]:
    """Run code in a process of its own, with `settings`, `order`, `run_scene` and the stand-ins at hand."""
    before = (
        "from orchestrator.run import *; from tests.stand_ins import *; from tests.orchestrator.runs import *;"
        "from orchestrator.settings import read_settings; from pathlib import Path;"
        f"settings = read_settings(backend='fake'); order = order_for(Path({str(scene)!r}));"
    )
    return subprocess.Popen(
        [sys.executable, "-c", before + code],
        cwd=ROOT,
        env={**os.environ, "AGRI_HOME": str(home), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def start_cli(arguments: list[str], nodes: str, home: Path, scene: Path, **environment: str) -> subprocess.Popen[str]:
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
