"""ingest, detect_modality, confirm_modality and mask_clouds, each by itself on one small scene."""

import json

import numpy as np
import pytest

from models.errors import ConfigError, ModelUnavailable, SceneError
from models.fake import FakeBackend
from models.geo.contract.scene import SceneFlags
from models.geo.pixels import part as parts
from models.schemas import Guess, ModalityResult
from nodes.confirm_modality import confirm_modality
from nodes.context import RunContext
from nodes.detect_modality import detect_modality
from nodes.ingest import ingest
from nodes.mask_clouds import mask_clouds
from nodes.run_folder.files import PARCELS
from nodes.state import Request, SceneState
from tests.models.geo.landscape import landscape, write
from tests.parcels import parcels_of

NAMES = ("B02", "B03", "B04", "B08")


class Network(FakeBackend):
    """A modality network that is sure of one class."""

    name = "local"

    def __init__(self, *probabilities: float) -> None:
        self.probabilities = probabilities

    def classify_modality(self, pictures):
        assert pictures.shape == (1, 224, 224, 3) and pictures.dtype == np.uint8
        if not self.probabilities:
            raise ModelUnavailable("no weights", room="risk", kind="no_weights")
        return np.array([self.probabilities], np.float32)


@pytest.fixture
def context(tmp_path):
    (tmp_path / "run").mkdir()
    return RunContext(run_dir=tmp_path / "run", models=Network())


@pytest.fixture
def state(tmp_path, context):
    dn = landscape()
    path = write(tmp_path / "scene.tif", np.stack([dn[name] for name in NAMES]).astype("uint16"), NAMES)
    begun = SceneState(request=Request(scene_path=str(path)))
    return begun.model_copy(update=ingest(begun, context))


def detected(modality, confidence):
    statistics = Guess(modality=modality, confidence=confidence, evidence=("said so",))
    return {"modality": ModalityResult(modality=modality, confidence=confidence, statistics=statistics)}


def test_ingest_leaves_the_contract_and_a_preview(state, context):
    assert state.scene.band("red").name == "B04"
    assert (context.run_dir / "preview.png").is_file()


def test_a_thread_reads_one_scene(state, context):
    with pytest.raises(ConfigError, match="open a new one"):
        ingest(state, context)


@pytest.mark.parametrize("sown", ["1990-05-01", "2024-07-01"])
def test_a_parcel_sown_at_an_impossible_time_is_refused(state, context, tmp_path, sown):
    said = parcels_of(state.scene, north=("maize", 0, 0, 40, 40))
    said["features"][0]["properties"]["sown"] = sown
    path = tmp_path / "parcels.geojson"
    path.write_text(json.dumps(said))
    request = Request(scene_path=state.request.scene_path, flags=SceneFlags(date="2024-06-15"), parcels=str(path))
    with pytest.raises(ConfigError, match="parcel north: sown="):
        ingest(SceneState(request=request), context)
    assert not (context.run_dir / PARCELS).exists()


@pytest.mark.parametrize("whole", [False, True])
def test_only_the_part_around_the_parcels_of_a_large_scene_is_read(state, context, tmp_path, monkeypatch, whole):
    for name, value in (("SMALLEST", 100), ("AROUND_M", 50.0), ("AROUND_OTHERS_M", 50.0)):
        monkeypatch.setattr(parts, name, value)
    path = tmp_path / "parcels.geojson"
    path.write_text(json.dumps(parcels_of(state.scene, north=("maize", 0, 0, 20, 20))))
    request = Request(
        scene_path=state.request.scene_path, flags=SceneFlags(date="2024-06-15"), parcels=str(path), whole_scene=whole
    )
    update = ingest(SceneState(request=request), context)
    told = [issue for issue in update["issues"] if "--whole-scene" in issue.reason]
    assert (update["scene"].part is None) == whole == (not told)
    if not whole:
        assert update["scene"].grid.width < state.scene.grid.width


def test_ingest_refuses_without_leaving_anything(tmp_path, context):
    begun = SceneState(request=Request(scene_path=str(tmp_path / "nothing.tif"), flags=SceneFlags()))
    with pytest.raises(SceneError, match="no file or folder"):
        ingest(begun, context)
    assert list(context.run_dir.iterdir()) == []


def test_detection_rests_on_names(state, context):
    modality = detect_modality(state, context)["modality"]
    assert (modality.modality, modality.network) == ("multispectral", None)
    assert modality.confidence > 0.9


def test_network_that_agrees_makes_surer(state, context):
    doubtful = state.model_copy(update=detected("rgb", 0.5))
    update = confirm_modality(doubtful, RunContext(context.run_dir, Network(0.9, 0.05, 0.05)))
    assert update["modality"].confidence == pytest.approx(0.9)
    assert "issues" not in update


def test_disagreement_keeps_both_opinions_and_warns(state, context):
    doubtful = state.model_copy(update=detected("infrared", 0.5))
    update = confirm_modality(doubtful, RunContext(context.run_dir, Network(0.05, 0.05, 0.9)))
    assert update["modality"].modality == "sar"
    assert update["modality"].statistics.modality == "infrared"
    assert update["modality"].network.modality == "sar"
    assert update["issues"][0].kind == "warning"


def test_network_that_is_not_there_is_for_the_graph_to_catch(state, context):
    with pytest.raises(ModelUnavailable):
        confirm_modality(state.model_copy(update=detected("sar", 0.9)), context)


def test_clouds_switched_off_are_told(state, context):
    request = state.request.model_copy(update={"clouds": False})
    update = mask_clouds(state.model_copy(update=detected("multispectral", 0.9) | {"request": request}), context)
    assert update["clouds"].pixels["clear"] == 120 * 120
    assert "switched off" in update["issues"][0].reason


def test_radar_needs_no_cloud_mask_and_no_warning(state, context):
    update = mask_clouds(state.model_copy(update=detected("sar", 0.9)), context)
    assert update["clouds"].reason_unmasked and not update["issues"]
