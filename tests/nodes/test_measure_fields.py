"""Each parcel measured: known answers, peers, what is not judged, the files, and `verify`, which finds any change."""

import csv
import json
from pathlib import Path

import geopandas
import numpy as np
import pytest
import rasterio
import shapely
from rasterio.windows import Window

from models.field.measured.cover import cover_pixels
from models.field.measured.results import FieldIndex, FieldMeasured
from models.field.measured.standing import compare_fields
from nodes.context import RunContext
from nodes.measure_fields import measure_fields
from nodes.report.chapters.fields import FIELDS, lines
from nodes.report.contents import claims_of
from nodes.report.document import write_report
from nodes.report.first_page.sheet import write_first_page
from nodes.report.wording import Said
from nodes.state import SceneState
from nodes.verify.chapters.fields import FIELDS as RECOUNT
from nodes.verify.chapters.fields import check_rest as hold_rest
from nodes.verify.chapters.fields import field_values, recount_fields, recount_scene
from nodes.verify.findings import Verification
from nodes.verify.run import recompute
from tests.nodes.report.report_world import World, make_run
from tests.parcels import parcels_of

BOXES = {
    "meadow": ("grass", 20, 10, 40, 20),
    "clouded": ("grass", 1, 33, 15, 39),
    "tiny": ("maize", 40, 40, 42, 42),
    "edge": ("maize", 60, 20, 70, 30),
    "=2+2": ("maize", 30, 41, 50, 55),
}


def measured(folder: Path, boxes=BOXES, world: World | None = None, **known: object) -> tuple[Path, SceneState]:
    run_dir, state = make_run(folder, world)
    assert state.scene is not None
    (run_dir / "parcels.geojson").write_text(json.dumps(parcels_of(state.scene, **boxes)))
    request = state.request.model_copy(update={"parcels": "fields.geojson"})
    state = state.model_copy(update={"request": request, **known})
    update = measure_fields(state, RunContext(run_dir, models=None))  # type: ignore[arg-type]
    return run_dir, state.model_copy(update={"fields": update["fields"]})


def check_rest(run_dir: Path, state: SceneState) -> None:
    hold_rest(run_dir, state, recount_fields(run_dir, state))


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> tuple[Path, SceneState]:
    return measured(tmp_path_factory.mktemp("fields"))


@pytest.mark.parametrize("crs", ["EPSG:32631", None])
def test_without_parcels_the_scene_is_the_one_field(tmp_path, crs):
    run_dir, state = make_run(tmp_path, World(crs=crs))
    state = state.model_copy(update=measure_fields(state, RunContext(run_dir, models=None)))  # type: ignore[arg-type]
    (field,) = state.fields.fields
    with rasterio.open(run_dir / "valid.tif") as valid, rasterio.open(run_dir / "indices.tif") as source:
        clear, ndvi = valid.read(1) == 1, source.read(1)
        seen = ndvi[clear & np.isfinite(ndvi)]
    assert state.fields.of_scene and field.clear == pytest.approx(clear.mean(), abs=1e-6)
    assert [field.indices[0].p10, field.indices[0].median, field.indices[0].p90] == pytest.approx(
        np.percentile(seen, (10, 50, 90)).tolist(), abs=1e-6
    )
    assert (state.fields.places, field.peers, field.patches, field.longitude) == ((), (), (), None)
    (row,) = csv.DictReader((run_dir / "fields.csv").read_text("utf-8-sig").splitlines())
    assert (row["name"], row["is_scene"]) == ("scene", "True")
    if crs is None:
        assert field.area_ha is None and not [*run_dir.glob("fields.[gp]*")]
    else:
        assert field.area_ha == pytest.approx(64 * 64 / 100, rel=0.005)
        for name in ("fields.geojson", "fields.gpkg"):
            assert geopandas.read_file(run_dir / name)["is_scene"].tolist() == [True]
        assert geopandas.read_parquet(run_dir / "fields.parquet")["is_scene"].tolist() == [True]
    told = "\n".join(write_first_page(state, Said(claims_of(state))).lines)
    assert "--parcels" in told and "| Field |" not in told and not [*FIELDS.claims(state)]
    for count in RECOUNT.counts(run_dir, state):
        count.values()
    for text in RECOUNT.texts(run_dir, state):
        assert text.write() == (run_dir / text.file).read_text(encoding="utf-8")


