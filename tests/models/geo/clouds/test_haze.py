import numpy as np
import pytest
import rasterio

from models.geo.clouds import network as cloud_network
from models.geo.clouds.haze import HazeFinder, find_haze_signs, find_thin_cloud
from models.geo.clouds.mask import mask_clouds, plan_clouds
from models.geo.contract.ground_classes import CLEAR, CLOUD
from models.geo.contract.scene import Fact
from models.geo.pixels.tiling import Cutting
from models.geo.reading.read import read_scene
from tests.models.geo.clouds.test_clouds import NAMES, never
from tests.models.geo.landscape import landscape, write

PLANTS = np.array([0.03, 0.06, 0.032, 0.4], np.float32)  # blue, green, red, near infrared
SOIL = np.array([0.14, 0.17, 0.2, 0.25], np.float32)
WATER = np.array([0.05, 0.045, 0.03, 0.02], np.float32)
SEEN_WHITE = 0.6  # reflectance of what haze is made of


def ground(*covers, height=60, width=90):
    """(4, height, width) covers side by side, with noise of a hundredth."""
    random = np.random.default_rng(1)
    columns = np.array(covers)[np.arange(width) * len(covers) // width]
    return (columns.T[:, None] * (1 + 0.01 * random.standard_normal((4, height, width)))).astype("float32")


def hazed(rows, thickness):
    return (rows * (1 - thickness) + SEEN_WHITE * thickness).astype("float32")


def found(rows):
    return find_thin_cloud(find_haze_signs(rows))


def test_haze_over_plants_is_found_and_clear_ground_is_not():
    rows = ground(PLANTS)
    assert not found(rows).any()
    assert found(hazed(rows, 0.1)).all()
    assert not found(hazed(rows, 0.01)).any()


def test_bright_ground_and_water_are_not_haze():
    assert not found(ground(SOIL)).any()
    assert not found(ground(PLANTS, WATER)).any()
    roofs = ground(PLANTS)
    roofs[:, 20:28, 20:28] = np.array([0.3, 0.3, 0.3, 0.5], np.float32)[:, None, None]  # pale, with plants between
    assert not found(roofs).any()


def test_bare_ground_within_haze_is_under_it_and_water_is_left():
    rows = hazed(ground(PLANTS), 0.1)
    rows[:, 28:32, 40:44] = hazed(SOIL[:, None, None], 0.1)
    rows[:, 28:32, 60:64] = WATER[:, None, None]
    assert found(rows)[28:32, 40:44].all()
    assert not found(rows)[28:32, 60:64].any()


def test_the_edge_follows_the_fading_haze_and_no_further():
    thickness = np.clip(np.linspace(0.12, -0.06, 90), 0, None, dtype="float32")
    where = found(hazed(ground(PLANTS), thickness))
    assert where[:, thickness > 0.06].all()
    assert not where[:, thickness < 0.035].any()


def test_a_trace_without_a_core_is_no_cloud():
    assert not found(hazed(ground(PLANTS), 0.033)).any()


def test_rows_on_their_way_to_the_network_give_the_same_as_all_at_once():
    row, column = np.mgrid[:533, :90]
    thickness = (0.04 + 0.06 * np.sin((row + column) / 20)).clip(0)  # fades across the first rows of all strips
    rows = hazed(ground(PLANTS, SOIL, WATER, PLANTS, height=533), thickness)
    rows[:, 100:110, 30:50] = np.nan
    finder = HazeFinder(lambda first, last: rows[:, first:last])
    clear = np.array([1, 0, 0], np.float32)[:, None, None]
    strips = cloud_network.classify_by_rows(finder.read, (533, 90), lambda tile: clear + 0 * tile[:3])
    together = np.concatenate([finder.hazy(row, row + len(classes)) for row, classes in strips])
    assert together.any() and not together.all()
    assert (together == found(rows)).all()


@pytest.mark.parametrize(("level", "hidden"), [("L2A", True), ("L1C", False)])
def test_haze_is_cloud_in_the_mask_at_the_surface_only(tmp_path, level, hidden):
    dn = landscape(240)
    thickness = np.where(np.arange(240) < 120, 0.1, 0)
    bands = np.stack([dn[name] for name in NAMES]) * (1 - thickness) + 10_000 * SEEN_WHITE * thickness
    scene = read_scene(write(tmp_path / "scene.tif", bands.astype("uint16"), NAMES, nodata=0))
    scene = scene.model_copy(update={"level": Fact(value=level, source="flag", detail="test")})
    plan = plan_clouds(scene, "multispectral", never)
    assert ("thin cloud" in plan.method) == hidden
    mask_clouds(scene, tmp_path / "valid.tif", plan, Cutting())
    with rasterio.open(tmp_path / "valid.tif") as source:
        classes = source.read(1)
    assert np.mean(classes[:, 160:] == CLEAR) > 0.95
    assert (np.mean(classes[:, :90] == CLOUD) > 0.5) == hidden
    assert (np.mean(classes[:, :90] == CLOUD) < 0.1) != hidden
