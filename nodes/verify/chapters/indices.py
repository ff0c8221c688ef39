"""Indices and cover counted again from their raster, over the clear pixels of the mask."""

from collections.abc import Iterator
from functools import partial
from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.geo.pixels.source import open_raster
from models.schemas import CoverClass
from nodes.state import SceneState
from nodes.verify.areas import areas_of
from nodes.verify.recount import Count, Recount, Values, strips

_STEPS = 10_000  # a stored index value is a whole number of these
_HALF = 10 * _STEPS + 1


def index_values(run_dir: Path, state: SceneState, place: int) -> Values:
    """Statistics of one index over clear pixels, and the cover where it is NDVI; `place` counts the bands from 1."""
    assert state.indices is not None and state.clouds is not None
    name = state.indices.stats[place - 1].name
    counts, clear, total = np.zeros(2 * _HALF + 1, np.int64), 0, 0.0
    with open_raster(run_dir / state.indices.raster) as source, open_raster(run_dir / state.clouds.raster) as mask:
        for window, values in strips(source, place):
            is_clear = mask.read(1, window=window) == 1
            seen = values[is_clear & np.isfinite(values)].astype(np.float64)
            clear += int(np.count_nonzero(is_clear))
            total += float(seen.sum())
            whole = np.clip(np.rint(seen * _STEPS), -_HALF, _HALF).astype(np.int64) + _HALF
            counts += np.bincount(whole, minlength=len(counts))
    pixels = int(counts.sum())
    values_of: Values = {f"index.{name}.pixels": pixels, f"index.{name}.undefined": clear - pixels}
    if pixels:
        values_of |= {f"index.{name}.{key}": value for key, value in _statistics(counts, total).items()}
    return values_of


def _statistics(counts: NDArray[np.int64], total: float) -> Values:
    """Mean from the sum of the values, the rest from how often each value occurs."""
    places = np.flatnonzero(counts)
    often, values = counts[places], (places - _HALF) / _STEPS
    ends, pixels = np.cumsum(often), int(often.sum())
    mean = total / pixels
    found = {"mean": mean, "std": float(np.sqrt(((values - mean) ** 2 * often).sum() / pixels))}
    for key in (0, 5, 25, 50, 75, 95, 100):
        rank = key / 100 * (pixels - 1)
        low, high = (values[np.searchsorted(ends, whole, side="right")] for whole in (int(rank), ceil(rank)))
        found[f"p{key}"] = float(low + (high - low) * (rank - int(rank)))
    return found


def cover_values(run_dir: Path, state: SceneState) -> Values:
    """Count pixels, shares and areas of the classes of NDVI."""
    assert state.indices is not None and state.clouds is not None
    cover = state.indices.cover
    place = [stats.name for stats in state.indices.stats].index("NDVI") + 1
    pixels, hectares = np.zeros(len(cover), np.int64), np.zeros(len(cover))
    with open_raster(run_dir / state.indices.raster) as source, open_raster(run_dir / state.clouds.raster) as mask:
        areas = areas_of(source, state)
        for window, values in strips(source, place):
            whole = np.where(mask.read(1, window=window) == 1, np.rint(values * np.float64(_STEPS)), np.nan)
            for position, entry in enumerate(cover):
                inside = _within(whole, entry)
                pixels[position] += np.count_nonzero(inside)
                if areas is not None:
                    hectares[position] += areas.hectares(inside, window.row_off)
    found: Values = {}
    for position in range(len(cover)):
        found[f"cover.{position}.pixels"] = int(pixels[position])
        found[f"cover.{position}.share"] = 100 * int(pixels[position]) / max(int(pixels.sum()), 1)
        if areas is not None:
            found[f"cover.{position}.area"] = float(hectares[position])
    return found


def _within(whole: NDArray[np.float64], entry: CoverClass) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (whole >= round(entry.lower * _STEPS)) & (whole < round(entry.upper * _STEPS))
    return inside


def counts(run_dir: Path, state: SceneState) -> Iterator[Count]:
    """Count each index, and the cover."""
    if state.indices is None or state.clouds is None:
        return
    for place in range(1, len(state.indices.stats) + 1):
        yield Count(state.indices.raster, partial(index_values, run_dir, state, place))
    if state.indices.cover:
        yield Count(state.indices.raster, partial(cover_values, run_dir, state))


INDICES = Recount("indices", counts)
