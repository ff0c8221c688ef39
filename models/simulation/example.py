"""A small simulated Sentinel-2 scene for a first run: farmland in Nebraska with one cloud.

`python -m models.simulation.example --seasons seasons.npz --out FILE` draws it: fields of `models.simulation.farmland`
on a map of parcels, under a cloud, with the outlines of some of them in a GeoJSON beside it. It is no measurement, and
its tags say so. What it drew once is shipped with the program, as scene and fields of `run example`.
"""

import json
import logging
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from affine import Affine
from pydantic import BaseModel, ConfigDict, Field
from rasterio.features import shapes
from rasterio.warp import transform_geom
from shapely.geometry import mapping, shape

from models.arrays import Floats, Whole
from models.geo.contract.bands import SENTINEL2
from models.simulation.fields import Random, draw_fractal

if TYPE_CHECKING:
    from models.simulation.farmland.truth import Truth

log = logging.getLogger(__name__)

DAY = date(2016, 7, 27)
SCENE_SIDE = 600  # pixels of 10 m
_STATION, _SEED = "champion", 6
_PLACE = ("EPSG:32614", Affine(10, 0, 264000, 0, -10, 4484000))
_COARSE = 6  # pixels of 60 m
_COARSEST = {"B01": (0.8, "B02"), "B09": (1.0, "B8A")}
"""Bands that the farmland has not, and what they look like: a share of others, as over plants and soil."""
_TURN = np.radians(4.0)  # of the map of parcels
_CLOUD = (215, 330, 45)  # row, column and size, in pixels
_CLOUD_SHIFT = (-42, -54)  # rows, columns from cloud to shadow: sun in the south-east, 60° high, base at 1.2 km
_FARM = (150, 130, 430, 420)
"""Top, left, bottom and right of the fields that are outlined, in pixels."""
_SMALLEST, _STRAIGHT_M = 100, 15.0
"""Pixels of a field that is outlined, and metres by which a straight side may miss the pixels."""
_WHITE, _SKYLIGHT = (0.73, 0.47), (0.32, 0.08)
"""Of the cloud, and what light is left in its shadow: in the first and in the last band."""


