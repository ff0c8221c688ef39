"""How much of what a network says is told from pattern: what sees colours alone says the same, however it is shown."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import ndimage

from models.observed import evenness
from models.observed.evenness import measure_fields
from models.observed.uneven import measure_day, write_table
from models.simulation.canopy import BANDS
from models.vocabulary import CAUSES

RANDOM = np.random.default_rng(5)
IMAGE = RANDOM.uniform(0.02, 0.4, (2, 48, 48)).astype(np.float32)
NDVI = np.full((48, 48), 0.75, np.float32)


def test_colours_alone_are_judged_alike_in_all_surroundings():
    rows = measure_day(IMAGE, NDVI, lambda image: image[0], 10, np.random.default_rng(0))
    assert rows.shape == (10, 4)
    np.testing.assert_array_equal(rows[:, 1], rows[:, 2])
    np.testing.assert_array_equal(rows[:, 1], rows[:, 3])


def test_pattern_is_gone_from_even_ground():
    def rough(image):
        near = image[1]
        return ndimage.maximum_filter(near, 5) - ndimage.minimum_filter(near, 5)

    rows = measure_day(IMAGE, NDVI, rough, 10, np.random.default_rng(0))
    assert rows[:, 1].min() > 0.1
    assert rows[:, 2:].max() == 0


def test_where_nothing_is_so_green_nothing_is_asked():
    assert measure_day(IMAGE, NDVI * 0, lambda image: image[0], 10, np.random.default_rng(0)).shape == (0, 4)


def test_the_table_has_a_line_for_each_greenness():
    row = {"pixels": 3, "as they are": 0.5, "even as far as a field reaches": 0.25, "even everywhere": 0.125}
    assert list(write_table({"0.7 to 0.8": row}, "high risk"))[-1] == "| 0.7 to 0.8 | 3 | 0.50 | 0.25 | 0.12 |"


def test_only_parcels_in_which_hardly_a_pixel_has_a_cause_count_as_even(monkeypatch):
    parcel = np.repeat([[0] * 16 + [1] * 16 + [2] * 16], 16, axis=0)
    causes = np.zeros((len(CAUSES), *parcel.shape), bool)
    causes[0, :2, 4] = True  # hardly
    causes[-1, :, 20:24] = True  # a fourth of the second
    loss = np.where(parcel < 2, 0.1, np.nan)  # and no crop in the third
    truth = SimpleNamespace(parcel=parcel, causes=causes, canopy_loss=loss)
    scene = SimpleNamespace(truth=truth, reflectance=np.full((len(BANDS), *parcel.shape), 0.05, np.float32))
    scene.reflectance[BANDS.index("B08")] = np.where(parcel == 0, 0.4, 0.2)
    monkeypatch.setattr(evenness, "select_groups", lambda *_: [SimpleNamespace(families=())])
    monkeypatch.setattr(evenness.Canopy, "load_or_tabulate", lambda _: None)
    monkeypatch.setattr(evenness, "draw_farmland", lambda *_: scene)
    found = evenness.measure_simulated(Path("seasons.npz"), 1, 0)
    assert found == pytest.approx(np.array([[0.35 / 0.45, 0, 0]]), abs=1e-6)


def test_an_uneven_field_is_told_from_an_even_one():
    field = np.repeat([[0] * 4 + [1] * 12 + [2] * 12], 14, axis=0)
    ndvi = np.full(field.shape, 0.8, np.float32)
    ndvi[field == 2] += np.random.default_rng(0).normal(0, 0.03, (field == 2).sum())
    even, uneven = measure_fields(ndvi, field)
    assert even == pytest.approx((0.8, 0, 0), abs=1e-6)
    assert uneven == pytest.approx((0.8, 0.03, 0.03), abs=0.008)  # noise differs from pixel to pixel as much as within
    assert len(measure_fields(ndvi, np.zeros_like(field))) == 0
