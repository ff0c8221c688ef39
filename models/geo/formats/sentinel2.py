"""Sentinel-2 products as ESA delivers them: `.SAFE` folders of any age, their zips, and lone files beside metadata."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from rasterio.errors import RasterioError

from models.errors import SceneError
from models.geo.contract.bands import SENTINEL2, find_band_code, find_role
from models.geo.contract.evidence import LayerFacts, Origin, complete_layer, complete_origin, fill_gap
from models.geo.contract.offset import SENSOR, declare_by_metadata, derive_add_offset, doubt_metadata
from models.geo.contract.product import Header, Layer, Product
from models.geo.contract.scene import Fact, Quality, Source, Unit
from models.geo.formats.archive import Tree, list_folder, list_zip, parse_xml
from models.geo.formats.opening import read_header
from models.geo.formats.sentinel2_names import parse_name, parse_time
from models.geo.pixels.source import open_raster

_BAND_OF_ID = tuple(SENTINEL2)  # band_id of the metadata counts the bands in this order
_METADATA = re.compile(r"^(MTD_MSIL(1C|2A)|S2[A-D]_(OPER|USER)_MTD_SAFL(1C|2A).*)\.xml$", re.IGNORECASE)
_IMAGE = re.compile(r"IMG_DATA/(?:.*/)?[^/]*_(B0[1-9]|B1[0-2]|B8A)(?:_(\d\d)m)?\.(?:jp2|tiff?)$", re.IGNORECASE)
_SCL = re.compile(r"IMG_DATA/(?:.*/)?[^/]*_SCL_(?:[^/]*_)?(\d\d)m\.(?:jp2|tiff?)$", re.IGNORECASE)
_NATIVE = dict.fromkeys(("B02", "B03", "B04", "B08"), 10) | dict.fromkeys(("B01", "B09", "B10"), 60)


@dataclass(frozen=True)
class Metadata:
    """What the product's metadata says of its numbers: reflectance = (stored + offset) / quantification."""

    label: str  # how the file is called in evidence
    level: str | None
    baseline: str | None
    acquired: str | None
    spacecraft: str | None
    quantification: float | None
    offsets: dict[str, float] | None  # band → offset in digital numbers; None: the metadata has none
    special: dict[str, float] = field(default_factory=dict)  # "NODATA" → 0, "SATURATED" → 65535
    source: Source = "sidecar"
    notes: tuple[str, ...] = ()

    def scaling(self, band: str) -> tuple[Fact[float], Fact[float]]:
        """State scale and offset of a band: reflectance = stored × scale + offset."""
        quantification = self.quantification or 10000.0
        how = f"quantification value {quantification:g} in {self.label}"
        if self.quantification is None:
            how = f"{self.label} has no quantification value; 10000 by the product guide"
        scale = Fact[float](
            value=1 / quantification, source=self.source if self.quantification else "convention", detail=how
        )
        if self.offsets and band not in self.offsets:
            raise SceneError(
                f"{self.label} lists offsets, but none for {band}; leave out {band} or download the product again"
            )
        return scale, declare_by_metadata(self.offsets, band, quantification, self.label, self.source)

    def nodata(self) -> tuple[Fact[float], ...]:
        """List stored values that are no measurement."""
        special = self.special or {"NODATA": 0.0}
        source: Source = self.source if self.special else "convention"
        return tuple(
            Fact[float](value=value, source=source, detail=f"{name} is {value:g} in {self.label}" if self.special
                        else "0 is no data in every Sentinel-2 product")
            for name, value in special.items()
        )  # fmt: skip


