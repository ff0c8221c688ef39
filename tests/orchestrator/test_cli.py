import json
import os
import subprocess
import sys

import pytest

from models.geo.contract.scene import SceneFlags
from orchestrator.cli import main
from orchestrator.run import run_scene
from orchestrator.run_folder import all_runs, find
from tests.orchestrator.runs import ROOT, cli, order_for
from tests.stand_ins import stand_ins


@pytest.fixture
def told(tmp_path, monkeypatch, capsys):
    """Runs a command in this process; gives exit code, standard output and error."""
    monkeypatch.setenv("AGRI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "120")

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        return ended.value.code, *capsys.readouterr()

    return run


def test_a_run_prints_the_path_of_its_report_unbroken_on_a_narrow_screen(settings, scene_file):
    code, out, err = cli(["run", str(scene_file), "--backend", "fake"], settings.home, scene_file)
    assert code == 0, err
    [folder] = all_runs(settings.runs)
    assert out.endswith(f"\n{folder.path / 'report.md'}\n")
    assert out.startswith("No spectral index could be measured")
    assert "ingest: done" in err.splitlines()


def test_json_is_one_object_a_line_and_ends_with_the_report(settings, scene_file):
    code, out, err = cli(["run", str(scene_file), "--backend", "fake", "--json"], settings.home, scene_file)
    events = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert events[0]["event"] == "run"
    assert {"event": "started", "step": "ingest"} in events
    assert {"event": "window", "step": "ingest", "done": 1, "total": 1} in events
    assert events[-1]["event"] == "report"
    assert events[-1]["report"] == events[-1]["run_dir"] + "/report.md"
    assert events[-1]["issues"][0]["step"] == "mask_clouds"
    assert events[-1]["result"][0].startswith("No spectral index could be measured")


def test_json_tells_an_error_too(settings, tmp_path):
    missing = tmp_path / "missing.tif"
    code, out, err = cli(["run", str(missing), "--backend", "fake", "--json"], settings.home, missing, "NODES")
    assert code == 2
    assert json.loads(out.splitlines()[-1])["event"] == "error"
    assert len(err.splitlines()) == 1


def test_a_question_without_a_terminal_waits_and_is_answered_by_resume(settings, scene_file):
    nodes = "stand_ins(caption_scene={'caption': CaptionResult(text='A field.', confidence=0.1)})"
    code, out, err = cli(["run", str(scene_file), "--review", "--backend", "fake"], settings.home, scene_file, nodes)
    [folder] = all_runs(settings.runs)
    assert (code, out) == (3, "")
    assert f"orchestrator resume {folder.path} --answer" in err.splitlines()[-1]
    again = cli(["resume", str(folder.path), "--answer", "reject"], settings.home, scene_file, nodes)
    assert (again[0], again[1].splitlines()[-1]) == (0, str(folder.path / "report.md"))
    code, _, err = cli(["resume", folder.path.name], settings.home, scene_file, nodes)
    assert code == 2
    assert "is finished" in err


def test_flags_and_options_are_kept_with_the_run(settings, scene_file):
    said = [
        "--bands", "B02,B03,-", "--scale", "0.0001", "--offset", "-0.1", "--sensor", "Sentinel-2", "--level", "L2A",
        "--unit", "reflectance", "--nodata", "0,65535", "--date", "2024-06-15", "--indices", "NDVI, EVI", "--no-clouds",
        "--question", "Is it dry?",
    ]  # fmt: skip
    code, _, err = cli(["run", str(scene_file), "--backend", "fake", *said], settings.home, scene_file)
    assert code == 0, err
    order = find(all_runs(settings.runs)[0].path.name, settings.runs).order
    assert order.backend == "fake"
    assert order.request.flags == SceneFlags(
        bands=("B02", "B03", "-"), scale=0.0001, offset=-0.1, sensor="Sentinel-2", level="L2A", unit="reflectance",
        nodata=(0, 65535), date="2024-06-15",
    )  # fmt: skip
    assert order.request.indices == ("NDVI", "EVI")
    assert (order.request.clouds, order.request.question) == (False, "Is it dry?")


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "x.tif", "--scale", "one"],
        ["run", "x.tif", "--unit", "reflectence"],
        ["run", "x.tif", "--nodata", "none"],
        ["run", "x.tif", "--kind", "leaf"],
        ["run", "x.tif", "--date", "2024-06"],
        ["run", "x.tif", "--date", "2024-02-30"],
        ["run", "x.tif", "--date", "15.06.2024"],
        ["run", "x.tif", "--overwrite"],
        ["run", "x.tif", "--backend", "gpu"],
        ["run", "x.tif", "--checkpoints", "checkpoints.db"],
        ["rnu", "x.tif"],
        ["resume", "nobody"],
        ["verify", "nobody"],
        ["inspect", "no-such-file.tif"],
        ["run", "no-such-file.tif"],
        ["run", "no-such-file.tif", "--risk-preset", "bold"],
    ],
)
def test_what_cannot_be_is_one_line_and_exit_code_2(told, tmp_path, arguments):
    code, out, err = told(*arguments)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert err.startswith("orchestrator: ")
    assert not list((tmp_path / "home").glob("runs/*"))


