"""A small run of the fuzzer, and every fault that the large ones found."""

from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from rasterio.windows import Window

from models.errors import SceneError
from models.field.parcel_files.imports import import_parcels
from models.geo.contract.scene import SceneFlags
from models.geo.pixels.picture import write_preview
from models.geo.pixels.raster import SceneReader
from models.geo.reading.read import read_scene
from tests.traps.world import Tif

from .__main__ import KINDS
from .damage import damage
from .pool import Order, judge_all
from .seeds import FOUR, GRID, write_seeds

DN = np.random.default_rng(1).integers(300, 3000, (4, 48, 48)).astype("uint16")


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Order:
    home = tmp_path_factory.mktemp("fuzz")
    keep = home / "faults"
    keep.mkdir()
    return Order(write_seeds(home / "seeds"), seed=7, keep=keep)


def test_damage_is_the_same_at_every_run(order: Order, tmp_path: Path):
    again = write_seeds(tmp_path)
    assert all(
        damage(order.seeds, kind, 7, number).content == damage(again, kind, 7, number).content
        for kind in KINDS
        for number in range(4)
    )


def test_two_hundred_damaged_files_are_answered_or_refused(order: Order):
    tasks = [(KINDS[place % len(KINDS)], place // len(KINDS)) for place in range(200)]
    reports = list(judge_all(order, tasks, children=1))
    faults = [f"{one.kind} {one.number}: {one.words}" for one in reports if one.verdict == "fault"]
    assert not faults
    assert len(reports) == len(tasks)
    assert {one.verdict for one in reports} == {"read", "refused"}


def test_a_pixel_larger_than_any_planet_is_no_place(tmp_path: Path):
    tif = Tif(FOUR, offset=0.0, transform=Affine(1e200, 0, 0, 0, -1e200, 0))
    assert read_scene(tif.write(tmp_path / "S2A_MSIL2A_a.tif", DN)).grid.pixel_size_m is None


def test_nan_that_signals_is_no_data_without_a_warning(tmp_path: Path):
    decibels = np.random.default_rng(2).normal(-12, 2, (2, 48, 48)).astype("float32")
    decibels.view("uint32")[:, 5, 5] = 0x7FA00000
    scene = read_scene(Tif(("VV", "VH"), scale=None).write(tmp_path / "radar.tif", decibels))
    with SceneReader(scene) as reader:
        assert np.isnan(reader.read(Window(5, 5, 1, 1), ["VV"])).all()


def test_a_directory_that_leads_out_of_the_file_is_refused(tmp_path: Path):
    path = Tif(FOUR, offset=0.0).write(tmp_path / "a.tif", DN)
    content = bytearray(path.read_bytes())
    start = int.from_bytes(content[4:8], "little")
    end = start + 2 + 12 * int.from_bytes(content[start : start + 2], "little")
    content[end : end + 4] = (0x7FFFFFF0).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(SceneError, match="cannot be read as a raster"):
        read_scene(path)


def test_what_gdal_says_of_a_geopackage_becomes_a_note(order: Order, tmp_path: Path):
    content = bytearray(order.seeds["gpkg"][0].read_bytes())
    content[60:64] = (7840).to_bytes(4, "big")  # the version of the format
    path = tmp_path / "fields.gpkg"
    path.write_bytes(content)
    assert any("GDAL says of fields.gpkg" in note for note in import_parcels(path, GRID).notes)


def test_text_of_a_netcdf_that_is_no_text_is_refused(order: Order, tmp_path: Path):
    content = order.seeds["netcdf"][1].read_bytes()
    path = tmp_path / "classic.nc"
    path.write_bytes(content.replace(b"WGS 84 / UTM zone 31N", b"WGS 84 / UTM z\xc7ne 31N"))
    with pytest.raises(SceneError, match=r"classic\.nc cannot be read"):
        read_scene(path, SceneFlags(date="2024-06-15"))


def test_numbers_as_large_as_their_type_are_drawn_without_a_warning(tmp_path: Path):
    values = DN.astype("float32")
    values[:, 3:9] = -3e38
    values[:, 20:40] = 3e38
    scene = read_scene(Tif(("a", "b", "c", "d"), scale=None).write(tmp_path / "a.tif", values))
    write_preview(scene, tmp_path / "preview.png", 32)


@pytest.mark.parametrize("number", [812, 1057])
def test_a_colour_jpeg_that_says_it_has_one_band_does_not_end_the_process(order: Order, tmp_path: Path, number: int):
    made = damage(order.seeds, "geotiff", 7, number)
    path = tmp_path / made.name
    path.write_bytes(made.content)
    with pytest.raises(SceneError, match="JPEG of three colours"):
        read_scene(path)
