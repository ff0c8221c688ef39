import json
from io import BytesIO

import numpy as np
import pytest
import rasterio
from PIL import Image
from pyproj import Transformer

from models.field.measured.results import FieldIndex, FieldMeasured, FieldsResult, Place
from models.geo.contract.ground_classes import CLEAR
from models.geo.indices.scales import find_index_scale
from nodes.report.contents import planned_maps
from nodes.report.maps.french import say_in_french
from nodes.report.maps.paint import NAMES, NO_CROP, OUTSIDE, PATTERNS, read_colour, shade_values, show_pattern
from nodes.report.maps.parcels import WORST_NAMED, choose_named, forget_outlines, mark_places, read_outlines
from nodes.report.maps.view import choose_view
from nodes.run_folder.files import PARCELS
from tests.nodes.report.report_world import World, make_run
from tests.stand_ins import HEALTH

PLACES = (
    Place(field="a", kind="bare", longitude=3.0008, latitude=45.1509, area_ha=0.2, value=0.2, below=None),
    Place(field="b", kind="bare", longitude=9.0, latitude=45.1, area_ha=0.2, value=0.2, below=None),
)


def measured(name, ndvi):
    index = FieldIndex(name="NDVI", median=ndvi, mean=ndvi, p10=ndvi, p90=ndvi, std=0.0)
    return FieldMeasured(
        name=name, crop=None, pixels=9, on_scene=1, area_ha=None, clear=1, cloud=0, shadow=0, no_data=0, judged=1,
        indices=(index,),
    )  # fmt: skip


@pytest.fixture
def run(tmp_path):
    """A run of 64 × 64 pixels with parcels, and its folder."""
    forget_outlines()

    def make(squares, places=(), world=None):
        run_dir, state = make_run(tmp_path, world)
        grid = state.scene.grid
        to_degrees = Transformer.from_crs(grid.crs, "EPSG:4326", always_xy=True)
        features = []
        for number, (column, row, side) in enumerate(squares):
            corners = [(0, 0), (side, 0), (side, side), (0, side), (0, 0)]
            ring = [to_degrees.transform(*(grid.affine @ (column + x, row + y))) for x, y in corners]
            geometry = {"type": "Polygon", "coordinates": [[list(corner) for corner in ring]]}
            features.append({"type": "Feature", "properties": {"name": f"F{number}"}, "geometry": geometry})
        (run_dir / PARCELS).write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        fields = tuple(measured(f"F{number}", 1 - number / 100) for number in range(len(squares)))
        result = FieldsResult(fields=fields, table="a", outlines="b", geopackage="c", places=places)
        request = state.request.model_copy(update={"parcels": "/anywhere.geojson"})
        return run_dir, state.model_copy(update={"request": request, "fields": result})

    yield make
    forget_outlines()


def draw(run_dir, state):
    first = planned_maps(state)[0]
    (run_dir / first.file).write_bytes(first.draw(run_dir))
    return np.asarray(Image.open(run_dir / first.file).convert("RGB")).astype(int)


def test_the_first_map_is_that_of_the_fields(run):
    _, state = run([(20, 20, 8)])
    names = [entry.file for entry in planned_maps(state)]
    assert names[0] == "map_fields.png" and "map_NDVI.png" not in names


def test_without_parcels_the_first_map_shows_the_scene(tmp_path):
    run_dir, state = make_run(tmp_path)
    assert planned_maps(state)[0].file == "map_fields.png"
    assert draw(run_dir, state).std() > 0


def test_parcels_have_dark_outlines_on_light_ones_where_they_lie(run):
    run_dir, state = run([(22, 30, 10)])
    picture = draw(run_dir, state)
    view = choose_view(state.scene.grid, read_outlines(state, run_dir).shapes)
    [[left, top]] = view.draw_at(np.array([22.0]), np.array([30.0]))
    x, y = 12 + round(float(left)), 40 + 28 + 8 + round(float(top))
    corner = picture[y - 4 : y + 30, x - 4 : x + 5].reshape(-1, 3)
    assert corner.sum(axis=1).min() < 150 and corner.sum(axis=1).max() > 690


def test_places_are_marked_where_they_are_and_only_on_the_map(run):
    run_dir, state = run([(2, 12, 50)], PLACES)
    view = choose_view(state.scene.grid, read_outlines(state, run_dir).shapes)
    marks = mark_places(PLACES, view)
    assert np.isfinite(marks[0]).all() and np.isnan(marks[1]).all()
    assert (draw(run_dir, state) != draw(*run_without(run_dir, state))).any()


