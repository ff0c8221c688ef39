"""What went into a run and what came out of it, each file with its hash, so that a run can be checked and repeated."""

import json
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from models.files import write_whole
from models.geo.raster import sha256_of
from nodes.state import SceneState

MANIFEST = "manifest.json"
_PACKAGES = (
    "agri-orchestrator", "numpy", "rasterio", "pyproj", "scipy", "spyndex", "ukis-csmask", "onnxruntime", "openvino",
    "numba", "pydantic", "langgraph", "matplotlib", "markdown-it-py", "pystac", "torch",
)  # fmt: skip


def write_manifest(run_dir: Path, state: SceneState, provenance: Mapping[str, Any]) -> None:
    """Hash all in the run folder; `provenance` brings run_id, started, code_version, options, weights (name → path)."""
    weights: Mapping[str, Path] = provenance.get("weights", {})
    manifest = {
        **{key: _plain(value) for key, value in provenance.items() if key != "weights"},
        "request": state.request.model_dump(mode="json"),
        "inputs": _inputs(state),
        "outputs": {name: _described(path) for name, path in outputs_of(run_dir)},
        "weights": {name: {"file": Path(path).name} | _described(Path(path)) for name, path in sorted(weights.items())},
        "versions": versions(),
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    write_whole(run_dir / MANIFEST, text)


def outputs_of(run_dir: Path) -> Iterator[tuple[str, Path]]:
    """Files of a run folder by their names in it, sorted; neither the manifest nor hidden and unfinished ones."""
    for path in sorted(run_dir.rglob("*")):
        name = path.relative_to(run_dir).as_posix()
        if path.is_file() and name != MANIFEST and not any(part.startswith(".") for part in name.split("/")):
            yield name, path


def versions() -> dict[str, str]:
    """Versions of the packages that numbers depend on, and of the libraries under rasterio and pyproj."""
    import platform

    import pyproj
    import rasterio

    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found | {"GDAL": rasterio.__gdal_version__, "PROJ": pyproj.proj_version_str}


def _inputs(state: SceneState) -> dict[str, dict[str, Any]]:
    files = state.scene.files if state.scene else ()
    return {entry.name: {"bytes": entry.bytes, "sha256": entry.sha256} for entry in files}


def _described(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "sha256": sha256_of(path)}


def _plain(value: Any) -> Any:
    """Options and paths as JSON has them."""
    from dataclasses import asdict, is_dataclass

    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value
