import json

import numpy as np
import pytest

from models.geo.pixels.raster import hash_file
from models.geo.reading.read import read_scene
from models.modality.confirm import combine_views, merge
from models.modality.views import draw_scene_views
from models.schemas import Guess
from nodes.verify.chapters.modality import Networks, check_network
from nodes.verify.findings import Verification
from tests.models.geo.contract.test_sar import backscatter
from tests.models.geo.landscape import write
from tests.nodes.test_first_steps import Network

SHARES = np.array([0.02, 0.03, 0.95], np.float32)


@pytest.fixture
def scene(tmp_path):
    return read_scene(write(tmp_path / "scene.tif", backscatter(4, 0)[None], ("VV",)))


@pytest.fixture
def weights(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    return tmp_path / "model.safetensors"


@pytest.fixture
def spoken(known, scene):
    said = Guess(modality="sar", confidence=0.97, evidence=("VV",))
    views = draw_scene_views(scene)
    combined = combine_views(np.repeat(SHARES[None], len(views), axis=0), views)
    return known.model_copy(update={"modality": merge(said, combined)})


def checked(state, scene, networks, weights):
    done = Verification()
    manifest = {"weights": {"modality": {"sha256": hash_file(weights)}}}
    check_network(state, scene, networks, json.loads(json.dumps(manifest)), done)
    return done


def test_the_same_network_says_the_same(spoken, scene, weights):
    done = checked(spoken, scene, Networks(Network(*SHARES), {"modality": weights}), weights)
    assert (done.checked, done.findings, done.notes) == (1, [], [])


def test_another_opinion_is_a_finding(spoken, scene, weights):
    [found] = checked(spoken, scene, Networks(Network(0.02, 0.05, 0.93), {"modality": weights}), weights).findings
    assert found.claim == "modality.network" and found.stated != found.recomputed
    assert f"sar {spoken.modality.network.confidence:.4f}" in found.stated


@pytest.mark.parametrize("case", ["other weights", "no weights", "no networks", "no answer"])
def test_where_the_network_cannot_be_asked_the_same_it_is_said(spoken, scene, weights, tmp_path, case):
    other = tmp_path / "other.safetensors"
    other.write_bytes(b"other")
    networks = {
        "other weights": Networks(Network(*SHARES), {"modality": other}),
        "no weights": Networks(Network(*SHARES), {}),
        "no networks": None,
        "no answer": Networks(Network(), {"modality": weights}),
    }[case]
    done = checked(spoken, scene, networks, weights)
    assert not done.findings and "asked again" in done.notes[0]


@pytest.mark.parametrize("damaged", [{}, {"weights": []}, {"weights": {"modality": "x"}}, {"weights": None}])
def test_a_damaged_manifest_names_no_weights(spoken, scene, weights, damaged):
    done = Verification()
    check_network(spoken, scene, Networks(Network(*SHARES), {"modality": weights}), damaged, done)
    assert not done.findings and "asked again" in done.notes[0]


def test_a_scene_that_no_network_saw_needs_none(known, scene, weights):
    assert checked(known, scene, None, weights) == Verification()
