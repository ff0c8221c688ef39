"""Indices of our own: known by name, computed as their formulas say, and found again by `verify`."""

import re

import numpy as np
import pytest
import spyndex

from models.geo.contract.scene import SceneFlags
from models.geo.indices.catalogue import OTHER_NAMES, check_names, plan_indices
from models.geo.indices.own import OWN
from models.geo.reading.read import read_scene
from nodes.state import Request
from nodes.verify.run import verify_run
from orchestrator.run import run_scene
from orchestrator.run_folder import Order
from orchestrator.settings import BackendName, Settings
from tests.models.geo.landscape import NAMES, landscape, write

FLAGS = SceneFlags(sensor="Sentinel-2", level="L2A", unit="reflectance", scale=1e-4, offset=0, date="2023-06-14")
BY_HAND = {"CCCI": (0.2 / 0.6) / (0.35 / 0.45), "LCI": 0.2 / 0.45}
"""At reflectances of 0.05 red, 0.2 red edge and 0.4 near infrared."""


@pytest.fixture(scope="module")
def scene_path(tmp_path_factory):
    dn = landscape(60, seed=5)
    bands = np.stack([dn[name] for name in NAMES]).astype(np.uint16)
    return write(tmp_path_factory.mktemp("fields") / "fields.tif", bands, NAMES, nodata=0)


def test_the_catalogue_has_none_of_them():
    assert not {name.lower() for name in OWN} & {name.lower() for name in (*spyndex.indices, *OTHER_NAMES)}


@pytest.mark.parametrize("name", OWN)
def test_its_symbols_are_known_and_its_source_is_named(name):
    assert set(OWN[name].bands) <= {*spyndex.bands, *spyndex.constants}
    assert re.search(r"\b(19|20)\d\d\b", OWN[name].reference)
    assert check_names((name.lower(),)) == (name,)


@pytest.mark.parametrize("name", OWN)
def test_it_has_the_value_that_was_found_by_hand(scene_path, name):
    planned = plan_indices(read_scene(scene_path, FLAGS), (name,))
    index = planned.indices[0]
    reflectance = {"R": 0.05, "RE1": 0.2, "N": 0.4}
    values = {band.name: np.full((2, 2), reflectance[symbol], np.float32) for symbol, band in index.bands.items()}
    assert index.evaluate(values) == pytest.approx(BY_HAND[name], rel=1e-6)
    assert index.long_name == OWN[name].long_name and index.formula == OWN[name].formula


def test_a_run_states_it_and_verify_finds_it_again(scene_path, tmp_path):
    request = Request(scene_path=str(scene_path), flags=FLAGS, indices=tuple(OWN))
    run_dir = tmp_path / "run"
    settings = Settings(home=tmp_path / "home", backend=BackendName.FAKE)
    run_scene(Order(request=request, backend=BackendName.FAKE), settings, out=run_dir)
    assert all(name in (run_dir / "report.html").read_text() for name in OWN)
    assert verify_run(run_dir).findings == []
