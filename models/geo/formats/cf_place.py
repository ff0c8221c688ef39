"""Where the variables of a NetCDF file lie.

GDAL takes x and y for coordinates only if they carry CF attributes; otherwise it gives no place, and turns the rows
upside down. Such files are opened through a VRT with `IGNORE_XY_AXIS_NAME_CHECKS`, which cures both.
"""

import re
from typing import Any
from xml.sax.saxutils import escape

from rasterio.crs import CRS

from models.geo.pixels.source import open_raster

_WGS84 = CRS.from_epsg(4326)
BY_CF = "latitude in degrees_north and longitude in degrees_east without a grid mapping are WGS 84 by CF practice"
_NORTH = ("degrees_north", "degree_north", "degree_n", "degrees_n", "degreen", "degreesn")
_EAST = ("degrees_east", "degree_east", "degree_e", "degrees_e", "degreee", "degreese")
_ANY_XY = {"IGNORE_XY_AXIS_NAME_CHECKS": "YES"}
_TYPES = {
    "uint8": "Byte", "int8": "Int8", "uint16": "UInt16", "int16": "Int16", "uint32": "UInt32", "int32": "Int32",
    "int64": "Int64", "uint64": "UInt64", "float32": "Float32", "float64": "Float64",
}  # fmt: skip


def place_bands(dataset: str, source: Any) -> list[str] | None:
    """Return VRTs that place each band, where GDAL alone does not see the coordinates or the CRS; else None."""
    if not source.transform.is_identity:
        crs = None if source.crs else read_crs_of_tags(source) or (_WGS84 if is_in_degrees(source) else None)
        return [_vrt(dataset, source, k, crs) for k in range(1, source.count + 1)] if crs else None
    with open_raster(dataset, **_ANY_XY) as placed:
        if placed.transform.is_identity:
            return None
        crs = placed.crs or read_crs_of_tags(source) or (_WGS84 if is_in_degrees(source) else None)
        return [_vrt(dataset, placed, k, crs) for k in range(1, placed.count + 1)]


def _vrt(dataset: str, source: Any, index: int, crs: Any) -> str:
    """Return one band with its place; nodata, scale and offset are those of the file."""
    a, b, c, d, e, f = source.transform[:6]
    nodata = source.nodatavals[index - 1]
    size = f'rasterXSize="{source.width}" rasterYSize="{source.height}"'
    return "".join((
        f"<VRTDataset {size}>", f"<SRS>{escape(crs.to_wkt())}</SRS>" if crs else "",
        f"<GeoTransform>{c!r},{a!r},{b!r},{f!r},{d!r},{e!r}</GeoTransform>",
        f'<VRTRasterBand dataType="{_TYPES[source.dtypes[index - 1]]}" band="1">',
        f"<NoDataValue>{nodata!r}</NoDataValue>" if nodata is not None else "",
        '<SimpleSource><SourceFilename relativeToVRT="0">', escape(dataset), "</SourceFilename>",
        '<OpenOptions><OOI key="IGNORE_XY_AXIS_NAME_CHECKS">YES</OOI></OpenOptions>',
        f"<SourceBand>{index}</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>",
    ))  # fmt: skip


def read_crs_of_tags(source: Any) -> Any:
    """Return the CRS that an attribute `epsg` or `crs` names, where no grid mapping does."""
    for tags in (source.tags(1), {key.rpartition("#")[2]: text for key, text in source.tags().items()}):
        found = re.search(r"(?:epsg:)?(\d{4,6})$", tags.get("epsg", "") or tags.get("crs", ""), re.IGNORECASE)
        if found:
            return CRS.from_epsg(int(found[1]))
    return None


def is_in_degrees(source: Any) -> bool:
    """Tell whether coordinates are latitude in degrees north and longitude in degrees east, with no grid mapping."""
    tags = {**source.tags(), **source.tags(1)}
    units = {text.strip().lower() for key, text in tags.items() if key.endswith("#units")}
    is_mapped = any(key.rpartition("#")[2] == "grid_mapping" for key in tags)
    west, south, east, north = source.bounds
    is_on_earth = -180.5 <= west < east <= 360.5 and -90.5 <= min(south, north) < max(south, north) <= 90.5
    return bool(units.intersection(_NORTH) and units.intersection(_EAST)) and not is_mapped and is_on_earth
