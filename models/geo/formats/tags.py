"""What the tags, the description and the colour of one band of a raster file declare."""

import re
from collections.abc import Mapping

from rasterio.io import DatasetReader

from models.geo.contract.bands import find_named_wavelength, find_role, find_role_at
from models.geo.contract.offset import declare_by_tag
from models.geo.contract.product import Header, Layer
from models.geo.contract.scene import Fact, Unit
from models.geo.contract.units import find_unit, read_percent

_COUNTED = re.compile(r"band[\s_]?\d+", re.IGNORECASE)


def read_layer(source: DatasetReader, header: Header, index: int, tags: Mapping[str, str], sensor: str | None) -> Layer:
    """Read one band's description, colour, scale, offset, unit and tags; `tags` are those of the whole file."""
    place = index - 1
    description = (source.descriptions[place] or "").strip()
    own = {key.upper(): str(value) for key, value in source.tags(index).items()}
    layer = Layer(
        name=description or f"band {index}",
        is_unnamed=not description or _COUNTED.fullmatch(description) is not None,
        dataset=header.dataset,
        index=index,
        header=header,
        role=_find_role(source, index, description, own, sensor),
        unit=_find_unit(source.units[place], description, own),
        scale=_find_scale(source, place, tags),
        offset=_find_offset(source, place, tags),
        nodata=_find_nodata(source, place),
        wavelength_nm=_find_wavelength(source, index, description, own),
    )
    for text in _list_units(source.units[place], own):
        layer = read_percent(layer, text, f"unit tag “{text}”")
    return layer


def _find_role(
    source: DatasetReader,
    index: int,
    description: str,
    own: Mapping[str, str],
    sensor: str | None,
) -> Fact[str | None] | None:
    said = find_role(description, sensor) if description else None
    if said:
        return Fact(value=said, source="tag", detail=f"description of band {index}: “{description}”")
    wavelength = _find_wavelength(source, index, description, own)
    if wavelength and (role := find_role_at(wavelength)):
        return Fact(value=role, source="tag", detail=f"band {index}: centre wavelength {wavelength:g} nm")
    colour = str(source.colorinterp[index - 1].name)
    if colour in ("red", "green", "blue") and not description:
        return Fact(value=colour, source="tag", detail=f"colour interpretation of band {index}: {colour}")
    return None


def _find_wavelength(source: DatasetReader, index: int, description: str, own: Mapping[str, str]) -> float | None:
    """Find the centre wavelength in nanometres by the band's tags, or else by its description."""
    imagery = {key.upper(): value for key, value in source.tags(index, ns="IMAGERY").items()}
    return _read_wavelength_nm({**own} | imagery) or find_named_wavelength(description)


def _read_wavelength_nm(tags: Mapping[str, str]) -> float | None:
    """Read the centre wavelength of ENVI and GDAL (IMAGERY domain) tags in nanometres."""
    text = tags.get("CENTRAL_WAVELENGTH_UM")
    micrometres = text is not None
    text = text or tags.get("WAVELENGTH")
    if text is None:
        return None
    try:
        value = float(text.split()[0])
    except (ValueError, IndexError):
        return None
    units = tags.get("WAVELENGTH_UNITS", "").lower()
    return value * 1000 if micrometres or units.startswith("micro") or (not units and value < 100) else value


def _find_unit(units: str | None, description: str, own: Mapping[str, str]) -> Fact[Unit] | None:
    for text in _list_units(units, own):
        unit = find_unit(text)
        if unit:
            return Fact(value=unit, source="tag", detail=f"unit tag “{text}”")
    if re.search(r"(?:^|[_\s\[(])dB(?:$|[_\s\])])", description):
        return Fact(value="sar_db", source="tag", detail=f"description “{description}”")
    return None


def _list_units(units: str | None, own: Mapping[str, str]) -> list[str]:
    """List what the band's unit and its tags say of it, each once."""
    return list(dict.fromkeys(text for text in (units or "", own.get("UNITS", ""), own.get("UNIT", "")) if text))


def _find_scale(source: DatasetReader, place: int, tags: Mapping[str, str]) -> Fact[float] | None:
    if source.scales[place] != 1.0:
        return Fact(value=float(source.scales[place]), source="tag", detail=f"GDAL scale {source.scales[place]:g}")
    for key in ("BOA_QUANTIFICATION_VALUE", "L1C_TOA_QUANTIFICATION_VALUE", "QUANTIFICATION_VALUE"):
        value = _read_number(tags.get(key))
        if value:
            return Fact(value=1 / value, source="tag", detail=f"{key} = {value:g}")
    return None


def _find_offset(source: DatasetReader, place: int, tags: Mapping[str, str]) -> Fact[float] | None:
    """Find the offset after the scale, as GDAL has it or as Sentinel-2 writes it."""
    if source.offsets[place] != 0.0:
        return Fact(value=float(source.offsets[place]), source="tag", detail=f"GDAL offset {source.offsets[place]:g}")
    for key in ("BOA_ADD_OFFSET", "RADIO_ADD_OFFSET", f"BOA_ADD_OFFSET_{place + 1}"):
        value = _read_number(tags.get(key))
        if value is not None:
            return declare_by_tag(value, key)
    if source.scales[place] != 1.0:
        return Fact(value=0.0, source="tag", detail=f"GDAL scale {source.scales[place]:g} without an offset")
    return None


def _find_nodata(source: DatasetReader, place: int) -> tuple[Fact[float], ...]:
    value = source.nodatavals[place]
    return () if value is None else (Fact(value=float(value), source="tag", detail=f"nodata tag {value:g}"),)


def _read_number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
