"""Fields of a whole Sentinel-2 tile: time beside exactextract alone on the same raster, peak memory, equal means.

python -m tests.benchmarks.bench_fields [--side 10980] [--parcels 5000]

Ours reads the parcels and two rasters, measures statistics, weak patches and places, and writes all tables.
exactextract alone gives mean, median, tenths and standard deviation of the six bands, by both of its strategies. Each
part runs in a process of its own. The folder of temporary files can be set with $AGRI_BENCH_DIR; a whole tile needs
4 GB. Seconds of processors stand beside those of the clock, because they hold on a busy machine too.
"""

import argparse
import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyogrio
import rasterio
import shapely
from affine import Affine
from pyproj import Transformer

from models.geo.contract.scene import Fact, Grid, Scene
from models.geo.pixels.tiling import cut_windows
from models.schemas import CloudResult, IndexStats, IndicesResult
from nodes.context import RunContext
from nodes.measure_fields import measure_fields
from nodes.state import Request, SceneState

LOG = logging.getLogger(__name__)
NAMES = ("NDVI", "EVI", "SAVI", "NDRE", "NDMI", "BSI")
OPERATIONS = ["mean", "median", "quantile(q=0.1)", "quantile(q=0.9)", "stdev"]
WINDOW = 1024
PLACE = Affine(10, 0, 499_980, 0, -10, 5_000_040)


def make_rasters(folder: Path, side: int) -> None:
    """Fields with texture and noise: indices.tif (6, side, side) float32, NaN under clouds, and valid.tif."""
    random = np.random.default_rng(0)
    profile = {
        "driver": "GTiff", "width": side, "height": side, "crs": "EPSG:32631", "transform": PLACE, "tiled": True,
        "blockxsize": 512, "blockysize": 512, "interleave": "band", "compress": "deflate", "zlevel": 1,
        "num_threads": 2,
    }  # fmt: skip
    indices = profile | {"count": len(NAMES), "dtype": "float32", "nodata": np.nan}
    noise = random.normal(0, 0.02, (4, WINDOW, WINDOW)).astype(np.float32)
    with (
        rasterio.open(folder / "indices.tif", "w", **indices) as target,
        rasterio.open(folder / "valid.tif", "w", **(profile | {"count": 1, "dtype": "uint8", "nodata": 0})) as valid,
    ):
        for window in cut_windows((side, side), WINDOW):
            shape = window.height, window.width
            fields = np.kron(random.random((32, 32), np.float32), np.ones((32, 32), np.float32))[: shape[0], : shape[1]]
            clear = np.kron(random.random((4, 4)) > 0.05, np.ones((256, 256), bool))[: shape[0], : shape[1]]
            for band in range(len(NAMES)):
                values = np.round(fields * (1 - 0.1 * band) + noise[band % 4, : shape[0], : shape[1]], 4)
                target.write(np.where(clear, values, np.nan).astype(np.float32), band + 1, window=window)
            valid.write(np.where(clear, 1, 2).astype(np.uint8), 1, window=window)


def make_parcels(folder: Path, side: int, count: int) -> None:
    """Turned rectangles of 0.5 to 8 ha anywhere on the raster, in degrees and in its coordinate system."""
    random = np.random.default_rng(1)
    left, top = PLACE.c, PLACE.f
    shapes = []
    for x, y, wide, high, angle in zip(
        random.uniform(300, side * 10 - 300, count), random.uniform(300, side * 10 - 300, count),
        random.uniform(70, 280, count), random.uniform(70, 280, count), random.uniform(0, np.pi, count), strict=True,
    ):  # fmt: skip
        corners = np.array([(-wide, -high), (wide, -high), (wide, high), (-wide, high)]) / 2
        turn = np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))])
        shapes.append(shapely.Polygon(corners @ turn + (left + x, top - y)))
    to_degrees = Transformer.from_crs("EPSG:32631", "OGC:CRS84", always_xy=True)
    placed = shapely.transform(np.array(shapes), lambda at: np.stack(to_degrees.transform(*at.T), axis=1))
    crops = ("maize", "wheat", "grass", "potato")
    features = [
        {
            "type": "Feature",
            "properties": {"name": str(number), "crop": crops[number % 4]},
            "geometry": json.loads(shape),
        }
        for number, shape in enumerate(shapely.to_geojson(placed).tolist())
    ]
    (folder / "parcels.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    pyogrio.raw.write(
        folder / "placed.gpkg", shapely.to_wkb(np.array(shapes)), [np.arange(count)], fields=["number"],
        driver="GPKG", geometry_type="Polygon", crs="EPSG:32631",
    )  # fmt: skip


