"""What the names of delivered products fix: sensor, level, time, scale, fill and the order of bands.

Sources: HLS User Guide v2 (NASA, 2023), Planet Imagery Product Specification (2024), FORCE Level 2 documentation
(Frantz 2019), MUSCATE product format of THEIA (CNES), AppEEARS file names (LP DAAC), MODIS and VIIRS user guides.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from models.errors import SceneError
from models.geo.contract.bands import THERMAL, find_role
from models.geo.contract.evidence import Origin, complete_origin, is_unscaled, take_stronger
from models.geo.contract.product import Layer, Product
from models.geo.contract.scene import Fact, Unit

_SUPERDOVE = ("coastal_blue", "blue", "green_i", "green", "yellow", "red", "rededge", "nir")
_FORCE_10 = (
    "blue", "green", "red", "rededge1", "rededge2", "rededge3", "broadnir", "nir", "swir1", "swir2",
)  # fmt: skip
_ROLES = {"broadnir": "nir"}


@dataclass(frozen=True)
class Guide:
    """What a product guide fixes for all files of its kind."""

    title: str  # "HLS S30"
    sensor: str | None
    acquired: str | None = None
    level: str | None = "SR"
    unit: Unit = "reflectance"
    scale: float | None = 1e-4  # None: the bands' own names say it
    fill: float | None = None
    orders: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # number of bands → names
    band: str | None = None  # the band that the name ends with
    role: str | None = None  # of that band, where no name of ours says it
    aside: str | None = None  # what the file is, where it is no band: "vegetation index"


def find_guide(name: str) -> Guide | None:
    """Find the guide that a file name belongs to; None where it follows no known custom."""
    for pattern, make in _NAMES:
        if found := re.search(pattern, name):
            return make(found)
    return None


def complete_by_guide(product: Product, tags: Mapping[str, str], named: str | None = None) -> Product:
    """Complete declarations by the guide that the file's name, what it is `named` elsewhere or HLS tags belong to."""
    name = named or product.path.name
    guide, how = find_guide(name), f"the name {name}"
    if guide is None and (found := _find_hls_tags(tags)):
        guide, how = found
    if guide is None:
        return product
    if guide.aside:
        raise SceneError(f"{name} is a {guide.aside} of {guide.title}, no scene; give the bands that it was made of")

    def said(value: str | None) -> Fact[str | None] | None:
        return Fact[str | None](value=value, source="name", detail=f"{guide.title} by {how}") if value else None

    origin = Origin(said(guide.sensor), said(guide.level), said(guide.acquired))
    if guide.sensor and product.sensor and product.sensor.source != "flag":
        product = replace(product, sensor=origin.sensor if guide.title.startswith("HLS") else product.sensor)
    names = guide.orders.get(len(product.layers), ())
    layers = tuple(
        _complete(layer, guide, names[place] if names and layer.is_unnamed else guide.band, len(product.layers))
        for place, layer in enumerate(product.layers)
    )
    # a day and a time of day tell more than a day alone
    acquired = product.acquired
    is_finer = acquired and guide.acquired and acquired.value and guide.acquired.startswith(acquired.value)
    product = replace(product, acquired=origin.acquired) if is_finer else product
    return replace(complete_origin(product, origin), layers=layers, guide=guide.title)


def _complete(layer: Layer, guide: Guide, name: str | None, count: int) -> Layer:
    """Give a layer its name and role, and scale, offset and fill where it stores whole numbers."""
    if name and layer.is_unnamed and (count == 1 or guide.orders):
        layer = layer.rename(name)
    role = (
        (guide.role if count == 1 else None)
        or _ROLES.get(layer.name.lower())
        or (None if layer.is_unnamed else find_role(layer.name, guide.sensor))
    )
    if guide.title.startswith("FORCE") and layer.name.lower() == "nir" and count == 10:
        role = "nir08"
    if role:
        detail = f"{layer.name} of {guide.title}, which the file name says"
        by_name = Fact[str | None](value=role, source="name", detail=detail)
        layer = replace(layer, role=take_stronger(by_name, layer.role) if guide.title[:5] != "FORCE" else by_name)
    if layer.dtype not in ("int16", "uint16", "int32", "uint32") or guide.scale is None:
        return layer
    is_thermal = role in THERMAL and guide.title.startswith("HLS")
    unit: Unit = "celsius" if is_thermal else guide.unit
    scale = 0.01 if is_thermal else guide.scale
    if guide.unit == "kelvin" and layer.unit is None:
        layer = replace(layer, unit=Fact[Unit](value=unit, source="convention", detail=f"{guide.title} stores {unit}"))
    how = f"{guide.title} stores {unit} × {1 / scale:.10g} without an offset (product guide)"
    if is_unscaled(layer):
        scaled = Fact[float](value=scale, source="convention", detail=how)
        layer = replace(layer, scale=scaled, unit=layer.unit or Fact[Unit](value=unit, source="convention", detail=how))
    if layer.offset is None or layer.offset.value == 0.0:
        layer = replace(layer, offset=Fact[float](value=0.0, source="convention", detail=how))
    if guide.fill is not None and not layer.nodata:
        fill = Fact[float](value=guide.fill, source="convention", detail=f"{guide.fill:g} is fill in {guide.title}")
        layer = replace(layer, nodata=(fill,))
    return layer


