from dataclasses import replace

import numpy as np
import pytest
import rasterio

from models.risk.scene import CLASSES
from nodes.context import NodeOptions
from nodes.segment_risk import segment_risk

FILES = ("risk.tif", "risk_probability.tif", "risk_uncertainty.tif")


def read(context, name):
    with rasterio.open(context.run_dir / name) as source:
        return source.read()


@pytest.fixture
def result(known, context):
    return segment_risk(known, context)["risk"]


@pytest.mark.parametrize("name", FILES)
def test_maps_keep_the_place_and_say_nothing_where_ground_is_not_clear(result, context, name):
    with rasterio.open(context.run_dir / name) as found, rasterio.open(context.run_dir / "valid.tif") as valid:
        assert (found.transform, found.crs) == (valid.transform, valid.crs)
        hidden = valid.read(1) != 1
        assert (np.isnan(found.read()) if np.isnan(found.nodata) else found.read() == 0)[:, hidden].all()


def test_probabilities_add_up_and_the_class_is_the_likeliest(result, context):
    risk, probability = read(context, "risk.tif")[0], read(context, "risk_probability.tif")
    seen = risk > 0
    assert np.allclose(probability[:, seen].sum(axis=0), 1, atol=2e-4)
    assert (probability[:, seen].argmax(axis=0) + 1 == risk[seen]).all()
    assert np.isclose(result.mean_confidence, probability[:, seen].max(axis=0).astype(float).mean())


def test_uncertainty_is_between_nothing_and_one(result, context):
    uncertainty = read(context, "risk_uncertainty.tif")
    assert 0 <= np.nanmin(uncertainty) <= np.nanmax(uncertainty) <= 1


def test_bare_soil_is_at_higher_risk_than_green_fields(result, context):
    risk = read(context, "risk.tif")[0]
    assert risk[30:, :32].max() < risk[30:, 32:].min()


def test_areas_are_those_of_the_pixels(result, context):
    counts = np.bincount(read(context, "risk.tif").ravel(), minlength=4)[1:]
    assert [result.share[name] for name in CLASSES] == pytest.approx(list(counts / counts.sum()))
    assert [result.area_ha[name] for name in CLASSES] == pytest.approx(list(counts * 0.01), rel=1e-3)
    assert result.fake


def test_tiles_of_any_size_give_the_same_maps(known, context, result):
    before = [(context.run_dir / name).read_bytes() for name in FILES]
    segment_risk(known, replace(context, options=NodeOptions(tile_size=512, tile_overlap=64)))
    assert [(context.run_dir / name).read_bytes() for name in FILES] == before


def test_a_scene_without_place_has_no_areas(known, context):
    grid = known.scene.grid.model_copy(update={"crs": None, "located_by": "none", "pixel_size_m": None})
    nowhere = known.model_copy(update={"scene": known.scene.model_copy(update={"grid": grid})})
    assert segment_risk(nowhere, context)["risk"].area_ha is None
