"""`--fields auto`: areas that look alike, which are named so everywhere and found again by `verify`."""

import json
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely
from rasterio.windows import Window

from models.errors import ConfigError
from models.field.alike import FEWEST_PIXELS, MOST, SMALLEST_HA, choose_indices, find_areas, part_picture
from models.field.measured.files import _as_multipolygons
from models.field.measured.tables import ALIKE
from models.geo.pixels.raster import RasterLayout, RasterWriter
from nodes.context import RunContext
from nodes.measure_fields import measure_fields
from nodes.report.contents import claims_of
from nodes.report.document import write_report
from nodes.report.first_page.terminal import list_result
from nodes.state import SceneState
from nodes.verify.chapters.fields import FIELDS as RECOUNT
from orchestrator.commands.parsing import read_fields
from tests.nodes.report.report_world import World, grid_of, make_run


def part(folder: Path, world: World | None = None, **asked: object) -> tuple[Path, SceneState, dict]:
    run_dir, state = make_run(folder, world)
    state = state.model_copy(update={"request": state.request.model_copy(update={"fields": "auto", **asked})})
    update = measure_fields(state, RunContext(run_dir, models=None))  # type: ignore[arg-type]
    return run_dir, state.model_copy(update={"fields": update["fields"]}), update


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> tuple[Path, SceneState, dict]:
    return part(tmp_path_factory.mktemp("areas"))


def test_ground_that_differs_is_parted_and_ground_unseen_is_left_out():
    values, seen = np.full((2, 40, 40), 0.2), np.ones((40, 40), bool)
    values[:, :, 20:], seen[:10] = 0.8, False
    labels = part_picture(values, seen)
    assert not labels[:10].any()
    west, east = np.unique(labels[10:, :16]), np.unique(labels[10:, 24:])
    assert len(west) == len(east) == 1 and west != east and (labels == part_picture(values, seen)).all()
    assert not part_picture(values, np.zeros_like(seen)).any()


def test_areas_are_large_enough_the_largest_first_and_do_not_overlap(run):
    run_dir, state, _ = run
    fields = state.fields.fields
    areas = [field.area_ha for field in fields]
    assert [field.name for field in fields] == [f"Area {number}" for number in range(1, len(fields) + 1)]
    assert 1 < len(areas) <= MOST and min(areas) >= SMALLEST_HA * 0.999
    assert areas == pytest.approx(sorted(areas, reverse=True), rel=0.01)
    found = json.loads((run_dir / "parcels.geojson").read_text())
    shapes = [shapely.geometry.shape(one["geometry"]) for one in found["features"]]
    assert sum(shape.area for shape in shapes) == pytest.approx(shapely.union_all(shapes).area)
    assert all(field.crop is None and not field.peers for field in fields)


def test_page_list_table_and_terminal_say_that_they_are_no_fields(run):
    run_dir, state, _ = run
    page = write_report(state, claims_of(state)).markdown(whole=True)
    assert "# Areas on 1 June 2024" in page and "not field outlines" in page and "judge_areas" in page
    assert "| Area, not a field |" in page and "## Areas that look alike" in page
    assert "not field outlines" in "\n".join(list_result(state))
    assert ALIKE in (run_dir / "fields.csv").read_text().splitlines()[1]
    french = state.model_copy(update={"request": state.request.model_copy(update={"language": "fr"})})
    assert "pas des contours de parcelles" in write_report(french, claims_of(french)).markdown()


def test_verify_finds_the_same_outlines_and_any_other(run):
    run_dir, state, _ = run
    texts = {text.file: text.write for text in RECOUNT.texts(run_dir, state)}
    assert texts["parcels.geojson"]() == (run_dir / "parcels.geojson").read_text()
    other = state.fields.model_copy(update={"alike": state.fields.alike.model_copy(update={"left_out": 3})})
    changed = state.model_copy(update={"fields": other})
    with pytest.raises(ValueError, match="rest on other"):
        {text.file: text.write for text in RECOUNT.texts(run_dir, changed)}["parcels.geojson"]()
    counted = {name for count in RECOUNT.counts(run_dir, state) for name in count.values()}
    assert counted >= {"field.1.area", "field.1.median"} and "areas.agreement" not in counted


def test_a_large_scene_is_parted_on_fewer_pixels_and_only_the_largest_are_listed(tmp_path, monkeypatch):
    monkeypatch.setattr("models.field.alike.LONGEST", 128)
    monkeypatch.setattr("models.field.alike.MOST", 5)
    world = World(shape=(500, 700))
    board = (np.indices(world.shape) // 100).sum(axis=0) % 2 * 0.6 + 0.2
    grid = grid_of(world)
    with RasterWriter(tmp_path / "i.tif", grid, RasterLayout(("NDVI",), "float32", float("nan"))) as writer:
        writer.write(board.astype(np.float32)[None], Window(0, 0, 700, 500))
    with RasterWriter(tmp_path / "valid.tif", grid, RasterLayout(("valid",), "uint8", 0)) as writer:
        writer.write(np.ones((1, *world.shape), np.uint8), Window(0, 0, 700, 500))
    found = find_areas(tmp_path / "i.tif", ("NDVI",), tmp_path / "valid.tif", grid)
    assert len(found.file.parcels) == 5 and found.told.left_out >= 30
    assert found.told.pixel_m == pytest.approx(10 * 700 / 128, rel=0.02)
    assert FEWEST_PIXELS > 1 and found == find_areas(tmp_path / "i.tif", ("NDVI",), tmp_path / "valid.tif", grid)


def test_without_a_place_or_colours_the_scene_is_one_field_and_says_why(tmp_path):
    _, state, update = part(tmp_path / "nowhere", World(crs=None))
    assert state.fields.of_scene and "no place on Earth" in update["issues"][0].reason
    run_dir, state = make_run(tmp_path / "radar")
    stats = tuple(one.model_copy(update={"unit": "dB"}) for one in state.indices.stats)
    request = state.request.model_copy(update={"fields": "auto"})
    state = state.model_copy(update={"request": request, "indices": state.indices.model_copy(update={"stats": stats})})
    update = measure_fields(state, RunContext(run_dir, models=None))
    assert update["fields"].of_scene and "indices of colour" in update["issues"][0].reason


def test_indices_are_chosen_by_name_and_no_more_than_a_picture_has_colours():
    assert choose_indices(("NDMI", "EVI", "NDVI", "NDWI")) == ("NDVI", "NDWI", "EVI")
    assert choose_indices(("A", "B", "C", "D")) == ("A", "B", "C")


def test_a_file_is_taken_as_parcels_and_both_are_refused():
    assert read_fields("auto", None) == (None, "auto")
    assert read_fields("a.gpkg", None) == (Path("a.gpkg"), None)
    assert read_fields(None, Path("a.gpkg")) == (Path("a.gpkg"), None)
    with pytest.raises(ConfigError, match="leave one of them away"):
        read_fields("auto", Path("a.gpkg"))


def test_fields_of_one_and_of_several_parts_stand_in_one_table(run):
    run_dir, _, _ = run
    one, two = shapely.box(0, 0, 1, 1), shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 2, 3, 3)])
    found = _as_multipolygons([one, two, one])
    assert [len(shape.geoms) for shape in found] == [1, 2, 1]
    assert len(geopandas.read_file(run_dir / "fields.gpkg")) > 1
