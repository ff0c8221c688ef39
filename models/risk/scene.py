"""From a scene to maps of risk: tiles are read, judged by the backend, and their cores put side by side."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.backend import Bools, Floats, ModelBackend
from models.geo.area import PixelAreas
from models.geo.raster import RasterLayout, RasterWriter, ResultReader, SceneReader
from models.geo.scene import Scene, SceneNeed
from models.geo.tiling import Tile, tiles
from models.schemas import RiskResult

ROLES = ("blue", "green", "red", "nir")
NEED = SceneNeed(roles=ROLES, units=("reflectance",))
CLASSES = ("low", "medium", "high")
CLEAR = 1  # in valid.tif
RISK, PROBABILITY, UNCERTAINTY = "risk.tif", "risk_probability.tif", "risk_uncertainty.tif"
DIGITS = 4  # decimals that are kept of probabilities, so that what is stored is what is counted
LAYOUTS = {
    RISK: RasterLayout(
        names=("risk",),
        dtype="uint8",
        nodata=0,
        colours={0: (0, 0, 0, 0), 1: (44, 123, 182, 255), 2: (255, 255, 191, 255), 3: (215, 25, 28, 255)},
    ),
    PROBABILITY: RasterLayout(names=CLASSES, dtype="float32", nodata=float("nan")),
    UNCERTAINTY: RasterLayout(names=("uncertainty",), dtype="float32", nodata=float("nan")),
}


@dataclass(frozen=True)
class Cut:
    """Side and overlap of tiles in pixels."""

    tile: int = 512
    overlap: int = 64


class _Tally:
    """Sums over clear pixels."""

    def __init__(self, scene: Scene) -> None:
        self.pixels = np.zeros(len(CLASSES), np.int64)
        self.hectares = np.zeros(len(CLASSES))
        self.areas = PixelAreas(scene.grid) if scene.grid.crs else None
        self.confidence = 0.0

    def add(self, classes: NDArray[np.uint8], probabilities: Floats, tile: Tile) -> None:
        """Classes (h, w) and probabilities (3, h, w) of the core of a tile, 0 and NaN where ground is not clear."""
        self.confidence += float(probabilities.max(axis=0)[classes > 0].sum(dtype=np.float64))
        for place in range(len(CLASSES)):
            inside = classes == place + 1
            self.pixels[place] += np.count_nonzero(inside)
            if self.areas:
                self.hectares[place] += self.areas.hectares(inside, tile.core)

    def result(self, *, fake: bool) -> RiskResult:
        """Means, shares and areas."""
        seen = int(self.pixels.sum())
        return RiskResult(
            share={name: int(count) / seen for name, count in zip(CLASSES, self.pixels, strict=True)},
            area_ha=dict(zip(CLASSES, self.hectares.tolist(), strict=True)) if self.areas else None,
            mean_confidence=min(self.confidence / seen, 1.0),
            raster=RISK,
            probability_raster=PROBABILITY,
            uncertainty_raster=UNCERTAINTY,
            fake=fake,
        )


def segment_scene(
    scene: Scene,
    *,
    valid: Path,
    folder: Path,
    models: ModelBackend,
    cut: Cut,
    progress: Callable[[int, int], None],
) -> RiskResult:
    """Write classes 1–3, their probabilities and the normalised entropy 0–1; some ground must be clear."""
    tally, parts = _Tally(scene), tiles(scene.grid.shape, cut.tile, cut.overlap)
    with ExitStack() as stack:
        reader = stack.enter_context(SceneReader(scene))
        mask = stack.enter_context(ResultReader(valid, scene.grid))
        writers = {
            name: stack.enter_context(RasterWriter(folder / name, scene.grid, layout))
            for name, layout in LAYOUTS.items()
        }
        for done, tile in enumerate(parts, start=1):
            clear = mask.read(tile.core)[0] == CLEAR
            probabilities = _probabilities(reader, tile, clear, models)
            classes = np.where(clear, np.nan_to_num(probabilities).argmax(axis=0) + 1, 0).astype(np.uint8)
            tally.add(classes, probabilities, tile)
            writers[RISK].write(classes, tile.core)
            writers[PROBABILITY].write(probabilities, tile.core)
            writers[UNCERTAINTY].write(_entropy(probabilities), tile.core)
            progress(done, len(parts))
    return tally.result(fake=models.name == "fake")


def _probabilities(reader: SceneReader, tile: Tile, clear: Bools, models: ModelBackend) -> Floats:
    """(3, h, w) over the core of a tile, NaN where ground is not clear."""
    if not clear.any():
        return np.full((len(CLASSES), *clear.shape), np.nan, np.float32)
    values = np.nan_to_num(reader.read(tile.outer, ROLES))
    answer = models.segment_risk(values[None])[0]
    rows, columns = tile.inner
    rounded = np.round(answer[:, rows, columns], DIGITS).astype(np.float32)
    masked: Floats = np.where(clear, rounded, np.float32(np.nan))
    return masked


def _entropy(probabilities: Floats) -> Floats:
    """(3, h, w) probabilities → (h, w) entropy as a share of its maximum: 0 certain, 1 no idea."""
    logarithm = np.log(probabilities, out=np.zeros_like(probabilities), where=probabilities != 0)
    entropy = -(probabilities * logarithm).sum(axis=0) / np.log(len(probabilities))
    rounded: Floats = np.round(entropy, DIGITS).astype(np.float32)
    return rounded
