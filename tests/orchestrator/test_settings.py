from pathlib import Path

import pytest

from models.errors import ConfigError
from models.fake import FakeBackend
from models.local import LocalBackend
from models.remote import ModalBackend
from orchestrator.assembly import build_backend, build_context
from orchestrator.settings import BackendName, Settings, read_settings


def test_flags_win_over_the_environment_and_the_environment_over_defaults():
    told = {"AGRI_HOME": "/data/agri", "AGRI_BACKEND": "modal", "AGRI_WEIGHTS": "/data/weights"}
    assert read_settings(environment={}) == Settings(home=Path("~/.agri-orchestrator").expanduser())
    assert read_settings(environment=told).backend is BackendName.MODAL
    assert read_settings(environment=told, backend="fake").backend is BackendName.FAKE
    assert read_settings(environment=told).weights == Path("/data/weights")
    assert read_settings(environment=told).runs == Path("/data/agri/runs")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("AGRI_BACKEND", "gpu"),
        ("AGRI_CHECKPOINTS", "mysql://me:secret@host/x"),
        ("AGRI_HOME", "~nobody-of-that-name/x"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_a_password_is_not(variable, value):
    with pytest.raises(ConfigError, match=variable) as told:
        read_settings(environment={variable: value})
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("name", "kind"),
    [(BackendName.FAKE, FakeBackend), (BackendName.LOCAL, LocalBackend), (BackendName.MODAL, ModalBackend)],
)
def test_assembly_chooses_the_backend_of_that_name(settings, name, kind):
    backend = build_backend(name, settings)
    assert type(backend) is kind
    assert backend.name == name


def test_the_backend_of_a_run_wins_over_that_of_today(settings, tmp_path):
    assert build_context(settings, tmp_path, backend=BackendName.LOCAL).models.name == "local"
    assert build_context(settings, tmp_path).models.name == "fake"
