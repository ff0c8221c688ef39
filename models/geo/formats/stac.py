"""STAC items beside a raster or in a folder of single-band assets; only files in the same folder are ever opened."""

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from models.errors import SceneError
from models.geo.contract.bands import WAVELENGTH_NM, find_role, find_role_at
from models.geo.contract.evidence import (
    LayerFacts,
    Origin,
    complete_layer,
    complete_origin,
    contradicts,
    fill_gap,
    outranks,
)
from models.geo.contract.offset import withdraw_applied
from models.geo.contract.product import Layer, Product
from models.geo.contract.scene import Fact, Quality, QualityKind, Unit
from models.geo.contract.units import find_unit
from models.geo.formats.delivered.guides import complete_by_guide
from models.geo.formats.opening import RASTER_SUFFIXES
from models.geo.formats.origin import find_sensor_word
from models.geo.formats.single_file import read_file

_LIMIT = 16 * 2**20  # bytes; items of large time series stay below 1 MB
_NOT_DATA = {"thumbnail", "overview", "visual", "metadata", "cloud", "snow-ice", "water-mask", "saturation"}
_QUALITY: dict[str, QualityKind] = {"scl": "SCL", "qa_pixel": "QA_PIXEL", "fmask": "FMASK"}


@dataclass(frozen=True)
class Item:
    """A STAC item and the file that it was read from."""

    path: Path
    content: dict[str, Any]

    @property
    def properties(self) -> dict[str, Any]:
        """The properties; empty where the item has none."""
        found = self.content.get("properties")
        return found if isinstance(found, dict) else {}

    @property
    def assets(self) -> dict[str, dict[str, Any]]:
        """Assets by key; what is no asset is left out."""
        found = self.content.get("assets")
        return (
            {key: value for key, value in found.items() if isinstance(value, dict)} if isinstance(found, dict) else {}
        )

    def fact(self, value: str | None, key: str) -> Fact[str | None] | None:
        """Return a fact that a property of the item states."""
        return Fact[str | None](value=value, source="sidecar", detail=f"{key} in {self.path.name}") if value else None


def complete_by_item(product: Product) -> Product:
    """Return a lone file's declarations completed by the STAC item beside it; what its tags say stays."""
    found = _item_beside(product.path)
    if found is None:
        return product
    item, asset = found
    completed = _complete(product, item, asset or {}, None)
    return replace(completed, files=(*completed.files, item.path))


def open_stac_folder(folder: Path) -> Product | None:
    """Open the scene of a folder with one STAC item and its assets; None where there is no such item."""
    items = [
        item for path in sorted(folder.glob("*.json")) if (item := _read_item(path)) and _local_assets(folder, item)
    ]
    if len(items) != 1:
        return None
    item = items[0]
    local = _local_assets(folder, item)
    parts = [
        _complete(read_file(path), item, item.assets[key], key)
        for key, path in local.items()
        if key.lower() not in _QUALITY
    ]
    if not parts:
        raise SceneError(f"{item.path.name} lists no raster of the folder as data; name a raster instead")
    wide = [part.path.name for part in parts if len(part.layers) > 1]
    if wide and len(parts) > 1:
        raise SceneError(f"{item.path.name} lists several rasters with bands ({', '.join(wide[:3])}); name one of them")
    absent = sum(1 for key, asset in item.assets.items() if _is_data(key, asset)) - len(local)
    notes = tuple(dict.fromkeys(note for part in parts for note in part.notes))
    quality = next((key for key in local if key.lower() in _QUALITY), None)
    return Product(
        path=folder, format="STAC item", layers=tuple(layer for part in parts for layer in part.layers),
        files=(item.path, *(file for part in parts for file in part.files), *([local[quality]] if quality else [])),
        sensor=parts[0].sensor, level=parts[0].level, acquired=parts[0].acquired,
        quality=_quality(quality, local[quality], parts[0].guide) if quality else None, guide=parts[0].guide,
        notes=(*notes, *([f"{absent} assets of {item.path.name} are not in the folder"] if absent else [])),
    )  # fmt: skip


