"""Run folders with a known answer, as a finished run leaves them; only what a comparison reads is in them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.windows import Window

from models.geo.contract.scene import Fact, Scene
from models.geo.pixels.raster import RasterLayout, RasterWriter
from models.schemas import CloudResult, IndexStats, IndicesResult
from nodes.run_folder.files import PARCELS, REQUEST, STATE
from nodes.run_folder.manifest import write_manifest
from nodes.state import SceneState
from orchestrator.run_folder import Order
from tests.parcels import parcels_of
from tests.stand_ins import fact, modality, request_for, scene_of

SIDE = 40
PLACE = (10.0, 0.0, 500000.0, 0.0, -10.0, 5000000.0)
BOXES = {"West": ("grass", 2, 2, 12, 12), "East": ("maize", 22, 2, 32, 12), "South": ("wheat", 4, 24, 34, 34)}
JUNE, JULY = "2018-06-28", "2018-07-23"


def even(value: float, shape: tuple[int, int] = (SIDE, SIDE)) -> NDArray[Any]:
    return np.full(shape, value, np.float32)


@dataclass(frozen=True)
class Made:
    """What a run says; the index is the same everywhere but where a test plants something."""

    day: str = JUNE
    values: Mapping[str, NDArray[Any]] = field(default_factory=lambda: {"NDVI": even(0.6)})
    classes: NDArray[Any] | None = None  # all clear
    boxes: Mapping[str, tuple[str, int, int, int, int]] | None = field(default_factory=lambda: BOXES)
    transform: tuple[float, ...] = PLACE
    crs: str | None = "EPSG:32631"
    facts: Mapping[str, Any] = field(default_factory=dict)  # of the scene
    unmasked: str | None = None

    def planted(self, box: tuple[slice, slice], value: float, name: str = "NDVI") -> "Made":
        values = {key: one.copy() for key, one in self.values.items()}
        values[name][box] = value
        return replace(self, values=values)


def rows_of(box: tuple[str, int, int, int, int]) -> tuple[slice, slice]:
    _, left, top, right, bottom = box
    return slice(top, bottom), slice(left, right)


def scene_for(made: Made, path: Path) -> Scene:
    scene = scene_of(path)
    height, width = next(iter(made.values.values())).shape
    grid = scene.grid.model_copy(
        update={"width": width, "height": height, "transform": made.transform, "crs": made.crs}
    )  # fmt: skip
    acquired = f"{made.day}T11:00:00+00:00" if made.day else None
    return scene.model_copy(update={"grid": grid, "acquired": fact(acquired), **made.facts})


def unit(name: str) -> Fact[Any]:
    return Fact(value=name, source="tag", detail="written by the test")


def make_run(folder: Path, made: Made) -> Path:
    """Write the folder of a finished run."""
    folder.mkdir(parents=True)
    scene_path = folder.parent / f"{folder.name}.tif"
    scene_path.write_bytes(b"pixels")
    scene = scene_for(made, scene_path)
    grid = scene.grid.model_copy(update={"crs": made.crs, "transform": tuple(Affine(*made.transform))[:6]})
    shape, whole = grid.shape, Window(0, 0, grid.width, grid.height)
    classes = np.ones(shape, np.uint8) if made.classes is None else made.classes
    with RasterWriter(folder / "valid.tif", grid, RasterLayout(("valid",), "uint8", 0)) as writer:
        writer.write(classes, whole)
    layers = np.stack([*made.values.values()]).astype(np.float32)
    with RasterWriter(folder / "indices.tif", grid, RasterLayout(tuple(made.values), "float32", np.nan)) as writer:
        writer.write(layers, whole)
    stats = tuple(
        IndexStats(
            name=name, long_name=name, formula="(N-R)/(N+R)", bands={"N": "B08", "R": "B04"}, pixels=1, undefined=0,
            mean=0.0, std=0.0, percentiles={},
        ) for name in made.values
    )  # fmt: skip
    request = request_for(scene_path)
    if made.boxes is not None:
        (folder / PARCELS).write_text(json.dumps(parcels_of(scene, **made.boxes)))
        request = request.model_copy(update={"parcels": "/fields.geojson"})
    counts = np.bincount(classes.ravel(), minlength=4).tolist()
    clouds = CloudResult(
        method="a test", raster="valid.tif", area_ha=None, reason_unmasked=made.unmasked,
        pixels=dict(zip(("no_data", "clear", "cloud", "shadow"), counts, strict=True)),
    )  # fmt: skip
    state = SceneState(
        request=request, scene=scene, modality=modality(),
        clouds=clouds,
        indices=IndicesResult(raster="indices.tif", stats=stats, cover=(), refused={}),
    )  # fmt: skip
    (folder / REQUEST).write_text(Order(request=request).model_dump_json())
    (folder / STATE).write_text(state.model_dump_json())
    write_manifest(folder, state, {})
    return folder
