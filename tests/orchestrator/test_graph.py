from pathlib import Path

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from models.caption.results import CaptionResult
from models.errors import ModelUnavailable, SceneError
from models.fake import FakeBackend
from models.field.measured.results import FieldMeasured, FieldsResult
from models.schemas import PhotographResult
from nodes.context import RunContext
from nodes.state import SceneState
from orchestrator.checkpoints import serializer
from orchestrator.graph import NODES, Graph, build_graph
from orchestrator.routing import ANALYSES
from tests.stand_ins import HEALTH, RISK, S2_ROLES, UPDATES, modality, request_for, scene_of, stand_ins

PHOTOGRAPH = PhotographResult(kind="photograph", source="camera", detail="the test says so")


@pytest.fixture
def context(tmp_path: Path) -> RunContext:
    return RunContext(run_dir=tmp_path, models=FakeBackend())


def walk(graph: Graph, scene: Path, context: RunContext, *, review: bool = False) -> SceneState:
    found = graph.invoke({"request": request_for(scene, review=review)}, context=context)
    return SceneState.model_validate(found)


def test_stand_ins_and_nodes_have_the_same_names():
    assert list(NODES) == sorted(stand_ins(), key=list(NODES).index)


def test_every_step_fills_in_its_field_and_issues_are_joined(scene_file, context):
    state = walk(build_graph(stand_ins()), scene_file, context)
    filled_in = {"scene", *(name for update in UPDATES.values() for name in update)}
    assert [name for name in sorted(filled_in) if not getattr(state, name)] == []
    assert [issue.step for issue in state.issues] == ["mask_clouds", "segment_risk"]


def test_certain_scene_skips_the_network_and_review_and_reports_once(scene_file, context):
    visited: list[str] = []
    walk(build_graph(stand_ins(visited)), scene_file, context)
    assert "confirm_modality" not in visited
    assert "review" not in visited
    assert visited.count("compose_report") == 1
    assert visited[-1] == "compose_report"


@pytest.mark.parametrize(("name", "confidence"), [("rgb", 0.69), ("sar", 0.99)])
def test_doubtful_and_radar_scenes_are_confirmed(scene_file, context, name, confidence):
    visited: list[str] = []
    nodes = stand_ins(visited, detect_modality={"modality": modality(name, confidence)})
    walk(build_graph(nodes), scene_file, context)
    assert visited[:4] == ["ingest", "detect_modality", "confirm_modality", "mask_clouds"]


@pytest.mark.parametrize("review", [False, True])
def test_a_photograph_goes_to_retrieval_and_past_all_that_measures_ground(scene_file, context, review):
    visited: list[str] = []
    nodes = stand_ins(visited, detect_modality={"modality": modality("rgb", 0.98), "photograph": PHOTOGRAPH})
    state = walk(build_graph(nodes), scene_file, context, review=review)
    asked = ["review"] if review else []
    assert visited == [
        "ingest",
        "detect_modality",
        "retrieve_similar",
        *asked,
        "answer_question",
        "write_words",
        "compose_report",
    ]
    assert state.matches and not (state.clouds or state.indices or state.health or state.risk or state.fields)
    assert not [issue for issue in state.issues if issue.kind == "refused"]


def test_like_cases_are_looked_for_when_all_that_was_measured_is_known(scene_file, context):
    def look(state, _context):
        assert state.caption and state.risk and state.indices
        return {"matches": ()}

    assert walk(build_graph(stand_ins(retrieve_similar=look)), scene_file, context).matches == ()


def test_fields_are_described_when_their_list_is_known(scene_file, context):
    def describe(state, _context):
        assert state.fields and state.risk and state.health and not state.matches
        return {}

    def measure(_state, _context):
        one = FieldMeasured.broken("one", None)
        return {"fields": FieldsResult(fields=(one,), table="fields.csv", outlines=None, geopackage=None)}

    visited: list[str] = []
    walk(build_graph(stand_ins(visited, caption_scene=describe, measure_fields=measure)), scene_file, context)
    assert visited.index("measure_fields") < visited.index("caption_scene") < visited.index("retrieve_similar")


