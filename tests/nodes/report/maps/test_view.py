import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine

from models.geo.pixels.footprint import find_north
from nodes.report.maps.sheet import find_shown_north
from nodes.report.maps.view import HIGHEST, WIDEST, choose_view
from tests.nodes.report.report_world import World, grid_of

SCENE = World(shape=(1000, 2000))


def boxes(*bounds):
    return shapely.box(*np.array(bounds, float).T)


def test_a_map_shows_parcels_that_are_a_small_part_of_the_scene_with_ground_around():
    view = choose_view(grid_of(SCENE), boxes((1200, 300, 1260, 340), (1300, 320, 1330, 350)))
    left, top = view.window.col_off, view.window.row_off
    assert view.is_part
    assert left < 1200 and top < 300 and left + view.window.width > 1330 and top + view.window.height > 350
    assert view.window.width * view.window.height < 0.05 * 1000 * 2000


def test_a_map_shows_all_of_a_scene_that_parcels_fill():
    view = choose_view(grid_of(SCENE), boxes((10, 10, 1900, 900)))
    assert not view.is_part and (view.window.width, view.window.height) == (2000, 1000)


@pytest.mark.parametrize("outline", [(-500, -500, -100, -100), (3000, 100, 3100, 200)])
def test_parcels_off_the_scene_do_not_draw_a_map_away(outline):
    assert not choose_view(grid_of(SCENE), boxes(outline)).is_part


@pytest.mark.parametrize("outline", [(-50, -50, 40, 30), (1990, 990, 2100, 1100), (5, 5, 6, 6), (0, 500, 2000, 502)])
def test_a_window_lies_on_the_scene(outline):
    window = choose_view(grid_of(SCENE), boxes(outline)).window
    assert 0 <= window.col_off < window.col_off + window.width <= 2000
    assert 0 <= window.row_off < window.row_off + window.height <= 1000


@pytest.mark.parametrize("shape", [(12, 1), (3, 200), (64, 64), (500, 400)])
def test_a_map_fits_its_sheet(shape):
    frame = choose_view(grid_of(World(shape=shape)), np.empty(0, object)).frame
    assert frame.width <= WIDEST and frame.height <= HIGHEST


def test_pixels_are_drawn_where_they_lie(tmp_path):
    values = np.zeros((1000, 2000), np.uint8)
    values[300:340, 1200:1260] = 7
    path = tmp_path / "marked.tif"
    profile = {"driver": "GTiff", "width": 2000, "height": 1000, "count": 1, "dtype": "uint8", "nodata": None}
    with rasterio.open(path, "w", crs=SCENE.crs, transform=SCENE.transform, **profile) as file:
        file.write(values, 1)
    view = choose_view(grid_of(SCENE), boxes((1200, 300, 1260, 340)))
    rows, columns = np.nonzero(view.read(path))
    (left, top), (right, bottom) = view.draw_at(np.array([1200.0, 1260.0]), np.array([300.0, 340.0]))
    assert (columns.min(), rows.min()) == pytest.approx((left, top), abs=1.01)
    assert (columns.max() + 1, rows.max() + 1) == pytest.approx((right, bottom), abs=1.01)


def test_a_far_window_is_measured_where_it_lies():
    degrees = World(shape=(6000, 100), transform=Affine(0.01, 0, 10, 0, -0.01, 70), crs="EPSG:4326")
    grid = grid_of(degrees)
    north, south = (choose_view(grid, boxes((40, row, 60, row + 20))).grid for row in (100, 5800))
    assert north.pixel_size_m[0] < 0.5 * south.pixel_size_m[0]
    assert north.pixel_size_m[1] == pytest.approx(south.pixel_size_m[1], rel=0.02)


@pytest.mark.parametrize("turn", [0, 30, -75, 140])
def test_north_turns_with_the_grid(turn):
    across, along = 10 * np.cos(np.radians(turn)), 10 * np.sin(np.radians(turn))
    turned = Affine(across, along, 500000, along, -across, 5000000)
    view = choose_view(grid_of(World(shape=(300, 300), transform=turned)), boxes((10, 10, 60, 60)))
    right, up = find_shown_north(view.grid, view.frame)
    assert find_north(view.grid) is not None
    assert np.degrees(np.arctan2(right, up)) == pytest.approx(turn, abs=1)
