import numpy as np
import pytest
import rasterio
from affine import Affine
from PIL import Image

from models.errors import SceneError
from models.geo.reading.read import read_scene
from models.modality.confirm import SIDE
from models.modality.views import draw_array_views, draw_file_views, draw_scene_views
from tests.models.geo.contract.test_sar import backscatter
from tests.models.geo.landscape import write

SCALES = {
    "db": lambda power: (10 * np.log10(power)).astype("float32"),
    "amplitude": lambda power: np.sqrt(power).astype("float32"),
    "power": lambda power: power.astype("float32"),
    "hundredths": lambda power: np.round(1000 * np.log10(power)).astype("int16"),
}
NAMES = {"db": "VV_dB", "amplitude": "VV_amplitude", "power": "VV_power", "hundredths": "VV"}


def radar(side=512, looks=4, seed=0):
    return backscatter(looks, seed, side=side)[None]


@pytest.mark.parametrize("scale", ["amplitude", "power", "hundredths"])
def test_radar_looks_the_same_on_every_scale(tmp_path, scale):
    """Named or not: the stretch works on decibels, to the rounding of the stored numbers."""
    for named in (True, False):
        pair = [
            draw_file_views(write(tmp_path / f"{name}.tif", SCALES[name](radar()), (NAMES[name],) if named else None))
            for name in ("db", scale)
        ]
        assert np.abs(pair[0].astype(int) - pair[1]).max() <= 1


def test_calibration_does_not_change_the_picture(tmp_path):
    one, other = (
        draw_file_views(write(tmp_path / f"{factor}.tif", radar() * np.float32(factor), ("VV_power",)))
        for factor in (1, 7.3)
    )
    assert np.abs(one.astype(int) - other).max() <= 1


def test_speckle_is_as_strong_on_the_picture_as_its_looks_say():
    """Standard deviation of 10 log₁₀ of L looks: 4.343 √ψ₁(L), on 255 shades for 25 dB."""
    from scipy.special import polygamma

    for looks in (1, 4, 16):
        power = np.random.default_rng(1).gamma(looks, 1 / looks, (1, SIDE, SIDE)).astype("float32")
        [drawn] = draw_array_views(power, "VV in dB", "sar_power")
        expected = 4.343 * np.sqrt(polygamma(1, looks)) / 25 * 255
        assert drawn[..., 0].std() == pytest.approx(expected, rel=0.12)  # one look is cut off at the bottom


def test_optical_bands_without_a_unit_are_not_drawn_in_decibels(tmp_path):
    ramp = np.linspace(500, 4000, 256)[None, None] * np.ones((1, 256, 1))
    ramp += np.random.default_rng(0).normal(0, 5, ramp.shape)
    [drawn] = draw_file_views(write(tmp_path / "band.tif", ramp.astype("uint16")))
    shades = drawn[112, :, 0].astype(int)
    assert np.ptp(np.diff(shades[20:-20:20])) <= 4  # a straight ramp stays straight


@pytest.mark.parametrize(("side", "views"), [(60, 1), (447, 1), (448, 5), (2000, 5)])
def test_large_scenes_are_seen_whole_and_in_parts(tmp_path, side, views):
    seen = draw_scene_views(read_scene(write(tmp_path / "scene.tif", radar(side), ("VV_power",))))
    assert seen.shape == (views, SIDE, SIDE, 3) and seen.dtype == np.uint8


def test_parts_are_at_the_resolution_of_the_sensor_and_drawn_as_the_whole(tmp_path):
    values = SCALES["db"](radar(1000))
    views = draw_scene_views(read_scene(write(tmp_path / "scene.tif", values, ("VV_dB",))))
    middle = float(np.median(values[0, ::1, ::1]))
    part = values[0, 250 - 112 : 250 + 112, 250 - 112 : 250 + 112]
    expected = np.clip((part - middle + 12.5) / 25 * 255, 0, 255)
    assert np.abs(views[1][..., 0] - expected).max() < 6  # the median is that of the overview


def test_the_whole_of_a_large_radar_scene_keeps_its_speckle(tmp_path):
    power = np.random.default_rng(2).gamma(4, 0.02, (1, 1800, 1800)).astype("float32")
    whole, *parts = draw_file_views(write(tmp_path / "scene.tif", power, ("VV_power",)))
    assert whole.std() == pytest.approx(parts[0].std(), rel=0.2)


def test_parts_without_data_are_left_out(tmp_path):
    values = SCALES["db"](radar())
    values[:, :, :256] = np.nan
    assert len(draw_scene_views(read_scene(write(tmp_path / "scene.tif", values, ("VV_dB",))))) == 3


def test_arrays_are_seen_as_files_are(tmp_path):
    values = SCALES["db"](radar())
    seen = draw_file_views(write(tmp_path / "scene.tif", values, ("VV_dB",)))
    assert np.array_equal(seen, draw_array_views(values, "VV in dB", "sar_db"))


def test_a_map_with_a_palette_is_seen_in_its_colours(tmp_path):
    codes = np.kron(np.arange(4).reshape(2, 2), np.ones((120, 120))).astype("uint8")
    profile = {"driver": "GTiff", "dtype": "uint8", "count": 1, "height": 240, "width": 240}
    with rasterio.open(
        tmp_path / "map.tif", "w", crs="EPSG:32631", transform=Affine(10, 0, 0, 0, -10, 0), **profile
    ) as map_:
        map_.write(codes, 1)
        map_.write_colormap(1, {0: (255, 0, 0), 1: (0, 255, 0), 2: (0, 0, 255), 3: (9, 9, 9)})
    [seen] = draw_file_views(tmp_path / "map.tif")
    corners = [tuple(seen[row, column]) for row in (5, -5) for column in (5, -5)]
    assert corners == [(255, 0, 0), (0, 255, 0), (0, 0, 255), (9, 9, 9)]
    picture = Image.fromarray(codes, mode="P")
    picture.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9])
    picture.save(tmp_path / "map.png")
    assert np.array_equal(draw_file_views(tmp_path / "map.png")[0], seen)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_bytes(b""), "empty"),
        (lambda path: path.write_text("a letter"), "no raster"),
        (lambda path: write(path, np.full((1, 64, 64), 7, "uint16")), "does not vary"),
        (lambda path: write(path, np.full((1, 64, 64), np.nan, "float32")), "no pixel with data"),
        (lambda path: None, "there is no file"),
    ],
)
def test_what_shows_nothing_is_refused_in_one_line(tmp_path, make, words):
    make(tmp_path / "scene.tif")
    with pytest.raises(SceneError, match=words) as told:
        draw_file_views(tmp_path / "scene.tif")
    assert "\n" not in str(told.value)
