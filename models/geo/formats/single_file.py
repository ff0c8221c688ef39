"""What a single raster file, or a folder of them, says of itself: tags, descriptions, colours, its name."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import rasterio
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader

from models.errors import SceneError
from models.geo.contract.bands import band_code, role_at, role_of, sensor_of_codes
from models.geo.contract.product import Layer, Product
from models.geo.contract.scene import DataMask, Fact, Unit
from models.geo.formats.vrt import files_behind
from models.geo.pixels.source import GDAL_SETTINGS, open_raster

DRIVERS = ("GTiff", "JP2OpenJPEG", "PNG", "JPEG", "netCDF", "HDF5Image", "VRT", "ENVI", "HFA", "WEBP", "BMP")
"""Formats that are taken in; none of them fetches anything or runs code."""

_GIVE_A_SCENE = "give a GeoTIFF, JPEG 2000, NetCDF, PNG or JPEG, a .SAFE or a Landsat folder"
RASTER_SUFFIXES = (".tif", ".tiff", ".jp2", ".vrt", ".img", ".png", ".jpg", ".jpeg")
_EUROSAT = re.compile(
    r"^(AnnualCrop|Forest|HerbaceousVegetation|Highway|Industrial|Pasture|PermanentCrop|Residential|River|SeaLake)_\d+$"
)
_NAIP = re.compile(r"^m_\d{7}_(?:ne|nw|se|sw)_\d{2}_\d+_(\d{8})", re.IGNORECASE)
_SENTINEL1 = re.compile(r"(?:^|_)(S1[A-D])_(?:IW|EW|SM|WV)_(GRD|SLC|RTC)?", re.IGNORECASE)
_SENTINEL1_START = re.compile(r"S1[A-D]_.{12}_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})_\d{8}T\d{6}")
_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})([-_]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?:T(\d{2})(\d{2})(\d{2}))?(?!\d)"
)
_UNIT_WORDS: Mapping[str, Unit] = {
    "reflectance": "reflectance", "kelvin": "kelvin", "k": "kelvin", "celsius": "celsius", "degc": "celsius",
    "°c": "celsius", "deg c": "celsius", "degree_celsius": "celsius", "db": "sar_db", "decibel": "sar_db",
    "radiance": "radiance",
}  # fmt: skip


@contextmanager
def opened(dataset: str) -> Iterator[DatasetReader]:
    """Open a raster for reading; damage and foreign formats become a `SceneError`."""
    name = Path(dataset).name if len(dataset) < 400 else "the raster"
    try:
        with rasterio.Env(**GDAL_SETTINGS), open_raster(dataset) as source:
            if source.driver not in DRIVERS:
                raise SceneError(f"{name} reads as {source.driver}, which is no format of scenes; {_GIVE_A_SCENE}")
            if source.driver == "PNG" and Path(dataset).is_file():
                _check_png(Path(dataset))
            yield source
    except RasterioError as error:
        first = str(error.__cause__ or error).splitlines()[0][:160].replace(dataset, name)
        if "not recognized as being in a supported file format" in first:
            raise SceneError(f"{name} is no raster; {_GIVE_A_SCENE}") from error
        raise SceneError(f"{name} cannot be read as a raster ({first}); copy or download it again") from error


def read_file(path: Path, bands_said: int | None = None) -> Product:
    """The layers of one raster file with the facts of its tags and its name; alpha is a band where all are said."""
    behind = files_behind(path)
    with opened(str(path)) as source:
        if source.count == 0:
            raise SceneError(
                f"{path.name} holds no raster bands itself; name one of its {len(source.subdatasets)} parts"
            )
        if len(source.subdatasets) > 1:
            raise SceneError(
                f"{path.name} holds {len(source.subdatasets)} pages; split it first (gdal_translate GTIFF_DIR:1:…)"
            )
        tags = {key.upper(): str(value) for key, value in source.tags().items()}
        sensor = _sensor(path, tags, [d or "" for d in source.descriptions])
        alpha = [i for i in source.indexes if _is_alpha(source, i)] if bands_said != source.count else []
        layers = tuple(_layer(path, source, i, tags, sensor) for i in source.indexes if i not in alpha)
        data_mask = _unheeded(path, source, alpha)
        driver = str(source.driver)
    return Product(
        path=path,
        format={"GTiff": "GeoTIFF"}.get(driver, driver),
        layers=_by_name_convention(path, layers, sensor),
        files=(path, *behind, *sidecars(path)),
        sensor=sensor,
        level=_level(path, tags),
        acquired=_acquired(path, tags),
        data_mask=data_mask,
        notes=(f"the file says that it is simulated: {tags['SIMULATED']}",) if "SIMULATED" in tags else (),
        simulated=tags.get("SIMULATED"),
    )


def read_folder(folder: Path) -> Product:
    """A folder of single-band files as one scene; which band a file is, its name or tags must say."""
    paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in RASTER_SUFFIXES and p.is_file())
    if not paths:
        raise SceneError(f"{folder.name}/ holds no raster file ({', '.join(RASTER_SUFFIXES)})")
    products = [read_file(path) for path in paths]
    stacks = [product.path.name for product in products if len(product.layers) > 1]
    if stacks and len(products) > 1:
        raise SceneError(f"{folder.name}/ holds several scenes ({', '.join(stacks[:3])} …); name one of the files")
    layers = [_named_after_file(product) for product in products]
    found = sensor_of_codes([layer.name for layer in layers])
    first = products[0]
    sensor = first.sensor or (Fact(value=found[0], source="name", detail=f"file names: {found[1]}") if found else None)
    named = tuple(_with_role(layer, sensor) for layer in layers)
    dates = {product.acquired.value for product in products if product.acquired}
    if len(dates) > 1:
        raise SceneError(f"{folder.name}/ holds files of {len(dates)} dates; put one acquisition into a folder")
    return Product(
        path=folder,
        format="folder of files",
        layers=named,
        files=tuple(file for product in products for file in product.files),
        sensor=sensor,
        level=first.level,
        acquired=first.acquired,
    )


def sidecars(path: Path) -> tuple[Path, ...]:
    """Files beside a raster that GDAL reads with it: external mask, overviews, statistics, world file."""
    suffix = path.suffix.lower()
    names = [path.name + ending for ending in (".msk", ".ovr", ".aux.xml")]
    names += [path.stem + ending for ending in (f"{suffix[:2]}{suffix[-1:]}w", f"{suffix}w", ".wld") if suffix]
    return tuple(path.with_name(name) for name in names if path.with_name(name).is_file())


def _check_png(path: Path) -> None:
    """Refuse a PNG that ends before its end mark: GDAL fills what is missing with zeros and says nothing."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        place, kind = file.seek(8), b""
        while kind != b"IEND" and place + 12 <= size:
            head = file.read(8)
            kind = head[4:]
            place = file.seek(int.from_bytes(head[:4], "big") + 4, 1)
    if kind != b"IEND" or place > size:
        raise SceneError(f"{path.name} cannot be read as a raster (the PNG is cut short); copy or download it again")