def open_sentinel2(path: Path) -> Product | None:
    """Open the product at a `.SAFE` folder, its zip, its metadata file or a granule in it; None where there is none."""
    located = _locate(path)
    if located is None:
        return None
    tree, title, granule = located
    images = tuple(
        name for name in tree.names if "IMG_DATA/" in name and (granule is None or f"GRANULE/{granule}/" in name)
    )
    _check_one_tile(title, images)
    metadata_name = next((name for name in tree.names if _METADATA.match(name)), None)
    metadata = _read_metadata(tree, metadata_name) if metadata_name else _from_name(title)
    layers, damaged = _layers(tree, images, metadata)
    if not layers:
        raise SceneError(f"{title} holds no readable band in IMG_DATA; download the product again")
    quality = _quality(tree, images)
    used = [metadata_name] if metadata_name else []
    names = tuple(name for name in images if tree.dataset(name) in {layer.dataset for layer in layers})
    classes = _scl_name(images)
    files = tree.inputs((*used, *names, *([classes] if classes else [])))
    origin = _origin(metadata)
    return Product(
        path=path, format=f"{SENSOR} SAFE", layers=layers, files=tuple(dict.fromkeys(files)),
        sensor=origin.sensor, level=origin.level, acquired=origin.acquired, quality=quality,
        notes=(*metadata.notes, *_missing(layers, metadata, damaged)),
    )  # fmt: skip


def find_metadata(path: Path) -> Metadata | None:
    """Find the metadata of a lone band file's product, in its folder or up its SAFE tree; None where there is none."""
    folders = [path.parent]
    inside = [parent for parent in path.parents if parent.name == "GRANULE" or parent.name.endswith(".SAFE")]
    folders += [parent.parent if parent.name == "GRANULE" else parent for parent in inside[:2]]
    for folder in dict.fromkeys(folders):
        found = sorted(file.name for file in folder.glob("*.xml") if _METADATA.match(file.name))
        if len(found) != 1:
            continue
        metadata = _read_metadata(Tree(folder, "folder", tuple(found)), found[0])
        named = parse_name(path.name)
        if named and named.acquired and metadata.acquired and named.acquired[:10] != metadata.acquired[:10]:
            continue  # the metadata of another product
        return metadata
    return None


def complete_by_metadata(product: Product, metadata: Metadata) -> Product:
    """Complete a lone file's declarations by the metadata of its product; what its tags and its name say stays."""
    origin = _origin(metadata)
    return replace(
        complete_origin(product, replace(origin, acquired=None)),
        acquired=fill_gap(product.acquired, origin.acquired),
        layers=tuple(_complete(layer, product.path.name, metadata) for layer in product.layers),
        notes=(*product.notes, *metadata.notes),
    )


def _complete(layer: Layer, file_name: str, metadata: Metadata) -> Layer:
    """Return a layer with the scale of its band; of one whose band is not known only if all bands share one offset."""
    named = parse_name(file_name)
    band = (named.band if named else None) or find_band_code(layer.name)
    if band is None and metadata.offsets and len(set(metadata.offsets.values())) == 1:
        band = next(iter(metadata.offsets))
    if band not in SENTINEL2 or layer.dtype not in ("uint16", "int16"):
        return layer
    scale, offset = metadata.scaling(band)
    name = named.band if named else None
    return complete_layer(layer, LayerFacts(name, scale=scale, offset=offset, nodata=metadata.nodata()))


def _locate(path: Path) -> tuple[Tree, str, str | None] | None:
    """Return the files of the product, its name, and the granule that was asked for."""
    if path.suffix.lower() == ".zip" and path.is_file():
        return _locate_in_zip(path)
    if path.is_file():
        return (list_folder(path.parent), path.parent.name, None) if _METADATA.match(path.name) else None
    if not path.is_dir():
        return None
    for depth, folder in enumerate((path, *path.absolute().parents[:4])):
        is_inside = depth == 0 or "GRANULE" in path.absolute().relative_to(folder).parts[:1]
        if is_inside and _is_safe(folder):
            parts = path.absolute().relative_to(folder.absolute()).parts
            return list_folder(folder), folder.name, parts[1] if len(parts) > 1 else None
    inner = sorted(child for child in path.iterdir() if child.is_dir() and _is_safe(child))
    if len(inner) > 1:
        raise SceneError(f"{path.name} holds {len(inner)} Sentinel-2 products; name one, for example {inner[0].name}")
    return (list_folder(inner[0]), inner[0].name, None) if inner else None


