"""From a scene to maps of crop health: tiles are read, judged by the backend, and drawn where ground is clear.

The network learned from pixels of 10 m. Finer ones are averaged to about that size first; each answer is for a cell of
4 × 4 such blocks. Cells are counted from the origin of the coordinate system, as blocks are, so those of Sentinel-2
never part its pixels of 20 m.
"""

import json
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.arrays import Bytes, Floats
from models.backend import HEALTH_CELL, HealthLayers, ModelBackend
from models.calibration import find_median_class
from models.checkpoints import CHECKPOINT_FILES
from models.field.cells import SceneConditioning
from models.field.conditioning import Conditioning
from models.field.parcels import Parcels
from models.geo.contract.scene import Scene, SceneNeed
from models.geo.pixels.area import PixelAreas
from models.geo.pixels.ground import ClearGround
from models.geo.pixels.maps import Maps
from models.geo.pixels.raster import RasterLayout, ResultReader, SceneReader
from models.geo.pixels.result import lay_out_classes
from models.geo.pixels.tiling import Tile, read_ahead
from models.health.config import ALL_BANDS, BANDS, CLASSES, COLOURS, SHIPPED, SOURCES, find_camera
from models.schemas import HealthResult, ParcelHealth
from models.vocabulary import CAUSES

NEED = SceneNeed(roles=("red", "green", "blue"), one_of=("nir", "nir08"), units=("reflectance",))
HEALTH, DETAILS, CROP_MAP = "health.tif", "health_details.tif", "crops.tif"
NO_CROP = len(CLASSES) + 1  # in health.tif
_WHOLE, _SIDE, _HALO = 1024, 704, 64
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
    CROP_MAP: RasterLayout(names=("crop",), dtype="uint8", nodata=_NOTHING, units=("%",)),
}  # fmt: skip
"""Classes 1–4 and NO_CROP; whole percents, the number of classes in the 90 % set, and the cause from 1, 0 unclear; the
probability that a crop stands, in whole percents."""
_LAYERS = sum(len(layout.names) for layout in LAYOUTS.values())


@dataclass(frozen=True)
class HealthJob:
    """With what a scene is judged, and where the maps go."""

    valid: Path
    folder: Path
    models: ModelBackend
    progress: Callable[[int, int], None]


def classify_scene(scene: Scene, known: SceneConditioning, work: HealthJob) -> HealthResult | None:
    """Write `LAYOUTS` where ground is clear, and sum them up; None, and no file but CROPS, where no crop was seen."""
    with ExitStack() as stack:
        maps = stack.enter_context(_HealthMaps(scene, known.parcels, work))
        blocks = maps.blocks
        side = _WHOLE if max(blocks.shape) <= _WHOLE else _SIDE
        cut = blocks.tiles(side, _HALO, HEALTH_CELL)
        reader = stack.enter_context(SceneReader(scene))
        mask = stack.enter_context(ResultReader(work.valid))
        ground = ClearGround(reader, mask, blocks, [role if scene.band(role) else "" for role in BANDS])
        read = stack.enter_context(closing(read_ahead(cut, lambda tile: ground.read(tile.outer))))
        for done, (tile, values) in enumerate(read, start=1):
            conditioning = known.select_window(blocks.beyond(tile.outer), HEALTH_CELL * blocks.side)
            maps.write(_judge_tile(values, conditioning, tile, work.models), tile.core)
            work.progress(done, len(cut))
    if not maps.tally.counts[1 : len(CLASSES) + 1].sum():
        for name in (HEALTH, DETAILS):
            (work.folder / name).unlink()
        return None
    return maps.tally.build_result(scene, known, work.models)


def _judge_tile(values: Floats, conditioning: Conditioning, tile: Tile, models: ModelBackend) -> Bytes:
    """Judge a tile, (bands, h, w), and return the layers of its core as they are drawn: class, details, crop."""
    seen = np.isfinite(values[(..., *tile.inner)]).any(axis=0)
    drawn = np.full((_LAYERS, *seen.shape), _NOTHING, np.uint8)
    if seen.any():
        drawn = _encode_layers(models.classify_health(values[None], conditioning))[(..., *tile.inner)]
        drawn[:, ~seen] = _NOTHING
    drawn[0, ~seen] = 0
    return drawn


def _encode_layers(answer: HealthLayers) -> Bytes:
    """Encode an answer as layers (layers, h, w): the class, whole percents, and those of a crop; each cell is
    drawn as blocks.
    """
    output = find_median_class(answer["condition"])[:, None]
    classes = output[:, 0] + 1
    classes[answer["stands"][:, 0] < _STANDS] = NO_CROP
    likeliest = answer["causes"].argmax(axis=1) + 1
    likeliest[answer["causes"].max(axis=1) < _LIKELY] = 0
    layers = (
        classes,
        _round_percent(np.take_along_axis(answer["condition"], output, axis=1)[:, 0]),
        _round_percent(answer["missing"][:, 0]),
        answer["in_set"].sum(axis=1),
        likeliest,
        *(_round_percent(answer["attention"][:, place]) for place in range(len(SOURCES))),
        _round_percent(answer["stands"][:, 0]),
    )
    cells = np.concatenate(layers).astype(np.uint8)
    return cells.repeat(HEALTH_CELL, axis=1).repeat(HEALTH_CELL, axis=2)


class _HealthMaps(Maps):
    """The rasters of `LAYOUTS`, written part by part, and the sums over what stands in them."""

    def __init__(self, scene: Scene, parcels: Parcels | None, work: HealthJob) -> None:
        super().__init__(work.folder, work.valid, scene.grid, LAYOUTS)
        self._parcels, self.tally = parcels, _Tally(scene, parcels)

    def write(self, layers: Bytes, window: Window) -> None:
        """Write (layers, h, w) over a window of blocks; each block is drawn as its pixels."""
        for part, place in self.blocks.parts(window):
            self._write_pixels(self.blocks.drawn(part, layers[:, *place]), self.blocks.pixels(part))

    def _write_pixels(self, layers: Bytes, pixels: Window) -> None:
        classes, details, crops = layers[0], layers[1:-1], layers[-1]
        numbers = self._parcels.numbers(pixels) if self._parcels is not None else None
        if numbers is not None:
            classes[numbers == 0] = NO_CROP
        clear = self.is_clear(pixels)
        classes[~clear] = 0
        crops[~clear] = _NOTHING
        details[:, ~((classes > 0) & (classes < NO_CROP))] = _NOTHING
        self.tally.add(layers[:-1], pixels, numbers)
        self.draw({HEALTH: classes, DETAILS: details, CROP_MAP: crops}, pixels)


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

    def add(self, layers: Bytes, core: Window, numbers: NDArray[np.int32] | None) -> None:
        """Add (1 + details, h, w) of a part of the scene, and the numbers of its parcels."""
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
            area_ha=float(self.hectares_of[number]) if self.areas else None,
            share=dict(zip(CLASSES, (inside / max(judged, 1)).tolist(), strict=True)),
            missing_cover=self.missing_of[number] / 100 / judged if judged else None,
        )
