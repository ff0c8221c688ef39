"""The MTL metadata file of a Landsat product, in its three notations: text, XML and JSON."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from models.errors import SceneError
from models.geo.formats.archive import parse_xml

Groups = dict[str, dict[str, str]]
"""Group → key → value. Keys repeat between groups with other meanings, so groups are never merged."""


@dataclass(frozen=True)
class Mtl:
    """The groups of an MTL, and the few facts that the scene contract asks of them."""

    label: str
    groups: Groups

    @property
    def sensor(self) -> str | None:
        """ "Landsat 8" from LANDSAT_8."""
        spacecraft = self._first(("IMAGE_ATTRIBUTES", "PRODUCT_METADATA"), "SPACECRAFT_ID") or ""
        return spacecraft.replace("_", " ").title() if re.fullmatch(r"LANDSAT_\d", spacecraft) else None

    @property
    def level(self) -> str | None:
        """ "L2SP", "L1TP" …"""
        return self._first(("PRODUCT_CONTENTS",), "PROCESSING_LEVEL") or self._first(("PRODUCT_METADATA",), "DATA_TYPE")

    @property
    def collection(self) -> int | None:
        """1 or 2."""
        number = self._first(("PRODUCT_CONTENTS", "METADATA_FILE_INFO"), "COLLECTION_NUMBER") or ""
        return int(number) if number.isdigit() else None

    @property
    def acquired(self) -> str | None:
        """Scene centre, ISO 8601 in UTC, in whole seconds."""
        groups = ("IMAGE_ATTRIBUTES", "PRODUCT_METADATA")
        day, time = self._first(groups, "DATE_ACQUIRED"), self._first(groups, "SCENE_CENTER_TIME")
        if day is None or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
            return None
        return f"{day}T{time[:8]}+00:00" if time and re.match(r"\d{2}:\d{2}:\d{2}", time) else day

    @property
    def sun_elevation(self) -> float | None:
        """Degrees above the horizon at the scene centre."""
        return self._number(("IMAGE_ATTRIBUTES",), "SUN_ELEVATION")

    def pair(self, groups: str | tuple[str, ...], quantity: str, band: str) -> tuple[float, float] | None:
        """Find multiplier and addend of a band: REFLECTANCE_MULT_BAND_4 and REFLECTANCE_ADD_BAND_4."""
        places = (groups,) if isinstance(groups, str) else groups
        multiplier = self._number(places, f"{quantity}_MULT_{band}")
        addend = self._number(places, f"{quantity}_ADD_{band}")
        return None if multiplier is None or addend is None else (multiplier, addend)

    def conflicts(self, sensor: str, collection: int, day: str) -> tuple[str, ...]:
        """Say where the file names say something else; the MTL is taken."""
        claims = (("the sensor", self.sensor, sensor), ("the collection", self.collection, collection),
                  ("the day", (self.acquired or day)[:10], day))  # fmt: skip
        return tuple(
            f"the file names say that {what} is {named} and {self.label} says {own}; the MTL is taken"
            for what, own, named in claims
            if own is not None and own != named
        )

    def _first(self, groups: tuple[str, ...], key: str) -> str | None:
        return next((value for group in groups if (value := self.groups.get(group, {}).get(key))), None)

    def _number(self, groups: tuple[str, ...], key: str) -> float | None:
        text = self._first(groups, key)
        try:
            return None if text is None else float(text)
        except ValueError as error:
            raise SceneError(f"{self.label} has {text!r} as {key}; download the product again") from error


def find_mtl(names: Iterable[str]) -> str | None:
    """Find the MTL among file names; where it comes in several notations, the text."""
    found = {
        PurePosixPath(name).suffix.lower(): name
        for name in names
        if re.search(r"(^|[_/])MTL\.\w+$", name, re.IGNORECASE)
    }
    return next((found[suffix] for suffix in (".txt", ".json", ".xml") if suffix in found), None)


def read_mtl(data: bytes, label: str) -> Mtl:
    """Read the groups of an MTL."""
    text = data.decode("utf-8", errors="replace")
    start = text.lstrip()[:1]
    if start == "<":
        groups = {
            group.tag: {item.tag: (item.text or "").strip() for item in group} for group in parse_xml(data, label)
        }
    elif start == "{":
        groups = _from_json(text, label)
    else:
        groups = _from_text(text)
    if not groups:
        raise SceneError(f"{label} holds no groups of an MTL; download the product again")
    return Mtl(label, groups)


def _from_json(text: str, label: str) -> Groups:
    try:
        content: Any = json.loads(text)
    except ValueError as error:
        raise SceneError(f"{label} is damaged ({error}); download the product again") from error
    root = next(iter(content.values())) if isinstance(content, dict) and content else {}
    groups = root.items() if isinstance(root, dict) else ()
    return {
        name: {key: str(value) for key, value in group.items()} for name, group in groups if isinstance(group, dict)
    }


def _from_text(text: str) -> Groups:
    """Read lines of `KEY = VALUE` between `GROUP = NAME` and `END_GROUP = NAME`."""
    groups: Groups = {}
    inside: dict[str, str] = {}
    for line in text.splitlines():
        key, separator, value = (part.strip() for part in line.partition("="))
        if not separator:
            continue
        if key == "GROUP":
            inside = groups.setdefault(value, {})
        elif key != "END_GROUP":
            inside[key] = value.strip('"')
    return groups
