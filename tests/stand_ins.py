"""A graph without rasters: nodes that fill in their field, write a small file and may fail as told."""

import errno
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from models.caption.results import CaptionResult
from models.geo.contract.scene import Band, Fact, Grid, Scene, SourceFile, Unit
from models.schemas import (
    CloudResult,
    CropsResult,
    Guess,
    HealthResult,
    IndicesResult,
    Issue,
    Match,
    Modality,
    ModalityResult,
    ReportResult,
    RiskResult,
)
from nodes.context import RunContext
from nodes.review import review
from nodes.state import Request, SceneState, Update
from orchestrator.graph import NODES

Node = Callable[[SceneState, RunContext], Update]

S2_ROLES = {
    "B01": "coastal", "B02": "blue", "B03": "green", "B04": "red", "B05": "rededge071", "B06": "rededge075",
    "B07": "rededge078", "B08": "nir", "B8A": "nir08", "B09": "nir09", "B11": "swir16", "B12": "swir22",
}  # fmt: skip


def fact(value: str | None) -> Fact[str | None]:
    return Fact(value=value, source="tag", detail="written by the test")


def scene_of(path: Path, roles: Mapping[str, str] = S2_ROLES, unit: Unit = "reflectance") -> Scene:
    """A contract of a 64 × 64 scene at that path; the file need not be a raster."""
    bands = [
        Band(
            name=name, role=fact(role), wavelength_nm=None, dataset=str(path), index=index, dtype="uint16", unit=unit,
            scale=0.0001, nodata=(0.0,), pixel_size=(10.0, -10.0),
        )
        for index, (name, role) in enumerate(roles.items(), start=1)
    ]  # fmt: skip
    status = path.stat() if path.exists() else None
    files = (
        SourceFile(name=path.name, bytes=status.st_size, modified_ns=status.st_mtime_ns, sha256="0" * 64),
    ) if status else ()  # fmt: skip
    return Scene(
        path=str(path), format="GeoTIFF", files=files, bands=tuple(bands),
        grid=Grid(
            width=64, height=64, transform=(10.0, 0.0, 500000.0, 0.0, -10.0, 5000000.0), crs="EPSG:32631",
            located_by="transform", pixel_size_m=(10.0, 10.0),
        ),
        crs=fact("EPSG:32631"), sensor=fact("Sentinel-2"), level=fact("L2A"),
        acquired=fact("2024-06-15T10:50:00+00:00"), unit=Fact(value=unit, source="tag", detail="written by the test"),
        radiometry=Fact(value="× 0.0001", source="tag", detail=""), validity=(),
    )  # fmt: skip


def modality(name: Modality = "multispectral", confidence: float = 0.95) -> ModalityResult:
    guess = Guess(modality=name, confidence=confidence, evidence=("the test says so",))
    return ModalityResult(modality=name, confidence=confidence, statistics=guess)


CLOUDS = CloudResult(
    method="none", raster="valid.tif", pixels={"no_data": 0, "clear": 4096, "cloud": 0, "shadow": 0}, area_ha=None
)
HEALTH = HealthResult(
    share={"healthy": 1.0, "mild": 0.0, "moderate": 0.0, "severe": 0.0}, area_ha=None, judged=4096, no_crop=0,
    mean_confidence=0.9, missing_cover=0.02, one_class=0.8, causes={}, attention={"picture": 1.0}, known=("image",),
    lacking=(), skill={}, raster="health.tif", details="health_details.tif",
)  # fmt: skip
RISK = RiskResult(
    share={"low": 1.0, "medium": 0.0, "high": 0.0}, area_ha=None, judged=4096, no_crop=0, mean_confidence=0.9,
    uncertainty=0.2, disagreement=0.0, zones=(), zone_count=0, known=("image",), lacking=(), preset="balanced",
    refinement=0, views=1, raster="risk.tif", probability_raster="risk_probability.tif",
    uncertainty_raster="risk_uncertainty.tif", zones_file=None,
)  # fmt: skip
UPDATES: dict[str, Update] = {
    "detect_modality": {"modality": modality()},
    "confirm_modality": {"modality": modality()},
    "mask_clouds": {
        "clouds": CLOUDS,
        "issues": (Issue(step="mask_clouds", kind="warning", reason="a test", code="unspecified"),),
    },
    "measure_indices": {"indices": IndicesResult(raster="indices.tif", stats=(), cover=(), refused={})},
    "classify_health": {"crops": CropsResult(raster="crops.tif"), "health": HEALTH},
    "segment_risk": {
        "risk": RISK,
        "issues": (Issue(step="segment_risk", kind="warning", reason="a test", code="unspecified"),),
    },
    "measure_fields": {},
    "caption_scene": {"caption": CaptionResult(text="A field.", confidence=0.9)},
    "retrieve_similar": {"matches": (Match(item="a", caption="a field", similarity=0.5),)},
    "answer_question": {},
    "write_words": {},
    "compose_report": {"report": ReportResult(markdown="report.md", html="report.html", claims="claims.json")},
}


def stand_ins(visited: list[str] | None = None, **instead: Update | Node) -> dict[str, Node]:
    """All nodes; an update or a node may be given instead of what is answered by default, which may be nothing."""
    silent: dict[str, Update | Node] = {name: {} for name in NODES}
    told: dict[str, Update | Node] = {**silent, "ingest": ingest, "review": review, **UPDATES, **instead}
    return {name: _node(name, what, visited) for name, what in told.items()}


def ingest(state: SceneState, context: RunContext) -> Update:
    return {"scene": scene_of(Path(state.request.scene_path))}


def _node(name: str, what: Update | Node, visited: list[str] | None) -> Node:
    def node(state: SceneState, context: RunContext) -> Update:
        if visited is not None:
            visited.append(name)
        context.progress(name, 1, 1)
        update = what(state, context) if callable(what) else what
        (context.run_dir / f"{name}.txt").write_text(f"{name} {sorted(state.model_dump_json())[:40]}")
        return update

    return node


def dying_after(step: str, nodes: dict[str, Node]) -> dict[str, Node]:
    """The same nodes, but the process is gone, as by `kill -9`, when that step has written its files."""

    def node(state: SceneState, context: RunContext) -> Update:
        nodes[step](state, context)
        (context.run_dir / f".{step}.tif.raw").write_text("half-written")
        os._exit(9)

    return {**nodes, step: node}


def slow(_state: SceneState, context: RunContext) -> Update:
    """A step of many windows that says when it has begun."""
    (context.run_dir / "slow.txt").write_text("begun")
    for done in range(600):
        context.progress("slow", done, 600)
        time.sleep(0.05)
    return {}


def full_disk(_state: SceneState, _context: RunContext) -> Update:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "indices.tif")


def request_for(scene: Path, *, review: bool = False) -> Request:
    return Request(scene_path=str(scene), review=review)
