import numpy as np
import pytest
from affine import Affine
from PIL import Image

from models.geo.pixels.picture import NEUTRAL, Picture, choose_stretch, crop_square, render_scene, write_preview
from models.geo.reading.read import read_scene
from tests.models.geo.landscape import UTM, landscape, write

NAMES = ("B02", "B03", "B04", "B08")


@pytest.fixture
def bands():
    dn = landscape()
    return np.stack([dn[name] for name in NAMES]).astype("uint16")


def test_no_data_is_transparent_and_grey(tmp_path, bands):
    bands[:, :30] = 0
    scene = read_scene(write(tmp_path / "scene.tif", bands, NAMES, nodata=0))
    shown = write_preview(scene, tmp_path / "preview.png", 512)
    alpha = np.asarray(Image.open(tmp_path / "preview.png"))[..., 3]
    assert (alpha[:30] == 0).all() and (alpha[30:] == 255).all()
    assert (shown.opaque()[:30] == NEUTRAL).all()


def test_same_scene_same_bytes(tmp_path, bands):
    scene = read_scene(write(tmp_path / "scene.tif", bands, NAMES))
    write_preview(scene, tmp_path / "one.png", 512)
    write_preview(scene, tmp_path / "two.png", 512)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_a_scene_from_south_to_north_is_shown_north_up(tmp_path, bands):
    upright = render_scene(read_scene(write(tmp_path / "scene.tif", bands, NAMES)), 512)
    turned = Affine(10, 0, UTM.c, 0, 10, UTM.f - 1200)
    flipped = write(tmp_path / "south.tif", bands[:, ::-1], NAMES, transform=turned)
    assert np.array_equal(render_scene(read_scene(flipped), 512).pixels, upright.pixels)


def test_a_cloud_does_not_darken_the_fields(tmp_path, bands):
    clear = render_scene(read_scene(write(tmp_path / "clear.tif", bands, NAMES)), 512)
    bands[:, :30, :30] = 8000
    clouded = render_scene(read_scene(write(tmp_path / "clouded.tif", bands, NAMES)), 512)
    assert np.abs(clouded.pixels[40:].astype(int) - clear.pixels[40:]).max() < 12


def test_radar_is_shown_in_decibels(tmp_path):
    power = np.random.default_rng(0).gamma(4, 0.02, (1, 128, 128)).astype("float32")
    linear = render_scene(read_scene(write(tmp_path / "linear.tif", power, ("Gamma0_VV",))), 512)
    decibels = render_scene(read_scene(write(tmp_path / "db.tif", 10 * np.log10(power), ("VV",))), 512)
    assert "dB" in linear.detail
    assert np.abs(linear.pixels.astype(int) - decibels.pixels).max() <= 1


def test_radar_without_any_power_is_drawn_as_no_data():
    nothing = np.zeros((1, 8, 8), np.float32)
    shown = choose_stretch(nothing, "VV in dB", "sar_power").draw(nothing)
    assert not shown.seen.any() and (shown.pixels == NEUTRAL).all()


def test_square_is_the_middle_of_the_picture(tmp_path, bands):
    shown = render_scene(read_scene(write(tmp_path / "scene.tif", bands[:, :, :60], NAMES)), 512)
    assert np.array_equal(crop_square(shown, 60), shown.opaque()[30:90])
    assert crop_square(shown, 24).shape == (24, 24, 3)


def test_a_small_picture_is_mirrored_and_not_enlarged(tmp_path, bands):
    shown = render_scene(read_scene(write(tmp_path / "scene.tif", bands[:, :, :60], NAMES)), 512).opaque()
    filled = crop_square(Picture(shown, np.ones(shown.shape[:2], bool), ""), 200)
    assert filled.shape == (200, 200, 3)
    assert np.array_equal(filled[:120, :60], shown)
    assert np.array_equal(filled[120:, :60], shown[:39:-1])
    assert np.array_equal(filled[:120, 60:120], shown[:, ::-1])
