"""Crops are known by the names that people and registers give them."""

import pytest

from models.field.crops import crop_coded, crop_named
from models.field.field import read_field
from models.vocabulary import CROPS


@pytest.mark.parametrize(
    ("said", "crop"),
    [("Corn", "maize"), ("maïs", "maize"), ("Mais", "maize"), ("maíz", "maize"), ("Silomais", "maize"),
     ("Körnermais", "maize"), ("Maïs ensilage", "maize"), ("grain_maize_corn_popcorn", "maize"),
     ("sweet corn", "maize"), ("winter wheat", "wheat"), ("Winterweizen", "wheat"), ("Blé tendre d'hiver", "wheat"),
     ("blé dur", "wheat"), ("trigo blando", "wheat"), ("winter_common_soft_wheat", "wheat"),
     ("Wintergerste", "barley"), ("Orge de printemps", "barley"), ("Sommergerste", "barley"), ("cebada", "barley"),
     ("Rapeseed", "rapeseed"), ("Winterraps", "rapeseed"), ("Colza d’hiver", "rapeseed"), ("OSR", "rapeseed"),
     ("winter_rapeseed_rape", "rapeseed"), ("Grünland", "grass"), ("permanent grassland", "grass"),
     ("Prairie permanente", "grass"), ("pasture_meadow_grassland_grass", "grass"), ("Zuckerrüben", "sugar beet"),
     ("Zuckerruebe", "sugar beet"), ("betterave sucrière", "sugar beet"), ("remolacha azucarera", "sugar beet"),
     ("Kartoffeln", "potato"), ("pommes de terre", "potato"), ("papas", "potato"), ("Soja", "soybean"),
     ("soy_soybeans", "soybean"), ("Sonnenblumen", "sunflower"), ("tournesol", "sunflower"), ("Luzerne", "alfalfa"),
     ("3301010600", "maize"), ("3301010101", "wheat"), ("3302000000", "grass"), ("3301290700", "sugar beet"),
     ("sarrasin", "buckwheat"), ("blé noir", "buckwheat"), ("Maize ", "maize"), ("MAIZE", "maize")],
)  # fmt: skip
def test_a_crop_has_one_name(said, crop):
    assert crop_named(said) == crop


@pytest.mark.parametrize(
    "said", ["quinoa", "", "1200", "maize/soy", "Korn", "3399000000", "x" * 500, "小麦", "field", "winter"]
)
def test_what_stands_in_no_list_is_no_other_crop(said):
    assert crop_named(said) is None


def test_names_of_networks_are_their_own():
    assert all(crop_named(crop) == crop for crop in CROPS)


def test_codes_of_the_french_register_are_read():
    assert (crop_coded("MIS"), crop_coded("bth"), crop_coded("PPH"), crop_coded("XXX")) == (
        "maize",
        "wheat",
        "grass",
        None,
    )


def test_a_word_of_the_user_is_read_the_same_way(field):
    assert read_field("crop=Winterweizen", None, field).crop == "wheat"
    assert read_field("crop=Colza", None, field).crop == "rapeseed"
