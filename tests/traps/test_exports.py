"""Traps of what services export: HLS in STAC and NetCDF, AppEEARS, Earth Engine, hyperspectral cubes, percent."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import rasterio

from models.geo.contract.scene import SceneFlags

from .judge import Case, Trap, Truth
from .products import LANDSAT_OF, landsat_dn
from .world import L1C, SIDE, Pixels, Tif, ground_area_ha, made, medians, mixed

LAND = mixed()
NDVI = {"NDVI": medians(LAND, "NDVI")["NDVI"]}
NARROW = {"NDVI": medians(LAND, "NDVI", nir="B8A")["NDVI"]}
RIGHT = Truth(indices=NDVI)
CLOUDY = np.zeros((SIDE, SIDE), bool)
CLOUDY[:24] = True
CLEAR_PIXELS = {"clear_pixels": int((~CLOUDY).sum())}
MASKED = Truth(indices={"NDVI": medians(LAND, "NDVI", where=~CLOUDY)["NDVI"]}, facts=CLEAR_PIXELS)
BITS = np.where(CLOUDY, 66, 64).astype("uint8")  # cloud, and aerosol of every pixel
S30 = {name: name for name in ("B02", "B03", "B04", "B08", "B11", "B12")}
L30 = {"B02": "B02", "B03": "B03", "B04": "B04", "B05": "B08", "B06": "B11", "B07": "B12"}
FOUR = ("B02", "B03", "B04", "B08")
HLS_S30 = "HLS.S30.T31UFT.2021176T105031.v2.0"
PLAIN = Tif(names=None, scale=None)
Make = Callable[[Path], Path]


def case(make: Make, truth: Truth = RIGHT, clouds: bool = False, **flags: object) -> Case:
    """Make a case whose flags are the user's."""
    return Case(make, truth, flags=SceneFlags.model_validate(flags), clouds=clouds)


def hls_item(bands: Mapping[str, str], title: str, plus: int = 0) -> Make:
    """Write a STAC item with HLS bands and Fmask under names that say nothing."""

    def make(folder: Path) -> Path:
        assets: dict[str, Any] = {}
        for name, band in bands.items():
            PLAIN.write(folder / f"{name}.tif", (LAND.dn[band] + plus)[None].astype("int16"))
            assets[name] = {"href": f"{name}.tif", "raster:bands": [{"scale": 1e-4, "offset": 0, "nodata": -9999}]}
        PLAIN.write(folder / "Fmask.tif", BITS[None])
        item = {"type": "Feature", "id": title, "properties": {"datetime": "2021-06-25T10:50:31Z"},
                "assets": assets | {"Fmask": {"href": "Fmask.tif"}}}  # fmt: skip
        (folder / "item.json").write_text(json.dumps(item))
        return folder

    return make


def cube(name: str, bands: Mapping[str, Pixels], units: str = "", in_degrees: bool = False, **tags: float) -> Make:
    """Write variables as xarray does: on the grid of the world, or in degrees without a grid mapping."""

    def make(folder: Path) -> Path:
        path = folder / name
        names = ("latitude", "longitude") if in_degrees else ("y", "x")
        with netCDF4.Dataset(path, "w") as target:
            for axis, (first, step) in zip(names, PLACES[in_degrees], strict=True):
                target.createDimension(axis, SIDE)
                target.createVariable(axis, "f8", (axis,))[:] = first + step * (np.arange(SIDE) + 0.5)
                target[axis].units = ("degrees_north" if axis == "latitude" else "degrees_east") * in_degrees or "m"
            if not in_degrees:
                target.createVariable("spatial_ref", "i4").crs_wkt = rasterio.crs.CRS.from_epsg(32631).to_wkt()
            for band, pixels in bands.items():
                variable = target.createVariable(band, pixels.dtype, names)
                variable.set_auto_maskandscale(False)
                said = {} if pixels.dtype == "uint8" else tags | ({"units": units} if units else {})
                variable.setncatts(said | ({} if in_degrees else {"grid_mapping": "spatial_ref"}))
                variable[:] = pixels
        return path

    return make


PLACES = {False: ((5_700_000, -10), (600_000, 10)), True: ((51.0, -1e-4), (4.0, 1.5e-4))}
DEGREES = rasterio.Affine(1.5e-4, 0, 4.0, 0, -1e-4, 51.0)
AREA = Truth(indices=NDVI, facts={"area_ha": ground_area_ha(DEGREES, "EPSG:4326")})
FRACTIONS = {band: LAND.reflectance((band,))[0] for band in FOUR}
PERCENT = {band: values * np.float32(100) for band, values in FRACTIONS.items()}
NUMBERS = {name: LAND.dn[band].astype("int16") for name, band in S30.items()}
LANDSAT_NUMBERS = {name: LAND.dn[band].astype("int16") for name, band in L30.items()}