def date_in_name(name: str) -> str | None:
    """The one date written in a file name, as ISO 8601; None where there is none or several differ."""
    found = {f"{m[1]}-{m[3]}-{m[4]}" + (f"T{m[5]}:{m[6]}:{m[7]}+00:00" if m[5] else "") for m in _DATE.finditer(name)}
    return found.pop() if len(found) == 1 else None


def _is_alpha(source: DatasetReader, index: int) -> bool:
    """By its colour, unless it is named as a band: the fourth of four bytes is called alpha by many a program."""
    name = source.descriptions[index - 1] or ""
    is_named = band_code(name) or role_of(name, None) not in (None, "alpha")
    return str(source.colorinterp[index - 1].name) == "alpha" and not is_named


def _unheeded(path: Path, source: DatasetReader, alpha: list[int]) -> DataMask | None:
    """An alpha band that GDAL does not take for a mask, as it does with 8 bits only."""
    heeded = any(flag.name == "alpha" for flags in source.mask_flag_enums for flag in flags)
    return DataMask(dataset=str(path), index=alpha[0]) if alpha and not heeded else None


def _layer(
    path: Path, source: DatasetReader, index: int, tags: Mapping[str, str], sensor: Fact[str | None] | None
) -> Layer:
    """One band with what its description, colour, scale, offset, unit and tags declare."""
    place = index - 1
    description = (source.descriptions[place] or "").strip()
    own = {key.upper(): str(value) for key, value in source.tags(index).items()}
    return Layer(
        name=description or f"band {index}",
        dataset=str(path),
        index=index,
        role=_role(source, index, description, own, sensor),
        unit=_unit(source.units[place], description, own),
        scale=_scale(source, place, tags),
        offset=_offset(source, place, tags),
        nodata=_nodata(source, place),
    )


