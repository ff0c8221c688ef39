"""Places to go and look as files that phones open: GPX 1.1 for Garmin, OsmAnd and QField, and KML 2.2.

Names are data: they are escaped, and letters that XML cannot hold are left out.
"""

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from models.field.measured.results import Place
from models.schemas import AreaUnit

_GPX, _KML = "http://www.topografix.com/GPX/1/1", "http://www.opengis.net/kml/2.2"
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_HECTARE: dict[AreaUnit, float] = {"ha": 1.0, "acres": 2.4710538147}
_TITLES = {
    "weak_patch": "weak patch",
    "bare": "bare ground",
    "behind_peers": "behind its peers",
    "behind_few": "behind the few others of its crop",
}
_LOOK_FOR = {
    "weak_patch": "gaps, wet or dry ground, weeds, disease, damage by animals",
    "bare": "whether plants came up at all, or were harvested already",
    "behind_peers": "late sowing, lack of water or nutrients, disease",
    "behind_few": "late sowing, lack of water or nutrients, disease",
}


def title_places(day: str | None) -> str:
    """The name of the whole list."""
    return f"Places to look at, seen on {day[:10]}" if day else "Places to look at"


def title_of(number: int, place: Place) -> str:
    """The name of a waypoint: its rank, field and reason."""
    return _clean(f"{number} {place.field}: {_TITLES[place.kind]}")


def describe_place(place: Place, index: str, units: AreaUnit = "ha") -> str:
    """What was seen there, and what to look for; areas are in these units."""
    against = "the rest of the field" if place.kind == "weak_patch" else "other fields of its crop"
    area = f"{place.area_ha * _IN_HECTARE[units]:.2f} {units}, " if place.area_ha is not None else ""
    below = f", {place.below:.2f} below {against}" if place.below is not None else ""
    return _clean(f"{area}{index} {place.value:.2f}{below}. Look for {_LOOK_FOR[place.kind]}.")


def write_gpx(places: Sequence[Place], index: str, title: str, units: AreaUnit = "ha") -> str:
    """Write waypoints, the most urgent first."""
    root = ElementTree.Element("gpx", {"xmlns": _GPX, "version": "1.1", "creator": "agri-orchestrator"})
    _add(_add(root, "metadata"), "name", _clean(title))
    for number, place in enumerate(places, 1):
        point = _add(root, "wpt", lat=f"{place.latitude:.7f}", lon=f"{place.longitude:.7f}")
        _add(point, "name", title_of(number, place))
        _add(point, "desc", describe_place(place, index, units))
        _add(point, "sym", "Flag, Red")
    return _text(root)


def write_kml(places: Sequence[Place], index: str, title: str, units: AreaUnit = "ha") -> str:
    """Write placemarks, the most urgent first."""
    root = ElementTree.Element("kml", {"xmlns": _KML})
    document = _add(root, "Document")
    _add(document, "name", _clean(title))
    for number, place in enumerate(places, 1):
        mark = _add(document, "Placemark")
        _add(mark, "name", title_of(number, place))
        _add(mark, "description", describe_place(place, index, units))
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
