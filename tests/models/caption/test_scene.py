from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine

from models.caption.bands import ROLES, SIDE
from models.caption.scene import LARGE, MAY_LACK, NEED, knows_north, read_field_patches, read_overview
from models.field.parcels import Parcel, Parcels
from models.geo.contract.scene import Scene, SceneFlags
from models.geo.reading.read import read_scene
from tests.stand_ins import S2_ROLES

NIR, RED = ROLES.index("nir"), ROLES.index("red")
EAST, NORTH = 500000.0, 5000000.0


def scene_with(
    path: Path, nir: np.ndarray, step: tuple[float, float] = (10, -10), lacking: tuple[str, ...] = ()
) -> Scene:
    """A scene whose near infrared is this, (h, w) × 10000, and whose other bands are flat."""
    names = [name for name, role in S2_ROLES.items() if role not in lacking]
    stored = np.full((len(names), *nir.shape), 500, np.uint16)
    stored[names.index("B08")] = nir
    top = NORTH if step[1] < 0 else NORTH - 10 * nir.shape[0]
    place = {"crs": "EPSG:32631", "transform": Affine(step[0], 0, EAST, 0, step[1], top)}
    size = {"count": len(names), "height": nir.shape[0], "width": nir.shape[1], "dtype": "uint16", "nodata": 0}
    with rasterio.open(path, "w", driver="GTiff", **size, **place) as target:
        target.write(stored)
        target.descriptions = tuple(names)
    said = SceneFlags(sensor="Sentinel-2", unit="reflectance", scale=1e-4, offset=0)
    return read_scene(path, said)


def parcels_at(grid, *boxes: tuple[int, int, int, int]) -> Parcels:
    """Parcels of these columns and rows: left, top, right, bottom."""
    from pyproj import Transformer

    turn = Transformer.from_crs("EPSG:32631", "OGC:CRS84", always_xy=True).transform
    shapes = [
        shapely.transform(
            shapely.box(EAST + 10 * left, NORTH - 10 * bottom, EAST + 10 * right, NORTH - 10 * top),
            lambda corners: np.stack(turn(*corners.T), axis=1),
        )
        for left, top, right, bottom in boxes
    ]
    return Parcels(tuple(Parcel(f"p{number}", shape, None, None) for number, shape in enumerate(shapes, 1)), grid)


def test_a_small_scene_fills_the_patch_and_its_mean_stays(field):
    patch = read_overview(field)
    assert patch.shape == (len(ROLES), SIDE, SIDE) and patch.dtype == np.float32
    assert patch[NIR, 20:40, 2:20].mean() == pytest.approx(0.342, abs=0.003)
    assert patch[NIR, 20:40, 40:60].mean() == pytest.approx(0.272, abs=0.003)
    assert np.isnan(patch[:, :10, :8]).all() and np.isfinite(patch[:, 11:]).all()


def test_clouds_are_masked(field, clear):
    patch, whole = read_overview(field, clear), read_overview(field)
    masked = np.isnan(patch[NIR]) & np.isfinite(whole[NIR])
    assert np.flatnonzero(masked.all(axis=1)).tolist() == [*range(27, 32)]
    np.testing.assert_array_equal(patch[:, ~np.isnan(patch[NIR])], whole[:, ~np.isnan(patch[NIR])])


