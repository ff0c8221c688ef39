"""Zones at high risk counted again: joined row by row from runs of pixels; and their outlines drawn once more."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.geo.pixels.source import open_raster
from models.risk.zones import find_zones, write_geojson
from nodes.state import SceneState
from nodes.verify.areas import Areas, areas_of
from nodes.verify.recount import Count, Recount, Text, Values, strips

_LEAST_M2, _LEAST_PIXELS = 1000.0, 4


@dataclass
class _Zone:
    """Sums over the runs of a zone; `into` is the zone that it was found to be part of."""

    box: list[int]
    pixels: int = 0
    rows: int = 0
    columns: float = 0.0
    shares: float = 0.0
    hectares: float = 0.0
    into: "_Zone | None" = field(default=None, repr=False)

    def root(self) -> "_Zone":
        zone = self
        while zone.into is not None:
            zone = zone.into
        return zone

    def take(self, other: "_Zone") -> None:
        """All of another zone."""
        self.box = [*map(min, self.box[:2], other.box[:2]), *map(max, self.box[2:], other.box[2:])]
        for name in ("pixels", "rows", "columns", "shares", "hectares"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        other.into = self


Run = tuple[int, int, _Zone]
"""First column, the one after the last, and the zone."""


def zone_values(run_dir: Path, state: SceneState) -> Values:
    """How many zones at high risk there are, and the largest of them."""
    risk, scene = state.risk, state.scene
    assert risk is not None and scene is not None
    size = scene.grid.pixel_size_m
    least = _LEAST_PIXELS
    while size and least * size[0] * size[1] < _LEAST_M2 * (1 - 1e-9):
        least += 1
    with open_raster(run_dir / risk.raster) as classes, open_raster(run_dir / risk.probability_raster) as shares:
        zones = _zones(classes, shares, len(risk.share), areas_of(classes, state))
        kept = sorted((zone for zone in zones if zone.pixels >= least), key=lambda zone: (-zone.pixels, *zone.box))
        found: Values = {"risk.zones": len(kept)}
        for rank, zone in enumerate(kept[: len(risk.zones)], start=1):
            found |= {f"zone.{rank}.{name}": value for name, value in _describe(zone, classes).items()}
    return found


def _zones(classes: Any, shares: Any, high: int, areas: Areas | None) -> list[_Zone]:
    """All that are complete, whatever their size."""
    zones: list[_Zone] = []
    above: list[Run] = []
    for window, values in strips(classes):
        probability = shares.read(high, window=window).astype(np.float64)
        for place, row in enumerate(values == high):
            above = _next(above, row, zones, window.row_off + place)
            for first, last, zone in above:
                _add(zone.root(), (window.row_off + place, first, last), probability[place])
                if areas is not None:
                    zone.root().hectares += areas.of_row(window.row_off + place, first, last)
    return [zone for zone in zones if zone.into is None]


def _next(above: list[Run], row: NDArray[np.bool_], zones: list[_Zone], number: int) -> list[Run]:
    """Runs of the next row, each in the zone of those that it touches above, or in a new one."""
    edges = np.flatnonzero(np.diff(row, prepend=False, append=False))
    runs: list[Run] = []
    place = 0
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        while place < len(above) and above[place][1] <= first:
            place += 1
        zone, other = None, place
        while other < len(above) and above[other][0] < last:
            found = above[other][2].root()
            if zone is None:
                zone = found
            elif zone is not found:
                zone.take(found)
            other += 1
        if zone is None:
            zone = _Zone([number, first, number + 1, last])
            zones.append(zone)
        runs.append((first, last, zone))
    return runs


def _add(zone: _Zone, run: tuple[int, int, int], probability: NDArray[np.float64]) -> None:
    row, first, last = run
    count = last - first
    zone.box = [min(zone.box[0], row), min(zone.box[1], first), max(zone.box[2], row + 1), max(zone.box[3], last)]
    zone.pixels += count
    zone.rows += row * count
    zone.columns += (first + last - 1) / 2 * count
    zone.shares += float(probability[first:last].sum())


def _describe(zone: _Zone, source: Any) -> Values:
    from rasterio.warp import transform

    found: Values = {"pixels": zone.pixels, "probability": min(100 * zone.shares / zone.pixels, 100.0)}
    if source.crs is None:
        return found
    t, column, row = source.transform, zone.columns / zone.pixels + 0.5, zone.rows / zone.pixels + 0.5
    x, y = t.a * column + t.b * row + t.c, t.d * column + t.e * row + t.f
    longitude, latitude = transform(source.crs, "EPSG:4326", [x], [y])
    return found | {"area": zone.hectares, "longitude": (longitude[0] + 180) % 360 - 180, "latitude": latitude[0]}


def counts(run_dir: Path, state: SceneState) -> Iterator[Count]:
    """Count the zones."""
    if state.risk is not None:
        yield Count(state.risk.raster, partial(zone_values, run_dir, state))


def texts(run_dir: Path, state: SceneState) -> Iterator[Text]:
    """Draw the outlines once more from the maps."""
    if state.risk is None or state.risk.zones_file is None or state.scene is None:
        return
    risk, probability, grid = run_dir / state.risk.raster, run_dir / state.risk.probability_raster, state.scene.grid
    yield Text(state.risk.zones_file, lambda: write_geojson(find_zones(risk, probability, grid)))


ZONES = Recount("zones", counts, texts)
