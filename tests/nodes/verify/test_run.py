"""Whoever changes a number, a pixel or a file of a run is found, even with the hashes of the manifest put right."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import rasterio

from models.errors import ConfigError
from models.geo.contract.scene import SceneFlags
from models.geo.indices.catalogue import plan_indices
from models.geo.pixels.raster import hash_file
from models.geo.reading.read import read_scene
from nodes.state import Request
from nodes.verify.chapters.pixels import _index, _slack, _unlike
from nodes.verify.run import verify_run
from orchestrator.run import run_scene
from orchestrator.run_folder import Order
from orchestrator.settings import BackendName, Settings
from tests.models.geo.landscape import NAMES, landscape, write

FLAGS = SceneFlags(sensor="Sentinel-2", level="L2A", unit="reflectance", scale=1e-4, offset=0, date="2023-06-14")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scene of 120 × 96 pixels and its run, made by the real steps."""
    folder = tmp_path_factory.mktemp("original")
    dn = landscape(120, seed=3)
    bands = np.stack([dn[name] for name in NAMES]).astype(np.uint16)[:, :96]
    bands[:, :9, :7] = 0
    scene = write(folder / "fields.tif", bands, NAMES, nodata=0)
    order = Order(request=Request(scene_path=str(scene), flags=FLAGS), backend=BackendName.FAKE)
    run_scene(order, Settings(home=folder / "home", backend=BackendName.FAKE), out=folder / "run")
    return folder


@pytest.fixture
def run_dir(original: Path, tmp_path: Path) -> Path:
    """A copy of the run that may be spoilt; its scene stays where it was."""
    return Path(shutil.copytree(original / "run", tmp_path / "copy"))


def put_hashes_right(run_dir: Path) -> None:
    """What a careful forger does."""
    manifest = json.loads((run_dir / "manifest.json").read_text())
    for name, entry in manifest["outputs"].items():
        entry["sha256"] = hash_file(run_dir / name)
    (run_dir / "manifest.json").write_text(json.dumps(manifest))


