"""Runs that were sent elsewhere are listed too, whatever became of them or of the list."""

import threading
from pathlib import Path

import pytest

from models.errors import SceneError
from orchestrator.cli import main
from orchestrator.run import run_scene
from orchestrator.run_list import LIST, list_elsewhere, note_run
from tests.orchestrator.runs import order_for
from tests.stand_ins import stand_ins


def listed(home: Path, monkeypatch, capsys) -> list[str]:
    monkeypatch.setenv("AGRI_HOME", str(home))
    with pytest.raises(SystemExit) as ended:
        main(["runs"])
    assert ended.value.code == 0
    return capsys.readouterr().out.splitlines()


def made(folder: Path) -> Path:
    """A folder that holds as much of a run as the list asks for."""
    folder.mkdir(parents=True)
    (folder / "request.json").write_text("{}")
    return folder


def test_a_run_with_out_is_listed_by_its_path(settings, scene_file, tmp_path, monkeypatch, capsys):
    run_scene(order_for(scene_file), settings, nodes=stand_ins())
    run_scene(order_for(scene_file), settings, out=tmp_path / "else where", nodes=stand_ins())
    first, second = listed(settings.home, monkeypatch, capsys)
    assert first.startswith("field-")
    assert second == f"{tmp_path / 'else where'}\tfinished\t{scene_file}"


def test_a_run_that_was_refused_or_taken_away_is_dropped(settings, scene_file, tmp_path, monkeypatch, capsys):
    def refuse(_state, _context):
        raise SceneError("no scene")

    with pytest.raises(SceneError):
        run_scene(order_for(scene_file), settings, out=tmp_path / "refused", nodes=stand_ins(ingest=refuse))
    assert len((settings.home / LIST).read_text().split()) == 1
    assert listed(settings.home, monkeypatch, capsys) == []


def test_a_list_that_was_left_in_part_still_tells_the_rest(tmp_path):
    home, runs = tmp_path / "home", tmp_path / "home" / "runs"
    paths = [made(tmp_path / name) for name in ("one", "two\nlines", "three")]
    note_run(home, paths[0])
    with (home / LIST).open("ab") as file:
        file.write(b'"/half/wri')  # killed here
    note_run(home, paths[1])
    with (home / LIST).open("ab") as file:
        file.write(b'\xff\xfe\n{"a": 1}\n"relative"\n"/nul\\u0000"\n[]\n')
    note_run(home, paths[2])
    note_run(home, paths[0])
    assert list_elsewhere(home, runs) == paths
    assert list_elsewhere(tmp_path / "nothing", runs) == []


def test_runs_that_begin_at_once_are_all_listed(tmp_path):
    home = tmp_path / "home"
    paths = [made(tmp_path / f"run {number}") for number in range(40)]
    threads = [threading.Thread(target=note_run, args=(home, path)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {*list_elsewhere(home, home / "runs")} == {*paths}


def test_a_run_of_the_home_folder_is_not_listed_twice(settings, scene_file, monkeypatch, capsys):
    run_scene(order_for(scene_file), settings, out=settings.runs / "own", nodes=stand_ins())
    assert [line.split("\t")[0] for line in listed(settings.home, monkeypatch, capsys)] == ["own"]


def test_a_list_that_cannot_be_written_stops_no_run(tmp_path, caplog):
    (tmp_path / "home").write_text("a file")
    note_run(tmp_path / "home", tmp_path)
    assert "will not be listed" in caplog.text
