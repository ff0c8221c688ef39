"""A comparison of made runs: what was planted is found with its size, and nothing else is."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import geopandas
import numpy as np
import pytest
import rasterio
from hypothesis import given
from hypothesis import strategies as st

from nodes.compare import fields as room
from nodes.compare.claims import claims_of_change
from nodes.compare.compare import compare_runs
from nodes.compare.noise import LEAST_OF_PIXEL, find_least_change, judge_change
from nodes.compare.page import list_result, order_fields, say_result
from nodes.compare.results import ChangeResult
from tests.nodes.compare.made_runs import BOXES, JULY, JUNE, Made, even, make_run, rows_of

BEFORE = Made()
AFTER = Made(day=JULY).planted(rows_of(BOXES["West"]), 0.35).planted(rows_of(BOXES["East"]), 0.85)


def compare(tmp_path: Path, before: Made = BEFORE, after: Made = AFTER) -> tuple[ChangeResult, Path]:
    folders = [make_run(tmp_path / name, made) for name, made in (("june", before), ("july", after))]
    return compare_runs(*folders, tmp_path / "out"), tmp_path / "out"


def sentence(result: ChangeResult) -> str:
    return say_result(result, claims_of_change(result))


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> tuple[ChangeResult, Path]:
    return compare(tmp_path_factory.mktemp("planted"))


def test_a_planted_fall_and_rise_are_found_with_their_size(planted):
    result, _ = planted
    west, east, south = result.fields
    assert [field.main.verdict for field in result.fields] == ["fell", "rose", "steady"]
    assert (west.main.before, west.main.after) == (pytest.approx(0.6, abs=1e-4), pytest.approx(0.35, abs=1e-4))
    assert west.fallen_ha == pytest.approx(west.area_ha) == pytest.approx(1.0, rel=5e-3)
    assert (west.risen_ha, south.fallen_ha, south.risen_ha) == (0, 0, 0)
    assert east.risen_ha == pytest.approx(1.0, rel=5e-3)
    assert (result.ground.fallen, result.ground.risen, result.ground.compared) == (100, 100, 1600)
    assert result.ground.median == 0


def test_the_page_says_what_fell_what_rose_and_where_to_look(planted):
    result, folder = planted
    told = sentence(result)
    assert told.startswith("Between 28 June and 23 July 2018, grass browned or was cut in West (NDVI 0.60 → 0.35)")
    assert "maize closed in East (0.60 → 0.85)" in told
    assert "Look first at West" in told
    assert told in (folder / "report.md").read_text()
    lines = list_result(result, claims_of_change(result))
    assert lines[1:] == [
        "West (grass): NDVI 0.60 → 0.35 (-0.25), clearly fell",
        "East (maize): NDVI 0.60 → 0.85 (+0.25), clearly rose",
    ]


def test_the_files_are_read_by_what_users_open_them_with(planted):
    _, folder = planted
    with rasterio.open(folder / "change.tif") as source:
        change = source.read(1)
        assert source.descriptions == ("NDVI 2018-07-23 less 2018-06-28",)
    assert np.isclose(change[rows_of(BOXES["West"])], -0.25, atol=1e-4).all()
    rows = [*csv.DictReader((folder / "changes.csv").read_text(encoding="utf-8-sig").splitlines())]
    tables = [geopandas.read_file(folder / name) for name in ("changes.geojson", "changes.gpkg")]
    assert [row["name"] for row in rows] == [*BOXES] == [*tables[0]["name"]] == [*tables[1]["name"]]
    assert float(rows[0]["NDVI_change"]) == pytest.approx(-0.25, abs=1e-4)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert {*manifest["outputs"]} == {path.name for path in folder.iterdir()} - {"manifest.json"}


def test_the_order_in_which_runs_are_given_changes_nothing(tmp_path, planted):
    folders = [make_run(tmp_path / name, made) for name, made in (("june", BEFORE), ("july", AFTER))]
    turned = compare_runs(*folders[::-1], tmp_path / "turned")
    assert turned == planted[0]
    straight = compare_runs(*folders, tmp_path / "straight")
    assert straight == turned
    for path in (tmp_path / "straight").iterdir():
        assert path.read_bytes() == (tmp_path / "turned" / path.name).read_bytes(), path.name


def test_noise_alone_is_no_clear_change(tmp_path):
    noise = np.random.default_rng(1).normal(0, 0.03, (2, 40, 40)).astype(np.float32)
    before, after = (
        Made(day=day, values={"NDVI": even(0.6) + own}) for day, own in zip((JUNE, JULY), noise, strict=True)
    )
    result, folder = compare(tmp_path, before, after)
    assert {field.main.verdict for field in result.fields} == {"steady"}
    assert "no field changed by more than" in sentence(result)
    assert "Look first" not in (folder / "report.md").read_text()


def test_ground_hidden_on_either_date_never_counts(tmp_path):
    hidden = np.ones((40, 40), np.uint8)
    hidden[2:12, 2:7] = 2  # half of West under a cloud, on which the index is absurd
    west = rows_of(BOXES["West"])
    before = replace(BEFORE, classes=hidden).planted((west[0], slice(2, 7)), -0.9)
    result, folder = compare(tmp_path, before, replace(AFTER, classes=np.where(hidden == 2, 1, hidden)))
    west_field = result.fields[0]
    assert west_field.compared == pytest.approx(0.5, abs=1e-3)
    assert (west_field.main.before, west_field.main.after) == (pytest.approx(0.6), pytest.approx(0.35))
    with rasterio.open(folder / "change.tif") as source:
        assert np.isnan(source.read(1)[2:12, 2:7]).all()
    assert result.ground.compared == 1600 - 50


def test_a_field_of_which_too_little_is_clear_is_named_with_the_reason(tmp_path):
    hidden = np.ones((40, 40), np.uint8)
    hidden[2:12, 2:10] = 3
    result, folder = compare(tmp_path, BEFORE, replace(AFTER, classes=hidden))
    assert result.fields[0].not_compared == "hidden"
    assert [field.name for _, field in order_fields(result)] == ["East", "South"]
    assert "Not compared: West (20.0 %): too little of it is clear on both dates." in (folder / "report.md").read_text()


def test_fields_of_one_run_alone_and_with_another_outline_are_named(tmp_path):
    boxes = {"West": ("grass", 3, 3, 20, 20), "East": BOXES["East"], "New": ("maize", 2, 36, 12, 39)}
    result, folder = compare(tmp_path, BEFORE, replace(AFTER, boxes=boxes))
    assert [field.not_compared for field in result.fields] == ["outline", None]
    assert (result.only_first, result.only_second) == (("South",), ("New",))
    page = (folder / "report.md").read_text()
    assert "Not compared: West: its outline on the second date is another one." in page
    assert "Only the run of 28 June has South" in page


def test_a_field_with_a_new_name_is_known_by_its_outline(tmp_path):
    boxes = {"Meadow": BOXES["West"], "East": BOXES["East"], "South": BOXES["South"]}
    result, _ = compare(tmp_path, BEFORE, replace(AFTER, boxes=boxes))
    assert [field.name for field in result.fields] == ["Meadow", "East", "South"]
    assert result.only_first == result.only_second == ()


def test_fields_of_one_run_serve_for_both(tmp_path):
    result, _ = compare(tmp_path, replace(BEFORE, boxes=None), AFTER)
    assert [field.main.verdict for field in result.fields] == ["fell", "rose", "steady"]
    assert [doubt.code for doubt in result.doubts] == ["one_has_fields"]


def test_without_fields_the_page_tells_hectares(tmp_path):
    result, folder = compare(tmp_path, replace(BEFORE, boxes=None), replace(AFTER, boxes=None))
    assert "NDVI fell clearly on 1.00 ha (6.2 % of the ground compared)" in sentence(result)
    assert not (folder / "changes.csv").exists()


def test_another_crop_than_before_is_said(tmp_path):
    boxes = {**BOXES, "West": ("maize", *BOXES["West"][1:])}
    _, folder = compare(tmp_path, BEFORE, replace(AFTER, boxes=boxes))
    page = (folder / "report.md").read_text()
    assert "| West | maize (before: grass) |" in page
    assert "Another crop than before" in page


def test_grids_that_lie_whole_pixels_apart_are_laid_on_each_other(tmp_path):
    moved = (10.0, 0.0, 500000.0 + 50, 0.0, -10.0, 5000000.0 - 30)
    boxes = {"East": ("maize", 17, 0, 27, 9)}
    after = Made(day=JULY, transform=moved, boxes=boxes).planted((slice(0, 9), slice(17, 27)), 0.2)
    result, _ = compare(tmp_path, replace(BEFORE, boxes={"East": ("maize", 22, 3, 32, 12)}), after)
    assert result.grid.shape == (37, 35)
    assert result.fields[0].main.change == pytest.approx(-0.4, abs=1e-4)
    assert result.ground.fallen == 90


def test_where_the_water_changed_too_it_is_said(tmp_path):
    values = {"NDVI": even(0.6), "NDMI": even(0.3)}
    after = Made(day=JULY, values=values)
    after = after.planted(rows_of(BOXES["West"]), 0.3).planted(rows_of(BOXES["West"]), 0.0, "NDMI")
    result, folder = compare(tmp_path, Made(values=values), after)
    assert result.indices == ("NDVI", "NDMI")
    assert "water in the leaves too (NDMI 0.30 → 0.00)" in (folder / "report.md").read_text()


def test_doubts_stand_on_the_page(tmp_path):
    result, folder = compare(tmp_path, replace(BEFORE, unmasked="no network"), AFTER)
    assert [doubt.code for doubt in result.doubts] == ["clouds_unmasked"]
    assert "Clouds could not be looked for on 2018-06-28" in (folder / "report.md").read_text()


def test_where_all_moves_alike_haze_is_named(tmp_path):
    result, _ = compare(tmp_path, BEFORE, Made(day=JULY, values={"NDVI": even(0.4)}))
    assert [doubt.code for doubt in result.doubts] == ["all_alike"]


@given(st.floats(9, 1e7), st.floats(-1, 1))
def test_the_noise_that_all_pixels_share_never_averages_out(pixels, change):
    least = find_least_change(pixels)
    assert 0.1 <= least <= LEAST_OF_PIXEL == pytest.approx(0.16)
    assert find_least_change(2 * pixels) <= least
    assert judge_change(change, pixels) == {"fell": "rose", "rose": "fell"}.get(judge_change(-change, pixels), "steady")


def test_one_broken_outline_never_stops_the_rest(tmp_path, planted, monkeypatch):
    whole, plain = planted[0], room.cover_pixels
    first: list[object] = []

    def fail_on_the_first(outlines, window):
        first.extend(outlines[: 1 - len(first)])
        if outlines[0].equals(first[0]):
            raise RuntimeError("no such ring")
        return plain(outlines, window)

    monkeypatch.setattr(room, "cover_pixels", fail_on_the_first)
    result, _ = compare(tmp_path)
    assert result.fields[0].not_compared == "broken"
    assert result.fields[1:] == whole.fields[1:]
