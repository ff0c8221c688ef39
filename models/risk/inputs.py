"""Which bands of a scene the risk network is shown, and what another network says of where crops stand."""

import numpy as np
from rasterio.windows import Window

from models.arrays import Floats
from models.geo.contract.scene import Scene
from models.geo.pixels.blocks import Blocks
from models.geo.pixels.raster import ResultReader
from models.risk.config import BANDS

_INSTEAD = {"nir": "nir08"}


def match_bands(scene: Scene) -> dict[str, str]:
    """Match each band of the network with its role in the scene, or with one that may stand in for it."""
    found = {band: band if scene.band(band) else _INSTEAD.get(band, "") for band in BANDS}
    return {band: role for band, role in found.items() if role and scene.band(role)}


class CropReader:
    """The map in which the health network sees a crop, read in blocks."""

    def __init__(self, reader: ResultReader, blocks: Blocks) -> None:
        self._reader, self._blocks = reader, blocks

    def read(self, window: Window) -> Floats:
        """Read the probability (h, w) over a window of blocks that lies in the scene, NaN where it was not asked."""
        found = np.full((1, window.height, window.width), np.nan, np.float32)
        for part, place in self._blocks.parts(window):
            percents = self._reader.read(self._blocks.pixels(part))
            output = np.where(percents > 100, np.nan, percents / 100).astype(np.float32)
            found[:, *place] = self._blocks.means(part, output)
        return np.asarray(found[0])
