import json
from datetime import date

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.windows import Window

from models.errors import ConfigError
from models.field.field import encode_field, read_field
from models.field.parcels import read_parcels
from models.schemas import FieldFacts
from tests.parcels import parcels_of


def test_words_become_facts(field):
    said = read_field("crop=Sugar Beet, sown=2024-04-01, soil=sandy loam, elevation=12.5", None, field)
    assert (said.crop, said.sown, said.soil, said.elevation_m) == ("sugar beet", date(2024, 4, 1), "SandyLoam", 12.5)


def test_a_json_file_says_the_same(field, tmp_path):
    path = tmp_path / "field.json"
    path.write_text('{"crop": "maize", "elevation": 100, "soil": null}')
    assert read_field(str(path), None, field) == read_field("crop=maize,elevation=100", None, field)


def test_without_words_season_and_latitude_of_the_scene_are_known(field):
    facts = encode_field(read_field(None, None, field), field)
    assert set(facts) == {"place"}
    assert facts["place"][0, 2] == pytest.approx(45.15 / 90, abs=1e-3)
    assert np.isnan(facts["place"][0, 3])


def test_a_scene_without_place_and_date_is_not_guessed(field):
    unknown = field.acquired.model_copy(update={"value": None})
    grid = field.grid.model_copy(update={"crs": None})
    assert encode_field(FieldFacts(), field.model_copy(update={"acquired": unknown, "grid": grid})) == {}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("maize", "key=value"),
        ("crop=", "key=value"),
        ("crop=maize,crop=wheat", "said twice"),
        ("weather=dry", "none of crop, sown, soil, elevation"),
        ("soil=chalk", "the network knows Sand"),
        ("sown=May", "write the date"),
        ("sown=2024-07-01", "within 400 days before 2024-06-15"),
        ("sown=2022-07-01", "within 400 days before 2024-06-15"),
        ("elevation=20000", "no height of a field"),
        ("elevation=nan", "no height of a field"),
        ("elevation=none.tif", "neither a number"),
        ("none.json", "no such file"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(field, words, told):
    with pytest.raises(ConfigError, match=told) as error:
        read_field(words, None, field)
    assert "\n" not in str(error.value)


def dem(path, crs, transform, heights):
    profile = {"driver": "GTiff", "count": 1, "height": heights.shape[0], "width": heights.shape[1]}
    with rasterio.open(path, "w", **profile, dtype="float32", nodata=-9999, crs=crs, transform=transform) as target:
        target.write(heights.astype(np.float32), 1)
    return path


def test_height_is_the_mean_of_a_model_where_the_scene_lies(field, tmp_path):
    heights = np.full((60, 60), 50.0)
    heights[20:40, 20:40] = 300  # 0.02° round the scene
    path = dem(tmp_path / "dem.tif", "EPSG:4326", Affine(0.001, 0, 2.97, 0, -0.001, 45.18), heights)
    said = read_field(f"elevation={path}", None, field)
    assert said.elevation_m == 300
    assert said.elevation_from == "mean of dem.tif"


@pytest.mark.parametrize(("left", "fill"), [(20.0, 10.0), (2.97, -9999.0)])
def test_a_model_that_knows_no_height_there_is_refused(field, tmp_path, left, fill):
    path = dem(tmp_path / "dem.tif", "EPSG:4326", Affine(0.001, 0, left, 0, -0.001, 45.18), np.full((60, 60), fill))
    with pytest.raises(ConfigError, match="no heights"):
        read_field(f"elevation={path}", None, field)


def test_sensors_need_the_date_of_the_scene(field, tmp_path):
    unknown = field.model_copy(update={"acquired": field.acquired.model_copy(update={"value": None})})
    with pytest.raises(ConfigError, match="--date"):
        read_field(None, tmp_path / "readings.csv", unknown)


def test_sensors_of_the_week_before_are_kept_with_what_was_repaired(field, tmp_path):
    path = tmp_path / "readings.csv"
    rows = [f"2024-06-{day:02},{day % 3}" for day in range(8, 15)]
    path.write_text("\n".join(["date,rain [mm]", *reversed(rows)]))
    said = read_field(None, path, field)
    assert said.sensors_last == date(2024, 6, 14)
    assert [row[3] for row in said.sensors] == [day % 3 for day in range(8, 15)]
    assert any("sorted" in note.text and note.about == "sensors" for note in said.notes)
    assert said.notes[-1].text == "rain on the 7 days to 2024-06-14: 8.0 mm in all"
    assert encode_field(said, field)["sensors"].shape == (1, 7, 7)


@pytest.mark.parametrize("shift", [0, -60, 60])
def test_the_week_ends_on_the_day_before_where_only_the_day_is_known(field, tmp_path, shift):
    grid = field.grid.model_copy(update={"crs": f"EPSG:{32631 + shift // 6}"})
    day = field.acquired.model_copy(update={"value": "2024-06-15"})
    path = tmp_path / "readings.csv"
    path.write_text("\n".join(["date,rain [mm]", *(f"2024-06-{day:02},1" for day in range(5, 20))]))
    said = read_field(None, path, field.model_copy(update={"acquired": day, "grid": grid}))
    assert said.sensors_last == date(2024, 6, 14)


def test_parcels_have_the_pixels_whose_centres_they_hold(field, tmp_path):
    path = tmp_path / "parcels.geojson"
    path.write_text(json.dumps(parcels_of(field, a=("maize", 2, 3, 10, 9), b=("", 30, 20, 64, 48))))
    parcels = read_parcels(path, field.grid)
    numbers = parcels.numbers(Window(0, 0, 64, 48))
    assert (numbers[3:9, 2:10] == 1).all()
    assert (numbers[20:, 30:] == 2).all()
    assert (numbers > 0).sum() == 48 + 28 * 34
    assert (parcels.numbers(Window(5, 4, 20, 10)) == numbers[4:14, 5:25]).all()
    assert [parcel.crop for parcel in parcels.all] == ["maize", None]


SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 0]]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "not GeoJSON"),
        ("[]", "not GeoJSON"),
        ('{"type": "FeatureCollection", "features": []}', "0 parcels"),
        (json.dumps({"type": "Feature", "geometry": None}), "no polygon"),
        (json.dumps({"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}}), "no polygon"),
        (
            json.dumps({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[5e5, 5e6]] * 4]}}),
            "degrees",
        ),
        (
            json.dumps({"type": "Feature", "properties": {"sown": "May"},
                        "geometry": {"type": "Polygon", "coordinates": SQUARE}}), "was sown on 'May'",
        ),
        (
            json.dumps({"type": "FeatureCollection", "crs": {"properties": {"name": "EPSG:3857"}}, "features": [1]}),
            "feature 1 is no GeoJSON",
        ),
    ],
)  # fmt: skip
def test_parcels_that_cannot_be_laid_down_are_refused_in_one_line(field, tmp_path, text, told):
    path = tmp_path / "parcels.geojson"
    path.write_text(text)
    with pytest.raises(ConfigError, match=told) as error:
        read_parcels(path, field.grid)
    assert "\n" not in str(error.value)