def _find_hls_tags(tags: Mapping[str, str]) -> tuple[Guide, str] | None:
    """Find HLS by the tags that its files carry, whatever they are called."""
    if "HLS_PROCESSING_TIME" not in tags and not tags.get("ACCODE", "").lower().startswith("lasrc"):
        return None
    landsat = re.match(r"L[COTE]0([89])", tags.get("LANDSAT_PRODUCT_ID", ""))
    is_landsat = landsat or "LANDSAT_PRODUCT_ID" in tags or tags.get("ACCODE", "").upper().startswith("LASRCL8")
    is_sentinel = "S2" in tags.get("PRODUCT_URI", "") or "MSI" in tags.get("SPACECRAFT_NAME", "")
    key = "HLS_PROCESSING_TIME" if "HLS_PROCESSING_TIME" in tags else "ACCODE"
    if is_landsat:
        number = landsat[1] if landsat else "8"
        return Guide("HLS L30", f"Landsat {number}", fill=-9999.0), f"the tag {key}"
    return (Guide("HLS S30", "Sentinel-2", fill=-9999.0), f"the tag {key}") if is_sentinel else None


def _day_of_year(year: str, day: str, clock: str | None = None) -> str | None:
    """Write a year and its day, and hours, minutes and seconds, as ISO 8601."""
    if not 1 <= int(day) <= 366:
        return None
    date = datetime(int(year), 1, 1, tzinfo=UTC) + timedelta(days=int(day) - 1)
    return _moment(date.strftime("%Y%m%d"), clock)


def _moment(day: str, clock: str | None) -> str | None:
    try:
        time = datetime.strptime(day + (clock or ""), "%Y%m%d" + ("%H%M%S" if clock else "")).replace(tzinfo=UTC)
    except ValueError:
        return None
    return time.isoformat() if clock else time.date().isoformat()


def _hls(kind: str, acquired: str | None, band: str | None) -> Guide:
    sensor = "Sentinel-2" if kind.upper().startswith("S") else "Landsat 8"  # Landsat 9 has the same bands
    title = "HLS S30" if sensor == "Sentinel-2" else "HLS L30"
    return Guide(title, sensor, acquired, fill=-9999.0, band=band)


def _planet(found: re.Match[str]) -> Guide:
    is_surface = bool(found["surface"])
    four = ("blue", "green", "red", "nir")
    return Guide(
        "PlanetScope", "PlanetScope", _moment(found["day"], found["clock"]), level="SR" if is_surface else "L1B",
        unit="reflectance" if is_surface else "radiance", scale=1e-4 if is_surface else 0.01, fill=0.0,
        orders={8: _SUPERDOVE, 4: four, 5: ("blue", "green", "red", "rededge", "nir")},
    )  # fmt: skip


def _force(found: re.Match[str]) -> Guide:
    sensor = "Sentinel-2" if found["sensor"].startswith("SEN2") else f"Landsat {found['sensor'][-1]}"
    six = ("blue", "green", "red", "nir", "swir1", "swir2")
    orders = {10: _FORCE_10, 6: six, 4: six[:4]}
    level = "SR" if found["kind"] == "BOA" else "TOA"
    return Guide("FORCE", sensor, _moment(found["day"], None), level=level, fill=-9999.0, orders=orders)


def _theia(found: re.Match[str]) -> Guide:
    is_sentinel = found["sensor"].startswith("SENTINEL2")
    sensor = "Sentinel-2" if is_sentinel else f"Landsat {found['sensor'][-1]}"
    acquired, title = _moment(found["day"], found["clock"]), "THEIA"
    return Guide(title, sensor, acquired, level="L2A", fill=-10000.0, band=found["band"])


