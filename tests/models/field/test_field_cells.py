"""Each cell has the crop, the age and the weather of its parcel, and elsewhere those of the scene."""

import json
from datetime import date, timedelta
from threading import Event, Thread
from time import sleep

import numpy as np
import pytest
from rasterio.windows import Window

from models.field.cells import CellConditioning
from models.field.conditioning import number_crop
from models.field.parcels import read_parcels
from models.field.weather import sum_since_sowing
from models.geo.pixels.source import allow_no_place
from models.schemas import FieldFacts
from tests.parcels import parcels_of

DAY = date(2024, 6, 15)
LAST = DAY - timedelta(days=1)
WHOLE = Window(0, 0, 64, 48)
DAILY = tuple((float(day % 5), day / 10, 20.0 - day / 10) for day in range(60))


@pytest.fixture
def parcels(field, tmp_path):
    """Two of maize, sown on 6 May and on 1 June, and one of which nothing is said."""
    boxes = {"early": ("maize", 0, 0, 32, 24), "late": ("maize", 32, 0, 64, 24), "unknown": ("", 0, 24, 32, 48)}
    said = parcels_of(field, **boxes)
    said["features"][1]["properties"]["sown"] = "2024-06-01"
    said["features"][2]["properties"]["sown"] = None
    path = tmp_path / "parcels.geojson"
    path.write_text(json.dumps(said))
    return read_parcels(path, field.grid)


def test_cells_have_what_their_parcel_says(parcels):
    facts = CellConditioning(parcels, {}, DAY, FieldFacts(daily=DAILY, sensors_last=LAST)).look_up(
        parcels.numbers(WHOLE), 4
    )
    assert (facts["crop"][:6] == number_crop("maize")).all()
    assert (facts["crop"][6:] == 0).all()
    assert (facts["age"][:6, :8] == 40).all()
    assert (facts["age"][:6, 8:] == 14).all()
    assert facts["season"].shape == (3, 12, 16)
    np.testing.assert_array_equal(facts["season"][:, 3, 3], sum_since_sowing(DAILY, LAST, date(2024, 5, 6)))
    np.testing.assert_array_equal(facts["season"][:, 3, 12], sum_since_sowing(DAILY, LAST, date(2024, 6, 1)))
    assert np.isnan(facts["season"][:, 6:]).all()


def test_where_a_parcel_says_nothing_the_scene_does(parcels):
    scene = {"crop": np.array(2), "age": np.array(70, np.float32), "season": np.array([1, 2, 3], np.float32)}
    facts = CellConditioning(parcels, scene, DAY, FieldFacts(daily=DAILY, sensors_last=LAST)).look_up(
        parcels.numbers(WHOLE), 4
    )
    for cell in ((9, 3), (9, 12)):  # of the parcel that is not known, and outside of all
        assert (facts["crop"][cell], facts["age"][cell]) == (2, 70)
        assert facts["season"][:, *cell].tolist() == [1, 2, 3]
    assert facts["age"][3, 3] == 40


def test_a_parcel_sown_before_the_record_does_not_take_the_season_of_the_scene(parcels):
    scene = {"season": np.array([1, 2, 3], np.float32)}
    field = FieldFacts(daily=DAILY[-20:], sensors_last=LAST)
    season = CellConditioning(parcels, scene, DAY, field).look_up(parcels.numbers(WHOLE), 4)["season"]
    assert np.isnan(season[:, 3, 3]).all()
    assert np.isfinite(season[:, 3, 12]).all()
    assert season[:, 9, 3].tolist() == [1, 2, 3]


def test_tiles_are_looked_up_together(parcels):
    numbers = parcels.numbers(WHOLE)
    cells = CellConditioning(parcels, {}, DAY, FieldFacts(daily=DAILY, sensors_last=LAST))
    both = cells.look_up(np.stack([numbers, numbers[::-1]]), 4)
    for name, whole in cells.look_up(numbers, 4).items():
        assert both[name].shape == (2, *whole.shape)
        np.testing.assert_array_equal(both[name][0], whole)


def test_without_weather_there_is_no_season_and_without_a_date_no_age(parcels):
    numbers = parcels.numbers(WHOLE)
    assert set(CellConditioning(parcels, {}, DAY).look_up(numbers, 4)) == {"crop", "age"}
    assert set(CellConditioning(parcels, {}, None).look_up(numbers, 4)) == {"crop"}
    assert set(CellConditioning(parcels, {}, date(2024, 5, 1)).look_up(numbers, 4)) == {"crop"}


def test_cells_at_the_edge_take_the_last_pixel_there_is(parcels):
    numbers = parcels.numbers(Window(0, 0, 62, 46))
    assert CellConditioning(parcels, {}, DAY).look_up(numbers, 4)["crop"].shape == (12, 16)


def test_while_parcels_are_drawn_no_other_thread_changes_the_filters_of_warnings(parcels, monkeypatch):
    inside, done = Event(), Event()

    def slow(*_, out_shape, **__):  # as rasterio does, which changes them itself
        inside.set()
        sleep(0.05)
        done.set()
        return np.zeros(out_shape, np.int32)

    monkeypatch.setattr("models.field.parcels.rasterize", slow)
    drawing = Thread(target=parcels.numbers, args=(Window(0, 0, 64, 48),))
    drawing.start()
    inside.wait()
    with allow_no_place():
        assert done.is_set()
    drawing.join()


def test_a_parcel_that_names_its_own_crop_takes_neither_crop_nor_age_of_the_scene(field, tmp_path):
    said = parcels_of(field, rice=("rice", 0, 0, 32, 48), plain=("", 32, 0, 64, 48))
    for feature in said["features"]:
        feature["properties"]["sown"] = None
    path = tmp_path / "parcels.geojson"
    path.write_text(json.dumps(said))
    parcels = read_parcels(path, field.grid)
    scene = {"crop": np.array(number_crop("maize")), "age": np.array(40.0, np.float32)}
    facts = CellConditioning(parcels, scene, DAY).look_up(parcels.numbers(WHOLE), 4)
    assert (facts["crop"][:, :8] == 0).all() and np.isnan(facts["age"][:, :8]).all()
    assert (facts["crop"][:, 8:] == number_crop("maize")).all() and (facts["age"][:, 8:] == 40).all()
