"""Blocks of pixels lie on the ground, cover every pixel once, and hold the means of what has data."""

import numpy as np
import pytest

from models.geo.contract.scene import Grid
from models.geo.pixels.blocks import Blocks, average_blocks

WEST, NORTH = 500030, 5000050  # metres: not on the lattice of the networks


@pytest.mark.parametrize("mirrored", [(10, -10), (10, 10), (-10, -10)])
def test_blocks_lie_on_the_ground_whichever_way_the_scene_is_drawn(mirrored):
    across, down = mirrored
    grid = Grid(
        width=100, height=70, transform=(across, 0, 500070, 0, down, 4999940), crs="EPSG:32631",
        located_by="transform", pixel_size_m=(10, 10),
    )  # fmt: skip
    for tile in Blocks.of(grid).tiles(32, 16, 16):
        assert (500070 + across * tile.outer.col_off) % 160 == 0
        assert (4999940 + down * tile.outer.row_off) % 160 == 0
        assert tile.outer.width % 16 == tile.outer.height % 16 == 0
        assert tile.core.col_off - tile.outer.col_off >= (16 if tile.core.col_off else 0)


@pytest.mark.parametrize("west", [500000.0, 500005.0, 499999.9999])
def test_neighbouring_grids_have_neighbouring_numbers(west):
    def first(moved):
        place = (10.0, 0.0, west + 10 * moved, 0.0, -10.0, 4999995.0 - 10 * moved)
        grid = Grid(width=9, height=9, transform=place, crs="EPSG:32631", located_by="transform", pixel_size_m=(10, 10))
        return Blocks.of(grid).first

    assert [np.subtract(first(moved), first(0)).tolist() for moved in range(4)] == [
        [moved, moved] for moved in range(4)
    ]


@pytest.mark.parametrize("side", [1, 2, 7, 100])
def test_blocks_cover_every_pixel_once(side):
    blocks = Blocks((333, 250), side, (-17, 1234567))
    seen = np.zeros((333, 250), int)
    for tile in blocks.tiles(3, 4, 16):
        window = blocks.pixels(tile.core)
        seen[window.row_off : window.row_off + window.height, window.col_off : window.col_off + window.width] += 1
    assert (seen == 1).all()


@pytest.mark.parametrize("side", [1, 2, 7, 100])
def test_pixels_of_blocks_are_those_with_their_numbers_on_the_ground(side):
    first = (-17, 1234567)
    blocks = Blocks((333, 250), side, first)
    for tile in blocks.tiles(3, 0, 1):
        window = blocks.pixels(tile.core)
        for start, count, number, pixel, length in (
            (tile.core.row_off, tile.core.height, first[0], window.row_off, window.height),
            (tile.core.col_off, tile.core.width, first[1], window.col_off, window.width),
        ):
            numbers = (np.arange(pixel, pixel + length) + number) // side - number // side
            assert set(numbers) == set(range(start, start + count))


def test_means_of_blocks_are_of_pixels_with_data():
    random = np.random.default_rng(0)
    values = random.random((2, 7, 8)).astype("float32")
    values[0, 0, 0] = np.nan
    means = average_blocks(values, (3, 3))
    whole = np.where(np.isfinite(values).all(axis=0), values, np.nan)
    assert means.shape == (2, 3, 3)
    assert means[1, 0, 0] == pytest.approx(np.nanmean(whole[1, :3, :3]))
    assert means[0, 2, 2] == pytest.approx(np.nanmean(whole[0, 6:, 6:]))


def test_a_tile_is_narrowed_to_what_is_wanted_and_what_lies_around_it():
    grid_blocks = Blocks((3000, 3000), 1, (7, 5))
    tile = grid_blocks.tiles(700, 64, 4)[6]
    wanted = np.zeros((tile.core.height, tile.core.width), bool)
    assert grid_blocks.narrow(tile, wanted, 64, 4) is None
    wanted[100:130, 200:260] = True
    part = grid_blocks.narrow(tile, wanted, 64, 4)
    assert np.argwhere(wanted)[0].tolist() == [place.start for place in tile.locate(part)]
    assert (part.core.height, part.core.width) == (30, 60)
    assert part.outer.intersection(tile.outer) == part.outer
    rows, columns = part.inner
    assert 64 <= rows.start < 68 and 64 <= columns.start < 68
    assert (part.outer.row_off + 7) % 4 == (part.outer.col_off + 5) % 4 == 0
