import numpy as np
import pytest

from models.geo.tiling import read_ahead, tiles, windows

SHAPES = [(1, 1), (1, 1000), (64, 64), (100, 37), (513, 512), (7, 640)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("size", [1, 48, 512])
def test_windows_cover_every_pixel_once_in_row_major_order(shape, size):
    seen = np.zeros(shape, int)
    found = windows(shape, size)
    for window in found:
        seen[window.toslices()] += 1
    assert np.all(seen == 1)
    assert found == sorted(found, key=lambda window: (window.row_off, window.col_off))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("size", "overlap"), [(64, 0), (64, 16), (48, 47), (512, 64)])
def test_tiles_stitch_back_to_the_raster(shape, size, overlap):
    raster = np.arange(np.prod(shape)).reshape(shape)
    stitched, seen = np.zeros(shape, int), np.zeros(shape, int)
    for tile in tiles(shape, size, overlap):
        outer = raster[tile.outer.toslices()]
        assert outer.shape == (min(size, shape[0]), min(size, shape[1]))
        stitched[tile.core.toslices()] = outer[tile.inner]
        seen[tile.core.toslices()] += 1
    assert np.all(seen == 1)
    assert np.array_equal(stitched, raster)


def test_cores_keep_half_the_overlap_away_from_inner_edges():
    for tile in tiles((700, 900), 128, 32):
        rows, columns = tile.inner
        for inside, outer, length in ((rows, tile.outer.row_off, 700), (columns, tile.outer.col_off, 900)):
            assert inside.start >= 16 or outer == 0
            assert inside.stop <= 128 - 16 or outer + 128 == length


def test_reading_ahead_keeps_the_order_and_passes_errors_on():
    assert list(read_ahead(range(5), lambda item: item * item)) == [(i, i * i) for i in range(5)]
    assert list(read_ahead([], lambda item: item)) == []

    def fail(item):
        raise ValueError(f"item {item}")

    with pytest.raises(ValueError, match="item 0"):
        list(read_ahead(range(3), fail))
