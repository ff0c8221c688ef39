"""The maps of risk: what stands in them, how they are written, and what they add up to."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rasterio.windows import Window

from models.arrays import Bools, Bytes, Floats
from models.field.crop_mask import CROP, CROP_MAP, LAYOUT, OUTSIDE, CropMask, CropReader, count_classes
from models.field.crop_mask import UNSEEN as NO_DATA
from models.geo.contract.scene import Grid
from models.geo.pixels.area import PixelAreas
from models.geo.pixels.maps import Maps
from models.geo.pixels.raster import RasterLayout
from models.geo.pixels.result import lay_out_classes
from models.risk.config import CLASSES, COLOURS, Preset, choose_classes
from models.risk.tile_cache import Steps

RISK, PROBABILITY, UNCERTAINTY = "risk.tif", "risk_probability.tif", "risk_uncertainty.tif"
NO_CROP = len(CLASSES) + 1  # in risk.tif: all ground that the mask of crops does not give to judge
STEPS = 10_000
"""A stored probability is a whole number of these, so that what is stored is what is counted."""
_NAN = np.float32(np.nan)


LAYOUTS = {
    RISK: lay_out_classes("risk", COLOURS),
    PROBABILITY: RasterLayout(names=CLASSES, dtype="float32", nodata=float("nan"), units=("1",) * len(CLASSES)),
    UNCERTAINTY: RasterLayout(
        names=("uncertainty", "disagreement"), dtype="float32", nodata=float("nan"), units=("1", "1")
    ),
}
"""Classes 1–3 and NO_CROP; the other two where a crop is judged, 0–1 in steps of 1 / STEPS."""


@dataclass(frozen=True)
class BlockRisk:
    """Answers for some blocks, (h, w) each: shares of low and high, the class of ground, and disagreement."""

    low: Steps
    high: Steps
    ground: Steps  # of the mask of crops
    disagreement: Steps

    @classmethod
    def from_answer(cls, answer: Floats, ground: Bytes) -> "BlockRisk":
        """Store (5, h, w) as `RISK_LAYERS`, in whole steps."""
        low, _, high, _, disagreement = np.rint(np.clip(answer, 0, 1) * STEPS).astype(np.uint16)
        return cls(low, np.minimum(high, STEPS - low), ground.astype(np.uint16), disagreement)

    @property
    def array(self) -> Steps:
        """Stack the layers, (4, h, w)."""
        return np.stack([self.low, self.high, self.ground, self.disagreement])

    @property
    def has_crop(self) -> Bools:
        """Say where a crop stands."""
        return np.asarray(self.ground == CROP)

    @property
    def probability(self) -> Floats:
        """Give low, medium and high, (3, h, w); NaN where no crop is judged."""
        whole = np.stack([self.low, STEPS - self.low - self.high, self.high])
        return np.where(self.has_crop, whole.astype(np.float32) / np.float32(STEPS), _NAN)

    def take_crops(self, crops: Bools) -> "BlockRisk":
        """Take the word of a mask on where a crop stands."""
        seen = self.ground != NO_DATA
        return replace(self, ground=np.where(seen, np.where(crops, CROP, OUTSIDE), NO_DATA).astype(np.uint16))

    def replace_shares(self, probability: Floats) -> "BlockRisk":
        """Take these (3, h, w) instead, where they are known."""
        low, _, high = np.rint(np.nan_to_num(probability) * STEPS).astype(np.uint16)
        return replace(self, low=low, high=np.minimum(high, STEPS - low))


class RiskMaps(Maps):
    """The rasters of `LAYOUTS`, written part by part, and the sums over what stands in them."""

    def __init__(self, folder: Path, valid: Path, grid: Grid, mask: CropMask | CropReader, preset: Preset) -> None:
        """Take the mask that another step wrote, or make it and write it."""
        super().__init__(folder, valid, grid, LAYOUTS | ({} if isinstance(mask, CropReader) else {CROP_MAP: LAYOUT}))
        self._mask, self._preset = mask, preset
        self.tally, self.ground = Tally(grid), count_classes(np.zeros(0, np.uint8))

    def write(self, output: BlockRisk, window: Window) -> None:
        """Write a window of blocks; each block is drawn as its pixels."""
        probability = output.probability
        classes = np.where(output.has_crop, choose_classes(probability, self._preset), NO_CROP).astype(np.uint8)
        classes[output.ground == NO_DATA] = 0
        ground = output.ground.astype(np.uint8)
        doubt = np.stack([compute_entropy(probability), _mask_disagreement(output.disagreement, output.has_crop)])
        for part, place in self.blocks.parts(window):
            layers = (np.stack([classes, ground]), probability, doubt)
            drawn, shares, doubts = (self.blocks.drawn(part, layer[:, *place]) for layer in layers)
            pixels = self.blocks.pixels(part)
            self._write_pixels(drawn[0], shares, doubts, self._lay(drawn[1], pixels), pixels)

    def _lay(self, ground: Bytes, pixels: Window) -> Bytes:
        """Lay the mask of crops on a window of pixels."""
        if isinstance(self._mask, CropReader):
            return self._mask.read(pixels)
        found = self._mask.lay(ground, pixels, self.is_clear(pixels))
        self.draw({CROP_MAP: found}, pixels)
        return found

    def _write_pixels(self, risk: Bytes, probability: Floats, doubt: Floats, ground: Bytes, pixels: Window) -> None:
        risk[ground != CROP] = NO_CROP
        risk[ground == NO_DATA] = 0
        self.ground += count_classes(ground)
        judged = (risk > 0) & (risk < NO_CROP)
        probability[:, ~judged] = doubt[:, ~judged] = _NAN
        self.tally.add(risk, probability, doubt, pixels)
        self.draw({RISK: risk, PROBABILITY: probability, UNCERTAINTY: doubt}, pixels)


class Tally:
    """Sums over what stands in the rasters."""

    def __init__(self, grid: Grid) -> None:
        self.pixels, self.hectares = np.zeros(NO_CROP + 1, np.int64), np.zeros(NO_CROP + 1)
        self.areas = PixelAreas(grid) if grid.crs else None
        self.sums = {"confidence": 0.0, "uncertainty": 0.0, "disagreement": 0.0}

    def add(self, risk: Bytes, probability: Floats, doubt: Floats, pixels: Window) -> None:
        """Add (h, w) classes, (3, h, w) probabilities, and (2, h, w) uncertainty and disagreement."""
        judged = (risk > 0) & (risk < NO_CROP)
        self.pixels += np.bincount(risk.ravel(), minlength=NO_CROP + 1)
        for name, layer in zip(self.sums, (probability.max(axis=0), *doubt), strict=True):
            self.sums[name] += float(layer[judged].sum(dtype=np.float64))
        if self.areas is not None:
            for code in range(1, NO_CROP + 1):
                self.hectares[code] += self.areas.hectares(risk == code, pixels)

    @property
    def judged(self) -> int:
        """Count the pixels with a crop."""
        return int(self.pixels[1:NO_CROP].sum())

    @property
    def share(self) -> dict[str, float]:
        """Divide the judged pixels by class."""
        return dict(zip(CLASSES, (self.pixels[1:NO_CROP] / self.judged).tolist(), strict=True))

    @property
    def area_ha(self) -> dict[str, float] | None:
        """Give hectares by class; None without a place on Earth."""
        return dict(zip(CLASSES, self.hectares[1:NO_CROP].tolist(), strict=True)) if self.areas else None

    def mean(self, name: str) -> float:
        """Average confidence, uncertainty or disagreement over the judged pixels."""
        return min(self.sums[name] / self.judged, 1.0)


def compute_entropy(probability: Floats) -> Floats:
    """Compute the entropy (3, …) → (…) as a share of its maximum, in whole steps: 0 certain, 1 no idea."""
    logarithm = np.log(probability, out=np.zeros_like(probability), where=probability > 0)
    shares = -(probability * logarithm).sum(axis=0) / np.log(len(probability))
    return np.asarray(np.rint(shares * STEPS) / STEPS, np.float32)


def _mask_disagreement(whole: Steps, judged: Bools) -> Floats:
    return np.where(judged, whole.astype(np.float32) / np.float32(STEPS), _NAN)