def _locate_in_zip(path: Path) -> tuple[Tree, str, str | None] | None:
    tree = list_zip(path)
    roots = {name[: name.index("GRANULE/")] for name in tree.names if "GRANULE/" in name and "IMG_DATA/" in name}
    if len(roots) > 1:
        raise SceneError(f"{path.name} holds {len(roots)} Sentinel-2 products; unpack it and name one")
    if not roots:
        return None
    root = roots.pop()
    return tree.below(root), PurePosixPath(root).name or path.name, None


def _is_safe(folder: Path) -> bool:
    if not (folder / "GRANULE").is_dir():
        return False
    return folder.name.endswith(".SAFE") or any(_METADATA.match(file.name) for file in folder.glob("*.xml"))


def _check_one_tile(title: str, images: tuple[str, ...]) -> None:
    granules = sorted({name.split("GRANULE/")[1].split("/")[0] for name in images if "GRANULE/" in name})
    if len(granules) > 1:
        raise SceneError(f"{title} holds {len(granules)} tiles; name one, for example GRANULE/{granules[0]}")


def _read_metadata(tree: Tree, name: str) -> Metadata:
    """Read facts from MTD_MSIL1C.xml, MTD_MSIL2A.xml or their predecessors."""
    label = tree.label(name)
    root = parse_xml(tree.read(name), label)
    level = _text(root, "PROCESSING_LEVEL")
    level = {"1C": "L1C", "2A": "L2A"}.get(re.sub(r"[^12AC]", "", level or "")[:2])
    wanted = "BOA_ADD_OFFSET" if level == "L2A" else "RADIO_ADD_OFFSET"
    offsets = {_band_of(element): _number(element.text, label) for element in _all(root, wanted)}
    names = ("BOA_QUANTIFICATION_VALUE", "L2A_BOA_QUANTIFICATION_VALUE", "QUANTIFICATION_VALUE")
    values = [_text(root, key) for key in (names if level == "L2A" else names[2:])]
    quantification = next((_number(value, label) for value in values if value), None)
    if quantification is not None and quantification <= 0:
        raise SceneError(f"{label} has a quantification value of {quantification:g}; download the product again")
    baseline = _text(root, "PROCESSING_BASELINE")
    acquired = _text(root, "PRODUCT_START_TIME") or _text(root, "DATATAKE_SENSING_START")
    return Metadata(
        label=label, level=level, baseline=baseline, acquired=parse_time(acquired),
        spacecraft=_text(root, "SPACECRAFT_NAME"), quantification=quantification, offsets=offsets or None,
        special=_special(root, label), notes=_baseline_notes(baseline, offsets, label),
    )  # fmt: skip


def _baseline_notes(baseline: str | None, offsets: dict[str, float], label: str) -> tuple[str, ...]:
    """Say where a baseline that is one and the listed offsets do not go together."""
    if baseline is None or not re.fullmatch(r"\d\d\.\d\d", baseline) or baseline == "99.99":
        return ()
    doubt = doubt_metadata(baseline, offsets, label)
    return (doubt,) if doubt else ()


def _from_name(title: str) -> Metadata:
    """Return a product without its metadata file: the convention of the baseline in its name, or a refusal."""
    named = parse_name(title)
    if named is None or named.baseline is None:
        raise SceneError(
            f"{title} has no MTD_MSI*.xml, so its scale and offset are not known; download the product again"
        )
    offsets = dict.fromkeys(SENTINEL2, derive_add_offset(named.baseline))
    return Metadata(
        label=f"the product name (baseline {named.baseline})", level=named.level, baseline=named.baseline,
        acquired=named.acquired, spacecraft=None, quantification=10000.0, offsets=offsets,
        source="name", notes=(f"{title} has no MTD_MSI*.xml; scale and offset follow the baseline in its name",),
    )  # fmt: skip


def _layers(tree: Tree, images: tuple[str, ...], metadata: Metadata) -> tuple[tuple[Layer, ...], dict[str, str]]:
    """Return the finest readable file of each band, and the bands whose files cannot be opened."""
    versions: dict[str, dict[int, str]] = {}
    for name in images:
        if found := _IMAGE.search(name):
            band = found[1].upper()
            versions.setdefault(band, {})[int(found[2] or _NATIVE.get(band, 20))] = name
    layers, damaged = [], {}
    for band in (band for band in SENTINEL2 if band in versions):
        for _, name in sorted(versions[band].items()):
            header = _open_header(tree.dataset(name))
            if header is not None:
                layers.append(_layer(header, band, metadata))
                break
            damaged[band] = PurePosixPath(name).name
    return tuple(layers), damaged


