"""A raster whose pixels hold the number of their parcel, as GeoJSON."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.features import shapes
from rasterio.warp import transform_geom

from models.errors import ConfigError

SUFFIXES = (".tif", ".tiff")
_MOST_PIXELS = 130_000_000  # a whole Sentinel-2 tile has 120 million


def as_geojson(path: Path, most: int) -> str:
    """One feature for each number but 0 and nodata, named by it; raises `ConfigError` where it is no such mask."""
    try:
        with rasterio.open(path) as source:
            if source.crs is None or not (source.crs.is_projected or source.crs.is_geographic):
                raise ConfigError(f"{path}: the mask has no place on Earth; write it with that of the scene")
            if source.count != 1 or np.dtype(source.dtypes[0]).kind not in "iu":
                raise ConfigError(f"{path}: a mask of parcels has one band of whole numbers, 0 outside")
            if source.width * source.height > _MOST_PIXELS:
                raise ConfigError(f"{path}: {source.width} × {source.height} pixels are too many; cut it to the scene")
            numbers = source.read(1, masked=True).filled(0)
            crs, transform = source.crs, source.transform
    except rasterio.errors.RasterioIOError as error:
        raise ConfigError(f"{path}: no such raster, or GDAL cannot read it ({error})") from error
    if (count := len(np.unique(numbers[numbers != 0]))) > most:
        raise ConfigError(f"{path}: {count} parcels are too many; give 1 to {most}")
    parts: dict[int, list[Any]] = defaultdict(list)
    wide = numbers.astype(np.int32)
    if not np.array_equal(wide, numbers):
        raise ConfigError(f"{path}: numbers of parcels are above {np.iinfo(np.int32).max}; count them from 1")
    for shape, number in shapes(wide, mask=wide != 0, transform=transform):
        placed = transform_geom(crs, "OGC:CRS84", shape)  # several polygons where the antimeridian cuts it
        many = placed["type"] == "MultiPolygon"
        parts[int(number)].extend(placed["coordinates"] if many else [placed["coordinates"]])
    features = [
        {"type": "Feature", "properties": {"name": str(number)},
         "geometry": {"type": "MultiPolygon", "coordinates": parts[number]}}
        for number in sorted(parts)
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features})
