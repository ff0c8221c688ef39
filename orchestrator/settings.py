"""The settings of this machine and person: the only reader of the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

from models.errors import ConfigError


class Fetch(StrEnum):
    """When models of others may be fetched that our weights stand on."""

    FIRST_USE = "first-use"
    NEVER = "never"


class BackendName(StrEnum):
    """Who answers for the networks."""

    LOCAL = "local"
    MODAL = "modal"
    FAKE = "fake"


@dataclass(frozen=True)
class LlmAccess:
    """How language models are reached; its repr tells neither a key nor an address, which may hold a password."""

    keys: Mapping[str, str] = field(default_factory=dict, repr=False)  # provider → key
    base_url: str | None = field(default=None, repr=False)  # of a server that speaks as OpenAI's does
    server_key: str | None = field(default=None, repr=False)  # for that server alone
    ollama: str | None = field(default=None, repr=False)  # address of Ollama; None: this machine's
    model: str | None = None  # that `auto` takes


LLM_KEYS = {
    "anthropic": ("ANTHROPIC_API_KEY",),
    "openai": ("OPENAI_API_KEY",),
    "google_genai": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "huggingface": ("HF_TOKEN", "HUGGINGFACEHUB_API_TOKEN"),
}
"""Provider → variables that may hold its key, in the order in which `auto` asks."""


@dataclass(frozen=True)
class Settings:
    """Where things are kept and who answers; nothing here changes what a given answer means."""

    home: Path
    backend: BackendName = BackendName.LOCAL
    weights: Path | None = None  # holds <room>/model.safetensors; looked at before all other places
    checkpoints: str | None = field(default=None, repr=False)  # PostgreSQL DSN, may hold a password; None: SQLite
    fetch: Fetch = Fetch.FIRST_USE  # of models of others that our weights stand on
    llm: str = "none"  # none, auto or provider:model
    llm_access: LlmAccess = LlmAccess()
    mcp_token: str | None = field(default=None, repr=False)  # who has it may ask the server of `mcp --http`

    @property
    def checkpoint_kind(self) -> Literal["SQLite", "PostgreSQL"]:
        """Where runs are remembered."""
        return "PostgreSQL" if self.checkpoints else "SQLite"

    @property
    def runs(self) -> Path:
        """Folder of all runs that were not sent elsewhere."""
        return self.home / "runs"


def read_settings(
    *,
    backend: str | None = None,
    checkpoints: str | None = None,
    llm: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Settings from flags, which win, and from the variables of AGRI_ and the keys of providers."""
    found = os.environ if environment is None else environment
    weights = found.get("AGRI_WEIGHTS")
    return Settings(
        home=_folder(found.get("AGRI_HOME") or "~/.agri-orchestrator"),
        backend=_backend(backend or found.get("AGRI_BACKEND") or BackendName.LOCAL),
        weights=_folder(weights) if weights else None,
        checkpoints=_dsn(checkpoints or found.get("AGRI_CHECKPOINTS") or None),
        fetch=_fetching(found.get("AGRI_FETCH") or Fetch.FIRST_USE),
        llm=llm or found.get("AGRI_LLM") or "none",
        llm_access=_llm_access(found),
        mcp_token=found.get("AGRI_MCP_TOKEN") or None,
    )


def _llm_access(found: Mapping[str, str]) -> LlmAccess:
    keys = {
        provider: key
        for provider, names in LLM_KEYS.items()
        if (key := next(filter(None, map(found.get, names)), None))
    }
    url = found.get("AGRI_LLM_BASE_URL") or None
    if url is not None and not url.startswith(("http://", "https://")):
        raise ConfigError("AGRI_LLM_BASE_URL is no address of a server; write http://localhost:8080/v1")
    return LlmAccess(
        keys=keys,
        base_url=url,
        server_key=found.get("AGRI_LLM_KEY") or None,
        ollama=found.get("OLLAMA_HOST") or None,
        model=found.get("AGRI_LLM_MODEL") or None,
    )


def _folder(text: str) -> Path:
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError as error:
        raise ConfigError(f"{text} cannot be found: {error}; set AGRI_HOME to a folder") from error


def _backend(text: str) -> BackendName:
    try:
        return BackendName(text)
    except ValueError:
        known = ", ".join(BackendName)
        raise ConfigError(f"there is no backend {text!r}; set --backend or AGRI_BACKEND to one of {known}") from None


def _fetching(text: str) -> Fetch:
    try:
        return Fetch(text)
    except ValueError:
        raise ConfigError(f"AGRI_FETCH is {text!r}; set it to one of {', '.join(Fetch)}") from None


def _dsn(text: str | None) -> str | None:
    if text is None or text.startswith(("postgresql://", "postgres://")):
        return text
    raise ConfigError("--checkpoints or AGRI_CHECKPOINTS is no PostgreSQL address; write postgresql://user@host/name")
