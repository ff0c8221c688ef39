"""Which sensor took a raster file, at which level and when: by its tags, its name, and the customs of data sets."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from models.geo.contract.bands import POLARISATIONS, find_role, find_sensor_by_codes
from models.geo.contract.evidence import Origin
from models.geo.contract.product import Layer, Product
from models.geo.contract.scene import Fact, Unit

_EUROSAT = re.compile(
    r"^(AnnualCrop|Forest|HerbaceousVegetation|Highway|Industrial|Pasture|PermanentCrop|Residential|River|SeaLake)_\d+$"
)
_NAIP = re.compile(r"^m_\d{7}_(?:ne|nw|se|sw)_\d{2}_\d+_(\d{8})", re.IGNORECASE)
_SENTINEL1 = re.compile(
    r"(?:^|_)(S1[A-D])_+(?:IW|EW|SM|WV)_+(GRD|SLC|RTC)?|RTC-S1[A-D]?_|(?:^|_)S1[A-D]_\d\d_v\d", re.IGNORECASE
)
_OPERA_START = re.compile(r"RTC-S1_.*?_(\d{8}T\d{6})Z_\d{8}T\d{6}Z")
_IN_WORDS: tuple[tuple[str, str], ...] = (
    (r"sentinel[-_ ]?2[a-d]?|s2[a-d]?[-_](?:sr|toa|l1c|l2a|msi|harmonized)|copernicus[-_]s2", "Sentinel-2"),
    (r"landsat[-_ ]?([45789])", "Landsat"),
)
_EARTH_ENGINE_LANDSAT = re.compile(r"(?:^|[_/])L[COET]0([45789])_\d{6}_\d{8}(?!\d|_\d{8})")
_SENTINEL1_START = re.compile(r"S1[A-D]_.{12}_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})_\d{8}T\d{6}")
_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})([-_]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?:T(\d{2})(\d{2})(\d{2}))?(?!\d)"
)


def read_origin(path: Path, tags: Mapping[str, str], descriptions: list[str]) -> Origin:
    """Read sensor, level and time from tags, or else from the file's name."""
    return Origin(_find_sensor(path, tags, descriptions), _find_level(path, tags), _find_time(path, tags))


def find_sensor_word(text: str) -> str | None:
    """Find the sensor that a platform or instrument tag names: "Sentinel-2B" → "Sentinel-2"; None where unknown."""
    word = re.sub(r"[\s_-]+", "", text).lower()
    if re.match(r"^(sentinel2[a-d]?|s2[a-d]|msi)", word):
        return "Sentinel-2"
    if re.match(r"^(sentinel1[a-d]?|s1[a-d])", word):
        return "Sentinel-1"
    found = re.match(r"^(?:landsat|l[coet]0?)([45789])", word)
    return f"Landsat {found[1]}" if found else ("NAIP" if word.startswith("naip") else None)


def find_date(name: str) -> str | None:
    """Find the one date written in a file name, as ISO 8601; None where there is none or several differ."""
    found = {f"{m[1]}-{m[3]}-{m[4]}" + (f"T{m[5]}:{m[6]}:{m[7]}+00:00" if m[5] else "") for m in _DATE.finditer(name)}
    return found.pop() if len(found) == 1 else None


def name_by_custom(path: Path, layers: tuple[Layer, ...], sensor: str | None) -> tuple[Layer, ...]:
    """Name the bands as a data set fixes them for its files: NAIP's four bands, EuroSAT's thirteen."""
    if any(layer.role and layer.role.source == "tag" and not layer.is_unnamed for layer in layers):
        return layers
    if sensor == "NAIP" and len(layers) == 4:
        return _name_layers(layers, ("red", "green", "blue", "nir"), "USDA NAIP four-band order")
    if _EUROSAT.match(path.stem) and len(layers) == 13:
        order = ["B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B09", "B10", "B11", "B12", "B8A"]
        return _name_layers(layers, tuple(order), "EuroSAT's band order (B8A last)")
    return layers


def name_polarisation(product: Product) -> Product:
    """Name the one band of a radar file, and its decibels, by the words of the file name."""
    if len(product.layers) != 1 or not product.sensor or product.sensor.value != "Sentinel-1":
        return product
    layer, words = product.layers[0], re.split(r"[_.\-\s]+", product.path.stem.lower())
    said = {word for word in words if word in POLARISATIONS}
    if not layer.is_unnamed or len(said) != 1:
        return product
    name = said.pop()
    detail = f"the file name {product.path.name}"
    unit = layer.unit or (Fact[Unit](value="sar_db", source="name", detail=detail) if "db" in words else None)
    role = Fact[str | None](value=name, source="name", detail=detail)
    return replace(product, layers=(replace(layer.rename(name.upper()), role=role, unit=unit),))


