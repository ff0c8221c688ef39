"""Which ground health and risk judge: one mask of a scene, made by the first of both and taken by the other.

A parcel is trusted: where the user says that a crop stands, green ground is judged, and ground that is not green is
called bare. Without parcels a network says where a crop stands, and ground without one is parted by the same threshold.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.arrays import Bools, Bytes, Floats
from models.field.parcels import Parcels
from models.geo.pixels.blocks import Blocks
from models.geo.pixels.raster import ResultReader
from models.geo.pixels.result import lay_out_classes
from models.schemas import FieldFacts
from models.vocabulary import CROPS

CROP_MAP = "crops.tif"
UNSEEN, OUTSIDE, BARE, GREEN, CROP, UNLEARNED = range(6)
"""Values of the mask: no data or not clear; outside the parcels; without green plants; green without a crop, which is
told only without parcels; a crop to judge; a crop that the networks never learned."""
CLASSES = ("outside_parcels", "bare", "green_without_crop", "crop", "crop_never_learned")
LAYOUT = lay_out_classes("ground", ("#e4e4e4", "#b08968", "#7d9a8c", "#2f7d4f", "#5e7fa3"))
BARE_NDVI = 0.25
"""NDVI up to which ground is called bare. Bare soils have 0.2 on average, and many more than that (Montandon and Small
2008, Remote Sensing of Environment 112, 1835–1845, 2906 soils), so 0.2 itself would call about half of them green."""


def is_unlearned(crop: str | None) -> bool:
    """Say whether a crop is named that the networks never learned."""
    return crop is not None and crop not in CROPS


def name_crops(parcels: Parcels | None, field: FieldFacts) -> tuple[str | None, ...]:
    """Name the crop of each parcel, or that of the whole scene where it says none; that alone without parcels."""
    return tuple(parcel.crop or field.crop for parcel in parcels.all) if parcels else (field.crop,)


def class_blocks(red: Floats, nir: Floats, stands: Bools | None) -> Bytes:
    """Class (h, w) blocks by their reflectance, NaN where none, and by where a network sees a crop, if it is heard."""
    low, high = np.maximum(red, 0), np.maximum(nir, 0)
    with np.errstate(invalid="ignore"):
        green = high - low > BARE_NDVI * (high + low)
        has_no_value = high + low <= 0
    found = np.full(red.shape, BARE, np.uint8)
    found[green] = CROP if stands is None else GREEN
    if stands is not None:
        found[stands] = CROP
    found[~(np.isfinite(red) & np.isfinite(nir)) | has_no_value] = UNSEEN
    return found


@dataclass(frozen=True)
class CropMask:
    """Lays classes of blocks on pixels, as the parcels say."""

    parcels: Parcels | None
    unlearned: Bools  # (1 + parcels,) whether the networks never learned its crop

    @classmethod
    def of(cls, parcels: Parcels | None, field: FieldFacts | None) -> Self:
        """Take the crop of each parcel, or that of the whole scene where it names none."""
        each = map(is_unlearned, name_crops(parcels, field or FieldFacts())) if parcels else ()
        return cls(parcels, np.array([False, *each]))

    @property
    def trusts_parcels(self) -> bool:
        """Say whether parcels tell where a crop stands, so that no network is asked."""
        return self.parcels is not None

    def lay(self, classes: Bytes, pixels: Window, clear: Bools | np.bool_) -> Bytes:
        """Lay (h, w) classes, drawn as pixels already, on a window of pixels of which some are clear."""
        found = np.where(clear, classes, UNSEEN).astype(np.uint8)
        if self.parcels is not None:
            numbers = self.parcels.numbers(pixels)
            found[(found == CROP) & self.unlearned[numbers]] = UNLEARNED
            found[(found != UNSEEN) & (numbers == 0)] = OUTSIDE
        return found


class CropReader:
    """The mask as another step wrote it."""

    def __init__(self, reader: ResultReader, blocks: Blocks) -> None:
        self._reader, self._blocks = reader, blocks

    def read(self, pixels: Window) -> Bytes:
        """Read the classes of a window of pixels."""
        found: NDArray[np.uint8] = self._reader.read(pixels)[0]
        return found

    def find_crops(self, window: Window) -> Bools:
        """Say of which blocks (h, w) of a window that lies in the scene some pixels are to be judged."""
        found = np.zeros((window.height, window.width), bool)
        for part, place in self._blocks.parts(window):
            crops = (self.read(self._blocks.pixels(part)) == CROP).astype(np.float32)
            found[place] = self._blocks.means(part, crops[None])[0] > 0
        return found


def count_classes(found: Bytes) -> NDArray[np.int64]:
    """Count the pixels of each class from UNSEEN on."""
    return np.bincount(found.ravel(), minlength=len(CLASSES) + 1)


def name_counts(counts: Iterable[int]) -> dict[str, int]:
    """Name counts of classes from UNSEEN on, which is left out."""
    return dict(zip(CLASSES, list(counts)[1:], strict=True))
