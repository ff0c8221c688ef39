"""The mask of crops: parcels are trusted, bare ground is told by NDVI, and nothing is judged that was never learned."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from rasterio.windows import Window

from models.field.crop_mask import (
    BARE,
    BARE_NDVI,
    CROP,
    GREEN,
    OUTSIDE,
    UNLEARNED,
    UNSEEN,
    CropMask,
    class_blocks,
    name_crops,
)
from models.field.measured.bare import share_bare
from models.field.parcels import Parcel, Parcels
from models.schemas import FieldFacts
from tests.parcels import parcels_of

REFLECTANCE = st.floats(-0.0625, 0.875, width=32)


@given(red=REFLECTANCE, nir=REFLECTANCE, stands=st.sampled_from([None, True, False]))
def test_ground_is_bare_by_ndvi_unless_a_network_sees_a_crop(red, nir, stands):
    said = None if stands is None else np.array([[stands]])
    found = class_blocks(np.float32([[red]]), np.float32([[nir]]), said)[0, 0]
    low, high = max(red, 0), max(nir, 0)
    if not high + low:
        assert found == UNSEEN
        return
    ndvi = (high - low) / (high + low)
    if stands:
        assert found == CROP
    elif abs(ndvi - BARE_NDVI) > 1e-5:
        green = CROP if stands is None else GREEN
        assert found == (green if ndvi > BARE_NDVI else BARE)


@pytest.mark.parametrize("stands", [None, np.array([[True]])])
def test_without_a_value_nothing_is_told(stands):
    nothing, some = np.float32([[np.nan]]), np.float32([[0.3]])
    assert class_blocks(nothing, some, stands) == class_blocks(some, nothing, stands) == UNSEEN


def parcels_on(scene, *crops):
    """Parcels side by side, 16 columns each."""
    boxes = {f"p{place}": (crop, 16 * place, 0, 16 * place + 16, 48) for place, crop in enumerate(crops)}
    features = parcels_of(scene, **boxes)["features"]
    return Parcels(
        tuple(
            Parcel(one["properties"]["name"], shapely.geometry.shape(one["geometry"]), crop or None, None)
            for one, crop in zip(features, crops, strict=True)
        ),
        scene.grid,
    )


@pytest.mark.parametrize(("crop", "second"), [(None, CROP), ("maize", CROP), ("grass", UNLEARNED)])
def test_parcels_are_trusted_where_the_ground_is_green(field, crop, second):
    parcels = parcels_on(field, "wheat", "", "rapeseed")
    ground = np.full((48, 64), CROP, np.uint8)
    ground[40:] = BARE
    clear = np.ones((48, 64), bool)
    clear[:4] = False
    laid = CropMask.of(parcels, FieldFacts(crop=crop)).lay(ground, Window(0, 0, 64, 48), clear)
    assert (laid[:4] == UNSEEN).all() and (laid[4:, 48:] == OUTSIDE).all() and (laid[40:, :48] == BARE).all()
    for place, expected in enumerate((CROP, second, UNLEARNED)):
        assert (laid[4:40, 16 * place : 16 * place + 16] == expected).all()


def test_a_parcel_without_a_crop_has_that_of_the_scene(field):
    parcels = parcels_on(field, "wheat", "")
    assert name_crops(parcels, FieldFacts(crop="barley")) == ("wheat", "barley")
    assert name_crops(parcels, FieldFacts()) == ("wheat", None)
    assert name_crops(None, FieldFacts(crop="barley")) == ("barley",)


def test_bare_ground_is_a_share_of_clear_ground_within_the_parcel():
    assert share_bare(np.array([5.0, 7.0, 3.0, 0.0, 6.0, 3.0])) == 0.25
    assert share_bare(np.array([5.0, 7.0, 0.0, 0.0, 0.0, 0.0])) is None
