"""The few errors of the house; each message says what is wrong, where, and what to do."""

from models.codes import ModelFault


class AgriError(Exception):
    """Base of all expected errors: one line for the user, exit code 2."""


class SceneError(AgriError):
    """The scene cannot be used; the run stops."""


class ModelUnavailable(AgriError):
    """The model of a room cannot answer; its step becomes an issue in the report."""

    def __init__(self, reason: str, *, room: str, kind: ModelFault) -> None:
        super().__init__(reason)
        self.room, self.kind = room, kind


class ConfigError(AgriError):
    """A setting, flag or folder is not usable."""
