import rasterio

from models.geo.reading.read import read_scene
from orchestrator import example


def test_the_example_is_a_scene_as_users_have_it_and_says_that_it_is_simulated(tmp_path):
    path = example.write_example(tmp_path / "deep")
    scene = read_scene(path)
    assert path.name == example.FILE_NAME and [one.name for one in path.parent.iterdir()] == [path.name]
    assert scene.sensor.value == "Sentinel-2" and scene.acquired.value.startswith("2016-07-27")
    assert {band.role.value for band in scene.bands} >= {"coastal", "red", "nir", "nir09", "swir22"}
    with rasterio.open(path) as source:
        assert "SIMULATED" in source.tags()


def test_an_example_that_is_there_is_replaced_whole(tmp_path):
    path = example.write_example(tmp_path)
    path.write_bytes(b"cut off")
    assert example.write_example(tmp_path).stat().st_size > 1e6
