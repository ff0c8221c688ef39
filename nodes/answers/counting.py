"""Numbers counted from the rasters of a run over some ground; each pixel counts with the share of it that is meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.arrays import Doubles
from models.field.measured.statistics import Weighing
from models.geo.contract.ground_classes import CLEAR
from models.geo.pixels.source import open_raster
from nodes.answers.ground import Ground, read_pieces
from nodes.answers.shelf import OpenRun

UNKNOWN = 255
"""In `health_details.tif`."""


@dataclass(frozen=True)
class IndexNumbers:
    """One index over the clear ground; all NaN where no pixel has a value."""

    pixels: float
    median: float
    mean: float  # of decibels: that of the linear power, in decibels
    p10: float
    p90: float
    std: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class ClassNumbers:
    """(classes,) pixels by their cover, and hectares where the scene has a place on Earth."""

    pixels: Doubles
    hectares: Doubles | None


def measure_index(run: OpenRun, ground: Ground, name: str) -> IndexNumbers:
    """Measure an index of the run over the clear ground."""
    indices, clouds = run.state.indices, run.state.clouds
    assert indices is not None and clouds is not None
    names = [one.name for one in indices.stats]
    is_power = indices.stats[names.index(name)].unit == "dB"
    weighing, ends, power = Weighing(1), [np.inf, -np.inf], [0.0, 0.0]
    for piece, (values, valid) in read_pieces(
        run, ground, {indices.raster: [names.index(name) + 1], clouds.raster: [1]}
    ):
        one = np.where(valid[0] == CLEAR, values[0], np.nan).astype(np.float32)
        weighing.add(np.zeros(one.size, np.int64), one, piece.weights)
        there = np.isfinite(one)
        if there.any():
            ends = [min(ends[0], float(one[there].min())), max(ends[1], float(one[there].max()))]
            power[0] += (
                float((10 ** (one[there].astype(np.float64) / 10) * piece.weights[there]).sum()) if is_power else 0
            )
            power[1] += float(piece.weights[there].sum())
    total, median, mean, p10, p90, std = (float(one) for one in weighing.describe()[0])
    if is_power and power[0] > 0:
        mean = float(10 * np.log10(power[0] / power[1]))
    lowest, highest = ends if total else (np.nan, np.nan)
    return IndexNumbers(total, median, mean, p10, p90, std, lowest, highest)


def count_classes(run: OpenRun, ground: Ground, raster: str, count: int) -> ClassNumbers:
    """Count the classes 0 … count − 1 of a raster; other values do not count."""
    pixels, hectares = np.zeros(count), np.zeros(count)
    has_place = ground.grid.crs is not None
    for piece, (values,) in read_pieces(run, ground, {raster: [1]}):
        known = values[0] < count
        pixels += np.bincount(values[0][known], piece.weights[known], count)
        for code in range(1, count) if has_place else ():
            hectares[code] += ground.hectares(piece, values[0] == code) or 0.0
    return ClassNumbers(pixels, hectares if has_place else None)


def count_cover(run: OpenRun, ground: Ground, bounds: Sequence[tuple[float, float]], band: int) -> ClassNumbers:
    """Count clear ground by intervals of an index, as the classes of cover do: the lower bound belongs to a class."""
    assert run.state.indices is not None and run.state.clouds is not None
    pixels, hectares = np.zeros(len(bounds)), np.zeros(len(bounds))
    wanted = {run.state.indices.raster: [band], run.state.clouds.raster: [1]}
    for piece, (values, valid) in read_pieces(run, ground, wanted):
        index = np.where(valid[0] == CLEAR, values[0], np.nan)
        for place, (lower, upper) in enumerate(bounds):
            is_last = place == len(bounds) - 1
            inside = ((index >= lower) | (place == 0)) & ((index < upper) | is_last) & np.isfinite(index)
            pixels[place] += float(piece.weights[inside].sum())
            hectares[place] += ground.hectares(piece, inside) or 0.0
    return ClassNumbers(pixels, hectares if ground.grid.crs is not None else None)


@dataclass(frozen=True)
class JudgedNumbers:
    """What stands beside the classes of a network, over the ground that it judged."""

    pixels: float  # judged
    means: dict[str, float]  # by band, over the judged ground
    causes: Doubles  # (causes,) pixels that are not healthy, by their likeliest cause


def measure_details(run: OpenRun, ground: Ground, names: Sequence[str]) -> JudgedNumbers:
    """Average bands of the details of health, in percent, and count causes."""
    health = run.state.health
    assert health is not None
    bands = _bands(run, health.details)
    last, total = len(health.share), 0.0
    sums, causes = dict.fromkeys(names, 0.0), np.zeros(len(health.causes))
    wanted = {health.raster: [1], health.details: [*(bands[name] for name in names), bands["cause"]]}
    for piece, (classes, details) in read_pieces(run, ground, wanted):
        judged = (classes[0] >= 1) & (classes[0] <= last)
        total += float(piece.weights[judged].sum())
        for place, name in enumerate(names):
            sums[name] += float((details[place][judged] * piece.weights[judged]).sum())
        ailing = judged & (classes[0] > 1) & (details[-1] < len(causes))
        causes += np.bincount(details[-1][ailing], piece.weights[ailing], len(causes)) if len(causes) else 0
    return JudgedNumbers(total, {name: value / total if total else np.nan for name, value in sums.items()}, causes)


def measure_certainty(run: OpenRun, ground: Ground) -> JudgedNumbers:
    """Average the highest probability of a class of risk over the judged ground, in percent."""
    risk = run.state.risk
    assert risk is not None
    total = summed = 0.0
    wanted = {risk.raster: [1], risk.probability_raster: [*range(1, len(risk.share) + 1)]}
    for piece, (classes, probabilities) in read_pieces(run, ground, wanted):
        judged = (classes[0] >= 1) & (classes[0] <= len(risk.share))
        total += float(piece.weights[judged].sum())
        summed += float((probabilities[:, judged].max(axis=0, initial=0.0) * piece.weights[judged]).sum())
    return JudgedNumbers(total, {"confidence": 100 * summed / total if total else np.nan}, np.zeros(0))


def read_pixels(run: OpenRun, ground: Ground, raster: str) -> tuple[tuple[str, ...], NDArray[Any]]:
    """Read names of bands and (bands, n) values of all bands over the ground."""
    with open_raster(run.raster(raster)) as source:
        names, count = tuple(source.descriptions), source.count
    found = [values for _, (values,) in read_pieces(run, ground, {raster: [*range(1, count + 1)]})]
    return names, np.concatenate(found, axis=1)


def _bands(run: OpenRun, raster: str) -> dict[str, int]:
    with open_raster(run.raster(raster)) as source:
        return {name: place for place, name in enumerate(source.descriptions, start=1)}