class ExampleConfig(BaseModel):
    """Draw the example scene."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seasons: Path = Field(description="seasons that `models.simulation.seasons` grew")
    out: Path = Field(description="the file to write")


def main() -> None:
    """Run the command line."""
    from models.learning.training import check_extra, config_from_flags

    logging.basicConfig(format="%(message)s", level=logging.INFO)
    config = config_from_flags(ExampleConfig)
    check_extra("prosail", "pyrsr")
    draw_example(config.seasons, config.out)
    log.info("%s", config.out)


def draw_example(seasons: Path, path: Path) -> None:
    """Draw the scene into a file, with the harvest of one summer and its weather."""
    from models.simulation.canopy import BANDS, Canopy
    from models.simulation.farmland.draw import AS_FARMED, draw_planned
    from models.simulation.farmland.truth import Plan
    from models.simulation.scenes import write_bands
    from models.simulation.seasons import TABLE, read_groups

    random = np.random.default_rng(_SEED)
    groups = (group for group in read_groups(seasons) if (group.station, group.year) == (_STATION, DAY.year))
    families = [family for group in groups for family in group.families if family.made is None]
    plan = Plan(families[0], DAY, _draw_parcels(random))
    canopy = Canopy.load_or_tabulate(seasons.with_name(TABLE))
    land = draw_planned(random, families, canopy, plan, AS_FARMED)
    path.with_suffix(".geojson").write_text(_outline_fields(land.truth), encoding="utf-8")
    scene = _draw_cloud(land.reflectance, random)
    rows, columns = np.mgrid[:SCENE_SIDE, :SCENE_SIDE]
    scene[:, columns > 0.18 * (SCENE_SIDE / 2 - rows) + 565] = np.nan  # beyond the edge of the orbit
    bands = dict(zip(BANDS, scene, strict=True))
    bands |= {name: _coarsen(share * bands[like]) for name, (share, like) in _COARSEST.items()}
    rounded = {name: np.round(bands[name], 3) for name in SENTINEL2 if name in bands}  # finer digits are noise
    write_bands(path, rounded, DAY, _PLACE)


def _outline_fields(truth: "Truth") -> str:
    """Outline the fields of a farm as its owner would, with straight sides, in degrees."""
    from models.simulation.farmland.truth import GROUNDS

    crop, (top, left, bottom, right) = truth.ground == GROUNDS.index("crop"), _FARM
    features: list[str] = []
    for number, name in sorted(truth.crop.items()):
        where = (truth.parcel == number) & crop
        rows, columns = np.nonzero(where)
        if where.sum() < _SMALLEST or rows.min() < top or rows.max() >= bottom:
            continue
        if columns.min() < left or columns.max() >= right:
            continue
        parts = [shape(geometry) for geometry, _ in shapes(where.astype(np.uint8), mask=where, transform=_PLACE[1])]
        outline = shapely.simplify(max(parts, key=lambda part: part.area).buffer(0), _STRAIGHT_M)
        geometry = transform_geom(_PLACE[0], "OGC:CRS84", mapping(shapely.Polygon(outline.exterior)), precision=6)
        said = {"name": f"Field {len(features) + 1}", "crop": name, "sown": truth.sown[number].isoformat()}
        features.append(json.dumps({"type": "Feature", "properties": said, "geometry": geometry}))
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(features) + "\n]}\n"


def _coarsen(band: Floats) -> Floats:
    """Average over 60 m, repeated."""
    blocks = band.reshape(SCENE_SIDE // _COARSE, _COARSE, SCENE_SIDE // _COARSE, _COARSE)
    return np.asarray(blocks.mean(axis=(1, 3)).repeat(_COARSE, axis=0).repeat(_COARSE, axis=1), np.float32)


def _draw_parcels(random: Random) -> Whole:
    """Number the parcels, (h, w): fields of 80 m to 800 m by halving of ever smaller rectangles."""
    rows, columns = np.mgrid[:SCENE_SIDE, :SCENE_SIDE].astype(np.float32)
    down = rows * np.cos(_TURN) - columns * np.sin(_TURN)
    across = rows * np.sin(_TURN) + columns * np.cos(_TURN)
    number = np.zeros((SCENE_SIDE, SCENE_SIDE), np.int64)
    todo, count = [(-100.0, -100.0, 700.0, 700.0)], 0
    while todo:
        top, left, bottom, right = todo.pop()
        height, width = bottom - top, right - left
        if max(height, width) > 80 or (max(height, width) > 30 and random.random() < 0.5):
            share = random.uniform(0.35, 0.65)
            if height * random.uniform(0.7, 1.3) > width:
                middle = top + share * height
                todo += [(top, left, middle, right), (middle, left, bottom, right)]
            else:
                middle = left + share * width
                todo += [(top, left, bottom, middle), (top, middle, bottom, right)]
            continue
        number[(down >= top) & (down < bottom) & (across >= left) & (across < right)] = count
        count += 1
    return number


def _draw_cloud(ground: Floats, random: Random) -> Floats:
    """Draw one cumulus over the ground, and its shadow."""
    from scipy.ndimage import gaussian_filter

    rows, columns = np.mgrid[:SCENE_SIDE, :SCENE_SIDE]
    row, column, size = _CLOUD
    billows = draw_fractal(random, SCENE_SIDE, 2.6)
    distance = np.hypot((rows - row) / 0.75, columns - column)
    thickness = np.clip((size - distance + 16 * billows) / 14, 0, 1)
    opacity = gaussian_filter(thickness, 1.5)
    dark = np.roll(gaussian_filter(thickness, 2.5), _CLOUD_SHIFT, axis=(0, 1))
    white, skylight = (np.linspace(*ends, len(ground))[:, None, None] for ends in (_WHITE, _SKYLIGHT))
    shaded = ground * (1 - dark * (1 - skylight))
    return np.asarray(shaded * (1 - opacity) + white * (1 + 0.1 * billows) * opacity, np.float32)


if __name__ == "__main__":
    main()
