"""Test the commands on collections: what they print, and that bad input is one line and exit code 2."""

import json
from pathlib import Path

import pytest
from PIL import Image

from orchestrator.cli import main


@pytest.fixture
def told(tmp_path, monkeypatch, capsys):
    """Runs `index` in this process; gives exit code, standard output and error."""
    monkeypatch.setenv("AGRI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AGRI_BACKEND", "fake")

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["index", *(str(argument) for argument in arguments)])
        return ended.value.code, *capsys.readouterr()

    return run


@pytest.fixture
def pictures(tmp_path) -> Path:
    folder = tmp_path / "pictures"
    for name, colour in (("bean/rust", (150, 90, 40)), ("bean/healthy", (60, 140, 50))):
        (folder / name).mkdir(parents=True)
        Image.new("RGB", (60, 50), colour).save(folder / name / "one.png")
    return folder


def test_a_folder_is_added_listed_searched_and_exported(told, pictures, tmp_path):
    assert told("add", pictures, "--licence", "CC0-1.0", "--source", "our farm")[:2] == (
        0, "2 new, 0 changed, 0 known already, 0 left out\n",
    )  # fmt: skip
    assert told("add", pictures, "--licence", "CC0-1.0", "--source", "our farm")[1].startswith(
        "0 new, 0 changed, 2 known"
    )
    code, out, _ = told("list")
    assert code == 0 and len(out.splitlines()) == 2 and "bean/rust" in out and "our farm" in out
    assert len(json.loads(told("list", "--json")[1])) == 2
    code, out, _ = told("search", "--image", pictures / "bean" / "rust" / "one.png", "--json")
    found = json.loads(out)["found"]
    assert code == 0 and found[0]["condition"] == "bean/rust" and found[0]["similarity"] == pytest.approx(1)
    code, out, _ = told("search", "--text", "bean, healthy")
    assert code == 0 and out.splitlines()[0].split("\t")[3] == "bean, healthy"
    assert told("export", tmp_path / "out")[0] == 0
    assert (tmp_path / "out" / "items.csv").is_file()
    assert told("rebuild")[1] == "2 items made anew\n"


def test_what_is_not_clearly_alike_is_shown_only_on_request(told, pictures):
    told("add", pictures)
    Image.new("RGB", (60, 50), (10, 10, 200)).save(pictures / "blue.png")
    code, out, _ = told("search", "--image", pictures / "blue.png")
    assert code == 0 and "Nothing among" in out
    assert "bean" in told("search", "--image", pictures / "blue.png", "--all")[1]


@pytest.mark.parametrize(
    "words",
    ["Воронa сидит на заборе", "玉米叶锈病", "feuille de maïs avec des taches de rouille",
     "taches jaunes de mildiou sur la vigne", "manchas amarillas en las hojas", "Flecken auf dem Blatt"],
)  # fmt: skip
def test_words_of_another_language_find_nothing_rather_than_something(told, monkeypatch, words):
    monkeypatch.setattr("models.retrieval.look_up.ENOUGH", -1.0)
    code, out, err = told("search", "--text", words)
    assert code == 0 and "Nothing among" in out and "is not in English" in err


def test_a_french_name_that_a_note_has_is_found(told):
    code, out, err = told("search", "--text", "Rouille du haricot")
    assert code == 0 and out.splitlines()[0].split("\t")[3] == "Bean rust" and "this very name" in err


def test_a_picture_that_cannot_be_read_is_named_and_the_rest_is_added(told, pictures):
    (pictures / "bean" / "rust" / "two.jpg").write_text("a receipt")
    code, out, err = told("add", pictures)
    assert code == 0 and out.startswith("2 new") and "1 left out" in out
    assert "left out: two.jpg is no picture" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "nowhere"), "there is no folder or file"),
        (("add", "{pictures}/bad"), "nothing of"),
        (("add", "{pictures}", "--collection", "../other"), "letters, digits"),
        (("list",), "there is no collection own"),
        (("export", "out"), "there is no collection own"),
        (("rebuild",), "there is no collection own"),
        (("search",), "either --image FILE or --text WORDS"),
        (("search", "--text", "a", "--image", "b.jpg"), "either --image"),
        (("search", "--text", " \n "), "has no words"),
        (("search", "--text", "…!?"), "has no words"),
        (("search", "--text", "leaf " * 1000), "shorten it"),
        (("search", "--image", "nowhere.jpg"), "there is no file"),
        (("search", "--image", "{pictures}/bad/text.png"), "no picture"),
        (("search", "--image", "{pictures}"), "no"),
    ],
)
def test_bad_input_is_one_line(told, pictures, tmp_path, monkeypatch, arguments, words):
    (pictures / "bad").mkdir()
    (pictures / "bad" / "text.png").write_text("no picture")
    monkeypatch.chdir(tmp_path)
    code, out, err = told(*(argument.format(pictures=pictures) for argument in arguments))
    assert code == 2 and out == ""
    last = err.splitlines()[-1]
    assert last.startswith("orchestrator: ") and words in last
    assert not (tmp_path / "home" / "index" / "own" / "items").exists()
