"""From a scene to maps of crop health: tiles are read, judged by the backend, and drawn where ground is clear.

The network learned from pixels of 10 m. Finer ones are averaged to about that size first; each answer is for a cell of
4 × 4 such blocks. Cells are counted from the origin of the coordinate system, as blocks are, so those of Sentinel-2
never part its pixels of 20 m.
"""

import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.arrays import Bools, Bytes, Floats
from models.backend import HEALTH_CELL, HealthLayers, ModelBackend
from models.calibration import find_median_class
from models.checkpoints import CHECKPOINT_FILES
from models.field.cells import SceneConditioning
from models.field.conditioning import Conditioning
from models.field.crop_mask import (
    BARE,
    CROP,
    CROP_MAP,
    LAYOUT,
    UNSEEN,
    CropMask,
    class_blocks,
    count_classes,
    name_counts,
    name_crops,
)
from models.geo.contract.scene import Scene, SceneNeed
from models.geo.pixels.area import PixelAreas
from models.geo.pixels.ground import ClearGround
from models.geo.pixels.maps import Maps
from models.geo.pixels.raster import RasterLayout, ResultReader, SceneReader
from models.geo.pixels.result import lay_out_classes
from models.geo.pixels.tiling import Tile, read_ahead
from models.health.config import ALL_BANDS, BANDS, CLASSES, COLOURS, SHIPPED, SOURCES, find_camera
from models.memory import give_back_memory
from models.schemas import FieldFacts, HealthResult, ParcelHealth
from models.vocabulary import CAUSES

NEED = SceneNeed(roles=("red", "green", "blue"), one_of=("nir", "nir08"), units=("reflectance",))
HEALTH, DETAILS = "health.tif", "health_details.tif"
NO_CROP = len(CLASSES) + 1  # in health.tif: all ground that the mask of crops does not give to judge
_WHOLE, _SIDE, HALO = 1024, 704, 64
"""Blocks a side of a scene that is shown as a whole, and of what is kept at once of a larger one with those around. A
cell sees 100 blocks far, and beyond 64 hardly anything: of ten thousand one changes its class with how a scene is cut.
"""
_STANDS = 0.5  # probability from which on a crop is judged
_LIKELY = 0.5  # probability from which on a cause is named
_NOTHING = 255
_FIXED = ("confidence", "missing_cover", "classes_in_set", "cause")


LAYOUTS = {
    HEALTH: lay_out_classes("health", COLOURS),
    DETAILS: RasterLayout(
        names=(*_FIXED, *(f"attention_{source}" for source in SOURCES)), dtype="uint8", nodata=_NOTHING,
        units=("%", "%", "1", "1", *("%" for _ in SOURCES)),
    ),
    CROP_MAP: LAYOUT,
}  # fmt: skip
"""Classes 1–4 and NO_CROP; whole percents, the number of classes in the 90 % set, and the cause from 1, 0 unclear; and
which ground is judged."""
_LAYERS = len(LAYOUTS[HEALTH].names) + len(LAYOUTS[DETAILS].names)
_RED, _NIR, _NIR_INSTEAD = (BANDS.index(band) for band in ("red", "nir", "nir08"))


@dataclass(frozen=True)
class HealthJob:
    """With what a scene is judged, and where the maps go."""

    valid: Path
    folder: Path
    models: ModelBackend
    progress: Callable[[int, int], None]


def classify_scene(
    scene: Scene, known: SceneConditioning, work: HealthJob
) -> tuple[dict[str, int], HealthResult | None]:
    """Write `LAYOUTS` where ground is clear; return the pixels of each class of ground, and the sum of the judged.

    That is None, and there is no file but CROP_MAP, where no crop was seen.
    """
    with ExitStack() as stack:
        maps = stack.enter_context(_HealthMaps(scene, known, work))
        blocks = maps.blocks
        side = _WHOLE if max(blocks.shape) <= _WHOLE else _SIDE
        cut = blocks.tiles(side, HALO, HEALTH_CELL)
        reader = stack.enter_context(SceneReader(scene))
        mask = stack.enter_context(ResultReader(work.valid))
        ground = ClearGround(reader, mask, blocks, [role if scene.band(role) else "" for role in BANDS])

        def look(tile: Tile) -> tuple[Tile, Floats] | None:
            part = maps.narrow(tile)
            return None if part is None else (part, ground.read(part.outer))

        pen = stack.enter_context(ThreadPoolExecutor(1, "draw"))
        drawn: Future[None] | None = None
        read = stack.enter_context(closing(read_ahead(cut, look)))
        for done, (tile, seen) in enumerate(read, start=1):
            layers, classes = _judge_nothing(tile.core)
            if seen is not None:
                part, values = seen
                conditioning = known.select_window(blocks.beyond(part.outer), HEALTH_CELL * blocks.side)
                place = tile.locate(part)
                layers[(..., *place)], classes[place] = _judge_tile(values, conditioning, part, maps)
            if drawn is not None:
                drawn.result()  # at most one tile waits, so memory stays flat
            drawn = pen.submit(maps.write, layers, classes, tile.core)
            give_back_memory()  # of each tile: 200 MB less, in no more time
            work.progress(done, len(cut))
        if drawn is not None:
            drawn.result()
    counted = name_counts(maps.ground)
    if not maps.tally.judged:
        for name in (HEALTH, DETAILS):
            (work.folder / name).unlink()
        return counted, None
    return counted, maps.tally.build_result(scene, known, work.models)


