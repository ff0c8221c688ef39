import numpy as np
import pytest
import rasterio
from rasterio.enums import ColorInterp
from rasterio.windows import Window

from models.errors import SceneError
from models.geo.contract.scene import SceneFlags
from models.geo.pixels.raster import SceneReader
from models.geo.reading.read import read_scene
from tests.models.geo.landscape import landscape, write

NAMES = ("B02", "B03", "B04", "B08")
WHOLE = Window(0, 0, 120, 120)


@pytest.fixture
def bands():
    dn = landscape()
    return np.stack([dn[name] for name in NAMES]).astype("uint16")


def valid(scene):
    with SceneReader(scene) as reader:
        return reader.valid(WHOLE)


def test_a_data_mask_by_name_hides_pixels_and_is_no_band(tmp_path, bands):
    mask = np.ones((1, 120, 120), "uint16")
    mask[:, :30] = 0
    scene = read_scene(write(tmp_path / "scene.tif", np.concatenate([bands, mask]), (*NAMES, "dataMask")))
    assert [band.name for band in scene.bands] == list(NAMES)
    assert (valid(scene) == (mask[0] > 0)).all()


def test_an_alpha_band_of_16_bits_hides_pixels(tmp_path, bands):
    alpha = np.full((1, 120, 120), 65535, "uint16")
    alpha[:, :, :30] = 0
    path = write(tmp_path / "scene.tif", np.concatenate([bands, alpha]), (*NAMES, ""))
    with rasterio.open(path, "r+") as target:
        target.colorinterp = (ColorInterp.gray, *(ColorInterp.undefined,) * 3, ColorInterp.alpha)
    assert (valid(read_scene(path)) == (alpha[0] > 0)).all()


@pytest.mark.parametrize("named", ["in the file", "by the user"])
def test_a_fourth_byte_that_is_named_is_a_band_though_its_colour_says_alpha(tmp_path, bands, named):
    pictured = np.clip(bands / 40, 0, 255).astype("uint8")
    pictured[3, :30] = 0
    names = ("blue", "green", "red", "nir")
    path = write(tmp_path / "scene.tif", pictured, names if named == "in the file" else None)
    with rasterio.open(path, "r+") as target:
        target.colorinterp = (ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha)
    scene = read_scene(path, SceneFlags(bands=names if named == "by the user" else None))
    assert scene.roles == names
    assert valid(scene).all()
    assert len(read_scene(write_alpha(tmp_path / "plain.tif", pictured)).bands) == 3


def write_alpha(path, pictured):
    write(path, pictured)
    with rasterio.open(path, "r+") as target:
        target.colorinterp = (ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha)
    return path


def test_a_classification_in_the_stack_is_the_quality_layer(tmp_path, bands):
    classes = np.full((1, 120, 120), 4, "uint16")
    scene = read_scene(write(tmp_path / "scene.tif", np.concatenate([bands, classes]), (*NAMES, "SCL")))
    assert (scene.quality.kind, scene.quality.index) == ("SCL", 5)
    assert [band.name for band in scene.bands] == list(NAMES)


def test_a_hole_of_the_mask_between_the_sampled_windows_is_no_data(tmp_path):
    side, hole = 2048, (slice(300, 560), slice(300, 560))
    dn = np.random.default_rng(0).integers(300, 4000, (4, side, side)).astype("uint16")
    path, there = write(tmp_path / "scene.tif", dn, NAMES), np.ones((side, side), bool)
    there[hole] = False
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as target:
        target.write_mask(there)
    scene = read_scene(path)
    with SceneReader(scene) as reader:
        assert (reader.valid(Window(0, 0, side, side)) == there).all()


def test_a_mask_that_hides_nothing_leaves_a_black_border_to_be_found(tmp_path, bands):
    bands[:, :20] = 0
    path = write(tmp_path / "scene.tif", bands, NAMES)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as target:
        target.write_mask(np.ones((120, 120), bool))
    assert (valid(read_scene(path)) == (bands[0] > 0)).all()


def test_a_mask_alone_is_no_scene(tmp_path):
    path = write(tmp_path / "mask.tif", np.ones((1, 64, 64), "uint8"), ("dataMask",))
    with pytest.raises(SceneError, match="masks only"):
        read_scene(path)


def test_coordinates_that_cannot_be_degrees_are_no_place(tmp_path, bands):
    scene = read_scene(write(tmp_path / "scene.tif", bands, NAMES, crs="EPSG:4326"))
    assert scene.grid.crs is None
    assert "degrees" in scene.crs.detail
