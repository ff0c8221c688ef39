"""What `run` takes of `--llm`, and what of it a run folder may hold."""

import pytest

from models.errors import ConfigError
from nodes.drafting.budget import Budget
from orchestrator.commands.parsing import read_budget, read_words
from orchestrator.settings import read_settings
from tests.orchestrator.runs import start_cli

SERVER = {"AGRI_LLM_BASE_URL": "http://127.0.0.1:9/v1"}


def test_the_order_names_model_mode_and_budget():
    settings = read_settings(llm="openai:qwen-1.5b", environment=SERVER)
    words = read_words(settings, None, "calls=3, seconds=1.5")
    assert (words.model, words.mode) == ("openai:qwen-1.5b", "choose")
    assert words.budget == Budget(calls=3, seconds=1.5)
    assert read_words(settings, "rewrite", None).mode == "rewrite"


def test_no_model_is_ordered_unless_it_is_asked_for():
    assert read_words(read_settings(environment={**SERVER, "OPENAI_API_KEY": "k"}), None, None) is None
    assert read_words(read_settings(environment={**SERVER, "AGRI_LLM": "openai:x"}), None, None).model == "openai:x"
    assert read_words(read_settings(environment={**SERVER, "AGRI_LLM": "openai:x"}, llm="none"), None, None) is None


@pytest.mark.parametrize("said", ["calls=0", "calls=many", "euros=3", "calls", "seconds=nan", "=", "seconds=inf"])
def test_a_budget_that_is_none_is_told_in_one_line(said):
    with pytest.raises(ConfigError, match="--llm-budget") as told:
        read_budget(said)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("flags", "environment", "words"),
    [
        (["--llm", "gpt"], {}, "it takes none, auto"),
        (["--llm", "openai:x"], {"OPENAI_API_KEY": ""}, "set OPENAI_API_KEY"),
        (["--llm", "openai:x", "--llm-mode", "sing"], SERVER, "--llm-mode sing"),
        (["--llm", "openai:x", "--llm-budget", "calls=0"], SERVER, "--llm-budget calls"),
    ],
)
def test_what_cannot_be_asked_ends_in_one_line_and_leaves_nothing(tmp_path, scene_file, flags, environment, words):
    home = tmp_path / "home"
    done = start_cli(["run", str(scene_file), *flags], "stand_ins()", home, scene_file, **environment)
    out, err = done.communicate(timeout=60)
    assert done.returncode == 2 and words in err and err.count("\n") == 1 and not out
    assert not list(home.glob("runs/*"))
