"""What the lines above a table say of it: the service, the zone of its times, units by name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from models.field.loggers.times import zone_in

Rows = list[tuple[int, list[str]]]
_OF_POWER = re.compile(r"([A-Z][A-Z0-9_]+)\s.*\(([^()]*)\)\s*$")


@dataclass(frozen=True)
class Preamble:
    """Facts of the lines above the names of columns."""

    format: str = ""
    zone: str = ""
    units: dict[str, str] = field(default_factory=dict)  # by the name of the column in capitals


def read_preamble(rows: Rows, separator: str) -> Preamble:
    """Of a table of Open-Meteo, NASA POWER, Campbell, HOBO or others."""
    joiner = {"tabs": "\t", "semicolons": ";", "commas": ","}.get(separator, " ")
    lines = [joiner.join(row) for _, row in rows]
    text = "\n".join(lines)
    if "utc_offset_seconds" in text:
        return Preamble("Open-Meteo", _open_meteo_zone(rows))
    if "NASA/POWER" in text or "-END HEADER-" in text:
        zone = "Z" if re.search(r"\bin UTC\b|Time Zone:? UTC|UTC", text) else ""
        return Preamble("NASA POWER", zone, dict(_power_units(lines)))
    if lines and lines[0].startswith("TOA5"):
        return Preamble("TOA5")
    if lines and lines[0].startswith("Plot Title"):
        return Preamble("HOBO")
    zones = {zone for line in lines if re.search(r"zone|zeit|time", line, re.IGNORECASE) and (zone := zone_in(line))}
    return Preamble("", zones.pop() if len(zones) == 1 else "")


def _open_meteo_zone(rows: Rows) -> str:
    """As hours and minutes from UTC."""
    names = next((place for place, (_, row) in enumerate(rows) if "utc_offset_seconds" in row), None)
    if names is None or names + 1 >= len(rows):
        return ""
    said = dict(zip(rows[names][1], rows[names + 1][1], strict=False)).get("utc_offset_seconds", "")
    if not re.fullmatch(r"-?\d{1,5}", said):
        return ""
    minutes = abs(int(said)) // 60
    return f"{'-' if said.startswith('-') else '+'}{minutes // 60:02}:{minutes % 60:02}"


def _power_units(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if found := _OF_POWER.match(line):
            yield found[1], found[2]
