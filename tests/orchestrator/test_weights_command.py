"""`weights`: what answers here, and the language model that is fetched."""

import json
from pathlib import Path

import pytest

from models.caption import base_model
from models.caption.base_model import Base
from models.caption.config import SMOLLM2, SMOLLM2_SHA256
from models.checkpoints import CHECKPOINT_FILES
from models.errors import ConfigError, ModelUnavailable
from orchestrator.cli import main
from orchestrator.settings import Fetch, read_settings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AGRI_HOME", str(tmp_path))
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    with pytest.raises(SystemExit) as ended:
        main(["weights", *arguments])
    found = capsys.readouterr()
    return int(ended.value.code or 0), found.out.splitlines(), found.err


def test_each_room_has_a_line_with_model_hash_and_place(home, capsys):
    folder = home / "weights" / "risk"
    folder.mkdir(parents=True)
    for part in CHECKPOINT_FILES:
        (folder / part).write_text(json.dumps({"model": "another net"}))
    code, lines, _ = told(capsys, "list")
    rows = {line.split("\t")[0]: line.split("\t")[1:] for line in lines}
    assert code == 0
    assert set(rows) == {"modality", "health", "risk", "retrieval", "caption", "language model"}
    assert rows["risk"][0] == "another net" and rows["risk"][2] == str(folder)
    assert len(rows["health"][1]) == 12
    assert rows["language model"][:2] == ["–", "–"] and "weights pull" in rows["language model"][2]


def test_pull_fetches_into_the_home_folder_whatever_the_setting_says(home, capsys, monkeypatch):
    asked = []

    def find(name, cache, *, fetch, report):
        asked.append((name, cache, fetch))
        report("fetching", 0.5)
        return Base(cache / "made", name, SMOLLM2_SHA256)

    monkeypatch.setattr(base_model, "find_base", find)
    code, [line], _ = told(capsys, "pull")
    assert (code, asked) == (0, [(SMOLLM2, home / "cache", True)])
    assert line.split("\t") == [SMOLLM2, SMOLLM2_SHA256[:12], str(home / "cache" / "made")]


def test_without_a_network_it_ends_in_one_line(home, capsys, monkeypatch):
    def find(*_given, **_how):
        raise ModelUnavailable(
            "it could not be fetched; with a network run it again", room="caption", kind="unreachable"
        )

    monkeypatch.setattr(base_model, "find_base", find)
    code, lines, error = told(capsys, "pull")
    assert (code, lines) == (2, []) and error == "orchestrator: it could not be fetched; with a network run it again\n"


@pytest.mark.parametrize(("said", "found"), [(None, Fetch.FIRST_USE), ("never", Fetch.NEVER)])
def test_the_setting_says_whether_a_run_may_fetch(said, found, tmp_path):
    from orchestrator.assembly import build_backend

    settings = read_settings(environment={"AGRI_HOME": str(tmp_path), **({"AGRI_FETCH": said} if said else {})})
    assert settings.fetch is found
    told: list[tuple[str, int, int]] = []
    backend = build_backend(settings.backend, settings, lambda *event: told.append(event))
    assert backend.fetching.is_allowed == (found is Fetch.FIRST_USE)
    backend.fetching.report("fetching", 0.25)
    assert told == [("caption_scene", 25, 100)]


def test_another_word_for_it_is_refused():
    with pytest.raises(ConfigError, match="AGRI_FETCH"):
        read_settings(environment={"AGRI_FETCH": "always"})
