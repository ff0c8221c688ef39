"""What a single raster file, or a folder of them, says of itself: tags, descriptions, colours, its name."""

import re
from dataclasses import replace
from pathlib import Path

from rasterio.io import DatasetReader

from models.errors import SceneError
from models.geo.contract.bands import find_band_code, find_role, find_sensor_by_codes
from models.geo.contract.evidence import fill_gap, take_stronger
from models.geo.contract.product import Layer, Product
from models.geo.contract.scene import DataMask, Fact
from models.geo.formats.opening import RASTER_SUFFIXES, open_checked, read_header
from models.geo.formats.origin import name_by_custom, read_origin
from models.geo.formats.tags import read_layer
from models.geo.formats.vrt import list_files_behind


def read_file(path: Path, bands_said: int | None = None) -> Product:
    """Read the layers of one raster file with what its tags and name say; alpha is a band where all are said."""
    behind = list_files_behind(path)
    with open_checked(str(path)) as source:
        if source.count == 0:
            raise SceneError(
                f"{path.name} holds no raster bands itself; name one of its {len(source.subdatasets)} parts"
            )
        if len(source.subdatasets) > 1:
            raise SceneError(
                f"{path.name} holds {len(source.subdatasets)} pages; split it first (gdal_translate GTIFF_DIR:1:…)"
            )
        tags = {key.upper(): str(value) for key, value in source.tags().items()}
        origin = read_origin(path, tags, [d or "" for d in source.descriptions])
        sensor = origin.sensor.value if origin.sensor else None
        alpha = [i for i in source.indexes if _is_alpha(source, i)] if bands_said != source.count else []
        header = read_header(str(path), source)
        layers = tuple(read_layer(source, header, i, tags, sensor) for i in source.indexes if i not in alpha)
        data_mask = _find_unheeded_alpha(path, source, alpha)
        driver = str(source.driver)
    return Product(
        path=path,
        format={"GTiff": "GeoTIFF"}.get(driver, driver),
        layers=name_by_custom(path, layers, sensor),
        files=(path, *behind, *list_sidecars(path)),
        sensor=origin.sensor,
        level=origin.level,
        acquired=origin.acquired,
        data_mask=data_mask,
        notes=(f"the file says that it is simulated: {tags['SIMULATED']}",) if "SIMULATED" in tags else (),
        simulated=tags.get("SIMULATED"),
    )


def read_folder(folder: Path) -> Product:
    """Read a folder of single-band files as one scene; which band a file is, its name or tags must say."""
    paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in RASTER_SUFFIXES and p.is_file())
    if not paths:
        raise SceneError(f"{folder.name}/ holds no raster file ({', '.join(RASTER_SUFFIXES)})")
    products = [read_file(path) for path in paths]
    stacks = [product.path.name for product in products if len(product.layers) > 1]
    if stacks and len(products) > 1:
        raise SceneError(f"{folder.name}/ holds several scenes ({', '.join(stacks[:3])} …); name one of the files")
    layers = [_name_after_file(product) for product in products]
    found = find_sensor_by_codes([layer.name for layer in layers])
    first = products[0]
    by_codes = Fact[str | None](value=found[0], source="name", detail=f"file names: {found[1]}") if found else None
    sensor = fill_gap(first.sensor, by_codes)
    named = tuple(_find_role(layer, sensor.value if sensor else None) for layer in layers)
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


def list_sidecars(path: Path) -> tuple[Path, ...]:
    """List files beside a raster that GDAL reads with it: external mask, overviews, statistics, world file."""
    suffix = path.suffix.lower()
    names = [path.name + ending for ending in (".msk", ".ovr", ".aux.xml")]
    names += [path.stem + ending for ending in (f"{suffix[:2]}{suffix[-1:]}w", f"{suffix}w", ".wld") if suffix]
    return tuple(path.with_name(name) for name in names if path.with_name(name).is_file())


def _is_alpha(source: DatasetReader, index: int) -> bool:
    """Tell alpha by its colour, unless it is named as a band: the fourth of four bytes is often called alpha."""
    name = source.descriptions[index - 1] or ""
    is_named = find_band_code(name) or find_role(name, None) not in (None, "alpha")
    return str(source.colorinterp[index - 1].name) == "alpha" and not is_named


def _find_unheeded_alpha(path: Path, source: DatasetReader, alpha: list[int]) -> DataMask | None:
    """Find an alpha band that GDAL does not take for a mask, as it does with 8 bits only."""
    heeded = any(flag.name == "alpha" for flags in source.mask_flag_enums for flag in flags)
    return DataMask(dataset=str(path), index=alpha[0]) if alpha and not heeded else None


def _name_after_file(product: Product) -> Layer:
    """Name a single-band file's layer, named by its description or else by the end of its file name."""
    layer = product.layers[0]
    if layer.name != f"band {layer.index}":
        return layer
    parts = re.split(r"[_.]", product.path.stem)
    tail = [part for part in parts if not re.fullmatch(r"\d+m", part)]
    name = "_".join(tail[-2:]) if len(tail) > 1 and tail[-2].upper() in ("SR", "ST") else tail[-1]
    return replace(layer, name=name, role=None)


def _find_role(layer: Layer, sensor: str | None) -> Layer:
    """Find the layer with the role that its own name says, unless a tag says one."""
    role = find_role(layer.name, sensor)
    by_name = Fact[str | None](value=role, source="name", detail=f"file name: {layer.name}") if role else None
    return replace(layer, role=take_stronger(by_name, layer.role))
