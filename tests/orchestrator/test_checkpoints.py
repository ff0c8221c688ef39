import logging
import os
import sqlite3
from datetime import UTC, datetime

import pytest

from models.errors import ConfigError
from models.schemas import Issue
from orchestrator.checkpoints import open_checkpoints, serializer
from orchestrator.run import resume_run, run_scene
from orchestrator.run_folder import all_runs
from orchestrator.settings import BackendName, Settings
from tests.orchestrator.runs import contents, order_for, start
from tests.stand_ins import CLOUDS, modality, scene_of, stand_ins


def test_our_types_come_back_as_they_were(scene_file, caplog):
    caplog.set_level(logging.WARNING)
    issue = Issue(step="ingest", kind="warning", reason="a test", code="unspecified")
    for value in (scene_of(scene_file), CLOUDS, modality()):
        assert serializer().loads_typed(serializer().dumps_typed(value)) == value
    assert tuple(serializer().loads_typed(serializer().dumps_typed((issue,)))) == (issue,)
    assert caplog.records == []


def test_other_types_are_not_made_from_what_a_checkpoint_says():
    stranger = Settings(home=scene_of.__code__.co_filename)
    found = serializer().loads_typed(serializer().dumps_typed(stranger))
    assert not isinstance(found, Settings)


def test_sqlite_waits_for_others_and_does_not_lock_them_out(settings):
    with open_checkpoints(settings), open_checkpoints(settings):
        pass
    with sqlite3.connect(settings.home / "checkpoints.sqlite") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_an_address_that_does_not_answer_is_told_without_its_password(settings):
    address = "postgresql://me:secret@127.0.0.1:1/none"
    broken = Settings(home=settings.home, checkpoints=address)
    assert "secret" not in repr(broken)
    with pytest.raises(ConfigError, match="AGRI_CHECKPOINTS") as told, open_checkpoints(broken):
        pass
    assert "secret" not in str(told.value)
    assert told.value.__cause__ is None


@pytest.mark.postgres
def test_a_killed_run_resumes_from_postgresql_to_the_same_bytes(tmp_path, scene_file):
    address = os.environ.get("AGRI_TEST_POSTGRES")
    if not address:
        pytest.skip("AGRI_TEST_POSTGRES names no server")
    settings = Settings(home=tmp_path / "home", backend=BackendName.FAKE, checkpoints=address)
    code = "run_scene(order, settings, nodes=dying_after('segment_risk', stand_ins()))"
    process = start(code, settings.home, scene_file, AGRI_CHECKPOINTS=address)
    process.communicate(timeout=60)
    assert process.returncode == 9
    [folder] = all_runs(settings.runs)
    visited: list[str] = []
    resumed = resume_run(folder, settings, nodes=stand_ins(visited))
    assert "measure_indices" not in visited
    undisturbed = run_scene(order_for(scene_file), settings, nodes=stand_ins())
    assert contents(resumed.run_dir) == contents(undisturbed.run_dir)
    assert not (settings.home / "checkpoints.sqlite").exists()
    assert "postgres" not in "".join(path.read_text() for path in resumed.run_dir.rglob("*") if path.is_file())


@pytest.mark.postgres
def test_first_runs_at_once_make_the_tables_once(tmp_path, scene_file):
    address = os.environ.get("AGRI_TEST_POSTGRES")
    if not address:
        pytest.skip("AGRI_TEST_POSTGRES names no server")
    import psycopg

    name = f"fresh_{datetime.now(UTC):%H%M%S%f}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    fresh = address.rpartition("/")[0] + f"/{name}"
    code = "run_scene(order, settings, nodes=stand_ins())"
    processes = [start(code, tmp_path / "home", scene_file, AGRI_CHECKPOINTS=fresh) for _ in range(3)]
    outcomes = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], outcomes
