"""Where a scene lies: coordinates that cannot be of their CRS are no place, and nothing crashes on them."""

import os

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.control import GroundControlPoint

from models.errors import SceneError
from models.geo.pixels.blocks import Blocks
from models.geo.reading.read import read_scene
from tests.models.geo.by_hand import grid_of
from tests.models.geo.landscape import NAMES, landscape, write


@pytest.fixture
def bands():
    dn = landscape()
    return np.stack([dn[name] for name in NAMES]).astype("uint16")


@pytest.mark.parametrize(
    ("transform", "crs"),
    [
        (Affine(10_000, 0, 5e8, 0, -10_000, 5e9), "EPSG:32631"),  # millimetres
        (Affine(10, 0, 1e15, 0, -10, 1e15), "EPSG:32631"),
        (Affine(10, 0, -11_326_000, 0, -10, 4_500_000), "EPSG:32631"),  # those of Web Mercator
        (Affine(10, 0, 5e8, 0, -10, 5e8), "EPSG:2154"),
    ],
)
def test_coordinates_outside_of_a_projection_are_no_place(tmp_path, bands, transform, crs):
    scene = read_scene(write(tmp_path / "scene.tif", bands, NAMES, transform=transform, crs=crs))
    assert scene.grid.crs is None
    assert "not in the area of its CRS" in scene.crs.detail


@pytest.mark.parametrize(
    ("transform", "crs"),
    [
        (Affine(10, 0, 500_000, 0, -10, 5_000_000), "EPSG:32631"),
        (Affine(10, 0, -300_000, 0, -10, 5_000_000), "EPSG:32631"),  # of a country that lies across three zones
        (Affine(10, 0, 320_000, 0, -10, 8_000_000), "EPSG:32760"),  # across the antimeridian
        (Affine(10, 0, -20_037_000, 0, -10, 5_000_000), "EPSG:3857"),
        (Affine(10, 0, -3_000_000, 0, -10, 200_000), "EPSG:3413"),
        (Affine(1e-4, 0, 179.999, 0, -1e-4, 10), "EPSG:4326"),
    ],
)
def test_coordinates_that_can_be_are_a_place(tmp_path, bands, transform, crs):
    scene = read_scene(write(tmp_path / "scene.tif", bands, NAMES, transform=transform, crs=crs))
    assert scene.grid.crs == crs


@pytest.mark.parametrize("pixel", [(np.nan, 0, 0, -10), (0, 0, 0, -10), (10, 10, 10, 10)])
def test_pixels_without_a_size_are_no_place(tmp_path, bands, pixel):
    a, b, d, e = pixel
    transform = Affine(a, b, 500_000, d, e, 5_000_000)
    assert read_scene(write(tmp_path / "scene.tif", bands, NAMES, transform=transform)).grid.crs is None


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_one_control_point_is_no_place(tmp_path, bands):
    path = write(tmp_path / "scene.tif", bands, NAMES, crs=None, transform=Affine.identity())
    with rasterio.open(path, "r+") as target:
        target.gcps = [GroundControlPoint(0, 0, 3.0, 45.0)], "EPSG:4326"
    scene = read_scene(path)
    assert scene.grid.crs is None
    assert "too few ground control points (1)" in scene.crs.detail


@pytest.mark.parametrize("said", ["2016-02-31T10:30:00Z", "2016-02-01T25:30:00Z"])
def test_a_time_that_cannot_be_is_ignored_and_that_is_said(tmp_path, bands, said):
    scene = read_scene(write(tmp_path / "scene.tif", bands, NAMES, tags={"ACQUISITION_TIME": said}))
    assert scene.time is None
    assert any(said in note and "ignored" in note for note in scene.notes)


def test_what_is_neither_file_nor_folder_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.tif")
    with pytest.raises(SceneError, match="neither a file nor a folder"):
        read_scene(tmp_path / "pipe.tif")


def test_a_block_is_no_larger_than_the_scene():
    small = grid_of((40, 60)).model_copy(update={"pixel_size_m": (1e-9, 1e-9)})
    assert Blocks.of(small).side == 60
