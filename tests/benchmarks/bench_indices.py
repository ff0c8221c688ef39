"""Indices of a whole Sentinel-2 tile: time against a plain rasterio pass, and peak memory.

python -m tests.benchmarks.bench_indices [--side 10980]

The folder of temporary files can be set with $AGRI_BENCH_DIR; a whole tile needs 15 GB. Seconds of processors stand
beside those of the clock, because they hold on a busy machine too.
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
import rasterio
from affine import Affine

from models.geo.clouds.mask import CloudPlan, mask_clouds
from models.geo.contract.scene import Scene, SceneFlags
from models.geo.indices.catalogue import plan_indices
from models.geo.indices.measure import measure
from models.geo.pixels.tiling import Cutting, cut_windows
from models.geo.reading.read import read_scene

LOG = logging.getLogger(__name__)
NAMES = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B11", "B12")
SOIL = np.array([900, 1000, 1300, 1700, 1900, 2100, 2200, 2300, 2400, 2400, 3000, 2500], np.float32)
CROP = np.array([200, 250, 500, 300, 900, 2600, 3300, 3600, 3800, 3800, 1700, 800], np.float32)
WINDOW = 1024


def make_scene(path: Path, side: int) -> None:
    """Fields of soil and crop with texture and noise: (12, side, side) uint16, reflectance × 10000, tiled, deflate."""
    random = np.random.default_rng(0)
    profile = {
        "driver": "GTiff", "width": side, "height": side, "count": len(NAMES), "dtype": "uint16", "crs": "EPSG:32631",
        "transform": Affine(10, 0, 499_980, 0, -10, 5_000_040), "tiled": True, "blockxsize": 512, "blockysize": 512,
        "interleave": "band", "compress": "deflate", "zlevel": 1, "predictor": 2, "num_threads": 2, "nodata": 0,
    }  # fmt: skip
    noise = random.normal(0, 1, (4, WINDOW, WINDOW)).astype(np.float32)
    with rasterio.Env(GDAL_CACHEMAX=256 << 20), rasterio.open(path, "w", **profile) as target:
        target.descriptions = NAMES
        for window in cut_windows((side, side), WINDOW):
            shape = window.height, window.width
            fields = np.kron(random.random((32, 32), np.float32), np.ones((32, 32), np.float32))
            cover = np.clip(fields + 0.05 * noise[0], 0, 1)[: shape[0], : shape[1]]
            for band in range(len(NAMES)):
                values = SOIL[band] + cover * (CROP[band] - SOIL[band])
                values *= 1 + 0.02 * noise[1 + band % 3, : shape[0], : shape[1]]
                target.write(np.maximum(values, 1).astype(np.uint16), band + 1, window=window)


def plain_pass(source: Path, target: Path, bands: int) -> None:
    """What rasterio takes to read all bands and write as many float32 bands, by the same windows and compression."""
    with rasterio.Env(GDAL_CACHEMAX=256 << 20, GDAL_NUM_THREADS=2), rasterio.open(source) as scene:
        profile = {
            "driver": "GTiff", "width": scene.width, "height": scene.height, "count": bands, "dtype": "float32",
            "crs": scene.crs, "transform": scene.transform, "tiled": True, "blockxsize": 512, "blockysize": 512,
            "interleave": "band", "compress": "deflate", "zlevel": 2, "num_threads": 2, "bigtiff": "IF_SAFER",
        }  # fmt: skip
        with (
            rasterio.open(target, "w", **profile) as out,
            rasterio.open(target.with_suffix(".valid.tif"), "w", **(profile | {"count": 1, "dtype": "uint8"})) as valid,
        ):
            for window in cut_windows(scene.shape, WINDOW):
                stored = scene.read(window=window)
                values = stored.astype(np.float32)
                nir, red = values[7], values[3]
                ratio = np.round((nir - red) / (nir + red), 4)
                for band in range(bands):  # of the same texture as indices, so that compression costs the same
                    out.write(np.roll(ratio, band), band + 1, window=window)
                valid.write((stored[0] > 0).astype(np.uint8), 1, window=window)


def scene_of(path: Path) -> Scene:
    """The contract of the scene, as ingest reads it."""
    return read_scene(path, SceneFlags(scale=1e-4, offset=0.0, unit="reflectance"))


def indices_pass(source: Path, folder: Path) -> None:
    """Ingest, validity without clouds, indices and their outputs."""
    times = [time.perf_counter()]
    scene = scene_of(source)
    times.append(time.perf_counter())
    mask_clouds(scene, folder / "valid.tif", CloudPlan("validity only", reason="switched off"), Cutting())
    times.append(time.perf_counter())
    result, refused = measure(scene, folder, plan_indices(scene, None), "valid.tif", Cutting(WINDOW))
    times.append(time.perf_counter())
    assert result is not None, refused
    steps = dict(zip(("ingest", "valid", "indices"), np.diff(times).round(2).tolist(), strict=True))
    LOG.info(json.dumps({"indices": len(result.stats), "seconds": steps}))


def measured(part: str, source: Path, folder: Path) -> tuple[float, float]:
    """Run one part in a process of its own; its seconds by the clock and of processors. It prints its peak memory."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "tests.benchmarks.bench_indices", "--part", part, str(source), str(folder)]
    subprocess.run(command, check=True)
    after, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    LOG.info(f"  {part}: {clock:.1f} s, of processors {work:.1f} s")
    return clock, work


def main() -> None:
    """Make a scene, then time both ways through it."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    parser = argparse.ArgumentParser()
    parser.add_argument("--side", type=int, default=10_980)
    parser.add_argument("--part", choices=("plain", "indices", "all"), default="all")
    parser.add_argument("paths", nargs="*", type=Path)
    options = parser.parse_args()
    if options.part == "all":
        with tempfile.TemporaryDirectory(dir=os.environ.get("AGRI_BENCH_DIR")) as name:
            source = Path(name) / "scene.tif"
            make_scene(source, options.side)
            LOG.info(f"scene {options.side} × {options.side} × 12: {source.stat().st_size / 1e6:.0f} MB")
            plain = measured("plain", source, Path(name))
            (Path(name) / "plain.tif").unlink()
            ours = measured("indices", source, Path(name))
            LOG.info(f"  ratio {ours[0] / plain[0]:.2f}, of processors {ours[1] / plain[1]:.2f}")
            LOG.info(f"  indices.tif {(Path(name) / 'indices.tif').stat().st_size / 1e6:.0f} MB")
        return
    source, folder = options.paths
    if options.part == "plain":
        plain_pass(source, folder / "plain.tif", 13)
    else:
        indices_pass(source, folder)
    LOG.info(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
