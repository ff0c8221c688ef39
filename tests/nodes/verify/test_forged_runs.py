"""A run folder that somebody has made up or spoilt: nothing outside of it is opened, and each lie is a finding."""

import json
import os

import pytest
import rasterio

from models.geo.pixels.raster import hash_file
from nodes.run_folder.manifest import file_of, other_versions, outputs_of, versions
from nodes.verify.run import verify_run
from tests.nodes.verify.test_run import claims_found, original, put_hashes_right, run_dir

__all__ = ["original", "run_dir"]  # fixtures
OUTSIDE = "is no file of this run"


def forge(run_dir, file, change):
    """Change what a JSON file says."""
    path = run_dir / file
    said = json.loads(path.read_text())
    change(said)
    path.write_text(json.dumps(said))
    if file != "manifest.json":
        put_hashes_right(run_dir)


@pytest.fixture
def opened(monkeypatch):
    """Names of all rasters that are opened."""
    names = []
    before = rasterio.open
    monkeypatch.setattr(
        rasterio, "open", lambda path, *rest, **more: names.append(str(path)) or before(path, *rest, **more)
    )
    return names


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/hostname", "a\0b", "", "."])
def test_an_output_that_lies_elsewhere_is_not_opened(run_dir, name):
    (run_dir.parent / "secret.txt").write_text("secret")
    entry = {"bytes": 6, "sha256": hash_file(run_dir.parent / "secret.txt")}
    forge(run_dir, "manifest.json", lambda said: said["outputs"].update({name: entry}))
    assert OUTSIDE in claims_found(run_dir)


@pytest.mark.parametrize("name", ["../outside.tif", "/vsicurl?url=http%3A%2F%2F127.0.0.1%3A9%2Fvalid.tif"])
@pytest.mark.parametrize("place", [("clouds", "raster"), ("health", "details"), ("risk", "probability_raster")])
def test_a_raster_that_lies_elsewhere_is_not_opened(run_dir, opened, name, place):
    (run_dir.parent / "outside.tif").write_bytes((run_dir / "valid.tif").read_bytes())
    forge(run_dir, "state.json", lambda said: said[place[0]].update({place[1]: name}))
    assert f"{name} {OUTSIDE}" in claims_found(run_dir)
    assert opened == []


def test_a_raster_that_is_a_list_of_addresses_is_not_opened(run_dir, opened):
    (run_dir / "valid.tif").write_text("<VRTDataset rasterXSize='96' rasterYSize='120'></VRTDataset>")
    put_hashes_right(run_dir)
    assert "valid.tif is no GeoTIFF" in claims_found(run_dir)
    assert opened == []


@pytest.mark.parametrize("name", ["report.html", "claims.json", "valid.tif", "request.json", "preview.png"])
@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_what_is_no_regular_file_of_the_folder_is_a_finding(run_dir, name, kind):
    outside = run_dir.parent / "outside"
    (run_dir / name).rename(outside)
    if kind == "link":
        (run_dir / name).symlink_to(outside)
    else:
        os.mkfifo(run_dir / name) if kind == "pipe" else (run_dir / name).mkdir()
    assert f"{name} {OUTSIDE}" in claims_found(run_dir)


def test_files_beside_the_scene_are_not_opened_where_the_scene_does_not_name_them(original, run_dir):
    secret = original / "secret.txt"
    secret.write_text("secret")

    def name_it(said):
        said["scene"]["files"].append({**said["scene"]["files"][0], "name": "secret.txt", "sha256": hash_file(secret)})

    forge(run_dir, "state.json", name_it)
    assert "secret.txt | is no file of this scene" in claims_found(run_dir)


