"""Landsat Collection 1 and 2, levels 1 and 2: folders, tars and single files, with the MTL or by their names.

Sources: USGS Landsat Collection 2 Level-1 and Level-2 data format control books (LSDS-1822, LSDS-1618, LSDS-1619) and
the Collection 1 Surface Reflectance product guides (LSDS-1368, LSDS-1370).
"""

import math
import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from models.errors import SceneError
from models.geo.contract.bands import THERMAL, find_role
from models.geo.contract.evidence import (
    LayerFacts,
    Origin,
    complete_layer,
    complete_origin,
    contradicts,
    is_unscaled,
)
from models.geo.contract.product import Layer, Product
from models.geo.contract.scene import Fact, Quality, Source, Unit
from models.geo.formats.archive import Tree, list_tar
from models.geo.formats.mtl import Mtl, find_mtl, read_mtl
from models.geo.formats.opening import open_header

_ID = re.compile(
    r"(?P<id>L[COTEM]0(?P<number>[45789])_(?P<level>L1TP|L1GT|L1GS|L2SP|L2SR)_\d{6}_(?P<day>\d{8})_\d{8}_(?P<collection>0[12])_\w\w)"
    r"(?P<rest>.*)$"
)
_LAYER = re.compile(r"^_(?:(SR|ST|sr|bt)_)?(?:B|band)(\d{1,2}(?:_VCID_[12])?)\.tiff?$", re.IGNORECASE)
_QUALITY = re.compile(r"^_(QA_PIXEL|pixel_qa|BQA)\.tiff?$", re.IGNORECASE)
_PAN = {"Landsat 7": "8", "Landsat 8": "8", "Landsat 9": "8"}


@dataclass(frozen=True)
class NameFacts:
    """What the name of a Landsat product or of one of its files says."""

    product: str  # the product identifier
    sensor: str  # "Landsat 8"
    level: str  # "L1TP", "L2SP" …; "L2SR" for Collection 1 surface reflectance
    collection: int
    acquired: str  # a day, ISO 8601
    layer: str | None  # "SR_B4", "ST_B10", "B4", "BT_B10", "QA_PIXEL" …; None where the name ends with the product


@dataclass(frozen=True)
class Scaling:
    """Physical = stored × scale + offset, in `unit`, and where that is from."""

    unit: Unit
    scale: float | None
    offset: float | None
    source: Source
    detail: str

    def unit_fact(self) -> Fact[Unit]:
        """Return the unit with its evidence."""
        return Fact[Unit](value=self.unit, source=self.source, detail=self.detail)

    def fact(self, value: float | None) -> Fact[float] | None:
        """Return scale or offset with its evidence; None where it is not known."""
        return None if value is None else Fact[float](value=value, source=self.source, detail=self.detail)


def parse_name(name: str) -> NameFacts | None:
    """Read facts from a product identifier in a file or folder name; None if there is none."""
    found = _ID.search(name)
    if found is None:
        return None
    layer = _layer_of(found["rest"])
    level = "L2SR" if found["level"].startswith("L1") and layer and layer[:3] in ("SR_", "BT_") else found["level"]
    day = found["day"]
    return NameFacts(
        product=found["id"], sensor=f"Landsat {found['number']}", level=level, collection=int(found["collection"]),
        acquired=f"{day[:4]}-{day[4:6]}-{day[6:]}", layer=layer,
    )  # fmt: skip


def open_landsat(path: Path) -> Product | None:
    """Open the product at a folder, a tar, an MTL or one band file; None where there is no Landsat product."""
    tree = _tree(path)
    if tree is None:
        return None
    files = {name: facts for name in tree.names if (facts := parse_name(PurePosixPath(name).name)) and facts.layer}
    if path.is_file() and path.name in files:
        files = {path.name: files[path.name]}
    if not files:
        return None
    products = sorted({facts.product for facts in files.values()})
    if len(products) > 1:
        raise SceneError(
            f"{path.name} holds {len(products)} Landsat products; give a folder with one, as {products[0]}"
        )
    return _product(path, tree, files)