def run_without(run_dir, state):
    return run_dir, state.model_copy(update={"fields": state.fields.model_copy(update={"places": ()})})


def test_all_of_few_parcels_are_named_and_of_many_the_worst(run):
    _, state = run([(2, 2, 3), (8, 8, 3)])
    assert sorted(choose_named(state, 2)) == [0, 1]
    fields = tuple(measured(f"F{number}", 1 - number / 100) for number in range(60))
    many = state.model_copy(update={"fields": state.fields.model_copy(update={"fields": fields})})
    assert choose_named(many, 60) == tuple(range(59, 59 - WORST_NAMED, -1))


def test_ground_outside_the_parcels_is_told_from_ground_without_a_crop(run):
    run_dir, state = run([(2, 12, 50)])
    outlines = read_outlines(state, run_dir)
    view = choose_view(state.scene.grid, outlines.shapes)
    inside = outlines.cover(view)
    assert inside[12:62, 2:52].all() and inside.sum() == 50 * 50
    with rasterio.open(run_dir / state.clouds.raster) as valid:
        profile, bare = valid.profile, np.where(valid.read() == CLEAR, len(HEALTH.share) + 1, 0)
    with rasterio.open(run_dir / "health.tif", "w", **profile) as file:
        file.write(bare.astype(np.uint8))
    shown = state.model_copy(update={"health": HEALTH.model_copy(update={"raster": "health.tif"})})
    [health_map] = [entry for entry in planned_maps(shown) if entry.subject == "health"]
    picture = np.asarray(Image.open(BytesIO(health_map.draw(run_dir))).convert("RGB"))[76 : 76 + 690, 12 : 12 + 690]
    outside, bare = ((picture == read_colour(PATTERNS[code].ground)).all(axis=-1) for code in (OUTSIDE, NO_CROP))
    [[left, top], [right, bottom]] = view.draw_at(np.array([4.0, 50.0]), np.array([20.0, 60.0])).astype(int)
    assert outside[:, int(right) + 60 :].sum() > 1000
    assert outside[top:bottom, left:right].sum() < 30  # on the rim of letters
    assert bare[top:bottom, left:right].sum() > 10_000


def test_each_pattern_is_another_and_has_a_name():
    shown = {code: show_pattern(code, (24, 24)) for code in PATTERNS}
    assert set(shown) == set(NAMES) and OUTSIDE in shown and CLEAR not in shown
    assert len({picture.tobytes() for picture in shown.values()}) == len(shown)


def test_an_index_has_the_same_colours_whatever_the_scene():
    values = np.array([[0.2, 0.5, 0.8, 5.0, -5.0]], np.float32)
    one, other = shade_values(values, find_index_scale("NDVI")), shade_values(values[:, ::-1], find_index_scale("NDVI"))
    assert (one == other[:, ::-1]).all()
    scale = find_index_scale("NDVI")
    assert bytes(one[0, 3]).hex() == scale.ramp.stops[-1][1:] and bytes(one[0, 4]).hex() == scale.ramp.stops[0][1:]


@pytest.mark.parametrize("name", ["$a^b$", "下田", "x" * 80, "<b>"])
def test_any_name_can_stand_on_a_map(run, name):
    run_dir, state = run([(20, 20, 20)])
    text = (run_dir / PARCELS).read_text().replace("F0", name)
    (run_dir / PARCELS).write_text(text)
    assert draw(run_dir, state).std() > 0


def test_a_scene_without_a_place_is_drawn(tmp_path):
    run_dir, state = make_run(tmp_path, World(crs=None))
    assert draw(run_dir, state).std() > 0


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("NDVI: how green", "NDVI\u00a0: où c'est vert"), ("2018-07-23", "23 juillet 2018"), ("healthy", "sain"),
        ("Normalized Difference Vegetation Index", "Normalized Difference Vegetation Index"),
        ("Health: condition of crops", "Santé\u00a0: état des cultures"),
    ],
)  # fmt: skip
def test_words_on_a_map_are_french_where_they_are_known(english, french):
    assert say_in_french(english) == french


def test_a_french_map_is_another_picture(tmp_path):
    run_dir, state = make_run(tmp_path)
    french = state.model_copy(update={"request": state.request.model_copy(update={"language": "fr"})})
    first, other = (next(iter(planned_maps(one))).draw(run_dir) for one in (state, french))
    assert first != other