def appeears(names: Mapping[str, Pixels], fill: float | None = None) -> Make:
    """Write one file a layer, called as AppEEARS calls it."""

    def make(folder: Path) -> Path:
        for name, pixels in names.items():
            Tif(names=None, scale=None, nodata=fill).write(folder / f"{name}_doy2021177_aid0001.tif", pixels[None])
        return folder

    return make


ARD = {f"L08.002_SR_{name}_CU": pixels for name, pixels in zip(LANDSAT_OF, landsat_dn(LAND), strict=True)}
QA = {"L08.002_QA_PIXEL_CU": np.where(CLOUDY, 22280, 21824).astype("uint16")}
MODIS = {f"MOD09A1.061_sur_refl_b0{place}": LAND.dn[band].astype("int16")
         for place, band in ((1, "B04"), (2, "B8A"), (3, "B02"), (4, "B03"))}  # fmt: skip
INDEX = {"MOD13Q1.061__250m_16_days_NDVI": np.clip(LAND.dn["B08"], 0, 9000).astype("int16")}
SERIES = {f"MOD13Q1.061__250m_16_days_{name}_reflectance": LAND.dn[band].astype("int16")
          for name, band in (("red", "B04"), ("NIR", "B8A"), ("blue", "B02"))}  # fmt: skip