def _appeears(found: re.Match[str]) -> Guide:
    """Tell what a layer of a product is that AppEEARS exports: of Landsat, MODIS, VIIRS and ECOSTRESS."""
    product, layer = found["product"].upper(), found["layer"]
    acquired = _day_of_year(found["year"], found["day"])
    if landsat := re.match(r"L0([45789])$", product):
        band = re.match(r"(?:SR|ST)_B\d+|QA_PIXEL", layer)
        return Guide(f"Landsat {landsat[1]} of AppEEARS", f"Landsat {landsat[1]}", acquired, level="L2SR", scale=None,
                     band=band[0] if band else layer)  # fmt: skip
    sensor = next((name for begin, name in _MAKERS if product.startswith(begin)), None)
    if re.search(r"(?:^|_)LST(?:_|$)", layer):
        return Guide(product, sensor, acquired, unit="kelvin", scale=0.02, fill=0.0, band=layer, role="lwir")
    if role := next((role for pattern, role in _LAYERS if re.search(pattern, layer)), None):
        fill = -1000.0 if "13" in product else -28672.0
        return Guide(product, sensor, acquired, fill=fill, band=layer, role=role)
    is_index = re.search(r"NDVI|EVI", layer, re.IGNORECASE)
    return Guide(product, sensor, acquired, aside="vegetation index" if is_index else f"layer ({layer})")


_MAKERS = (
    ("MOD", "MODIS"),
    ("MYD", "MODIS"),
    ("MCD", "MODIS"),
    ("VNP", "VIIRS"),
    ("VJ1", "VIIRS"),
    ("ECO", "ECOSTRESS"),
)
_LAYERS = (
    (r"sur_refl_b01|red_reflectance|SurfReflect_I1|SurfReflect_M5(?!\d)", "red"),
    (r"sur_refl_b02|NIR_reflectance|SurfReflect_I2|SurfReflect_M7(?!\d)", "nir08"),
    (r"sur_refl_b03|blue_reflectance|SurfReflect_M3(?!\d)", "blue"),
    (r"sur_refl_b04|green_reflectance|SurfReflect_M4(?!\d)", "green"),
    (r"sur_refl_b06|SurfReflect_I3|SurfReflect_M10(?!\d)", "swir16"),
    (r"sur_refl_b07|MIR_reflectance|SurfReflect_M11(?!\d)", "swir22"),
)
"""Bands of MOD09, MOD13 and VNP09, by their centres at 469, 555, 645, 858, 1640 and 2130 nm."""
_NAMES: tuple[tuple[str, Callable[[re.Match[str]], Guide]], ...] = (
    (r"(?i)HLS[._](?P<kind>[SL]30)[._]T\w{5}[._](?P<year>\d{4})(?P<day>\d{3})T(?P<clock>\d{6})"
     r"(?:.*?[._](?P<band>B\d[\dA]|Fmask)(?=[._]))?",
     lambda m: _hls(m["kind"], _day_of_year(m["year"], m["day"], m["clock"]), m["band"])),
    (r"(?i)HLS(?P<kind>[SL]30)\.\d{3}_(?P<band>B\d[\dA]|Fmask)_doy(?P<year>\d{4})(?P<day>\d{3})",
     lambda m: _hls(m["kind"], _day_of_year(m["year"], m["day"]), m["band"])),
    (r"(?i)(?:^|[^a-z])HLS[._ -]?(?P<kind>[SL]30)(?!\d)", lambda m: _hls(m["kind"], None, None)),
    (r"(?P<product>(?:L0[45789]|M[OYC]D\w+|V(?:NP|J1)\w+|ECO\w+))\.\d{3}_(?P<layer>\w+?)_doy(?P<year>\d{4})(?P<day>\d{3})",
     _appeears),
    (r"(?P<day>\d{8})_(?P<clock>\d{6})_(?:\d\d_)?\w{4}_(?:3B|1B|3A)_(?:AnalyticMS|ortho_analytic)(?:_\db)?(?P<surface>_SR|_sr)?",
     _planet),
    (r"(?P<day>\d{8})_LEVEL2_(?P<sensor>SEN2[A-D]|LND0[45789])_(?P<kind>BOA|TOA)", _force),
    (r"(?P<sensor>SENTINEL2[A-D]|LANDSAT[5789])[\w-]*?_(?P<day>\d{8})-(?P<clock>\d{6})-\d+_L2A_.*_(?:FRE|SRE)_(?P<band>B\d+A?)",
     _theia),
)  # fmt: skip
