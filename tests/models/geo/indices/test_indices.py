import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.windows import Window

from models.geo.indices.catalogue import plan_indices
from models.geo.indices.measure import COVER, NOWHERE, measure
from models.geo.pixels.raster import RasterLayout, RasterWriter
from models.geo.pixels.tiling import Cutting
from tests.models.geo.by_hand import band, grid_of, scene_of, write_file
from tests.models.geo.landscape import UTM

SHAPE = (90, 130)
ROLES = ("blue", "green", "red", "nir", "swir16")
VALID = RasterLayout(("valid",), "uint8", 0)


def world(folder, stored=None, valid=None, transform=UTM, **facts):
    """A scene of random reflectance with its `valid.tif`, a tenth of it cloud."""
    folder.mkdir(exist_ok=True)
    random = np.random.default_rng(0)
    if stored is None:
        stored = random.integers(200, 5000, (len(ROLES), *SHAPE)).astype(np.uint16)
    path = write_file(folder / "scene.tif", stored, transform)
    bands = [band(path, role, place, **facts) for place, role in enumerate(ROLES, 1)]
    scene = scene_of(grid_of(SHAPE, transform), bands)
    if valid is None:
        valid = random.choice(np.array([0, 1, 1, 1, 2, 3], np.uint8), SHAPE)
    with RasterWriter(folder / "valid.tif", scene.grid, VALID) as writer:
        writer.write(valid, Window(0, 0, SHAPE[1], SHAPE[0]))
    return scene, stored, valid


def run(scene, folder, names=None, window=64):
    return measure(scene, folder, plan_indices(scene, names), "valid.tif", Cutting(window))


def test_values_are_those_of_the_formula_over_clear_pixels_only(tmp_path):
    scene, stored, valid = world(tmp_path)
    result, _ = run(scene, tmp_path, ("NDVI", "EVI"))
    blue, _, red, nir, _ = stored * 1e-4
    with rasterio.open(tmp_path / result.raster) as source:
        ndvi, evi = source.read()
        assert source.descriptions == ("NDVI", "EVI")
    assert np.array_equal(np.isfinite(ndvi), valid == 1)
    clear = valid == 1
    assert np.abs(ndvi - (nir - red) / (nir + red))[clear].max() < 0.6e-4
    expected = 2.5 * (nir - red) / (nir + 6 * red - 7.5 * blue + 1)
    kept = np.isfinite(evi)
    assert np.abs(evi - expected)[kept & (np.abs(expected) < 2)].max() < 0.6e-4
    assert (np.abs(expected[clear & ~kept]) > 9.9).all()


def test_statistics_are_exact_over_the_stored_values(tmp_path):
    scene, _, valid = world(tmp_path)
    result, _ = run(scene, tmp_path)
    with rasterio.open(tmp_path / result.raster) as source:
        assert source.descriptions == tuple(stats.name for stats in result.stats)
        for place, stats in enumerate(result.stats, 1):
            values = source.read(place)
            kept = values[np.isfinite(values)].astype(np.float64)
            assert stats.pixels == kept.size
            assert stats.undefined == np.count_nonzero(valid == 1) - kept.size
            assert stats.mean == pytest.approx(kept.mean(), rel=1e-12)
            assert stats.std == pytest.approx(kept.std(), rel=1e-10)
            for name, value in stats.percentiles.items():
                assert value == np.percentile(kept, float(name))


@pytest.mark.parametrize("transform", [UTM, Affine(10, 0, 500_000, 0, 10, 4_900_000), Affine(9, 2, 5e5, 2, -9, 5e6)])
def test_results_do_not_depend_on_the_window_size(tmp_path, transform):
    results = []
    for size in (17, 64, 1000):
        scene, *_ = world(tmp_path / str(size), transform=transform)
        result, _ = run(scene, tmp_path / str(size), window=size)
        results.append((result, (tmp_path / str(size) / "indices.tif").read_bytes()))
    for result, content in results[1:]:
        assert content == results[0][1]
        assert result.stats == results[0][0].stats
        for one, other in zip(result.cover, results[0][0].cover, strict=True):
            assert (one.name, one.pixels) == (other.name, other.pixels)
            assert one.area_ha == pytest.approx(other.area_ha, rel=1e-7)


def test_classes_of_cover_add_up_to_the_clear_ground(tmp_path):
    scene, _, valid = world(tmp_path)
    result, _ = run(scene, tmp_path)
    assert [entry.name for entry in result.cover] == [name for name, *_ in COVER]
    ndvi = next(stats for stats in result.stats if stats.name == "NDVI")
    assert sum(entry.pixels for entry in result.cover) == ndvi.pixels == np.count_nonzero(valid == 1)
    for entry in result.cover:
        assert entry.area_ha == pytest.approx(entry.pixels * 0.01 / 0.9996**2, rel=1e-4)  # scale of UTM at its meridian


def test_a_pixel_without_data_in_one_band_has_only_the_other_indices(tmp_path):
    stored = np.full((5, *SHAPE), 1000, np.uint16)
    stored[3] = 3000
    stored[0, :30] = 0
    scene, *_ = world(tmp_path, stored, np.ones(SHAPE, np.uint8), nodata=(0.0,))
    result, _ = run(scene, tmp_path, ("NDVI", "EVI"))
    assert [stats.undefined for stats in result.stats] == [0, 30 * SHAPE[1]]


def test_a_denominator_of_zero_is_undefined(tmp_path):
    stored = np.full((5, *SHAPE), 1000, np.uint16)
    stored[2:4, 0] = 0
    scene, *_ = world(tmp_path, stored, np.ones(SHAPE, np.uint8))
    result, _ = run(scene, tmp_path, ("NDVI",))
    assert result.stats[0].undefined == SHAPE[1]
    assert result.stats[0].percentiles["100"] == 0


def test_an_index_without_a_single_value_is_refused_not_reported(tmp_path):
    stored = np.full((5, *SHAPE), 1000, np.uint16)
    stored[4] = 0
    scene, *_ = world(tmp_path, stored, np.ones(SHAPE, np.uint8), nodata=(0.0,))
    result, refused = run(scene, tmp_path, ("NDVI", "NDMI"))
    assert [stats.name for stats in result.stats] == ["NDVI"]
    assert refused == result.refused == {"NDMI": NOWHERE}
    with rasterio.open(tmp_path / "indices.tif") as source:
        assert source.descriptions == ("NDVI",)


def test_a_scene_without_clear_pixels_leaves_no_file(tmp_path):
    scene, *_ = world(tmp_path, valid=np.full(SHAPE, 2, np.uint8))
    result, refused = run(scene, tmp_path, ("NDVI", "EVI"))
    assert result is None
    assert refused == {"NDVI": NOWHERE, "EVI": NOWHERE}
    assert not (tmp_path / "indices.tif").exists()


def test_progress_counts_windows(tmp_path):
    scene, *_ = world(tmp_path)
    seen = []
    measure(scene, tmp_path, plan_indices(scene, ("NDVI",)), "valid.tif", Cutting(64, lambda *step: seen.append(step)))
    assert seen == [(done, 6) for done in range(1, 7)]
