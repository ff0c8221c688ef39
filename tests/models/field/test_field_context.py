"""Words of the user and heights from a raster: taken as they are meant, told where repaired, or refused in one line."""

import json

import numpy as np
import pytest
import rasterio
from affine import Affine

from models.errors import ConfigError
from models.field.field import read_field

AROUND = Affine(10, 0, 499900, 0, -10, 5000100)
"""Of 100 × 100 pixels; the scene, of 64 × 48, begins at pixel 10, 10."""


def dem(path, heights, **changes):
    heights = np.asarray(heights)
    bands = heights if heights.ndim == 3 else heights[None]
    profile = {"driver": "GTiff", "count": len(bands), "height": bands.shape[1], "width": bands.shape[2],
               "dtype": bands.dtype.name, "crs": "EPSG:32631", "transform": AROUND}  # fmt: skip
    with rasterio.open(path, "w", **profile | changes) as target:
        target.write(bands)
    return path


def slope():
    """Heights that rise by a metre each column."""
    return np.tile(np.arange(100, dtype=np.float32), (100, 1))


@pytest.mark.parametrize("crop", ["maize;sown=2016-05-01", "5", "<script>", "a=b", "x" * 500, "maize 2", "maize/soy"])
def test_a_crop_is_a_name_in_letters(field, crop):
    with pytest.raises(ConfigError, match="write one crop in letters") as error:
        read_field(f"crop={crop}", None, field)
    assert "\n" not in str(error.value) and len(str(error.value)) < 200


@pytest.mark.parametrize("crop", ["quinoa", "Sugar Beet", "maïs", "mai\u0308s", "winter-wheat", "小麦", "धान"])
def test_a_crop_that_the_network_does_not_know_may_be_named(field, crop):
    assert read_field(f"crop={crop}", None, field).crop


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (json.dumps({"crop": 5}), "write one crop in letters"),
        (json.dumps({"crop": ""}), "write one crop in letters"),
        (json.dumps({"a\nb": ""}), "is none of crop"),
        (json.dumps({"soil": "a\nb"}), "the network knows Sand"),
        ('{"crop": "maize", "crop": "wheat"}', "'crop' stands twice"),
        ('{"elevation": ' + "9" * 5000 + "}", "5000 digits"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_file_of_words_is_read_strictly(field, tmp_path, text, told):
    path = tmp_path / "field.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match=told) as error:
        read_field(str(path), None, field)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(("down", "top"), [(-10, 5000100), (10, 4999100)])
def test_the_height_is_that_of_the_scene_whichever_way_the_raster_lies(field, tmp_path, down, top):
    said = read_field(
        f"elevation={dem(tmp_path / 'd.tif', slope(), transform=Affine(10, 0, 499900, 0, down, top))}", None, field
    )
    assert said.elevation_m == pytest.approx(10 + 31.5, abs=0.1)
    assert said.notes == ()


def test_scale_and_offset_of_heights_are_used(field, tmp_path):
    path = dem(tmp_path / "d.tif", np.full((100, 100), 500, np.int16))
    with rasterio.open(path, "r+") as target:
        target.scales, target.offsets = (0.1,), (200.0,)
    assert read_field(f"elevation={path}", None, field).elevation_m == 250


@pytest.mark.parametrize("wrong", [-9999, -32768, 9999, 1e20])
@pytest.mark.parametrize("share", [0.2, 0.4])
def test_what_is_no_height_is_no_data_and_told(field, tmp_path, wrong, share):
    heights = np.full((100, 100), 150, np.float32)
    heights[: 10 + int(48 * share)] = wrong
    said = read_field(f"elevation={dem(tmp_path / 'd.tif', heights)}", None, field)
    assert said.elevation_m == 150
    assert "heights that cannot be" in said.notes[0].text
    assert "of the scene; the mean is of these heights" in said.notes[1].text


@pytest.mark.parametrize("shift", [0, 100, 200, 300, 400, 600])
def test_a_raster_of_part_of_the_scene_is_told_or_refused(field, tmp_path, shift):
    path = dem(tmp_path / "d.tif", slope(), transform=Affine(10, 0, 500000 + shift, 0, -10, 5000100))
    if shift >= 0.5 * 640:
        with pytest.raises(ConfigError, match="heights of only"):
            read_field(f"elevation={path}", None, field)
        return
    notes = read_field(f"elevation={path}", None, field).notes
    assert len(notes) == (shift > 0)
    assert all(f"knows {1 - shift / 640:.0%}"[:7] in note.text for note in notes)
    assert all(note.about == "elevation" for note in notes)


@pytest.mark.parametrize(
    ("heights", "changes", "told"),
    [
        (np.full((12, 100, 100), 900, np.uint16), {}, "one band of heights is needed; it has 12"),
        (np.full((3, 100, 100), 90, np.uint8), {}, "one band of heights is needed; it has 3"),
        (np.full((100, 100), 90, np.uint8), {}, "uint8, which holds no heights"),
        (np.full((100, 100), 150 + 3j, np.complex64), {}, "complex64, which holds no heights"),
        (slope(), {"crs": 'LOCAL_CS["x",UNIT["metre",1]]'}, "no heights of this scene"),
        (slope(), {"crs": None}, "without a coordinate system"),
        (np.full((100, 100), -9999, np.float32), {}, "no heights where the scene lies .values there are such as -9999"),
    ],
)
def test_what_holds_no_heights_is_refused(field, tmp_path, heights, changes, told):
    with pytest.raises(ConfigError, match=told) as error:
        read_field(f"elevation={dem(tmp_path / 'd.tif', heights, **changes)}", None, field)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["x" * 5000, "~nobody-here/dem.tif", "a\0b"])
def test_a_path_that_cannot_be_is_refused(field, name):
    with pytest.raises(ConfigError):
        read_field(f"elevation={name}", None, field)


@pytest.mark.parametrize("west", [179.9, -180.1, 179.9 - 720])
def test_a_model_across_the_antimeridian_is_found(field, tmp_path, west):
    place = {"transform": (0.001, 0.0, -180.03, 0.0, -0.001, 10.05), "crs": "EPSG:4326"}
    scene = field.model_copy(update={"grid": field.grid.model_copy(update=place)})
    path = dem(tmp_path / "d.tif", slope(), crs="EPSG:4326", transform=Affine(0.002, 0, west, 0, -0.002, 10.1))
    said = read_field(f"elevation={path}", None, scene)
    assert said.elevation_m == pytest.approx((0.07 + 0.032) / 0.002 - 0.5, abs=0.3)
    assert said.notes == ()


def test_a_scene_of_the_year_one_has_no_sensors(field, tmp_path):
    old = field.model_copy(update={"acquired": field.acquired.model_copy(update={"value": "0001-01-01"})})
    (tmp_path / "s.csv").write_text("time,rain [mm]\n2024-06-14,1")
    with pytest.raises(ConfigError, match="--date"):
        read_field(None, tmp_path / "s.csv", old)
