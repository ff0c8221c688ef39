"""The landscape as the folders and metadata of real products: Sentinel-2 SAFE, Landsat, STAC items."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from rasterio.warp import transform_bounds

from .world import L1C, PIXEL_M, SIDE, UTM, Pixels, Tif, World, after

NATIVE = {10: ("B02", "B03", "B04", "B08"), 20: ("B05", "B06", "B07", "B8A", "B11", "B12"), 60: ("B01", "B09")}
LANDSAT_OF = {"B1": "B01", "B2": "B02", "B3": "B03", "B4": "B04", "B5": "B08", "B6": "B11", "B7": "B12"}
TM_OF = {"B1": "B02", "B2": "B03", "B3": "B04", "B4": "B08", "B5": "B11", "B7": "B12"}
L30 = Affine(30, 0, 600_000, 0, -30, 5_700_000)


@dataclass(frozen=True)
class Safe:
    """What a Sentinel-2 product says of itself, and whether its DN really carry the offset."""

    date: str = "20230615"
    baseline: str = "0509"
    level: str = "L2A"
    declared: int | None = -1000  # the offset in the metadata; None: the metadata has no such list
    stored: int = 1000  # what the DN really carry

    @property
    def stem(self) -> str:
        """The product's name without `.SAFE`."""
        return f"S2A_MSI{self.level}_{self.date}T104031_N{self.baseline}_R008_T31UFT_{self.date}T170000"

    def metadata(self) -> str:
        """`MTD_MSIL2A.xml` (or L1C) in the structure of PSD 14 and 15, without the parts nobody reads."""
        kind, physical = ("BOA", "Level-2A") if self.level == "L2A" else ("RADIO", "Level-1C")
        day = f"{self.date[:4]}-{self.date[4:6]}-{self.date[6:]}"
        quantification = (
            "<QUANTIFICATION_VALUES_LIST><BOA_QUANTIFICATION_VALUE unit='none'>10000</BOA_QUANTIFICATION_VALUE>"
            "<AOT_QUANTIFICATION_VALUE unit='none'>1000.0</AOT_QUANTIFICATION_VALUE></QUANTIFICATION_VALUES_LIST>"
            if self.level == "L2A"
            else "<QUANTIFICATION_VALUE unit='none'>10000</QUANTIFICATION_VALUE>"
        )
        listed = "BOA_ADD_OFFSET_VALUES_LIST" if self.level == "L2A" else "Radiometric_Offset_List"
        values = "".join(f"<{kind}_ADD_OFFSET band_id='{i}'>{self.declared}</{kind}_ADD_OFFSET>" for i in range(13))
        offsets = f"<{listed}>{values}</{listed}>" if self.declared is not None else ""
        spectral = "".join(
            f"<Spectral_Information bandId='{i}' physicalBand='{band.replace('B0', 'B')}'><RESOLUTION>"
            f"{PIXEL_M.get(band, 20)}</RESOLUTION></Spectral_Information>"
            for i, band in enumerate(L1C)
        )
        return f"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<n1:{physical}_User_Product xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD/User_Product_{physical}.xsd">