def test_a_scene_too_small_for_an_outline_has_a_table(tmp_path):
    run_dir, state = make_run(tmp_path)
    grid = state.scene.grid.model_copy(update={"transform": (1e-9, 0.0, 500000.0, 0.0, -1e-9, 5000000.0)})
    state = state.model_copy(update={"scene": state.scene.model_copy(update={"grid": grid})})
    result = measure_fields(state, RunContext(run_dir, models=None))["fields"]  # type: ignore[arg-type]
    assert result.outlines is None and (run_dir / "fields.csv").exists()


@pytest.mark.parametrize(
    "name, value",
    [("clear", 0.5), ("judged", 0.5), ("area_ha", 3.0), ("not_judged", "too much of it is cloud"), ("pixels", 9.0)],
)
def test_any_changed_number_of_a_scene_is_found(tmp_path, name, value):
    run_dir, state = make_run(tmp_path)
    result = measure_fields(state, RunContext(run_dir, models=None))["fields"]  # type: ignore[arg-type]
    field = result.fields[0].model_copy(update={name: value})
    state = state.model_copy(update={"fields": result.model_copy(update={"fields": (field,)})})
    with pytest.raises(ValueError, match=name):
        hold_rest(run_dir, state, recount_scene(run_dir, state))


def test_a_field_of_whole_pixels_is_what_its_pixels_are(run):
    run_dir, state = run
    field = state.fields.fields[0]
    with rasterio.open(run_dir / "indices.tif") as source:
        values = source.read(1)[10:20, 20:40].astype(float)
    ndvi = field.indices[0]
    assert (field.name, field.crop, ndvi.name) == ("meadow", "grass", "NDVI")
    assert field.pixels == pytest.approx(200, abs=0.01)
    assert field.area_ha == pytest.approx(2.0, rel=0.005)
    assert ndvi.mean == pytest.approx(values.mean(), abs=2e-5)
    assert ndvi.median == pytest.approx(np.median(values), abs=2e-3)
    assert ndvi.std == pytest.approx(values.std(), abs=1e-4)


def test_a_pixel_counts_with_the_share_that_is_covered():
    triangle = shapely.Polygon([(0, 0), (2, 0), (0, 2)])
    cover = cover_pixels([triangle], Window(0, 0, 2, 2))
    assert [*zip(cover.rows, cover.columns, cover.shares, strict=True)] == [(0, 0, 1), (0, 1, 0.5), (1, 0, 0.5)]


def test_fields_that_were_hardly_seen_are_not_judged_and_say_why(run):
    fields = {field.name: field for field in run[1].fields.fields}
    assert fields["meadow"].not_judged is None
    assert "cloud" in fields["clouded"].not_judged
    assert "smaller than 9 pixels" in fields["tiny"].not_judged
    assert fields["edge"].on_scene == pytest.approx(0.4, abs=0.01)


def field(name: str, ndvi: float, crop: str | None = "grass") -> FieldMeasured:
    index = FieldIndex(name="NDVI", median=ndvi, mean=ndvi, p10=ndvi, p90=ndvi, std=0)
    return FieldMeasured(
        name=name, crop=crop, pixels=50, on_scene=1, area_ha=0.5, clear=1, cloud=0, shadow=0, no_data=0, judged=1,
        indices=(index,),
    )  # fmt: skip


def test_a_field_is_held_against_eight_others_of_its_crop_and_not_against_seven():
    nine = [field(str(place), 0.5 + place / 100) for place in range(9)]
    lowest = compare_fields([*nine, field("alone", 0.1, "maize"), field("unknown", 0.1, None)])
    assert lowest[0].peers[0].peers == 8 and lowest[0].peers[0].lower == 0
    assert lowest[0].peers[0].difference == pytest.approx(0.5 - 0.545)
    assert lowest[9].peers == lowest[10].peers == ()
    assert all(one.peers == () for one in compare_fields(nine[:8]))