@pytest.mark.parametrize("shape", [(200, 330), (64, 64), (65, 127), (7, 100), (1, 1)])
def test_blocks_are_means_of_whole_pixels(tmp_path, shape):
    nir = np.random.default_rng(2).integers(1000, 4000, shape).astype(np.uint16)
    patch = read_overview(scene_with(tmp_path / "a.tif", nir))
    rows, columns = (np.arange(SIDE + 1) * length // SIDE for length in shape)
    for row, column in ((0, 0), (13, 40), (63, 63)):
        top, left = rows[row], columns[column]
        block = nir[top : max(rows[row + 1], top + 1), left : max(columns[column + 1], left + 1)]
        assert patch[NIR, row, column] == pytest.approx(block.mean() / 1e4, abs=1e-6)


def test_a_large_scene_is_read_in_windows_spread_over_it(tmp_path, monkeypatch):
    height, width = 40, LARGE + 500
    nir = np.tile(np.linspace(1000, 4000, width).astype(np.uint16), (height, 1))
    scene = scene_with(tmp_path / "a.tif", nir)
    read: list[int] = []
    from models.geo.pixels.raster import SceneReader

    plain = SceneReader.read
    monkeypatch.setattr(
        SceneReader, "read", lambda self, window, bands: read.append(window.width) or plain(self, window, bands)
    )
    patch = read_overview(scene)
    assert len(read) == 64 and max(read) <= SIDE
    assert np.isfinite(patch).all()
    assert (np.diff(patch[NIR].mean(axis=0)) > 0).all()


def test_rows_run_from_north_to_south_however_the_file_lies(tmp_path):
    nir = np.tile(np.linspace(4000, 1000, 64).astype(np.uint16)[:, None], (1, 64))
    one = read_overview(scene_with(tmp_path / "a.tif", nir))
    other = read_overview(scene_with(tmp_path / "b.tif", nir[::-1], (10, 10)))
    np.testing.assert_array_equal(one, other)
    assert one[NIR, 0].mean() > one[NIR, -1].mean()


def test_bands_of_60_m_may_lack_and_are_nan(tmp_path):
    nir = np.full((64, 64), 3000, np.uint16)
    scene = scene_with(tmp_path / "a.tif", nir, lacking=MAY_LACK)
    assert NEED.missing(scene) is None
    patch = read_overview(scene)
    lacking = [ROLES.index(role) for role in MAY_LACK]
    assert np.isnan(patch[lacking]).all()
    assert np.isfinite(np.delete(patch, lacking, axis=0)).all()


def test_fewer_bands_are_named(tmp_path):
    scene = scene_with(tmp_path / "a.tif", np.full((64, 64), 3000, np.uint16), lacking=("rededge071", "swir16"))
    refused = NEED.missing(scene)
    assert (refused.code, refused.subjects) == ("needs_bands", ("rededge071", "swir16"))


def test_a_field_fills_its_patch_and_nothing_beside_it_is_seen(field):
    parcels = parcels_at(field.grid, (10, 12, 26, 36), (34, 12, 50, 36), (28, 12, 36, 36))
    one, other, both = read_field_patches(field, None, parcels, [1, 2, 3])
    assert np.isfinite(one).all() and np.isfinite(other).all()
    assert one[NIR].mean() == pytest.approx(0.342, abs=0.003)
    assert other[NIR].mean() == pytest.approx(0.272, abs=0.003)
    assert both[NIR, :, :31].mean() > both[NIR, :, 33:].mean() + 0.05


def test_what_lies_beyond_the_outline_is_nan(field):
    corner = parcels_at(field.grid, (10, 12, 42, 44))
    triangle = shapely.Polygon([*corner.all[0].shape.exterior.coords][:3])
    half = Parcels((Parcel("t", triangle, None, None),), field.grid)
    patch = read_field_patches(field, None, half, [1])[0]
    assert np.isfinite(patch[NIR]).mean() == pytest.approx(0.5, abs=0.05)


def test_a_field_off_the_scene_and_one_under_cloud_have_nothing(field, clear):
    parcels = parcels_at(field.grid, (10, 20, 20, 24), (200, 200, 230, 230))
    assert np.isnan(read_field_patches(field, clear, parcels, [1, 2])).all()


def test_a_field_on_the_edge_is_seen_as_far_as_it_lies_on_the_scene(field):
    parcels = parcels_at(field.grid, (-30, 12, 20, 36))
    patch = read_field_patches(field, None, parcels, [1])[0]
    assert np.isfinite(patch).all()


def test_only_a_grid_along_the_parallels_has_a_north(field):
    assert knows_north(field.grid)
    assert not knows_north(field.grid.model_copy(update={"crs": None}))
    assert not knows_north(field.grid.model_copy(update={"transform": (8.0, 6.0, EAST, 6.0, -8.0, NORTH)}))


def test_a_part_of_a_scene_is_the_same_ground_as_in_the_whole(tmp_path):
    from rasterio.windows import Window

    from models.geo.pixels.part import take_part

    nir = np.random.default_rng(2).integers(1000, 4000, (200, 200)).astype(np.uint16)
    scene = scene_with(tmp_path / "a.tif", nir)
    patch = read_overview(take_part(scene, Window(100, 50, 64, 64)))
    np.testing.assert_allclose(patch[NIR], nir[50:114, 100:164] / 1e4, atol=1e-6)
