"""Which language model is meant by `--llm`, whether it can be had here, and how it is opened."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from models.errors import ConfigError
from nodes.drafting.budget import Budget
from nodes.drafting.writer import Mode
from orchestrator.settings import LLM_KEYS, LlmAccess

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

TEMPERATURE = 0.0
_SMALL = 7.0
"""Billions of parameters below which a model only chooses: those of 0.5 and 1.5 wrote false sentences."""
_SIZE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s?b(?![a-z0-9])", re.IGNORECASE)


@dataclass(frozen=True)
class Provider:
    """How models of one provider are opened."""

    package: str
    extra: str  # of our own package, that installs it
    options: Callable[[LlmAccess, Budget], dict[str, Any]]
    model: str | None = None  # that `auto` takes
    needs_key: bool = True


def _openai(access: LlmAccess, budget: Budget) -> dict[str, Any]:
    common = {
        "max_tokens": budget.tokens_a_reply,
        "timeout": budget.seconds_a_call,
        "max_retries": budget.retries_a_call,
    }
    if access.base_url is None:
        return common | {"api_key": access.keys.get("openai")}
    return common | {
        "base_url": access.base_url,
        "api_key": access.server_key or "none",  # the key of one provider is never sent to another
        "extra_body": {"max_tokens": budget.tokens_a_reply},  # servers that do not know the newer name would never end
        "use_responses_api": False,
    }


def _anthropic(access: LlmAccess, budget: Budget) -> dict[str, Any]:
    return {
        "api_key": access.keys.get("anthropic"),
        "max_tokens": budget.tokens_a_reply,
        "timeout": budget.seconds_a_call,
        "max_retries": budget.retries_a_call,
    }


def _google(access: LlmAccess, budget: Budget) -> dict[str, Any]:
    return {
        "api_key": access.keys.get("google_genai"),
        "max_tokens": budget.tokens_a_reply,
        "timeout": budget.seconds_a_call,
        "max_retries": budget.retries_a_call,
    }


def _ollama(access: LlmAccess, budget: Budget) -> dict[str, Any]:
    return {
        "base_url": access.ollama,
        "num_predict": budget.tokens_a_reply,
        "client_kwargs": {"timeout": budget.seconds_a_call},
    }


def _huggingface(access: LlmAccess, budget: Budget) -> dict[str, Any]:
    return {
        "backend": "endpoint",  # never a download of weights
        "task": "text-generation",
        "huggingfacehub_api_token": access.keys.get("huggingface"),
        "max_new_tokens": budget.tokens_a_reply,
        "timeout": int(budget.seconds_a_call),
    }


PROVIDERS = {
    "anthropic": Provider("langchain_anthropic", "anthropic", _anthropic, "claude-haiku-4-5"),
    "openai": Provider("langchain_openai", "openai", _openai, "gpt-4.1-mini"),
    "google_genai": Provider("langchain_google_genai", "google", _google, "gemini-2.5-flash"),
    "huggingface": Provider("langchain_huggingface", "huggingface", _huggingface, "Qwen/Qwen2.5-72B-Instruct"),
    "ollama": Provider("langchain_ollama", "ollama", _ollama, needs_key=False),
}
_OTHER_NAMES = {"google": "google_genai", "gemini": "google_genai", "hf": "huggingface", "claude": "anthropic"}


def find_model(said: str, access: LlmAccess) -> str | None:
    """Name the model that is meant as `provider:model`; None for none. Raises `ConfigError` where it cannot be had."""
    if said.strip().lower() == "none":
        return None
    name = _take_what_is_there(access) if said.strip().lower() == "auto" else said.strip()
    if name is None:
        return None
    provider, _, model = name.partition(":")
    provider = _OTHER_NAMES.get(provider.lower(), provider.lower())
    if provider not in PROVIDERS or not model:
        known = ", ".join(f"{one}:MODEL" for one in PROVIDERS)
        raise ConfigError(f"--llm {name} is not known; it takes none, auto, {known}")
    check_model(f"{provider}:{model}", access)
    return f"{provider}:{model}"


def open_model(name: str, access: LlmAccess, budget: Budget) -> "BaseChatModel":
    """Open a model that `find_model` has named; nothing is sent before it is asked."""
    from langchain.chat_models import init_chat_model

    provider, _, model = name.partition(":")
    check_model(name, access)
    options = PROVIDERS[provider].options(access, budget)
    chat: BaseChatModel = init_chat_model(model, model_provider=provider, temperature=TEMPERATURE, **options)
    return chat


def check_model(name: str, access: LlmAccess) -> None:
    """Raise `ConfigError` where the package or the key of a model of `find_model` is missing."""
    provider = name.partition(":")[0]
    told = PROVIDERS.get(provider)
    if told is None:
        raise ConfigError(f"there is no provider {provider!r} of language models; --llm takes {', '.join(PROVIDERS)}")
    if find_spec(told.package) is None:
        raise ConfigError(
            f"--llm {provider} needs the package {told.package}; pip install 'agri-orchestrator[{told.extra}]'"
        )
    has_server = provider == "openai" and access.base_url is not None
    if told.needs_key and not has_server and provider not in access.keys:
        raise ConfigError(f"--llm {provider} finds no key; set {' or '.join(LLM_KEYS[provider])}")


def pick_mode(name: str) -> Mode:
    """What a model is trusted with where nobody says it: a small one chooses, any other is tried."""
    size = _SIZE.search(name.partition(":")[2])
    return "choose" if size and float(size[1]) < _SMALL else "auto"


def _take_what_is_there(access: LlmAccess) -> str | None:
    if access.base_url is not None:
        if access.model is None:
            raise ConfigError(
                "--llm auto finds AGRI_LLM_BASE_URL, but no model; set AGRI_LLM_MODEL or --llm openai:MODEL"
            )
        return f"openai:{access.model}"
    for provider in LLM_KEYS:
        if provider in access.keys:
            return f"{provider}:{access.model or PROVIDERS[provider].model}"
    return f"ollama:{access.model}" if access.ollama and access.model else None