def test_the_files_open_in_geopandas_and_say_the_same(run):
    run_dir, _ = run
    text = (run_dir / "fields.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert (run_dir / "fields.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert rows[4]["name"] == "'=2+2"
    for name in ("fields.gpkg", "fields.geojson", "fields.parquet"):
        read = geopandas.read_parquet if name.endswith("parquet") else geopandas.read_file
        table = read(run_dir / name)
        assert table.crs.equals("OGC:CRS84", ignore_axis_order=True) and table.geometry.is_valid.all()
        assert table["weak_patch_count"].tolist() == [int(row["weak_patch_count"]) for row in rows]
        assert [*table.columns] == [*rows[0], "geometry"]
        assert table["NDVI_median"].tolist()[0] == float(rows[0]["NDVI_median"])
        assert table["name"].tolist()[:2] == ["meadow", "clouded"]


def test_the_same_run_gives_the_same_bytes(run, tmp_path):
    again, _ = measured(tmp_path)
    for name in ("fields.csv", "fields.geojson", "fields.gpkg", "fields.parquet", "weak_patches.geojson"):
        assert (again / name).read_bytes() == (run[0] / name).read_bytes(), name


def test_the_report_begins_with_the_fields_and_each_number_is_found_again(run):
    run_dir, state = run
    claims = [*FIELDS.claims(state)]
    words = write_report(state, claims).markdown(whole=True)
    assert words.startswith("# Fields on") and words.index("| meadow |") < words.index("## Fields")
    text = "\n".join(lines(state, Said(claims)))
    assert "not known" not in text and "| clouded |" in text.split("### Fields that were not judged")[1]
    found = field_values(recount_fields(run_dir, state))
    for claim in claims:
        assert found[claim.id] == claim.value, claim.id
    check_rest(run_dir, state)
    for one in RECOUNT.texts(run_dir, state):
        assert (run_dir / one.file).read_text(encoding="utf-8") == one.write()


def test_whoever_verifies_many_fields_reads_how_many_were_measured_again(run, monkeypatch):
    run_dir, state = run
    assert [*RECOUNT.notes(state)] == []
    monkeypatch.setattr("nodes.verify.chapters.fields.MOST", 4)
    monkeypatch.setattr("nodes.verify.chapters.fields.claims", lambda _: ())
    (note,) = RECOUNT.notes(state)
    assert note.startswith("4 of 5 fields were measured again")
    done = Verification()
    recompute(run_dir, state, done)
    assert done.notes == [note]


def test_any_changed_number_of_a_field_is_found(run):
    run_dir, state = run
    for change in ({"cloud": 0.001}, {"pixels": 200.01}, {"not_judged": "it rained"}, {"crop": "maize"}):
        first = state.fields.fields[0].model_copy(update=change)
        forged = state.fields.model_copy(update={"fields": (first, *state.fields.fields[1:])})
        with pytest.raises(ValueError, match="meadow"):
            check_rest(run_dir, state.model_copy(update={"fields": forged}))


@pytest.mark.parametrize("name", ["median", "mean", "p10", "p90", "std"])
def test_any_changed_statistic_is_found(run, name):
    run_dir, state = run
    first = state.fields.fields[0]
    index = first.indices[1].model_copy(update={name: getattr(first.indices[1], name) + 1e-3})
    first = first.model_copy(update={"indices": (first.indices[0], index)})
    forged = state.fields.model_copy(update={"fields": (first, *state.fields.fields[1:])})
    with pytest.raises(ValueError, match="indices"):
        check_rest(run_dir, state.model_copy(update={"fields": forged}))


def test_a_changed_geopackage_is_found(tmp_path):
    run_dir, state = measured(tmp_path)
    table = geopandas.read_file(run_dir / "fields.gpkg")
    table.loc[0, "NDVI_mean"] += 0.01
    table.to_file(run_dir / "fields.gpkg", layer="fields")
    with pytest.raises(ValueError, match="NDVI_mean"):
        check_rest(run_dir, state)


def test_a_changed_parquet_is_found(tmp_path):
    run_dir, state = measured(tmp_path)
    table = geopandas.read_parquet(run_dir / "fields.parquet")
    table.loc[0, "NDVI_mean"] += 0.01
    table.to_parquet(run_dir / "fields.parquet")
    with pytest.raises(ValueError, match=r"fields.parquet, NDVI_mean"):
        check_rest(run_dir, state)


def test_one_bad_parcel_never_stops_the_rest(tmp_path, monkeypatch):
    plain = cover_pixels
    seen = []

    def failing(outlines, window):
        seen.extend(outlines[:1])
        if outlines[0].equals(seen[0]):
            raise RuntimeError("no such ring")
        return plain(outlines, window)

    monkeypatch.setattr("models.field.measured.scan.cover_pixels", failing)
    run_dir, state = measured(tmp_path)
    monkeypatch.undo()
    assert state.fields.fields[0].is_broken and state.fields.fields[4].indices
    check_rest(run_dir, state)


def test_a_mirrored_scene_and_one_in_degrees_are_measured_and_found_again(tmp_path):
    from affine import Affine

    for place, world in enumerate(
        (
            World(transform=Affine(10, 0, 500000, 0, 10, 5000000)),
            World(transform=Affine(1e-4, 0, 3, 0, -1e-4, 50), crs="EPSG:4326"),
        )
    ):
        run_dir, state = measured(tmp_path / str(place), world=world)
        check_rest(run_dir, state)
        assert state.fields.fields[0].pixels == pytest.approx(200, abs=0.1)


@pytest.fixture(scope="module")
def patched(tmp_path_factory) -> tuple[Path, SceneState]:
    """A run with two weak patches in a meadow that is even else, and its state."""
    folder = tmp_path_factory.mktemp("patched")
    run_dir, state = make_run(folder, World(clouds=False))
    with rasterio.open(run_dir / "indices.tif", "r+") as target:
        values = target.read()
        values[0, 8:62, 2:62] = np.round(0.7 + np.random.default_rng(0).normal(0, 0.02, (54, 60)), 4)
        values[0, 15:25, 10:18] -= 0.25
        values[0, 40:45, 40:45] -= 0.25
        target.write(values)
    boxes = {"a & <b>": ("grass", 2, 8, 62, 60), "b": ("grass", 30, 30, 50, 50)}
    (run_dir / "parcels.geojson").write_text(json.dumps(parcels_of(state.scene, **boxes)))
    state = state.model_copy(update={"request": state.request.model_copy(update={"parcels": "fields.geojson"})})
    update = measure_fields(state, RunContext(run_dir, models=None))  # type: ignore[arg-type]
    return run_dir, state.model_copy(update={"fields": update["fields"]})


def test_planted_patches_are_measured_and_lie_where_they_are(patched):
    run_dir, state = patched
    field = state.fields.fields[0]
    assert field.patch_count == 2 and len(field.patches) == 2
    assert field.patches[0].pixels > field.patches[1].pixels
    assert field.patches[0].below == pytest.approx(0.25, abs=0.02)
    assert field.patch_area_ha == pytest.approx(sum(one.area_ha for one in field.patches))
    table = geopandas.read_file(run_dir / "weak_patches.geojson").to_crs(state.scene.grid.crs)
    assert table["field"].tolist() == ["a & <b>", "a & <b>", "b"] and table.geometry.is_valid.all()
    assert (table.area / 10000).tolist() == pytest.approx(table["area_ha"].tolist(), rel=2e-3)
    left, top, right, bottom = table.total_bounds[[0, 3, 2, 1]]
    assert left > 500099.9 and right < 500450.1 and top < 4999850.1 and bottom > 4999549.9
    points = geopandas.points_from_xy(table["longitude"], table["latitude"], crs=4326).to_crs(table.crs)
    assert table.contains(geopandas.GeoSeries(points, index=table.index)).all()


def test_places_lie_in_the_patches_and_are_written_for_phones(patched):
    run_dir, state = patched
    places = state.fields.places
    assert [one.field for one in places] == ["a & <b>", "b", "a & <b>"]
    points = geopandas.read_file(run_dir / "scouting.gpx", layer="waypoints")
    assert [one.split(" ")[0] for one in points["name"]] == ["1", "2", "3"]
    assert points.geometry.x.tolist() == pytest.approx([one.longitude for one in places])
    marks = geopandas.read_file(run_dir / "scouting.kml")
    assert marks["Name"].tolist() == points["name"].tolist()


def test_patches_and_places_are_found_again_and_changes_are_seen(patched):
    run_dir, state = patched
    check_rest(run_dir, state)
    for one in RECOUNT.texts(run_dir, state):
        assert (run_dir / one.file).read_text(encoding="utf-8") == one.write()
    first = state.fields.fields[0]
    moved = first.patches[0].model_copy(update={"longitude": first.patches[0].longitude + 1e-4})
    for change in ({"patches": (moved, *first.patches[1:])}, {"patches": first.patches[:1]}, {"patch_count": 3},
                   {"longitude": first.longitude + 1e-5}, {"patch_area_ha": 0.1}):  # fmt: skip
        forged = state.fields.model_copy(update={"fields": (first.model_copy(update=change), *state.fields.fields[1:])})
        with pytest.raises(ValueError, match="a & <b>"):
            check_rest(run_dir, state.model_copy(update={"fields": forged}))
    forged = state.fields.model_copy(update={"places": state.fields.places[:2]})
    with pytest.raises(ValueError, match="places to go"):
        check_rest(run_dir, state.model_copy(update={"fields": forged}))


@pytest.mark.parametrize("change", [("0.4", "0.3"), ('"a & <b>"', '"b"'), ("500", "501")])
def test_a_changed_file_of_patches_is_found(patched, change, tmp_path):
    import shutil

    run_dir = tmp_path / "run"
    shutil.copytree(patched[0], run_dir)
    path = run_dir / "weak_patches.geojson"
    features = json.loads(path.read_text())
    if change[0] == "0.4":
        features["features"][0]["properties"]["NDVI_median"] -= 0.01
    elif change[0] == "500":
        features["features"][0]["geometry"]["coordinates"][0][1][0] += 2e-4
    else:
        features["features"][0]["properties"]["field"] = "b"
    path.write_text(json.dumps(features))
    with pytest.raises(ValueError, match="patch"):
        check_rest(run_dir, patched[1])


def test_a_scene_under_cloud_and_values_that_are_none_are_measured(tmp_path):
    run_dir, state = make_run(tmp_path, World(clouds=False))
    with rasterio.open(run_dir / "indices.tif", "r+") as target:
        target.write(np.full((2, 64, 64), np.nan, np.float32))
    with rasterio.open(run_dir / "valid.tif", "r+") as target:
        target.write(np.where(np.arange(64) < 30, 2, 1)[None, None].repeat(64, 1).astype(np.uint8))
    boxes = {"cloud": ("grass", 2, 8, 20, 20), "no value": ("grass", 32, 30, 60, 60)}
    (run_dir / "parcels.geojson").write_text(json.dumps(parcels_of(state.scene, **boxes)))
    state = state.model_copy(update={"request": state.request.model_copy(update={"parcels": "fields.geojson"})})
    update = measure_fields(state, RunContext(run_dir, models=None))  # type: ignore[arg-type]
    state = state.model_copy(update={"fields": update["fields"]})
    assert [one.not_judged for one in state.fields.fields] == [
        "too much of it is cloud", "too much of it is ground where the index has no value",
    ]  # fmt: skip
    assert state.fields.places == () and state.fields.scouting is None and not (run_dir / "scouting.gpx").exists()
    check_rest(run_dir, state)


def test_a_field_with_one_valid_pixel_and_two_of_one_name_are_measured_and_found_again(tmp_path):
    run_dir, state = make_run(tmp_path, World(clouds=False))
    outlines = parcels_of(
        state.scene, lone=("grass", 2, 8, 20, 20), one=("maize", 30, 30, 40, 40), two=("maize", 45, 30, 60, 40)
    )
    for feature in outlines["features"][1:]:
        feature["properties"]["name"] = "twin"
    (run_dir / "parcels.geojson").write_text(json.dumps(outlines))
    with rasterio.open(run_dir / "valid.tif", "r+") as target:
        classes = target.read(1)
        classes[8:20, 2:20] = 2
        classes[12, 9] = 1
        target.write(classes, 1)
    state = state.model_copy(update={"request": state.request.model_copy(update={"parcels": "fields.geojson"})})
    state = state.model_copy(update=measure_fields(state, RunContext(run_dir, models=None)))  # type: ignore[arg-type]
    lone, one, two = state.fields.fields
    assert lone.not_judged == "too much of it is cloud" and lone.indices[0].p10 == lone.indices[0].p90
    assert [one.name, two.name] == ["twin (1)", "twin (2)"] and two.pixels > one.pixels
    check_rest(run_dir, state)


def test_fields_too_large_for_a_search_of_patches_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr("models.field.measured.scan._LARGEST", 10)
    run_dir, state = make_run(tmp_path)
    (run_dir / "parcels.geojson").write_text(json.dumps(parcels_of(state.scene, meadow=BOXES["meadow"])))
    state = state.model_copy(update={"request": state.request.model_copy(update={"parcels": "fields.geojson"})})
    update = measure_fields(state, RunContext(run_dir, models=None))
    assert not update["fields"].fields[0].patches
    (issue,) = update["issues"]
    assert issue.subjects == ("meadow",) and issue.needed
