import numpy as np
import pytest
import spyndex

from models.errors import ConfigError
from models.geo.indices.catalogue import OTHER_NAMES, STANDARD, check_names, plan_indices
from tests.models.geo.by_hand import band, grid_of, scene_of, write_file

ROLES = (
    "coastal", "blue", "green", "red", "rededge071", "rededge075", "rededge078", "nir", "nir08", "nir09", "swir16",
    "swir22",
)  # fmt: skip


@pytest.fixture
def bands(tmp_path):
    path = write_file(tmp_path / "scene.tif", np.ones((len(ROLES), 4, 4), np.uint16))
    return {role: band(path, role, place) for place, role in enumerate(ROLES, 1)}


def plan(bands, names=None, **facts):
    return plan_indices(scene_of(grid_of((4, 4)), list(bands.values()), **facts), names)


def test_every_index_equals_spyndex(bands):
    planned = plan(bands, tuple(spyndex.indices))
    assert len(planned.indices) > 150
    random = np.random.default_rng(0)
    values = {band.name: random.uniform(0.01, 0.6, (50, 50)) for band in bands.values()}
    for index in planned.indices:
        symbols = {symbol: values[band.name] for symbol, band in index.bands.items()}
        with np.errstate(all="ignore"):
            expected = spyndex.computeIndex(OTHER_NAMES.get(index.name, index.name), symbols | index.constants)
        found = index.evaluate(values)
        assert np.allclose(found, expected, rtol=1e-12, atol=0, equal_nan=True), index.name


def test_the_standard_set_equals_spyndex_to_a_stored_step(bands):
    planned = plan(bands)
    assert tuple(index.name for index in planned.indices) == STANDARD
    assert planned.refused == {}
    random = np.random.default_rng(1)
    values = {band.name: random.uniform(0.02, 0.6, (50, 50)).astype(np.float32) for band in bands.values()}
    for index in planned.indices:
        symbols = {symbol: values[band.name].astype(np.float64) for symbol, band in index.bands.items()}
        expected = spyndex.computeIndex(OTHER_NAMES.get(index.name, index.name), symbols | index.constants)
        near = np.abs(expected) < 10
        assert index.evaluate(values).dtype == np.float32
        assert np.abs(index.evaluate(values) - expected)[near].max() < 1e-4, index.name


def test_constants_are_shown_and_savi_has_its_own(bands):
    formulas = {index.name: index.formula for index in plan(bands).indices}
    assert formulas["SAVI"] == "(1.0+L)*(N-R)/(N+R+L); L = 0.5"
    assert formulas["EVI"].endswith("; g = 2.5, C1 = 6, C2 = 7.5, L = 1")
    assert formulas["NDVI"] == "(N-R)/(N+R)"


def test_agronomists_names_find_the_catalogue(bands):
    planned = plan(bands, ("ndre", "bsi", "NDREI"))
    assert [index.name for index in planned.indices] == ["NDRE", "BSI", "NDREI"]
    assert "NDREI in the catalogue" in planned.indices[0].long_name
    assert planned.indices[1].formula == "((S1+R)-(N+B))/((S1+R)+(N+B))"


def test_narrow_near_infrared_stands_in_and_is_named(bands):
    assert plan(bands, ("NDVI",)).indices[0].bands["N"].name == "NIR"
    del bands["nir"]
    assert plan(bands, ("NDVI",)).indices[0].bands["N"].name == "NIR08"


def test_lacking_bands_are_named(bands):
    rgbn = {role: bands[role] for role in ("blue", "green", "red", "nir")}
    planned = plan(rgbn)
    assert "NDVI" in [index.name for index in planned.indices]
    assert planned.refused["NDRE"].reason == "the scene has no band known as rededge071"
    assert planned.refused["BSI"].reason == "the scene has no band known as swir16"
    assert (planned.refused["BSI"].code, planned.refused["BSI"].subjects) == ("needs_bands", ("swir16",))
    assert set(planned.refused) | {index.name for index in planned.indices} == set(STANDARD)


def test_digital_numbers_are_refused_with_the_reason(bands):
    planned = plan(bands, unit="dn")
    assert planned.indices == ()
    assert set(planned.refused) == set(STANDARD)
    assert planned.refused["NDVI"].reason == "it needs reflectance, and the values are dn (by hand)"
    assert planned.refused["NDVI"].code == "wrong_unit" and planned.refused["NDVI"].needed == "a product of reflectance"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("S2REP", "beyond ±10"), ("kNDVI", "kNN"), ("NDVIMNDWI", ""), ("TVI", "")],
)
def test_what_cannot_be_given_is_refused(bands, name, reason):
    planned = plan(bands, (name,))
    assert (name in planned.refused) == bool(reason)
    if reason:
        assert reason in planned.refused[name].reason


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(ConfigError, match=r"there is no index NDVX; did you mean NDVI\?"):
        check_names(("NDVX",))
    assert check_names(("evi", "EVI", "knDvi")) == ("EVI", "kNDVI")
