"""The few errors of the house; each message says what is wrong, where, and what to do."""


class AgriError(Exception):
    """Base of all expected errors: one line for the user, exit code 2."""


class SceneError(AgriError):
    """The scene cannot be used; the run stops."""


class ModelUnavailable(AgriError):
    """A model cannot answer; its step becomes an issue in the report."""


class ConfigError(AgriError):
    """A setting, flag or folder is not usable."""
