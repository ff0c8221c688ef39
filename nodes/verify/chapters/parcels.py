"""The parcels of the user counted again on the map of health."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from models.field.parcels import read_parcels
from models.geo.pixels.source import open_raster
from nodes.run_files import PARCELS as FILE
from nodes.state import SceneState
from nodes.verify.areas import areas_of
from nodes.verify.recount import Count, Recount, Values, strips


def parcel_values(run_dir: Path, state: SceneState, numbers: Callable[[Window], NDArray[np.int32]]) -> Values:
    """What each parcel shows; `numbers` gives the parcel of each pixel of a window of the raster."""
    health = state.health
    assert health is not None and health.parcels
    counts = np.zeros((len(health.parcels) + 1, 256), np.int64)
    missing, hectares = np.zeros(len(counts)), np.zeros(len(counts))
    with open_raster(run_dir / health.raster) as classes, open_raster(run_dir / health.details) as details:
        areas = areas_of(classes, state)
        for window, values in strips(classes):
            inside, lacking = numbers(window), details.read(2, window=window)
            judged = (values >= 1) & (values <= len(health.share))
            for number in np.unique(inside[inside > 0]):
                here = inside == number
                counts[number] += np.bincount(values[here], minlength=256)
                missing[number] += lacking[here & judged].sum(dtype=np.int64)
                if areas is not None:
                    hectares[number] += areas.hectares(here & (values > 0), window.row_off)
    found: Values = {}
    for number in range(1, len(counts)):
        row, judged_pixels = counts[number], int(counts[number][1:5].sum())
        found[f"parcel.{number}.no_crop"] = 100 * int(row[5]) / max(int(row[1:].sum()), 1)
        found[f"parcel.{number}.judged"] = judged_pixels
        found[f"parcel.{number}.area"] = float(hectares[number])
        found[f"parcel.{number}.ailing"] = 100 * int(row[3:5].sum()) / max(judged_pixels, 1)
        found[f"parcel.{number}.missing"] = float(missing[number]) / max(judged_pixels, 1)
    return found


def _on_the_raster(run_dir: Path, state: SceneState) -> Values:
    """Parcels on the grid of the raster, which may be mirrored against that of the scene."""
    assert state.scene is not None and state.health is not None
    with open_raster(run_dir / state.health.raster) as source:
        grid = state.scene.grid.model_copy(update={"transform": tuple(source.transform)[:6]})
    return parcel_values(run_dir, state, read_parcels(run_dir / FILE, grid).numbers)


def counts(run_dir: Path, state: SceneState) -> Iterator[Count]:
    """Count the ground in each parcel."""
    if state.health is not None and state.health.parcels:
        yield Count(FILE, partial(_on_the_raster, run_dir, state))


PARCELS = Recount("parcels", counts)