def replace(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def set_pixel(path: Path, value: float, band: int = 1) -> None:
    """Pixel of row 50, column 60; overviews stay as they are."""
    with rasterio.open(path, "r+", IGNORE_COG_LAYOUT_BREAK="YES") as target:
        values = target.read(band)
        assert values[50, 60] != value
        values[50, 60] = value
        target.write(values, band)


def claims_found(run_dir: Path) -> str:
    return "\n".join(" | ".join(finding) for finding in verify_run(run_dir).findings)


def other_digit(text: str) -> str:
    """The last digit of a number changed."""
    return text[:-1] + str((int(text[-1]) + 1) % 10)


def test_untouched_run_has_no_findings_and_hundreds_of_checks(run_dir):
    result = verify_run(run_dir)
    assert result.findings == []
    assert result.checked > 200
    assert result.notes == []


@pytest.mark.parametrize("name", ["report.md", "report.html"])
def test_digit_changed_in_a_report_is_named_with_its_line(run_dir, name):
    claims = json.loads((run_dir / "claims.json").read_text())
    median = next(f"{claim['value']:.3f}" for claim in claims if claim["id"] == "index.NDVI.p50")
    replace(run_dir / name, f"NDVI above {median}", f"NDVI above {other_digit(median)}")
    put_hashes_right(run_dir)
    [finding] = verify_run(run_dir).findings
    assert finding.claim.startswith(f"{name}, line ")
    assert other_digit(median) in finding.stated
    assert median in finding.recomputed


def test_changed_file_is_found_by_its_hash_alone(run_dir):
    (run_dir / "map_fields.png").write_bytes((run_dir / "map_fields.png").read_bytes() + b"x")
    assert "SHA-256 of map_fields.png" in claims_found(run_dir)


@pytest.mark.parametrize(
    "claim", ["index.NDVI.mean", "clear.area", "cover.1.pixels", "risk.low.share", "scene.latitude"]
)
def test_value_changed_in_the_claims_is_named(run_dir, claim):
    path = run_dir / "claims.json"
    claims = json.loads(path.read_text())
    next(entry for entry in claims if entry["id"] == claim)["value"] += 1
    path.write_text(json.dumps(claims))
    put_hashes_right(run_dir)
    [finding] = verify_run(run_dir).findings
    assert finding.claim == claim
    assert finding.stated != finding.recomputed


def test_claim_taken_out_or_put_in_is_named(run_dir):
    path = run_dir / "claims.json"
    claims = json.loads(path.read_text())
    path.write_text(json.dumps([{**claims[0], "id": "made.up"}, *claims[1:]]))
    put_hashes_right(run_dir)
    assert {finding.claim for finding in verify_run(run_dir).findings} == {"made.up", claims[0]["id"]}


def test_value_changed_in_the_state_and_all_that_follows_from_it_is_named(run_dir):
    path = run_dir / "state.json"
    state = json.loads(path.read_text())
    state["indices"]["stats"][0]["mean"] += 0.25
    path.write_text(json.dumps(state))
    put_hashes_right(run_dir)
    [finding] = verify_run(run_dir).findings
    assert finding.claim == "index.NDVI.mean"
    assert "state.json" in finding.reason


def test_fact_of_the_contract_changed_in_the_state_is_named(run_dir):
    path = run_dir / "state.json"
    state = json.loads(path.read_text())
    state["scene"]["bands"][3]["scale"] = 2e-4
    path.write_text(json.dumps(state))
    put_hashes_right(run_dir)
    assert "scene.bands.3.scale | 0.0002 | 0.0001" in claims_found(run_dir)


def test_pixel_changed_in_an_index_is_named_with_its_place(run_dir):
    set_pixel(run_dir / "indices.tif", 0.123)
    put_hashes_right(run_dir)
    found = claims_found(run_dir)
    assert "indices.tif NDVI | 0.123" in found
    assert "row 50, column 60" in found
    assert "index.NDVI.mean" in found


@pytest.mark.parametrize("value", [0, 2])
def test_pixel_changed_in_the_mask_is_named_with_its_place(run_dir, value):
    set_pixel(run_dir / "valid.tif", value)
    put_hashes_right(run_dir)
    found = claims_found(run_dir)
    assert f"valid.tif | {value} | 1" in found
    assert "row 50, column 60" in found
    assert "clear.pixels" in found


def test_pixel_changed_in_the_risk_map_changes_its_share(run_dir):
    with rasterio.open(run_dir / "risk.tif") as source:
        value = source.read(1)[50, 60]
    set_pixel(run_dir / "risk.tif", 1 + value % 3)
    put_hashes_right(run_dir)
    assert re.search(r"risk\.\w+\.share", claims_found(run_dir))


def test_an_outline_moved_in_the_zones_is_named(run_dir):
    replace(run_dir / "risk_zones.geojson", '"pixels": ', '"pixels": 1')
    put_hashes_right(run_dir)
    [finding] = verify_run(run_dir).findings
    assert finding.claim.startswith("risk_zones.geojson, line ")


def test_rasters_moved_on_the_earth_are_named(run_dir):
    with rasterio.open(run_dir / "indices.tif", "r+", IGNORE_COG_LAYOUT_BREAK="YES") as target:
        target.transform = rasterio.Affine(10, 0, 500010, 0, -10, 5000000)
    put_hashes_right(run_dir)
    assert "grid of indices.tif" in claims_found(run_dir)


def test_changed_input_is_named(original, run_dir, tmp_path):
    scene = Path(shutil.copy(original / "fields.tif", tmp_path / "fields.tif"))
    assert verify_run(run_dir, scene).findings == []
    set_pixel(scene, 1)
    [finding, *_] = verify_run(run_dir, scene).findings
    assert finding.claim == "SHA-256 of fields.tif"


def test_input_that_is_no_longer_a_raster_is_a_finding(run_dir, tmp_path):
    scene = tmp_path / "fields.tif"
    scene.write_bytes(b"no raster")
    assert "the scene cannot be read" in claims_found_with(run_dir, scene)


def claims_found_with(run_dir: Path, scene: Path) -> str:
    return "\n".join(" | ".join(finding) for finding in verify_run(run_dir, scene).findings)


def test_moved_run_without_its_scene_says_so_and_finds_nothing_wrong(original, tmp_path, caplog):
    whole = Path(shutil.copytree(original, tmp_path / "elsewhere"))
    path = whole / "run" / "state.json"
    for file in (path, whole / "run" / "request.json", whole / "run" / "manifest.json"):
        file.write_text(file.read_text().replace(f'"{original}/fields.tif"', '"/nowhere/fields.tif"'))
    put_hashes_right(whole / "run")
    result = verify_run(whole / "run")
    assert result.findings == []
    assert "the scene fields.tif is not at hand" in result.notes[0]
    assert "not at hand" in caplog.text
    assert verify_run(whole / "run", whole / "fields.tif").findings == []


def test_scene_that_is_not_there_is_one_line(run_dir, tmp_path):
    with pytest.raises(ConfigError, match="no file or folder"):
        verify_run(run_dir, tmp_path / "nothing.tif")


@pytest.mark.parametrize(
    "name",
    ["report.md", "report.html", "claims.json", "state.json", "manifest.json", "valid.tif", "indices.tif", "risk.tif",
     "risk_probability.tif", "risk_uncertainty.tif", "risk_zones.geojson", "preview.png", "item.json", "request.json"],
)  # fmt: skip
@pytest.mark.parametrize("damage", ["missing", "empty"])
def test_missing_or_damaged_file_is_a_finding_and_no_traceback(run_dir, name, damage):
    (run_dir / name).unlink() if damage == "missing" else (run_dir / name).write_bytes(b"")
    assert name in claims_found(run_dir)


def test_float32_is_believed_where_terms_cancel_and_nowhere_else(original):
    """EVI with a denominator near 0.05: float32 is off by more than its rounding, but by no more than a little."""
    scene = read_scene(original / "fields.tif", FLAGS)
    [evi] = plan_indices(scene, ("EVI",)).indices
    blue = np.linspace(0.28, 0.32, 400)
    bands = {"N": np.full(400, 0.30), "R": np.full(400, 0.17), "B": blue}
    exact = _index(evi, bands)
    near = np.abs(exact) < 9
    slack = _slack(evi, bands)
    single = _index(evi, {symbol: band.astype(np.float32).astype(float) for symbol, band in bands.items()})
    assert (np.abs(single - exact)[near] <= slack[near]).all()
    assert not _unlike(single, exact, slack)[near].any()
    assert _unlike(exact + 0.001, exact, slack)[np.abs(exact) < 2].all()