def _judge_nothing(core: Window) -> tuple[Bytes, Bytes]:
    """Draw layers without an answer, and ground that lies outside the parcels whatever stands there."""
    shape = core.height, core.width
    return np.full((_LAYERS, *shape), _NOTHING, np.uint8), np.full(shape, BARE, np.uint8)


def _judge_tile(values: Floats, conditioning: Conditioning, tile: Tile, maps: "_HealthMaps") -> tuple[Bytes, Bytes]:
    """Judge a tile, (bands, h, w), and return of its core the layers as they are drawn, class and details, and the
    classes of ground; a network is asked only where ground may be judged.
    """
    core = values[(..., *tile.inner)]
    red, nir = core[_RED], np.where(np.isfinite(core[_NIR]), core[_NIR], core[_NIR_INSTEAD])
    layers = np.full((_LAYERS, *red.shape), _NOTHING, np.uint8)
    ground = class_blocks(red, nir, None)
    if not (maps.may_judge(ground, tile.core) if maps.mask.trusts_parcels else ground.any()):
        return layers, ground
    answer = maps.models.classify_health(values[None], conditioning)
    layers = _encode_layers(answer)[(..., *tile.inner)]
    if not maps.mask.trusts_parcels:
        ground = class_blocks(red, nir, _draw_cells(answer["stands"][0] >= _STANDS)[(0, *tile.inner)])
    return layers, ground


def _draw_cells(cells: NDArray[Any]) -> NDArray[Any]:
    """Draw (layers, rows, columns) cells as blocks."""
    return cells.repeat(HEALTH_CELL, axis=1).repeat(HEALTH_CELL, axis=2)


def _encode_layers(answer: HealthLayers) -> Bytes:
    """Encode an answer as layers (layers, h, w): the class, and whole percents; each cell is drawn as blocks."""
    output = find_median_class(answer["condition"])[:, None]
    classes = output[:, 0] + 1
    likeliest = answer["causes"].argmax(axis=1) + 1
    likeliest[answer["causes"].max(axis=1) < _LIKELY] = 0
    layers = (
        classes,
        _round_percent(np.take_along_axis(answer["condition"], output, axis=1)[:, 0]),
        _round_percent(answer["missing"][:, 0]),
        answer["in_set"].sum(axis=1),
        likeliest,
        *(_round_percent(answer["attention"][:, place]) for place in range(len(SOURCES))),
    )
    return _draw_cells(np.concatenate(layers).astype(np.uint8))


class _HealthMaps(Maps):
    """The rasters of `LAYOUTS`, written part by part, and the sums over what stands in them."""

    def __init__(self, scene: Scene, known: SceneConditioning, work: HealthJob) -> None:
        super().__init__(work.folder, work.valid, scene.grid, LAYOUTS)
        self.mask, self.models = CropMask.of(known.parcels, known.field), work.models
        self.tally, self.ground = _Tally(scene, known), count_classes(np.zeros(0, np.uint8))

    def narrow(self, tile: Tile) -> Tile | None:
        """Narrow a tile to where parcels lie, if there are any; None where none does."""
        parcels = self.mask.parcels
        if parcels is None:
            return tile
        wanted = np.zeros((tile.core.height, tile.core.width), bool)
        for part, place in self.blocks.parts(tile.core):
            inside = (parcels.numbers(self.blocks.pixels(part)) > 0).astype(np.float32)
            wanted[place] = self.blocks.means(part, inside[None])[0] > 0
        return self.blocks.narrow(tile, wanted, HALO, HEALTH_CELL)

    def may_judge(self, ground: Bytes, window: Window) -> bool:
        """Say whether ground of a window of blocks is to be judged, by its classes and the parcels."""
        return any(
            (self._lay(ground[place], part, np.True_) == CROP).any() for part, place in self.blocks.parts(window)
        )

    def write(self, layers: Bytes, ground: Bytes, window: Window) -> None:
        """Write (layers, h, w), and classes of ground, over a window of blocks; each block is drawn as its pixels."""
        for part, place in self.blocks.parts(window):
            drawn = self.blocks.drawn(part, layers[:, *place])
            pixels = self.blocks.pixels(part)
            self._write_pixels(drawn, self._lay(ground[place], part, self.is_clear(pixels)), pixels)

    def _lay(self, ground: Bytes, part: Window, clear: Bools | np.bool_) -> Bytes:
        return self.mask.lay(self.blocks.drawn(part, ground[None])[0], self.blocks.pixels(part), clear)

    def _write_pixels(self, layers: Bytes, ground: Bytes, pixels: Window) -> None:
        classes, details = layers[0], layers[1:]
        classes[ground != CROP] = NO_CROP
        classes[ground == UNSEEN] = 0
        details[:, ground != CROP] = _NOTHING
        parcels = self.mask.parcels
        self.tally.add(layers, ground, pixels, parcels.numbers(pixels) if parcels is not None else None)
        self.ground += count_classes(ground)
        self.draw({HEALTH: classes, DETAILS: details, CROP_MAP: ground}, pixels)