KELVIN = np.full((SIDE, SIDE), 15_000, "uint16") + (LAND.dn["B08"] // 10).astype("uint16")  # × 0.02: 300 K and more

CENTRES = np.array((443, 492, 560, 665, 704, 741, 783, 833, 865, 945, 1374, 1614, 2202))
WAVES = np.concatenate([np.arange(418.4, 1000, 6.4), np.arange(902.0, 2450, 11.5)])
"""Of a first and a second detector, which overlap, as those of EnMAP do."""


def spectrum(wave: float) -> Pixels:
    """Give (96, 96) numbers between the two bands of the world beside a wavelength."""
    place = int(np.clip(np.searchsorted(CENTRES, wave) - 1, 0, len(CENTRES) - 2))
    part = float(np.clip((wave - CENTRES[place]) / (CENTRES[place + 1] - CENTRES[place]), 0, 1))
    return np.round((1 - part) * LAND.dn[L1C[place]] + part * LAND.dn[L1C[place + 1]]).astype("int16")


def spectra(say: Callable[[float], str] | None = None) -> Make:
    """Write all bands with their wavelengths as tags, or as `say` words them in the names of bands."""

    def make(folder: Path) -> Path:
        names = [say(wave) for wave in WAVES] if say else None
        path = Tif(names=names, nodata=-32768).write(folder / "cube.tif", np.stack([*map(spectrum, WAVES)]))
        with rasterio.open(path, "r+") as target:
            for place, wave in enumerate(WAVES if say is None else (), start=1):
                target.update_tags(place, wavelength=f"{wave:.3f}", wavelength_units="nanometers")
        return path

    return make


NEAREST = {role: float(WAVES[np.argmin(np.abs(WAVES - centre))])
           for role, centre in (("blue", 490), ("green", 560), ("red", 660), ("nir", 842))}  # fmt: skip
CUBE = {role: spectrum(wave) / 1e4 for role, wave in NEAREST.items()}
CUBE_CASE = case(
    made(Tif(names=tuple(CUBE)), np.stack([*map(spectrum, NEAREST.values())])),
    Truth(indices={"NDVI": float(np.median((CUBE["nir"] - CUBE["red"]) / (CUBE["nir"] + CUBE["red"])))}),
)


def engine(stem: str, plus: int = 0, names: tuple[str, ...] = ("B2", "B3", "B4", "B8")) -> Make:
    """Write a stack as Earth Engine exports Sentinel-2, named by two times and a tile."""
    return made(Tif(names=names, scale=None), LAND.stack(FOUR, plus=plus), f"{stem}.tif")


TWO_TIMES = "20210625T105031_20210625T105034_T31UFT"
ENGINE = case(engine(TWO_TIMES, names=FOUR))
UNKNOWN_FMASK = np.where(CLOUDY, 2, 0).astype("uint8")  # cloud by bits, shadow by classes
NUMBERED = {name: f"T31UFT_20210625T105031_{name}_10m.tif" for name in FOUR}


def with_fmask(name: str) -> Make:
    """Write Sentinel-2 bands with a mask of one of two customs beside them."""

    def make(folder: Path) -> Path:
        for band, file in NUMBERED.items():
            PLAIN.write(folder / file, LAND.dn[band][None].astype("uint16"))
        PLAIN.write(folder / name, UNKNOWN_FMASK[None])
        return folder

    return make


def named(*names: str, true: Mapping[str, float | None] = NDVI) -> Case:
    """Write fractions under these names of bands."""
    return case(made(Tif(names=names, scale=None), LAND.reflectance(FOUR)), Truth(indices=true))


def browser(pixels: Pixels, dtype: str, tif: Tif = PLAIN) -> Make:
    """Write single bands as the Copernicus Browser names them."""

    def make(folder: Path) -> Path:
        for band, values in zip(FOUR, pixels, strict=True):
            name = f"2021-06-25-00_00_2021-06-25-23_59_Sentinel-2_L2A_{band}_(Raw).tiff"
            tif.write(folder / name, values[None].astype(dtype))
        return folder

    return make


WORDS = named("blue", "green", "red", "nir")
HARSH = Truth(indices=medians(LAND, "NDVI", "SAVI", "EVI"))
SOFT = case(browser(LAND.reflectance(FOUR), "float32"), HARSH)
SEEN = Truth(indices=NDVI, facts={"clear_pixels": SIDE * SIDE})
BRIGHT = {"NDVI": medians(LAND, "NDVI", swap={band: pixels + 1000 for band, pixels in LAND.dn.items()})["NDVI"]}
HLS_FILES = hls_item(S30, HLS_S30)
HLS_CASE = case(HLS_FILES, MASKED, clouds=True)
CUBE_OF_HLS = case(cube(f"{HLS_S30}.nc", NUMBERS, scale_factor=1e-4))
FRACTION_CASE = case(cube("s2.nc", FRACTIONS))
ARD_CASE = case(appeears(ARD))
TOP = Truth(indices=NDVI, facts={"level": "L1C"})

TRAPS = (
    Trap("hls-item", case(hls_item(L30, "HLS.L30.T31UFT.2021176T105031.v2.0"), MASKED, clouds=True), HLS_CASE),
    Trap("hls-item-bright", case(hls_item(S30, HLS_S30, 1000), Truth(indices=BRIGHT)), HLS_CASE),
    Trap("hls-stack-bright", case(made(Tif(names=FOUR, scale=None), LAND.stack(FOUR, "int16", 1000),
                                       f"{HLS_S30}.tif"), Truth(indices=BRIGHT)), HLS_CASE),
    Trap("hls-fractions-bright", case(made(Tif(names=FOUR, scale=None), LAND.reflectance(FOUR) + np.float32(0.1),
                                           f"{HLS_S30}.tif"), Truth(indices=BRIGHT)), HLS_CASE),
    Trap("hls-cube", case(cube(f"{HLS_S30}.nc", NUMBERS | {"Fmask": BITS}, scale_factor=1e-4), MASKED, clouds=True),
         CUBE_OF_HLS),
    Trap("hls-cube-landsat", case(cube("HLS.L30.T31UFT.2021176.nc", LANDSAT_NUMBERS | {"Fmask": BITS}), MASKED,
                                  clouds=True), CUBE_OF_HLS),
    Trap("fmask-of-unknown-origin", case(with_fmask("Fmask.tif"), SEEN, clouds=True),
         case(with_fmask("SCL.tif"), RIGHT)),
    Trap("fmask-of-unknown-origin-in-a-cube", case(cube("s2.nc", FRACTIONS | {"Fmask": UNKNOWN_FMASK}), SEEN,
                                                   clouds=True), FRACTION_CASE),
    Trap("cube-in-percent", case(cube("s2.nc", PERCENT, units="%")), FRACTION_CASE),
    Trap("cube-in-packed-percent", case(cube("s2.nc", {band: LAND.dn[band].astype("int16") for band in FOUR},
                                             units="percent", scale_factor=0.01)), FRACTION_CASE),
    Trap("fractions-that-claim-percent", case(cube("s2.nc", FRACTIONS, units="%")), FRACTION_CASE),
    Trap("cube-in-degrees", case(cube("s2.nc", FRACTIONS, in_degrees=True), AREA),
         case(made(Tif(names=FOUR, crs="EPSG:4326", transform=DEGREES, scale=None), LAND.reflectance(FOUR)), AREA)),
    Trap("spectra-by-tags", case(spectra(), CUBE_CASE.truth), CUBE_CASE),
    Trap("spectra-by-nanometres", case(spectra(lambda wave: f"{wave:.1f} nm"), CUBE_CASE.truth), CUBE_CASE),
    Trap("spectra-by-micrometres", case(spectra(lambda wave: f"band ({wave / 1000:.4f} Micrometers)"),
                                        CUBE_CASE.truth), CUBE_CASE),
    Trap("two-times", case(engine(TWO_TIMES)), ENGINE),
    Trap("two-times-offset-in", case(engine("20220625T105031_20220625T105034_T31UFT", 1000)), ENGINE),
    Trap("two-times-in-a-tile-of-an-export", case(engine(f"export-{TWO_TIMES}-0000000000-0000009472")), ENGINE),
    Trap("harmonized-by-name", case(engine("COPERNICUS_S2_SR_HARMONIZED_2021", 0),
                                    Truth(indices=NDVI, facts={"level": "L2A", "sensor": "Sentinel-2"})), ENGINE),
    Trap("landsat-by-name", case(made(Tif(names=tuple(LANDSAT_OF), scale=None), LAND.stack(
        tuple(LANDSAT_OF.values()), "float64") / 1e4, "Landsat-8_field.tif"), RIGHT), ARD_CASE),
    Trap("bands-in-french", named("Bleu", "Vert", "Rouge", "Proche infrarouge"), WORDS),
    Trap("bands-in-spanish", named("azul", "verde", "rojo", "infrarrojo cercano"), WORDS),
    Trap("bands-in-german", named("Blau", "Grün", "Rot", "Nahes Infrarot"), WORDS),
    Trap("bands-with-numbers-before", named("Band 1: blue", "2 green", "Band 3 red", "4: nir"), WORDS),
    Trap("medians-of-a-season", named("blue_median", "green_median", "red_median", "nir_median"), WORDS),
    Trap("bands-of-two-days", named("red_p10", "nir_p10", "red_p90", "nir_p90", true={"NDVI": None}), WORDS),
    Trap("modis-told-to-be-sentinel2", case(made(
        Tif(names=("sur_refl_b01", "sur_refl_b02", "sur_refl_b03"), scale=None),
        LAND.stack(("B04", "B8A", "B02"), "int16")), Truth(indices=NARROW), sensor="Sentinel-2"), ARD_CASE),
    Trap("browser-16-bits", case(browser(LAND.reflectance(FOUR) * np.float32(65535), "uint16"), HARSH), SOFT),
    Trap("bands-described-by-their-count", case(browser(LAND.reflectance(FOUR), "float32", Tif(
        names=("Band 1",), scale=None)), HARSH), SOFT),
    Trap("browser-16-bits-told", case(browser(LAND.reflectance(FOUR) * np.float32(65535), "uint16"), HARSH,
                                      scale=1 / 65535, offset=0.0), SOFT),
    Trap("cirrus-without-a-level", case(made(Tif(names=L1C, offset=0.0), LAND.stack(L1C)), TOP),
         case(made(Tif(names=L1C, offset=0.0, tags={"PROCESSING_LEVEL": "Level-1C"}), LAND.stack(L1C)), TOP)),
    Trap("appeears-landsat", case(appeears(ARD | QA, 0), MASKED, clouds=True), ARD_CASE),
    Trap("appeears-modis", case(appeears(MODIS, -28672), Truth(indices=NARROW)), ARD_CASE),
    Trap("appeears-index-beside-bands", case(appeears(SERIES | INDEX, -3000), Truth(indices=NARROW)), ARD_CASE),
    Trap("appeears-index-alone", case(appeears(INDEX, -3000), Truth(is_scene=False)), ARD_CASE),
    Trap("appeears-temperature", case(appeears({"MOD11A1.061_LST_Day_1km": KELVIN}, 0),
                                      Truth(facts={"unit": "kelvin"})), ARD_CASE),
)  # fmt: skip


def test_trap(trap: Trap, spring: Callable[[Trap], None]) -> None:
    """No trap is answered wrongly without a word."""
    spring(trap)


def test_twin(trap: Trap, complete: Callable[[Trap], None]) -> None:
    """Each clean twin is completed."""
    complete(trap)