def test_a_scene_that_is_a_pipe_is_not_waited_for(run_dir, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    forge(run_dir, "state.json", lambda said: said["request"].update(scene_path=str(tmp_path / "pipe")))
    assert "not at hand" in verify_run(run_dir).notes[0]


@pytest.mark.parametrize("value", [5, None, "x", []])
def test_inputs_that_are_no_descriptions_are_findings(run_dir, value):
    forge(run_dir, "manifest.json", lambda said: said["inputs"].update({"fields.tif": value}))
    assert "SHA-256 of input fields.tif" in claims_found(run_dir)


@pytest.mark.parametrize("value", [5, None, [], {}])
def test_a_manifest_that_is_none_is_a_finding(run_dir, value):
    (run_dir / "manifest.json").write_text(json.dumps(value))
    assert "manifest.json" in claims_found(run_dir)


@pytest.mark.parametrize("name", ["claims.json", "manifest.json", "request.json", "state.json"])
def test_json_that_is_nested_too_deep_is_a_finding(run_dir, name):
    (run_dir / name).write_text("[" * 100_000)
    assert f"{name} | a file" in claims_found(run_dir)


@pytest.mark.parametrize(
    "grid",
    [
        {"crs": "garbage"},
        {"crs": "EPSG:999999"},
        {"crs": 'LOCAL_CS["x",UNIT["metre",1]]'},
        {"crs": "+proj=ortho +lat_0=0 +lon_0=120"},
        {"transform": [0, 0, 0, 0, 0, 0]},
        {"transform": [1e300, 0, 1e300, 0, 1e300, 0]},
    ],
)
def test_a_grid_that_cannot_be_is_a_finding(run_dir, grid):
    forge(run_dir, "state.json", lambda said: said["scene"]["grid"].update(grid))
    assert verify_run(run_dir).findings


def test_a_state_without_a_scene_is_a_finding(run_dir):
    forge(run_dir, "state.json", lambda said: said.update(scene=None))
    assert "nothing of a scene" in claims_found(run_dir)


def test_a_raster_off_its_projection_has_no_place_and_is_no_crash(tmp_path, run_dir):
    with rasterio.open(run_dir / "valid.tif", "r+", IGNORE_COG_LAYOUT_BREAK="YES") as target:
        target.crs = "+proj=ortho +lat_0=0 +lon_0=120 +datum=WGS84"
        target.transform = rasterio.Affine(1e7, 0, 1e9, 0, -1e7, 1e9)
    put_hashes_right(run_dir)
    assert "grid of valid.tif" in claims_found(run_dir)


def test_other_versions_are_named(run_dir):
    assert other_versions({"versions": versions()}) == ""
    assert verify_run(run_dir).other_versions == ""
    forge(run_dir, "manifest.json", lambda said: said["versions"].update({"agri-orchestrator": "0.0.9"}))
    assert verify_run(run_dir).other_versions.startswith("agri-orchestrator 0.0.9 (here ")
    for broken in (5, None, ["x"]):
        assert other_versions({"versions": broken}) == ""


def test_a_report_in_the_words_of_another_version_is_held_against_its_numbers(run_dir):
    def rewrite(old, new):
        for name in ("report.md", "report.html"):
            path = run_dir / name
            path.write_text(path.read_text().replace(old, new))
            assert new in path.read_text()
        put_hashes_right(run_dir)

    forge(run_dir, "manifest.json", lambda said: said["versions"].update({"agri-orchestrator": "0.0.9"}))
    rewrite("Tables and maps stand in", "All else is in")
    done = verify_run(run_dir)
    assert list(done) == []
    assert any("version 0.0.9 wrote the report" in note for note in done.notes)
    rewrite("All else is in", "All else of 987.6 ha is in")
    assert {finding.stated for finding in verify_run(run_dir)} == {"987.6"}


def test_links_and_folders_of_the_user_are_no_outputs(tmp_path):
    (tmp_path / "own.txt").write_text("x")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_text("x")
    (tmp_path / "link.txt").symlink_to("/etc/hostname")
    assert [name for name, _ in outputs_of(tmp_path)] == ["own.txt"]
    assert file_of(tmp_path, "missing.txt") == tmp_path / "missing.txt"


@pytest.mark.parametrize("field", ["modality", "clouds"])
def test_a_state_without_what_every_run_knows_is_a_finding(run_dir, field):
    forge(run_dir, "state.json", lambda said: said.update({field: None}))
    assert "state.json | a file | none that can be read" in claims_found(run_dir)


def test_pixels_without_a_size_are_a_finding_and_not_measured_for_ever(run_dir):
    forge(run_dir, "state.json", lambda said: said["scene"]["grid"].update(pixel_size_m=[0.0, 10.0]))
    assert "its pixels are 0 × 10 m large" in claims_found(run_dir)


@pytest.mark.parametrize("bug", [TypeError, AttributeError, AssertionError])
def test_a_bug_of_ours_is_not_told_as_a_damaged_file(run_dir, monkeypatch, bug):
    def broken(*_):
        raise bug("ours")

    monkeypatch.setattr("nodes.verify.chapters.clouds.cloud_values", broken)
    with pytest.raises(bug, match="ours"):
        verify_run(run_dir)
