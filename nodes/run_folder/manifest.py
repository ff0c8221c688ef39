"""What went into a run and what came out of it, each file with its hash, so that a run can be checked and repeated."""

import json
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from models.errors import ConfigError
from models.files import write_whole
from models.geo.pixels.raster import hash_file
from nodes.run_folder.files import MANIFEST
from nodes.state import SceneState

_TIFF = (b"II*\0", b"II+\0", b"MM\0*", b"MM\0+")
OURS = "agri-orchestrator"
_PACKAGES = (
    OURS, "numpy", "rasterio", "pyproj", "scipy", "spyndex", "ukis-csmask", "onnxruntime", "openvino",
    "numba", "pydantic", "langgraph", "matplotlib", "markdown-it-py", "typst", "pystac", "torch",
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
    for path in sorted(run_dir.iterdir()):
        if path.is_file() and not path.is_symlink() and path.name != MANIFEST and not path.name.startswith("."):
            yield path.name, path


def file_of(run_dir: Path, name: str) -> Path:
    """Where a file of that name is in a run folder, or would be; raises `ConfigError` where the name leads elsewhere.

    Only a plain name of a regular file is one, so that who has made up a run folder cannot have other files opened.
    """
    path = run_dir / name
    try:
        is_inside = path.name == name and path.resolve().parent == run_dir.resolve()
        is_own = is_inside and (path.is_file() or not path.exists())
    except (OSError, ValueError, RuntimeError):  # a name that is too long or holds NUL; links that go round
        is_own = False
    if not is_own:
        raise ConfigError(f"{name} is no file of this run")
    return path


def raster_of(run_dir: Path, name: str) -> Path:
    """As `file_of`; what is there begins as a TIFF does, for GDAL would take other files for lists of addresses."""
    path = file_of(run_dir, name)
    if path.exists():
        with path.open("rb") as file:
            if file.read(4) not in _TIFF:
                raise ConfigError(f"{name} is no GeoTIFF")
    return path


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


def other_versions(manifest: Mapping[str, Any]) -> str:
    """The versions that a run was made with, as far as they are not those at hand; empty where all are."""
    told, here = manifest.get("versions"), versions()
    pairs = told.items() if isinstance(told, Mapping) else ()
    return ", ".join(f"{name} {was} (here {here.get(name)})" for name, was in pairs if here.get(name) != was)[:500]


def another_writer(manifest: Mapping[str, Any]) -> str | None:
    """Return the version of this program that wrote a run, where it is not the one at hand; it had other words."""
    told = manifest.get("versions")
    was = told.get(OURS) if isinstance(told, Mapping) else None
    return was if isinstance(was, str) and was != versions().get(OURS) else None


def _inputs(state: SceneState) -> dict[str, dict[str, Any]]:
    files = state.scene.files if state.scene else ()
    return {entry.name: {"bytes": entry.bytes, "sha256": entry.sha256} for entry in files}


def _described(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "sha256": hash_file(path)}


def _plain(value: Any) -> Any:
    """Options and paths as JSON has them."""
    from dataclasses import asdict, is_dataclass

    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value
