"""Small sound files of every kind that is read, made anew by each run; all damage begins with them."""

import json
import os
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import pyogrio
import rasterio
import rasterio.shutil
import shapely
from affine import Affine
from PIL import Image
from rasterio.control import GroundControlPoint

from models.geo.contract.scene import Grid
from models.simulation.products import SafeOptions, write_landsat, write_safe
from tests.traps.world import Pixels, Tif

SIDE = 48  # pixels
UTM = Affine(10, 0, 600_000, 0, -10, 5_700_000)
GRID = Grid(
    width=SIDE, height=SIDE, transform=tuple(UTM)[:6], crs="EPSG:32631", located_by="transform", pixel_size_m=(10, 10)
)
FOUR = ("B02", "B03", "B04", "B08")
LEVELS = {"B02": 400, "B03": 700, "B04": 500, "B08": 3600, "B11": 2000}
_BOX = [[4.4445, 51.4395], [4.4475, 51.4395], [4.4475, 51.4370], [4.4445, 51.4370], [4.4445, 51.4395]]


def write_seeds(folder: Path) -> Mapping[str, tuple[Path, ...]]:
    """Write all seeds; kind → its files."""
    os.environ["OGR_CURRENT_DATE"] = "2024-06-15T10:00:00.000Z"  # a GeoPackage says when it was written
    random = np.random.default_rng(5)
    found = {}
    for kind, make in MAKERS.items():
        home = folder / kind
        home.mkdir(parents=True)
        found[kind] = tuple(make(home, random))
    return found


