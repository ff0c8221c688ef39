"""The door to every raster of a scene: formats that are taken in, damage told as a `SceneError`, headers read once."""

from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite
from pathlib import Path

import rasterio
from affine import Affine
from rasterio.io import DatasetReader

from models.errors import SceneError
from models.geo.contract.product import Header
from models.geo.pixels.source import DAMAGE, GDAL_SETTINGS, open_raster

DRIVERS = ("GTiff", "JP2OpenJPEG", "PNG", "JPEG", "netCDF", "HDF5Image", "VRT", "ENVI", "HFA", "WEBP", "BMP")
"""Formats that are taken in; none of them fetches anything or runs code."""

_GIVE_A_SCENE = "give a GeoTIFF, JPEG 2000, NetCDF, PNG or JPEG, a .SAFE or a Landsat folder"
_FARTHEST = 1e30  # metres or degrees; products of larger numbers overflow
RASTER_SUFFIXES = (".tif", ".tiff", ".jp2", ".vrt", ".img", ".png", ".jpg", ".jpeg")


@contextmanager
def open_checked(dataset: str) -> Iterator[DatasetReader]:
    """Open a raster for reading; damage and foreign formats become a `SceneError`."""
    name = _name_of(dataset)
    try:
        with rasterio.Env(**GDAL_SETTINGS), open_raster(dataset) as source:
            _check_format(source, dataset, name)
            yield source
    except DAMAGE as error:
        first = str(error.__cause__ or error).splitlines()[0][:160].replace(dataset, name)
        if "not recognized as being in a supported file format" in first:
            raise SceneError(f"{name} is no raster; {_GIVE_A_SCENE}") from error
        raise SceneError(f"{name} cannot be read as a raster ({first}); copy or download it again") from error


def read_header(dataset: str, source: DatasetReader) -> Header:
    """Read the header of an open dataset."""
    size = source.transform.determinant
    within = isfinite(sum(source.transform)) and max(map(abs, source.transform)) < _FARTHEST
    has_size = within and isfinite(size) and size
    return Header(
        dataset=dataset, width=source.width, height=source.height, crs=source.crs,
        transform=source.transform if has_size else Affine.identity(),
        gcps=source.gcps, has_rpcs=source.rpcs is not None, dtypes=tuple(map(str, source.dtypes)),
        colours=tuple(str(colour.name) for colour in source.colorinterp),
    )  # fmt: skip


def open_header(dataset: str) -> Header:
    """Open the header of a dataset that no one has opened yet."""
    with open_checked(dataset) as source:
        return read_header(dataset, source)


def _name_of(dataset: str) -> str:
    """Name a dataset as messages call it; a VRT that is held as text has no name."""
    return Path(dataset).name if len(dataset) < 400 else "the raster"


def _check_format(source: DatasetReader, dataset: str, name: str) -> None:
    if source.driver not in DRIVERS:
        raise SceneError(f"{name} reads as {source.driver}, which is no format of scenes; {_GIVE_A_SCENE}")
    if source.driver == "PNG" and Path(dataset).is_file():
        _check_png(Path(dataset))
    if source.tags(ns="IMAGE_STRUCTURE").get("COMPRESSION") == "YCbCr JPEG" and source.count < 3:
        # libtiff would read past its buffer and end the process
        raise SceneError(f"{name} holds JPEG of three colours and says that it has {source.count}; download it again")


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
