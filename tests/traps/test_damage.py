"""Traps of containers: damaged, misnamed, oddly shaped, oversized or foreign files."""

import http.server
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import rasterio

from models.geo.contract.scene import SceneFlags

from .judge import Case, Trap, Truth
from .products import Safe, zipped
from .world import SIDE, Pixels, Tif, World, made, medians, mixed, other

FOUR = ("B02", "B03", "B04", "B08")
LAND = mixed()
DN = LAND.stack(FOUR)
PLAIN = Tif(names=FOUR, offset=0.0)
NOTHING = Truth(is_scene=False)
TRUE = Truth(indices=medians(LAND, "NDVI", "SAVI", "EVI"), facts={"unit": "reflectance", "pixels": SIDE * SIDE})
CLEAN = Case(made(PLAIN, DN), TRUE)
TILED = {"tiled": True, "blockxsize": 16, "blockysize": 16}
GIB = 2**30


def of(tif: Tif, pixels: Pixels = DN, truth: Truth = TRUE, name: str = "scene.tif") -> Case:
    """A case of one GeoTIFF."""
    return Case(made(tif, pixels, name), truth)


def with_options(**options: Any) -> Case:
    """The clean scene in another layout of the same format."""
    return of(replace(PLAIN, options=options))


def cut(folder: Path) -> Path:
    """A file whose download stopped at two thirds."""
    path = replace(PLAIN, options={"compress": "deflate", **TILED}).write(folder / "scene.tif", DN)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    return path


def cut_uncompressed(folder: Path) -> Path:
    """An uncompressed file whose last third is gone."""
    path = replace(PLAIN, options={"interleave": "band"}).write(folder / "scene.tif", DN)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    return path


def flipped(folder: Path) -> Path:
    """A file with a burst of wrong bytes in the middle of its compressed data."""
    path = replace(PLAIN, options={"compress": "deflate", **TILED}).write(folder / "scene.tif", DN)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4000] = bytes(4000)
    path.write_bytes(content)
    return path


def cut_band_of_safe(folder: Path) -> Path:
    """A product one of whose bands was not downloaded to its end."""
    product = Safe(baseline="0301", declared=None, stored=0).write(folder, LAND)
    band = next(product.rglob("*B08*.jp2"))
    band.write_bytes(band.read_bytes()[:6000])
    return product


def whole_safe(folder: Path) -> Path:
    """The same product, whole."""
    return Safe(baseline="0301", declared=None, stored=0).write(folder, LAND)


def photograph(name: str) -> Case:
    """A JPEG picture under that name."""

    def make(folder: Path) -> Path:
        pixels = np.clip(LAND.reflectance(("B04", "B03", "B02")) * 255 / 0.25, 0, 255).astype("uint8")
        tif = Tif(names=None, scale=None, crs=None, transform=None, options={"driver": "JPEG", "quality": 95})
        path = tif.write(folder / "picture.jpg", pixels).rename(folder / name)
        (folder / "picture.jpg.aux.xml").unlink(missing_ok=True)
        return path

    return Case(make, Truth(facts={"modality": "rgb", "unit": "picture"}))


def drawing(folder: Path) -> Path:
    """A PNG picture."""
    pixels = np.clip(LAND.reflectance(("B04", "B03", "B02")) * 255 / 0.25, 0, 255).astype("uint8")
    tif = Tif(names=None, scale=None, crs=None, transform=None, options={"driver": "PNG"})
    path = tif.write(folder / "picture.png", pixels)
    (folder / "picture.png.aux.xml").unlink(missing_ok=True)
    return path


def cut_drawing(folder: Path) -> Path:
    """A PNG whose download stopped at two thirds; GDAL shows the rest as black."""
    path = drawing(folder)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    return path


def flipped_drawing(folder: Path) -> Path:
    """A PNG with a burst of wrong bytes in the middle."""
    path = drawing(folder)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 400] = bytes(400)
    path.write_bytes(content)
    return path


def text(name: str, content: bytes) -> Case:
    """A file that is no raster, under the name of one."""

    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return Case(make, NOTHING)


def empty_folder(folder: Path) -> Path:
    """A folder without a file."""
    (folder / "scene").mkdir()
    return folder / "scene"


def looped(folder: Path) -> Path:
    """A link that leads to itself."""
    (folder / "scene.tif").symlink_to(folder / "scene.tif")
    return folder / "scene.tif"


