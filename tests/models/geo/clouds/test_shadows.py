import numpy as np
import pytest

from models.geo.clouds.network import BACKGROUND, CLOUD, SHADOW, join_odds
from models.geo.clouds.shadows import ShadowJudge, SunSide, find_roofs, find_shaded, find_white_cloud
from models.geo.contract.scene import Grid

NORTH, SOUTH, TROPICS = 5_700_000, 5_000_000, 1_000_000
SEA, LAND = (0.013, 0.018, 0.007, 0.004, 0.009, 0.008), (0.03, 0.06, 0.035, 0.42, 0.19, 0.09)


def grid_at(northing, zone, step=-30):
    place = (30, 0, 500_000, 0, step, northing)
    fields = {"width": 64, "height": 64, "transform": place, "crs": zone, "located_by": "transform"}
    return Grid.model_validate(fields | {"pixel_size_m": (30, 30)})


@pytest.mark.parametrize(
    ("grid", "sides"),
    [
        (grid_at(NORTH, "EPSG:32631"), {"left", "up"}),
        (grid_at(SOUTH, "EPSG:32731"), {"left", "down"}),
        (grid_at(TROPICS, "EPSG:32631"), {"left"}),
        (grid_at(NORTH, "EPSG:32631", step=30), {"left", "down"}),
    ],
)
def test_the_sun_stands_in_the_east_and_towards_the_equator(grid, sides):
    side = SunSide.of(grid)
    assert {name for name in ("up", "down", "left", "right") if getattr(side, name) < 200} == sides


def look(strips, levels, at_surface=True):
    """What is left of classes over ground of these levels, (bands, h, w), handed over in strips, and who looked."""
    looks = ShadowJudge(lambda first, last: levels[:, first:last], SunSide(up=2, left=2), at_surface=at_surface)
    classes, first = [], 0
    for strip in strips:
        looks.read(first, first + len(strip))
        classes.append((first, strip))
        first += len(strip)
    return np.concatenate([strip for _, strip in looks.judge(iter(classes))]), looks


def judge(strips, levels, at_surface=True):
    """What is left of classes, and how many pixels of cloud may be roofs."""
    classes, looks = look(strips, levels, at_surface)
    return classes, looks.doubtful


def ground(levels, shape=(90, 60)):
    return np.array(levels, np.float32)[:, None, None] * np.ones((1, *shape), np.float32)


def test_dark_water_without_a_cloud_is_no_shadow_and_dark_land_is():
    shadow = np.full((90, 60), SHADOW, np.uint8)
    assert (judge([shadow], ground(SEA))[0] == BACKGROUND).all()
    assert (judge([shadow], ground(LAND))[0] == SHADOW).all()


def test_water_lies_in_the_shadow_of_a_cloud_towards_the_sun_only():
    classes = np.full((90, 60), SHADOW, np.uint8)
    classes[40:50, 25:35] = CLOUD
    left = judge([classes], ground(SEA))[0]
    assert (left[:40, :25] == SHADOW).all() and (left[60:] == BACKGROUND).all() and (left[:, 40:] == BACKGROUND).all()


def test_bright_water_is_lit_at_the_surface():
    classes = np.full((90, 60), SHADOW, np.uint8)
    classes[40:50, 25:35] = CLOUD
    mud = ground((0.04, 0.06, 0.05, 0.02, 0.01, 0.01))
    assert not (judge([classes], mud)[0] == SHADOW).any()
    assert (judge([classes], mud, at_surface=False)[0] == SHADOW).any()


def test_strips_do_not_show():
    classes = np.random.default_rng(1).choice([BACKGROUND, SHADOW], (600, 60)).astype(np.uint8)
    classes[300:310, 25:35] = CLOUD
    whole, doubtful = judge([classes], ground(SEA, (600, 60)))
    cut, again = judge(np.split(classes, [153, 357]), ground(SEA, (600, 60)))
    assert (whole == cut).all() and doubtful == again == 100


def test_a_speck_throws_no_shadow():
    cloud = np.zeros((20, 20), bool)
    cloud[10, 10:12] = True
    assert not find_shaded(cloud, SunSide()).any()
    cloud[9:12, 10:13] = True
    assert find_shaded(cloud, SunSide()).all()


def test_a_small_patch_is_doubted_unless_its_shadow_is_there():
    classes = np.zeros((60, 60), np.uint8)
    classes[30:36, 30:36] = CLOUD
    water = np.zeros((60, 60), bool)
    side = SunSide(up=2, left=2)
    assert find_roofs(classes, water, side) == [(30, 36)]
    classes[20:25, 20:25] = SHADOW
    assert find_roofs(classes, water, side) == []
    assert find_roofs(classes, ~water, side) == [(30, 36)]
    classes[30:60, 30:60] = CLOUD
    assert find_roofs(classes, ~water, side) == []


def test_white_ground_is_cloud_where_a_square_fits():
    white = np.zeros((30, 30), bool)
    white[:7, :7] = white[20:26, 10:30] = True
    found = find_white_cloud(white)
    assert found[:7, :7].all() and found.sum() == 49


def test_what_is_cloud_by_its_white_alone_is_doubted_unless_its_shadow_is_there():
    levels = ground(LAND)
    levels[:, 20:40, 20:40] = 0.5
    nothing = np.zeros((90, 60), np.uint8)
    classes, looks = look([nothing], levels)
    assert (classes == CLOUD).sum() == looks.white == 400
    nothing[10:15, 10:15] = SHADOW
    assert look([nothing], levels)[1].white == 0
    nothing[20:40, 20:40] = CLOUD
    assert look([nothing], levels)[1].white == 0


def test_of_two_networks_either_sees_cloud_and_both_see_shadow():
    first, second = (np.array(odds, np.float32)[:, None, None] for odds in ((0.1, 0.8, 0.1), (0.1, 0.0, 0.9)))
    assert join_odds([first, second]).argmax(axis=0) == CLOUD
    clear = np.array((0.9, 0.0, 0.1), np.float32)[:, None, None]
    assert join_odds([second, clear]).argmax(axis=0) == BACKGROUND
    assert join_odds([second, second]).argmax(axis=0) == SHADOW
    assert np.allclose(join_odds([first, second]).sum(axis=0), 1)
