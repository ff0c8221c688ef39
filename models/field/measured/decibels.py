"""Means of decibels over fields: of the linear power that they stand for, and of a ratio that of the mean powers."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.windows import Window

from models.field.measured.results import FieldIndex, FieldMeasured
from models.geo.pixels.source import open_raster
from models.schemas import IndicesResult

_STRIP_PIXELS = 1 << 20


def average_decibels(
    fields: Iterable[FieldMeasured], outlines: Iterable[Any], raster: Path, indices: IndicesResult | None
) -> list[FieldMeasured]:
    """Set the mean of each layer in decibels; fields without one, and layers in other units, stay as they are.

    `outlines` are those of the fields, in columns and rows of the raster of the indices.
    """
    fields = list(fields)
    stats = indices.stats if indices is not None else ()
    bands = {entry.name: band for band, entry in enumerate(stats, 1) if entry.unit == "dB" and entry.parts is None}
    if not bands:
        return fields
    parts = {entry.name: entry.parts for entry in stats if entry.parts is not None}
    found = []
    with open_raster(raster) as source:
        for field, outline in zip(fields, outlines, strict=True):
            names = [index.name for index in field.indices if index.name in bands]
            means = dict(zip(names, _average(source, outline, [bands[name] for name in names]), strict=True))
            means |= {
                name: means[one] - means[other] for name, (one, other) in parts.items() if {one, other} <= {*means}
            }
            found.append(field.model_copy(update={"indices": tuple(_set_mean(one, means) for one in field.indices)}))
    return found


def _set_mean(index: FieldIndex, means: dict[str, float]) -> FieldIndex:
    return index.model_copy(update={"mean": means[index.name]}) if index.name in means else index


def _average(source: Any, outline: Any, bands: list[int]) -> list[float]:
    """Decibels of the mean power of each band within an outline; each pixel counts with the share that is covered."""
    sums, counts = np.zeros(len(bands)), np.zeros(len(bands))
    for window in _cut_strips(outline, source.width, source.height) if bands else ():
        power = 10 ** (source.read(bands, window=window).astype(np.float64) / 10)
        for place, (total, count) in enumerate(_sum_covered(power, outline, window)):
            sums[place] += total
            counts[place] += count
    return [float(10 * np.log10(total / count)) for total, count in zip(sums, counts, strict=True)]


def _sum_covered(power: NDArray[np.float64], outline: Any, window: Window) -> list[tuple[float, float]]:
    from exactextract import exact_extract
    from exactextract.raster import NumPyRasterSource

    left, top = int(window.col_off), int(window.row_off)
    upright = shapely.transform(outline, lambda places: places * (1, -1))
    feature = {"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(upright))}
    found = []
    for values in power:
        grid = NumPyRasterSource(
            values, xmin=left, xmax=left + window.width, ymin=-top - window.height, ymax=-top, nodata=np.nan
        )
        of = exact_extract(grid, [feature], ["sum", "count"])[0]["properties"]
        found.append((float(of["sum"] or 0.0), float(of["count"])))
    return found


def _cut_strips(outline: Any, width: int, height: int) -> Iterator[Window]:
    """Cut the rows that an outline touches into windows of few pixels."""
    left, top, right, bottom = shapely.bounds(outline)
    first, last = max(int(np.floor(left)), 0), min(int(np.ceil(right)), width)
    upper, lower = max(int(np.floor(top)), 0), min(int(np.ceil(bottom)), height)
    step = max(1, _STRIP_PIXELS // max(last - first, 1))
    for row in range(upper, lower, step):
        yield Window(first, row, last - first, min(step, lower - row))
