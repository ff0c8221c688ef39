"""The second way to each number agrees with numpy on small rasters and with the first way on the ellipsoid."""

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.windows import Window

from models.geo.contract.scene import Grid
from models.geo.pixels.area import PixelAreas
from nodes.report.contents import claims_of
from nodes.verify.areas import Areas
from nodes.verify.chapters.clouds import cloud_values
from nodes.verify.chapters.indices import cover_values, index_values
from nodes.verify.chapters.scene import grid_values
from tests.nodes.report.report_world import World, make_run

PLACES = {
    "UTM": ("EPSG:32631", Affine(10, 0, 500000, 0, -10, 5000000), 10.0),
    "polar": ("EPSG:3413", Affine(25000, 0, -1000000, 0, -25000, 1000000), 25000.0),
    "degrees at 80° north": ("EPSG:4326", Affine(0.01, 0, 20, 0, -0.01, 80), 1113.0),
    "degrees of the globe": ("EPSG:4326", Affine(4, 0, -180, 0, -2, 90), 440000.0),
    "across the antimeridian": ("EPSG:4326", Affine(0.1, 0, 179, 0, -0.1, 10), 11000.0),
    "Mercator, rotated": ("EPSG:3857", Affine(20, 5, 1e6, 5, -20, 8e6), 20.0),
    "feet": ("EPSG:2263", Affine(3, 0, 980000, 0, -3, 200000), 1.0),
}


@pytest.mark.parametrize("name", PLACES)
def test_areas_agree_with_those_of_the_run(name, tmp_path):
    crs, transform, pixel_m = PLACES[name]
    mask = np.random.default_rng(1).random((80, 90)) < 0.4
    mask[:, 60:] = False
    profile = {"driver": "GTiff", "width": 90, "height": 80, "count": 1, "dtype": "uint8"}
    with rasterio.open(tmp_path / "a.tif", "w", crs=crs, transform=transform, **profile) as source:
        found = Areas(source, pixel_m).hectares(mask, 0)
    grid = Grid(
        width=90, height=80, transform=tuple(transform)[:6], crs=crs, located_by="transform", pixel_size_m=None
    )  # fmt: skip
    assert found == pytest.approx(PixelAreas(grid).hectares(mask, Window(0, 0, 90, 80)), rel=5e-5)


@pytest.mark.parametrize("world", [World(), World(crs=None), World(shape=(1, 300)), World(shape=(700, 40))])
def test_every_number_is_found_again(world, tmp_path):
    run_dir, state = make_run(tmp_path, world)
    again = grid_values(run_dir, state) | cloud_values(run_dir, state) | cover_values(run_dir, state)
    again |= index_values(run_dir, state, 1) | index_values(run_dir, state, 2)
    for claim in claims_of(state):
        if not claim.id.startswith("modality."):
            assert again[claim.id] == pytest.approx(claim.value, rel=1e-6, abs=1e-6), claim.id
