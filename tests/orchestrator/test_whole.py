"""The real nodes on a small scene: from the file to the report, and the same bytes again."""

import json
from dataclasses import replace

import pytest

from models.errors import SceneError
from models.fake import FakeBackend
from models.geo.contract.scene import SceneFlags
from nodes.context import NodeOptions
from nodes.state import Request
from nodes.verify.run import verify_run
from orchestrator.graph import NODES
from orchestrator.run import resume_run, run_scene
from orchestrator.run_folder import Order, all_runs
from orchestrator.settings import BackendName
from tests.orchestrator.runs import contents

FLAGS = SceneFlags(sensor="Sentinel-2", unit="reflectance", scale=1e-4, offset=0)
FILES = {
    "preview.png", "valid.tif", "indices.tif", "health.tif", "risk.tif", "risk_probability.tif", "risk_uncertainty.tif",
    "risk_zones.geojson", "map_fields.png", "map_risk.png", "map_health.png",
    "indices.qml", "valid.qml", "health.qml", "risk.qml", "valid.tif.aux.xml", "health.tif.aux.xml", "risk.tif.aux.xml",
    "report.md", "report.html", "claims.json", "item.json", "state.json", "manifest.json", "request.json",
}  # fmt: skip


def order_for(field, backend=BackendName.FAKE):
    return Order(request=Request(scene_path=field.path, flags=FLAGS, clouds=False), backend=backend)


def test_a_scene_becomes_a_report_with_every_file_and_the_same_bytes_again(field, settings):
    one, other = (run_scene(order_for(field), settings) for _ in range(2))
    assert {path.name for path in one.run_dir.iterdir()} >= FILES
    assert contents(one.run_dir) == contents(other.run_dir)
    assert one.state.health.fake and one.state.risk.fake and one.state.caption.fake
    assert str(settings.home) not in "".join(
        path.read_text() for path in one.run_dir.iterdir() if path.suffix in (".md", ".json", ".html")
    )


@pytest.mark.usefixtures("furnished_home")
def test_without_weights_the_report_says_what_is_missing(field, settings):
    finished = run_scene(order_for(field, BackendName.LOCAL), settings)
    [missing] = [issue for issue in finished.state.issues if issue.kind == "model_unavailable"]
    assert missing.step == "caption_scene" and "orchestrator weights pull" in f"{missing.reason} {missing.needed}"
    assert finished.state.indices


@pytest.mark.usefixtures("furnished_home")
def test_health_by_the_shipped_weights_is_in_the_report_and_every_number_follows_from_the_files(field, settings):
    finished = run_scene(order_for(field, BackendName.LOCAL), settings)
    health = finished.state.health
    assert health is not None
    assert not health.fake
    assert health.known == ("image", "place")
    assert health.no_crop > 0.8 * 44 * 32  # bare soil in the east
    assert "## Health" in (finished.run_dir / "report.md").read_text()
    assert (finished.run_dir / "map_health.png").is_file()
    assert verify_run(finished.run_dir).findings == []


@pytest.mark.parametrize("step", ["measure_indices", "segment_risk", "compose_report"])
def test_stopped_in_the_middle_a_run_goes_on_to_the_same_bytes(field, settings, step):
    def broken(state, context):
        NODES[step](state, context)
        raise SceneError("stopped")

    with pytest.raises(SceneError, match="stopped"):
        run_scene(order_for(field), settings, nodes={**NODES, step: broken})
    [folder] = all_runs(settings.runs)
    resumed = resume_run(folder, settings)
    assert contents(resumed.run_dir) == contents(run_scene(order_for(field), settings).run_dir)


def test_the_manifest_has_the_hash_of_every_file(field, settings):
    finished = run_scene(order_for(field), settings)
    manifest = json.loads((finished.run_dir / "manifest.json").read_text())
    assert set(manifest["outputs"]) == {path.name for path in finished.run_dir.iterdir()} - {"manifest.json"}
    assert manifest["backend"] == "fake"
    assert manifest["run_id"] == finished.run_dir.name


def test_killed_between_tiles_of_risk_a_run_asks_only_for_the_rest(field, settings, monkeypatch):
    asked = []

    class Counting(FakeBackend):
        def segment_risk(self, tiles, facts, part=None):
            asked.append(tiles.shape)
            return super().segment_risk(tiles, facts, part)

    def stopping(state, context):
        def stop(step, done, _total):
            if done == 2:
                raise SceneError("stopped")

        return NODES["segment_risk"](state, replace(context, progress=stop))

    monkeypatch.setattr("models.fake.FakeBackend", Counting)
    order = order_for(field).model_copy(update={"options": NodeOptions(tile_size=32)})
    whole = contents(run_scene(order, settings).run_dir)
    count = len(asked)
    with pytest.raises(SceneError, match="stopped"):
        run_scene(order, settings, nodes={**NODES, "segment_risk": stopping})
    folder = next(run for run in all_runs(settings.runs) if not run.is_finished)
    asked.clear()
    assert contents(resume_run(folder, settings).run_dir) == whole
    assert (count, len(asked)) == (2, 1)  # nothing of the bare east is asked