def _complete(product: Product, item: Item, asset: dict[str, Any], key: str | None) -> Product:
    """Return a file's declarations, with the item's where the file has none."""
    properties = item.properties
    platform = properties.get("platform") or properties.get("constellation") or ""
    said = Origin(
        sensor=item.fact(find_sensor_word(str(platform)), f"platform {platform}"),
        level=_level(item),
        acquired=item.fact(_time(properties), "datetime"),
    )
    sensor = fill_gap(product.sensor, said.sensor)
    bands, notes = _band_facts(item, asset, len(product.layers), sensor.value if sensor else None, key)
    layers = tuple(complete_layer(layer, facts) for layer, facts in zip(product.layers, bands, strict=True))
    notes += _conflicts(product.layers, bands, item)
    whole = replace(complete_origin(product, said), layers=layers, notes=(*product.notes, *notes))
    return whole if product.guide else complete_by_guide(whole, {}, str(item.content.get("id", "")) or None)


def _band_facts(
    item: Item, asset: dict[str, Any], count: int, sensor: str | None, key: str | None
) -> tuple[tuple[LayerFacts, ...], tuple[str, ...]]:
    """Return facts for each of `count` bands, by STAC 1.1 `bands` or 1.0 `eo:bands` and `raster:bands`."""
    lists = [asset.get(name) for name in ("bands", "eo:bands", "raster:bands")]
    listed = [entries for entries in lists if isinstance(entries, list) and entries]
    notes: list[str] = []
    if any(len(entries) != count for entries in listed):
        notes.append(
            f"{item.path.name} lists {len(listed[0])} bands and the file has {count}; its band list is not used"
        )
        listed = []
    merged: list[dict[str, Any]] = [
        {k: v for entries in listed if isinstance(entries[i], dict) for k, v in entries[i].items()}
        for i in range(count)
    ]
    shared = {
        k: v for k, v in asset.items() if k in ("raster:scale", "raster:offset", "nodata", "unit", "eo:common_name")
    }
    applied = item.properties.get("earthsearch:boa_offset_applied")
    facts = [_facts_of({**shared, **entry}, item, sensor, key if count == 1 else None) for entry in merged]
    if applied is True and any(f.offset and f.offset.value < 0 for f in facts):
        facts = [replace(f, offset=withdraw_applied(f.offset, item.path.name)) for f in facts]
        notes.append(f"{item.path.name} lists an offset and says that it has been applied; it is not applied again")
    return tuple(facts), tuple(notes)


def _facts_of(entry: dict[str, Any], item: Item, sensor: str | None, key: str | None) -> LayerFacts:
    name = entry.get("name") if isinstance(entry.get("name"), str) else key
    scale = _number(entry.get("scale", entry.get("raster:scale")))
    offset = _number(entry.get("offset", entry.get("raster:offset")))
    nodata = _number(entry.get("nodata"))
    unit = find_unit(str(entry.get("unit", "")))
    said = f"of {name or 'the band'} in {item.path.name}"

    def number(value: float | None, what: str) -> Fact[float] | None:
        detail = f"{what} {value:g} {said}" if value is not None else ""
        return None if value is None else Fact[float](value=value, source="sidecar", detail=detail)

    return LayerFacts(
        name=name, role=_role(entry, name, sensor, item),
        unit=Fact[Unit](value=unit, source="sidecar", detail=f"unit {entry.get('unit')} {said}") if unit else None,
        scale=number(scale, "scale"), offset=number(offset, "offset"),
        nodata=tuple(filter(None, (number(nodata, "nodata"),))),
    )  # fmt: skip


def _role(entry: dict[str, Any], name: str | None, sensor: str | None, item: Item) -> Fact[str | None] | None:
    """Find the role by band code of a known sensor, then by common name, then by centre wavelength (µm)."""
    common = entry.get("common_name", entry.get("eo:common_name"))
    centre = _number(entry.get("center_wavelength", entry.get("eo:center_wavelength")))
    for value, how in (
        (find_role(name, sensor) if name else None, f"band {name}"),
        (common if common in WAVELENGTH_NM else None, f"common name {common}"),
        (find_role_at(centre * 1000) if centre else None, f"centre wavelength {centre} µm"),
    ):
        if value:
            return Fact[str | None](value=value, source="sidecar", detail=f"{how} in {item.path.name}")
    return None


