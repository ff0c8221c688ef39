"""A small finished run, made without the steps of a real one: rasters with a known answer and their state."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray

from models.geo.contract.scene import Band, Fact, Grid, Scene, SourceFile
from models.geo.pixels.area import PixelAreas, measure_pixel_size
from models.schemas import CloudResult, CoverClass, Guess, IndexStats, IndicesResult, Issue, ModalityResult
from nodes.state import Request, SceneState

COVER = (("bare or built", -1.0, 0.2), ("sparse", 0.2, 0.5), ("dense", 0.5, 1.0))
UTM = Affine(10, 0, 500000, 0, -10, 5000000)
ROLES = ("red", "nir", "swir16")
_CODES = ("no_data", "clear", "cloud", "shadow")


@dataclass(frozen=True)
class World:
    """What a test may vary of the small world."""

    shape: tuple[int, int] = (64, 64)
    transform: Affine = UTM
    crs: str | None = "EPSG:32631"
    acquired: str | None = "2024-06-01T10:36:31Z"
    name: str = "field.tif"
    band_names: tuple[str, ...] = ("B04", "B08", "B11")
    clouds: bool = True


def grid_of(world: World) -> Grid:
    height, width = world.shape
    return Grid.model_validate(
        {
            "width": width, "height": height, "transform": tuple(world.transform)[:6], "crs": world.crs,
            "located_by": "transform" if world.crs else "none",
            "pixel_size_m": measure_pixel_size(world.transform, world.crs, world.shape),
        }
    )  # fmt: skip


def make_run(folder: Path, world: World | None = None) -> tuple[Path, SceneState]:
    """The run folder and the state that a run of this world has before its report is written."""
    world = world or World()
    run_dir = folder / "run"
    run_dir.mkdir(parents=True)
    stored = _stored(world)
    scene_path = folder / world.name
    _write(scene_path, stored, world, nodata=0)
    scene = _scene(scene_path, world)
    classes = _classes(stored, world)
    _write(run_dir / "valid.tif", classes[None], world, nodata=0)
    indices = _index_values(stored)
    _write(run_dir / "indices.tif", indices, world, nodata=np.nan, names=("NDVI", "NDMI"))
    _write_preview(run_dir / "preview.png", stored)
    state = SceneState(
        request=Request(scene_path=str(scene_path)),
        scene=scene,
        modality=_modality(),
        clouds=_clouds(classes, scene.grid, world),
        indices=_indices(indices, classes, scene.grid),
        issues=(
            Issue(
                step="caption_scene",
                kind="model_unavailable",
                reason="no weights found",
                needed="weights",
                code="damaged",
            ),
            Issue(step="ingest", kind="conversion", reason="stored values were divided by 10000", code="scene_note"),
        ),
    )
    return run_dir, state


def _stored(world: World) -> NDArray[np.uint16]:
    """(3, h, w) red, nir, swir in DN; the first tenth of the rows (at least one pixel) is no data."""
    rng = np.random.default_rng(7)
    height, width = world.shape
    rows, columns = np.mgrid[0:height, 0:width]
    green = 0.5 + 0.45 * np.sin(rows / max(height, 8) * 5) * np.cos(columns / max(width, 8) * 7)
    noise = rng.normal(0, 0.01, (3, height, width))
    bands = np.stack([0.25 - 0.2 * green, 0.15 + 0.35 * green, 0.3 - 0.2 * green]) + noise
    stored = np.clip(np.rint(bands * 10000), 1, 65535).astype(np.uint16)
    stored[:, : height // 10 if height >= 10 else 0, :] = 0
    stored[:, 0, 0] = 0
    return stored


def _classes(stored: NDArray[np.uint16], world: World) -> NDArray[np.uint8]:
    height, width = world.shape
    classes = np.ones(world.shape, np.uint8)
    if world.clouds:
        classes[height // 2 : height // 2 + max(height // 8, 1), : max(width // 4, 1)] = 2
        classes[-max(height // 10, 1) :, -max(width // 5, 1) :] = 3
    classes[(stored == 0).all(axis=0)] = 0
    return classes


def _index_values(stored: NDArray[np.uint16]) -> NDArray[np.float32]:
    red, nir, swir = stored.astype(np.float64) / 10000
    with np.errstate(invalid="ignore", divide="ignore"):
        values = np.stack([(nir - red) / (nir + red), (nir - swir) / (nir + swir)])
    return np.round(values, 4).astype(np.float32)


def _indices(values: NDArray[np.float32], classes: NDArray[np.uint8], grid: Grid) -> IndicesResult:
    named = zip(("NDVI", "NDMI"), ("Normalized Difference Vegetation Index", "Normalized Difference Moisture Index"),
                ({"N": "B08", "R": "B04"}, {"N": "B08", "S1": "B11"}), values, strict=True)  # fmt: skip
    stats = tuple(_stats(name, words, bands, band, classes == 1) for name, words, bands, band in named)
    cover = []
    for name, lower, upper in COVER:
        inside = (classes == 1) & (values[0] >= lower) & (values[0] < upper)
        cover.append(
            CoverClass(name=name, lower=lower, upper=upper, pixels=int(inside.sum()), area_ha=_hectares(inside, grid))
        )
    refused = {"NDRE": "the scene has no band known as rededge071", "GNDVI": "the scene has no band known as green"}
    return IndicesResult(raster="indices.tif", stats=stats, cover=tuple(cover), refused=refused)


def _stats(
    name: str, words: str, bands: dict[str, str], values: NDArray[np.float32], clear: NDArray[np.bool_]
) -> IndexStats:
    seen = values[clear & np.isfinite(values)].astype(np.float64)
    keys = (0, 5, 10, 25, 50, 75, 90, 95, 100)
    letters = list(bands)
    return IndexStats(
        name=name, long_name=words, formula=f"({letters[0]}-{letters[1]})/({letters[0]}+{letters[1]})", bands=bands,
        pixels=seen.size, undefined=int(clear.sum()) - seen.size, mean=float(seen.mean()), std=float(seen.std()),
        percentiles={str(key): float(np.percentile(seen, key)) for key in keys},
    )  # fmt: skip


def _clouds(classes: NDArray[np.uint8], grid: Grid, world: World) -> CloudResult:
    areas = {name: _hectares(classes == code, grid) for code, name in enumerate(_CODES)}
    return CloudResult(
        method="a drawing", raster="valid.tif",
        pixels={name: int((classes == code).sum()) for code, name in enumerate(_CODES)},
        area_ha={name: area for name, area in areas.items() if area is not None} or None,
        reason_unmasked=None if world.clouds else "the sensor is not known",
    )  # fmt: skip


def _hectares(mask: NDArray[np.bool_], grid: Grid) -> float | None:
    from rasterio.windows import Window

    return PixelAreas(grid).hectares(mask, Window(0, 0, grid.width, grid.height)) if grid.crs else None


def _scene(path: Path, world: World) -> Scene:
    def fact(value: str | None) -> Fact[str | None]:
        return Fact(value=value, source="tag" if value else "none", detail="tag of the file" if value else "no tag")

    grid, size = grid_of(world), (abs(world.transform.a), abs(world.transform.e))
    bands = tuple(
        Band(
            name=name, role=fact(role), wavelength_nm=None, dataset=str(path), index=place, dtype="uint16",
            unit="reflectance", scale=0.0001, offset=0.0, nodata=(0.0,), pixel_size=size,
        )
        for place, (name, role) in enumerate(zip(world.band_names, ROLES, strict=True), start=1)
    )  # fmt: skip
    status = path.stat()
    source = SourceFile(
        name=path.name, bytes=status.st_size, modified_ns=status.st_mtime_ns,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )  # fmt: skip
    return Scene(
        path=str(path), format="GeoTIFF", files=(source,), grid=grid, crs=fact(world.crs), bands=bands,
        sensor=fact("Sentinel-2"), level=fact("L2A"), acquired=fact(world.acquired),
        unit=Fact(value="reflectance", source="tag", detail="scale 0.0001"),
        radiometry=Fact(value="reflectance = stored × 0.0001", source="tag", detail="scale tag"),
        validity=(Fact(value="stored 0", source="tag", detail="nodata tag"),),
        notes=("stored values were divided by 10000",),
    )  # fmt: skip


def _modality() -> ModalityResult:
    guess = Guess(modality="multispectral", confidence=0.97, evidence=("three bands with roles",))
    return ModalityResult(modality="multispectral", confidence=0.97, statistics=guess)


def _write(
    path: Path, values: NDArray[np.generic], world: World, *, nodata: float, names: tuple[str, ...] = ()
) -> None:
    count, height, width = values.shape
    with rasterio.open(
        path, "w", driver="GTiff", width=width, height=height, count=count, dtype=values.dtype, nodata=nodata,
        crs=world.crs, transform=world.transform, compress="deflate",
    ) as target:  # fmt: skip
        target.write(values)
        for band, name in enumerate(names, start=1):
            target.set_band_description(band, name)


def _write_preview(path: Path, stored: NDArray[np.uint16]) -> None:
    from PIL import Image

    Image.fromarray(np.clip(stored.transpose(1, 2, 0) / 20, 0, 255).astype(np.uint8)).save(path)