@pytest.mark.parametrize("lacking", [("coastal", "nir09"), ()])
def test_ten_bands_of_sentinel_2_are_enough_for_a_caption(scene_file, context, lacking):
    roles = {name: role for name, role in S2_ROLES.items() if role not in lacking}
    nodes = stand_ins(ingest=lambda state, _: {"scene": scene_of(Path(state.request.scene_path), roles)})
    assert walk(build_graph(nodes), scene_file, context).caption


def test_a_language_model_that_is_not_there_is_one_issue_and_the_report_goes_on(scene_file, context):
    def absent(_state, _context):
        raise ModelUnavailable("the language model is not there", room="caption", kind="no_weights")

    state = walk(build_graph(stand_ins(caption_scene=absent)), scene_file, context)
    [issue] = [issue for issue in state.issues if issue.kind == "model_unavailable"]
    assert (issue.step, issue.subjects) == ("caption_scene", ("caption",))
    assert state.caption is None and state.matches and state.report


@pytest.mark.parametrize("kind", ["doubtful", "scene"])
def test_what_may_be_a_photograph_goes_on_as_a_scene(scene_file, context, kind):
    visited: list[str] = []
    told = {"modality": modality("rgb", 0.9), "photograph": PHOTOGRAPH.model_copy(update={"kind": kind})}
    walk(build_graph(stand_ins(visited, detect_modality=told)), scene_file, context)
    assert {"mask_clouds", "measure_indices", "retrieve_similar"} <= set(visited)


@pytest.mark.parametrize("name", ["rgb", "infrared", "sar"])
def test_analyses_that_a_modality_cannot_take_are_told(scene_file, context, name):
    visited: list[str] = []
    told = {"modality": modality(name, 0.95)}
    nodes = stand_ins(visited, detect_modality=told, confirm_modality=told)
    state = walk(build_graph(nodes), scene_file, context)
    refused = {issue.step: issue.reason for issue in state.issues if issue.kind == "refused"}
    assert set(refused) == {step for step, analysis in ANALYSES.items() if name not in analysis.modalities}
    assert {"classify_health", "segment_risk", "caption_scene"} <= set(refused)
    assert not set(refused) & set(visited)
    assert all(name in reason for reason in refused.values())
    assert state.matches


def test_a_scene_without_a_band_is_told_which(scene_file, context):
    roles = {name: role for name, role in S2_ROLES.items() if role not in ("nir", "nir08", "swir22")}
    nodes = stand_ins(ingest=lambda state, _: {"scene": scene_of(Path(state.request.scene_path), roles)})
    reasons = {issue.step: issue.reason for issue in walk(build_graph(nodes), scene_file, context).issues}
    assert "nir" in reasons["classify_health"]
    assert "nir" in reasons["segment_risk"]
    assert "nir, nir08, swir22" in reasons["caption_scene"]


def test_digital_numbers_of_unknown_scale_go_into_no_network(scene_file, context):
    nodes = stand_ins(ingest=lambda state, _: {"scene": scene_of(Path(state.request.scene_path), unit="dn")})
    state = walk(build_graph(nodes), scene_file, context)
    assert state.health is None and state.risk is None and state.caption is None


def test_a_scene_wholly_under_cloud_has_no_health(scene_file, context):
    covered = stand_ins()["mask_clouds"]

    def mask(state, context):
        clouds = covered(state, context)["clouds"]
        return {"clouds": clouds.model_copy(update={"pixels": clouds.pixels | {"clear": 0, "cloud": 4096}})}

    state = walk(build_graph(stand_ins(mask_clouds=mask)), scene_file, context)
    assert state.health is None and state.caption is None
    assert {issue.step for issue in state.issues} >= {"classify_health", "segment_risk", "caption_scene"}


