"""Quality layers of producers, read as the classes of `valid.tif`.

Sources: Sentinel-2 Products Specification Document (scene classification), USGS Landsat 8-9 Collection 2 Level 2
Science Product Guide (QA_PIXEL), Zhu and Woodcock 2012 and Fmask 4 (classes of Fmask files), HLS User Guide v2 (bits of
its Fmask), Planet Imagery Product Specification (UDM2), FORCE documentation (QAI), MUSCATE format of THEIA (CLM).
"""

from dataclasses import dataclass

import numpy as np
from rasterio.io import DatasetReader
from rasterio.windows import Window

from models.arrays import Bytes, Places, Stored
from models.errors import SceneError
from models.geo.contract.ground_classes import CLEAR, CLOUD, NO_DATA, SHADOW
from models.geo.contract.scene import Quality, QualityKind, Scene
from models.geo.formats.opening import open_checked

_SCL = {
    NO_DATA: (0, 1),  # no data; saturated or defective
    CLEAR: (2, 4, 5, 6, 7, 11),  # dark or in the shade of terrain, vegetation, bare, water, unclassified, snow
    CLOUD: (8, 9, 10),  # medium and high probability, thin cirrus
    SHADOW: (3,),
}
_FMASK = {NO_DATA: (255,), CLEAR: (0, 1, 3), CLOUD: (4,), SHADOW: (2,)}  # clear land, clear water, snow


@dataclass(frozen=True)
class Bits:
    """Which bits of a layer mean cloud, shadow, no data and clear ground."""

    cloud: int
    shadow: int
    fill: int = 0
    clear: int = 0  # where a layer has such a bit, ground without any of the three counts as cloud
    fill_value: int | None = None


_BITS: dict[QualityKind, Bits] = {
    "QA_PIXEL": Bits(cloud=1 << 1 | 1 << 2 | 1 << 3, shadow=1 << 4, fill=1),  # dilated, cirrus, cloud
    "HLS_FMASK": Bits(cloud=1 << 0 | 1 << 1 | 1 << 2, shadow=1 << 3, fill_value=255),  # cirrus, cloud, adjacent
    "FORCE_QAI": Bits(cloud=1 << 1 | 1 << 2, shadow=1 << 3, fill=1),  # two bits: buffer, cloud, cirrus
    "THEIA_CLM": Bits(cloud=1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 7, shadow=1 << 5 | 1 << 6),
    "UDM2": Bits(cloud=1 << 3 | 1 << 4 | 1 << 5, shadow=1 << 2, clear=1 << 0 | 1 << 1),  # bands put together
}
_UDM2_BANDS = [1, 2, 3, 4, 5, 6]  # clear, snow, shadow, light haze, heavy haze, cloud
TITLES: dict[QualityKind, str] = {
    "HLS_FMASK": "Fmask bits", "UDM2": "UDM2", "FORCE_QAI": "QAI", "THEIA_CLM": "CLM", "FMASK4": "FMASK",
}  # fmt: skip
"""What reports call a layer, where it is not the name of its kind."""
_EDGE = 0.01  # of a pixel, by which a quality layer may fall short of the scene


def explain_unreadable(scene: Scene) -> str | None:
    """Say why the scene's quality layer may not mean what we think; None if it does, or if there is none."""
    quality = scene.quality
    if quality is None:
        return None
    is_collection_2 = scene.format == "Landsat Collection 2" or (
        (scene.sensor.value or "").startswith("Landsat") and any(band.name.startswith("SR_B") for band in scene.bands)
    )
    if quality.kind == "QA_PIXEL" and not is_collection_2:
        return f"QA_PIXEL bits are known for Landsat Collection 2, and this is {scene.format}"
    if quality.kind == "FMASK":
        return (
            "whether this Fmask holds classes (Fmask 4) or bits (HLS) is not known, so it is not used; name it Fmask4, "
            "or the file as HLS does (HLS.S30.…)"
        )
    return None


