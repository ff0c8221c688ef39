"""Traps of place and area: where a pixel lies on Earth, and how much ground it covers."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine
from pyproj import CRS, Transformer
from rasterio.control import GroundControlPoint

from models.geo.contract.scene import SceneFlags

from .judge import Case, Trap, Truth
from .world import SIDE, UTM, Pixels, Tif, after, at, ground_area_ha, made, medians, mixed

FOUR = ("B02", "B03", "B04", "B08")
LAND = mixed()
DN = LAND.stack(FOUR)
INDICES = medians(LAND, "NDVI", "SAVI")
SPOTS = ((4, 7), (13, 88), (71, 20), (90, 93))  # row, column


def placed(
    crs: Any, transform: Affine, pixels: Pixels = DN, spots: Sequence[tuple[int, int]] = SPOTS, **said: Any
) -> Case:
    """A scene at a place, its true area, and its NDVI at four places on Earth."""
    area = ground_area_ha(transform, crs, pixels.shape[2], pixels.shape[1])
    to_degrees = Transformer.from_crs(CRS.from_user_input(crs), "EPSG:4326", always_xy=True)
    red, infrared = pixels[2].astype(float), pixels[3].astype(float)
    points = []
    for row, column in spots:
        longitude, latitude = to_degrees.transform(*at(transform, column + 0.5, row + 0.5))
        value = (infrared[row, column] - red[row, column]) / (infrared[row, column] + red[row, column])
        points.append((longitude, latitude, value))
    facts = {"area_ha": area, "cover_ha": area, "pixels": SIDE * SIDE}
    tif = Tif(names=FOUR, offset=0.0, crs=crs, transform=transform, **said)
    return Case(made(tif, pixels), Truth(indices=INDICES, facts=facts, samples=tuple(points)))


def nowhere(crs: Any, transform: Affine | None) -> Case:
    """A scene whose place nobody can know: every area is wrong."""
    tif = Tif(names=FOUR, offset=0.0, crs=crs, transform=transform)
    return Case(made(tif, DN), Truth(indices=INDICES, facts={"area_ha": None, "cover_ha": None}))


def elsewhere(crs: Any, transform: Affine) -> Case:
    """A scene that is not on Earth."""
    return Case(made(Tif(names=FOUR, offset=0.0, crs=crs, transform=transform), DN), Truth(is_scene=False))


def by_points(inset: float = 0.0) -> Case:
    """Located by ground control points only."""
    edge = (inset, SIDE / 2, SIDE - inset)
    points = [GroundControlPoint(row, col, *at(UTM, col, row)) for row in edge for col in edge]
    tif = Tif(names=FOUR, offset=0.0, transform=None, gcps=points)
    area = ground_area_ha(UTM, "EPSG:32631")
    truth = Truth(indices=INDICES, facts={"area_ha": area, "cover_ha": area}, tolerance=0.01, area_tolerance=0.02)
    return Case(made(tif, DN), truth)


def across(west: float) -> Case:
    """96 pixels of 0.001° from that longitude eastward."""
    case = placed("EPSG:4326", Affine(0.001, 0, west, 0, -0.001, -16))
    truth = replace(case.truth, facts=dict(case.truth.facts) | {"width_degrees": 0.096})
    return replace(case, truth=truth, flags=SceneFlags(date="2021-06-15"))  # a STAC item needs a date


def netcdf(upward: bool) -> Case:
    """A CF NetCDF of fractions; its coordinates are pixel centres, northward or southward."""
    plain = placed("EPSG:4326", Affine(0.002, 0, 4, 0, -0.001, 52))

    def make(folder: Path) -> Path:
        from scipy.io import netcdf_file

        path = folder / "scene.nc"
        with netcdf_file(path, "w") as target:
            target.Conventions = "CF-1.8"
            longitude, latitude = 4 + 0.002 * (np.arange(SIDE) + 0.5), 52 - 0.001 * (np.arange(SIDE) + 0.5)
            axes = (("lat", latitude[::-1] if upward else latitude, "degrees_north", "latitude"),
                    ("lon", longitude, "degrees_east", "longitude"))  # fmt: skip
            for name, values, unit, standard in axes:
                target.createDimension(name, SIDE)
                axis = target.createVariable(name, "d", (name,))
                axis[:], axis.units, axis.standard_name = values, unit, standard
            mapping = target.createVariable("crs", "i", ())
            mapping.grid_mapping_name, mapping.spatial_ref = (
                "latitude_longitude",
                CRS.from_epsg(4326).to_wkt("WKT1_GDAL"),
            )
            for band, values in zip(FOUR, LAND.reflectance(FOUR), strict=True):
                layer = target.createVariable(band, "f", ("lat", "lon"))
                layer.grid_mapping = "crs"
                layer[:] = values[::-1] if upward else values
                layer.units = "1"
        return path

    return Case(make, plain.truth)


SOUTH_UP = Affine(10, 0, 600_000, 0, 10, 5_700_000 - 10 * SIDE)
FLIPPED = tuple((SIDE - 1 - row, column) for row, column in SPOTS)
MOON = CRS.from_proj4("+proj=eqc +R=1737400 +units=m +no_defs").to_wkt("WKT1_GDAL")
MARS = CRS.from_proj4("+proj=longlat +R=3396190 +no_defs").to_wkt("WKT1_GDAL")
SITE = 'LOCAL_CS["site grid",UNIT["metre",1],AXIS["Easting",EAST],AXIS["Northing",NORTH]]'
KILOMETRES = CRS.from_proj4("+proj=utm +zone=31 +datum=WGS84 +units=km +no_defs").to_wkt("WKT1_GDAL")
FEET = Affine(30, 0, 6_561_000, 0, -30, 1_640_000)  # feet of the US survey, in California
PLAIN = placed("EPSG:32631", UTM)

TRAPS = (
    Trap("south-up", placed("EPSG:32631", SOUTH_UP, np.ascontiguousarray(DN[:, ::-1]), FLIPPED), PLAIN, whole_run=True),
    Trap("rotated-by-30-degrees", placed("EPSG:32631", after(UTM, Affine.rotation(30))), PLAIN, whole_run=True),
    Trap("sheared", placed("EPSG:32631", after(UTM, Affine.shear(20, 0))), PLAIN),
    Trap("mirrored-west-to-east", placed("EPSG:32631", Affine(-10, 0, 600_960, 0, -10, 5_700_000)), PLAIN),
    Trap("pixel-is-point", placed("EPSG:32631", UTM, tags={"AREA_OR_POINT": "Point"}),
         placed("EPSG:32631", UTM, tags={"AREA_OR_POINT": "Area"})),
    Trap("degrees-at-75-north", placed("EPSG:4326", Affine(0.0004, 0, 20, 0, -0.0001, 75)),
         placed("EPSG:32633", Affine(10, 0, 640_000, 0, -10, 8_330_000)), whole_run=True),
    Trap("degrees-at-80-south", placed("EPSG:4326", Affine(0.005, 0, -60, 0, -0.005, -80)),
         placed("EPSG:4326", Affine(0.005, 0, -60, 0, -0.005, -0.24))),
    Trap("web-mercator-at-60-north", placed("EPSG:3857", Affine(20, 0, 1_000_000, 0, -20, 8_399_738)), PLAIN),
    Trap("web-mercator-at-75-north-over-a-large-area",
         placed("EPSG:3857", Affine(2000, 0, 1_000_000, 0, -2000, 12_932_243)), PLAIN),
    Trap("polar-stereographic-far-from-its-true-scale",
         placed("EPSG:3413", Affine(100, 0, -10_000, 0, -100, -3_300_000)), PLAIN),
    Trap("across-the-antimeridian", across(179.952), across(170.0), whole_run=True),
    Trap("us-survey-feet", placed("EPSG:2225", FEET), placed("EPSG:26941", Affine(10, 0, 2_000_000, 0, -10, 500_000))),
    Trap("kilometres", placed(KILOMETRES, Affine(0.01, 0, 600, 0, -0.01, 5_700)), PLAIN),
    Trap("northing-before-easting", placed("EPSG:2193", Affine(10, 0, 1_600_000, 0, -10, 5_400_000)),
         placed("EPSG:32759", Affine(10, 0, 600_000, 0, -10, 5_400_000))),
    Trap("control-points-only", by_points(), PLAIN),
    Trap("no-crs", nowhere(None, UTM), PLAIN, whole_run=True),
    Trap("degrees-without-crs", nowhere(None, Affine(0.001, 0, 4, 0, -0.001, 52)),
         placed("EPSG:4326", Affine(0.001, 0, 4, 0, -0.001, 52))),
    Trap("crs-without-position", nowhere("EPSG:32631", None), PLAIN),
    Trap("metres-called-degrees", nowhere("EPSG:4326", UTM), PLAIN),
    Trap("local-site-grid", nowhere(SITE, Affine(10, 0, 1000, 0, -10, 2000)), PLAIN),
    Trap("on-the-moon", elsewhere(MOON, Affine(10, 0, 100_000, 0, -10, 100_000)), PLAIN, whole_run=True),
    Trap("on-mars-in-degrees", elsewhere(MARS, Affine(0.001, 0, 10, 0, -0.001, 40)), PLAIN),
    Trap("netcdf-northward-with-centres", netcdf(upward=True), netcdf(upward=False)),
)  # fmt: skip


def test_trap_is_never_answered_wrongly_in_silence(trap, spring):
    spring(trap)


def test_clean_twin_is_completed_with_the_right_numbers(trap, complete):
    complete(trap)