def test_a_model_that_cannot_answer_becomes_an_issue_and_the_rest_goes_on(scene_file, context):
    def absent(_state, _context):
        raise ModelUnavailable("there are no weights", room="risk", kind="no_weights")

    state = walk(build_graph(stand_ins(segment_risk=absent)), scene_file, context)
    [issue] = [issue for issue in state.issues if issue.kind == "model_unavailable"]
    assert (issue.step, issue.reason) == ("segment_risk", "there are no weights")
    assert (issue.code, issue.subjects) == ("no_weights", ("risk",))
    assert state.risk is None and state.health and state.report


@pytest.mark.parametrize("is_there", [True, False])
def test_risk_is_judged_after_health_and_hears_it_where_it_could_answer(scene_file, context, is_there):
    def absent(_state, _context):
        raise ModelUnavailable("there are no weights", room="risk", kind="no_weights")

    def risk(state, _context):
        heard.append(state.crops)
        return {"risk": RISK}

    heard: list[object] = []
    nodes = stand_ins(segment_risk=risk, **({} if is_there else {"classify_health": absent}))
    state = walk(build_graph(nodes), scene_file, context)
    assert heard == [state.crops]
    assert bool(state.crops) == is_there and state.risk == RISK


def test_without_the_modality_network_the_statistics_hold_and_it_is_said(scene_file, context):
    def absent(_state, _context):
        raise ModelUnavailable("there are no weights", room="risk", kind="no_weights")

    doubtful = {"modality": modality("rgb", 0.5)}
    state = walk(build_graph(stand_ins(detect_modality=doubtful, confirm_modality=absent)), scene_file, context)
    assert state.modality == doubtful["modality"]
    assert any("statistics stays in force" in issue.reason for issue in state.issues)


@pytest.mark.parametrize("error", [SceneError, ZeroDivisionError])
def test_everything_else_stops_the_run(scene_file, context, error):
    def broken(_state, _context):
        raise error("broken")

    with pytest.raises(error):
        walk(build_graph(stand_ins(measure_indices=broken)), scene_file, context)


@pytest.mark.parametrize(
    "update",
    [{"helth": HEALTH}, {"health": {"share": {}}}, {"health": "good"}, {"request": None}, {"issues": ("bad",)}],
)
def test_an_update_that_does_not_fit_the_state_is_a_bug_that_is_seen(scene_file, context, update):
    with pytest.raises(TypeError, match="classify_health returned"):
        walk(build_graph(stand_ins(classify_health=update)), scene_file, context)


def test_with_review_a_doubtful_result_waits_for_a_person_and_takes_up_the_answer(scene_file, context):
    from langgraph.types import Command

    visited: list[str] = []
    doubtful = {
        "classify_health": {"health": HEALTH.model_copy(update={"mean_confidence": 0.3})},
        "caption_scene": {"caption": CaptionResult(text="A field.", confidence=0.2)},
    }
    for name in ("map_health.png", "map_fields.png"):  # stand-ins leave no rasters to draw
        (context.run_dir / name).write_bytes(b"")
    graph = build_graph(stand_ins(visited, **doubtful), InMemorySaver(serde=serializer()))
    config = {"configurable": {"thread_id": "1"}}
    graph.invoke({"request": request_for(scene_file, review=True)}, config, context=context)
    assert "compose_report" not in visited
    asked = []
    for answer in ("accept", "perhaps", "reject: it was flooded"):
        [pending] = graph.get_state(config).interrupts
        asked.append(pending.value)
        found = graph.invoke(Command(resume=answer), config, context=context)
    assert ["health" in asked[0], "caption" in asked[1]] == [True, True]
    assert asked[2] == f"“perhaps” is neither accept nor reject. {asked[1]}"
    state = SceneState.model_validate(found)
    assert [(told.step, told.answer) for told in state.decisions] == [
        ("health", "accept"),
        ("caption", "reject: it was flooded"),
    ]
    assert visited.count("compose_report") == 1


def test_with_review_and_nothing_doubtful_nobody_is_asked(scene_file, context):
    visited: list[str] = []
    state = walk(build_graph(stand_ins(visited)), scene_file, context, review=True)
    assert visited[-4:] == ["review", "answer_question", "write_words", "compose_report"]
    assert state.decisions == ()
