"""What the network is shown of a scene: clear ground in blocks of pixels, NaN where there is none."""

from collections.abc import Iterator

import numpy as np
from rasterio.windows import Window

from models.backend import Bools, Floats
from models.geo.clouds import average_blocks
from models.geo.raster import ResultReader, SceneReader
from models.geo.scene import Scene
from models.geo.tiling import windows
from models.risk.blocks import Blocks
from models.risk.config import BANDS

CLEAR = 1  # in valid.tif
_INSTEAD = {"nir": "nir08"}
_CHUNK = 1280  # pixels a side that are read at once at most
_OVERVIEW = 1024  # pixels of the longer side from which means are taken


def roles_of(scene: Scene) -> dict[str, str]:
    """Band of the network → role in the scene, for those that it has or for which another may stand in."""
    found = {band: band if scene.band(band) else _INSTEAD.get(band, "") for band in BANDS}
    return {band: role for band, role in found.items() if role and scene.band(role)}


class ClearGround:
    """Reads blocks of a scene."""

    def __init__(self, reader: SceneReader, mask: ResultReader, blocks: Blocks) -> None:
        self._reader, self._mask, self._blocks = reader, mask, blocks
        self._roles = roles_of(reader.scene)
        self._there = [BANDS.index(band) for band in self._roles]

    def read(self, window: Window) -> Floats:
        """(BANDS, h, w) reflectance over a window of blocks that may reach beyond the scene."""
        found = np.full((len(BANDS), window.height, window.width), np.nan, np.float32)
        for part, place in _placed(self._blocks, window):
            found[self._there, *place] = _means(self._blocks, part, self._pixels(self._blocks.pixels(part)))
        return found

    def is_clear(self, window: Window) -> Bools:
        """(h, w) pixels of the blocks of a window."""
        clear: Bools = self._mask.read(self._blocks.pixels(window))[0] == CLEAR
        return clear

    def _pixels(self, pixels: Window) -> Floats:
        values = self._reader.read(pixels, list(self._roles.values()))
        values[:, self._mask.read(pixels)[0] != CLEAR] = np.nan
        return values

    def spread(self) -> tuple[Floats, Floats]:
        """(BANDS,) means and standard deviations over clear ground, NaN for bands that are not there."""
        means, deviations = (np.full(len(BANDS), np.nan, np.float32) for _ in range(2))
        values = self._reader.overview(list(self._roles.values()), _OVERVIEW)
        clear = self._mask.overview(values.shape[1:])[0] == CLEAR
        for place, band in zip(self._there, values, strict=True):
            seen = band[clear & np.isfinite(band)].astype(np.float64)
            if seen.size:
                means[place], deviations[place] = seen.mean(), max(float(seen.std()), 1e-4)
        return means, deviations


class SeenCrops:
    """Reads where the health network sees a crop, in blocks."""

    def __init__(self, reader: ResultReader, blocks: Blocks) -> None:
        self._reader, self._blocks = reader, blocks

    def read(self, window: Window) -> Floats:
        """(h, w) probability over a window of blocks that lies in the scene, NaN where it was not asked."""
        found = np.full((1, window.height, window.width), np.nan, np.float32)
        for part, place in _placed(self._blocks, window):
            percents = self._reader.read(self._blocks.pixels(part))
            said = np.where(percents > 100, np.nan, percents / 100).astype(np.float32)
            found[:, *place] = _means(self._blocks, part, said)
        return np.asarray(found[0])


def _placed(blocks: Blocks, window: Window) -> Iterator[tuple[Window, tuple[slice, slice]]]:
    """Parts of a window that are read at once, and their rows and columns in it."""
    for part in chunks(blocks, window):
        top, left = part.row_off - window.row_off, part.col_off - window.col_off
        yield part, (slice(top, top + part.height), slice(left, left + part.width))


def _means(blocks: Blocks, part: Window, values: Floats) -> Floats:
    """(bands, rows, columns) of the pixels of some blocks that lie in the scene → (bands, h, w)."""
    before = blocks.before(part)
    if any(before):
        values = np.pad(values, ((0, 0), (before[0], 0), (before[1], 0)), constant_values=np.nan)
    return average_blocks(values, (blocks.side,) * 2)


def chunks(blocks: Blocks, window: Window) -> Iterator[Window]:
    """Parts of a window that lie in the scene, of so few pixels that they can be held."""
    inside = blocks.within(window)
    if inside.height and inside.width:
        for part in windows((inside.height, inside.width), max(1, _CHUNK // blocks.side)):
            yield Window(inside.col_off + part.col_off, inside.row_off + part.row_off, part.width, part.height)