def complete_by_name(product: Product) -> Product:
    """Complete a lone stack's declarations by the product identifier in its name; layers it does not tell stay."""
    named = parse_name(product.path.name)
    if named is None or named.layer is not None:
        return product
    kinds = [_kind_of(layer.name) for layer in product.layers]
    if named.collection == 1 and any(kind and kind.startswith("SR_") for kind in kinds):
        named = replace(named, level="L2SR")
    if product.sensor and contradicts(product.sensor, named.sensor):
        own = product.sensor.value
        note = f"the name {product.path.name} is of {named.sensor} and the file says {own}; the file is taken"
        return replace(product, notes=(*product.notes, note))

    def said(value: str) -> Fact[str | None]:
        return Fact[str | None](value=value, source="name", detail=f"the product identifier {named.product}")

    layers = tuple(_complete(layer, kind, named) for layer, kind in zip(product.layers, kinds, strict=True))
    origin = Origin(said(named.sensor), said(named.level), said(named.acquired))
    return replace(complete_origin(product, origin), layers=layers)


def _complete(layer: Layer, kind: str | None, named: NameFacts) -> Layer:
    """Give a layer of a stack its role, and the scaling of its kind where it has none and stores whole numbers."""
    if kind is None or _is_quality(kind):
        return layer
    found = find_role(kind, named.sensor)
    detail = f"{layer.name} of {named.sensor}, which the product identifier says"
    said = LayerFacts(role=Fact[str | None](value=found, source="name", detail=detail) if found else None)
    is_level_1 = named.level.startswith("L1")
    is_told = kind.startswith(("SR_", "ST_", "BT_")) or is_level_1
    is_odd = kind.startswith("SR_") and found in (*THERMAL, "pan", "cirrus", None)
    if layer.dtype not in ("uint16", "int16") or not is_told or is_odd:
        return complete_layer(layer, said)
    said = replace(said, nodata=(_fill(kind, named),))
    if is_unscaled(layer):
        scaling = _scaling_of_name(kind, named, found)
        scale, offset = scaling.fact(scaling.scale), scaling.fact(scaling.offset)
        said = replace(said, unit=scaling.unit_fact(), scale=scale, offset=offset)
    return complete_layer(layer, said)


def _kind_of(name: str) -> str | None:
    """Return the layer of the product that a band name says; "band4" alone may be a mere count, so it says none."""
    return None if name.lower().startswith("band") else _layer_of(f"_{name}.TIF")


def _fill(kind: str, named: NameFacts) -> Fact[float]:
    """Return the stored value without data, by the product guide."""
    value = -9999.0 if named.collection == 1 and kind.startswith(("SR_", "BT_")) else 0.0
    return Fact[float](
        value=value, source="convention", detail=f"{value:g} is fill in Landsat Collection {named.collection}"
    )


