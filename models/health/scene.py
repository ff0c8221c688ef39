"""From a scene to a map of crop health: patches are read, judged by the backend, and drawn where ground is clear."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.backend import Bools, Floats, ModelBackend
from models.geo.raster import RasterLayout, RasterWriter, ResultReader, SceneReader
from models.geo.scene import Scene, SceneNeed
from models.geo.tiling import windows
from models.schemas import HealthResult

ROLES = ("red", "green", "blue", "nir")
SHORTWAVE = "swir16"  # given to the network where the scene has it
NEED = SceneNeed(roles=ROLES, units=("reflectance",))
CLASSES = ("healthy", "mild", "moderate", "severe")
SOURCES = ("picture", "sensors", "place")
PATCH = 16  # pixels a side that get one class
WINDOW = 512  # pixels a side that are read at a time; divisible by PATCH
CLEAR = 1  # in valid.tif
LAYOUT = RasterLayout(
    names=("health",),
    dtype="uint8",
    nodata=0,
    colours={
        0: (0, 0, 0, 0), 1: (26, 150, 65, 255), 2: (166, 217, 106, 255), 3: (253, 174, 97, 255), 4: (215, 25, 28, 255),
    },
)  # fmt: skip


Value = TypeVar("Value", bound=np.generic)


class _Tally:
    """Sums over clear pixels."""

    def __init__(self) -> None:
        self.pixels = np.zeros(len(CLASSES), np.int64)
        self.confidence = 0.0
        self.attention = np.zeros(len(SOURCES))

    def add(self, probabilities: Floats, attention: Floats, clear: NDArray[np.int64]) -> None:
        """(n, 4) and (n, 3) answers for patches that have `clear` (n,) clear pixels."""
        np.add.at(self.pixels, probabilities.argmax(axis=1), clear)
        self.confidence += float((probabilities.max(axis=1).astype(np.float64) * clear).sum())
        self.attention += (attention.astype(np.float64) * clear[:, None]).sum(axis=0)

    def result(self, raster: str, *, fake: bool) -> HealthResult:
        """Means and shares."""
        seen = int(self.pixels.sum())
        return HealthResult(
            share={name: int(count) / seen for name, count in zip(CLASSES, self.pixels, strict=True)},
            mean_confidence=min(self.confidence / seen, 1.0),
            attention={name: float(sums) / seen for name, sums in zip(SOURCES, self.attention, strict=True)},
            raster=raster,
            fake=fake,
        )


def classify_scene(
    scene: Scene, *, valid: Path, target: Path, models: ModelBackend, progress: Callable[[int, int], None]
) -> HealthResult:
    """Write classes 1–4 in the order of `CLASSES`, 0 where ground is not clear; some ground must be."""
    tally, cut = _Tally(), windows(scene.grid.shape, WINDOW)
    with (
        SceneReader(scene) as reader,
        ResultReader(valid, scene.grid) as mask,
        RasterWriter(target, scene.grid, LAYOUT) as writer,
    ):
        for done, window in enumerate(cut, start=1):
            clear = mask.read(window)[0] == CLEAR
            writer.write(_classes(reader, window, clear, models, tally), window)
            progress(done, len(cut))
    return tally.result(target.name, fake=models.name == "fake")


def _classes(
    reader: SceneReader, window: Window, clear: Bools, models: ModelBackend, tally: _Tally
) -> NDArray[np.uint8]:
    """(h, w) classes of a window; only patches with clear ground are judged, and only clear ground is told of them."""
    clear_patches = _patches(clear[None], False)[:, 0]
    counts = clear_patches.sum(axis=(1, 2), dtype=np.int64)
    judged = counts > 0
    classes = np.zeros(clear_patches.shape, np.uint8)
    if judged.any():
        values = np.where(clear, _reflectance(reader, window), np.float32(np.nan))
        probabilities, attention = models.classify_health(_patches(values, np.nan)[judged], None, None)
        tally.add(probabilities, attention, counts[judged])
        classes[judged] = (probabilities.argmax(axis=1) + 1)[:, None, None]
    return _whole(np.where(clear_patches, classes, np.uint8(0)), window)


def _reflectance(reader: SceneReader, window: Window) -> Floats:
    """(5, h, w) red, green, blue, nir, swir; NaN where the scene has none."""
    values = np.full((len(ROLES) + 1, window.height, window.width), np.nan, np.float32)
    has_shortwave = reader.scene.band(SHORTWAVE) is not None
    wanted = (*ROLES, SHORTWAVE) if has_shortwave else ROLES
    values[: len(wanted)] = reader.read(window, wanted)
    return values


def _patches(values: NDArray[Value], fill: float) -> NDArray[Value]:
    """(bands, h, w) → (n, bands, PATCH, PATCH) in row-major order, filled up at the right and lower edge."""
    bands, height, width = values.shape
    edges = ((0, 0), (0, -height % PATCH), (0, -width % PATCH))
    padded = np.pad(values, edges, constant_values=fill)
    rows, columns = padded.shape[1] // PATCH, padded.shape[2] // PATCH
    cells = padded.reshape(bands, rows, PATCH, columns, PATCH)
    return cells.transpose(1, 3, 0, 2, 4).reshape(rows * columns, bands, PATCH, PATCH)


def _whole(patches: NDArray[np.uint8], window: Window) -> NDArray[np.uint8]:
    """(n, PATCH, PATCH) → (h, w), the inverse of `_patches`."""
    rows, columns = -(-window.height // PATCH), -(-window.width // PATCH)
    cells = patches.reshape(rows, columns, PATCH, PATCH).transpose(0, 2, 1, 3)
    return cells.reshape(rows * PATCH, columns * PATCH)[: window.height, : window.width]
