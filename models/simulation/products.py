"""Products with a known answer, written as their producers write them: Sentinel-2 SAFE folders and Landsat folders."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS

from models.arrays import Bytes
from models.geo.contract.bands import SENTINEL2

Reflectance = Mapping[str, NDArray[np.floating]]
"""Band → (h, w) reflectance 0–1 at the band's own resolution, NaN where there is no data."""

_NATIVE_M = dict.fromkeys(("B02", "B03", "B04", "B08"), 10) | dict.fromkeys(("B01", "B09", "B10"), 60)


@dataclass(frozen=True)
class SafeOptions:
    """How a Sentinel-2 product is written; `offset` None leaves the offsets out of the metadata and the numbers."""

    level: str = "L2A"
    baseline: str = "05.09"
    offset: int | None = -1000  # digital numbers
    tile: str = "31TDG"
    time: str = "20220308T104849"
    origin: tuple[float, float] = (399960.0, 4700040.0)  # easting, northing of the upper left corner


@dataclass(frozen=True)
class LandsatOptions:
    """How a Landsat product is written; level "SR1" is surface reflectance of Collection 1, which has no MTL here."""

    number: int = 8
    level: str = "L2SP"  # "L1TP", "L2SP", "SR1"
    day: str = "20220710"
    sun_elevation: float = 60.0  # degrees
    origin: tuple[float, float] = (399900.0, 4700100.0)


def write_safe(
    folder: Path, reflectance: Reflectance, options: SafeOptions | None = None, scl: Bytes | None = None
) -> Path:
    """Write a `.SAFE` folder in the layout of 2017 and later; lossless JPEG 2000; `scl` is at 20 m."""
    chosen = options or SafeOptions()
    stem = f"S2A_MSI{chosen.level}_{chosen.time}_N{chosen.baseline.replace('.', '')}_R008_T{chosen.tile}_{chosen.time}"
    safe = folder / f"{stem}.SAFE"
    images = safe / "GRANULE" / f"{chosen.level}_T{chosen.tile}_A000001_{chosen.time}" / "IMG_DATA"
    for band, values in reflectance.items():
        numbers = np.rint(np.nan_to_num(values) * 10000 - (chosen.offset or 0))
        stored = np.where(np.isnan(values), 0, np.clip(numbers, 1, 65534)).astype(np.uint16)
        _write_image(images, band, stored, chosen)
    if scl is not None:
        _write_image(images, "SCL", scl, chosen)
    (safe / f"MTD_MSI{chosen.level}.xml").write_text(write_safe_metadata(chosen), encoding="utf-8")
    return safe


def write_safe_metadata(options: SafeOptions) -> str:
    """Write the part of MTD_MSIL2A.xml or MTD_MSIL1C.xml that says how numbers become reflectance."""
    surface = options.level == "L2A"
    root, product = ("Level-2A_User_Product", "Level-2A") if surface else ("Level-1C_User_Product", "Level-1C")
    kind, quantity = ("BOA", "BOA_QUANTIFICATION_VALUE") if surface else ("RADIO", "QUANTIFICATION_VALUE")
    offsets = "" if options.offset is None else "".join(
        f'<{kind}_ADD_OFFSET band_id="{number}">{options.offset}</{kind}_ADD_OFFSET>'
        for number in range(len(SENTINEL2))
    )  # fmt: skip
    day, time = options.time.split("T")
    start = f"{day[:4]}-{day[4:6]}-{day[6:]}T{time[:2]}:{time[2:4]}:{time[4:]}.024Z"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<n1:{root} xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD/User_Product_{product}.xsd"><n1:General_Info>
