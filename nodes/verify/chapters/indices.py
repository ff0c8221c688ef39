"""Indices and cover counted again from their raster, over the clear pixels of the mask."""

from collections.abc import Iterator
from functools import partial
from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.geo.pixels.source import open_raster
from models.schemas import CoverClass, IndexStats
from nodes.state import SceneState
from nodes.verify.areas import areas_of
from nodes.verify.decibels import mean_power
from nodes.verify.recount import Count, Recount, Values, strips

_STEPS, _LARGEST = 10_000, 10  # a stored index is a whole number of these, and smaller than that
_COARSE_STEPS, _COARSE_LARGEST = 100, 300  # of decibels and degrees


def index_values(run_dir: Path, state: SceneState, place: int) -> Values:
    """Statistics of one index over clear pixels, and the cover where it is NDVI; `place` counts the bands from 1."""
    assert state.indices is not None and state.clouds is not None
    stats = state.indices.stats[place - 1]
    name = stats.name
    steps, largest = (_STEPS, _LARGEST) if stats.unit == "1" else (_COARSE_STEPS, _COARSE_LARGEST)
    half = largest * steps + 1
    counts, clear, total = np.zeros(2 * half + 1, np.int64), 0, 0.0
    with open_raster(run_dir / state.indices.raster) as source, open_raster(run_dir / state.clouds.raster) as mask:
        for window, values in strips(source, place):
            is_clear = mask.read(1, window=window) == 1
            seen = values[is_clear & np.isfinite(values)].astype(np.float64)
            clear += int(np.count_nonzero(is_clear))
            total += float(seen.sum())
            whole = np.clip(np.rint(seen * steps), -half, half).astype(np.int64) + half
            counts += np.bincount(whole, minlength=len(counts))
    pixels = int(counts.sum())
    values_of: Values = {f"index.{name}.pixels": pixels, f"index.{name}.undefined": clear - pixels}
    if pixels:
        values_of |= {f"index.{name}.{key}": value for key, value in _statistics(counts, total, steps).items()}
    if pixels and stats.unit == "dB":
        values_of[f"index.{name}.mean"] = _mean_of_decibels(run_dir, state, stats)
    return values_of


def _mean_of_decibels(run_dir: Path, state: SceneState, stats: IndexStats) -> float:
    """Average power over the file; of a ratio that of its two layers."""
    assert state.indices is not None and state.clouds is not None
    if stats.parts is not None:
        others = {entry.name: entry for entry in state.indices.stats}
        one, other = (_mean_of_decibels(run_dir, state, others[name]) for name in stats.parts)
        return one - other
    place = [entry.name for entry in state.indices.stats].index(stats.name) + 1
    powers, counts = [], []
    with open_raster(run_dir / state.indices.raster) as source, open_raster(run_dir / state.clouds.raster) as mask:
        for window, values in strips(source, place):
            seen = values[np.isfinite(values) & (mask.read(1, window=window) == 1)].astype(np.float64)
            if seen.size:
                powers.append(10 ** (mean_power(seen) / 10))
                counts.append(seen.size)
    return float(10 * np.log10(np.average(powers, weights=counts)))


def _statistics(counts: NDArray[np.int64], total: float, steps: int) -> Values:
    """Mean from the sum of the values, the rest from how often each value occurs."""
    places = np.flatnonzero(counts)
    often, values = counts[places], (places - len(counts) // 2) / steps
    ends, pixels = np.cumsum(often), int(often.sum())
    mean = total / pixels
    found = {"mean": mean, "std": float(np.sqrt(((values - mean) ** 2 * often).sum() / pixels))}
    for key in (0, 5, 10, 25, 50, 75, 90, 95, 100):
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
