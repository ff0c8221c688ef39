import pystac
import pytest
from affine import Affine

from models.schemas import Issue
from nodes.report.stac_item import item_of, item_text, write_item
from tests.nodes.report.report_world import UTM, World, make_run


def item(folder, world=None):
    _, state = make_run(folder, world)
    made = item_of(state)
    assert not isinstance(made, Issue), made
    return made


def test_pystac_reads_it_as_it_is_written(tmp_path):
    run_dir, state = make_run(tmp_path)
    assert write_item(run_dir, state) is None
    read = pystac.Item.from_file(run_dir / "item.json")
    assert read.datetime.isoformat() == "2024-06-01T10:36:31+00:00"
    assert read.properties["proj:shape"] == [64, 64]
    assert {"preview", "valid", "indices", "report", "claims"} <= set(read.assets)
    assert str(tmp_path) not in (run_dir / "item.json").read_text()


def test_box_holds_the_centre(tmp_path):
    west, south, east, north = item(tmp_path)["bbox"]
    assert west <= 3.0 < east  # 500 000 m east lies on the central meridian, 3° in zone 31
    assert south < 45.15 < north


def test_across_the_antimeridian_it_has_two_parts_and_a_box_that_wraps(tmp_path):
    made = item(tmp_path, World(crs="EPSG:4326", transform=Affine(0.01, 0, 179.8, 0, -0.01, 10)))
    assert made["geometry"]["type"] == "MultiPolygon"
    west, _, east, _ = made["bbox"]
    assert west == pytest.approx(179.8) and east == pytest.approx(-179.56)
    for [ring] in made["geometry"]["coordinates"]:
        assert all(-180 <= longitude <= 180 for longitude, _ in ring)
        assert ring[0] == ring[-1]


def test_south_up_scene_lies_where_the_same_ground_north_up_lies(tmp_path):
    one = item(tmp_path / "a", World(transform=UTM))
    flipped = Affine(10, 0, UTM.c, 0, 10, UTM.f - 640)
    other = item(tmp_path / "b", World(transform=flipped))
    assert one["bbox"] == pytest.approx(other["bbox"])


def test_date_without_time_is_a_span_of_that_day(tmp_path):
    properties = item(tmp_path, World(acquired="2024-06-01"))["properties"]
    assert properties["datetime"] is None
    assert properties["start_datetime"] == "2024-06-01T00:00:00Z"
    assert properties["end_datetime"] == "2024-06-01T23:59:59Z"


@pytest.mark.parametrize(("world", "reason"), [(World(acquired=None), "time"), (World(crs=None), "place on Earth")])
def test_without_time_or_place_there_is_a_reason_and_no_file(tmp_path, world, reason):
    run_dir, state = make_run(tmp_path, world)
    issue = write_item(run_dir, state)
    assert reason in issue.reason
    assert not (run_dir / "item.json").exists()


def test_same_state_same_bytes(tmp_path):
    one, other = (item_text(item(tmp_path / name)) for name in "ab")
    assert one == other