def _layer(header: Header, band: str, metadata: Metadata) -> Layer:
    scale, offset = metadata.scaling(band)
    role = Fact[str | None](
        value=find_role(band, SENSOR), source="name", detail=f"{band} in the file name of a SAFE product"
    )
    kind = "surface" if metadata.level == "L2A" else "top-of-atmosphere"
    unit = Fact[Unit](value="reflectance", source=metadata.source, detail=f"{kind} reflectance, {metadata.label}")
    return Layer(band, header.dataset, 1, header, role, unit, scale, offset, metadata.nodata())


def _open_header(dataset: str) -> Header | None:
    """Open the header of a file of the product; None where the file is damaged."""
    try:
        with open_raster(dataset) as source:
            return read_header(dataset, source)
    except RasterioError:
        return None


def _missing(layers: tuple[Layer, ...], metadata: Metadata, damaged: dict[str, str]) -> tuple[str, ...]:
    """Note bands that the product should have."""
    present = {layer.name for layer in layers}
    notes = [
        f"{file} cannot be opened" + (f"; {band} is taken at a coarser resolution" if band in present else "")
        for band, file in damaged.items()
    ]
    expected = set(SENTINEL2) - ({"B10"} if metadata.level == "L2A" else set()) - set(damaged)
    if absent := sorted(expected - present):
        notes.append(f"the product lacks {', '.join(absent)}")
    return tuple(notes)


def _scl_name(images: tuple[str, ...]) -> str | None:
    """Return the finest scene classification of the product."""
    found = {int(match[1]): name for name in images if (match := _SCL.search(name))}
    return found[min(found)] if found else None


def _quality(tree: Tree, images: tuple[str, ...]) -> Quality | None:
    name = _scl_name(images)
    if name is None or _open_header(tree.dataset(name)) is None:
        return None
    return Quality(kind="SCL", dataset=tree.dataset(name), index=1)


def _origin(metadata: Metadata) -> Origin:
    """State sensor, level and time by the metadata."""
    return Origin(
        sensor=_fact(SENSOR, metadata, f"{metadata.spacecraft or SENSOR} in {metadata.label}"),
        level=_fact(metadata.level, metadata, f"processing level in {metadata.label}"),
        acquired=_fact(metadata.acquired, metadata, f"sensing start in {metadata.label}"),
    )


def _fact(value: str | None, metadata: Metadata, detail: str) -> Fact[str | None] | None:
    return Fact[str | None](value=value, source=metadata.source, detail=detail) if value else None


def _all(root: ElementTree.Element, tag: str) -> list[ElementTree.Element]:
    """Find elements of that name in any namespace."""
    return [element for element in root.iter() if element.tag.rpartition("}")[2] == tag]


def _text(root: ElementTree.Element, tag: str) -> str | None:
    found = [element.text.strip() for element in _all(root, tag) if element.text and element.text.strip()]
    return found[0] if found else None


def _number(text: str | None, label: str) -> float:
    try:
        return float(text or "")
    except ValueError as error:
        raise SceneError(f"{label} has {text!r} where a number belongs; download the product again") from error


def _band_of(element: ElementTree.Element) -> str:
    """Find the band of an offset; a foreign id stands for itself and matches no band."""
    number = element.get("band_id", "")
    return _BAND_OF_ID[int(number)] if number.isdigit() and int(number) < len(_BAND_OF_ID) else f"band_id {number}"


def _special(root: ElementTree.Element, label: str) -> dict[str, float]:
    names = [element.text or "" for element in _all(root, "SPECIAL_VALUE_TEXT")]
    values = [_number(element.text, label) for element in _all(root, "SPECIAL_VALUE_INDEX")]
    return {name.strip(): value for name, value in zip(names, values, strict=False)}
