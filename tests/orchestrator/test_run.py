import json
import sqlite3
from pathlib import Path

import pytest

from models.caption.results import CaptionResult
from models.errors import ConfigError, SceneError
from orchestrator.routing import BRANCHES
from orchestrator.run import Audience, Event, Waiting, resume_run, run_scene
from orchestrator.run_folder import all_runs, find, held
from tests.orchestrator.runs import contents, order_for, run
from tests.stand_ins import UPDATES, stand_ins

STEPS = ["ingest", *(step for step in UPDATES if step != "confirm_modality")]
WAVES = ({"classify_health"}, {"segment_risk"}, {"measure_fields"}, {"caption_scene"}, {"retrieve_similar"})
"""Steps that go on side by side."""


def refuse(_state, _context):
    raise SceneError("field.tif is no imagery; give a scene")


def rows_in(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        count = sum(
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("checkpoints", "writes")
        )
    connection.close()
    return count


def test_a_run_leaves_a_folder_named_after_scene_and_time_and_no_checkpoints(settings, scene_file):
    finished = run_scene(order_for(scene_file), settings, nodes=stand_ins())
    assert finished.run_dir.parent == settings.runs
    assert finished.run_dir.name.startswith("field-20")
    names = {path.name for path in finished.run_dir.iterdir()}
    assert {"request.json", "state.json", "manifest.json", "compose_report.txt"} <= names
    assert not [path for path in finished.run_dir.iterdir() if path.name.startswith(".")]
    assert json.loads((finished.run_dir / "state.json").read_text())["caption"]["overview"]["raw"] == "A field."
    assert rows_in(settings.home / "checkpoints.sqlite") == 0


def test_two_runs_have_the_same_bytes_and_never_the_same_folder(settings, scene_file):
    one, other = (run_scene(order_for(scene_file), settings, nodes=stand_ins()) for _ in range(2))
    assert one.run_dir != other.run_dir
    assert contents(one.run_dir) == contents(other.run_dir)


def test_events_tell_of_every_step_and_window(settings, scene_file):
    told: list[Event] = []
    run_scene(order_for(scene_file), settings, nodes=stand_ins(), audience=Audience(told.append))
    assert told[0].event == "run" and told[0].run_dir
    for kind in ("started", "window", "finished"):
        assert [event.step for event in told if event.event == kind and event.step not in STEPS] == []
        assert {event.step for event in told if event.event == kind} == set(STEPS)


@pytest.mark.parametrize("step", ["ingest", "detect_modality"])
@pytest.mark.parametrize("out", [None, "new", "empty"])
def test_a_scene_that_is_refused_leaves_nothing_behind(settings, scene_file, tmp_path, step, out):
    folder = tmp_path / out if out else None
    if out == "empty":
        folder.mkdir()
    with pytest.raises(SceneError, match="no imagery"):
        run_scene(order_for(scene_file), settings, nodes=stand_ins(**{step: refuse}), out=folder)
    assert list(settings.runs.glob("*")) == []
    assert rows_in(settings.home / "checkpoints.sqlite") == 0
    if out:
        assert folder.exists() == (out == "empty")
        assert not list(folder.glob("*"))


def test_a_later_error_keeps_the_run_for_resume(settings, scene_file):
    visited: list[str] = []
    with pytest.raises(SceneError):
        run_scene(order_for(scene_file), settings, nodes=stand_ins(visited, measure_indices=refuse))
    [folder] = all_runs(settings.runs)
    assert not folder.is_finished
    visited.clear()
    resumed = resume_run(folder, settings, nodes=stand_ins(visited))
    assert visited[0] == "measure_indices"
    undisturbed = run_scene(order_for(scene_file), settings, nodes=stand_ins())
    assert contents(resumed.run_dir) == contents(undisturbed.run_dir)


@pytest.mark.parametrize("made", ["file", "full"])
def test_what_exists_is_never_written_over(settings, scene_file, tmp_path, made):
    out = tmp_path / "out"
    kept = out if made == "file" else out / "kept.txt"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("mine")
    with pytest.raises(ConfigError, match="--out"):
        run_scene(order_for(scene_file), settings, nodes=stand_ins(), out=out)
    assert kept.read_text() == "mine"


def test_out_may_be_anywhere_and_is_found_by_its_path(settings, scene_file, tmp_path):
    finished = run_scene(order_for(scene_file), settings, nodes=stand_ins(), out=tmp_path / "a" / "b")
    assert find(str(tmp_path / "a" / "b"), settings.runs).is_finished
    assert finished.run_dir == tmp_path / "a" / "b"


def test_a_finished_run_is_not_resumed(settings, scene_file):
    finished = run_scene(order_for(scene_file), settings, nodes=stand_ins())
    with pytest.raises(ConfigError, match="is finished"):
        resume_run(find(finished.run_dir.name, settings.runs), settings, nodes=stand_ins())


def test_a_run_that_is_worked_on_is_left_alone(settings, scene_file):
    with pytest.raises(SceneError):
        run_scene(order_for(scene_file), settings, nodes=stand_ins(measure_indices=refuse))
    [folder] = all_runs(settings.runs)
    with held(folder), pytest.raises(ConfigError, match="another process"):
        resume_run(folder, settings, nodes=stand_ins())


def test_an_input_that_changed_stops_the_resume(settings, scene_file):
    with pytest.raises(SceneError):
        run_scene(order_for(scene_file), settings, nodes=stand_ins(measure_indices=refuse))
    scene_file.write_bytes(b"other pixels")
    [folder] = all_runs(settings.runs)
    with pytest.raises(SceneError, match="has changed"):
        resume_run(folder, settings, nodes=stand_ins())
    assert all_runs(settings.runs)


def test_a_run_that_is_not_there_is_said_in_one_line(settings):
    with pytest.raises(ConfigError, match="there is no run field"):
        find("field", settings.runs)


def test_questions_go_to_the_audience_or_wait_on_disk(settings, scene_file):
    unsure = {"caption_scene": {"caption": CaptionResult(text="A field.", confidence=0.1)}}
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return "reject"

    at_once = run_scene(
        order_for(scene_file, review=True), settings, nodes=stand_ins(**unsure), audience=Audience(answer=answer)
    )
    with pytest.raises(Waiting, match=r"orchestrator resume .*--answer"):
        run_scene(order_for(scene_file, review=True), settings, nodes=stand_ins(**unsure))
    folder = all_runs(settings.runs)[-1]
    with pytest.raises(Waiting):
        resume_run(folder, settings, nodes=stand_ins(**unsure))
    later = resume_run(folder, settings, answer="reject", nodes=stand_ins(**unsure))
    assert len(asked) == 1
    assert later.state.decisions[0].answer == "reject"
    assert contents(later.run_dir) == contents(at_once.run_dir)


def test_an_answer_that_nobody_asked_for_is_refused(settings, scene_file):
    with pytest.raises(SceneError):
        run_scene(order_for(scene_file), settings, nodes=stand_ins(measure_indices=refuse))
    [folder] = all_runs(settings.runs)
    with pytest.raises(ConfigError, match="asks nothing"):
        resume_run(folder, settings, answer="accept", nodes=stand_ins())


@pytest.mark.parametrize("step", STEPS)
def test_killed_after_any_step_a_run_resumes_to_the_same_bytes(settings, scene_file, step):
    code, _, errors = run(
        f"run_scene(order, settings, nodes=dying_after({step!r}, stand_ins()))", settings.home, scene_file
    )
    assert code == 9, errors
    [folder] = all_runs(settings.runs)
    visited: list[str] = []
    resumed = resume_run(folder, settings, nodes=stand_ins(visited))
    first = next((place for place, wave in enumerate(WAVES) if step in wave), len(WAVES))
    before = set(STEPS[: STEPS.index(step)]).difference(*WAVES[first:])
    assert not before & set(visited)
    undisturbed = run_scene(order_for(scene_file), settings, nodes=stand_ins())
    assert contents(resumed.run_dir) == contents(undisturbed.run_dir)
    assert rows_in(settings.home / "checkpoints.sqlite") == 0


def test_concurrent_runs_share_one_home(settings, scene_file):
    from tests.orchestrator.runs import start

    code = "[run_scene(order, settings, nodes=stand_ins()) for _ in range(3)]"
    processes = [start(code, settings.home, scene_file) for _ in range(3)]
    outcomes = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], outcomes
    runs = all_runs(settings.runs)
    assert len(runs) == 9
    assert all(folder.is_finished for folder in runs)


