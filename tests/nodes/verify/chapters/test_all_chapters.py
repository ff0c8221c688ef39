"""Chapters and recounts fit together: what a chapter offers is in the run, and a recount finds it again."""

from pathlib import Path

import pytest
import rasterio

import nodes.verify
from nodes.report.chapters import CHAPTERS
from nodes.report.contents import claims_of, files_of, planned_maps
from nodes.state import SceneState
from nodes.verify.chapters import RECOUNTS
from nodes.verify.run import verify_run
from orchestrator.graph import NODES
from tests.nodes.verify.test_run import original

__all__ = ["original"]  # fixture


@pytest.fixture
def state(original: Path) -> SceneState:
    return SceneState.model_validate_json((original / "run" / "state.json").read_bytes())


def test_each_chapter_has_a_recount_in_the_same_order():
    assert [chapter.name for chapter in CHAPTERS] == [recount.name for recount in RECOUNTS]


def test_no_step_is_used_to_check_what_it_made():
    used = "\n".join(path.read_text() for path in Path(nodes.verify.__path__[0]).rglob("*.py"))
    assert [step for step in NODES if f"nodes.{step} " in used or f"import {step}" in used] == []


def test_what_a_person_may_reject_is_a_field_of_the_state():
    reviewed = {chapter.name for chapter in CHAPTERS if chapter.review}
    assert reviewed and reviewed <= set(SceneState.model_fields)


def test_every_file_of_a_chapter_is_in_the_run_and_no_name_is_given_twice(original, state):
    files, maps = files_of(state), planned_maps(state)
    names = [*(file.name for file in files), *(entry.file for entry in maps)]
    assert len(set(names)) == len(names) > 8
    assert [name for name in names if not (original / "run" / name).is_file()] == []
    assert len({file.key for file in files}) == len(files)


def test_every_raster_of_a_chapter_is_opened_by_the_check(original, state, monkeypatch):
    opened: set[str] = set()
    plain_open = rasterio.open
    monkeypatch.setattr(
        rasterio, "open", lambda path, *rest, **more: opened.add(Path(path).name) or plain_open(path, *rest, **more)
    )
    verify_run(original / "run")
    assert {file.name for file in files_of(state) if file.is_raster} <= opened


def test_every_claim_is_counted_again_or_said_to_be_in_no_file(original, state):
    run_dir = original / "run"
    for chapter, recount in zip(CHAPTERS, RECOUNTS, strict=True):
        counted = {name for count in recount.counts(run_dir, state) for name in count.values()}
        for claim in chapter.claims(state):
            assert (claim.id in counted) != claim.id.startswith(recount.in_no_file or ("\0",)), claim.id
    assert {chapter.name for chapter in CHAPTERS if [*chapter.claims(state)]} >= {"health", "risk", "zones", "caption"}
    assert len(claims_of(state)) > 80