<Product_Info><PRODUCT_START_TIME>{start}</PRODUCT_START_TIME><PROCESSING_LEVEL>{product}</PROCESSING_LEVEL>
<PROCESSING_BASELINE>{options.baseline}</PROCESSING_BASELINE>
<Datatake><SPACECRAFT_NAME>Sentinel-2A</SPACECRAFT_NAME></Datatake></Product_Info>
<Product_Image_Characteristics>
<Special_Values><SPECIAL_VALUE_TEXT>NODATA</SPECIAL_VALUE_TEXT><SPECIAL_VALUE_INDEX>0</SPECIAL_VALUE_INDEX></Special_Values>
<Special_Values><SPECIAL_VALUE_TEXT>SATURATED</SPECIAL_VALUE_TEXT><SPECIAL_VALUE_INDEX>65535</SPECIAL_VALUE_INDEX></Special_Values>
<AOT_QUANTIFICATION_VALUE unit="none">1000.0</AOT_QUANTIFICATION_VALUE><{quantity} unit="none">10000</{quantity}>
{offsets}</Product_Image_Characteristics></n1:General_Info></n1:{root}>
"""


def write_landsat(folder: Path, values: Reflectance, options: LandsatOptions | None = None) -> Path:
    """Write a Landsat folder at 30 m; "ST_B10" is kelvin, "QA_PIXEL" is stored as it is, all other bands are
    reflectance.
    """
    chosen = options or LandsatOptions()
    collection = "01" if chosen.level == "SR1" else "02"
    level = "L1TP" if chosen.level == "SR1" else chosen.level
    product = f"LC{chosen.number:02d}_{level}_193029_{chosen.day}_{chosen.day}_{collection}_T1"
    home = folder / product
    home.mkdir(parents=True)
    for band, physical in values.items():
        suffix, stored = _encode_landsat(band, physical, chosen)
        _write(home / f"{product}_{suffix}.TIF", stored, 30, chosen.origin, "GTiff")
    if chosen.level != "SR1":
        text = write_landsat_metadata(product, chosen, tuple(values))
        (home / f"{product}_MTL.txt").write_text(text, encoding="utf-8")
    return home


def write_landsat_metadata(product: str, options: LandsatOptions, bands: tuple[str, ...]) -> str:
    """Write the groups of an MTL that say how numbers become physical; a Level-2 file repeats the keys of Level 1."""
    numbers = [band.removeprefix("SR_B").removeprefix("B") for band in bands if band.startswith(("SR_B", "B"))]
    day = options.day
    surface = _write_factors("REFLECTANCE", numbers, 2.75e-05, -0.2)
    groups = {
        "PRODUCT_CONTENTS": f'    LANDSAT_PRODUCT_ID = "{product}"\n    PROCESSING_LEVEL = "{options.level}"\n'
        "    COLLECTION_NUMBER = 02\n",
        "IMAGE_ATTRIBUTES": f'    SPACECRAFT_ID = "LANDSAT_{options.number}"\n'
        f"    DATE_ACQUIRED = {day[:4]}-{day[4:6]}-{day[6:]}\n"
        f'    SCENE_CENTER_TIME = "10:09:30.1234560Z"\n    SUN_ELEVATION = {options.sun_elevation}\n',
        "LEVEL2_SURFACE_REFLECTANCE_PARAMETERS": surface if options.level == "L2SP" else "",
        "LEVEL2_SURFACE_TEMPERATURE_PARAMETERS": "    TEMPERATURE_MULT_BAND_ST_B10 = 0.00341802\n"
        "    TEMPERATURE_ADD_BAND_ST_B10 = 149.0\n" if options.level == "L2SP" else "",
        "LEVEL1_PROCESSING_RECORD": '    PROCESSING_LEVEL = "L1TP"\n',
        "LEVEL1_RADIOMETRIC_RESCALING": _write_factors("REFLECTANCE", numbers, 2.0e-05, -0.1),
    }  # fmt: skip
    body = "".join(f"  GROUP = {name}\n{text}  END_GROUP = {name}\n" for name, text in groups.items() if text)
    return f"GROUP = LANDSAT_METADATA_FILE\n{body}END_GROUP = LANDSAT_METADATA_FILE\nEND\n"


def _write_factors(quantity: str, numbers: list[str], multiplier: float, addend: float) -> str:
    return "".join(
        f"    {quantity}_MULT_BAND_{n} = {multiplier:E}\n    {quantity}_ADD_BAND_{n} = {addend}\n" for n in numbers
    )


def _encode_landsat(
    band: str, physical: NDArray[np.floating], options: LandsatOptions
) -> tuple[str, NDArray[np.uint16] | NDArray[np.int16]]:
    """Encode a band: file suffix and stored values."""
    if band == "QA_PIXEL":
        return band, physical.astype(np.uint16)
    if options.level == "SR1":
        stored = np.where(np.isnan(physical), -9999, np.rint(np.nan_to_num(physical) * 10000)).astype(np.int16)
        return f"sr_band{band.removeprefix('SR_B')}", stored
    if band.startswith("ST_"):
        multiplier, addend = 0.00341802, 149.0
    elif options.level == "L2SP":
        multiplier, addend = 2.75e-05, -0.2
    else:
        sine = math.sin(math.radians(options.sun_elevation))
        multiplier, addend = 2.0e-05 / sine, -0.1 / sine
    numbers = np.clip(np.rint((np.nan_to_num(physical) - addend) / multiplier), 1, 65535)
    return band, np.where(np.isnan(physical), 0, numbers).astype(np.uint16)


def _write_image(images: Path, band: str, stored: NDArray[np.uint16] | Bytes, options: SafeOptions) -> None:
    """Write one JPEG 2000 file of a SAFE folder."""
    size_m = _NATIVE_M.get(band, 20)
    folder = images / f"R{size_m}m" if options.level == "L2A" else images
    folder.mkdir(parents=True, exist_ok=True)
    suffix = f"_{size_m}m" if options.level == "L2A" else ""
    _write(folder / f"T{options.tile}_{options.time}_{band}{suffix}.jp2", stored, size_m, options.origin, "JP2OpenJPEG")


def _write(path: Path, stored: NDArray[np.integer], size_m: int, origin: tuple[float, float], driver: str) -> None:
    lossless = {"QUALITY": "100", "REVERSIBLE": "YES"} if driver == "JP2OpenJPEG" else {}
    profile = {
        "driver": driver, "count": 1, "dtype": stored.dtype.name, "height": stored.shape[0], "width": stored.shape[1],
        "crs": CRS.from_epsg(32631), "transform": Affine(size_m, 0, origin[0], 0, -size_m, origin[1]),
    }  # fmt: skip
    with rasterio.open(path, "w", **profile, **lossless) as target:
        target.write(stored, 1)
