"""What is measured of scenes without reflectance: decibels, degrees, indices within a picture; and what is not."""

import numpy as np
import pytest

from models.geo.contract.scene import Band, Fact
from models.geo.indices.histogram import COARSE, Histogram, quantise
from models.geo.indices.plan import plan_layers
from tests.models.geo.by_hand import grid_of, scene_of


def band(role, unit, dtype="float32"):
    return Band(
        name=str(role).upper(), role=Fact(value=role, source="flag", detail="by hand"), wavelength_nm=None,
        dataset=__file__, index=1, dtype=dtype, unit=unit, pixel_size=(10.0, 10.0),
    )  # fmt: skip


def scene(unit, *roles, dtype="float32", source="flag"):
    made = scene_of(grid_of((4, 4)), [band(role, unit, dtype) for role in roles])
    return made.model_copy(update={"unit": Fact(value=unit, source=source, detail="by hand")})


def measured(plan, **values):
    """Value of each layer where bands have these values."""
    bands = {name.upper(): np.full((1, 1), value, np.float32) for name, value in values.items()}
    return {index.name: float(index.evaluate(bands)[0, 0]) for index in plan.indices}


@pytest.mark.parametrize(
    ("unit", "vv", "vh"), [("sar_power", 0.1, 0.01), ("sar_amplitude", 0.1**0.5, 0.1), ("sar_db", -10, -20)]
)
def test_radar_of_every_scale_gives_the_same_decibels(unit, vv, vh):
    plan = plan_layers(scene(unit, "vv", "vh"), "sar", None)
    assert measured(plan, vv=vv, vh=vh) == pytest.approx({"VV_dB": -10, "VH_dB": -20, "VH_minus_VV_dB": -10}, abs=1e-4)
    assert plan.refused == {} and not any(index.is_relative for index in plan.indices)


@pytest.mark.parametrize(("unit", "source"), [("sar_dn", "statistics"), ("sar_amplitude", "statistics")])
def test_numbers_without_calibration_are_never_named_decibels(unit, source):
    plan = plan_layers(scene(unit, "vv", "vh", source=source), "sar", None)
    assert [index.name for index in plan.indices] == ["VV_relative", "VH_relative", "VH_minus_VV_relative"]
    assert all(index.is_relative for index in plan.indices)


def test_a_pixel_counts_where_all_polarisations_have_a_value():
    plan = plan_layers(scene("sar_power", "vv", "vh"), "sar", None)
    assert all(np.isnan(value) for value in measured(plan, vv=0.1, vh=0).values())


def test_indices_that_radar_or_heat_is_asked_for_are_refused():
    assert set(plan_layers(scene("sar_db", "vv"), "sar", ("NDVI",)).refused) == {"NDVI"}
    assert set(plan_layers(scene("kelvin", "lwir"), "infrared", ("NDVI",)).refused) == {"NDVI"}


@pytest.mark.parametrize(("unit", "stored"), [("kelvin", 300.0), ("celsius", 26.85)])
def test_heat_is_given_in_degrees_celsius(unit, stored):
    assert measured(plan_layers(scene(unit, "lwir"), "infrared", None), lwir=stored) == pytest.approx(
        {"temperature_C": 26.85}, abs=1e-3
    )


def test_a_thermal_picture_has_brightness_and_no_degrees():
    plan = plan_layers(scene("picture", None, dtype="uint8"), "infrared", None)
    assert measured(plan, none=51) == pytest.approx({"brightness_relative": 0.2})
    assert plan_layers(scene("dn", None), "infrared", None).indices == ()


@pytest.mark.parametrize(("roles", "names"), [
    (("red", "green", "blue"), ["VARI_relative", "GLI_relative", "ExG_relative"]),
    (("red", "green", "blue", "nir"), ["VARI_relative", "GLI_relative", "ExG_relative", "NDVI_relative"]),
])  # fmt: skip
def test_a_picture_has_indices_within_itself(roles, names):
    plan = plan_layers(scene("picture", *roles, dtype="uint8"), "multispectral", None)
    values = measured(plan, red=51, green=102, blue=51, nir=153)
    assert list(values) == names and all(index.is_relative for index in plan.indices)
    assert values["ExG_relative"] == pytest.approx(0.4)  # of 255ths, not of stored numbers
    assert values["VARI_relative"] == pytest.approx(0.5)


def test_what_needs_reflectance_is_refused_of_a_picture_without_advice_to_invent_a_scale():
    plan = plan_layers(scene("picture", "red", "green", "blue", "nir", dtype="uint8"), "multispectral", ("EVI", "NDVI"))
    assert [index.name for index in plan.indices] == ["NDVI_relative"]
    assert plan.refused["EVI"].needed == "a product of reflectance"


@pytest.mark.parametrize(("unit", "words"), [("picture", "made for the eye"), ("dn", "polarisation")])
def test_radar_that_nothing_explains_is_refused_with_what_would_help(unit, words):
    assert words in plan_layers(scene(unit, None), "sar", None).refused["backscatter"].reason


def test_decibels_are_averaged_as_power():
    values = np.array([[-10.0, -20.0]], np.float32)
    stored, bins = np.empty_like(values), np.empty(values.shape, np.intp)
    quantise(values.copy(), stored, bins, COARSE)
    histogram = Histogram(COARSE)
    histogram.add_bins(bins)
    assert histogram.mean_of_power() == pytest.approx(10 * np.log10((0.1 + 0.01) / 2), abs=1e-6)
    assert histogram.mean() == pytest.approx(-15) and histogram.percentiles([100]) == [-10]
