from dataclasses import replace

import numpy as np
import pytest
import rasterio

from models.geo.clouds.mask import combine, mask_clouds, plan_clouds
from models.geo.contract.ground_classes import CLEAR, CLOUD, NO_DATA, SHADOW
from models.geo.contract.scene import Fact
from models.geo.pixels.area import PixelAreas
from models.geo.pixels.tiling import Cutting
from models.geo.reading.read import read_scene
from tests.models.geo.landscape import landscape, write

NAMES = ("B02", "B03", "B04", "B08", "B11", "B12")


def never():
    raise AssertionError("the level is known")


@pytest.fixture
def scene(tmp_path):
    dn = landscape()
    bands = np.stack([dn[name] for name in NAMES]).astype("uint16")
    rows, columns = np.mgrid[0:120, 0:120]
    cloud = np.exp(-((rows - 60) ** 2 + (columns - 60) ** 2) / 500)
    bands = (bands * (1 - cloud) + 7500 * cloud).astype("uint16")
    bands[:, :10] = 0
    path = write(tmp_path / "scene.tif", bands, NAMES, nodata=0, tags={"PROCESSING_LEVEL": "Level-2A"})
    return read_scene(path)


def test_no_data_wins_then_cloud_then_shadow():
    valid = np.array([[False, True, True, True, True]])
    producer = np.array([[CLOUD, CLEAR, SHADOW, CLOUD, NO_DATA]], "uint8")
    network = np.array([[1, 2, 1, 2, 1]], "uint8")
    assert combine(valid, producer, network).tolist() == [[NO_DATA, SHADOW, CLOUD, CLOUD, NO_DATA]]


def test_radar_and_scenes_without_infrared_are_not_masked(scene):
    assert "radar" in plan_clouds(scene, "sar", never).reason
    no_nir = scene.model_copy(update={"bands": scene.bands[:3]})
    assert "nir" in plan_clouds(no_nir, "rgb", never).reason


def test_unknown_units_are_not_masked_but_told(scene):
    dn = scene.model_copy(update={"unit": Fact(value="dn", source="none", detail="no scale")})
    assert "needs reflectance" in plan_clouds(dn, "multispectral", never).reason


def test_an_unknown_level_is_looked_at_by_both_networks(scene):
    unknown = Fact(value=None, source="none", detail="nothing says it")
    bright = plan_clouds(scene.model_copy(update={"level": unknown}), "multispectral", lambda: 0.2)
    assert bright.reason is None and bright.network.levels == ("l1c", "l2a") and not bright.network.finds_haze


def test_a_scene_of_a_few_pixels_is_not_shown_to_the_network(scene):
    narrow = scene.model_copy(update={"grid": scene.grid.model_copy(update={"width": 40})})
    plan = plan_clouds(narrow, "multispectral", never)
    assert plan.network is None and "40 × 120 pixels" in plan.reason and plan.needed


def test_the_cloud_is_found_and_counts_and_areas_add_up(scene, tmp_path):
    plan = plan_clouds(scene, "multispectral", never)
    result = mask_clouds(scene, tmp_path / "valid.tif", plan, Cutting())
    with rasterio.open(tmp_path / "valid.tif") as source:
        classes = source.read(1)
        assert source.nodata == NO_DATA and source.colormap(1)[CLOUD][:3] == (245, 245, 245)
    assert sum(result.pixels.values()) == classes.size
    assert (classes[:10] == NO_DATA).all() and (classes[10:] != NO_DATA).all()
    distance = np.hypot(*(np.mgrid[0:120, 0:120] - 60))
    assert np.mean(classes[distance < 12] == CLOUD) > 0.8
    assert np.mean(classes[distance > 45] == CLOUD) < 0.05
    whole = PixelAreas(scene.grid).hectares(np.ones((120, 120), bool), rasterio.windows.Window(0, 0, 120, 120))
    assert sum(result.area_ha.values()) == pytest.approx(whole)


def test_validity_does_not_depend_on_windows(scene, tmp_path):
    plan = replace(plan_clouds(scene, "sar", never), reason=None)
    for window in (1536, 48):
        mask_clouds(scene, tmp_path / f"{window}.tif", plan, Cutting(window=window))
    assert (tmp_path / "1536.tif").read_bytes() == (tmp_path / "48.tif").read_bytes()
