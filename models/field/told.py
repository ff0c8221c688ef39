"""What the words of the user change in the answers of a network: of some places it is asked twice, with and without.

Readings of sensors are given to no network (`UNHEARD`), so they change nothing and need no second question.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.arrays import Bools, Bytes
from models.field.cells import SceneConditioning
from models.field.conditioning import CALENDAR_AND_PLACE, Conditioning, number_crop
from models.field.crop_mask import CROP, CropReader
from models.files import write_whole
from models.geo.pixels.blocks import Blocks
from models.geo.pixels.raster import ResultReader
from models.geo.pixels.tiling import Tile, cut_windows
from models.schemas import FieldFacts, ToldEffect, ToldPlace

SIDE, MOST = 192, 4
"""Blocks a side of a place, and places: a few seconds for both networks, whatever the size of the scene."""
_OVERVIEW = 1024  # pixels of the longer side in which places are looked for
_ENOUGH = 0.1  # of the crops of the place that has most, from which on another is asked about
_ELEVATION = CALENDAR_AND_PLACE.index("elevation")


@dataclass(frozen=True)
class Lattice:
    """How a network sees a scene."""

    blocks: Blocks
    halo: int  # blocks around a place that it sees
    stride: int  # blocks of which sides of tiles are multiples
    step: int  # pixels of the scene a side for which conditioning is given


Ask = Callable[[Tile, Sequence[Conditioning]], Sequence[Bytes]]
"""(tile, some conditionings) → the classes of its core, (h, w) blocks from 1 on, under each."""


def list_told(known: SceneConditioning) -> tuple[str, ...]:
    """List what the user said that a network is given: crop, sowing, soil, elevation."""
    field, parcels = known.field or FieldFacts(), known.parcels.all if known.parcels else ()
    said = {
        "crop": any(number_crop(crop) for crop in (field.crop, *(parcel.crop for parcel in parcels))),
        "sowing": known.day is not None and any((field.sown, *(parcel.sown for parcel in parcels))),
        "soil": field.soil is not None,
        "elevation": field.elevation_m is not None,
    }
    return tuple(name for name, is_said in said.items() if is_said)


def leave_out_told(known: SceneConditioning) -> Conditioning:
    """Keep what the scene itself says: season of the year and latitude."""
    found = {name: values.copy() for name, values in known.values.items() if name == "place"}
    for values in found.values():
        values[..., _ELEVATION] = np.nan
    return {name: values for name, values in found.items() if np.isfinite(values).any()}


def choose_places(crops: Path, blocks: Blocks) -> list[Window]:
    """Choose windows of blocks with crops, spread evenly over the scene; the same scene gives the same ones."""
    rows, columns = blocks.shape
    shrink = max(1.0, max(rows, columns) / _OVERVIEW)
    with ResultReader(crops) as reader:
        seen = reader.overview((max(1, round(rows / shrink)), max(1, round(columns / shrink))))[0] == CROP
    windows = cut_windows(blocks.shape, SIDE)
    counts = np.array([_count(seen, window, blocks) for window in windows])
    if not counts.any():
        return []
    with_crops = np.flatnonzero(counts >= _ENOUGH * counts.max())
    chosen = np.linspace(0, len(with_crops) - 1, min(MOST, len(with_crops))).round().astype(int)
    return [windows[place] for place in with_crops[chosen]]


def _count(seen: Bools, window: Window, blocks: Blocks) -> int:
    """Count pixels of an overview in a window of blocks."""
    (top, bottom), (left, right) = (
        (start * length // of, -(-(start + count) * length // of))
        for start, count, length, of in zip(
            (window.row_off, window.col_off), (window.height, window.width), seen.shape, blocks.shape, strict=True
        )
    )
    return int(seen[top:bottom, left:right].sum())


def measure_told(
    known: SceneConditioning, crops: Path, lattice: Lattice, classes: Sequence[str], ask: Ask
) -> ToldEffect | None:
    """Count blocks with a crop by their class with the words of the user and without; None where nothing was said."""
    facts, blocks = list_told(known), lattice.blocks
    if not facts or not (cores := choose_places(crops, blocks)):
        return None
    whole = blocks.around(Window(0, 0, *blocks.shape[::-1]), 0, lattice.stride)
    without, found = leave_out_told(known), list[ToldPlace]()
    with ResultReader(crops) as reader:
        mask = CropReader(reader, blocks)
        for core in cores:
            tile = Tile(blocks.around(core, lattice.halo, lattice.stride).intersection(whole), core)
            told, untold = ask(tile, (known.select_window(blocks.beyond(tile.outer), lattice.step), without))
            counts = _cross(told, untold, mask.find_crops(core), len(classes))
            pixels = blocks.pixels(core)
            place = (int(pixels.col_off), int(pixels.row_off), int(pixels.width), int(pixels.height))
            found.append(ToldPlace(window=place, blocks=tuple(map(tuple, counts.tolist()))))
    return ToldEffect(facts=facts, classes=tuple(classes), places=tuple(found))


def _cross(told: Bytes, untold: Bytes, judged: Bools, classes: int) -> NDArray[np.int64]:
    """(classes, classes) judged blocks by their class with and without."""
    pairs = (told[judged].astype(np.int64) - 1) * classes + untold[judged] - 1
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


def write_told(path: Path, effect: ToldEffect) -> None:
    """Write the counts, so that their sums can be found again."""
    write_whole(path, json.dumps(effect.model_dump(mode="json"), indent=1) + "\n")
