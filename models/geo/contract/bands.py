"""Bands by name: common roles of the STAC eo extension, their wavelengths, and how products call them.

Sources: ESA Sentinel-2 MSI spectral response (centre wavelengths of S2A), USGS Landsat Collection 2 product
guides, STAC `eo` extension v1.1 common names, USDA NAIP and Planet product specifications.
"""

import re
from collections.abc import Iterable

SENTINEL2 = {
    "B01": ("coastal", 443), "B02": ("blue", 492), "B03": ("green", 560), "B04": ("red", 665),
    "B05": ("rededge071", 704), "B06": ("rededge075", 741), "B07": ("rededge078", 783), "B08": ("nir", 833),
    "B8A": ("nir08", 865), "B09": ("nir09", 945), "B10": ("cirrus", 1374), "B11": ("swir16", 1614),
    "B12": ("swir22", 2202),
}  # fmt: skip
LANDSAT_OLI = {
    "B1": ("coastal", 443), "B2": ("blue", 482), "B3": ("green", 561), "B4": ("red", 655), "B5": ("nir08", 865),
    "B6": ("swir16", 1609), "B7": ("swir22", 2201), "B8": ("pan", 590), "B9": ("cirrus", 1373),
    "B10": ("lwir11", 10895), "B11": ("lwir12", 12005),
}  # fmt: skip
LANDSAT_TM = {
    "B1": ("blue", 485), "B2": ("green", 560), "B3": ("red", 660), "B4": ("nir08", 830), "B5": ("swir16", 1650),
    "B6": ("lwir", 11450), "B7": ("swir22", 2215), "B8": ("pan", 710),
}  # fmt: skip
SENSOR_BANDS = {
    "Sentinel-2": SENTINEL2,
    "Landsat 4": LANDSAT_TM, "Landsat 5": LANDSAT_TM, "Landsat 7": LANDSAT_TM,
    "Landsat 8": LANDSAT_OLI, "Landsat 9": LANDSAT_OLI,
}  # fmt: skip
OPTICAL_SENSORS = tuple(SENSOR_BANDS)

WAVELENGTH_NM = {
    "coastal": 443, "blue": 490, "green": 560, "red": 660, "rededge071": 704, "rededge075": 741, "rededge078": 783,
    "nir": 842, "nir08": 865, "nir09": 945, "cirrus": 1374, "swir16": 1610, "swir22": 2200, "lwir": 11450,
    "lwir11": 10900, "lwir12": 12000,
}  # fmt: skip
"""Centre of each role where the sensor is not known, in nanometres."""

VISIBLE = ("coastal", "blue", "green", "red")
THERMAL = ("lwir", "lwir11", "lwir12")
POLARISATIONS = ("vv", "vh", "hh", "hv")

_WORDS = {
    "coastal": "coastal", "coastal aerosol": "coastal", "aerosol": "coastal", "ultra blue": "coastal",
    "coastal blue": "coastal", "blue": "blue", "green": "green", "red": "red", "nir": "nir", "near infrared": "nir",
    "nearinfrared": "nir", "near ir": "nir", "nir1": "nir", "nir broad": "nir", "near infrared 1": "nir", "n": "nir",
    "nir narrow": "nir08", "narrow nir": "nir08", "nir08": "nir08", "nir 08": "nir08", "nir2": "nir08",
    "nir09": "nir09", "nir 09": "nir09", "water vapour": "nir09", "water vapor": "nir09", "cirrus": "cirrus",
    "rededge1": "rededge071", "red edge 1": "rededge071", "rededge071": "rededge071", "re1": "rededge071",
    "vegetation red edge 1": "rededge071", "rededge2": "rededge075", "red edge 2": "rededge075", "re2": "rededge075",
    "rededge075": "rededge075", "rededge3": "rededge078", "red edge 3": "rededge078", "re3": "rededge078",
    "rededge078": "rededge078", "rededge": "rededge071", "red edge": "rededge071", "re": "rededge071",
    "vegetation red edge": "rededge071", "swir1": "swir16", "swir 1": "swir16", "swir16": "swir16", "swir 16": "swir16",
    "shortwave infrared 1": "swir16", "swir2": "swir22", "swir 2": "swir22", "swir22": "swir22", "swir 22": "swir22",
    "shortwave infrared 2": "swir22", "pan": "pan", "panchromatic": "pan", "lwir": "lwir", "lwir11": "lwir11",
    "lwir12": "lwir12", "thermal": "lwir", "thermal infrared": "lwir", "thermal infrared 1": "lwir11", "tir": "lwir",
    "tirs1": "lwir11", "tirs2": "lwir12", "thermal infrared 2": "lwir12", "st": "lwir", "lst": "lwir",
    "alpha": "alpha", "gray": "gray", "grey": "gray", "grayscale": "gray",
    "bleu": "blue", "vert": "green", "rouge": "red", "proche infrarouge": "nir", "azul": "blue", "verde": "green",
    "rojo": "red", "infrarrojo cercano": "nir", "blau": "blue", "grün": "green", "rot": "red", "nahes infrarot": "nir",
    "sur refl b01": "red", "sur refl b02": "nir08", "sur refl b03": "blue", "sur refl b04": "green",
    "sur refl b06": "swir16", "sur refl b07": "swir22",
}  # fmt: skip
_CODE = re.compile(r"(?:^|[^A-Z0-9])B(8A|0?[1-9]|1[0-2])(?:$|[^A-Z0-9])", re.IGNORECASE)
_NUMBERED = re.compile(r"^(.*?[a-z])[\s(]*(\d{3,4})\s*(?:nm)?\)?$")  # "red edge 717", "green (560 nm)"
_MEASURED = re.compile(
    r"(?<![\d.])(\d+(?:\.\d+)?)[\s_]*(nm|nanomet[re]{2}s?|um|µm|micromet[re]{2}s?|microns?)(?![a-z])"
)
_SOLAR_NM = (380, 2600)
_POLARISATION = re.compile(r"(?:^|[^A-Z])(VV|VH|HH|HV)(?:$|[^A-Z])", re.IGNORECASE)


