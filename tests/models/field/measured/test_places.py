"""Places: at most five, the most urgent first, spread over fields; and their files, whatever the names are."""

from xml.etree import ElementTree

import pytest

from models.field.measured.places import choose_places, find_faults, find_lacks
from models.field.measured.results import FieldIndex, FieldMeasured, FieldPeers, Place, WeakPatch
from models.field.measured.scouting import title_places, write_gpx, write_kml


def patch(area: float, below: float = 0.2) -> WeakPatch:
    return WeakPatch(pixels=area * 100, area_ha=area, longitude=4.0, latitude=50.0, median=0.5, below=below)


def field(name: str, **more) -> FieldMeasured:
    index = FieldIndex(name="NDVI", median=0.7, mean=0.7, p10=0.6, p90=0.8, std=0.1)
    plain = {
        "name": name, "crop": "maize", "pixels": 500, "on_scene": 1, "area_ha": 5.0, "clear": 1, "cloud": 0,
        "shadow": 0, "no_data": 0, "judged": 1, "indices": (index,), "longitude": 4.1, "latitude": 50.1,
    }  # fmt: skip
    return FieldMeasured(**(plain | more))


BEHIND = (FieldPeers(name="NDVI", peers=9, difference=-0.15, lower=0.1),)


def test_bare_ground_comes_first_then_what_has_most_at_stake():
    fields = [
        field("patchy", patches=(patch(1.0), patch(0.9))), field("behind", peers=BEHIND), field("bare", bare=0.9),
        field("fine"), field("slightly", peers=(FieldPeers(name="NDVI", peers=9, difference=-0.05, lower=0.1),)),
    ]  # fmt: skip
    places = choose_places(fields)
    assert [(one.field, one.kind) for one in places] == [
        ("bare", "bare"), ("behind", "behind_peers"), ("patchy", "weak_patch"), ("patchy", "weak_patch"),
    ]  # fmt: skip
    assert places[1].below == pytest.approx(0.15) and places[2].area_ha == 1.0


def green(value: float) -> tuple[FieldIndex, ...]:
    return (FieldIndex(name="NDVI", median=value, mean=value, p10=value, p90=value, std=0.0),)


def test_bare_ground_is_as_large_as_what_is_bare():
    [place] = choose_places([field("bare", bare=0.8, clear=0.5)])
    assert place.area_ha == pytest.approx(5.0 * 0.8 * 0.5)


def test_a_field_far_behind_the_few_others_of_its_crop_is_worth_a_visit():
    fields = [field("low", indices=green(0.4)), field("one", indices=green(0.8)), field("other", indices=green(0.9))]
    assert find_faults(fields) == ("behind_few", None, None)
    assert find_lacks(fields) == {0: (pytest.approx(0.45), 2)}
    [place] = choose_places(fields)
    assert (place.field, place.kind, place.below) == ("low", "behind_few", pytest.approx(0.45))
    assert not find_lacks(fields[:2]) and not find_lacks([field("near", indices=green(0.66)), *fields[1:]])
    assert not find_lacks([fields[0].model_copy(update={"crop": "wheat"}), *fields[1:]])


def test_five_places_are_spread_over_fields():
    crowded = field("crowded", patches=tuple(patch(3 - one / 10) for one in range(5)))
    places = choose_places([crowded, *(field(str(one), patches=(patch(0.1),)) for one in range(3))])
    assert [one.field for one in places][:4].count("crowded") == 1 and len(places) == 5


def test_what_was_not_judged_or_has_no_place_is_no_place_to_go():
    unplaced = patch(1.0).model_copy(update={"longitude": None})
    fields = [
        field("hidden", not_judged="cloud", patches=(patch(1.0),)), field("nowhere", patches=(unplaced,)),
        field("unknown crop", crop=None, bare=1.0), field("no area", area_ha=None, patches=(patch(1.0),)),
    ]  # fmt: skip
    assert choose_places(fields) == ()


@pytest.mark.parametrize("name", ["<b>&\"'", "a\x00\x0b\ufffe\ud800", "]]>", "Größe 稲 🌾", "x" * 500, "=2+2\n\t"])
def test_files_hold_any_name_as_data_and_the_same_bytes(name):
    place = Place(field=name, kind="bare", longitude=4.1, latitude=-50.2, area_ha=1.0, value=0.2, below=None)
    for write, mark in ((write_gpx, "wpt"), (write_kml, "Placemark")):
        text = write([place], "NDVI", "title")
        root = ElementTree.fromstring(text.encode())
        (found,) = [one for one in root.iter() if one.tag.endswith(mark)]
        names = [one.text for one in found if one.tag.endswith("name")]
        assert names and names[0].startswith("1 ") and names[0].endswith(": bare ground")
        assert text == write([place], "NDVI", "title")
    assert 'lat="-50.2000000" lon="4.1000000"' in write_gpx([place], "NDVI", "title")
    assert "4.1000000,-50.2000000" in write_kml([place], "NDVI", "title")


def test_areas_of_places_are_in_the_units_that_are_asked_for():
    place = Place(field="a", kind="bare", longitude=4.1, latitude=-50.2, area_ha=1.0, value=0.2, below=None)
    for write in (write_gpx, write_kml):
        assert "1.00 ha, NDVI" in write([place], "NDVI", "title")
        assert "2.47 acres, NDVI" in write([place], "NDVI", "title", "acres")


def test_places_are_told_in_french_where_it_is_asked_for():
    place = Place(field="Nord", kind="weak_patch", longitude=4.1, latitude=50.2, area_ha=0.2, value=0.5, below=0.19)
    title = title_places("2018-06-28", "fr")
    for write in (write_gpx, write_kml):
        text = write([place], "NDVI", title, "acres", "fr")
        assert "Lieux à voir, d'après l'image du 28/06/2018" in text
        assert "1 Nord : zone faible" in text
        assert "0,49 acre, NDVI 0,50, 0,19 sous le reste de la parcelle. Cherchez : manques," in text