def test_inspect_shows_every_band_and_source_in_a_table_and_as_json(field, told, tmp_path):
    flags = ["--sensor", "Sentinel-2", "--unit", "reflectance", "--scale", "0.0001", "--offset", "0"]
    code, out, err = told("inspect", field.path, *flags)
    assert code == 0, err
    assert all(band.name in out for band in field.bands)
    assert "flag" in out and "EPSG:32631" in out
    code, out, _ = told("inspect", field.path, *flags, "--json")
    assert json.loads(out) == field.model_dump(mode="json")
    assert not (tmp_path / "home").exists()


def test_inspect_survives_a_screen_that_is_narrow_and_knows_ascii_only(field):
    screen = {"COLUMNS": "30", "PYTHONIOENCODING": "ascii", "NO_COLOR": "1", "TERM": "dumb"}
    command = [sys.executable, "-m", "orchestrator", "inspect", field.path, "--sensor", "Sentinel-2"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **screen}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_how_risk_is_judged_is_kept_with_the_run(settings, scene_file):
    flags = ["--risk-preset", "balanced", "--crf", "4", "--turns"]
    code, _, err = cli(["run", str(scene_file), "--backend", "fake", *flags], settings.home, scene_file)
    assert code == 0, err
    [folder] = all_runs(settings.runs)
    assert (folder.order.options.crf_iterations, folder.order.options.risk_turns) == (4, True)


def test_runs_are_listed(settings, scene_file, told):
    run_scene(order_for(scene_file), settings, nodes=stand_ins())
    code, out, _ = told("runs")
    assert code == 0
    assert out.split("\t") == [all_runs(settings.runs)[0].path.name, "finished", f"{scene_file}\n"]


def test_the_graph_is_drawn(told):
    code, out, _ = told("graph")
    assert code == 0
    assert "caption_scene --> retrieve_similar" in out


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--context", "soil=chalk"], "the network knows"),
        (["--sensors", "none.csv"], "no such file of sensor readings"),
        (["--parcels", "none.geojson"], "no such file of parcels"),
    ],
)
def test_what_is_said_of_the_field_and_cannot_be_used_ends_in_one_line(field, tmp_path, flags, words):
    home = tmp_path / "home"
    command = [sys.executable, "-m", "orchestrator", "run", field.path, "--unit", "reflectance", "--scale", "0.0001"]
    done = subprocess.run(
        [*command, "--offset", "0", "--sensor", "Sentinel-2", *flags], capture_output=True, text=True, timeout=120,
        env={**os.environ, "AGRI_HOME": str(home)}, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
