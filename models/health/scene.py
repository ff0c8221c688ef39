"""From a scene to maps of crop health: tiles are read, judged by the backend, and drawn where ground is clear.

The network learned from pixels of 10 m. Finer ones are averaged to about that size first; each answer is for a cell of
4 × 4 such pixels.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.backend import HEALTH_CELL, LEARNED_M, Bools, Floats, HealthLayers, ModelBackend
from models.calibration import median_class
from models.field.cells import Known
from models.field.facts import Facts
from models.field.parcels import Parcels
from models.geo.area import PixelAreas
from models.geo.clouds import average_blocks
from models.geo.raster import RasterLayout, RasterWriter, ResultReader, SceneReader
from models.geo.result import class_layout
from models.geo.scene import Scene, SceneNeed
from models.geo.tiling import Tile, tiles
from models.health.config import BANDS, CLASSES, COLOURS, SHIPPED, SOURCES, WHOLE, camera_of
from models.schemas import HealthResult, ParcelHealth
from models.simulation.stress import CAUSES

Bytes = NDArray[np.uint8]

NEED = SceneNeed(roles=("red", "green", "blue"), one_of=("nir", "nir08"), units=("reflectance",))
HEALTH, DETAILS, CROPS = "health.tif", "health_details.tif", "crops.tif"
CLEAR = 1  # in valid.tif
NO_CROP = len(CLASSES) + 1  # in health.tif
_SIDE, _OVERLAP = 256, 32  # pixels of about LEARNED_M
_STANDS = 0.5  # probability from which on a crop is judged
_LIKELY = 0.5  # probability from which on a cause is named
_NOTHING = 255
_FIXED = ("confidence", "missing_cover", "classes_in_set", "cause")


LAYOUTS = {
    HEALTH: class_layout("health", COLOURS),
    DETAILS: RasterLayout(
        names=(*_FIXED, *(f"attention_{source}" for source in SOURCES)), dtype="uint8", nodata=_NOTHING
    ),
    CROPS: RasterLayout(names=("crop",), dtype="uint8", nodata=_NOTHING),
}  # fmt: skip
"""Classes 1–4 and NO_CROP; whole percents, the number of classes in the 90 % set, and the cause from 1, 0 unclear; the
probability that a crop stands, in whole percents."""


@dataclass(frozen=True)
class Work:
    """With what and whereto a scene is judged."""

    valid: Path
    folder: Path
    models: ModelBackend
    progress: Callable[[int, int], None]


def classify_scene(scene: Scene, known: Known, work: Work) -> HealthResult | None:
    """Write `LAYOUTS` where ground is clear, and sum them up; None, and no file but CROPS, where no crop was seen."""
    tally = _Tally(scene, known.parcels)
    factor = block_of(scene)
    cut = tiles(scene.grid.shape, _SIDE * factor, _OVERLAP * factor)
    rows = [list(row) for _, row in groupby(cut, key=lambda tile: tile.outer.row_off)]
    with ExitStack() as stack:
        reader = stack.enter_context(SceneReader(scene))
        mask = stack.enter_context(ResultReader(work.valid, scene.grid))
        writers = {
            name: stack.enter_context(RasterWriter(work.folder / name, scene.grid, layout))
            for name, layout in LAYOUTS.items()
        }
        for done, row in enumerate(rows, start=1):
            core, layers, crops = _judged(_Row(reader, mask, row, factor), known, work.models)
            tally.add(layers, core)
            writers[HEALTH].write(layers[0], core)
            writers[DETAILS].write(layers[1:], core)
            writers[CROPS].write(crops, core)
            work.progress(done, len(rows))
    if not tally.counts[1 : len(CLASSES) + 1].sum():
        for name in (HEALTH, DETAILS):
            (work.folder / name).unlink()
        return None
    return tally.result(scene, known, fake=work.models.name == "fake")


def block_of(scene: Scene) -> int:
    """Pixels a side that are averaged to come near to LEARNED_M; 1 where they are as large or not known."""
    size = scene.grid.pixel_size_m
    return max(1, round(LEARNED_M / max(size))) if size else 1


@dataclass(frozen=True)
class _Row:
    """Tiles side by side, and what they are read from."""

    reader: SceneReader
    mask: ResultReader
    tiles: list[Tile]
    factor: int

    @property
    def strip(self) -> Window:
        """Over the whole width."""
        first = self.tiles[0].outer
        return Window(0, first.row_off, self.reader.scene.grid.width, first.height)

    @property
    def core(self) -> Window:
        """The rows that are kept."""
        first = self.tiles[0].core
        return Window(0, first.row_off, self.reader.scene.grid.width, first.height)

    @property
    def there(self) -> list[int]:
        """Places in BANDS of what the scene has."""
        return [place for place, role in enumerate(BANDS) if self.reader.scene.band(role) is not None]

    def read(self) -> tuple[Floats, Bools]:
        """(bands there, h, w) reflectance of the strip, NaN where ground is not clear."""
        clear = self.mask.read(self.strip)[0] == CLEAR
        values = self.reader.read(self.strip, [BANDS[place] for place in self.there])
        values[:, ~clear] = np.nan
        return values, clear


def _judged(row: _Row, known: Known, models: ModelBackend) -> tuple[Window, Bytes, Bytes]:
    """The core of a row of tiles, (1 + details, h, w) of it, and (h, w) how likely a crop stands."""
    values, clear = row.read()
    numbers = known.parcels.numbers(row.strip) if known.parcels else None
    found = np.zeros((1 + len(LAYOUTS[DETAILS].names), *clear.shape), np.uint8)
    found[1:] = _NOTHING
    crops = np.full(clear.shape, _NOTHING, np.uint8)
    seen = [tile for tile in row.tiles if clear[_place(tile, row)].any()]
    if seen:
        cells = np.stack([_cells(values[(..., *_place(tile, row))], row) for tile in seen])
        step = row.factor * HEALTH_CELL
        own: Facts = {}
        if known.cells and numbers is not None:
            own = known.cells.of(np.stack([numbers[_place(tile, row)] for tile in seen]), step)
        answer = models.classify_health(cells, known.facts | own)
        for tile, layers in zip(seen, _drawn(answer, step), strict=True):
            down, across = tile.inner
            core = slice(tile.core.col_off, tile.core.col_off + tile.core.width)
            found[:, down, core], crops[down, core] = layers[:-1, down, across], layers[-1, down, across]
    if numbers is not None:
        found[0][numbers == 0] = NO_CROP
    found[0][~clear] = 0
    crops[~clear] = _NOTHING
    found[1:, ~((found[0] > 0) & (found[0] < NO_CROP))] = _NOTHING
    down = row.tiles[0].inner[0]
    return row.core, found[:, down], crops[down]


def _place(tile: Tile, row: _Row) -> tuple[slice, slice]:
    """Rows and columns of a tile in its strip."""
    return slice(0, row.strip.height), slice(tile.outer.col_off, tile.outer.col_off + tile.outer.width)


def _cells(values: Floats, row: _Row) -> Floats:
    """(bands there, h, w) → (bands, h, w) of blocks, NaN for other bands, filled up with NaN to whole cells."""
    means = average_blocks(values, (row.factor, row.factor))
    height, width = (-(-side // HEALTH_CELL) * HEALTH_CELL for side in means.shape[1:])
    whole = np.full((len(BANDS), height, width), np.nan, np.float32)
    whole[row.there, : means.shape[1], : means.shape[2]] = means
    return whole


def _drawn(answer: HealthLayers, step: int) -> Iterator[Bytes]:
    """For each tile (1 + details + 1, h, w): the class, whole percents, and those of a crop; each cell as pixels."""
    said = median_class(answer["condition"])[:, None]
    classes = said[:, 0] + 1
    classes[answer["stands"][:, 0] < _STANDS] = NO_CROP
    likeliest = answer["causes"].argmax(axis=1) + 1
    likeliest[answer["causes"].max(axis=1) < _LIKELY] = 0
    layers = (
        classes,
        _percent(np.take_along_axis(answer["condition"], said, axis=1)[:, 0]),
        _percent(answer["missing"][:, 0]),
        answer["in_set"].sum(axis=1),
        likeliest,
        *(_percent(answer["attention"][:, place]) for place in range(len(SOURCES))),
        _percent(answer["stands"][:, 0]),
    )
    for cells in np.stack(layers, axis=1).astype(np.uint8):
        yield cells.repeat(step, axis=1).repeat(step, axis=2)


def _percent(shares: Floats) -> Floats:
    return np.rint(100 * shares)


def _skill(scene: Scene) -> dict[str, float]:
    """Macro-F1 on simulated fields of a picture with the bands of this scene, and with all; none where not shipped."""
    try:
        cameras = json.loads((SHIPPED / "metrics.json").read_text())["cameras"]
    except (OSError, ValueError, KeyError):
        return {}
    return {name: float(cameras[name]["macro_f1"]) for name in (camera_of(scene.roles), WHOLE) if name in cameras}


class _Tally:
    """Sums over what stands in the rasters."""

    def __init__(self, scene: Scene, parcels: Parcels | None) -> None:
        self.counts = np.zeros(NO_CROP + 1, np.int64)
        self.hectares = np.zeros(NO_CROP + 1)
        self.areas = PixelAreas(scene.grid) if scene.grid.crs else None
        self.confidence = self.missing = self.one = 0
        self.causes = np.zeros(len(CAUSES) + 1, np.int64)
        self.attention = np.zeros(len(SOURCES), np.int64)
        self.parcels = parcels
        count = len(parcels.all) + 1 if parcels else 0
        self.of_parcels, self.missing_of = np.zeros((count, NO_CROP + 1), np.int64), np.zeros(count, np.int64)
        self.hectares_of = np.zeros(count)

    def add(self, layers: Bytes, core: Window) -> None:
        """(1 + details, h, w) of a part of the scene."""
        classes = layers[0]
        judged = (classes > 0) & (classes < NO_CROP)
        self.counts += np.bincount(classes.ravel(), minlength=NO_CROP + 1)
        if self.areas:
            for code in range(1, NO_CROP + 1):
                self.hectares[code] += self.areas.hectares(classes == code, core)
        confidence, missing, in_set, cause, *attention = (layer[judged] for layer in layers[1:])
        self.confidence += int(confidence.sum(dtype=np.int64))
        self.missing += int(missing.sum(dtype=np.int64))
        self.one += int((in_set == 1).sum())
        self.attention += [int(layer.sum(dtype=np.int64)) for layer in attention]
        self.causes += np.bincount(cause[classes[judged] > 1], minlength=len(CAUSES) + 1)
        if self.parcels:
            self._add_parcels(layers, core, self.parcels.numbers(core))

    def _add_parcels(self, layers: Bytes, core: Window, numbers: NDArray[np.int32]) -> None:
        classes, missing = layers[0], layers[2]
        both = np.bincount((numbers * (NO_CROP + 1) + classes).ravel(), minlength=self.of_parcels.size)
        self.of_parcels += both.reshape(self.of_parcels.shape)
        judged = (classes > 0) & (classes < NO_CROP)
        self.missing_of += np.bincount(numbers[judged], weights=missing[judged], minlength=len(self.missing_of)).astype(
            np.int64
        )
        if self.areas:
            for number in np.unique(numbers[numbers > 0]):
                self.hectares_of[number] += self.areas.hectares((numbers == number) & (classes > 0), core)

    def result(self, scene: Scene, known: Known, *, fake: bool) -> HealthResult:
        """Means and shares."""
        inside = self.counts[1 : len(CLASSES) + 1]
        judged, ailing = int(inside.sum()), int(inside[1:].sum())
        causes = dict(zip(("unclear", *CAUSES), self.causes.tolist(), strict=True))
        hectares = self.hectares[1 : len(CLASSES) + 1].tolist()
        return HealthResult(
            share=dict(zip(CLASSES, (inside / judged).tolist(), strict=True)),
            area_ha=dict(zip(CLASSES, hectares, strict=True)) if self.areas else None,
            judged=judged,
            no_crop=int(self.counts[NO_CROP]),
            mean_confidence=self.confidence / 100 / judged,
            missing_cover=self.missing / 100 / judged,
            one_class=self.one / judged,
            causes={name: count / ailing for name, count in causes.items()} if ailing else {},
            attention=dict(zip(SOURCES, (self.attention / 100 / judged).tolist(), strict=True)),
            known=tuple(sorted(known.told)),
            lacking=tuple(role for role in BANDS if scene.band(role) is None),
            skill={} if fake else _skill(scene),
            raster=HEALTH,
            details=DETAILS,
            parcels=tuple(self._parcel(number) for number in range(1, len(self.of_parcels))),
            fake=fake,
        )

    def _parcel(self, number: int) -> ParcelHealth:
        assert self.parcels is not None
        counts = self.of_parcels[number]
        inside = counts[1 : len(CLASSES) + 1]
        judged = int(inside.sum())
        return ParcelHealth(
            name=self.parcels.all[number - 1].name,
            pixels=int(counts[1:].sum()),
            no_crop=int(counts[NO_CROP]),
            area_ha=float(self.hectares_of[number]) if self.areas else None,
            share=dict(zip(CLASSES, (inside / max(judged, 1)).tolist(), strict=True)),
            missing_cover=self.missing_of[number] / 100 / judged if judged else None,
        )