def _round_percent(shares: Floats) -> Floats:
    return np.rint(100 * shares)


def _look_up_skill(scene: Scene, models: ModelBackend) -> dict[str, float]:
    """Look up macro-F1 on simulated fields of a picture with the bands of this scene, and with all; none of
    other weights.
    """
    try:
        if models.name == "fake" or models.config_of("health") not in (
            None,
            (SHIPPED / CHECKPOINT_FILES[1]).read_text(),
        ):
            return {}
        cameras = json.loads((SHIPPED / "metrics.json").read_text())["cameras"]
    except (OSError, ValueError, KeyError):
        return {}
    return {name: float(cameras[name]["macro_f1"]) for name in (find_camera(scene.roles), ALL_BANDS) if name in cameras}


class _Tally:
    """Sums over what stands in the rasters."""

    def __init__(self, scene: Scene, known: SceneConditioning) -> None:
        parcels = known.parcels
        self.counts = np.zeros(NO_CROP + 1, np.int64)
        self.hectares = np.zeros(NO_CROP + 1)
        self.areas = PixelAreas(scene.grid) if scene.grid.crs else None
        self.confidence = self.missing = self.one = 0
        self.causes = np.zeros(len(CAUSES) + 1, np.int64)
        self.attention = np.zeros(len(SOURCES), np.int64)
        self.parcels = parcels
        count = len(parcels.all) + 1 if parcels else 0
        self.of_parcels, self.missing_of = np.zeros((count, NO_CROP + 1), np.int64), np.zeros(count, np.int64)
        self._crops = name_crops(parcels, known.field or FieldFacts())
        self.hectares_of, self.bare_of = np.zeros(count), np.zeros(count, np.int64)

    @property
    def judged(self) -> int:
        """Count the pixels with a crop."""
        return int(self.counts[1 : len(CLASSES) + 1].sum())

    def add(self, layers: Bytes, ground: Bytes, core: Window, numbers: NDArray[np.int32] | None) -> None:
        """Add (1 + details, h, w) of a part of the scene, the classes of its ground, and the numbers of its parcels."""
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
        if numbers is not None:
            self._add_parcels(layers, core, numbers)
            self.bare_of += np.bincount(numbers[ground == BARE], minlength=len(self.bare_of))

    def _add_parcels(self, layers: Bytes, core: Window, numbers: NDArray[np.int32]) -> None:
        classes, missing = layers[0], layers[2]
        both = np.bincount((numbers * (NO_CROP + 1) + classes).ravel(), minlength=self.of_parcels.size)
        self.of_parcels += both.reshape(self.of_parcels.shape)
        judged = (classes > 0) & (classes < NO_CROP)
        self.missing_of += np.bincount(numbers[judged], weights=missing[judged], minlength=len(self.missing_of)).astype(
            np.int64
        )
        if self.areas:
            clear = np.where((numbers > 0) & (classes > 0), numbers, -1)
            self.hectares_of += self.areas.hectares_of(clear, core, len(self.hectares_of))

    def build_result(self, scene: Scene, known: SceneConditioning, models: ModelBackend) -> HealthResult:
        """Turn the sums into means and shares."""
        inside = self.counts[1 : len(CLASSES) + 1]
        judged, stressed = int(inside.sum()), int(inside[1:].sum())
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
            causes={name: count / stressed for name, count in causes.items()} if stressed else {},
            attention=dict(zip(SOURCES, (self.attention / 100 / judged).tolist(), strict=True)),
            known=tuple(sorted(known.groups)),
            lacking=tuple(role for role in BANDS if scene.band(role) is None),
            skill=_look_up_skill(scene, models),
            raster=HEALTH,
            details=DETAILS,
            parcels=tuple(self._parcel(number) for number in range(1, len(self.of_parcels))),
            fake=models.name == "fake",
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
            bare=int(self.bare_of[number]),
            crop=self._crops[number - 1],
            area_ha=float(self.hectares_of[number]) if self.areas else None,
            share=dict(zip(CLASSES, (inside / max(judged, 1)).tolist(), strict=True)),
            missing_cover=self.missing_of[number] / 100 / judged if judged else None,
        )