def decode(stored: Stored, quality: Quality) -> Bytes:
    """Turn stored codes (h, w) into no data, clear, cloud, shadow; SceneError for a code that is not known."""
    if quality.kind in _BITS:
        return _decode_bits(stored, _BITS[quality.kind])
    meaning = _SCL if quality.kind == "SCL" else _FMASK
    unknown = 255
    table = np.full(256, unknown, np.uint8)
    for name, members in meaning.items():
        table[list(members)] = name
    codes = stored.astype(np.int64)
    inside = (codes >= 0) & (codes <= 255)
    classes = np.where(inside, table[np.where(inside, codes, 0)], unknown).astype(np.uint8)
    if (classes == unknown).any():
        code = stored[classes == unknown].flat[0]
        raise SceneError(f"the quality layer holds {code}, which {quality.kind} does not have; run with --no-clouds")
    return classes


def _decode_bits(stored: Stored, meaning: Bits) -> Bytes:
    """Turn bits into classes: no data before cloud, cloud before shadow; what has no number is no data."""
    is_number = np.isfinite(stored)
    bits = np.where(is_number, stored, 0).astype(np.int64)
    classes = np.where(bits & meaning.shadow, SHADOW, CLEAR)
    classes = np.where(bits & meaning.cloud, CLOUD, classes)
    if meaning.clear:
        classes = np.where((bits & (meaning.clear | meaning.shadow | meaning.cloud)) == 0, CLOUD, classes)
    lost = ((bits & meaning.fill) != 0) | ~is_number
    if meaning.fill_value is not None:
        lost |= bits == meaning.fill_value
    return np.where(lost, NO_DATA, classes).astype(np.uint8)


class QualityReader:
    """Reads the quality layer on the scene's grid, each pixel from the quality pixel that its centre lies in."""

    def __init__(self, scene: Scene, quality: Quality) -> None:
        self.scene, self.quality = scene, quality
        with open_checked(quality.dataset) as source:
            self.shape = source.height, source.width
            self.to_quality = ~source.transform @ scene.grid.affine
        self._check()

    def classes(self, window: Window) -> Bytes:
        """Return (h, w) no data, clear, cloud, shadow in a window of the scene."""
        rows = self._places(window.row_off, window.height, self.to_quality.e, self.to_quality.f, self.shape[0])
        columns = self._places(window.col_off, window.width, self.to_quality.a, self.to_quality.c, self.shape[1])
        top, left = int(rows.min()), int(columns.min())
        block = Window(left, top, int(columns.max()) - left + 1, int(rows.max()) - top + 1)
        with open_checked(self.quality.dataset) as source:
            stored = self._read(source, block)
        return decode(stored[np.ix_(rows - top, columns - left)], self.quality)

    def _read(self, source: DatasetReader, block: Window) -> Stored:
        """Read the layer; the bands of a UDM2 are put together as bits."""
        if self.quality.kind != "UDM2" or source.count < max(_UDM2_BANDS):
            single: Stored = source.read(self.quality.index, window=block)
            return single
        flags = source.read(_UDM2_BANDS, window=block).astype(np.int64)
        places = np.arange(len(_UDM2_BANDS)).reshape(-1, 1, 1)
        return np.asarray(((flags != 0) << places).sum(axis=0))

    def _check(self) -> None:
        """Refuse a layer that is turned against the scene, or does not cover it: it would mask the wrong places."""
        turn, grid = self.to_quality, self.scene.grid
        ends = [turn @ corner for corner in ((0, 0), (grid.width, grid.height))]
        covered = all(-_EDGE <= x <= self.shape[1] + _EDGE and -_EDGE <= y <= self.shape[0] + _EDGE for x, y in ends)
        if abs(turn.b) + abs(turn.d) > 1e-9 or turn.a <= 0 or turn.e <= 0 or not covered:
            raise SceneError(
                f"the quality layer of {self.scene.name} does not lie on the scene; take it out of the folder "
                "or run with --no-clouds"
            )

    @staticmethod
    def _places(first: int, count: int, step: float, origin: float, size: int) -> Places:
        centres = (first + np.arange(count) + 0.5) * step + origin
        places: Places = np.clip(np.floor(centres), 0, size - 1).astype(np.intp)
        return places