def test_parcels_need_a_place_and_a_file(field, tmp_path):
    with pytest.raises(ConfigError, match="no such file"):
        read_parcels(tmp_path / "none.geojson", field.grid)
    with pytest.raises(ConfigError, match="no place"):
        read_parcels(tmp_path / "none.geojson", field.grid.model_copy(update={"crs": None}))


def write_mask(path, numbers, field, **changes):
    profile = {
        "driver": "GTiff", "count": 1, "dtype": numbers.dtype.name, "height": len(numbers), "width": numbers.shape[1],
        "crs": field.grid.crs, "transform": field.grid.affine,
    }  # fmt: skip
    with rasterio.open(path, "w", **profile | changes) as target:
        target.write(numbers, 1)


def test_a_mask_numbers_parcels_pixel_by_pixel(field, tmp_path):
    path = tmp_path / "mask.tif"
    random = np.random.default_rng(4)
    mask = np.kron(random.choice([0, 3, 7, 250], (12, 16)), np.ones((4, 4))).astype(np.uint16)
    mask[:4, :8] = 65535
    write_mask(path, mask, field, nodata=65535)
    parcels = read_parcels(path, field.grid)
    assert [parcel.name for parcel in parcels.all] == ["3", "7", "250"]
    wanted = np.select([mask == 3, mask == 7, mask == 250], [1, 2, 3], 0)
    assert (parcels.numbers(Window(0, 0, 64, 48)) == wanted).all()


@pytest.mark.parametrize(
    ("numbers", "changes", "told"),
    [
        (np.zeros((4, 4), np.uint8), {}, "0 parcels"),
        (np.arange(1, 320 * 320 + 1, dtype=np.uint32).reshape(320, 320), {}, "102400 parcels are too many"),
        (np.ones((4, 4), np.float32), {}, "whole numbers"),
        (np.ones((4, 4), np.uint8), {"crs": None}, "no place"),
        (np.full((4, 4), 4_000_000_000, np.uint32), {}, "count them from 1"),
    ],
)
def test_a_mask_that_tells_no_parcels_is_refused(field, tmp_path, numbers, changes, told):
    path = tmp_path / "mask.tif"
    write_mask(path, numbers, field, **changes)
    with pytest.raises(ConfigError, match=told) as error:
        read_parcels(path, field.grid)
    assert "\n" not in str(error.value)


def test_a_file_that_only_seems_a_mask_is_refused(field, tmp_path):
    path = tmp_path / "mask.tif"
    path.write_text("{}")
    with pytest.raises(ConfigError, match="GDAL cannot read it"):
        read_parcels(path, field.grid)
