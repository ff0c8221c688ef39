import numpy as np
import pytest

from models.geo.pixels.tiling import cut_windows, read_ahead

SHAPES = [(1, 1), (1, 1000), (64, 64), (100, 37), (513, 512), (7, 640)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("size", [1, 48, 512])
def test_windows_cover_every_pixel_once_in_row_major_order(shape, size):
    seen = np.zeros(shape, int)
    found = cut_windows(shape, size)
    for window in found:
        seen[window.toslices()] += 1
    assert np.all(seen == 1)
    assert found == sorted(found, key=lambda window: (window.row_off, window.col_off))


def test_reading_ahead_keeps_the_order_and_passes_errors_on():
    assert list(read_ahead(range(5), lambda item: item * item)) == [(i, i * i) for i in range(5)]
    assert list(read_ahead([], lambda item: item)) == []

    def fail(item):
        raise ValueError(f"item {item}")

    with pytest.raises(ValueError, match="item 0"):
        list(read_ahead(range(3), fail))
