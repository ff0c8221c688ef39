"""What networks are shown of a scene: clear ground in blocks of pixels, NaN where there is none."""

from collections.abc import Sequence

import numpy as np
from rasterio.windows import Window

from models.arrays import Floats
from models.geo.contract.ground_classes import CLEAR
from models.geo.pixels.blocks import Blocks
from models.geo.pixels.raster import ResultReader, SceneReader

_OVERVIEW = 1024  # pixels of the longer side from which means are taken


class ClearGround:
    """Reads blocks of a scene; `roles` are those of a network's bands, empty where the scene has none."""

    def __init__(self, reader: SceneReader, mask: ResultReader, blocks: Blocks, roles: Sequence[str]) -> None:
        self._reader, self._mask, self._blocks = reader, mask, blocks
        self._roles = [role for role in roles if role]
        self._there = [place for place, role in enumerate(roles) if role]
        self._bands = len(roles)

    def read(self, window: Window) -> Floats:
        """Return (bands, h, w) reflectance over a window of blocks that may reach beyond the scene."""
        found = np.full((self._bands, window.height, window.width), np.nan, np.float32)
        for part, place in self._blocks.parts(window):
            pixels = self._blocks.pixels(part)
            values = self._reader.read(pixels, self._roles)
            values[:, self._mask.read(pixels)[0] != CLEAR] = np.nan
            found[self._there, *place] = self._blocks.means(part, values)
        return found

    def spread(self) -> tuple[Floats, Floats]:
        """Return (bands,) means and standard deviations over clear ground, NaN for bands that are not there."""
        means, deviations = (np.full(self._bands, np.nan, np.float32) for _ in range(2))
        values = self._reader.overview(self._roles, _OVERVIEW)
        clear = self._mask.overview(values.shape[1:])[0] == CLEAR
        for place, band in zip(self._there, values, strict=True):
            seen = band[clear & np.isfinite(band)].astype(np.float64)
            if seen.size:
                means[place], deviations[place] = seen.mean(), max(float(seen.std()), 1e-4)
        return means, deviations
