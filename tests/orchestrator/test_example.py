import rasterio

from models.field.measured.standing import LEAST_PEERS
from models.field.parcel_files.imports import import_parcels
from models.geo.reading.read import read_scene
from orchestrator import example


def test_the_example_is_a_scene_as_users_have_it_and_says_that_it_is_simulated(tmp_path):
    path, fields = example.write_example(tmp_path / "deep")
    scene = read_scene(path)
    assert path.name == example.FILE_NAME and {*path.parent.iterdir()} == {path, fields}
    assert scene.sensor.value == "Sentinel-2" and scene.acquired.value.startswith("2016-07-27")
    assert {band.role.value for band in scene.bands} >= {"coastal", "red", "nir", "nir09", "swir22"}
    with rasterio.open(path) as source:
        assert "SIMULATED" in source.tags()


def test_an_example_that_is_there_is_replaced_whole(tmp_path):
    path, fields = example.write_example(tmp_path)
    path.write_bytes(b"cut off")
    fields.write_bytes(b"{")
    again = example.write_example(tmp_path)
    assert again[0].stat().st_size > 1e6 and again[1].stat().st_size > 1e4


def test_the_fields_of_the_example_lie_on_it_and_are_enough_to_be_held_against_each_other(tmp_path):
    path, fields = example.write_example(tmp_path)
    found = import_parcels(fields, read_scene(path).grid)
    crops = [parcel.crop for parcel in found.parcels]
    assert len(found.parcels) == 35 and not found.notes
    assert {crop: crops.count(crop) > LEAST_PEERS for crop in ("sunflower", "sorghum")} == dict.fromkeys(
        ("sunflower", "sorghum"), True
    )