def _product(path: Path, tree: Tree, files: dict[str, NameFacts]) -> Product:
    """Return all layers of one product."""
    named = next(iter(files.values()))
    mtl_name = _mtl_name(tree.names, named.product)
    mtl = read_mtl(tree.read(mtl_name), tree.label(mtl_name)) if mtl_name else None
    sensor = (mtl.sensor if mtl else None) or named.sensor
    kinds = {facts.layer: name for name, facts in files.items() if facts.layer}
    pan, wanted = _PAN.get(sensor), sorted(kinds, key=_band_order)
    images = [kind for kind in wanted if not _is_quality(kind) and kind != f"B{pan}"]
    if not images:
        raise SceneError(
            f"{path.name} holds no spectral band of {named.product} ({', '.join(wanted)}); give the whole product"
        )
    layers = tuple(_layer(tree.dataset(kinds[kind]), kind, files[kinds[kind]], sensor, mtl) for kind in images)
    used = [kinds[kind] for kind in (*images, *(["QA_PIXEL"] if "QA_PIXEL" in kinds else []))]
    level = "L2SR" if any(facts.level == "L2SR" for facts in files.values()) and named.collection == 1 else None
    place: Source = "sidecar" if mtl else "name"
    label = mtl.label if mtl else f"the file name {named.product}"

    def said(value: str) -> Fact[str | None]:
        return Fact[str | None](value=value, source=place, detail=f"{value} by {label}")

    return Product(
        path=path, format=f"Landsat Collection {(mtl.collection if mtl else None) or named.collection}", layers=layers,
        files=tuple(dict.fromkeys(tree.inputs((*used, *([mtl_name] if mtl_name else []))))),
        sensor=said(sensor), level=said(level or (mtl.level if mtl else None) or named.level),
        acquired=said((mtl.acquired if mtl else None) or named.acquired), quality=_quality(tree, kinds),
        notes=_notes(named, mtl, kinds, pan, layers),
    )  # fmt: skip


def _layer(dataset: str, kind: str, named: NameFacts, sensor: str, mtl: Mtl | None) -> Layer:
    role = find_role(kind, sensor)
    scaling = (_scaling_of_mtl(kind, mtl, role) if mtl else None) or _scaling_of_name(kind, named, role)
    return Layer(
        name=kind, dataset=dataset, index=1, header=open_header(dataset),
        role=Fact[str | None](value=role, source="name", detail=f"{kind} of {sensor} in the file name"),
        unit=scaling.unit_fact(), nodata=(_fill(kind, named),),
        scale=scaling.fact(scaling.scale), offset=scaling.fact(scaling.offset),
    )  # fmt: skip


def _scaling_of_mtl(kind: str, mtl: Mtl, role: str | None) -> Scaling | None:
    """Say what the MTL says; None where it says nothing of this layer."""
    band = kind.removeprefix("SR_B").removeprefix("ST_B").removeprefix("B")
    if kind.startswith("SR_"):
        pair = mtl.pair("LEVEL2_SURFACE_REFLECTANCE_PARAMETERS", "REFLECTANCE", f"BAND_{band}")
        return pair and Scaling(
            "reflectance", *pair, "sidecar", f"surface reflectance factors of band {band} in {mtl.label}"
        )
    if kind.startswith("ST_"):
        pair = mtl.pair("LEVEL2_SURFACE_TEMPERATURE_PARAMETERS", "TEMPERATURE", f"BAND_ST_B{band}")
        return pair and Scaling("kelvin", *pair, "sidecar", f"surface temperature factors in {mtl.label}")
    if kind.startswith("BT_"):
        return None
    groups = ("LEVEL1_RADIOMETRIC_RESCALING", "RADIOMETRIC_RESCALING")
    if role in THERMAL:  # brightness temperature is not linear in stored values; radiance is
        pair = mtl.pair(groups, "RADIANCE", f"BAND_{band}")
        return pair and Scaling("radiance", *pair, "sidecar", f"radiance factors of band {band} in {mtl.label}")
    pair = mtl.pair(groups, "REFLECTANCE", f"BAND_{band}")
    if pair is None:
        return None
    if mtl.sun_elevation is None or not 0 < mtl.sun_elevation <= 90:
        raise SceneError(
            f"{mtl.label} has no usable SUN_ELEVATION, which reflectance needs; download the product again"
        )
    sine = math.sin(math.radians(mtl.sun_elevation))
    how = f"factors of band {band} and sun elevation {mtl.sun_elevation:g}° in {mtl.label}: (M·Q + A) / sin(elevation)"
    return Scaling("reflectance", pair[0] / sine, pair[1] / sine, "sidecar", f"top-of-atmosphere reflectance, {how}")


