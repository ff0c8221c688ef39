"""Areas that look alike in a picture, where nobody has told the fields: groups of pixels, not outlines of fields.

A scene is parted as Felzenszwalb and Huttenlocher do (2004, International Journal of Computer Vision 59, 167–181), in
its indices over clear ground. A large one is parted on a picture of fewer pixels, so time and memory stay flat.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray

from models.arrays import Bools, Floats
from models.field.measured.results import AlikeAreas
from models.field.parcel_files.features import Parcel
from models.field.parcel_files.read import ParcelFile
from models.geo.contract.ground_classes import CLEAR
from models.geo.contract.scene import Grid
from models.geo.pixels.area import PixelAreas
from models.geo.pixels.footprint import build_transformer
from models.geo.pixels.result import ResultReader
from models.geo.pixels.source import allow_no_place

SMALLEST_HA, MOST, FEWEST_PIXELS = 0.5, 200, 12
"""Of an area; areas of a scene, the largest; pixels of the picture below which no area is kept."""
LONGEST = 1024
"""Pixels of the longer side of the picture that is parted."""
WANTED = ("NDVI", "NDWI", "EVI", "NDMI")
"""Indices by which ground is alike: the first three of these that are there, else the first three of all."""
AGREEMENT = 0.49
"""Mean intersection over union with seven Belgian fields (tests/benchmarks/judge_areas.py): these are no fields."""
_SCALE, _SIGMA = 60.0, 0.8
_MOST_INDICES = 3
_SPREAD = (2, 98)  # percentiles that become 0 and 1
_FAR = 4.0  # where ground without a value is put, so that it joins nothing
_SHAKE = 1e-7
"""Of values, so that no two differences are equal: how equal ones are sorted may hang on the machine."""


@dataclass(frozen=True)
class Areas:
    """What was found: the areas as parcels, the largest first, and what they rest on."""

    file: ParcelFile
    told: AlikeAreas


def choose_indices(names: tuple[str, ...]) -> tuple[str, ...]:
    """Choose by which indices ground is alike."""
    return (tuple(name for name in WANTED if name in names) or names)[:_MOST_INDICES]


def find_areas(indices: Path, names: tuple[str, ...], valid: Path, grid: Grid, word: str = "Area") -> Areas:
    """Part clear ground into areas that look alike, which a word and a number name; `names` are those of the bands of
    `indices`, and `grid` is that of both rasters.
    """
    used = choose_indices(names)
    shrink = max(1.0, max(grid.shape) / LONGEST)
    shape = tuple(max(1, round(side / shrink)) for side in grid.shape)
    with ResultReader(indices) as layers, ResultReader(valid) as mask:
        values = layers.overview((shape[0], shape[1]), [names.index(name) + 1 for name in used]).astype(np.float64)
        seen = (mask.overview((shape[0], shape[1]))[0] == CLEAR) & np.isfinite(values).all(axis=0)
    labels = part_picture(values, seen)
    steps = grid.shape[1] / shape[1], grid.shape[0] / shape[0]
    shapes, hectares = _outline(labels, _shrink(grid, (shape[0], shape[1]), steps))
    large = [place for place in np.argsort(-hectares, kind="stable") if hectares[place] >= SMALLEST_HA]
    placed = shapely.transform(np.array([shapes[place] for place in large[:MOST]], dtype=object), _in_degrees(grid))
    parcels = tuple(Parcel(f"{word} {number}", shape, None, None) for number, shape in enumerate(placed.tolist(), 1))
    size = max(grid.pixel_size_m) * max(steps) if grid.pixel_size_m else None
    told = AlikeAreas(indices=used, pixel_m=size, left_out=max(0, len(large) - MOST))
    return Areas(ParcelFile(parcels, ()), told)


def part_picture(values: Floats | NDArray[np.float64], seen: Bools) -> NDArray[np.int32]:
    """Part (k, h, w) values into areas, (h, w) numbers from 1; 0 where nothing was seen, or the area is too small.

    Only what is seen is smoothed: else the edge of a cloud would be an area of its own.
    """
    from scipy.ndimage import gaussian_filter
    from skimage.segmentation import felzenszwalb

    if not seen.any():
        return np.zeros(seen.shape, np.int32)
    low, high = np.percentile(values[:, seen], _SPREAD, axis=1)[..., None, None]
    scaled = np.clip((values - low) / np.maximum(high - low, 1e-6), 0, 1)
    scaled += np.random.default_rng(0).uniform(0, _SHAKE, values.shape)
    weight = np.maximum(gaussian_filter(seen.astype(np.float64), _SIGMA), 1e-6)
    smooth = gaussian_filter(np.where(seen, scaled, 0), (0, _SIGMA, _SIGMA)) / weight
    picture = np.moveaxis(np.where(seen, smooth, _FAR), 0, -1)
    found = felzenszwalb(picture, scale=_SCALE, sigma=0, min_size=FEWEST_PIXELS, channel_axis=-1)
    counts = np.bincount(found[seen], minlength=int(found.max()) + 1)
    kept = counts >= FEWEST_PIXELS
    numbers = np.where(kept, np.cumsum(kept), 0)
    return np.where(seen, numbers[found], 0).astype(np.int32)


def _shrink(grid: Grid, shape: tuple[int, int], steps: tuple[float, float]) -> Grid:
    """Make the grid of a picture of fewer pixels."""
    place = {"height": shape[0], "width": shape[1], "transform": tuple(grid.affine @ Affine.scale(*steps))[:6]}
    return grid.model_copy(update=place)


def _outline(labels: NDArray[np.int32], grid: Grid) -> tuple[list[Any], NDArray[np.float64]]:
    """Draw each area along the sides of its pixels, in the CRS of the grid, and measure its hectares."""
    from rasterio.features import shapes

    parts: dict[int, list[Any]] = {}
    with allow_no_place():
        for outline, number in shapes(labels, mask=labels > 0, connectivity=4, transform=grid.affine):
            parts.setdefault(int(number), []).append(shapely.geometry.shape(outline))
    drawn = [shapely.union_all(parts[number]) for number in sorted(parts)]
    rows, columns = np.indices(labels.shape).astype(np.float64)
    metres = np.nan_to_num(PixelAreas(grid).square_metres(np.asarray(rows), np.asarray(columns)))
    squares = np.bincount(labels.ravel(), weights=metres.ravel(), minlength=len(drawn) + 1)[1:]
    return drawn, squares / 10_000


def _in_degrees(grid: Grid) -> Any:
    transformer = build_transformer(str(grid.crs))
    return lambda corners: np.stack(transformer.transform(*corners.T), axis=1)
