"""Test that only what stands out is searched for."""

import pytest

from models.field.measured.results import FieldMeasured, FieldsResult, WeakPatch
from models.retrieval.findings import PHRASES, list_findings
from models.schemas import IndexStats, IndicesResult
from models.vocabulary import CAUSES
from tests.stand_ins import HEALTH

SICK = {"healthy": 0.7, "mild": 0.2, "moderate": 0.1, "severe": 0.0}


def names(indices=None, health=None, fields=None):
    fields = field_of() if health is not None and fields is None else fields
    return [finding.name for finding in list_findings(indices, health, fields)]


def field_of(**more) -> FieldsResult:
    measured = FieldMeasured(
        name="a", crop=None, pixels=9, on_scene=1, area_ha=1, clear=1, cloud=0, shadow=0, no_data=0, judged=1,
        indices=(), **more,
    )  # fmt: skip
    return FieldsResult(fields=(measured,), table="fields.csv", outlines=None, geopackage=None)


def layer(name: str, unit: str, low: float, middle: float, high: float, **more) -> IndicesResult:
    percentiles = {"0": low, "5": low, "10": low, "25": middle, "50": middle, "75": middle, "90": high, "95": high}
    stats = IndexStats(
        name=name, long_name=name, formula=name, bands={}, pixels=9, undefined=0, mean=middle, std=1,
        percentiles={**percentiles, "100": high}, unit=unit, **more,
    )  # fmt: skip
    return IndicesResult(raster="indices.tif", stats=(stats,), cover=(), refused={})


def test_nothing_measured_is_nothing_to_search_for():
    assert names() == []
    assert names(health=HEALTH) == []


@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_that_the_network_names_has_words(cause):
    found = names(health=HEALTH.model_copy(update={"share": SICK, "causes": {cause: 0.6, "unclear": 0.4}}))
    assert found and set(found) <= set(PHRASES)
    assert names(health=HEALTH.model_copy(update={"share": SICK, "causes": {cause: 0.2, "unclear": 0.8}})) == []


def test_a_guess_counts_only_where_fields_are_known():
    sick = HEALTH.model_copy(update={"share": SICK, "causes": {"drought": 1.0}})
    assert names(health=sick) == ["drought"]
    assert names(health=sick, fields=field_of().model_copy(update={"of_scene": True})) == []
    assert list_findings(None, sick, None) == ()


def test_a_healthy_crop_has_no_cause():
    assert names(health=HEALTH.model_copy(update={"causes": {"drought": 1.0}})) == []


def test_bare_and_weak_fields_are_searched_for():
    patch = WeakPatch(pixels=4, area_ha=1, longitude=None, latitude=None, median=0.2, below=0.3)
    assert names(fields=field_of(bare=0.5)) == ["bare"]
    assert names(fields=field_of(patches=(patch,), patch_count=1)) == ["weak_patch"]
    assert names(fields=field_of(bare=0.5).model_copy(update={"of_scene": True})) == []
    assert names(fields=field_of(bare=0.5, not_judged="under cloud")) == []


def test_radar_and_heat_are_searched_for_by_words():
    assert names(layer("VV_dB", "dB", -22, -10, -5)) == ["open_water"]
    assert names(layer("VV_dB", "dB", -14, -10, -5)) == []
    assert names(layer("VV_dB", "dB", -22, -10, -5, is_relative=True)) == []
    assert names(layer("temperature", "°C", 20, 25, 30)) == ["warmer"]
    assert names(layer("temperature", "°C", 20, 25, 28)) == []