def _role(
    source: DatasetReader,
    index: int,
    description: str,
    own: Mapping[str, str],
    sensor: Fact[str | None] | None,
) -> Fact[str | None] | None:
    said = role_of(description, sensor.value if sensor else None) if description else None
    if said:
        return Fact(value=said, source="tag", detail=f"description of band {index}: “{description}”")
    wavelength = _wavelength_nm({**own} | {k.upper(): v for k, v in source.tags(index, ns="IMAGERY").items()})
    if wavelength and (role := role_at(wavelength)):
        return Fact(value=role, source="tag", detail=f"band {index}: centre wavelength {wavelength:g} nm")
    colour = str(source.colorinterp[index - 1].name)
    if colour in ("red", "green", "blue") and not description:
        return Fact(value=colour, source="tag", detail=f"colour interpretation of band {index}: {colour}")
    return None


def _wavelength_nm(tags: Mapping[str, str]) -> float | None:
    """Centre wavelength of ENVI and GDAL (IMAGERY domain) tags in nanometres."""
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


def _unit(units: str | None, description: str, own: Mapping[str, str]) -> Fact[Unit] | None:
    for text in (units or "", own.get("UNITS", ""), own.get("UNIT", "")):
        unit = _UNIT_WORDS.get(text.strip().lower())
        if unit:
            return Fact(value=unit, source="tag", detail=f"unit tag “{text}”")
    if re.search(r"(?:^|[_\s\[(])dB(?:$|[_\s\])])", description):
        return Fact(value="sar_db", source="tag", detail=f"description “{description}”")
    return None


def _scale(source: DatasetReader, place: int, tags: Mapping[str, str]) -> Fact[float] | None:
    if source.scales[place] != 1.0:
        return Fact(value=float(source.scales[place]), source="tag", detail=f"GDAL scale {source.scales[place]:g}")
    for key in ("BOA_QUANTIFICATION_VALUE", "L1C_TOA_QUANTIFICATION_VALUE", "QUANTIFICATION_VALUE"):
        value = _number(tags.get(key))
        if value:
            return Fact(value=1 / value, source="tag", detail=f"{key} = {value:g}")
    return None


def _offset(source: DatasetReader, place: int, tags: Mapping[str, str]) -> Fact[float] | None:
    """The offset after the scale; a Sentinel-2 add-offset counts in digital numbers and is divided."""
    if source.offsets[place] != 0.0:
        return Fact(value=float(source.offsets[place]), source="tag", detail=f"GDAL offset {source.offsets[place]:g}")
    for key in ("BOA_ADD_OFFSET", "RADIO_ADD_OFFSET", f"BOA_ADD_OFFSET_{place + 1}"):
        value = _number(tags.get(key))
        if value is not None:
            return Fact(value=value / 10000, source="tag", detail=f"{key} = {value:g}")
    if source.scales[place] != 1.0:
        return Fact(value=0.0, source="tag", detail=f"GDAL scale {source.scales[place]:g} without an offset")
    return None


def _nodata(source: DatasetReader, place: int) -> tuple[Fact[float], ...]:
    value = source.nodatavals[place]
    return () if value is None else (Fact(value=float(value), source="tag", detail=f"nodata tag {value:g}"),)


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _sensor(path: Path, tags: Mapping[str, str], descriptions: list[str]) -> Fact[str | None] | None:
    for key in (
        "SPACECRAFT_NAME",
        "SPACECRAFT_ID",
        "PLATFORM",
        "SATELLITE",
        "MISSION_ID",
        "SENSOR",
        "SENSOR_ID",
    ):
        value = sensor_word(tags.get(key, ""))
        if value:
            return Fact(value=value, source="tag", detail=f"{key} = {tags[key]}")
    if _NAIP.match(path.stem):
        return Fact(value="NAIP", source="name", detail="file name as USDA names NAIP quarter quads")
    if _EUROSAT.match(path.stem) and len(descriptions) == 13:
        return Fact(value="Sentinel-2", source="name", detail="file name and 13 bands as in EuroSAT")
    radar = _SENTINEL1.search(path.stem)
    if radar:
        return Fact(value="Sentinel-1", source="name", detail=f"file name holds {radar[0]}")
    found = sensor_of_codes(descriptions)
    return Fact(value=found[0], source="tag", detail=f"band descriptions: {found[1]}") if found else None