<n1:General_Info><Product_Info><PRODUCT_START_TIME>{day}T10:40:31.024Z</PRODUCT_START_TIME>
<PRODUCT_STOP_TIME>{day}T10:40:31.024Z</PRODUCT_STOP_TIME><PRODUCT_URI>{self.stem}.SAFE</PRODUCT_URI>
<PROCESSING_LEVEL>{physical}</PROCESSING_LEVEL><PRODUCT_TYPE>S2MSI{self.level[1:]}</PRODUCT_TYPE>
<PROCESSING_BASELINE>{self.baseline[:2]}.{self.baseline[2:]}</PROCESSING_BASELINE>
<GENERATION_TIME>{day}T17:00:00.000Z</GENERATION_TIME><Datatake datatakeIdentifier="GS2A_{self.date}T104031">
<SPACECRAFT_NAME>Sentinel-2A</SPACECRAFT_NAME><DATATAKE_TYPE>INS-NOBS</DATATAKE_TYPE>
<DATATAKE_SENSING_START>{day}T10:40:31.024Z</DATATAKE_SENSING_START></Datatake></Product_Info>
<Product_Image_Characteristics>
<Special_Values><SPECIAL_VALUE_TEXT>NODATA</SPECIAL_VALUE_TEXT><SPECIAL_VALUE_INDEX>0</SPECIAL_VALUE_INDEX></Special_Values>
<Special_Values><SPECIAL_VALUE_TEXT>SATURATED</SPECIAL_VALUE_TEXT><SPECIAL_VALUE_INDEX>65535</SPECIAL_VALUE_INDEX></Special_Values>
{quantification}{offsets}<Spectral_Information_List>{spectral}</Spectral_Information_List>
</Product_Image_Characteristics></n1:General_Info></n1:{physical}_User_Product>
"""

    def write(self, folder: Path, world: World, scl: Pixels | None = None) -> Path:
        """Write the `.SAFE` folder with lossless JPEG 2000 bands, each at its own resolution; return it."""
        product = folder / f"{self.stem}.SAFE"
        images = product / "GRANULE" / f"{self.level}_T31UFT_A041000_{self.date}T104030" / "IMG_DATA"
        for pixel_m, bands in (NATIVE if self.level == "L2A" else NATIVE | {60: ("B01", "B09", "B10")}).items():
            for band in bands:
                name = f"T31UFT_{self.date}T104031_{band}"
                path = images / f"R{pixel_m}m" / f"{name}_{pixel_m}m.jp2"
                if self.level == "L1C":
                    path = images / f"{name}.jp2"
                _jp2(path, (world.dn[band] + self.stored)[:: pixel_m // 10, :: pixel_m // 10], pixel_m)
        if scl is not None:
            _jp2(images / "R20m" / f"T31UFT_{self.date}T104031_SCL_20m.jp2", scl[::2, ::2].astype("uint8"), 20)
        (product / f"MTD_MSI{self.level}.xml").write_text(self.metadata())
        return product


def _jp2(path: Path, pixels: Pixels, pixel_m: int) -> None:
    exact = {"driver": "JP2OpenJPEG", "QUALITY": 100, "REVERSIBLE": "YES", "RESOLUTIONS": 1}
    place = after(UTM, Affine.scale(pixel_m / 10))
    stored = pixels if pixels.dtype == np.uint8 else pixels.astype("uint16")
    Tif(names=None, scale=None, transform=place, options=exact).write(path, stored[None])
    path.with_name(path.name + ".aux.xml").unlink(missing_ok=True)


def zipped(folder: Path) -> Path:
    """The folder as an archive beside it, the folder itself removed from sight."""
    archive = folder.with_name(folder.name.removesuffix(".SAFE") + ".zip")
    with zipfile.ZipFile(archive, "w") as target:
        for path in sorted(folder.rglob("*")):
            target.write(path, path.relative_to(folder.parent))
    folder.rename(folder.with_name("unpacked-elsewhere"))
    return archive


def band_folder(folder: Path, world: World, pixel_m: Mapping[str, int], plus: int = 0) -> Path:
    """A folder of single-band GeoTIFFs with the names of a Sentinel-2 product, each at the pixel size given."""
    for band, metres in pixel_m.items():
        step = metres // 10
        path = folder / f"T31UFT_20210615T104031_{band}_{metres}m.tif"
        tif = Tif(names=None, transform=after(UTM, Affine.scale(step)))
        tif.write(path, (world.dn[band] + plus)[None, ::step, ::step].astype("uint16"))
    return folder


def stac_item(tif: Path, bands: tuple[str, ...], raster: Mapping[str, Any] | None, **properties: Any) -> Path:
    """Write a STAC item beside the file that declares scale, offset and names of its bands; return the file."""
    eo = [{"name": band, "common_name": COMMON.get(band)} for band in bands]
    asset: dict[str, Any] = {"href": f"./{tif.name}", "type": "image/tiff; application=geotiff", "eo:bands": eo}
    if raster is not None:
        asset["raster:bands"] = [dict(raster) for _ in bands]
    with rasterio.open(tif) as source:
        west, south, east, north = transform_bounds(source.crs, "EPSG:4326", *source.bounds)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    item = {
        "type": "Feature",
        "stac_version": "1.0.0",
        "stac_extensions": [
            "https://stac-extensions.github.io/eo/v1.1.0/schema.json",
            "https://stac-extensions.github.io/raster/v1.1.0/schema.json",
        ],
        "id": tif.stem,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "bbox": [west, south, east, north],
        "properties": {"datetime": "2023-06-15T10:40:31Z", "platform": "sentinel-2a"} | properties,
        "links": [],
        "assets": {"data": asset},
    }
    tif.with_suffix(".json").write_text(json.dumps(item))
    return tif


COMMON = {
    "B01": "coastal", "B02": "blue", "B03": "green", "B04": "red", "B05": "rededge071", "B06": "rededge075",
    "B07": "rededge078", "B08": "nir", "B8A": "nir08", "B09": "nir09", "B11": "swir16", "B12": "swir22",
}  # fmt: skip


def landsat_dn(world: World, bands: Mapping[str, str] = LANDSAT_OF) -> Pixels:
    """(n, 96, 96) uint16 of Collection 2 surface reflectance: scale 0.0000275, offset −0.2."""
    reflectance = world.stack(tuple(bands.values()), "float64") / 1e4
    return np.round((reflectance + 0.2) / 2.75e-5).astype("uint16")


def kelvin_dn(world: World) -> Pixels:
    """(96, 96) uint16 of Collection 2 surface temperature (scale 0.00341802, offset 149), 288–308 K."""
    return np.round((288 + 20 * (1 - world.dn["B08"] / 6000) - 149) / 0.00341802).astype("uint16")


def landsat_folder(folder: Path, world: World, qa: Pixels | None = None, fill: Pixels | None = None) -> Path:
    """A Landsat 8 Collection 2 Level-2 folder with `_MTL.txt`; `fill` pixels are 0, and no file has a nodata tag."""
    stem = "LC08_L2SP_200024_20210615_20210622_02_T1"
    product = folder / stem
    plain = Tif(names=None, scale=None, transform=L30)
    layers = dict(zip(LANDSAT_OF, landsat_dn(world), strict=True))
    layers = {f"SR_{name}": pixels for name, pixels in layers.items()} | {"ST_B10": kelvin_dn(world)}
    clear = np.full((SIDE, SIDE), 21824, "uint16")  # clear, low confidence of all else
    layers["QA_PIXEL"] = clear if qa is None else qa
    for name, pixels in layers.items():
        kept = pixels.copy()
        if fill is not None:
            kept[fill] = 1 if name == "QA_PIXEL" else 0
        plain.write(product / f"{stem}_{name}.TIF", kept[None])
    (product / f"{stem}_MTL.txt").write_text(_mtl_level_2(stem))
    return product


def _mtl_level_2(stem: str) -> str:
    files = "".join(f'    FILE_NAME_BAND_{i} = "{stem}_SR_B{i}.TIF"\n' for i in range(1, 8))
    scales = "".join(f"    REFLECTANCE_MULT_BAND_{i} = 2.75e-05\n" for i in range(1, 8))
    offsets = "".join(f"    REFLECTANCE_ADD_BAND_{i} = -0.2\n" for i in range(1, 8))
    return f"""GROUP = LANDSAT_METADATA_FILE
  GROUP = PRODUCT_CONTENTS
    LANDSAT_PRODUCT_ID = "{stem}"
    PROCESSING_LEVEL = "L2SP"
    COLLECTION_NUMBER = 02
    COLLECTION_CATEGORY = "T1"
{files}    FILE_NAME_BAND_ST_B10 = "{stem}_ST_B10.TIF"
    FILE_NAME_QUALITY_L1_PIXEL = "{stem}_QA_PIXEL.TIF"
  END_GROUP = PRODUCT_CONTENTS
  GROUP = IMAGE_ATTRIBUTES
    SPACECRAFT_ID = "LANDSAT_8"
    SENSOR_ID = "OLI_TIRS"
    DATE_ACQUIRED = 2021-06-15
    SCENE_CENTER_TIME = "10:52:17.0450210Z"
    CLOUD_COVER = 0.00
    SUN_AZIMUTH = 148.57261312
    SUN_ELEVATION = 58.97862414
  END_GROUP = IMAGE_ATTRIBUTES
  GROUP = LEVEL2_SURFACE_REFLECTANCE_PARAMETERS
{scales}{offsets}  END_GROUP = LEVEL2_SURFACE_REFLECTANCE_PARAMETERS
  GROUP = LEVEL2_SURFACE_TEMPERATURE_PARAMETERS
    TEMPERATURE_MULT_BAND_ST_B10 = 0.00341802
    TEMPERATURE_ADD_BAND_ST_B10 = 149.0
  END_GROUP = LEVEL2_SURFACE_TEMPERATURE_PARAMETERS
  GROUP = LEVEL1_RADIOMETRIC_RESCALING
    REFLECTANCE_MULT_BAND_4 = 2.0000E-05
    REFLECTANCE_ADD_BAND_4 = -0.100000
  END_GROUP = LEVEL1_RADIOMETRIC_RESCALING