def _scaling_of_name(kind: str, named: NameFacts, role: str | None) -> Scaling:
    """Say what the product guides fix for a collection and level; Level 1 needs the sun's height, so an MTL."""
    guide = f"the Collection {named.collection} product guide"
    if kind.startswith("BT_"):
        return Scaling("kelvin", 0.1, 0.0, "convention", f"brightness temperature × 10 by {guide}")
    if kind.startswith("SR_") and named.collection == 1:
        return Scaling("reflectance", 1e-4, 0.0, "convention", f"surface reflectance × 10000 by {guide}")
    if kind.startswith("SR_"):
        return Scaling("reflectance", 2.75e-05, -0.2, "convention", f"surface reflectance factors by {guide}")
    if kind.startswith("ST_"):
        return Scaling("kelvin", 0.00341802, 149.0, "convention", f"surface temperature factors by {guide}")
    needs = "radiance factors" if role in THERMAL else "the sun elevation"
    return Scaling("dn", None, None, "convention", f"Level 1 without its MTL: {needs} are not known")


def _notes(
    named: NameFacts, mtl: Mtl | None, kinds: dict[str, str], pan: str | None, layers: tuple[Layer, ...]
) -> tuple[str, ...]:
    """Say what was left aside, and where name and MTL disagree."""
    notes = list(mtl.conflicts(named.sensor, named.collection, named.acquired) if mtl else ())
    if mtl is None:
        notes.append(f"no MTL lies beside {named.product}; scales follow its name and the product guide")
    if f"B{pan}" in kinds:
        notes.append("the panchromatic band is left aside")
    if any(layer.unit and layer.unit.value == "reflectance" and layer.name[:3] != "SR_" for layer in layers):
        notes.append("scales and offsets of Level 1 are divided by the sine of the sun elevation")
    for kind in ("PIXEL_QA", "BQA"):
        if kind in kinds:
            notes.append(f"{kind.lower()} of Collection 1 has other bits than QA_PIXEL and is not used")
    return tuple(notes)


def _tree(path: Path) -> Tree | None:
    """Return the files beside or in the path that belong to its product; None where it cannot be a Landsat product."""
    if path.is_dir():
        return Tree(path, "folder", tuple(sorted(file.name for file in path.iterdir() if file.is_file())))
    named = parse_name(path.name)
    if path.suffix.lower() == ".tar":
        return list_tar(path) if named else None
    if named is None or not path.is_file():
        return None
    names = sorted(file.name for file in path.parent.glob(f"{named.product}*") if file.is_file())
    return Tree(path.parent, "folder", tuple(names)) if named.layer or find_mtl([path.name]) else None


def _mtl_name(names: tuple[str, ...], product: str) -> str | None:
    """Return the MTL of the product: by its identifier, or by its plain name."""
    own = [name for name in names if PurePosixPath(name).name.startswith((product, "MTL."))]
    return find_mtl(own)


def _layer_of(rest: str) -> str | None:
    """Read "SR_B4" from "_SR_B4.TIF" and "_sr_band4.tif", "B6_VCID_1" from "_B6_VCID_1.TIF", and the like."""
    if found := _LAYER.match(rest):
        return (f"{found[1].upper()}_" if found[1] else "") + f"B{found[2].upper()}"
    found = _QUALITY.match(rest)
    return found[1].upper() if found else None


def _quality(tree: Tree, kinds: dict[str, str]) -> Quality | None:
    name = kinds.get("QA_PIXEL")
    return Quality(kind="QA_PIXEL", dataset=tree.dataset(name), index=1) if name else None


def _is_quality(kind: str) -> bool:
    return kind in ("QA_PIXEL", "PIXEL_QA", "BQA")


def _band_order(kind: str) -> tuple[bool, int, str]:
    """Put reflectance before temperature, then sort by band number."""
    number = re.search(r"B(\d+)", kind)
    return kind.startswith(("ST_", "BT_")), int(number[1]) if number else 99, kind
