"""Places to go and look as files that phones open: GPX 1.1 for Garmin, OsmAnd and QField, and KML 2.2.

Names are data: they are escaped, and letters that XML cannot hold are left out.
"""

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from models.field.measured.results import Place, PlaceKind
from models.schemas import AreaUnit, Language

_GPX, _KML = "http://www.topografix.com/GPX/1/1", "http://www.opengis.net/kml/2.2"
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_HECTARE: dict[AreaUnit, float] = {"ha": 1.0, "acres": 2.4710538147}
_TITLES: dict[Language, dict[PlaceKind, str]] = {
    "en": {
        "weak_patch": "weak patch", "bare": "bare ground", "behind_peers": "behind its peers",
        "behind_few": "behind the few others of its crop",
    },
    "fr": {
        "weak_patch": "zone faible", "bare": "sol nu", "behind_peers": "moins verte que les autres",
        "behind_few": "moins verte que les rares autres de sa culture",
    },
}  # fmt: skip
_LATE = {
    "en": "late sowing, lack of water or nutrients, disease",
    "fr": "semis tardif, manque d'eau ou d'éléments nutritifs, maladie",
}
_LOOK_FOR: dict[Language, dict[PlaceKind, str]] = {
    "en": {
        "weak_patch": "gaps, wet or dry ground, weeds, disease, damage by animals",
        "bare": "whether plants came up at all, or were harvested already",
        "behind_peers": _LATE["en"],
        "behind_few": _LATE["en"],
    },
    "fr": {
        "weak_patch": "manques, sol humide ou sec, adventices, maladie, dégâts d'animaux",
        "bare": "plantes qui n'ont pas levé, ou récolte déjà faite",
        "behind_peers": _LATE["fr"],
        "behind_few": _LATE["fr"],
    },
}


def title_places(day: str | None, language: Language = "en") -> str:
    """The name of the whole list."""
    if language == "fr":
        return f"Lieux à voir, d'après l'image du {day[8:10]}/{day[5:7]}/{day[:4]}" if day else "Lieux à voir"
    return f"Places to look at, seen on {day[:10]}" if day else "Places to look at"


def title_of(number: int, place: Place, language: Language = "en") -> str:
    """The name of a waypoint: its rank, field and reason."""
    return _clean(f"{number} {place.field}{_before(language)}: {_TITLES[language][place.kind]}")


def describe_place(place: Place, index: str, units: AreaUnit = "ha", language: Language = "en") -> str:
    """What was seen there, and what to look for; areas are in these units."""
    is_weak, look = place.kind == "weak_patch", _LOOK_FOR[language][place.kind]
    if language == "fr":
        against, under, find = "le reste de la parcelle" if is_weak else "les autres de sa culture", "sous", "Cherchez"
    else:
        against, under, find = "the rest of the field" if is_weak else "other fields of its crop", "below", "Look for"
    size = place.area_ha * _IN_HECTARE[units] if place.area_ha is not None else None
    unit = "acre" if units == "acres" and language == "fr" and size is not None and round(size, 2) < 2 else units
    area = f"{_number(size, language)} {unit}, " if size is not None else ""
    below = f", {_number(place.below, language)} {under} {against}" if place.below is not None else ""
    sought = f"{find}{_before(language)}:" if language == "fr" else find
    return _clean(f"{area}{index} {_number(place.value, language)}{below}. {sought} {look}.")


def _before(language: Language) -> str:
    """What French has before a colon."""
    return " " if language == "fr" else ""


def _number(value: float, language: Language) -> str:
    return f"{value:.2f}".replace(".", ",") if language == "fr" else f"{value:.2f}"


def write_gpx(
    places: Sequence[Place], index: str, title: str, units: AreaUnit = "ha", language: Language = "en"
) -> str:
    """Write waypoints, the most urgent first."""
    root = ElementTree.Element("gpx", {"xmlns": _GPX, "version": "1.1", "creator": "agri-orchestrator"})
    _add(_add(root, "metadata"), "name", _clean(title))
    for number, place in enumerate(places, 1):
        point = _add(root, "wpt", lat=f"{place.latitude:.7f}", lon=f"{place.longitude:.7f}")
        _add(point, "name", title_of(number, place, language))
        _add(point, "desc", describe_place(place, index, units, language))
        _add(point, "sym", "Flag, Red")
    return _text(root)


def write_kml(
    places: Sequence[Place], index: str, title: str, units: AreaUnit = "ha", language: Language = "en"
) -> str:
    """Write placemarks, the most urgent first."""
    root = ElementTree.Element("kml", {"xmlns": _KML})
    document = _add(root, "Document")
    _add(document, "name", _clean(title))
    for number, place in enumerate(places, 1):
        mark = _add(document, "Placemark")
        _add(mark, "name", title_of(number, place, language))
        _add(mark, "description", describe_place(place, index, units, language))
        _add(_add(mark, "Point"), "coordinates", f"{place.longitude:.7f},{place.latitude:.7f}")
    return _text(root)


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, name, attributes)
    child.text = text
    return child


def _text(root: ElementTree.Element) -> str:
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _clean(text: str) -> str:
    return " ".join(_UNWRITABLE.sub("", text).split())
