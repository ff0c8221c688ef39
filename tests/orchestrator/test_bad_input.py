"""Folders that were spoilt, paths that cannot be, other checkpoints, bugs: one line each, and nothing lost."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from rich.progress import Progress

import orchestrator.run_folder
from models.errors import ConfigError, SceneError
from orchestrator.cli import main
from orchestrator.display import Bars
from orchestrator.graph import NODES
from orchestrator.run import resume_run, run_scene
from orchestrator.run_folder import HALF_WRITTEN, all_runs, check_readable, clean, find, finish, held
from orchestrator.settings import Settings
from tests.orchestrator.runs import cli, order_for
from tests.orchestrator.test_run import refuse
from tests.orchestrator.test_whole import FILES
from tests.orchestrator.test_whole import order_for as whole_order
from tests.stand_ins import stand_ins


@pytest.fixture
def told(tmp_path, monkeypatch, capsys):
    """Runs a command in this process; gives exit code, standard output and error."""
    monkeypatch.setenv("AGRI_HOME", str(tmp_path / "home"))

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        return ended.value.code, *capsys.readouterr()

    return run


@pytest.fixture
def stopped(settings, scene_file):
    """A run that stands before `measure_indices`."""
    with pytest.raises(SceneError):
        run_scene(order_for(scene_file), settings, nodes=stand_ins(measure_indices=refuse))
    return all_runs(settings.runs)[0]


def test_resume_leaves_hidden_files_of_the_user_alone(settings, stopped):
    (stopped.path / ".git").mkdir()
    kept = [".git/HEAD", ".env", ".notes.part", ".env.tif", ".report.md"]
    for name in (*kept, ".valid.tif.raw", ".risk.qml.part", ".risk.tif.aux.xml.part", ".state.json.part"):
        (stopped.path / name).write_text("x")
    resumed = resume_run(stopped, settings, nodes=stand_ins())
    assert {path.name for path in resumed.run_dir.glob(".*")} == {Path(name).parts[0] for name in kept}
    assert (resumed.run_dir / ".git" / "HEAD").is_file()


@pytest.mark.parametrize("name", [*sorted(FILES), "parcels.geojson", ".unfinished"])
def test_every_file_of_a_run_has_a_hidden_name_that_is_cleaned_up(name):
    endings = ("raw", "half", "whole") if name.endswith(".tif") else ("part",)
    assert all(HALF_WRITTEN.fullmatch(f".{name.lstrip('.')}.{ending}") for ending in endings)


def test_a_link_in_place_of_kept_tiles_is_taken_away(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / ".segment_risk").symlink_to(tmp_path)
    clean(tmp_path / "run")
    assert not list((tmp_path / "run").iterdir())


@pytest.mark.parametrize("damage", ["garbage", "missing"])
@pytest.mark.parametrize("name", ["health.tif", "valid.tif"])
def test_a_result_that_was_spoilt_before_the_resume_is_one_line_without_a_way_on(
    field, settings, told, monkeypatch, name, damage
):
    with pytest.raises(SceneError, match="no imagery"):
        run_scene(whole_order(field), settings, nodes={**NODES, "compose_report": refuse})
    [folder] = all_runs(settings.runs)
    (folder.path / name).write_text("trash") if damage == "garbage" else (folder.path / name).unlink()
    code, out, err = told("resume", folder.path)
    assert (code, out) == (2, "")
    assert "start a new run" in err.splitlines()[-1]
    assert "to go on" not in err and "Traceback" not in err


def test_runs_that_can_be_read_are_listed_beside_one_that_cannot(settings, stopped, told):
    (settings.runs / "a-broken").mkdir()
    (settings.runs / "a-broken" / "request.json").write_text("[" * 100_000)
    code, out, err = told("runs")
    assert (code, err) == (0, "")
    assert out.splitlines()[0].startswith("a-broken\tcannot be read\t")
    assert out.splitlines()[1].startswith(f"{stopped.path.name}\tunfinished\t")


@pytest.mark.parametrize(
    "arguments", [["run"], ["run", "x.tif", "--scale", "x"], ["rnu"], ["resume", "nope"], ["inspect", "nope"]]
)
def test_json_tells_every_refusal(told, arguments):
    code, out, err = told(*arguments, "--json")
    [event] = [json.loads(line) for line in out.splitlines()]
    assert (code, event["event"]) == (2, "error")
    assert err == f"orchestrator: {event['message']}\n"


@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_a_bug_has_an_exit_code_and_an_event_of_its_own(settings, scene_file, flags):
    code, out, err = cli(
        ["run", str(scene_file), "--backend", "fake", *flags], settings.home, scene_file,
        "stand_ins(mask_clouds=lambda *_: {}['bug'])",
    )  # fmt: skip
    assert code == 70
    assert "Traceback" in err and "KeyError: 'bug'" in err
    if flags:
        last = json.loads(out.splitlines()[-1])
        assert (last["event"], "KeyError" in last["message"]) == ("error", True)


@pytest.mark.parametrize("home", ["/proc/nope", "home"])
def test_a_folder_that_cannot_be_made_is_one_line(scene_file, told, monkeypatch, tmp_path, home):
    monkeypatch.setenv("AGRI_HOME", home if home.startswith("/") else str(tmp_path / home))
    out = [] if home.startswith("/") else ["--out", "/proc/nope/x"]
    code, _, err = told("run", scene_file, "--backend", "fake", *out)
    assert code == 2
    assert err.startswith("orchestrator: No such file or directory (/proc/nope")
    assert len(err.splitlines()) == 1


def test_a_scene_that_may_not_be_read_leaves_nothing_and_is_not_told_of_the_home(
    settings, scene_file, told, monkeypatch
):
    def locked(self, *_, **__):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", locked)
    code, _, err = told("run", scene_file, "--backend", "fake")
    assert code == 2
    assert "cannot be read (Permission denied); give rights to read it" in err
    assert "AGRI_HOME" not in err
    assert not list(settings.runs.glob("*"))
    assert "cannot be read (Permission denied)" in told("inspect", scene_file)[2]


def test_a_scene_that_is_a_pipe_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.tif")
    with pytest.raises(SceneError, match="neither a file nor a folder"):
        check_readable(tmp_path / "pipe.tif")


def test_a_name_that_is_not_in_utf8_is_one_line(settings, tmp_path):
    path = tmp_path / os.fsdecode(b"field\xff.tif")
    path.write_bytes(b"pixels")
    with pytest.raises(SceneError, match="not in UTF-8"):
        run_scene(order_for(path), settings, nodes=stand_ins())
    assert not list(settings.runs.glob("*"))


def test_a_question_that_is_not_in_utf8_is_one_line(settings, scene_file):
    order = order_for(scene_file)
    order = order.model_copy(update={"request": order.request.model_copy(update={"question": "\udcff"})})
    with pytest.raises(ConfigError, match="not in UTF-8"):
        run_scene(order, settings, nodes=stand_ins())
    assert not list(settings.runs.glob("*"))


@pytest.mark.parametrize("name", ["request.json", ".unfinished"])
@pytest.mark.parametrize("damage", ["deep", "pipe", "link"])
def test_a_folder_that_is_no_run_any_more_is_one_line(settings, stopped, tmp_path, name, damage):
    path = stopped.path / name
    path.rename(tmp_path / "outside")
    if damage == "deep":
        path.write_text("[" * 100_000)
    else:
        os.mkfifo(path) if damage == "pipe" else path.symlink_to(tmp_path / "outside")
    with pytest.raises(ConfigError):
        find(str(stopped.path), settings.runs)


def test_nobody_at_the_terminal_is_an_interruption(monkeypatch):
    def ended(*_, **__):
        raise EOFError

    monkeypatch.setattr("orchestrator.display.Prompt.ask", ended)
    with Progress(console=Console(stderr=True)) as progress, pytest.raises(KeyboardInterrupt):
        Bars(progress).ask("Is it so?")


def test_a_run_that_another_process_has_just_finished_is_one_line(settings, stopped, monkeypatch):
    seen = find(str(stopped.path), settings.runs)
    finish(seen)
    with pytest.raises(ConfigError, match="just ended"):
        resume_run(seen, settings, nodes=stand_ins())


def test_a_run_that_is_finished_between_opening_and_locking_is_one_line(settings, stopped, monkeypatch):
    lock = orchestrator.run_folder.fcntl.flock

    def late(handle, how):
        (stopped.path / ".unfinished").unlink()
        lock(handle, how)

    monkeypatch.setattr("orchestrator.run_folder.fcntl.flock", late)
    with pytest.raises(ConfigError, match="just ended"), held(stopped):
        pass


def test_a_marker_that_goes_while_it_is_looked_at_is_a_finished_run(settings, stopped, monkeypatch):
    read = Path.read_bytes

    def vanishing(self):
        if self.name == ".unfinished":
            self.unlink()
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", vanishing)
    assert find(str(stopped.path), settings.runs).is_finished


def test_a_refused_run_is_taken_away_while_it_is_held(settings, scene_file, monkeypatch):
    seen = []

    def watched(folder):
        with pytest.raises(ConfigError, match="another process"), held(folder):
            pass
        seen.append(folder)
        orchestrator.run_folder.discard(folder)

    monkeypatch.setattr("orchestrator.run.discard", watched)
    with pytest.raises(SceneError, match="no imagery"):
        run_scene(order_for(scene_file), settings, nodes=stand_ins(ingest=refuse))
    assert seen
    assert not list(settings.runs.glob("*"))


def test_a_run_that_another_process_took_first_is_not_taken_away(settings, scene_file, monkeypatch):
    begin = orchestrator.run_folder.begin
    holding = []

    def taken(*arguments):
        folder = begin(*arguments)
        holding.append(held(folder))
        holding[0].__enter__()
        return folder

    monkeypatch.setattr("orchestrator.run.begin", taken)
    with pytest.raises(ConfigError, match="another process"):
        run_scene(order_for(scene_file), settings, nodes=stand_ins())
    assert (all_runs(settings.runs)[0].path / "request.json").is_file()
    holding[0].__exit__(None, None, None)


def test_other_checkpoints_than_those_of_the_run_are_refused(settings, stopped):
    elsewhere = replace(settings, checkpoints="postgresql://me@127.0.0.1:1/none")
    with pytest.raises(ConfigError, match="begun with SQLite checkpoints; leave AGRI_CHECKPOINTS"):
        resume_run(stopped, elsewhere, nodes=stand_ins())


def test_a_run_without_checkpoints_says_that_it_begins_anew(settings, stopped, tmp_path, caplog):
    visited: list[str] = []
    other = Settings(home=tmp_path / "other", backend=settings.backend)
    resume_run(stopped, other, nodes=stand_ins(visited))
    assert visited[0] == "ingest"
    assert "begins anew" in caplog.text


def test_verify_tells_of_other_versions_after_the_findings(field, settings, told):
    run_dir = run_scene(whole_order(field), settings).run_dir
    manifest = json.loads((run_dir / "manifest.json").read_text())
    manifest["versions"]["agri-orchestrator"] = "0.0.9"
    (run_dir / "manifest.json").write_text(json.dumps(manifest))
    assert told("verify", run_dir)[:1] == (0,)
    (run_dir / "report.md").write_text("Nothing.")
    code, out, _ = told("verify", run_dir)
    assert code == 1
    assert out.splitlines()[-1].startswith("the run was made with other versions, which may count otherwise: agri-")
