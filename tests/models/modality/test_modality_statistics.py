import numpy as np
import pytest

from models.errors import SceneError
from models.geo.reading.read import read_scene
from models.modality.sampling import sample_windows
from models.modality.statistics import guess_modality
from tests.models.geo.contract.test_sar import backscatter
from tests.models.geo.landscape import landscape, write


def guess(path):
    scene = read_scene(path)
    return guess_modality(scene, sample_windows(scene))


def radar(seed=0):
    return np.stack([backscatter(4, seed), backscatter(4, seed + 1) / 5])


SCALES = {
    "db": lambda power: (10 * np.log10(power)).astype("float32"),
    "amplitude": lambda power: np.sqrt(power).astype("float32"),
    "power": lambda power: power,
    "hundredths": lambda power: np.round(1000 * np.log10(power)).astype("int16"),
}


@pytest.mark.parametrize("names", [("VV", "VH"), None])
def test_radar_is_radar_on_every_scale(tmp_path, names):
    found = [guess(write(tmp_path / f"{name}.tif", scale(radar()), names)) for name, scale in SCALES.items()]
    assert {one.modality for one in found} == {"sar"}
    assert max(one.confidence for one in found) - min(one.confidence for one in found) < 0.15


def test_bands_beyond_the_visible_are_multispectral(tmp_path):
    dn = landscape()
    names = ("B02", "B03", "B04", "B08")
    found = guess(write(tmp_path / "scene.tif", np.stack([dn[name] for name in names]).astype("uint16"), names))
    assert found.modality == "multispectral"
    assert found.confidence > 0.9


def test_two_bands_are_not_radar_because_they_are_two(tmp_path):
    dn = landscape()
    names = ("red", "nir")
    found = guess(write(tmp_path / "scene.tif", np.stack([dn["B04"], dn["B08"]]).astype("uint16"), names))
    assert found.modality == "multispectral"


def test_a_colour_picture_is_rgb(tmp_path):
    dn = landscape()
    bands = np.stack([dn[name] for name in ("B04", "B03", "B02")]) / 16
    found = guess(write(tmp_path / "scene.tif", bands.clip(0, 255).astype("uint8"), photometric="RGB"))
    assert found.modality == "rgb"


def test_three_bands_that_share_light_are_no_radar(tmp_path):
    rough = np.random.default_rng(2).gamma(9, 1 / 9, (96, 96))
    own = 1 + 0.05 * np.random.default_rng(3).standard_normal((3, 96, 96))
    bands = 0.15 * rough * own
    grey = np.clip(bands * 500, 0, 255).astype("uint8")
    found = guess(write(tmp_path / "picture.tif", grey, photometric="MINISBLACK"))
    assert found.modality == "rgb" and "sar" in found.excluded
    with pytest.raises(SceneError, match="--bands"):
        guess(write(tmp_path / "scene.tif", bands.astype("float32")))


def test_a_grey_picture_is_doubtful(tmp_path):
    bands = (landscape()["B08"][None] / 25).clip(0, 255).astype("uint8")
    assert guess(write(tmp_path / "scene.tif", bands)).confidence < 0.7


def test_a_thermal_band_by_name_is_infrared(tmp_path):
    kelvin = (290 + landscape()["B04"][None] / 200).astype("float32")
    assert guess(write(tmp_path / "scene.tif", kelvin, ("lwir11",))).modality == "infrared"


ROWS, COLUMNS = np.mgrid[0:128, 0:128] / 128
TERRAIN = 400 + 150 * np.sin(4 * ROWS) * np.cos(5 * COLUMNS) + np.random.default_rng(0).normal(0, 0.4, (128, 128))
COVER = np.kron(np.random.default_rng(1).integers(1, 9, (8, 8)) * 10, np.ones((16, 16)))
NDVI = (landscape()["B08"] - landscape()["B04"]) / (landscape()["B08"] + landscape()["B04"])


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (TERRAIN.astype("float32"), None),
        (np.round(TERRAIN).astype("int16"), None),
        (COVER.astype("uint8"), None),
        (COVER.astype("uint8"), ("land cover",)),
        (NDVI.astype("float32"), None),
        (np.round(NDVI * 10000).astype("int16"), None),
        ((1 / (1 + np.exp(-9 * NDVI))).astype("float32"), None),
        (TERRAIN.astype("float32"), ("elevation",)),
        (np.full((64, 64), 0.3, "float32"), None),
    ],
    ids=[
        "height",
        "whole height",
        "classes",
        "named classes",
        "index",
        "scaled index",
        "probability",
        "named",
        "constant",
    ],
)
def test_what_is_no_imagery_is_refused_in_one_line(tmp_path, values, names):
    with pytest.raises(SceneError) as caught:
        guess(write(tmp_path / "layer.tif", values[None], names))
    assert "layer.tif" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("side", [380, 1400])
def test_a_scene_with_data_at_one_edge_only_is_sampled_there(tmp_path, side):
    values = np.full((1, side, side), np.nan, "float32")
    values[:, -60:] = np.random.default_rng(0).uniform(0, 1, (1, 60, side))
    write(tmp_path / "scene.tif", values)
    assert np.isfinite(sample_windows(read_scene(tmp_path / "scene.tif"))).any()
