"""Weak patches: found where they are planted, nowhere in even fields, and not on the rim."""

import numpy as np
import pytest
import shapely
from rasterio.windows import Window

from models.field.measured.cover import cover_pixels
from models.field.measured.patches import NOISE, find_middles, find_patches, find_weak, inner_ground


def look(ndvi, *outlines):
    """Patches and middles of outlines on a picture."""
    cover = cover_pixels(outlines, Window(0, 0, ndvi.shape[1], ndvi.shape[0]))
    values = cover.take(ndvi[None], Window(0, 0, ndvi.shape[1], ndvi.shape[0]))[0]
    ground = inner_ground(cover, values, len(outlines))
    own = [values[(cover.owners == one) & np.isfinite(values)] for one in range(len(outlines))]
    medians, highs = (np.array([np.quantile(one, rank) for one in own]) for rank in (0.5, 0.9))
    weak = find_weak(ground, medians, highs)
    return find_patches(ground, weak, medians), find_middles(ground, medians)


def even(seed: int, noise: float = 0.03, size: int = 40):
    return np.round(0.7 + np.random.default_rng(seed).normal(0, noise, (size, size)), 4).astype(np.float32)


FIELD = shapely.box(5, 5, 35, 35)


def test_an_even_field_has_no_patch():
    assert all(look(even(seed), FIELD)[0] == {} for seed in range(30))


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_patch_is_found_where_it_is(seed):
    ndvi = even(seed)
    ndvi[12:20, 14:22] -= 0.2
    (patch,) = look(ndvi, FIELD)[0][0]
    assert 36 <= len(patch.rows) <= 64
    assert patch.rows.min() >= 12 and patch.rows.max() < 20 and patch.columns.min() >= 14 and patch.columns.max() < 22
    assert patch.median == pytest.approx(0.5, abs=0.03)
    assert 14 <= patch.place[0] <= 17 and 16 <= patch.place[1] <= 19


def test_a_patch_within_the_noise_of_a_value_is_none():
    ndvi = even(0, noise=0.005)
    ndvi[12:20, 14:22] -= NOISE - 0.01
    assert look(ndvi, FIELD)[0] == {}


def test_the_rim_and_ground_that_is_not_clear_are_no_patch():
    ndvi = even(1)
    ndvi[5:7] -= 0.3  # the outermost row of pixels is the rim; the next alone is smoothed by what lies inside
    ndvi[20:30, 20:30] = np.nan
    assert look(ndvi, FIELD)[0] == {} or all(len(one.rows) < 60 for one in look(ndvi, FIELD)[0][0])
    ndvi = even(1)
    ndvi[5] -= 0.4
    assert look(ndvi, FIELD)[0] == {}


def test_each_of_two_fields_that_overlap_is_held_against_itself():
    ndvi = even(2)
    ndvi[:, 20:] -= 0.3
    weak_right, all_weak = shapely.box(5, 5, 26, 35), shapely.box(21, 5, 38, 35)
    patches, middles = look(ndvi, weak_right, all_weak)
    assert [*patches] == [0] and patches[0][0].columns.min() == 20
    assert middles[1][1] >= 21


def test_a_field_beside_the_picture_is_left_out():
    patches, middles = look(even(3), FIELD)
    assert patches == {} and 15 <= middles[0][0] <= 25
