"""Test that likeness is found again from the run folder, and that what was forged is found out."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.fake import FakeBackend
from models.retrieval.collection.collection import Collection, Entry
from models.retrieval.collection.item import Item
from nodes.state import Request
from nodes.verify.chapters.modality import Networks
from nodes.verify.chapters.retrieval import check_embeddings
from nodes.verify.findings import Verification
from nodes.verify.folder import read_state
from nodes.verify.run import verify_run
from orchestrator.run import run_scene
from orchestrator.run_folder import Order
from orchestrator.settings import BackendName

GREEN = (60, 130, 50)


@pytest.fixture
def run_dir(tmp_path, settings) -> Path:
    """A run of a photograph of a green leaf, which is like one in the collection."""
    item = Item(id="a" * 64, kind="photograph", caption="our leaf", condition="bean/rust")
    entry = Entry(item, np.full((60, 90, 3), GREEN, np.uint8))
    Collection(settings.home / "index" / "own").add([entry], FakeBackend().embed)
    Image.new("RGB", (120, 90), GREEN).save(tmp_path / "leaf.png")
    order = Order(request=Request(scene_path=str(tmp_path / "leaf.png"), kind="photo"), backend=BackendName.FAKE)
    return run_scene(order, settings).run_dir


def change(run_dir: Path, file: str, alter) -> None:
    content = json.loads((run_dir / file).read_bytes())
    alter(content)
    (run_dir / file).write_text(json.dumps(content))


def test_every_number_follows_from_the_folder(run_dir):
    found = verify_run(run_dir)
    assert found.findings == [] and found.checked > 10
    claims = {claim["id"] for claim in json.loads((run_dir / "claims.json").read_bytes())}
    assert claims >= {"retrieval.items", "match.1.similarity", "match.1.certainty", "condition.1.certainty"}


def test_a_forged_certainty_is_found_out(run_dir):
    def forge(state):
        state["retrieval"]["conditions"][0]["certainty"] = 0.99
        state["matches"][0]["similarity"] = 0.5

    change(run_dir, "state.json", forge)
    told = {finding.claim for finding in verify_run(run_dir).findings if finding.reason.startswith("stated in state")}
    assert told >= {"condition.1.certainty", "match.1.similarity"}


@pytest.mark.parametrize("lost", ["found", "asked", "certainty", "likeness", "searched"])
def test_a_damaged_file_is_a_finding(run_dir, lost):
    change(run_dir, "matches.json", lambda content: content.pop(lost))
    assert "matches.json" in {finding.claim for finding in verify_run(run_dir).findings}


class Other(FakeBackend):
    """A model that sees something else."""

    def embed(self, pictures, texts):
        return super().embed([255 - picture for picture in pictures], texts)


@pytest.mark.parametrize(("backend", "differs"), [(FakeBackend(), False), (Other(), True)])
def test_the_picture_is_embedded_once_more_where_the_weights_are_at_hand(run_dir, tmp_path, backend, differs):
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"weights")
    from models.geo.pixels.raster import hash_file

    state = read_state(run_dir, Verification())
    real = state.model_copy(update={"retrieval": state.retrieval.model_copy(update={"fake": False})})
    for recorded, asked in ((hash_file(weights), True), ("other", False)):
        done = Verification()
        manifest = {"weights": {"retrieval/model": {"sha256": recorded}}}
        networks = Networks(backend, {"retrieval/model": weights})
        check_embeddings(run_dir, real, state.scene, networks, manifest, done)
        assert bool(done.checked) == asked and bool(done.notes) != asked
        assert bool(done.findings) == (asked and differs)
