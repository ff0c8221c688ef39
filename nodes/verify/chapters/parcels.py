"""The parcels of the user counted again on the map of health."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.field.parcels import read_parcels
from models.geo.pixels.source import open_raster
from nodes.run_folder.files import PARCELS as FILE
from nodes.state import SceneState
from nodes.verify.areas import areas_of
from nodes.verify.recount import Count, Recount, Values, strips

_BARE = 2  # in crops.tif
_CODES = 8  # of health.tif: conditions, not judged, no data


def parcel_values(run_dir: Path, state: SceneState, numbers: Callable[[Window], NDArray[np.int32]]) -> Values:
    """What each parcel shows; `numbers` gives the parcel of each pixel of a window of the raster."""
    health = state.health
    assert health is not None and health.parcels
    counts = np.zeros((len(health.parcels) + 1, _CODES), np.int64)
    missing, hectares = np.zeros(len(counts)), np.zeros(len(counts))
    with open_raster(run_dir / health.raster) as classes, open_raster(run_dir / health.details) as details:
        areas = areas_of(classes, state)
        for window, values in strips(classes):
            inside, lacking = numbers(window), details.read(2, window=window)
            judged = (values >= 1) & (values <= len(health.share))
            both = inside.astype(np.int64) * _CODES + np.minimum(values, _CODES - 1)
            counts += np.bincount(both.ravel(), minlength=counts.size).reshape(counts.shape)
            missing += np.bincount(inside[judged], weights=lacking[judged], minlength=len(missing))
            if areas is not None:
                clear = np.where((inside > 0) & (values > 0), inside, -1)
                hectares += areas.of_numbers(clear, window.row_off, len(hectares))
    found: Values = {}
    for number in range(1, len(counts)):
        row, judged_pixels = counts[number], int(counts[number][1:5].sum())
        found[f"parcel.{number}.judged"] = judged_pixels
        found[f"parcel.{number}.area"] = float(hectares[number])
        found[f"parcel.{number}.ailing"] = 100 * int(row[3:5].sum()) / max(judged_pixels, 1)
        found[f"parcel.{number}.missing"] = float(missing[number]) / max(judged_pixels, 1)
    return found


def bare_values(run_dir: Path, state: SceneState, numbers: Callable[[Window], NDArray[np.int32]]) -> Values:
    """Bare ground of each parcel, as the mask of crops has it."""
    assert state.crops is not None and state.health is not None
    bare, clear = (np.zeros(len(state.health.parcels) + 1, np.int64) for _ in range(2))
    with open_raster(run_dir / state.crops.raster) as mask:
        for window, values in strips(mask):
            inside = numbers(window)
            bare += np.bincount(inside[values == _BARE], minlength=len(bare))
            clear += np.bincount(inside[values > 0], minlength=len(clear))
    return {f"parcel.{n}.bare": 100 * int(bare[n]) / max(int(clear[n]), 1) for n in range(1, len(bare))}


def _on_the_raster(run_dir: Path, state: SceneState) -> Values:
    """Parcels on the grid of the raster, which may be mirrored against that of the scene."""
    assert state.scene is not None and state.health is not None
    with open_raster(run_dir / state.health.raster) as source:
        grid = state.scene.grid.model_copy(update={"transform": tuple(source.transform)[:6]})
    numbers = read_parcels(run_dir / FILE, grid).numbers
    found = parcel_values(run_dir, state, numbers)
    return found | bare_values(run_dir, state, numbers) if state.crops and state.crops.pixels else found


def counts(run_dir: Path, state: SceneState) -> Iterator[Count]:
    """Count the ground in each parcel."""
    if state.health is not None and state.health.parcels:
        yield Count(FILE, partial(_on_the_raster, run_dir, state))


PARCELS = Recount("parcels", counts)
