"""The house keeps its shape: directions of imports, what stays unloaded, who reads the environment."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = ("modal_services", "orchestrator", "nodes", "models", "prompts")
HEAVY = ("torch", "torchvision", "transformers", "matplotlib", "scipy", "onnxruntime", "spyndex", "modal", "psycopg")
FLOW = ("langgraph", "langchain_core", "langchain")
MAY_IMPORT_LANGGRAPH = {
    "graph.py", "run.py", "checkpoints.py", "dev_server.py", "session.py",
    "providers.py", "asking.py", "tools.py", "agent.py",
}  # fmt: skip


def loaded_by(code: str) -> set[str]:
    """Top-level packages in a new interpreter after that code."""
    ending = ";import sys; print(' '.join(sorted({name.partition('.')[0] for name in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", code + ending], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(done.stdout.splitlines()[-1].split())


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: Path, *, at_top: bool = False) -> set[str]:
    """Full names that a file imports, anywhere or only at its top level."""
    tree = ast.parse(path.read_text())
    found = set()
    for node in tree.body if at_top else ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module}
    return found


def test_help_loads_nothing_heavy():
    code = """
import sys
sys.argv = ["orchestrator", "--help"]
from orchestrator.cli import main
try:
    main()
except SystemExit:
    pass
import os"""
    assert not loaded_by(code) & {*HEAVY, *FLOW, "rasterio", "numpy", "pydantic", "pyproj"}


def test_nodes_models_and_the_graph_load_without_torch():
    doors = "orchestrator.graph, orchestrator.run, orchestrator.assembly, models.backend, models.fake, models.remote"
    assert not loaded_by(f"import {doors}, models.local, models.services") & set(HEAVY)


def test_no_step_needs_langgraph():
    names = ", ".join(module_of(path) for path in sources("nodes"))
    assert not loaded_by(f"import {names}") & {*FLOW, *HEAVY}


def test_deployments_load_without_torch():
    names = ", ".join(module_of(path) for path in sources("modal_services"))
    assert "torch" not in loaded_by(f"import {names}")


@pytest.mark.parametrize("path", sources("orchestrator", "nodes", "models/geo", "modal_services"), ids=module_of)
def test_torch_is_never_imported_at_the_top(path):
    assert not {name.partition(".")[0] for name in imports_of(path, at_top=True)} & {"torch", "torchvision"}


def test_only_the_flow_imports_langgraph():
    found = {
        path.name for path in sources(*FLOORS) if {name.partition(".")[0] for name in imports_of(path)} & set(FLOW)
    }
    assert found <= MAY_IMPORT_LANGGRAPH


def test_only_settings_reads_the_environment():
    words = ("os.environ", "os.getenv", "from os import environ")
    found = {module_of(path) for path in sources(*FLOORS) if any(word in path.read_text() for word in words)}
    assert found == {"orchestrator.settings"}


def test_only_assembly_chooses_a_backend():
    rooms = {"models.fake", "models.local", "models.remote"}
    found = {module_of(path) for path in sources(*FLOORS) if imports_of(path) & rooms}
    assert found == {"orchestrator.assembly"}


def test_imports_go_down_and_rooms_do_not_know_each_other():
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout


def test_modules_stay_small_and_have_found_their_noun():
    names = {path.name for path in sources(*FLOORS)}
    assert not names & {"utils.py", "helpers.py", "common.py"}
    assert [module_of(path) for path in sources(*FLOORS) if len(path.read_text().splitlines()) > 400] == []


def test_every_node_of_the_graph_is_a_file_of_its_name():
    from orchestrator.graph import NODES

    assert {(node.__module__, node.__name__) for node in NODES.values()} == {(f"nodes.{name}", name) for name in NODES}


def test_nothing_else_stands_at_the_top_level():
    if not (ROOT / ".git").exists():
        pytest.skip("no checkout of git")
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=True).stdout.split(
        "\n"
    )
    names = {name.partition("/")[0] for name in listed if name}
    files = {"pyproject.toml", "README.md", "LICENSE", "langgraph.json"}
    assert {name for name in names - files - {"tests", *FLOORS} if not name.startswith(".")} == set()
