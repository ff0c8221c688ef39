"""A run with a language model behind a server on loopback: from the order to a report that `verify` believes."""

import json
from dataclasses import replace
from typing import Any

import pytest

from models.errors import ConfigError, SceneError
from models.geo.contract.scene import SceneFlags
from nodes.drafting.budget import Budget
from nodes.drafting.results import WordsOrder
from nodes.state import Request, SceneState
from nodes.verify.findings import Verification
from nodes.verify.run import verify_run
from nodes.verify.words import check_words
from orchestrator.graph import NODES
from orchestrator.run import resume_run, run_scene
from orchestrator.run_folder import Order, all_runs
from orchestrator.settings import BackendName, LlmAccess
from tests.llm_server import Body, Say, say, serve
from tests.orchestrator.runs import contents, start_cli

SECRET = "sk-very-secret-key"
FLAGS = SceneFlags(sensor="Sentinel-2", unit="reflectance", scale=1e-4, offset=0, date="2024-06-15")
WORDS = WordsOrder(model="openai:test", mode="rewrite", budget=Budget(retries_a_call=0))


def order_for(field, words=WORDS) -> Order:
    request = Request(scene_path=field.path, flags=FLAGS, clouds=False)
    return Order(request=request, backend=BackendName.FAKE, words=words)


def repeat_the_sentences(body: Body) -> Say:
    """A model that says all that code says, in its last wording."""
    told = json.loads(body["messages"][1]["content"])
    return say(" ".join(wordings[-1] for wordings in told["sentences"].values()))


def invent(_body: Body) -> Say:
    return say("Spray now: 97 % of the ground is lost because of drought.")


def test_a_model_words_the_report_and_verify_proofreads_it_again(field, settings):
    with serve(repeat_the_sentences) as served:
        asked = replace(settings, llm_access=LlmAccess(base_url=served.url, server_key=SECRET))
        one, other = (run_scene(order_for(field), asked) for _ in range(2))
    words = one.state.words
    assert words.sections and {section.author for section in words.sections} == {"model"}
    assert words.calls == len(words.sections) and words.stopped is None
    assert verify_run(one.run_dir).findings == []
    assert contents(one.run_dir) == contents(other.run_dir)
    report = (one.run_dir / "report.md").read_text()
    assert "## In words" in report and report.count("written by openai:test") == len(words.sections)
    manifest = json.loads((one.run_dir / "manifest.json").read_text())["words"]
    assert manifest["model"] == "openai:test" and manifest["temperature"] == 0 and manifest["prompts"]
    assert manifest["tokens_in"] == words.tokens_in and manifest["budget"]["calls"] == 40
    assert served.keys[0] == f"Bearer {SECRET}"
    held = b"".join(path.read_bytes() for folder in (one.run_dir, settings.home) for path in folder.rglob("*.*"))
    assert SECRET.encode() not in held and served.url.encode() not in held


def test_what_a_model_invents_is_never_in_the_report(field, settings):
    with serve(invent) as served:
        finished = run_scene(order_for(field), replace(settings, llm_access=LlmAccess(base_url=served.url)))
    assert {section.author for section in finished.state.words.sections} == {"code"}
    assert all(section.faults for section in finished.state.words.sections)
    texts = [path.read_text() for path in finished.run_dir.iterdir() if path.suffix in (".md", ".html")]
    assert not any("Spray" in text for text in texts)
    assert verify_run(finished.run_dir).findings == []


def change_text(words: dict[str, Any]) -> None:
    words["sections"][0]["text"] += " Spray now."


def change_author(words: dict[str, Any]) -> None:
    words["sections"][0] |= {"author": "code", "way": None, "text": "All is well."}


def leave_out(words: dict[str, Any]) -> None:
    words["sections"].pop()


def add(words: dict[str, Any]) -> None:
    words["sections"].append(words["sections"][0] | {"name": "advice"})


def name_another(words: dict[str, Any]) -> None:
    words["model"] = "openai:better"


def test_words_that_were_changed_later_are_found(field, settings):
    with serve(repeat_the_sentences) as served:
        finished = run_scene(order_for(field), replace(settings, llm_access=LlmAccess(base_url=served.url)))
    path = finished.run_dir / "state.json"
    written = path.read_text()
    manifest = json.loads((finished.run_dir / "manifest.json").read_text())
    for change in (change_text, change_author, leave_out, add, name_another):
        state = json.loads(written)
        change(state["words"])
        done = Verification()
        check_words(SceneState.model_validate(state), manifest, done)
        assert [finding for finding in done if finding.claim.startswith("words")], change.__name__


def test_a_run_that_is_taken_up_keeps_what_was_written(field, settings):
    def refuse(_state, _context):
        raise SceneError("the disk is gone")

    with serve(repeat_the_sentences) as served:
        asked = replace(settings, llm_access=LlmAccess(base_url=served.url))
        with pytest.raises(SceneError):
            run_scene(order_for(field), asked, nodes={**NODES, "compose_report": refuse})
        calls = len(served.asked)
        [folder] = all_runs(settings.runs)
        resumed = resume_run(folder, asked)
        assert len(served.asked) == calls > 0
        undisturbed = run_scene(order_for(field), asked)
    assert contents(resumed.run_dir) == contents(undisturbed.run_dir)


def test_a_missing_key_stops_a_run_before_it_begins(field, settings):
    words = WORDS.model_copy(update={"model": "openai:gpt-x"})
    with pytest.raises(ConfigError, match="OPENAI_API_KEY"):
        run_scene(order_for(field, words), settings)
    assert not list(settings.runs.glob("*"))


def test_the_command_takes_the_server_of_the_environment(field, tmp_path):
    home = tmp_path / "home"
    flags = ["--sensor", "Sentinel-2", "--unit", "reflectance", "--scale", "0.0001", "--offset", "0", "--no-clouds"]
    with serve(repeat_the_sentences) as served:
        told = {"AGRI_LLM_BASE_URL": served.url, "AGRI_BACKEND": "fake"}
        line = ["run", field.path, *flags, "--llm", "openai:test", "--llm-mode", "rewrite", "--json"]
        done = start_cli(line, "orchestrator.run.NODES", home, field.path, **told)
        _, err = done.communicate(timeout=60)
    assert done.returncode == 0, err
    [run_dir] = (home / "runs").iterdir()
    assert "openai:test" in (run_dir / "manifest.json").read_text()
    assert verify_run(run_dir).findings == []
