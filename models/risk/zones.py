"""The largest zones at high risk, found in the written maps strip by strip, and their outlines as GeoJSON.

Pixels hang together along their sides. Strips are labelled one by one and their labels joined where strips meet, so
that memory does not grow with the scene; the outline of a zone is drawn in at most `_OUTLINE` cells along a side.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.windows import Window

from models.arrays import Bools, Doubles, Floats, Whole
from models.files import write_whole
from models.geo.contract.scene import Grid
from models.geo.pixels.area import PixelAreas
from models.geo.pixels.footprint import build_transformer, split_at_antimeridian
from models.geo.pixels.source import open_raster
from models.risk.config import CLASSES
from models.schemas import RiskZone

ZONES = "risk_zones.geojson"
HIGH = len(CLASSES)  # in risk.tif, and the band of its probability
MOST = 20
"""Zones that are named."""
_LEAST_M2, _LEAST_PIXELS = 1000.0, 4
_ROWS = 256
_OUTLINE = 512
_DECIMALS = 7  # of degrees: a centimetre

Labels = NDArray[np.int32]


@dataclass(frozen=True)
class Zones:
    """How many there are, and the largest of them, with outlines (None without a place on Earth)."""

    count: int
    largest: tuple[RiskZone, ...]
    outlines: tuple[dict[str, Any], ...] | None


def write_zones(risk: Path, probability: Path, grid: Grid) -> Zones:
    """Find the zones in finished rasters and write their outlines beside these, where they have a place on Earth."""
    zones = find_zones(risk, probability, grid)
    if zones.outlines is not None:
        write_whole(risk.with_name(ZONES), write_geojson(zones))
    return zones


def write_geojson(zones: Zones) -> str:
    """Write RFC 7946, one feature a line, the largest first."""
    features = []
    for rank, (zone, geometry) in enumerate(zip(zones.largest, zones.outlines or (), strict=True), start=1):
        properties = {"rank": rank, "risk": CLASSES[-1], **zone.model_dump()}
        features.append(json.dumps({"type": "Feature", "properties": properties, "geometry": geometry}))
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(features) + "\n]}\n"


def count_least_pixels(grid: Grid) -> int:
    """Count the pixels of the smallest zone that counts: a tenth of a hectare, and four pixels."""
    size = grid.pixel_size_m
    return max(_LEAST_PIXELS, ceil(_LEAST_M2 / (size[0] * size[1]) * (1 - 1e-9)) if size else 0)


def find_zones(risk: Path, probability: Path, grid: Grid) -> Zones:
    """Find the zones of a finished map; `grid` is that of the scene."""
    with open_raster(risk) as classes, open_raster(probability) as shares:
        there = grid.model_copy(update={"transform": tuple(classes.transform)[:6]}) if grid.crs else grid
        least = count_least_pixels(grid)
        joined = _join_strips(classes, least)
        counted = np.flatnonzero(joined.pixels >= least)
        order = np.lexsort((*joined.boxes[counted].T[::-1], -joined.pixels[counted]))  # of one size, the northernmost
        chosen = counted[order][:MOST]
        drawn = [_ZonePicture(joined.boxes[number]) for number in chosen]
        _draw(classes, shares, joined, chosen, drawn, there)
    largest = tuple(zone.build_result(there) for zone in drawn)
    return Zones(len(counted), largest, tuple(zone.draw_outline(there) for zone in drawn) if grid.crs else None)


@dataclass(frozen=True)
class _Joined:
    """Labels of all strips: to which zone each belongs, and by number of zone its pixels and box."""

    zone: Whole  # (labels,) the smallest label of the zone
    first: list[int]  # label that each strip begins after
    least: int
    pixels: Whole  # (labels,) 0 where the label is not that of a zone
    boxes: Whole  # (labels, 4) top, left, bottom, right


def _read_strips(source: Any) -> Iterator[tuple[Window, Bools]]:
    for top in range(0, source.height, _ROWS):
        window = Window(0, top, source.width, min(_ROWS, source.height - top))
        yield window, source.read(1, window=window) == HIGH


def _label(mask: Bools, least: int) -> tuple[Labels, int]:
    """Label 1 … n what hangs together in a strip, without what is too small and does not reach its edges."""
    from scipy import ndimage

    labels, count = ndimage.label(mask)
    kept = np.bincount(labels.ravel(), minlength=count + 1) >= least
    kept[labels[0]] = kept[labels[-1]] = True
    kept[0] = False
    numbers = np.where(kept, np.cumsum(kept), 0).astype(np.int32)
    return numbers[labels], int(kept.sum())


def _join_strips(source: Any, least: int) -> _Joined:
    zone, pixels, boxes = np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros((1, 4), np.int64)
    first, above = [], np.zeros(source.width, np.int32)
    for window, mask in _read_strips(source):
        labels, count = _label(mask, least)
        first.append(len(zone) - 1)
        of_strip = _measure(labels, count, window.row_off)
        pixels, boxes = np.concatenate([pixels, of_strip[0]]), np.concatenate([boxes, of_strip[1]])
        labels[labels > 0] += first[-1]
        zone = np.concatenate([zone, np.arange(len(zone), len(zone) + count)])
        touching = (above > 0) & (labels[0] > 0)
        for one, other in np.unique(np.stack([above[touching], labels[0][touching]]), axis=1).T:
            _join_labels(zone, int(one), int(other))
        above = labels[-1]
    while (zone != zone[zone]).any():
        zone = zone[zone]
    return _Joined(zone, first, least, *_sum_zones(zone, pixels, boxes))


def _measure(labels: Labels, count: int, top: int) -> tuple[Whole, Whole]:
    """Measure pixels (n,) and boxes (n, 4) of the labels 1 … n of a strip that begins at this row of the map."""
    from scipy import ndimage

    found = ndimage.find_objects(labels, count)
    boxes = [(top + rows.start, columns.start, top + rows.stop, columns.stop) for rows, columns in found]
    return np.bincount(labels.ravel(), minlength=count + 1)[1:], np.array(boxes, np.int64).reshape(-1, 4)


def _join_labels(zone: Whole, one: int, other: int) -> None:
    """Let two labels be of one zone: the smaller stands for both."""
    while zone[one] != one:
        one = int(zone[one])
    while zone[other] != other:
        other = int(zone[other])
    zone[max(one, other)] = min(one, other)


def _sum_zones(zone: Whole, pixels: Whole, boxes: Whole) -> tuple[Whole, Whole]:
    whole, box = np.zeros_like(pixels), boxes.copy()
    np.add.at(whole, zone, pixels)
    np.minimum.at(box[:, :2], zone, boxes[:, :2])
    np.maximum.at(box[:, 2:], zone, boxes[:, 2:])
    return whole, box


class _ZonePicture:
    """One zone as it is gone over: its sums, and a coarse picture of it."""

    def __init__(self, box: Whole) -> None:
        self.top, self.left, self.bottom, self.right = box.tolist()
        longest = max(self.bottom - self.top, self.right - self.left)
        self.cell = -(-longest // _OUTLINE)
        self.picture = np.zeros(
            (-(-(self.bottom - self.top) // self.cell), -(-(self.right - self.left) // self.cell)), np.uint8
        )
        self.pixels, self.rows, self.columns, self.shares, self.hectares = 0, 0, 0, 0.0, 0.0

    def add(self, rows: Whole, columns: Whole, shares: Floats) -> None:
        """Add pixels of the zone, and how probable high risk is there."""
        self.pixels += len(rows)
        self.rows += int(rows.sum())
        self.columns += int(columns.sum())
        self.shares += float(shares.sum(dtype=np.float64))
        self.picture[(rows - self.top) // self.cell, (columns - self.left) // self.cell] = 1

    def build_result(self, grid: Grid) -> RiskZone:
        """Return the sums as they travel."""
        row, column = self.rows / self.pixels + 0.5, self.columns / self.pixels + 0.5
        place = _convert_to_degrees(grid, [(column, row)], wrapped=True)[0] if grid.crs else (None, None)
        return RiskZone(
            pixels=self.pixels,
            area_ha=self.hectares if grid.crs else None,
            longitude=place[0],
            latitude=place[1],
            probability=min(self.shares / self.pixels, 1.0),
        )

    def draw_outline(self, grid: Grid) -> dict[str, Any]:
        """Draw polygons around the cells of the picture, in degrees."""
        from rasterio.features import shapes

        to_pixels = Affine(self.cell, 0, self.left, 0, self.cell, self.top)
        polygons = []
        for shape, _ in shapes(self.picture, mask=self.picture > 0, transform=to_pixels):
            for rings in split_at_antimeridian([_convert_to_degrees(grid, ring) for ring in shape["coordinates"]]):
                polygons.append([_wind(ring, outer=place == 0) for place, ring in enumerate(rings)])
        return {"type": "MultiPolygon", "coordinates": polygons}


def _draw(classes: Any, shares: Any, joined: _Joined, chosen: Whole, drawn: list[_ZonePicture], grid: Grid) -> None:
    """Go over the strips once more, for the chosen zones only."""
    areas = PixelAreas(grid) if grid.crs else None
    rank = np.full(len(joined.zone), -1, np.int8)
    rank[chosen] = np.arange(len(chosen))
    of_label = rank[joined.zone]
    for (window, mask), before in zip(_read_strips(classes), joined.first, strict=True):
        top, bottom = window.row_off, window.row_off + window.height
        here = [place for place, zone in enumerate(drawn) if zone.top < bottom and zone.bottom > top]
        if not here:
            continue
        labels, _ = _label(mask, joined.least)
        labels[labels > 0] += before
        ranks, probability = of_label[labels], shares.read(HIGH, window=window)
        for left in range(0, window.width, _ROWS):  # so narrow that areas need a few places only
            part = Window(left, top, min(_ROWS, window.width - left), window.height)
            across = slice(left, left + part.width)
            for place in here:
                inside = ranks[:, across] == place
                if inside.any():
                    rows, columns = np.nonzero(inside)
                    drawn[place].add(rows + top, columns + left, probability[:, across][inside])
                    drawn[place].hectares += areas.hectares(inside, part) if areas is not None else 0.0


def _convert_to_degrees(grid: Grid, corners: Any, *, wrapped: bool = False) -> list[tuple[float, float]]:
    """Turn (column, row) into (longitude, latitude), on request from −180 to 180."""
    assert grid.crs is not None
    x, y = _apply_transform(grid.affine, np.array(corners, float))
    longitude, latitude = build_transformer(grid.crs).transform(x, y)
    if wrapped:
        longitude = (np.asarray(longitude) + 180) % 360 - 180
    pairs = np.round(np.stack([longitude, latitude], axis=1), _DECIMALS).tolist()
    return [(float(one), float(other)) for one, other in pairs]


def _apply_transform(t: Affine, corners: Doubles) -> tuple[Doubles, Doubles]:
    columns, rows = corners.T
    return t.a * columns + t.b * rows + t.c, t.d * columns + t.e * rows + t.f


def _wind(ring: list[tuple[float, float]], *, outer: bool) -> list[tuple[float, float]]:
    """Wind a ring anticlockwise outside, clockwise around holes."""
    x, y = np.array(ring).T
    is_anticlockwise = float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) > 0
    return ring if is_anticlockwise == outer else ring[::-1]
