"""The settings of this machine and person: the only reader of the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

from models.errors import ConfigError


class BackendName(StrEnum):
    """Who answers for the networks."""

    LOCAL = "local"
    MODAL = "modal"
    FAKE = "fake"


@dataclass(frozen=True)
class Settings:
    """Where things are kept and who answers; nothing here changes what a given answer means."""

    home: Path
    backend: BackendName = BackendName.LOCAL
    weights: Path | None = None  # holds <room>/model.safetensors; looked at before all other places
    checkpoints: str | None = field(default=None, repr=False)  # PostgreSQL DSN, may hold a password; None: SQLite

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
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Settings from flags, which win, and from AGRI_HOME, AGRI_BACKEND, AGRI_CHECKPOINTS and AGRI_WEIGHTS."""
    found = os.environ if environment is None else environment
    weights = found.get("AGRI_WEIGHTS")
    return Settings(
        home=_folder(found.get("AGRI_HOME") or "~/.agri-orchestrator"),
        backend=_backend(backend or found.get("AGRI_BACKEND") or BackendName.LOCAL),
        weights=_folder(weights) if weights else None,
        checkpoints=_dsn(checkpoints or found.get("AGRI_CHECKPOINTS") or None),
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


def _dsn(text: str | None) -> str | None:
    if text is None or text.startswith(("postgresql://", "postgres://")):
        return text
    raise ConfigError("--checkpoints or AGRI_CHECKPOINTS is no PostgreSQL address; write postgresql://user@host/name")