def _stack(random: np.random.Generator, plus: int = 0) -> Pixels:
    """(4, side, side) DN: crop in the west, soil in the east."""
    values = np.empty((4, SIDE, SIDE))
    for place, band in enumerate(FOUR):
        values[place] = LEVELS[band]
    values[:, :, SIDE // 2 :] = np.array([1000, 1300, 1800, 2600])[:, None, None]
    return (values * random.uniform(0.9, 1.1, values.shape) + plus).astype("uint16")


def _tifs(home: Path, random: np.random.Generator) -> Iterator[Path]:
    dn = _stack(random)
    tiled = {"tiled": True, "blockxsize": 16, "blockysize": 16}
    points = [GroundControlPoint(row, col, 600_000 + 10 * col, 5_700_000 - 10 * row)
              for row, col in ((0, 0), (0, SIDE), (SIDE, 0), (SIDE, SIDE))]  # fmt: skip
    radar = (10 * np.log10(random.gamma(4, 0.02, (2, SIDE, SIDE)))).astype("float32")
    picture = (dn[:3] // 16).astype("uint8")
    kinds = {
        "deflate": (Tif(FOUR, offset=0.0, nodata=0, options={"compress": "deflate", "predictor": 2, **tiled}), dn),
        "plain": (Tif(FOUR, tags={"AREA_OR_POINT": "Point"}, options={"interleave": "pixel"}), dn),
        "float": (Tif(FOUR, scale=None, nodata=np.nan, options={"compress": "lzw"}), (dn / 1e4).astype("float32")),
        "big": (Tif(FOUR, offset=0.0, options={"BIGTIFF": "YES", "compress": "zstd"}), dn),
        "points": (Tif(FOUR, offset=0.0, transform=None, gcps=points), dn),
        "masked": (Tif(FOUR, offset=0.0, mask=np.arange(SIDE * SIDE).reshape(SIDE, SIDE) > 99), dn),
        "radar": (Tif(("VV", "VH"), scale=None, options=tiled), radar),
        "jpeg": (Tif(None, scale=None, options={"compress": "jpeg", "photometric": "ycbcr", **tiled}), picture),
        "palette": (Tif(None, scale=None, palette={i: (i, i, 0, 255) for i in range(256)}), picture[:1]),
    }
    for name, (tif, pixels) in kinds.items():
        yield tif.write(home / f"S2A_MSIL2A_20240615_{name}.tif" if name != "radar" else home / "radar.tif", pixels)


def _cogs(home: Path, random: np.random.Generator) -> Iterator[Path]:
    for name, compress in (("a", "DEFLATE"), ("b", "LZW")):
        plain = Tif(FOUR, offset=0.0, nodata=0).write(home / "plain", _stack(random))
        path = home / f"{name}.tif"
        rasterio.shutil.copy(plain, path, driver="COG", blocksize=128, compress=compress, overview_count=1)
        plain.unlink()
        yield path


def _netcdfs(home: Path, random: np.random.Generator) -> Iterator[Path]:
    for layout in ("NETCDF4", "NETCDF3_CLASSIC", "NETCDF3_64BIT_OFFSET", "NETCDF4_CLASSIC"):
        path = home / f"{layout.lower()}.nc"
        with netCDF4.Dataset(path, "w", format=layout) as file:
            file.platform, file.title = "Sentinel-2A", "L2A"
            for name, size in (("t", 2), ("y", SIDE), ("x", SIDE)):
                file.createDimension(name, size)
            _coordinates(file)
            for band, dn in zip(FOUR, _stack(random), strict=True):
                squeeze = {"zlib": True} if layout.startswith("NETCDF4") else {}
                variable = file.createVariable(band, "i2", ("t", "y", "x"), fill_value=-999, **squeeze)
                variable.set_auto_maskandscale(False)
                variable.setncatts({"scale_factor": 1e-4, "add_offset": 0.0, "units": "1", "grid_mapping": "crs"})
                variable[:] = np.stack([dn, dn]).astype("int16")
        yield path


def _coordinates(file: Any) -> None:
    for name, start, step in (("x", 600_005, 10), ("y", 5_699_995, -10)):
        axis = file.createVariable(name, "f8", (name,))
        axis.setncatts({"standard_name": f"projection_{name}_coordinate", "units": "m"})
        axis[:] = start + step * np.arange(SIDE)
    time = file.createVariable("t", "i4", ("t",))
    time.setncatts({"standard_name": "time", "units": "days since 2024-06-01", "calendar": "standard"})
    time[:] = (4, 14)
    crs = file.createVariable("crs", "i4", ())
    crs.setncatts({"crs_wkt": rasterio.crs.CRS.from_epsg(32631).to_wkt(), "grid_mapping_name": "transverse_mercator"})


def _jp2s(home: Path, random: np.random.Generator) -> Iterator[Path]:
    for name, options in (("exact", {"QUALITY": 100, "REVERSIBLE": "YES"}), ("lossy", {"QUALITY": 30})):
        path = home / f"S2A_MSIL2A_20240615_{name}.jp2"
        yield Tif(FOUR, scale=None, options={"driver": "JP2OpenJPEG", **options}).write(path, _stack(random))


def _pngs(home: Path, random: np.random.Generator) -> Iterator[Path]:
    picture = (_stack(random)[:3] // 16).astype("uint8").transpose(1, 2, 0)
    alpha = np.dstack([picture, np.full((SIDE, SIDE), 255, np.uint8)])
    images = {"rgb": Image.fromarray(picture), "rgba": Image.fromarray(alpha), "grey": Image.fromarray(picture[..., 0]),
              "wide": Image.fromarray(_stack(random)[3])}  # fmt: skip
    for name, image in images.items():
        image.save(home / f"{name}.png")
        yield home / f"{name}.png"


def _jpegs(home: Path, random: np.random.Generator) -> Iterator[Path]:
    picture = Image.fromarray((_stack(random)[:3] // 16).astype("uint8").transpose(1, 2, 0))
    images = {"rgb": picture, "grey": picture.convert("L"), "slow": picture, "inks": picture.convert("CMYK")}
    for name, image in images.items():
        image.save(home / f"{name}.jpg", quality=85, progressive=name == "slow")
        yield home / f"{name}.jpg"


def _safes(home: Path, random: np.random.Generator) -> Iterator[Path]:
    values = {band: _stack(random)[place] / 1e4 for place, band in enumerate(FOUR)}
    values["B11"] = np.full((SIDE // 2, SIDE // 2), 0.2)
    scl = np.full((SIDE // 2, SIDE // 2), 4, np.uint8)
    for level in ("L2A", "L1C"):
        product = write_safe(home / "made", values, SafeOptions(level=level), scl if level == "L2A" else None)
        yield _zip(home / f"{product.stem}.zip", {
            path.relative_to(product.parent).as_posix(): path.read_bytes() for path in sorted(product.rglob("*.*"))
        })  # fmt: skip
    bands = {f"SR_B{number}": _stack(random)[place] / 1e4 for place, number in enumerate((2, 3, 4, 5))}
    product = write_landsat(home / "made", bands)
    yield _tar(home / f"{product.name}.tar", product)


def _tar(path: Path, product: Path) -> Path:
    with tarfile.open(path, "w") as archive:
        for file in sorted(product.iterdir()):
            member = tarfile.TarInfo(file.name)
            member.size = file.stat().st_size
            archive.addfile(member, BytesIO(file.read_bytes()))
    return path


def zip_files(members: Mapping[str, bytes]) -> bytes:
    """Make a zip that is the same at every time of day."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 6, 15, 10, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _zip(path: Path, members: Mapping[str, bytes]) -> Path:
    path.write_bytes(zip_files(members))
    return path


def _features() -> dict[str, Any]:
    beside = [[x + 0.0032, y] for x, y in _BOX]
    hole = [[4.4450, 51.4390], [4.4450, 51.4380], [4.4460, 51.4380], [4.4460, 51.4390], [4.4450, 51.4390]]
    shapes = (
        ("north", "maize", {"type": "Polygon", "coordinates": [_BOX, hole]}),
        ("west", "Weizen", {"type": "MultiPolygon", "coordinates": [[beside]]}),
    )
    return {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"name": name, "crop": crop, "sown": "2024-04-20", "area": 2.5},
         "geometry": geometry} for name, crop, geometry in shapes
    ]}  # fmt: skip


def _geojsons(home: Path, random: np.random.Generator) -> Iterator[Path]:
    said = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}}
    for name, more in (("plain", {}), ("said", said)):
        path = home / f"{name}.geojson"
        path.write_text(json.dumps(_features() | more, indent=1))
        yield path


def _vector(path: Path, driver: str) -> Path:
    shapes = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in _features()["features"]]
    fields = {"name": ["north", "west"], "Kultur": ["Mais", "Weizen"]}
    pyogrio.raw.write(
        str(path), geometry=np.array([shapely.to_wkb(shape) for shape in shapes], object), crs="EPSG:4326",
        field_data=[np.array(column, object) for column in fields.values()], fields=list(fields),
        geometry_type="MultiPolygon" if driver == "GPKG" else "Polygon", driver=driver, layer="fields",
        promote_to_multi=driver == "GPKG",
    )  # fmt: skip
    return path


def _gpkgs(home: Path, random: np.random.Generator) -> Iterator[Path]:
    yield _vector(home / "fields.gpkg", "GPKG")


def _kml() -> str:
    ring = " ".join(f"{x},{y},0" for x, y in _BOX)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>farm</name><Folder><Placemark><name>north</name>
<ExtendedData><Data name="crop"><value>maize</value></Data></ExtendedData>
<Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon>
</Placemark></Folder></Document></kml>
"""


def _kmls(home: Path, random: np.random.Generator) -> Iterator[Path]:
    path = home / "farm.kml"
    path.write_text(_kml())
    yield path
    yield _zip(home / "farm.kmz", {"doc.kml": _kml().encode()})


def _shapefiles(home: Path, random: np.random.Generator) -> Iterator[Path]:
    _vector(home / "fields.shp", "ESRI Shapefile")
    parts = {f"farm/fields.{end}": (home / f"fields.{end}").read_bytes() for end in ("shp", "shx", "dbf", "prj")}
    yield _zip(home / "fields.zip", parts)


def _tables(home: Path, random: np.random.Generator) -> Iterator[Path]:
    hours = [(day, hour, 12 + hour / 2, 60 - hour, 0.2 * (hour % 9 == 0))
             for day in range(7, 16) for hour in range(0, 24, 3)]  # fmt: skip
    rows = {
        "plain.csv": "time,air_temperature [degC],humidity [%],rain [mm]\n" + "".join(
            f"2024-06-{day:02d}T{hour:02d}:00:00Z,{warm},{damp},{rain:.1f}\n" for day, hour, warm, damp, rain in hours),
        "german.csv": "Datum;Uhrzeit;Lufttemperatur [°C];Luftfeuchte [%];Niederschlag [mm]\n" + "".join(
            f"{day:02d}.06.2024;{hour:02d}:00;{warm:.1f};{damp};{rain:.1f}\n".replace(".", ",").replace(",06,", ".06.")
            for day, hour, warm, damp, rain in hours),
        "logger.dat": '"TOA5","CR1000","CR1000","1","CR1000.Std.31","CPU:a.CR1","1","Hourly"\n'
        '"TIMESTAMP","RECORD","AirTC_Avg","RH","Rain_mm_Tot"\n"TS","RN","Deg C","%","mm"\n"","","Avg","Smp","Tot"\n'
        + "".join(f'"2024-06-{day:02d} {hour:02d}:00:00",{hour},{warm},{damp},{rain:.1f}\n'
                  for day, hour, warm, damp, rain in hours),
        "tabs.txt": "Date Time\tTemp, °C\tRH, %\tRain, mm\n" + "".join(
            f"2024/06/{day:02d} {hour:02d}:00\t{warm}\t{damp}\t{rain:.1f}\n" for day, hour, warm, damp, rain in hours),
    }  # fmt: skip
    for name, text in rows.items():
        (home / name).write_text(text)
        yield home / name


MAKERS: Mapping[str, Callable[[Path, np.random.Generator], Iterator[Path]]] = {
    "geotiff": _tifs, "cog": _cogs, "netcdf": _netcdfs, "jp2": _jp2s, "png": _pngs, "jpeg": _jpegs, "safe": _safes,
    "geojson": _geojsons, "gpkg": _gpkgs, "kml": _kmls, "shapefile": _shapefiles, "csv": _tables,
}  # fmt: skip
