"""Sentinel-2 and Landsat products, as folders and archives, with the reflectance that was put in coming out again."""

import shutil
import zipfile

import numpy as np
import pytest
from rasterio.windows import Window

from models.errors import SceneError
from models.geo.pixels.raster import SceneReader
from models.geo.reading.read import read_scene
from models.simulation.products import LandsatOptions, SafeOptions, write_landsat, write_safe
from tests.models.geo.landscape import landscape

FACTORS = dict.fromkeys(("B02", "B03", "B04", "B08"), 1) | {"B01": 6, "B09": 6, "B10": 6}


def native(names, side=120):
    """Reflectance of each band at its own resolution."""
    dn = landscape(side)
    return {name: dn[name][:: FACTORS.get(name, 2), :: FACTORS.get(name, 2)] / 1e4 for name in names}


ALL = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B11", "B12")


def red_of(scene):
    with SceneReader(scene) as reader:
        return reader.read(Window(0, 0, scene.grid.width, scene.grid.height), ("red",))[0]


@pytest.fixture
def safe(tmp_path):
    return write_safe(tmp_path, native(ALL), scl=np.full((60, 60), 4, np.uint8))


@pytest.mark.parametrize(("baseline", "offset"), [("05.09", -1000), ("02.14", None), ("05.00", -1000), ("04.00", None)])
def test_offset_is_what_the_metadata_says_whatever_the_baseline(tmp_path, baseline, offset):
    options = SafeOptions(baseline=baseline, offset=offset, time="20190308T104849")
    scene = read_scene(write_safe(tmp_path, native(ALL), options))
    assert scene.band("red").offset == pytest.approx((offset or 0) / 10000)
    assert scene.unit.source == "sidecar"
    assert red_of(scene) == pytest.approx(landscape()["B04"] / 1e4, abs=1e-4)


def test_a_safe_says_all_of_itself(safe):
    scene = read_scene(safe)
    assert (scene.sensor.value, scene.level.value, scene.acquired.value[:10]) == ("Sentinel-2", "L2A", "2022-03-08")
    assert len(scene.bands) == 12
    assert scene.quality.kind == "SCL"
    assert scene.grid.shape == (120, 120)
    assert scene.band("swir16").pixel_size == (20.0, 20.0)
    assert any("B11" in note and "nearest" in note for note in scene.notes)


def test_zip_metadata_file_and_granule_are_the_same_scene(safe, tmp_path):
    archive = shutil.make_archive(str(tmp_path / "product.SAFE"), "zip", safe.parent, safe.name)
    granule = next((safe / "GRANULE").iterdir())
    red = red_of(read_scene(safe))
    for path in (archive, safe / "MTD_MSIL2A.xml", granule, safe.parent):
        if str(path) == str(safe.parent):
            continue
        assert np.array_equal(red_of(read_scene(type(safe)(path))), red, equal_nan=True)


def test_a_missing_band_is_told(safe):
    next(safe.rglob("*_B11_20m.jp2")).unlink()
    scene = read_scene(safe)
    assert scene.band("swir16") is None
    assert any("B11" in note for note in scene.notes)


def test_a_damaged_band_is_left_out_and_told(safe):
    band = next(safe.rglob("*_B04_10m.jp2"))
    band.write_bytes(band.read_bytes()[:200])
    try:
        scene = read_scene(safe)
    except SceneError as error:
        assert "B04" in str(error)
    else:
        assert scene.band("red") is None and any("B04" in note for note in scene.notes)


OLI = {"SR_B2": "B02", "SR_B3": "B03", "SR_B4": "B04", "SR_B5": "B8A", "SR_B6": "B11", "SR_B7": "B12"}


def landsat_values(prefix="SR_"):
    dn = landscape()
    return {name.replace("SR_", prefix): dn[band] / 1e4 for name, band in OLI.items()}


@pytest.mark.parametrize("level", ["L2SP", "L1TP", "SR1"])
def test_landsat_numbers_become_the_reflectance_that_was_put_in(tmp_path, level):
    values = landsat_values("" if level == "L1TP" else "SR_")
    scene = read_scene(write_landsat(tmp_path, values, LandsatOptions(level=level)))
    assert scene.sensor.value == "Landsat 8"
    assert scene.unit.value == "reflectance"
    assert red_of(scene) == pytest.approx(landscape()["B04"] / 1e4, abs=1e-4)


def test_landsat_fill_and_quality_are_known(tmp_path):
    values = landsat_values()
    values["SR_B4"][:10] = np.nan
    values["QA_PIXEL"] = np.full((120, 120), 21824)
    scene = read_scene(write_landsat(tmp_path, values))
    assert np.isnan(red_of(scene)[:10]).all() and np.isfinite(red_of(scene)[10:]).all()
    assert scene.quality.kind == "QA_PIXEL"


def test_landsat_without_its_metadata_follows_the_name_and_says_so(tmp_path):
    folder = write_landsat(tmp_path, landsat_values())
    next(folder.glob("*_MTL.txt")).unlink()
    scene = read_scene(folder)
    assert (scene.band("red").scale, scene.band("red").offset) == (2.75e-05, -0.2)
    assert scene.unit.source == "convention"


def test_two_landsat_products_in_a_folder_are_refused(tmp_path):
    write_landsat(tmp_path, landsat_values())
    second = write_landsat(tmp_path, landsat_values(), LandsatOptions(day="20220726"))
    for file in second.iterdir():
        shutil.move(file, next(folder for folder in tmp_path.iterdir() if folder != second) / file.name)
    with pytest.raises(SceneError, match="2 Landsat products"):
        read_scene(next(folder for folder in tmp_path.iterdir() if folder != second))


def test_a_zip_bomb_is_refused_unopened(tmp_path):
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("S2A_MSIL2A_X.SAFE/GRANULE/a.jp2", "w", force_zip64=True) as member,
    ):
        for _ in range(300):
            member.write(bytes(1 << 20))
    with pytest.raises(SceneError, match=r"bomb\.zip"):
        read_scene(path)


def test_a_zip_that_climbs_out_is_refused(tmp_path):
    path = tmp_path / "climber.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../evil.tif", b"x")
    with pytest.raises(SceneError, match=r"climber\.zip"):
        read_scene(path)
