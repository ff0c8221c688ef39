import pytest

from models.errors import ConfigError
from nodes.drafting.budget import Budget
from orchestrator.llm import providers
from orchestrator.llm.providers import PROVIDERS, check_model, find_model, open_model, pick_mode
from orchestrator.settings import LLM_KEYS, LlmAccess, read_settings

SECRET = "sk-very-secret-key"


def access(**environment: str) -> LlmAccess:
    return read_settings(environment=environment).llm_access


@pytest.fixture
def all_packages(monkeypatch):
    monkeypatch.setattr(providers, "find_spec", lambda _name: object())


@pytest.mark.parametrize("said", ["none", "None", "auto"])
def test_without_a_key_nobody_is_asked(said):
    assert find_model(said, access()) is None


@pytest.mark.parametrize(("provider", "variable"), [(one, name) for one, names in LLM_KEYS.items() for name in names])
def test_auto_takes_what_there_is_a_key_for(all_packages, provider, variable):
    assert find_model("auto", access(**{variable: SECRET})) == f"{provider}:{PROVIDERS[provider].model}"
    assert find_model("auto", access(**{variable: SECRET, "AGRI_LLM_MODEL": "mine"})) == f"{provider}:mine"


def test_auto_takes_a_server_of_ones_own_first():
    told = {"AGRI_LLM_BASE_URL": "http://127.0.0.1:1/v1", "ANTHROPIC_API_KEY": SECRET}
    assert find_model("auto", access(**told, AGRI_LLM_MODEL="qwen")) == "openai:qwen"
    with pytest.raises(ConfigError, match="AGRI_LLM_MODEL"):
        find_model("auto", access(**told))


def test_auto_takes_ollama_where_its_address_and_a_model_are_said(all_packages):
    assert find_model("auto", access(OLLAMA_HOST="http://h:1")) is None
    assert find_model("auto", access(OLLAMA_HOST="http://h:1", AGRI_LLM_MODEL="qwen3:8b")) == "ollama:qwen3:8b"


@pytest.mark.parametrize("said", ["", "gpt", "openai", "openai:", "nobody:model", "::", "openai :x"])
def test_what_is_no_model_is_named_in_one_line(said):
    with pytest.raises(ConfigError, match="--llm") as told:
        find_model(said, access(OPENAI_API_KEY=SECRET))
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("provider", [name for name, told in PROVIDERS.items() if told.needs_key])
def test_a_missing_key_and_a_missing_package_are_said(monkeypatch, all_packages, provider):
    with pytest.raises(ConfigError, match=LLM_KEYS[provider][0]):
        find_model(f"{provider}:x", access())
    monkeypatch.setattr(providers, "find_spec", lambda _name: None)
    with pytest.raises(ConfigError, match="pip install"):
        check_model(f"{provider}:x", access(**{LLM_KEYS[provider][0]: SECRET}))


def test_other_names_of_a_provider_are_known(all_packages):
    assert find_model("google:gemini-x", access(GEMINI_API_KEY=SECRET)) == "google_genai:gemini-x"


def test_no_repr_tells_a_key():
    told = {name: SECRET for names in LLM_KEYS.values() for name in names}
    told |= {"AGRI_LLM_BASE_URL": f"http://me:{SECRET}@h/v1", "AGRI_LLM_KEY": SECRET, "OLLAMA_HOST": f"http://{SECRET}"}
    settings = read_settings(environment=told)
    assert SECRET in settings.llm_access.keys.values()
    assert SECRET not in repr(settings) and SECRET not in str(settings.llm_access)
    chat = open_model("openai:x", access(OPENAI_API_KEY=SECRET), Budget())
    assert SECRET not in repr(chat) and SECRET not in str(chat)


def test_an_address_that_is_none_is_refused_without_repeating_it():
    with pytest.raises(ConfigError, match="AGRI_LLM_BASE_URL") as told:
        access(AGRI_LLM_BASE_URL=f"ftp://{SECRET}")
    assert SECRET not in str(told.value)


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("openai:qwen2.5-coder-1.5b-instruct", "choose"),
        ("ollama:llama3.2:3b", "choose"),
        ("ollama:qwen3:8b", "auto"),
        ("huggingface:Qwen/Qwen2.5-72B-Instruct", "auto"),
        ("openai:gpt-4.1-mini", "auto"),
        ("openai:gpt-4b2", "auto"),
    ],
)
def test_small_models_only_choose(name, mode):
    assert pick_mode(name) == mode


def test_a_model_is_opened_cold_and_bounded():
    chat = open_model("openai:x", access(AGRI_LLM_BASE_URL="http://127.0.0.1:1/v1", OPENAI_API_KEY=SECRET), Budget())
    assert (chat.temperature, chat.max_tokens, chat.request_timeout) == (0.0, 1_200, 60)
    assert chat.openai_api_key.get_secret_value() == "none"  # that of OpenAI is not sent to another server