def bomb(folder: Path) -> Path:
    """A zipped product with one band that unpacks to a gibibyte of zeros."""
    archive = zipped(whole_safe(folder))
    with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        inside = f"{Path(target.namelist()[0]).parts[0]}/GRANULE/L2A/IMG_DATA/R10m/T31UFT_20230615T104031_B08_10m.jp2"
        with target.open(inside, "w", force_zip64=True) as member:
            for _ in range(GIB // 2**24):
                member.write(bytes(2**24))
    return archive


def virtual(source: str, size: int = SIDE, relative: int = 0, name: str = "scene.vrt") -> Callable[[Path], Path]:
    """A VRT of that many pixels a side, whose four bands come from `source`; `{folder}` stands for its own folder."""

    def make(folder: Path) -> Path:
        (folder.parent / "foreign").mkdir(exist_ok=True)
        PLAIN.write(folder / "part.tif", DN)
        PLAIN.write(folder.parent / "foreign" / "part.tif", other().stack(FOUR))
        where = source.format(folder=folder)
        window = f'xOff="0" yOff="0" xSize="{SIDE}" ySize="{SIDE}"'
        bands = "".join(
            f'<VRTRasterBand dataType="UInt16" band="{i}"><Description>{band}</Description><Scale>0.0001</Scale>'
            f'<Offset>0</Offset><SimpleSource><SourceFilename relativeToVRT="{relative}">{where}</SourceFilename>'
            f"<SourceBand>{i}</SourceBand><SrcRect {window}/><DstRect {window}/></SimpleSource></VRTRasterBand>"
            for i, band in enumerate(FOUR, 1)
        )
        srs = rasterio.crs.CRS.from_epsg(32631).to_wkt()
        (folder / name).write_text(
            f'<VRTDataset rasterXSize="{size}" rasterYSize="{size}"><SRS>{srs.replace(chr(34), "&quot;")}</SRS>'
            f"<GeoTransform>600000, 10, 0, 5700000, 0, -10</GeoTransform>{bands}</VRTDataset>"
        )
        return folder / name

    return make


class Listener(http.server.BaseHTTPRequestHandler):
    """Counts who asks; a scene must not make anybody ask."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        """Note the path and answer that there is nothing."""
        self.asked.append(self.path)
        self.send_error(404)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def fetching(folder: Path) -> Path:
    """A VRT whose pixels lie on a server, one that listens."""
    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.handle_request, daemon=True).start()
    server.timeout = 30
    return virtual(f"/vsicurl/http://127.0.0.1:{server.server_port}/part.tif")(folder)


def stale_overview(folder: Path) -> Path:
    """An overview beside the file that was built from other pixels, with the offset of 1000 in them."""
    path = Tif(names=FOUR, scale=None).write(folder / "scene.tif", other().stack(FOUR, plus=1000))
    with rasterio.Env(TIFF_USE_OVR=True), rasterio.open(path, "r+") as target:
        target.build_overviews([2, 4, 8])
    beside = path.with_name("scene.tif.ovr")
    kept = beside.read_bytes()
    Tif(names=FOUR, scale=None).write(path, DN)
    beside.write_bytes(kept)
    return path


def two_pages(folder: Path) -> Path:
    """A TIFF of two pages, one date on each: what opens it shows the first and is silent about the second."""
    path = PLAIN.write(folder / "scene.tif", DN)
    return replace(PLAIN, options={"APPEND_SUBDATASET": "YES"}).write(path, other().stack(FOUR))


def line(world: World, shape: tuple[int, int]) -> Case:
    """A scene one pixel high or wide."""
    repeated = [np.resize(world.dn[band].ravel(), shape[0] * shape[1]).reshape(shape) for band in FOUR]
    swap = {band: pixels.reshape(1, -1) for band, pixels in zip(FOUR, repeated, strict=True)}
    everywhere = np.ones((1, shape[0] * shape[1]), bool)
    truth = Truth(indices=medians_of(swap, everywhere), facts={"pixels": shape[0] * shape[1]})
    return of(PLAIN, np.stack(repeated).astype("uint16"), truth)


def medians_of(dn: dict[str, Pixels], where: Pixels) -> dict[str, float | None]:
    """Medians of NDVI and SAVI of pixels of any shape."""
    red, infrared = dn["B04"][where] / 1e4, dn["B08"][where] / 1e4
    ndvi, savi = (infrared - red) / (infrared + red), 1.5 * (infrared - red) / (infrared + red + 0.5)
    return {"NDVI": float(np.median(ndvi)), "SAVI": float(np.median(savi))}


def series(days: int, flags: SceneFlags | None = None, date: int = 0) -> Case:
    """A NetCDF of so many dates; the landscape changes from one to the next."""

    def make(folder: Path) -> Path:
        from scipy.io import netcdf_file

        path = folder / "series.nc"
        with netcdf_file(path, "w") as target:
            target.Conventions = "CF-1.8"
            axes = {
                "t": (np.arange(days, dtype=float) * 30, "days since 2021-04-01", "time"),
                "y": (5_700_000 - 10 * (np.arange(SIDE) + 0.5), "m", "projection_y_coordinate"),
                "x": (600_000 + 10 * (np.arange(SIDE) + 0.5), "m", "projection_x_coordinate"),
            }
            for name, (values, unit, standard) in axes.items():
                target.createDimension(name, len(values))
                axis = target.createVariable(name, "d", (name,))
                axis[:], axis.units, axis.standard_name = values, unit, standard
            mapping = target.createVariable("crs", "i", ())
            mapping.spatial_ref = rasterio.crs.CRS.from_epsg(32631).to_wkt()
            for band in FOUR:
                layer = target.createVariable(band, "f", ("t", "y", "x"))
                layer.grid_mapping = "crs"
                layer.units = "1"
                worlds = [LAND if day % 2 == 0 else other() for day in range(days)]
                layer[:] = np.stack([world.dn[band] / 1e4 for world in worlds])
        return path

    world = LAND if date % 2 == 0 else other()
    known = days == 1 or flags is not None
    indices = medians(world, "NDVI", "SAVI") if known else {"NDVI": None, "SAVI": None}
    return Case(make, Truth(indices=indices), flags=flags or SceneFlags())


RGB = Truth(facts={"modality": "rgb", "unit": "picture"})
SAFE = Case(whole_safe, Truth(indices=medians(LAND, "NDVI", "SAVI", "EVI")))
ZIPPED = Case(lambda folder: zipped(whole_safe(folder)), SAFE.truth)
OWN = Case(virtual("part.tif", relative=1), TRUE)
UNKNOWN = Truth(indices={"NDVI": None, "SAVI": None, "EVI": None})
MUTE_FOUR = Case(made(Tif(names=FOUR, scale=None), DN), TRUE)

TRAPS = (
    Trap("cut-short", Case(cut, UNKNOWN), with_options(compress="deflate", **TILED), whole_run=True),
    Trap("cut-short-uncompressed", Case(cut_uncompressed, UNKNOWN), with_options(interleave="band")),
    Trap("cut-short-png", Case(cut_drawing, NOTHING), Case(drawing, RGB), whole_run=True),
    Trap("damaged-png", Case(flipped_drawing, NOTHING), Case(drawing, RGB), whole_run=True),
    Trap("damaged-in-the-middle", Case(flipped, UNKNOWN), with_options(compress="deflate", **TILED)),
    Trap("cut-short-band-in-a-product", Case(cut_band_of_safe, UNKNOWN), SAFE),
    Trap("picture-named-tif", photograph("picture.tif"), photograph("picture.jpg"), whole_run=True),
    Trap("text-named-tif", text("scene.tif", b"B02,B03,B04,B08\n350,600,400,4500\n" * 50), CLEAN),
    Trap("web-page-named-tif", text("scene.tif", b"<!DOCTYPE html><html><body>Please log in</body></html>"), CLEAN),
    Trap("empty-file", text("scene.tif", b""), CLEAN),
    Trap("empty-folder", Case(empty_folder, NOTHING), SAFE),
    Trap("link-to-itself", Case(looped, NOTHING), CLEAN, whole_run=True),
    Trap("zip-bomb", Case(bomb, NOTHING), ZIPPED, whole_run=True),
    Trap("vrt-of-a-million-pixels-a-side", Case(virtual("part.tif", 10**6, relative=1), UNKNOWN), OWN, whole_run=True),
    Trap("vrt-from-the-net", Case(fetching, UNKNOWN), OWN),
    Trap("vrt-from-elsewhere-on-the-disk", Case(virtual("{folder}/../foreign/part.tif"), UNKNOWN), OWN),
    Trap("vrt-from-the-folder-above", Case(virtual("../foreign/part.tif", relative=1), UNKNOWN), OWN),
    Trap("vrt-named-tif-from-elsewhere", Case(virtual("{folder}/../foreign/part.tif", name="scene.tif"), UNKNOWN), OWN),
    Trap("vrt-mostly-empty",
         Case(virtual("part.tif", 2 * SIDE, relative=1), replace(TRUE, facts={"unit": "reflectance"})), OWN),
    Trap("stale-overview-beside", Case(stale_overview, TRUE), MUTE_FOUR),
    Trap("second-page-in-the-file", Case(two_pages, UNKNOWN), CLEAN),
    Trap("one-pixel", of(PLAIN, DN[:, 20:21, 30:31], Truth(indices=medians_of(
        {band: LAND.dn[band] for band in FOUR}, np.arange(SIDE * SIDE).reshape(SIDE, SIDE) == 20 * SIDE + 30),
        facts={"pixels": 1})), CLEAN, whole_run=True),
    Trap("one-row-of-100000", line(LAND, (1, 100_000)), CLEAN, whole_run=True),
    Trap("one-column-of-100000", line(LAND, (100_000, 1)), CLEAN),
    Trap("tiles-of-16", with_options(**TILED), CLEAN),
    Trap("strips-of-one-row", with_options(blockysize=1, interleave="pixel"), CLEAN),
    Trap("one-strip-of-all-rows", with_options(blockysize=SIDE, compress="lzw"), CLEAN),
    Trap("big-endian", with_options(ENDIANNESS="BIG", compress="deflate", predictor=2), CLEAN),
    Trap("12-bit-samples", of(replace(PLAIN, options={"NBITS": 13}), np.minimum(DN, 8191)), CLEAN),
    Trap("series-of-dates-without-a-date", series(3), series(1), whole_run=True),
    Trap("series-and-the-second-date-asked-for", series(3, SceneFlags(date="2021-05-01"), date=1), series(1)),
)  # fmt: skip


def test_trap_is_never_answered_wrongly_in_silence(trap, spring):
    Listener.asked.clear()
    spring(trap)
    assert not Listener.asked, "the scene made the program fetch something"


def test_clean_twin_is_completed_with_the_right_numbers(trap, complete):
    complete(trap)
