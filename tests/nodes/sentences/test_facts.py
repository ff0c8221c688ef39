"""Each claim of a run has a meaning, and that of a share agrees with how it was counted."""

import re

import pytest

from nodes.report.claims import claim_share
from nodes.report.contents import claims_of
from nodes.sentences.facts import UnknownClaimError, facts_of
from nodes.state import SceneState
from tests.nodes.sentences.made_states import STATES

_BASES = {
    "scene": r"among all pixels",
    "data": r"among those that are not 0",
    "clear": r"whose NDVI is defined|among those that are 1 to [45]$|of the clear pixels|1 to \d inside parcel",
    "judged": r"among those that are (1 to [34]|0 to 4)",
    "ailing": r"where health\.tif is 2 to 4",
    "field": r"of all within the outline",
}
"""What the method of a claim says of the ground that a share is of."""
_NO_GROUND = r"missing|on_scene"
"""Shares that are not of ground that was counted."""


@pytest.mark.parametrize("name", STATES)
def test_each_claim_of_a_run_is_a_fact(tmp_path, name):
    state = STATES[name](tmp_path)
    facts = facts_of(state)
    assert [fact.claim for fact in facts] == claims_of(state)
    assert facts


@pytest.mark.parametrize("name", STATES)
def test_what_a_share_is_of_agrees_with_how_it_was_counted(tmp_path, name):
    for fact in facts_of(STATES[name](tmp_path)):
        if fact.quantity != "share":
            assert fact.of is None, fact.claim.id
        elif fact.of is None:
            assert re.search(_NO_GROUND, fact.claim.id)
        else:
            assert re.search(_BASES[fact.of], fact.claim.method), (fact.claim.id, fact.claim.method)


@pytest.mark.parametrize("name", STATES)
def test_the_kind_of_a_number_agrees_with_its_unit(tmp_path, name):
    units = {
        "share": {"%"}, "certainty": {"%"}, "probability": {"%"}, "attention": {"%"}, "area": {"ha"}, "count": {""},
        "pixels": {"pixels"}, "length": {"m"}, "position": {"degrees"}, "difference": {""}, "skill": {""},
        "index": {"", "dB", "°C"},
    }  # fmt: skip
    for fact in facts_of(STATES[name](tmp_path)):
        assert fact.claim.unit in units[fact.quantity], fact.claim.id


def test_moods_are_those_of_who_speaks(tmp_path):
    facts = {
        fact.claim.id: fact for make in ("with_fields", "made_up") for fact in facts_of(STATES[make](tmp_path / make))
    }
    assert facts["health.cause.drought"].mood == "guess" and facts["risk.high.share"].mood == "forecast"
    assert facts["zone.1.area"].mood == facts["field.1.high"].mood == "forecast"
    assert facts["index.NDVI.p50"].mood == facts["health.mild.share"].mood == "measured"


def test_things_are_named(tmp_path):
    facts = {fact.claim.id: fact for fact in facts_of(STATES["with_fields"](tmp_path))}
    told = [
        facts[name].about for name in ("field.1.median", "crop.1.low", "place.1.value", "zone.2.area", "parcel.1.bare")
    ]
    assert told == ["north", "maize", "place 1", "zone 2", "north"]
    assert facts["field.9.median"].about == "y (claim:scene.width)"
    assert facts["cover.1.share"].topic == "cover.sparse" and facts["index.NDVI.p50"].statistic == "median"


def test_a_claim_of_an_unknown_kind_is_a_bug():
    with pytest.raises(UnknownClaimError, match=r"moon\.share"):
        facts_of(
            SceneState.model_validate({"request": {"scene_path": "x"}}), [claim_share("moon.share", "", 0.5, "", "")]
        )
