import os
import warnings

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.control import GroundControlPoint
from rasterio.crs import CRS
from rasterio.errors import NotGeoreferencedWarning
from rasterio.windows import Window

from models.errors import SceneError
from models.geo.pixels import source
from models.geo.pixels.raster import SceneReader, hash_file
from models.geo.pixels.source import BandSource
from models.geo.pixels.tiling import cut_windows
from tests.models.geo.by_hand import band, grid_of, scene_of, write_file
from tests.models.geo.landscape import UTM

SHAPE = (60, 72)
WHOLE = Window(0, 0, 72, 60)


def counted(shape=SHAPE, start=1, dtype="uint16"):
    return (np.arange(np.prod(shape)) + start).reshape(1, *shape).astype(dtype)


def read(scene, roles=("red",), window=WHOLE):
    with SceneReader(scene) as reader:
        return reader.read(window, roles)


def test_stored_values_become_physical_by_scale_and_offset(tmp_path):
    path = write_file(tmp_path / "scene.tif", counted())
    scene = scene_of(grid_of(SHAPE), [band(path, "red", scale=1e-4, offset=-0.1)])
    values = read(scene)
    assert values.dtype == np.float32
    assert np.allclose(values[0], counted()[0] * 1e-4 - 0.1, rtol=3e-7, atol=1e-12)  # no cancellation near 1000


@pytest.mark.parametrize(("step", "shape"), [(2, (30, 36)), (6, (10, 12)), (2, (29, 35))])
def test_coarser_bands_are_repeated_exactly_whatever_the_window(tmp_path, step, shape):
    fine = write_file(tmp_path / "fine.tif", counted())
    stored = counted(shape)
    coarse = write_file(tmp_path / "coarse.tif", stored, UTM @ Affine.scale(step))
    scene = scene_of(grid_of(SHAPE), [band(fine, "red"), band(coarse, "swir16")])
    expected = np.full(SHAPE, np.nan, np.float32)
    repeated = np.kron(stored[0], np.ones((step, step)))
    expected[: repeated.shape[0], : repeated.shape[1]] = repeated * 1e-4
    for size in (7, 25, 72):
        with SceneReader(scene) as reader:
            for window in cut_windows(SHAPE, size):
                got = reader.read(window, ("red", "swir16"))
                assert np.allclose(got[1], expected[window.toslices()], rtol=1e-6, equal_nan=True)
                assert np.allclose(got[0], counted()[0][window.toslices()] * 1e-4)


def test_a_shifted_band_is_laid_under_the_scene_without_interpolation(tmp_path):
    fine = write_file(tmp_path / "fine.tif", counted())
    shifted = write_file(tmp_path / "shifted.tif", counted(), UTM @ Affine.translation(5, -3), nodata=7)
    scene = scene_of(grid_of(SHAPE), [band(fine, "red"), band(shifted, "nir", scale=1.0)])
    nir = read(scene, ("nir",))[0]
    assert np.array_equal(nir[:57, 5:], counted()[0][3:, :67])  # a declared no-data value not in the contract stays
    assert np.isnan(nir[57:]).all() and np.isnan(nir[:, :5]).all()


def test_a_band_of_another_crs_keeps_stored_values(tmp_path):
    fine = write_file(tmp_path / "fine.tif", counted())
    other = write_file(
        tmp_path / "other.tif", counted((80, 80), 1000), Affine(1.4e-4, 0, 2.999, 0, -1e-4, 45.154), "EPSG:4326"
    )
    scene = scene_of(grid_of(SHAPE), [band(fine, "red"), band(other, "nir", scale=1.0)])
    whole = read(scene, ("nir",))[0]
    assert np.isin(whole[np.isfinite(whole)], counted((80, 80), 1000)).all()
    assert np.isfinite(whole).mean() > 0.5
    with SceneReader(scene) as reader:
        for window in cut_windows(SHAPE, 17):
            part = reader.read(window, ("nir",))[0]
            assert np.array_equal(part, whole[window.toslices()], equal_nan=True)


