"""`verify` of a comparison: nothing to say of one as it was left, and every number that is changed is found."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import rasterio

from nodes.compare.compare import compare_runs
from nodes.verify.comparison import is_comparison, verify_comparison
from tests.nodes.compare.made_runs import BOXES, JULY, Made, even, make_run, rows_of

ROUND = {
    "West": BOXES["West"],
    "East": BOXES["East"],
    "Small": ("maize", 20, 20, 22, 22),
    "Off": ("maize", 50, 50, 60, 60),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    values = {"NDVI": even(0.6) + np.random.default_rng(2).normal(0, 0.06, (40, 40)), "NDMI": even(0.3)}
    hidden = np.ones((40, 40), np.uint8)
    hidden[2:6, 2:30] = 2
    after = Made(day=JULY, values=values, boxes=ROUND, classes=hidden).planted(rows_of(BOXES["West"]), 0.3)
    runs = [make_run(folder / "june", Made(values=values, boxes=ROUND)), make_run(folder / "july", after)]
    compare_runs(*runs, folder / "out")
    return folder


@pytest.fixture
def folder(made, tmp_path) -> Path:
    """A comparison whose runs are at hand."""
    return Path(shutil.copytree(made / "out", tmp_path / "out"))


def test_a_comparison_as_it_was_left_holds(folder):
    assert is_comparison(folder)
    done = verify_comparison(folder)
    assert (done.findings, done.notes) == ([], [])
    assert done.checked > 100


def test_without_its_runs_it_is_checked_from_its_own_folder(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["runs"][0]["folder"] = "/nowhere"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    done = verify_comparison(folder)
    assert done.findings == []
    assert "not at hand" in done.notes[0]


def numbers_in(value: object, path: tuple = ()) -> list[tuple]:
    """Paths of all numbers of a JSON value."""
    if isinstance(value, dict):
        return [found for key, one in value.items() for found in numbers_in(one, (*path, key))]
    if isinstance(value, list):
        return [found for key, one in enumerate(value) for found in numbers_in(one, (*path, key))]
    return [path] if isinstance(value, int | float) and not isinstance(value, bool) else []


def without_hashes(folder: Path) -> None:
    """Let the manifest say nothing of the outputs, so that only what is counted again can tell."""
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"outputs": {}}))


def test_every_number_of_the_result_is_counted_again(folder):
    without_hashes(folder)
    text = (folder / "change.json").read_text()
    said = json.loads(text)
    unseen = []
    for path in numbers_in({key: said[key] for key in ("ground", "fields")}):
        changed = json.loads(text)
        holder = changed
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] += 1 if isinstance(holder[path[-1]], int) else 0.011
        (folder / "change.json").write_text(json.dumps(changed))
        if not any(finding.claim.startswith(("field.", "ground.")) for finding in verify_comparison(folder)):
            unseen.append(path)
    assert unseen == []


@pytest.mark.parametrize("name", ["report.md", "report.html", "claims.json", "changes.csv", "changes.geojson"])
def test_a_number_changed_in_a_text_is_found(folder, name):
    without_hashes(folder)
    text = (folder / name).read_text(encoding="utf-8")
    assert "0.3" in text
    (folder / name).write_text(text.replace("0.3", "0.7", 1), encoding="utf-8")
    assert verify_comparison(folder).findings


@pytest.mark.parametrize("name", ["change.tif", "before_after.tif", "clear.tif"])
def test_a_pixel_changed_in_a_raster_is_found(folder, name):
    without_hashes(folder)
    with rasterio.open(folder / name) as source:
        values, profile = source.read(), source.profile
    values[0, 20, 20] = 0.1 if name != "clear.tif" else 2
    with rasterio.open(folder / name, "w", **profile) as target:
        target.write(values)
    assert verify_comparison(folder).findings


def test_any_changed_file_is_found_by_its_hash(folder):
    for name in json.loads((folder / "manifest.json").read_text())["outputs"]:
        before = (folder / name).read_bytes()
        (folder / name).write_bytes(before + b" ")
        assert any(name in finding.claim for finding in verify_comparison(folder)), name
        (folder / name).write_bytes(before)


def test_damage_is_a_finding_and_no_error(folder):
    for name in [path.name for path in folder.iterdir()]:
        before = (folder / name).read_bytes()
        for damaged in (b"", before[: len(before) // 2], b"[]"):
            (folder / name).write_bytes(damaged)
            assert verify_comparison(folder).findings, name
        (folder / name).unlink()
        assert verify_comparison(folder).findings, name
        (folder / name).write_bytes(before)
