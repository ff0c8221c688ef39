"""The part of a large scene around the fields: the same ground gives the same values as in the whole."""

import numpy as np
import pytest
from affine import Affine
from rasterio.windows import Window

from models.geo.pixels import part as parts
from models.geo.pixels.part import find_part, take_part
from models.geo.pixels.raster import SceneReader
from tests.models.geo.by_hand import band, grid_of, scene_of, write_file
from tests.models.geo.landscape import UTM

SHAPE = (120, 144)
PART = Window(48, 24, 60, 48)
SOUTH_UP = UTM @ Affine.translation(0, SHAPE[0]) @ Affine.scale(1, -1)


@pytest.fixture(params=["plain", "south up", "coarser", "shifted"])
def scene(request, tmp_path):
    """A scene of two bands, the second of which lies on another grid."""
    rng = np.random.default_rng(3)
    fine = write_file(tmp_path / "fine.tif", rng.integers(1, 9000, (1, *SHAPE)).astype("uint16"))
    places = {
        "plain": (SHAPE, UTM), "south up": (SHAPE, SOUTH_UP), "coarser": ((60, 72), UTM @ Affine.scale(2)),
        "shifted": (SHAPE, UTM @ Affine.translation(0.4, 0.3)),
    }  # fmt: skip
    shape, transform = places[request.param]
    other = write_file(tmp_path / "other.tif", rng.integers(1, 9000, (1, *shape)).astype("uint16"), transform)
    return scene_of(grid_of(SHAPE), [band(fine, "red"), band(other, "nir")])


def test_each_window_of_a_part_is_that_of_the_whole(scene):
    rows, columns = PART.toslices()
    with SceneReader(scene) as whole, SceneReader(take_part(scene, PART)) as part:
        wanted = whole.read(Window(0, 0, SHAPE[1], SHAPE[0]), ("red", "nir"))[:, rows, columns]
        for window in (Window(0, 0, 60, 48), Window(7, 5, 20, 30), Window(59, 47, 1, 1)):
            found = part.read(window, ("red", "nir"))
            assert np.array_equal(found, wanted[(slice(None), *window.toslices())], equal_nan=True)
            assert part.valid(window).all()
            assert np.allclose(part.stored(window, "red") * 1e-4, wanted[0][window.toslices()])


@pytest.mark.parametrize("side", [60, 30, 20])
def test_a_smaller_picture_of_a_part_shows_its_own_ground(scene, side):
    with SceneReader(take_part(scene, PART)) as part:
        small, full = part.overview(("red", "nir"), side), part.read(Window(0, 0, 60, 48), ("red", "nir"))
    step = 60 // side
    assert small.shape == (2, 48 // step, side)
    for layer, values in zip(small, full, strict=True):
        blocks = values.reshape(48 // step, step, side, step)
        assert ((blocks == layer[:, None, :, None]).any(axis=(1, 3)) | np.isnan(layer)).all()


def test_the_grid_of_a_part_lies_where_its_pixels_lie(scene):
    taken = take_part(scene, PART)
    assert taken.grid.shape == (48, 60) and taken.whole == scene.grid
    assert taken.grid.affine @ (0, 0) == pytest.approx(scene.grid.affine @ (48, 24))
    assert "60 × 48 of 144 × 120 pixels" in taken.notes[-1]
    again = take_part(taken, PART)
    assert again.grid == taken.grid


def test_only_a_large_scene_of_which_little_is_asked_is_read_in_part(scene, monkeypatch):
    assert find_part(scene, (10, 10, 20, 20)) is None
    monkeypatch.setattr(parts, "SMALLEST", 100)
    monkeypatch.setattr(parts, "AROUND_OTHERS_M", 100.0)
    monkeypatch.setattr(parts, "AROUND_M", 100.0)
    found = find_part(scene, (60, 60, 70, 70))
    assert found == Window(48, 48, 48, 48)
    assert find_part(scene, (0, 0, 140, 110)) is None


def test_fields_at_the_rim_leave_no_room_beyond_the_scene(scene, monkeypatch):
    for name, value in (("SMALLEST", 100), ("AROUND_OTHERS_M", 100.0), ("AROUND_M", 100.0)):
        monkeypatch.setattr(parts, name, value)
    found = find_part(scene, (140, 115, 144, 120))
    assert found is not None
    assert found.col_off + found.width == 144 and found.row_off + found.height == 120
