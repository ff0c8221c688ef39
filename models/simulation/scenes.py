"""Scenes of farmland as files: `python -m models.simulation.scenes --seasons seasons.npz --out DIR`.

Each scene is written as a user would have it, a Sentinel-2 GeoTIFF of ten bands with the offset of today's products,
readings of sensors, parcels and what is known of the field; beside it `…_truth.tif`. They lie at the latitude of their
weather station; the longitude is made up.
"""

import csv
import json
import logging
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from pyproj import Transformer
from rasterio.features import shapes
from rasterio.transform import Affine
from rasterio.warp import transform_geom

from models.arrays import Floats
from models.files import write_whole
from models.learning.training import check_extra, config_from_flags
from models.simulation.canopy import BANDS, Canopy
from models.simulation.farmland.draw import draw_farmland
from models.simulation.farmland.truth import GROUNDS, Farmland
from models.simulation.products import Reflectance
from models.simulation.readings import DAYS, QUANTITIES, draw_sensor_week
from models.simulation.seasons import TABLE, read_groups
from models.simulation.weather import STATIONS
from models.vocabulary import CAUSES

log = logging.getLogger(__name__)

TRUTH = ("parcel", "ground", "canopy_loss", "yield_loss", *(f"cause_{cause}" for cause in CAUSES))
"""Bands of `…_truth.tif`: number, index of GROUNDS, shares 0–1, and 1 where a cause takes some of the cover."""
_UNITS = ("degC", "%", "m3/m3", "mm", "MJ/m2", "m/s", "mm")
_OFFSET = 1000
_MERIDIAN = 3.0  # of zone 31, on which the scenes are laid


class ScenesConfig(BaseModel):
    """Write simulated scenes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seasons: Path = Field(description="seasons that `models.simulation.seasons` grew")
    out: Path = Field(description="the folder to write into")
    count: int = Field(default=10, gt=0, description="scenes")
    side: int = Field(default=256, ge=32, description="pixels of 10 m a side")
    pays: float = Field(default=0, ge=0, description="how strongly yield says what is sown; 0 is all alike")
    seed: int = Field(default=1, ge=0, description="of everything that is drawn")


def main() -> None:
    """Run the command line."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    config = config_from_flags(ScenesConfig)
    check_extra("prosail", "pyrsr")
    for path in write_scenes(config):
        log.info("%s", path)


def write_scenes(config: ScenesConfig) -> Iterator[Path]:
    """Write one scene after the other; they are the same for the same seed."""
    config.out.mkdir(parents=True, exist_ok=True)
    groups, canopy = read_groups(config.seasons), Canopy.load_or_tabulate(config.seasons.with_name(TABLE))
    for number in range(config.count):
        random = np.random.default_rng((config.seed, number))
        group = groups[int(random.integers(len(groups)))]
        land = draw_farmland(random, group.families, canopy, config.side, config.pays)
        stem = f"land-{number:04}_{land.when:%Y%m%d}"
        place = _locate(land)
        write_bands(config.out / f"{stem}.tif", dict(zip(BANDS, land.reflectance, strict=True)), land.when, place)
        _write_truth(config.out / f"{stem}_truth.tif", land, place)
        _write_sensors(config.out / f"{stem}_sensors.csv", draw_sensor_week(random, land.lead, land.when), land)
        if (parcels := _outline_parcels(land, place))["features"]:
            write_whole(config.out / f"{stem}_parcels.geojson", json.dumps(parcels) + "\n")
        known = {
            "crop": land.lead.crop, "sown": land.lead.sown.isoformat(), "soil": land.lead.soil,
            "elevation": STATIONS[land.lead.station].elevation,
        }  # fmt: skip
        write_whole(config.out / f"{stem}_context.json", json.dumps(known, indent=1) + "\n")
        yield config.out / f"{stem}.tif"


def _locate(land: Farmland) -> tuple[str, Affine]:
    """Find the coordinate system, and the place of the grid in it."""
    latitude = STATIONS[land.lead.station].latitude
    crs = "EPSG:32631" if latitude >= 0 else "EPSG:32731"
    x, y = Transformer.from_crs("OGC:CRS84", crs, always_xy=True).transform(_MERIDIAN, latitude)
    return crs, Affine(10, 0, round(x, -1), 0, -10, round(y, -1))


def _write(path: Path, values: NDArray[Any], names: tuple[str, ...], place: tuple[str, Affine], **rest: Any) -> None:
    count, height, width = values.shape
    profile = {"driver": "GTiff", "count": count, "height": height, "width": width, "dtype": values.dtype.name}
    with rasterio.open(path, "w", **profile, crs=place[0], transform=place[1], compress="deflate", **rest) as target:
        target.write(values)
        target.descriptions = names
        target.update_tags(SIMULATED="drawn by models.simulation of agri-orchestrator, no measurement")


def write_bands(path: Path, bands: Reflectance, when: date, place: tuple[str, Affine]) -> None:
    """Write digital numbers with their scale and offset."""
    numbers = np.rint(np.stack(list(bands.values())) * 1e4 + _OFFSET)
    stored = np.where(np.isnan(numbers), 0, numbers).astype(np.uint16)
    _write(path, stored, tuple(bands), place, nodata=0, predictor=2)
    with rasterio.open(path, "r+") as target:
        target.scales, target.offsets = [1e-4] * len(bands), [-_OFFSET / 1e4] * len(bands)
        target.update_tags(
            SENSOR="Sentinel-2", PROCESSING_LEVEL="L2A", ACQUISITION_TIME=f"{when.isoformat()}T10:30:00Z"
        )


def _write_truth(path: Path, land: Farmland, place: tuple[str, Affine]) -> None:
    truth = land.truth
    layers = [truth.parcel, truth.ground, truth.canopy_loss, truth.yield_loss, *truth.causes]
    _write(path, np.stack([np.asarray(layer, np.float32) for layer in layers]), TRUTH, place, nodata=float("nan"))


def _write_sensors(path: Path, week: Floats, land: Farmland) -> None:
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["date", *(f"{name} [{unit}]" for name, unit in zip(QUANTITIES, _UNITS, strict=True))])
        for day, values in enumerate(week):
            when = land.when - timedelta(days=DAYS - day)
            rows.writerow([when.isoformat(), *(f"{value:.4g}" if np.isfinite(value) else "" for value in values)])


def _outline_parcels(land: Farmland, place: tuple[str, Affine]) -> dict[str, Any]:
    """Write GeoJSON of the parcels that have a crop."""
    truth, features = land.truth, []
    crop = truth.ground == GROUNDS.index("crop")
    for number, name in sorted(truth.crop.items()):
        where = (truth.parcel == number) & crop
        found = [geometry for geometry, _ in shapes(where.astype(np.uint8), mask=where, transform=place[1])]
        if found:
            parts = [transform_geom(place[0], "OGC:CRS84", geometry)["coordinates"] for geometry in found]
            features.append(
                {
                    "type": "Feature",
                    "properties": {"name": f"parcel {number}", "crop": name, "sown": truth.sown[number].isoformat()},
                    "geometry": {"type": "MultiPolygon", "coordinates": parts},
                }
            )
    return {"type": "FeatureCollection", "features": features}


if __name__ == "__main__":
    main()
