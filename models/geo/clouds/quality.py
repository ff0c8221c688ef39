"""Quality layers of producers, read as the classes of `valid.tif`.

Sources: Sentinel-2 Products Specification Document (scene classification), USGS Landsat 8-9 Collection 2 Level 2
Science Product Guide (QA_PIXEL), Zhu and Woodcock 2012 and Fmask 4 (classes of Fmask files).
"""

import numpy as np
from rasterio.windows import Window

from models.arrays import Bytes, Places, Stored
from models.errors import SceneError
from models.geo.contract.ground_classes import CLEAR, CLOUD, NO_DATA, SHADOW
from models.geo.contract.scene import Quality, Scene
from models.geo.formats.opening import open_checked

_SCL = {
    NO_DATA: (0, 1),  # no data; saturated or defective
    CLEAR: (2, 4, 5, 6, 7, 11),  # dark or in the shade of terrain, vegetation, bare, water, unclassified, snow
    CLOUD: (8, 9, 10),  # medium and high probability, thin cirrus
    SHADOW: (3,),
}
_FMASK = {NO_DATA: (255,), CLEAR: (0, 1, 3), CLOUD: (4,), SHADOW: (2,)}  # clear land, clear water, snow
_QA_FILL, _QA_CLOUD, _QA_SHADOW = 1 << 0, 1 << 1 | 1 << 2 | 1 << 3, 1 << 4  # cloud: dilated, cirrus, cloud
_EDGE = 0.01  # of a pixel, by which a quality layer may fall short of the scene


def explain_unreadable(scene: Scene) -> str | None:
    """Say why the scene's quality layer may not mean what we think; None if it does, or if there is none."""
    quality = scene.quality
    if quality is None:
        return None
    if quality.kind == "QA_PIXEL" and scene.format != "Landsat Collection 2":
        return f"QA_PIXEL bits are known for Landsat Collection 2, and this is {scene.format}"
    if quality.kind == "FMASK" and (scene.sensor.value or "").upper().startswith("HLS"):
        return "the Fmask of HLS holds bits, not the classes of Fmask"
    return None


def decode(stored: Stored, quality: Quality) -> Bytes:
    """Turn stored codes (h, w) into no data, clear, cloud, shadow; SceneError for a code that is not known."""
    if quality.kind == "QA_PIXEL":
        bits = stored.astype(np.int64)
        classes = np.where(bits & _QA_SHADOW, SHADOW, CLEAR)
        classes = np.where(bits & _QA_CLOUD, CLOUD, classes)
        return np.where(bits & _QA_FILL, NO_DATA, classes).astype(np.uint8)
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
            stored = source.read(self.quality.index, window=block)
        return decode(stored[np.ix_(rows - top, columns - left)], self.quality)

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