def find_band_code(name: str) -> str | None:
    """Find the product code inside a band name, two digits: "SR_B4" → "B04", "S2-L2A-B8A" → "B8A"; else None."""
    found = _CODE.search(name)
    if found is None:
        return None
    code = found[1].upper()
    return "B8A" if code == "8A" else f"B{int(code):02d}"


def find_role(name: str, sensor: str | None) -> str | None:
    """Find the role that a band name says, for codes only with the sensor known; None where it says none."""
    words = re.sub(r"[\s_\-.]+", " ", re.sub(r"\([^)]*\)", " ", name)).strip().lower()
    if words in _WORDS:
        return _WORDS[words]
    if (wavelength := find_named_wavelength(name)) and (role := find_role_at(wavelength)):
        return role
    polarisation = _POLARISATION.search(name)
    if polarisation:
        return polarisation[1].lower()
    code, table = find_band_code(name), SENSOR_BANDS.get(sensor or "")
    if code and table:
        entry = table.get(code) or table.get(code.replace("B0", "B"))
        return entry[0] if entry else None
    rest = re.sub(
        r"^(s2|l8|sentinel 2|landsat|sr|toa|boa|reflectance|surface reflectance|band \d+|b\d+|\d{1,2})[\s:]*", "", words
    )
    return _WORDS.get(re.sub(r" (median|mean|p\d{1,2}|first|last|mosaic)$", "", rest))


def find_named_wavelength(name: str) -> float | None:
    """Find the wavelength in a band name in nanometres: "Red edge-717", "717.2 nm", "0.7172 Micrometers"; else None."""
    words = re.sub(r"[\s_\-.]+", " ", name).strip().lower()
    found = _NUMBERED.match(words)
    if found and found[1].strip(" (") in _WORDS:
        return float(found[2]) if _SOLAR_NM[0] <= int(found[2]) <= _SOLAR_NM[1] else None
    said = [float(number) * (1 if unit.startswith("n") else 1000) for number, unit in _MEASURED.findall(name.lower())]
    return said[0] if len(said) == 1 and _SOLAR_NM[0] <= said[0] <= _SOLAR_NM[1] else None


def is_plain_red_edge(name: str) -> bool:
    """Tell whether a band name says red edge and not which one of several, nor a wavelength."""
    words = re.sub(r"[\s_\-.]+", " ", name).strip().lower()
    return _WORDS.get(words) == "rededge071" and not re.search(r"\d", words)


def find_wavelength(role: str | None, sensor: str | None) -> float | None:
    """Find the centre wavelength in nanometres of a role, of that sensor where it is known."""
    table = SENSOR_BANDS.get(sensor or "", {})
    own = {role_: float(nm) for role_, nm in table.values()}
    general = WAVELENGTH_NM.get(role or "")
    return own.get(role or "", float(general) if general else None)


def find_role_at(wavelength_nm: float) -> str | None:
    """Find the role whose band holds this centre wavelength; None outside all bands (limits: STAC eo extension)."""
    limits = (
        ("coastal", 400, 450), ("blue", 450, 530), ("green", 530, 590), ("red", 620, 690), ("rededge071", 690, 725),
        ("rededge075", 725, 762), ("rededge078", 762, 800), ("nir", 800, 855), ("nir08", 855, 900),
        ("nir09", 930, 970), ("cirrus", 1350, 1390), ("swir16", 1550, 1700), ("swir22", 2050, 2350),
        ("lwir11", 10500, 11500), ("lwir12", 11500, 12500),
    )  # fmt: skip
    return next((role for role, low, high in limits if low <= wavelength_nm < high), None)


def find_sensor_by_codes(names: Iterable[str]) -> tuple[str, str] | None:
    """Find the sensor that a set of band names can only belong to, and why; None where several could."""
    names = tuple(names)
    codes = {code for code in map(find_band_code, names) if code}
    plain = {name.strip().upper() for name in names}
    if "B8A" in codes:
        return "Sentinel-2", "only Sentinel-2 has a band B8A"
    if any(name.startswith("SUR_REFL_B0") for name in plain):
        return "MODIS", "sur_refl_b01 … is how MODIS names its bands"
    if {"SR_B6", "SR_B5", "SR_B4"} <= plain:
        return "Landsat 8", "SR_B6 beside SR_B4 and SR_B5 is OLI"
    if {"B02", "B03", "B04", "B08"} <= plain and not {"B10"} & codes:
        return "Sentinel-2", "B02, B03, B04, B08 is how Sentinel-2 products name their 10 m bands"
    if {"B08", "B11", "B12"} <= codes:
        return "Sentinel-2", "B08 with B11 and B12 is how Sentinel-2 products name bands"
    return None