END_GROUP = LANDSAT_METADATA_FILE
END
"""


def landsat_level_1(folder: Path, world: World, sun_elevation: float) -> Path:
    """A Landsat 8 Level-1 folder: DN of TOA reflectance × sin(sun elevation), scale 0.00002, offset −0.1."""
    stem = "LC08_L1TP_200024_20210615_20210622_02_T1"
    product = folder / stem
    sine = np.sin(np.radians(sun_elevation))
    for name, band in LANDSAT_OF.items():
        stored = np.round((world.dn[band] / 1e4 * sine + 0.1) / 2e-5).astype("uint16")
        Tif(names=None, scale=None, transform=L30).write(product / f"{stem}_{name}.TIF", stored[None])
    lines = "".join(
        f"    REFLECTANCE_MULT_BAND_{i} = 2.0000E-05\n    REFLECTANCE_ADD_BAND_{i} = -0.100000\n" for i in range(1, 8)
    )
    files = "".join(f'    FILE_NAME_BAND_{i} = "{stem}_B{i}.TIF"\n' for i in range(1, 8))
    (product / f"{stem}_MTL.txt").write_text(
        "GROUP = LANDSAT_METADATA_FILE\n  GROUP = PRODUCT_CONTENTS\n"
        f'    LANDSAT_PRODUCT_ID = "{stem}"\n    PROCESSING_LEVEL = "L1TP"\n    COLLECTION_NUMBER = 02\n{files}'
        "  END_GROUP = PRODUCT_CONTENTS\n  GROUP = IMAGE_ATTRIBUTES\n"
        '    SPACECRAFT_ID = "LANDSAT_8"\n    SENSOR_ID = "OLI_TIRS"\n    DATE_ACQUIRED = 2021-06-15\n'
        f'    SCENE_CENTER_TIME = "10:52:17.0450210Z"\n    SUN_ELEVATION = {sun_elevation:.8f}\n'
        "  END_GROUP = IMAGE_ATTRIBUTES\n  GROUP = LEVEL1_RADIOMETRIC_RESCALING\n"
        f"{lines}  END_GROUP = LEVEL1_RADIOMETRIC_RESCALING\nEND_GROUP = LANDSAT_METADATA_FILE\nEND\n"
    )
    return product


def shift_value(path: Path, old: bytes, new: bytes) -> Path:
    """Replace bytes of the same length in a file: what a writer refuses to write, other programs have written."""
    content = path.read_bytes()
    if len(old) != len(new) or content.count(old) != 1:
        raise ValueError(f"{path.name}: {old!r} is there {content.count(old)} times")
    path.write_bytes(content.replace(old, new))
    return path
