"""Risk of one scene beside a plain loop with the same network: time, labels, memory; seams, and what the CRF takes.

python -m tests.benchmarks.bench_risk [--side 4096] [--weights FOLDER] [--tile 704]

Both begin with opening the raster and end with closed outputs, each in a process of its own, with the network loaded.
The loop is eager fp32 PyTorch: windows of 512, 448 apart, read one by one, their classes written to a GeoTIFF.

For one measurement alone say `--part scene --side 10980 --folder FOLDER` and then `--part ours --folder FOLDER`.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from rasterio.windows import Window

from models.field.cells import SceneConditioning
from models.field.conditioning import Conditioning
from models.geo.contract.scene import Scene, SceneFlags
from models.geo.pixels.raster import RasterLayout, RasterWriter
from models.geo.reading.read import read_scene
from models.local import LocalBackend
from models.memory import part_large_arrays
from models.risk.config import BALANCED, BANDS, HALO, SHIPPED, choose_classes
from models.risk.layers import NO_CROP, PROBABILITY, RISK
from models.risk.scene import RiskJob, RiskOptions, find_preset, segment_scene
from models.simulation.fields import draw_fractal, draw_parcels

CODES = ("B02", "B03", "B04", "B08", "B11", "B12")
FLAGS = SceneFlags(sensor="Sentinel-2", unit="reflectance", scale=1e-4, offset=0)
SIDE, STRIDE = 512, 448
PATTERN = 1024  # pixels a side that are simulated and repeated
CRF = 8
SCENE, LABELS = "S2A_MSIL2A_20240615_field.tif", "labels.tif"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--side", type=int, default=4096, help="pixels")
    parser.add_argument("--tile", type=int, default=RiskOptions().side, help="of ours, pixels without halo")
    parser.add_argument("--weights", type=Path, default=SHIPPED)
    parser.add_argument("--part", choices=PARTS, help="one measurement, in this process")
    parser.add_argument("--folder", type=Path, help="of the scene that it measures")
    said = parser.parse_args()
    if said.part:
        sys.stdout.write(json.dumps(PARTS[said.part](said.folder, said)) + "\n")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measured("scene", folder, said)
        measured("load", folder, said)  # what is made of the weights once is kept
        found = {part: measured(part, folder, said) for part in ("plain", "told", "ours", "cut_otherwise", "crf")}
        (same, alike, seen), seam = agreement(folder, said.tile), most_apart(folder, said.tile)
    ours, plain, refined = (found[part]["seconds"] for part in ("ours", "plain", "crf"))
    for part, row in found.items():
        sys.stdout.write(f"{part}: {row['seconds']:.1f} s, highest memory {row['megabytes']:.0f} MB\n")
    sys.stdout.write(f"tiles of another size change no probability by more than {seam:.5f}\n")
    sys.stdout.write(
        f"{100 * same:.3f} % the same labels as the plain loop; {100 * alike:.3f} % in the {100 * seen:.0f} % "
        f"of it where its windows see {HALO} pixels around\n"
        f"{said.side} × {said.side}, six bands: {plain / ours:.2f} times as fast as the plain loop; "
        f"the CRF takes {100 * (1 - ours / refined):.0f} % of the time with it\n"
    )


def measured(part: str, folder: Path, said: argparse.Namespace) -> dict[str, float]:
    """One measurement in a process of its own; its highest memory is at least what this one takes now."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_risk", "--part", part, "--folder", str(folder)]
    command += ["--weights", str(said.weights), "--tile", str(said.tile), "--side", str(said.side)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def plain(folder: Path, said: argparse.Namespace) -> dict[str, float]:
    """Windows one after another."""
    ask = eager(said.weights)
    ask(np.zeros((1, len(BANDS), 64, 64), np.float32))
    preset, start = find_preset(BALANCED), time.perf_counter()
    with rasterio.open(folder / SCENE) as source:
        profile = source.profile | {"count": 1, "nodata": 0, "dtype": "uint8", "compress": "deflate"}
        with rasterio.open(folder / LABELS, "w", **profile) as target:
            for top in starts(source.height):
                for left in starts(source.width):
                    stored = source.read(window=Window(left, top, SIDE, SIDE))
                    values = np.where(stored == 0, np.nan, stored * np.float32(1e-4)).astype(np.float32)
                    answer = ask(values[None])[0]
                    labels = np.where(answer[3] >= 0.5, choose_classes(answer[:3], preset), NO_CROP).astype(np.uint8)
                    rows, columns = kept(top, source.height), kept(left, source.width)
                    window = Window(left + columns.start, top + rows.start, length(columns), length(rows))
                    target.write(labels[rows, columns], 1, window=window)
    return used(start)


def eager(weights: Path) -> Callable[[np.ndarray], np.ndarray]:
    """(1, 6, h, w) reflectance, NaN where none → (1, 4, h, w) by PyTorch as it comes; the one place that knows how."""
    import torch

    from models.field.conditioning import find_groups
    from models.risk.conditioning import encode
    from models.risk.network import CalibratedNet, load_network

    network = CalibratedNet(load_network(weights)).eval()
    config = network.network.config
    read = config.reading(find_groups({}))
    reading = torch.tensor([[1 / read.temperature, *read.bias]], dtype=torch.float32)

    def ask(image: np.ndarray) -> np.ndarray:
        cells = image.shape[2] // 4, image.shape[3] // 4
        whole, fine = (torch.from_numpy(part) for part in encode({}, 1, cells, config))
        with torch.no_grad():
            return network(torch.from_numpy(image), whole, fine, reading).numpy()

    return ask


def starts(total: int) -> list[int]:
    """Of windows; the last is moved in."""
    return [*range(0, total - SIDE, STRIDE), total - SIDE]


def kept(start: int, total: int) -> slice:
    """The part of a window that is written, without half of what it shares with the next."""
    border = (SIDE - STRIDE) // 2
    return slice(border if start else 0, SIDE if start + SIDE == total else SIDE - border)


def length(part: slice) -> int:
    """Pixels along an axis."""
    return int(part.stop - part.start)


def ours(folder: Path, said: argparse.Namespace) -> dict[str, float]:
    """Reading and writing beside computing."""
    return by_tiles(folder, said.weights, said.tile)


def with_crf(folder: Path, said: argparse.Namespace) -> dict[str, float]:
    """The same, refined, by the smaller tiles that `run` takes for that."""
    return by_tiles(folder, said.weights, RiskOptions(crf_iterations=CRF).side, CRF)


def with_crop(folder: Path, said: argparse.Namespace) -> dict[str, float]:
    """With a crop that is said of the whole scene: where one stands is then asked without that word."""
    return by_tiles(folder, said.weights, said.tile, facts={"crop": np.array(1)})


def cut_otherwise(folder: Path, said: argparse.Namespace) -> dict[str, float]:
    """Again by tiles whose edges lie inside of those."""
    return by_tiles(folder, said.weights, said.tile * 2 // 3)


def by_tiles(
    folder: Path, weights: Path, tile: int, iterations: int = 0, facts: Conditioning | None = None
) -> dict[str, float]:
    """The maps are kept under the size of the tiles."""
    from models.risk.crf import CrfConfig, refine

    part_large_arrays()  # as a run does
    backend = loaded(folder, weights)
    if iterations:
        few = np.full((3, 32, 32), 1 / 3, np.float32)
        refine(few, few, CrfConfig())
    shown, start = scene_of(folder), time.perf_counter()
    how = RiskOptions(tile=tile, crf_iterations=iterations)
    segment_scene(
        shown,
        SceneConditioning(facts or {}),
        RiskJob(folder / "valid.tif", folder, backend, lambda _done, _total: None, how),
    )
    for name in (RISK, PROBABILITY):
        (folder / name).replace(folder / f"{tile}_{iterations}_{name}")
    return used(start)


def loaded(folder: Path, weights: Path) -> LocalBackend:
    """Ours, after it has answered once."""
    (folder / "weights").mkdir(exist_ok=True)
    (folder / "weights" / "risk").unlink(missing_ok=True)
    (folder / "weights" / "risk").symlink_to(weights.absolute())
    backend = LocalBackend(home=folder / "home", weights=folder / "weights")
    backend.segment_risk(np.zeros((1, len(BANDS), 64, 64), np.float32), {})
    return backend


def load(folder: Path, said: argparse.Namespace) -> dict[str, float]:
    """Only that."""
    start = time.perf_counter()
    loaded(folder, said.weights)
    return used(start)


def scene(folder: Path, said: argparse.Namespace) -> dict[str, float]:
    """What the others read."""
    start = time.perf_counter()
    write(folder, said.side)
    return used(start)


PARTS = {
    "scene": scene,
    "load": load,
    "plain": plain,
    "told": with_crop,
    "ours": ours,
    "cut_otherwise": cut_otherwise,
    "crf": with_crf,
}


def used(start: float) -> dict[str, float]:
    """Seconds since, and the highest memory of this process."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": time.perf_counter() - start, "megabytes": peak}


def agreement(folder: Path, tile: int) -> tuple[float, float, float]:
    """Share of pixels to which the plain loop gives the same class; the same where it sees HALO; and the share of that.

    The loop's windows are cut without regard to what the network sees, so near their edges its labels are its own.
    """
    with rasterio.open(folder / LABELS) as one, rasterio.open(folder / f"{tile}_0_{RISK}") as other:
        same = one.read(1) == other.read(1)
    far = sees_far(same.shape[0])[:, None] & sees_far(same.shape[1])
    return float(same.mean()), float(same[far].mean()), float(far.mean())


def sees_far(total: int) -> np.ndarray:
    """Of an axis, what is written from windows that reach HALO beyond it or to the scene's edge."""
    far = np.zeros(total, bool)
    for start in starts(total):
        border = kept(start, total)
        first = 0 if start == 0 else HALO
        last = SIDE if start + SIDE == total else SIDE - HALO
        far[start + border.start : start + border.stop] = False
        far[start + first : start + last] = True
    return far


def most_apart(folder: Path, tile: int) -> float:
    """The largest difference between probabilities that were found by tiles of two sizes."""
    names = [folder / f"{size}_0_{PROBABILITY}" for size in (tile, tile * 2 // 3)]
    with rasterio.open(names[0]) as one, rasterio.open(names[1]) as other:
        return max(float(np.nanmax(np.abs(one.read(band) - other.read(band)))) for band in (1, 2, 3))


def scene_of(folder: Path) -> Scene:
    """The contract of the scene."""
    return read_scene(folder / SCENE, FLAGS)


def write(folder: Path, side: int) -> None:
    """Fields in rough spectra of crops and soil, all of them clear."""
    random = np.random.default_rng(0)
    number = draw_parcels(random, PATTERN, 1500)
    share = random.random(int(number.max()) + 1)[number] + 0.1 * draw_fractal(random, PATTERN, 1.0)
    share = np.clip(np.tile(share, (-(-side // PATTERN),) * 2)[:side, :side], 0, 1.2)
    profile = {"driver": "GTiff", "count": 6, "height": side, "width": side, "dtype": "uint16", "nodata": 0}
    place = {"crs": "EPSG:32631", "transform": Affine(10, 0, 500000, 0, -10, 5000000), "tiled": True}
    spectra = zip((300, 600, 400, 3400, 1700, 800), (1200, 1700, 2100, 2700, 3400, 2900), strict=True)
    with rasterio.open(folder / SCENE, "w", **profile, **place, compress="deflate") as target:
        for index, (green, soil) in enumerate(spectra, start=1):
            values = green * share + soil * (1 - share) + random.normal(0, 30, (side, side))
            target.write(np.clip(values, 1, 65535).astype(np.uint16), index)
        target.descriptions = CODES
    with RasterWriter(folder / "valid.tif", scene_of(folder).grid, RasterLayout(("valid",), "uint8", 0)) as writer:
        for top in range(0, side, PATTERN):
            rows = min(PATTERN, side - top)
            writer.write(np.ones((rows, side), np.uint8), Window(0, top, side, rows))


if __name__ == "__main__":
    main()