def test_checkpoints_that_are_no_database_are_said_in_one_line(settings, scene_file):
    settings.home.mkdir()
    (settings.home / "checkpoints.sqlite").write_text("no database, but text that is long enough to be looked at" * 20)
    with pytest.raises(ConfigError, match=r"checkpoints\.sqlite cannot be used"):
        run_scene(order_for(scene_file), settings, nodes=stand_ins())
    assert all_runs(settings.runs) == []


def test_a_run_of_a_version_with_other_steps_says_in_one_line_what_to_do(settings, scene_file, monkeypatch):
    health, risk, *others = BRANCHES[0]
    steps = {
        name: node for name, node in stand_ins(segment_risk=refuse).items() if name not in [o.name for o in others]
    }
    with monkeypatch.context() as older:
        older.setattr("orchestrator.graph.BRANCHES", ((health, risk),))
        with pytest.raises(SceneError):
            run_scene(order_for(scene_file), settings, nodes=steps)
    [folder] = all_runs(settings.runs)
    monkeypatch.setattr("orchestrator.graph.BRANCHES", ((health, *others), (risk,)))  # waits for steps that never begin
    with pytest.raises(ConfigError, match=r"another version .* start it anew: python -m orchestrator run .*field\.tif"):
        resume_run(folder, settings, nodes=stand_ins())
    assert not find(folder.path.name, settings.runs).is_finished
    assert not (folder.path / "state.json").exists()