def test_control_points_place_a_scene(tmp_path):
    path = tmp_path / "points.tif"
    points = [GroundControlPoint(r, c, *(UTM @ (c, r))) for r in (0, 30, 60) for c in (0, 36, 72)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(path, "w", driver="GTiff", count=1, height=60, width=72, dtype="uint16") as target:
            target.gcps = (points, CRS.from_epsg(32631))
            target.write(counted())
    scene = scene_of(grid_of(SHAPE, located_by="gcps"), [band(path, "red", scale=1.0)])
    assert np.array_equal(read(scene)[0], counted()[0])


def test_each_rule_of_no_data_counts(tmp_path):
    stored = counted((8, 8), dtype="float32")
    stored[0, 0, :3] = (-9999, np.nan, np.inf)
    stored[0, 1, 0] = 1e9
    path = write_file(tmp_path / "scene.tif", stored)
    scene = scene_of(grid_of((8, 8)), [band(path, "red", scale=1.0, nodata=(-9999.0,), plausible=(-1.0, 100.0))])
    expected = np.zeros((8, 8), bool)
    expected[0, :3] = expected[1, 0] = True
    assert np.array_equal(np.isnan(read(scene, window=Window(0, 0, 8, 8))[0]), expected)


def test_zero_is_data_unless_the_contract_says_otherwise(tmp_path):
    stored = np.ones((2, 8, 8), np.uint16)
    stored[:, 0, 0] = 0  # black in both bands
    stored[0, 0, 1] = 0  # dark in one
    path = write_file(tmp_path / "scene.tif", stored)
    bands = [band(path, "red", 1), band(path, "nir", 2)]
    window = Window(0, 0, 8, 8)
    plain = scene_of(grid_of((8, 8)), bands)
    assert np.isfinite(read(plain, window=window)).all()
    black = scene_of(grid_of((8, 8)), bands, zero_in_all_bands_is_nodata=True)
    red = read(black, ("red",), window)[0]
    assert np.isnan(red[0, 0]) and red[0, 1] == 0
    with SceneReader(black) as reader:
        assert np.count_nonzero(~reader.valid(window)) == 1


def test_the_mask_counts_where_the_contract_says_so(tmp_path):
    path = write_file(tmp_path / "scene.tif", counted((16, 16)))
    mask = np.full((16, 16), 255, np.uint8)
    mask[:4] = 0
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as target:
        target.write_mask(mask)
    window = Window(0, 0, 16, 16)
    for uses_mask, expected in ((True, 64), (False, 0)):
        scene = scene_of(grid_of((16, 16)), [band(path, "red")], uses_mask_band=uses_mask)
        with SceneReader(scene) as reader:
            assert np.count_nonzero(~reader.valid(window)) == expected
            assert np.count_nonzero(np.isnan(reader.read(window, ["red"]))) == expected


def test_alpha_counts_as_a_mask(tmp_path):
    stored = np.full((2, 8, 8), 255, np.uint8)
    stored[1, :, :2] = 0
    path = write_file(tmp_path / "scene.tif", stored, photometric="MINISBLACK", alpha="YES")
    scene = scene_of(grid_of((8, 8)), [band(path, "red")], uses_mask_band=True)
    assert np.count_nonzero(np.isnan(read(scene, window=Window(0, 0, 8, 8)))) == 16


def test_valid_where_any_band_has_data_and_reads_no_more_than_needed(tmp_path, monkeypatch):
    stored = np.ones((3, 8, 8), np.uint16)
    stored[0, 0] = stored[1, 0, :4] = stored[2, 0, :2] = 0
    path = write_file(tmp_path / "scene.tif", stored)
    scene = scene_of(grid_of((8, 8)), [band(path, role, i, nodata=(0.0,)) for i, role in enumerate(("a", "b", "c"), 1)])
    with SceneReader(scene) as reader:
        assert np.array_equal(~reader.valid(Window(0, 0, 8, 8)), np.all(stored == 0, axis=0))
        loaded = []
        load = reader._load
        monkeypatch.setattr(reader, "_load", lambda view, bands: loaded.extend(bands) or load(view, bands))
        assert reader.valid(Window(0, 1, 8, 7)).all()
        assert [band.index for band in loaded] == [1]
        values, valid = reader.read_with_valid(Window(0, 0, 8, 8), ["b", "c"])
        assert len(loaded) == 4  # a is asked once more, for the pixels that b and c leave open
        assert np.array_equal(~valid, np.all(stored == 0, axis=0))
        assert np.array_equal(np.isnan(values), stored[1:] == 0)


def test_one_call_reads_all_bands_of_a_file(tmp_path, monkeypatch):
    from models.geo.pixels.source import BandSource

    path = write_file(tmp_path / "scene.tif", np.repeat(counted(), 3, axis=0))
    scene = scene_of(grid_of(SHAPE), [band(path, role, i) for i, role in enumerate(("blue", "green", "red"), 1)])
    calls = []
    one = BandSource.read
    monkeypatch.setattr(BandSource, "read", lambda *asked: calls.append(asked[1]) or one(*asked))
    read(scene, ("red", "blue"))
    assert calls == [[3, 1]]


@pytest.mark.parametrize("side", [10, 33, 500])
def test_overviews_show_values_of_the_scene_in_their_places(tmp_path, side):
    ramp = np.broadcast_to(np.arange(1, 73, dtype=np.uint16), (1, *SHAPE)).copy()
    fine = write_file(tmp_path / "fine.tif", ramp)
    coarse = write_file(tmp_path / "coarse.tif", ramp[:, ::6, ::6].copy(), UTM @ Affine.scale(6))
    scene = scene_of(grid_of(SHAPE), [band(fine, "red", scale=1.0), band(coarse, "swir16", scale=1.0)])
    with SceneReader(scene) as reader:
        seen = reader.overview(["red", "swir16"], side)
    assert max(seen.shape[1:]) == min(side, 72)
    centres = (np.arange(seen.shape[2]) + 0.5) * 72 / seen.shape[2] + 0.5
    assert np.abs(seen[0] - centres).max() <= 0.5 * 72 / seen.shape[2] + 0.5
    assert np.abs(seen[1] - centres).max() <= 0.5 * 72 / seen.shape[2] + 6.5


@pytest.mark.parametrize("part", [None, Window(13, 57, 300, 201)])
def test_a_tiff_without_overviews_is_thinned_out_as_by_gdal(tmp_path, monkeypatch, part):
    shape, thin = (333, 410), (70, 101)
    values = np.random.default_rng(0).integers(0, 60_000, (3, *shape)).astype("uint16")
    layout = {"tiled": True, "blockxsize": 64, "blockysize": 48, "compress": "deflate", "interleave": "pixel"}
    path = write_file(tmp_path / "scene.tif", values, **layout)
    monkeypatch.setattr(source, "_STRIP", 2 * 64 * 410)
    whole = BandSource(str(path), grid_of(shape))
    ours, _ = whole.read_decimated([3, 1], thin, part)
    with rasterio.open(path) as file:
        theirs = file.read([3, 1], window=part, out_shape=(2, *thin))
    assert np.array_equal(ours, theirs)
    monkeypatch.setattr(source, "_HIGHEST_BLOCK", 47)
    assert np.array_equal(whole.read_decimated([3, 1], thin, part)[0], theirs)
    whole.close()


def test_a_changed_input_is_refused(tmp_path):
    path = write_file(tmp_path / "scene.tif", counted())
    scene = scene_of(grid_of(SHAPE), [band(path, "red")])
    os.utime(path, (1, 1))
    read(scene)  # touched, not changed
    write_file(path, counted(start=2))
    os.truncate(path, scene.files[0].bytes) if path.stat().st_size > scene.files[0].bytes else None
    with pytest.raises(SceneError, match=r"scene\.tif has changed since the run began; start a new run"):
        read(scene)
    path.unlink()
    with pytest.raises(SceneError, match="has changed"):
        read(scene)


def test_a_truncated_file_is_named(tmp_path):
    path = write_file(tmp_path / "scene.tif", counted((500, 500), dtype="uint16"))
    os.truncate(path, path.stat().st_size // 2)
    scene = scene_of(grid_of((500, 500)), [band(path, "red")])
    with pytest.raises(SceneError, match=r"scene\.tif is damaged"):
        read(scene, window=Window(0, 0, 500, 500))


def test_a_band_that_is_not_there_is_named(tmp_path):
    scene = scene_of(grid_of(SHAPE), [band(write_file(tmp_path / "scene.tif", counted()), "red")])
    with pytest.raises(SceneError, match="no bands of role or name nir"):
        read(scene, ("nir",))


def test_scenes_without_a_place_are_read_without_a_warning(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        path = write_file(tmp_path / "scene.tif", counted(), crs=None)
        scene = scene_of(grid_of(SHAPE, Affine.identity(), None), [band(path, "red", scale=1.0)])
    assert np.array_equal(read(scene)[0], counted()[0])


def test_bands_without_a_place_must_have_one_size(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        one = write_file(tmp_path / "one.tif", counted(), crs=None)
        other = write_file(tmp_path / "other.tif", counted((30, 36)), crs=None)
        scene = scene_of(grid_of(SHAPE, Affine.identity(), None), [band(one, "red"), band(other, "nir")])
    with pytest.raises(SceneError, match=r"other\.tif has no place on Earth and 36 × 30 pixels"):
        read(scene, ("nir",))


def test_stored_values_can_be_seen_as_they_are(tmp_path):
    path = write_file(tmp_path / "scene.tif", counted())
    with SceneReader(scene_of(grid_of(SHAPE), [band(path, "red")])) as reader:
        stored = reader.stored(Window(3, 4, 5, 6), "red")
    assert stored.dtype == np.uint16
    assert np.array_equal(stored, counted()[0, 4:10, 3:8])


def test_sha256_is_that_of_the_content(tmp_path):
    (tmp_path / "empty").touch()
    assert hash_file(tmp_path / "empty").startswith("e3b0c44298fc1c14")