def sensor_word(text: str) -> str | None:
    """The sensor that a platform or instrument tag names: "Sentinel-2B" → "Sentinel-2"; None where unknown."""
    word = re.sub(r"[\s_-]+", "", text).lower()
    if re.match(r"^(sentinel2[a-d]?|s2[a-d]|msi)", word):
        return "Sentinel-2"
    if re.match(r"^(sentinel1[a-d]?|s1[a-d])", word):
        return "Sentinel-1"
    found = re.match(r"^(?:landsat|l[coet]0?)([45789])", word)
    return f"Landsat {found[1]}" if found else ("NAIP" if word.startswith("naip") else None)


def _level(path: Path, tags: Mapping[str, Any]) -> Fact[str | None] | None:
    for key in ("PROCESSING_LEVEL", "LEVEL", "PRODUCT_TYPE"):
        found = re.search(r"(?:LEVEL-?|L)(1C|2A)\b|(1C|2A)$", str(tags.get(key, "")).upper())
        if found:
            return Fact(value=f"L{found[1] or found[2]}", source="tag", detail=f"{key} = {tags[key]}")
    found = re.search(r"(?:MSIL|_L|-L)(1C|2A)(?=[_\-.]|$)", path.stem.upper())
    if found:
        return Fact(value=f"L{found[1]}", source="name", detail=f"file name holds {found[0]}")
    if _EUROSAT.match(path.stem):
        return Fact(value="L1C", source="convention", detail="EuroSAT is cut from Level-1C products")
    return None


def _acquired(path: Path, tags: Mapping[str, str]) -> Fact[str | None] | None:
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
    date = date_in_name(path.name)
    return Fact(value=date, source="name", detail=f"date in the file name {path.name}") if date else None


def _by_name_convention(path: Path, layers: tuple[Layer, ...], sensor: Fact[str | None] | None) -> tuple[Layer, ...]:
    """Band names that a data set fixes for its files: NAIP's four bands, EuroSAT's thirteen."""
    if any(layer.role and layer.role.source == "tag" and layer.name != f"band {layer.index}" for layer in layers):
        return layers
    if sensor and sensor.value == "NAIP" and len(layers) == 4:
        return _named(layers, ("red", "green", "blue", "nir"), "USDA NAIP four-band order")
    if _EUROSAT.match(path.stem) and len(layers) == 13:
        order = ["B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B09", "B10", "B11", "B12", "B8A"]
        return _named(layers, tuple(order), "EuroSAT's band order (B8A last)")
    return layers


def _named(layers: tuple[Layer, ...], names: tuple[str, ...], why: str) -> tuple[Layer, ...]:
    return tuple(
        replace(layer, name=name, role=Fact(value=role_of(name, "Sentinel-2"), source="name", detail=why))
        for layer, name in zip(layers, names, strict=True)
    )


def _named_after_file(product: Product) -> Layer:
    """A single-band file's layer, named by its description or else by the end of its file name."""
    layer = product.layers[0]
    if layer.name != f"band {layer.index}":
        return layer
    parts = re.split(r"[_.]", product.path.stem)
    tail = [part for part in parts if not re.fullmatch(r"\d+m", part)]
    name = "_".join(tail[-2:]) if len(tail) > 1 and tail[-2].upper() in ("SR", "ST") else tail[-1]
    return replace(layer, name=name, role=None)


def _with_role(layer: Layer, sensor: Fact[str | None] | None) -> Layer:
    if layer.role and layer.role.source == "tag" and layer.role.value:
        return layer
    role = role_of(layer.name, sensor.value if sensor else None)
    return replace(layer, role=Fact(value=role, source="name", detail=f"file name: {layer.name}")) if role else layer
