"""Crop health of one scene with the shipped weights: seconds and the highest memory.

python -m tests.benchmarks.bench_health [--side 1024]
"""

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from rasterio.windows import Window

from models.field.cells import SceneConditioning
from models.geo.contract.scene import SceneFlags
from models.geo.pixels.raster import RasterLayout, RasterWriter
from models.geo.reading.read import read_scene
from models.health.scene import HealthJob, classify_scene
from models.local import LocalBackend

CODES = ("B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B11", "B12")
ROUNDS = 3


def main() -> None:
    """Print what it took, the first time with loading the network, then again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--side", type=int, default=1024, help="pixels")
    side = parser.parse_args().side
    with tempfile.TemporaryDirectory() as folder:
        scene = read_scene(write(Path(folder) / "S2A_MSIL2A_20240615_field.tif", side), flags())
        valid = Path(folder) / "valid.tif"
        with RasterWriter(valid, scene.grid, RasterLayout(("valid",), "uint8", 0)) as writer:
            writer.write(np.ones(scene.grid.shape, np.uint8), Window(0, 0, side, side))
        work = HealthJob(valid, Path(folder), LocalBackend(home=Path(folder) / "home"), lambda _done, _total: None)
        for number in range(ROUNDS):
            start = time.perf_counter()
            classify_scene(scene, SceneConditioning({}), work)
            words = "with loading" if number == 0 else "loaded"
            sys.stdout.write(f"{side} × {side}, ten bands, {words}: {time.perf_counter() - start:.2f} s\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"highest memory: {peak:.0f} MB\n")


def flags() -> SceneFlags:
    """What the file does not say."""
    return SceneFlags(sensor="Sentinel-2", unit="reflectance", scale=1e-4, offset=0)


def write(path: Path, side: int) -> Path:
    """Fields of 25 pixels in rough spectra of crops and soil."""
    random = np.random.default_rng(0)
    green = np.array([300, 600, 400, 900, 2400, 3100, 3400, 3600, 1700, 800])
    soil = np.array([1200, 1700, 2100, 2300, 2500, 2600, 2700, 2800, 3400, 2900])
    share = random.random((-(-side // 25), -(-side // 25))).repeat(25, axis=0).repeat(25, axis=1)[:side, :side]
    profile = {"driver": "GTiff", "count": 10, "height": side, "width": side, "dtype": "uint16", "nodata": 0}
    place = {"crs": "EPSG:32631", "transform": Affine(10, 0, 500000, 0, -10, 5000000), "tiled": True}
    with rasterio.open(path, "w", **profile, **place) as target:
        for index, (high, low) in enumerate(zip(green, soil, strict=True), start=1):
            values = high * share + low * (1 - share) + random.normal(0, 30, (side, side))
            target.write(values.astype(np.uint16), index)
        target.descriptions = CODES
    return path


if __name__ == "__main__":
    main()