def state_of(side: int) -> SceneState:
    """What a run would know before its fields are measured."""

    def fact(value: object) -> Fact:
        return Fact(value=value, source="none", detail="")

    grid = Grid(
        width=side, height=side, transform=tuple(PLACE)[:6], crs="EPSG:32631", located_by="transform",
        pixel_size_m=(10, 10),
    )  # fmt: skip
    scene = Scene(
        path="scene.tif", format="GeoTIFF", files=(), grid=grid, crs=fact("EPSG:32631"), bands=(), sensor=fact(None),
        level=fact(None), acquired=fact("2024-06-01"), unit=fact("reflectance"), radiometry=fact("plain"), validity=(),
        notes=(),
    )  # fmt: skip
    stats = tuple(
        IndexStats(
            name=name, long_name=name, formula="", bands={}, pixels=1, undefined=0, mean=0, std=0, percentiles={}
        )
        for name in NAMES
    )
    clouds = CloudResult(method="a drawing", raster="valid.tif", pixels={}, area_ha=None)
    indices = IndicesResult(raster="indices.tif", stats=stats, cover=(), refused={})
    request = Request(scene_path="scene.tif", parcels="parcels.geojson")
    return SceneState(request=request, scene=scene, clouds=clouds, indices=indices)


def ours(folder: Path, side: int) -> None:
    """Measure all fields and write their files; their means are kept."""
    result = measure_fields(state_of(side), RunContext(folder, models=None))["fields"]  # type: ignore[arg-type]
    means = [[index.mean for index in field.indices] or [None] * len(NAMES) for field in result.fields]
    (folder / "ours.json").write_text(json.dumps(means))
    LOG.info(f"  weak patches {sum(field.patch_count for field in result.fields)}, places {len(result.places)}")


def theirs(folder: Path, strategy: str) -> None:
    """Ask exactextract of the same raster, with parcels that are in its coordinate system already."""
    import geopandas
    from exactextract import exact_extract

    parcels = geopandas.read_file(folder / "placed.gpkg")
    found = exact_extract(str(folder / "indices.tif"), parcels, OPERATIONS, strategy=strategy, output="pandas")
    (folder / "theirs.json").write_text(json.dumps(found[[f"band_{one}_mean" for one in range(1, 7)]].values.tolist()))


def measured(part: str, folder: Path, side: int) -> tuple[float, float]:
    """Run one part in a process of its own; its seconds by the clock and of processors. It prints its peak memory."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "tests.benchmarks.bench_fields", "--part", part, "--side", str(side), str(folder)]
    subprocess.run(command, check=True)
    after, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    LOG.info(f"  {part}: {clock:.1f} s, of processors {work:.1f} s")
    return clock, work


def compare(folder: Path) -> float:
    """The largest difference of a mean."""
    one, other = (np.array(json.loads((folder / name).read_text()), float) for name in ("ours.json", "theirs.json"))
    assert (np.isnan(one) == np.isnan(other)).all()
    return float(np.nanmax(np.abs(one - other)))


def main() -> None:
    """Make rasters and parcels, then time both ways through them."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stdout)
    LOG.setLevel(logging.INFO)
    parser = argparse.ArgumentParser()
    parser.add_argument("--side", type=int, default=10_980)
    parser.add_argument("--parcels", type=int, default=5_000)
    parser.add_argument("--part", choices=("ours", "feature-sequential", "raster-sequential", "all"), default="all")
    parser.add_argument("folder", nargs="?", type=Path)
    options = parser.parse_args()
    if options.part == "ours":
        ours(options.folder, options.side)
    elif options.part != "all":
        theirs(options.folder, options.part)
    else:
        with tempfile.TemporaryDirectory(dir=os.environ.get("AGRI_BENCH_DIR")) as name:
            folder = options.folder or Path(name)
            if not (folder / "indices.tif").exists():
                make_rasters(folder, options.side)
            make_parcels(folder, options.side, options.parcels)
            LOG.info(f"{options.parcels} parcels on {options.side} × {options.side} × {len(NAMES)}")
            alone = min(measured(part, folder, options.side) for part in ("feature-sequential", "raster-sequential"))
            own = measured("ours", folder, options.side)
            LOG.info(f"  ratio {own[0] / alone[0]:.2f}, of processors {own[1] / alone[1]:.2f}")
            LOG.info(f"  means differ by at most {compare(folder):.1e}")
        return
    LOG.info(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
