import numpy as np
import pytest
from affine import Affine
from pyproj import CRS, Transformer
from rasterio.windows import Window

from models.geo.contract.scene import Grid
from models.geo.pixels.area import PixelAreas, measure_pixel_size
from models.geo.pixels.tiling import cut_windows

FOOT = 1200 / 3937
PLACES = {
    "UTM": ("EPSG:32631", Affine(10, 0, 300_000, 0, -10, 5_400_000)),
    "UTM far outside its zone": ("EPSG:32631", Affine(10, 0, 1_000_000, 0, -10, 5_400_000)),
    "polar stereographic": ("EPSG:3413", Affine(40, 0, -300_000, 0, -40, -900_000)),
    "polar stereographic over the pole": ("EPSG:3413", Affine(100, 0, -19_970, 0, -100, 19_930)),
    "web mercator": ("EPSG:3857", Affine(20, 0, 250_000, 0, -20, 9_000_000)),
    "degrees at 80 north": ("EPSG:4326", Affine(1e-3, 0, 20, 0, -1e-4, 80)),
    "degrees over the antimeridian": ("EPSG:4326", Affine(1e-3, 0, 179.9, 0, -1e-3, -17)),
    "UTM over the antimeridian": ("EPSG:32601", Affine(10, 0, 166_000, 0, -10, 7_000_000)),
    "LAEA": ("EPSG:3035", Affine(30, 0, 2_700_000, 0, -30, 4_900_000)),
    "US survey feet": ("EPSG:2263", Affine(30, 0, 980_000, 0, -30, 200_000)),
    "rotated": ("EPSG:32633", Affine(10, 0, 300_000, 0, -10, 5_400_000) @ Affine.rotation(33)),
    "south up": ("EPSG:32733", Affine(10, 0, 300_000, 0, 10, 6_000_000)),
    "another ellipsoid": ("EPSG:27700", Affine(10, 0, 300_000, 0, -10, 600_000)),
}


def grid_of(name, width=400, height=300):
    crs, transform = PLACES[name]
    return Grid(
        width=width, height=height, transform=tuple(transform)[:6], crs=crs, located_by="transform", pixel_size_m=None
    )


def polygon_hectares(grid, top, left, bottom, right):
    """Geodesic polygon along every pixel corner of a rectangle, by GeographicLib."""
    columns, rows = np.arange(left, right), np.arange(top, bottom)
    ring = [
        *((c, top) for c in columns), *((right, r) for r in rows),
        *((c + 1, bottom) for c in columns[::-1]), *((left, r + 1) for r in rows[::-1]),
    ]  # fmt: skip
    x, y = zip(*((grid.affine.a * c + grid.affine.b * r + grid.affine.c,
                  grid.affine.d * c + grid.affine.e * r + grid.affine.f) for c, r in ring), strict=True)  # fmt: skip
    crs = CRS.from_user_input(grid.crs)
    longitude, latitude = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True).transform(x, y)
    return abs(crs.get_geod().polygon_area_perimeter(longitude, latitude)[0]) / 1e4


@pytest.mark.parametrize("name", PLACES)
def test_areas_equal_geodesic_polygons(name):
    grid = grid_of(name)
    whole = Window(0, 0, grid.width, grid.height)
    mask = np.zeros(grid.shape, bool)
    mask[17:288, 40:391] = True
    expected = polygon_hectares(grid, 17, 40, 288, 391)
    assert PixelAreas(grid).hectares(mask, whole) == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize("name", PLACES)
def test_single_pixels_equal_geodesic_polygons(name):
    grid = grid_of(name)
    areas = PixelAreas(grid)
    for row, column in ((0, 0), (150, 220), (299, 399), (199, 200)):
        mask = np.zeros(grid.shape, bool)
        mask[row, column] = True
        expected = polygon_hectares(grid, row, column, row + 1, column + 1)
        exact = 4e-6 if "over the pole" in name else 1e-6  # GeographicLib itself is good to 0.01 m² there
        assert areas.hectares(mask, Window(0, 0, 400, 300)) == pytest.approx(expected, rel=exact)


@pytest.mark.parametrize("size", [64, 100, 1000])
def test_windows_add_up_whatever_their_size(size):
    grid = grid_of("web mercator")
    mask = np.random.default_rng(0).random(grid.shape) < 0.4
    areas = PixelAreas(grid)
    parts = [areas.hectares(mask[w.toslices()], w) for w in cut_windows(grid.shape, size)]
    assert sum(parts) == pytest.approx(float(areas.square_metres(*np.nonzero(mask)).sum()) / 1e4, rel=1e-8)


def test_coarse_global_grid_adds_up_to_the_earth():
    grid = Grid(
        width=360, height=180, transform=(1, 0, -180, 0, -1, 90), crs="EPSG:4326", located_by="transform",
        pixel_size_m=None,
    )  # fmt: skip
    total = PixelAreas(grid).hectares(np.ones(grid.shape, bool), Window(0, 0, 360, 180))
    assert total == pytest.approx(51_006_562_172, rel=1e-4)  # great circles stand for parallels of 1°


def test_pixels_outside_the_projection_have_no_area():
    grid = Grid(
        width=40, height=40, transform=(500_000, 0, -1e7, 0, -500_000, 1e7), crs="ESRI:102035",
        located_by="transform", pixel_size_m=None,
    )  # fmt: skip
    total = PixelAreas(grid).hectares(np.ones(grid.shape, bool), Window(0, 0, 40, 40))
    assert 0 < total < 51_006_562_172


def test_a_grid_without_crs_has_no_areas():
    grid = Grid(width=2, height=2, transform=(1, 0, 0, 0, 1, 0), crs=None, located_by="none", pixel_size_m=None)
    with pytest.raises(ValueError, match="without CRS"):
        PixelAreas(grid)


def test_pixel_size_is_measured_on_the_ellipsoid():
    width, height = measure_pixel_size(Affine(1e-3, 0, 20, 0, -1e-3, 60.05), "EPSG:4326", (100, 100))
    assert width == pytest.approx(55.80, abs=0.01)  # a degree of longitude at 60° is 55,800 m
    assert height == pytest.approx(111.41, abs=0.01)
    feet = measure_pixel_size(PLACES["US survey feet"][1], "EPSG:2263", (100, 100))
    assert feet == pytest.approx((30 * FOOT, 30 * FOOT), rel=1e-3)
    assert measure_pixel_size(Affine.identity(), None, (10, 10)) is None


@pytest.mark.parametrize("name", ["UTM", "degrees at 80 north", "polar stereographic over the pole"])
def test_numbers_have_the_area_of_their_pixels(name):
    areas, window = PixelAreas(grid_of(name)), Window(0, 0, 400, 300)
    numbers = np.random.default_rng(3).integers(-1, 4, (300, 400)).astype(np.int32)
    found = areas.hectares_of(numbers, window, 5)
    assert found == pytest.approx([areas.hectares(numbers == one, window) for one in range(5)], rel=1e-6)
