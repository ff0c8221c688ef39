import pytest

from models.modality.confirm import SURE
from nodes.state import SceneState
from orchestrator.graph import NODES
from orchestrator.routing import ANALYSES, after_analyses, after_detection, refusal
from tests.stand_ins import modality, request_for, scene_of


def state_of(scene_file, name="multispectral", confidence=0.9, *, review=False):
    request = request_for(scene_file, review=review)
    return SceneState(request=request, scene=scene_of(scene_file), modality=modality(name, confidence))


@pytest.mark.parametrize(
    ("name", "confidence", "following"),
    [
        ("rgb", SURE, "mask_clouds"),
        ("rgb", SURE - 0.01, "confirm_modality"),
        ("multispectral", 1.0, "mask_clouds"),
        ("infrared", 0.1, "confirm_modality"),
        ("sar", 1.0, "confirm_modality"),
    ],
)
def test_doubt_and_radar_go_to_the_network(scene_file, name, confidence, following):
    assert after_detection(state_of(scene_file, name, confidence)) == following


def test_review_comes_only_when_asked_for(scene_file):
    assert after_analyses(state_of(scene_file)) == "answer_question"
    assert after_analyses(state_of(scene_file, review=True)) == "review"


def test_the_table_speaks_of_steps_that_there_are():
    assert set(ANALYSES) <= set(NODES)


def test_steps_that_are_no_analyses_are_never_refused(scene_file):
    state = state_of(scene_file, "sar")
    refused = [name for name in NODES if refusal(name, state)]
    assert refused == [name for name, analysis in ANALYSES.items() if "sar" not in analysis.modalities]
    assert "retrieve_similar" not in refused


def test_bands_that_are_lacking_are_named_apart_from_the_sentence(scene_file):
    state = state_of(scene_file)
    bands = tuple(band for band in state.scene.bands if band.role.value != "red")
    lacking = state.model_copy(update={"scene": state.scene.model_copy(update={"bands": bands})})
    refused = refusal("classify_health", lacking)
    assert (refused.code, refused.subjects) == ("needs_bands", ("red",))
    assert refused.reason == "the scene has no band known as red"


def test_a_whole_sentinel_2_scene_takes_all_analyses(scene_file):
    assert not [name for name in NODES if refusal(name, state_of(scene_file))]


def test_another_sensor_with_the_same_bands_has_no_caption(scene_file):
    state = state_of(scene_file)
    sensor = state.scene.sensor.model_copy(update={"value": "PlanetScope"})
    other = state.model_copy(update={"scene": state.scene.model_copy(update={"sensor": sensor})})
    assert "PlanetScope" in refusal("caption_scene", other).reason
    assert refusal("caption_scene", other).code == "wrong_sensor"
    assert refusal("classify_health", other) is None
