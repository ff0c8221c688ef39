"""Maps show the ground as it lies, however the scene is stored."""

import numpy as np
import pytest
from affine import Affine
from rasterio.windows import Window

from models.geo.result import RasterWriter, class_layout
from nodes.map_sheet import frame_of, read_drawn
from tests.geo.by_hand import grid_of

NORTH_UP = Affine(10, 0, 500_000, 0, -10, 5_000_000)
SIDE = 144


@pytest.mark.parametrize(
    ("transform", "turned"),
    [
        (NORTH_UP, (slice(None), slice(None))),
        (Affine(10, 0, 500_000, 0, 10, 5_000_000 - 10 * SIDE), (slice(None, None, -1), slice(None))),
        (Affine(-10, 0, 500_000 + 10 * SIDE, 0, -10, 5_000_000), (slice(None), slice(None, None, -1))),
    ],
    ids=["north up", "south up", "mirrored"],
)
def test_a_map_lies_north_up_however_the_scene_is_stored(tmp_path, transform, turned):
    ground = np.ones((SIDE, SIDE), np.uint8)
    ground[: SIDE // 3, : SIDE // 4] = 2  # in the north-west
    grid = grid_of((SIDE, SIDE), transform)
    with RasterWriter(tmp_path / "classes.tif", grid, class_layout("class", ("#000000", "#ffffff"))) as writer:
        writer.write(ground[turned], Window(0, 0, SIDE, SIDE))
    drawn = read_drawn(tmp_path / "classes.tif", 1, frame_of(grid), grid)
    step = drawn.shape[0] // SIDE
    np.testing.assert_array_equal(drawn[::step, ::step], ground)