def _find_sensor(path: Path, tags: Mapping[str, str], descriptions: list[str]) -> Fact[str | None] | None:
    for key in (
        "SPACECRAFT_NAME",
        "SPACECRAFT_ID",
        "PLATFORM",
        "SATELLITE",
        "MISSION_ID",
        "SENSOR",
        "SENSOR_ID",
    ):
        value = find_sensor_word(tags.get(key, ""))
        if value:
            return Fact(value=value, source="tag", detail=f"{key} = {tags[key]}")
    if _NAIP.match(path.stem):
        return Fact(value="NAIP", source="name", detail="file name as USDA names NAIP quarter quads")
    if _EUROSAT.match(path.stem) and len(descriptions) == 13:
        return Fact(value="Sentinel-2", source="name", detail="file name and 13 bands as in EuroSAT")
    radar = _SENTINEL1.search(path.stem)
    if radar:
        return Fact(value="Sentinel-1", source="name", detail=f"file name holds {radar[0]}")
    landsat = _EARTH_ENGINE_LANDSAT.search(path.stem)
    if landsat:
        detail = f"file name {path.stem}, as Earth Engine names Landsat scenes"
        return Fact(value=f"Landsat {landsat[1]}", source="name", detail=detail)
    found = find_sensor_by_codes(descriptions)
    if found:
        return Fact(value=found[0], source="tag", detail=f"band descriptions: {found[1]}")
    return _find_sensor_in_words(path.stem)


def _find_sensor_in_words(stem: str) -> Fact[str | None] | None:
    """Find the one sensor that a file name spells out: "Sentinel-2", "S2_SR", "Landsat 8"; None where it is several."""
    found = {
        f"{sensor} {match[1]}" if sensor == "Landsat" else sensor: match[0]
        for words, sensor in _IN_WORDS
        for match in re.finditer(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])", stem, re.IGNORECASE)
    }
    if len(found) != 1:
        return None
    sensor, words = found.popitem()
    return Fact(value=sensor, source="name", detail=f"file name holds {words}")


def _find_level(path: Path, tags: Mapping[str, Any]) -> Fact[str | None] | None:
    for key in ("PROCESSING_LEVEL", "LEVEL", "PRODUCT_TYPE"):
        found = re.search(r"(?:LEVEL-?|L)(1C|2A)\b|(1C|2A)$", str(tags.get(key, "")).upper())
        if found:
            return Fact(value=f"L{found[1] or found[2]}", source="tag", detail=f"{key} = {tags[key]}")
    found = re.search(r"(?:MSIL|_L|-L)(1C|2A)(?=[_\-.]|$)", path.stem.upper())
    if found:
        return Fact(value=f"L{found[1]}", source="name", detail=f"file name holds {found[0]}")
    if found := re.search(r"(?:^|[^A-Z0-9])S2_(SR|TOA)(?:_HARMONIZED)?(?![A-Z0-9])", path.stem.upper()):
        level = "L2A" if found[1] == "SR" else "L1C"
        return Fact(value=level, source="name", detail=f"file name holds {found[0].strip('_-. ')}")
    if _EUROSAT.match(path.stem):
        return Fact(value="L1C", source="convention", detail="EuroSAT is cut from Level-1C products")
    return None


def _find_time(path: Path, tags: Mapping[str, str]) -> Fact[str | None] | None:
    for key in (
        "ACQUISITION_TIME",
        "SENSING_TIME",
        "PRODUCT_START_TIME",
        "ACQUISITION_DATE",
        "DATE_ACQUIRED",
        "DATE",
    ):
        text = tags.get(key, "")
        found = re.match(r"^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:Z|\+00:?00)?)?$", text.strip())
        if found:
            value = found[1] + (f"T{found[2]}+00:00" if found[2] else "")
            return Fact(value=value, source="tag", detail=f"{key} = {text}")
    radar = _SENTINEL1_START.search(path.name)
    if radar:
        day, time = f"{radar[1]}-{radar[2]}-{radar[3]}", f"{radar[4]}:{radar[5]}:{radar[6]}+00:00"
        return Fact(value=f"{day}T{time}", source="name", detail=f"start time in the file name {path.name}")
    opera = _OPERA_START.search(path.name)
    date = f"{datetime.fromisoformat(opera[1]).isoformat()}+00:00" if opera else find_date(path.name)
    return Fact(value=date, source="name", detail=f"date in the file name {path.name}") if date else None


def _name_layers(layers: tuple[Layer, ...], names: tuple[str, ...], why: str) -> tuple[Layer, ...]:
    return tuple(
        replace(layer.rename(name), role=Fact(value=find_role(name, "Sentinel-2"), source="name", detail=why))
        for layer, name in zip(layers, names, strict=True)
    )
