import numpy as np
import pytest

from models.caption.aspects import measure_aspects
from models.caption.bands import ROLES, SIDE
from models.caption.classes import CLASSES, agrees, agrees_surely
from models.caption.learning.augment import hide, turn

RED, NIR, GREEN, EDGE, SWIR = (ROLES.index(role) for role in ("red", "nir", "green", "rededge071", "swir16"))
ROWS, COLUMNS = np.mgrid[:SIDE, :SIDE] / (SIDE - 1)


def patch_of(ndvi, *, ndmi=0.2, ndre=0.3):
    """A patch whose indices are as they are asked, over near infrared of 0.4."""
    patch = np.full((len(ROLES), SIDE, SIDE), 0.05, np.float32)
    patch[[NIR, ROLES.index("nir08")]] = 0.4
    for band, index in ((RED, ndvi), (SWIR, ndmi), (EDGE, ndre)):
        patch[band] = 0.4 * (1 - np.asarray(index)) / (1 + np.asarray(index))
    return patch


def test_a_uniform_patch_has_its_classes_and_no_extreme_place():
    found = measure_aspects(patch_of(0.7))
    assert (found.vegetation, found.soil, found.moisture, found.biomass) == ("dense", "none", "moderate", "medium")
    assert (found.pattern, found.greenest, found.barest, found.water) == ("even", None, None, "none")
    assert found.ndvi == pytest.approx(0.7, abs=1e-6)


@pytest.mark.parametrize(
    ("ndvi", "pattern", "greenest", "barest"),
    [
        (0.3 + 0.5 * ROWS, "gradient", "south", "north"),
        (0.8 - 0.5 * COLUMNS, "gradient", "west", "east"),
        (0.3 + 0.25 * (ROWS + 1 - COLUMNS), "gradient", "south-west", "north-east"),
        (np.where(ROWS < 0.4, 0.3, 0.8), "split", None, "north"),
        (np.where(((8 * ROWS).astype(int) + (8 * COLUMNS).astype(int)) % 2, 0.3, 0.8), "patchy", None, None),
        (np.where(np.hypot(ROWS - 0.5, COLUMNS - 0.5) < 0.16, 0.8, 0.4), None, "centre", None),
    ],
)
def test_patterns_and_places_are_what_was_drawn(ndvi, pattern, greenest, barest):
    found = measure_aspects(patch_of(ndvi))
    assert pattern in (None, found.pattern)
    assert greenest in (None, found.greenest)
    assert barest in (None, found.barest)


def test_north_becomes_east_when_the_patch_is_turned_to_the_right():
    patch = patch_of(0.8 - 0.5 * ROWS)
    assert measure_aspects(patch).greenest == "north"
    assert measure_aspects(np.rot90(patch, -1, axes=(1, 2))).greenest == "east"


def test_turning_changes_places_only():
    random = np.random.default_rng(3)
    patch = patch_of(np.clip(0.5 + 0.2 * random.normal(size=(SIDE, SIDE)), 0.05, 0.95))
    one, other = measure_aspects(patch), measure_aspects(turn(patch, random))
    for name in ("ndvi", "ndmi", "ndre", "soil_share", "ndvi_spread", "plane_share", "split_share", "edge_share"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-9)


def test_water_is_no_land():
    patch = patch_of(0.7)
    patch[:, :, :32] = np.float32(0.02)
    patch[GREEN, :, :32] = 0.06
    found = measure_aspects(patch)
    assert found.water == "much"
    assert found.water_share == pytest.approx(0.5)
    assert found.vegetation == "dense"
    assert found.soil == "none"


def test_a_lake_alone_says_water_and_nothing_of_land():
    patch = np.full((len(ROLES), SIDE, SIDE), 0.02, np.float32)
    patch[GREEN] = 0.06
    found = measure_aspects(patch)
    assert found.water == "much"
    assert all(found.get_class(aspect) is None for aspect in CLASSES if aspect != "water")


def test_bands_that_lack_leave_their_aspects_open():
    patch = patch_of(0.7)
    patch[[EDGE, SWIR, GREEN]] = np.nan
    found = measure_aspects(patch)
    assert (found.moisture, found.biomass, found.water) == (None, None, None)
    assert found.vegetation == "dense"
    patch[RED] = np.nan
    assert measure_aspects(patch).vegetation is None


@pytest.mark.parametrize("share", [0.0, 0.2])
def test_too_little_that_is_valid_says_nothing(share):
    patch = patch_of(0.7)
    patch[:, int(share * SIDE) :] = np.nan
    found = measure_aspects(patch)
    assert all(found.get_class(aspect) is None for aspect in CLASSES)
    assert found.valid_share == pytest.approx(int(share * SIDE) / SIDE)


def test_masked_pixels_change_no_median_of_a_uniform_patch():
    where = np.zeros((SIDE, SIDE), bool)
    where[10:40, 5:50] = True
    found = measure_aspects(hide(patch_of(0.5), where))
    assert (found.vegetation, found.pattern, found.greenest) == ("moderate", "even", None)


def test_a_small_field_is_measured_where_it_is_asked():
    patch = np.full((len(ROLES), SIDE, SIDE), np.nan, np.float32)
    patch[:, :16, :16] = patch_of(0.3 + 2 * 0.5 * ROWS)[:, :16, :16]
    assert measure_aspects(patch).vegetation is None
    assert measure_aspects(patch, least_valid=0.01).greenest == "south"


def test_another_shape_is_refused():
    with pytest.raises(ValueError, match="12 bands"):
        measure_aspects(np.zeros((10, 64, 64), np.float32))


def test_black_and_infinite_pixels_are_not_valid():
    patch = patch_of(0.5)
    patch[:, :8] = 0
    patch[RED, 8:12] = np.inf
    found = measure_aspects(patch)
    assert found.valid_share == pytest.approx(52 / 64)
    assert found.vegetation == "moderate"


def test_tolerance_is_small_and_a_class_and_its_denial_never_both_fail():
    for ndvi in np.arange(0.1, 0.95, 0.01):
        found = measure_aspects(patch_of(ndvi))
        for value in CLASSES["vegetation"]:
            said, denied = agrees(found, "vegetation", value), not agrees_surely(found, "vegetation", value)
            assert said or denied
        assert agrees(found, "vegetation", found.vegetation)
        assert sum(agrees(found, "vegetation", value) for value in CLASSES["vegetation"]) <= 2
    assert not agrees(measure_aspects(patch_of(0.63)), "vegetation", "moderate")


def test_aspects_travel_as_json():
    found = measure_aspects(patch_of(0.3 + 0.5 * ROWS))
    assert type(found).model_validate_json(found.model_dump_json()) == found
