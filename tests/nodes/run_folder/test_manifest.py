import hashlib
import json

from nodes.run_folder.manifest import outputs_of, versions, write_manifest
from tests.nodes.report.report_world import make_run


def written(run_dir, state, **provenance):
    write_manifest(run_dir, state, provenance)
    return json.loads((run_dir / "manifest.json").read_text(encoding="utf-8"))


def test_every_file_is_described_by_its_own_bytes(tmp_path):
    run_dir, state = make_run(tmp_path)
    (run_dir / "preview.png").write_bytes(b"other bytes")
    (run_dir / ".half.part").write_bytes(b"unfinished")
    outputs = written(run_dir, state)["outputs"]
    assert set(outputs) == {"indices.tif", "preview.png", "valid.tif"}
    assert outputs["preview.png"] == {"bytes": 11, "sha256": hashlib.sha256(b"other bytes").hexdigest()}


def test_a_second_manifest_leaves_out_the_first(tmp_path):
    run_dir, state = make_run(tmp_path)
    assert written(run_dir, state)["outputs"] == written(run_dir, state)["outputs"]
    assert "manifest.json" not in dict(outputs_of(run_dir))


def test_inputs_request_and_provenance_are_told(tmp_path):
    run_dir, state = make_run(tmp_path)
    manifest = written(run_dir, state, run_id="field-1", backend="fake")
    [source] = state.scene.files
    assert manifest["inputs"] == {source.name: {"bytes": source.bytes, "sha256": source.sha256}}
    assert manifest["request"] == state.request.model_dump(mode="json")
    assert (manifest["run_id"], manifest["backend"]) == ("field-1", "fake")


def test_libraries_under_the_numbers_are_told_with_their_versions():
    assert {"python", "numpy", "rasterio", "pyproj", "GDAL", "PROJ"} <= set(versions())
