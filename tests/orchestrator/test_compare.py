"""`compare` and `verify` of what it leaves, as they are typed."""

import json

import pytest

from nodes.run_folder.files import UNFINISHED
from orchestrator.cli import main
from orchestrator.run_folder import Marker
from tests.nodes.compare.made_runs import BOXES, JULY, Made, make_run, rows_of


@pytest.fixture
def runs(tmp_path):
    after = Made(day=JULY).planted(rows_of(BOXES["West"]), 0.3)
    return [str(make_run(tmp_path / "june", Made())), str(make_run(tmp_path / "july", after))]


@pytest.fixture
def told(tmp_path, monkeypatch, capsys):
    """Runs a command in this process; gives exit code, standard output and error."""
    monkeypatch.setenv("AGRI_HOME", str(tmp_path / "home"))

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        return ended.value.code, *capsys.readouterr()

    return run


def test_the_terminal_says_what_fell_and_where_the_report_is(told, runs, tmp_path):
    code, out, err = told("compare", *runs, "--out", tmp_path / "out")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("Between 28 June and 23 July 2018, grass browned or was cut in West")
    assert lines[1:] == [
        "West (grass): NDVI 0.60 → 0.30 (-0.30), clearly fell", str(tmp_path / "out" / "report.md"),
    ]  # fmt: skip
    assert told("verify", tmp_path / "out")[0] == 0
    page = tmp_path / "out" / "report.md"
    page.write_text(page.read_text().replace("0.30", "0.31"))
    code, out, _ = told("verify", tmp_path / "out")
    assert code == 1
    assert "report.md" in out


def test_json_holds_the_result_and_the_place(told, runs):
    code, out, err = told("compare", *runs[::-1], "--json")
    [said] = [json.loads(line) for line in out.splitlines()]
    assert (code, err, said["event"]) == (0, "", "comparison")
    assert "/home/comparisons/" in said["folder"]
    assert said["change"]["fields"][0]["indices"][0]["verdict"] == "fell"
    assert told("verify", said["folder"].rpartition("/")[2])[0] == 0


def test_what_cannot_be_compared_is_one_line_and_exit_code_2(told, runs, tmp_path):
    marker = Marker(thread="a", started="2026-01-01T00:00:00Z").model_dump_json()
    for arguments, words in (
        ((runs[0], runs[0]), "two dates"),
        ((runs[0], "nothing"), "there is no run nothing"),
        ((runs[0],), "Missing argument"),
        ((*runs, "--out", tmp_path), "not empty"),
    ):
        code, out, err = told("compare", *arguments)
        assert (code, out, len(err.splitlines())) == (2, "", 1)
        assert words in err
    (tmp_path / "july" / UNFINISHED).write_text(marker)
    code, _, err = told("compare", *runs)
    assert code == 2
    assert "run july is not finished; to go on: python -m orchestrator resume" in err
    assert not (tmp_path / "home" / "comparisons").exists()


def test_verify_of_a_comparison_takes_no_scene(told, runs, tmp_path):
    told("compare", *runs, "--out", tmp_path / "out")
    code, _, err = told("verify", tmp_path / "out", "--scene", runs[0])
    assert code == 2
    assert "leave --scene away" in err
