"""Which of two facts is believed."""

import itertools
from pathlib import Path

import pytest
from affine import Affine

from models.geo.contract.evidence import (
    RANKING,
    LayerFacts,
    Origin,
    complete_layer,
    complete_origin,
    contradicts,
    fill_gap,
    overrule_origin,
    state_flag,
    take_stronger,
    take_strongest,
)
from models.geo.contract.product import Header, Layer, Product
from models.geo.contract.scene import Fact, Source

HEADER = Header("a.tif", 4, 4, Affine.identity(), None, ([], None), False, ("uint16",), ("gray",))


def fact(value, source: Source) -> Fact:
    return Fact(value=value, source=source, detail=f"{value} by {source}")


def layer(**facts) -> Layer:
    return Layer(**{"name": "band 1", "dataset": "a.tif", "index": 1, "header": HEADER, "is_unnamed": True} | facts)


@pytest.mark.parametrize(("strong", "weak"), list(itertools.pairwise(RANKING)))
def test_the_stronger_source_wins_in_either_order(strong, weak):
    one, other = fact("red", strong), fact("nir", weak)
    assert take_stronger(one, other) == take_stronger(other, one) == one


def test_of_equals_the_first_wins_and_nothing_gives_way_to_something():
    one, other, nothing = fact("red", "name"), fact("nir", "name"), fact(None, "flag")
    assert take_stronger(one, other) == one
    assert take_stronger(nothing, one) == take_stronger(one, nothing) == take_stronger(None, one) == one
    assert take_strongest([None, fact("a", "convention"), one, other]) == one
    assert take_strongest([]) is None


def test_a_gap_is_filled_and_what_is_there_stays():
    by_name, by_tag = fact("L1C", "name"), fact("L2A", "tag")
    assert fill_gap(by_name, by_tag) == by_name
    assert fill_gap(None, by_tag) == by_tag


def test_only_a_known_fact_contradicts():
    assert contradicts(fact("NAIP", "tag"), "Sentinel-2")
    assert not contradicts(fact(None, "tag"), "Sentinel-2")
    assert not contradicts(None, "Sentinel-2")


def test_scale_and_offset_are_completed_as_a_pair_only():
    said = LayerFacts("B04", scale=fact(1e-4, "sidecar"), offset=fact(-0.1, "sidecar"), nodata=(fact(0.0, "sidecar"),))
    bare, scaled = (
        complete_layer(layer(), said),
        complete_layer(layer(scale=fact(1.0, "tag"), name="x", is_unnamed=False), said),
    )
    assert (bare.name, bare.scale, bare.offset, bare.nodata) == ("B04", said.scale, said.offset, said.nodata)
    assert (scaled.name, scaled.scale.value, scaled.offset) == ("x", 1.0, None)


def test_a_name_says_the_time_only_where_neither_tag_nor_metadata_does():
    said = Origin(fact("Sentinel-2", "name"), fact("L2A", "name"), fact("2022-03-08", "name"))
    own = Product(Path("a.tif"), "GeoTIFF", (), (), level=fact("L1C", "tag"), acquired=fact("2022-03-09", "sidecar"))
    completed = complete_origin(own, said)
    assert (completed.sensor, completed.level, completed.acquired) == (said.sensor, own.level, own.acquired)


def test_the_user_overrules_every_source():
    own = Product(Path("a.tif"), "GeoTIFF", (), (), sensor=fact("Landsat 8", "tag"), level=fact("L1TP", "tag"))
    told = overrule_origin(own, Origin(sensor=state_flag("Sentinel-2", "sensor s2a")))
    assert told.sensor == Fact(value="Sentinel-2", source="flag", detail="--sensor s2a")
    assert told.level == own.level