def _conflicts(layers: tuple[Layer, ...], bands: tuple[LayerFacts, ...], item: Item) -> tuple[str, ...]:
    """Say where the file's own tags and the item disagree; the tags are taken."""
    notes = []
    for layer, facts in zip(layers, bands, strict=True):
        pairs = (
            ("role", layer.role, facts.role),
            ("scale", layer.scale, facts.scale),
            ("offset", layer.offset, facts.offset),
        )
        notes += [
            f"{item.path.name} gives {layer.name} the {what} {said.value} and the file {own.value}; the file is taken"
            for what, own, said in pairs
            if own and said and outranks(own, said) and contradicts(own, said.value)
        ]
    return tuple(notes)


def _item_beside(path: Path) -> tuple[Item, dict[str, Any] | None] | None:
    """Return the item of a file, by its stem or by an asset that points at it, and that asset."""
    own = path.with_suffix(".json")
    if own.is_file() and (item := _read_item(own)):
        rasters = [asset for key, asset in item.assets.items() if _is_data(key, asset)]
        return item, _asset_of(item, path) or (rasters[0] if len(rasters) == 1 else None)
    found = [
        (item, asset)
        for candidate in sorted(path.parent.glob("*.json"))[:1000]
        if (item := _read_item(candidate)) and (asset := _asset_of(item, path))
    ]
    return found[0] if len(found) == 1 else None


def _asset_of(item: Item, path: Path) -> dict[str, Any] | None:
    return next((a for a in item.assets.values() if PurePosixPath(str(a.get("href", ""))).name == path.name), None)


def _local_assets(folder: Path, item: Item) -> dict[str, Path]:
    """List data assets that lie in the folder; nothing outside of it is looked at, and nothing is fetched."""
    local = {}
    for key, asset in item.assets.items():
        href = str(asset.get("href", ""))
        if (
            not _is_data(key, asset)
            or "\\" in href
            or ":" in href
            or href.startswith("/")
            or ".." in PurePosixPath(href).parts
        ):
            continue
        path = folder / href
        if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            local[key] = path
    return local


def _is_data(key: str, asset: dict[str, Any]) -> bool:
    roles = asset.get("roles") if isinstance(asset.get("roles"), list) else []
    href = str(asset.get("href", "")).lower()
    if key.lower() in _QUALITY:
        return href.endswith(RASTER_SUFFIXES)
    return href.endswith(RASTER_SUFFIXES) and not _NOT_DATA.intersection({key.lower(), *map(str, roles or [])})


def _read_item(path: Path) -> Item | None:
    """Read the item in a file; None where it is no STAC item."""
    if path.stat().st_size > _LIMIT:
        return None
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None
    is_item = isinstance(content, dict) and content.get("type") == "Feature" and isinstance(content.get("assets"), dict)
    return Item(path, content) if is_item else None


def _quality(key: str, path: Path, guide: str | None) -> Quality:
    kind = _QUALITY[key.lower()]
    is_hls = kind == "FMASK" and (guide or "").startswith("HLS")
    return Quality(kind="HLS_FMASK" if is_hls else kind, dataset=str(path), index=1)


def _level(item: Item) -> Fact[str | None] | None:
    for key in ("processing:level", "s2:product_type", "landsat:correction"):
        text = str(item.properties.get(key, "")).upper()
        found = re.search(r"(?:LEVEL-?|L|MSI)(1C|2A)\b|^(L[12](?:TP|GT|GS|SP|SR))$", text)
        if found:
            return item.fact(f"L{found[1]}" if found[1] else found[2], f"{key} {item.properties[key]}")
    return None


def _time(properties: dict[str, Any]) -> str | None:
    """Read date and time of the item, ISO 8601 in UTC, in whole seconds."""
    text = str(properties.get("datetime") or properties.get("start_datetime") or "")
    found = re.match(r"^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:Z|\+00:00)$", text)
    return f"{found[1]}+00:00" if found else None


def _number(value: Any) -> float | None:
    """Return a number of the JSON, where "nan" is one too."""
    if isinstance(value, str) and value.lower() == "nan":
        return float("nan")
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
