"""Which ground a question means: halves and quarters, points, outlines, zones and places."""

import re
from collections.abc import Mapping
from typing import Any, cast

from nodes.answers.calls import Part

_OF_CORNER = r"(?= (?:quarter|corner|part|quart))"
_SIDES: Mapping[str, str] = {
    "north": r"nord(?!-?\s?(?:est|ouest))|north(?!-?\s?(?:east|west))(?:ern|erly|ernmost)?|septentrionale?|upper|top",
    "south": r"sud(?!-?\s?(?:est|ouest))|south(?!-?\s?(?:east|west))(?:ern|erly|ernmost)?|meridionale?|lower|bottom",
    "east": r"east(?:ern|erly)?|orientale?|right(?:-hand)?|droite?",
    "west": r"west(?:ern|erly)?|ouest|occidentale?|left(?:-hand)?|gauche",
    "north_east": rf"north-?\s?east(?:ern)?|nord-?\s?est|n\.?e\.?{_OF_CORNER}|(?:upper|top) right",
    "north_west": rf"north-?\s?west(?:ern)?|nord-?\s?ouest|n\.?w\.?{_OF_CORNER}|(?:upper|top) left",
    "south_east": rf"south-?\s?east(?:ern)?|sud-?\s?est|s\.?e\.?{_OF_CORNER}|(?:lower|bottom) right",
    "south_west": rf"south-?\s?west(?:ern)?|sud-?\s?ouest|s\.?w\.?{_OF_CORNER}|(?:lower|bottom) left",
    "centre": r"centre|center|central|middle|milieu|coeur",
}  # fmt: skip
_CORNERS = ("north_east", "north_west", "south_east", "south_west")
_PIECE = r"(?:half|quarter|part|side|end|edge|corner|third|section|portion|of)"
_FRENCH_PIECE = r"(?:moitie|quart|partie|cote|coin|zone|portion|au|dans le|a l'|vers le|vers l')"
_NUMBER = r"[-+−]?\d{1,3}(?:[.,]\d+)?"
_HALF = r"\s*°?\s*([nsewo]|north|south|east|west|nord|sud|est|ouest)?\b"
_POINT = re.compile(rf"(?<![\w.])({_NUMBER}){_HALF}\s*[,;/ ]\s*(?:and |et )?({_NUMBER}){_HALF}")
_LABELLED = (
    re.compile(rf"\blat(?:itude)?\.?\s*[:=]?\s*({_NUMBER})"),
    re.compile(rf"\blon(?:g(?:itude)?)?\.?\s*[:=]?\s*({_NUMBER})"),
)
_DEGREES = re.compile(
    r"(\d{1,3})\s*[°d]\s*(\d{1,2})\s*['′m]\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:[\"″s]|'')?)?\s*([nsewo])\b", re.IGNORECASE
)
_POLYGON = re.compile(r"polygon\s*\(\(([^()]+)\)\)")


def find_parts(plain: str) -> list[Part]:
    """Find the halves, quarters or middle that are meant; a side that names no piece of ground is none."""
    found: list[Part] = []
    left = re.sub(
        r"\b(\w+)( (?:and|or|et|ou) (?:the |la )?\w+ (?:half|quarter|part|side|halves|quarters|parts))",
        r"\1 half\2",
        plain,
    )
    left = left.replace("halves", "half").replace("quarters", "quarter")
    while (part := _find_part(left)) is not None and len(found) < 3:
        found.append(part)
        left = re.sub(rf"\b(?:{_SIDES[part]})\b", " ", left)
    return found


def _find_part(plain: str) -> Part | None:
    for name in (*_CORNERS, *(side for side in _SIDES if side not in _CORNERS)):
        sides = _SIDES[name]
        is_bare_word = name in ("north", "south", "east", "west", "centre")
        patterns = [
            rf"\b(?:{sides})\b[- ]{_PIECE}\b",
            rf"\b{_FRENCH_PIECE}\s*(?:du |de l'|de la |le |la |l')?(?:{sides})\b",
            rf"\b(?:in|on|to|at|towards?) the (?:far )?(?:{sides})\b",
            rf"^(?:and |et |what about )(?:the |le |la |l'|au )?(?:{sides})\b",
        ]
        if not is_bare_word:
            patterns = [rf"\b(?:{sides})\b"]
        if any(re.search(pattern, plain) for pattern in patterns) and not re.search(r"\btop (?:of|\d)", plain):
            return cast(Part, name)
    return None


def find_point(text: str, plain: str) -> tuple[tuple[float, float] | None, str]:
    """Find longitude and latitude in degrees, and the question without them; two plain numbers are latitude first."""
    angles = [*_DEGREES.finditer(text)]
    if len(angles) >= 2:
        pairs = [(_from_degrees(one), one[4].lower()) for one in angles[:2]]
        return _order(pairs), plain[: angles[0].start()] + "pointx" + plain[angles[1].end() :]
    labelled = [pattern.search(plain) for pattern in _LABELLED]
    if labelled[0] and labelled[1]:
        low, high = min(one.start() for one in labelled if one), max(one.end() for one in labelled if one)
        return (_number(labelled[1][1]), _number(labelled[0][1])), f"{plain[:low]}pointx{plain[high:]}"
    for match in _POINT.finditer(plain):
        has_sides = bool(match[2] and match[4])
        if re.search(r"\b(?:between|entre) $", plain[: match.start()]):
            continue
        if not has_sides and not ("." in match[1] + match[3] and ("," in match[0] or " " in match[0])):
            continue
        if not has_sides and min(len(one.partition(".")[2]) for one in (match[1], match[3])) < 1:
            continue
        point = _order([(_number(match[1]), (match[2] or "")[:1]), (_number(match[3]), (match[4] or "")[:1])])
        if point:
            return point, plain[: match.start()] + "pointx" + plain[match.end() :]
    return None, plain


def _number(said: str) -> float:
    return float(said.replace(",", ".").replace("−", "-"))


def _from_degrees(match: re.Match[str]) -> float:
    return float(match[1]) + float(match[2]) / 60 + float(match[3] or 0) / 3600


def _order(pairs: list[tuple[float, str]]) -> tuple[float, float] | None:
    """Give longitude and latitude: by their sides, else latitude is said first."""
    signed = [(-value if side in ("s", "w", "o") and value > 0 else value, side) for value, side in pairs]
    (one, first), (other, second) = signed
    is_longitude_first = (first in ("e", "w", "o") and first != "") or (second in ("n", "s") and second != "")
    longitude, latitude = (one, other) if is_longitude_first else (other, one)
    if abs(latitude) > 90 or abs(longitude) > 180:
        longitude, latitude = latitude, longitude
    return (longitude, latitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def find_polygon(plain: str) -> tuple[tuple[float, float], ...] | None:
    """Find an outline that is given as WKT: longitude before latitude."""
    match = _POLYGON.search(plain)
    if match is None:
        return None
    try:
        corners = [tuple(float(part) for part in corner.split()) for corner in match[1].split(",")]
    except ValueError:
        return None
    return tuple((corner[0], corner[1]) for corner in corners) if all(len(one) == 2 for one in corners) else None


def find_numbered(plain: str) -> dict[str, Any]:
    """Find "zone 2" and "place 3"."""
    nouns = {"zone": r"zones?", "place": r"(?:place|spot|stop|location|waypoint|lieu|endroit|point d'arret)"}
    found = {}
    for name, noun in nouns.items():
        match = re.search(rf"\b{noun}\s*(?:number |no\.? ?|n°\s*|#)?(\d{{1,3}})\b", plain)
        if match and int(match[1]) >= 1:
            found[name] = int(match[1])
    return found
