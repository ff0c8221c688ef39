"""Traps of products as they are delivered: their masks, previews, names and factors."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from models.geo.contract.scene import SceneFlags

from .judge import Case, Trap, Truth
from .products import L30, LANDSAT_OF, TM_OF, landsat_dn
from .test_sar import DB, DECIBELS, POWER, truth
from .world import SIDE, Pixels, Tif, made, medians, mixed

LAND = mixed()
CROSS = truth("sar_power", float(10 * np.log10(POWER[1].mean())))  # a folder begins with VH
NDVI = {"NDVI": medians(LAND, "NDVI")["NDVI"]}
CLOUDY = np.zeros((SIDE, SIDE), bool)
CLOUDY[:24] = True
CLEAR_PIXELS = {"clear_pixels": int((~CLOUDY).sum())}
S30 = {"B02": "B02", "B03": "B03", "B04": "B04", "B08": "B08", "B11": "B11", "B12": "B12"}
L30_BANDS = {"B02": "B02", "B03": "B03", "B04": "B04", "B05": "B08", "B06": "B11", "B07": "B12"}
PLAIN = Tif(names=None, scale=None)
Make = Callable[[Path], Path]


def files(
    stem: str, bands: dict[str, str], tif: Tif = PLAIN, end: str = "", dtype: str = "int16", plus: int = 0
) -> Make:
    """Write one file a band, called by the stem, its name and an end."""

    def make(folder: Path) -> Path:
        for name, band in bands.items():
            tif.write(folder / f"{stem}{name}{end}.tif", (LAND.dn[band] + plus)[None].astype(dtype))
        return folder

    return make


def beside(make: Make, name: str, pixels: Pixels, tif: Tif = PLAIN) -> Make:
    """Write one more file into the folder."""

    def more(folder: Path) -> Path:
        place = make(folder)
        tif.write(folder / name, pixels)
        return place

    return more


def code(cloud: int, clear: int, dtype: str = "uint8") -> Pixels:
    """Give a classification with one code where it is cloudy."""
    return np.where(CLOUDY, cloud, clear).astype(dtype)[None]


def picture(count: int = 3) -> Pixels:
    """Give an 8-bit picture, as previews are."""
    return np.clip(LAND.stack(("B04", "B03", "B02", "B08")[:count]) // 16, 0, 255).astype("uint8")


HLS_S30, HLS_L30 = "HLS.S30.T31UFT.2021176T105031.v2.0.", "HLS.L30.T31UFT.2021176T105031.v2.0."
HLS = Tif(names=None, scale=1e-4, nodata=-9999)
RIGHT = Truth(indices=NDVI)
MASKED = Truth(indices={"NDVI": medians(LAND, "NDVI", where=~CLOUDY)["NDVI"]}, facts=CLEAR_PIXELS)
S30_FILES, L30_FILES = files(HLS_S30, S30, HLS), files(HLS_L30, L30_BANDS, HLS)
S2 = files("T31UFT_20210625T105031_", {band: band for band in ("B02", "B03", "B04", "B08")}, end="_10m", dtype="uint16")
PLANET = "20220505_172446_09_2435_3B_"
DOVE_NAMES = ("coastal_blue", "blue", "green_i", "green", "yellow", "red", "rededge", "nir")
DOVE = LAND.stack(("B01", "B02", "B03", "B03", "B03", "B04", "B05", "B08"))
UDM2 = np.stack([~CLOUDY, *[np.zeros_like(CLOUDY)] * 4, CLOUDY, CLOUDY, CLOUDY]).astype("uint8")
FORCE = LAND.stack(("B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B11", "B12"), "int16")
THEIA = "SENTINEL2A_20210625-105031-123_L2A_T31UFT_C_V2-2_"
COLOURS = {"B2": "B02", "B3": "B03", "B4": "B04", "B8": "B08"}
VIEWS = {"Green": "B03", "Red": "B04", "RedEdge": "B05", "NIR": "B08"}


def planet(name: str, names: tuple[str, ...] | None = DOVE_NAMES, pixels: Pixels = DOVE) -> Make:
    """Write a Planet scene with its udm2 and give the folder."""
    scene = beside(lambda folder: folder, f"{PLANET}{name}.tif", pixels, Tif(names=names, scale=None, nodata=0))
    return beside(scene, f"{PLANET}udm2.tif", UDM2)


def views(folder: Path) -> Path:
    """Write reflectance of one band a file, as DJI Terra does."""
    for name, band in VIEWS.items():
        PLAIN.write(folder / f"result_{name}.tif", (LAND.dn[band] / 1e4).astype("float32")[None])
    return folder


def slope_corrected(folder: Path) -> Path:
    """Write THEIA reflectance with slopes corrected."""
    return files(f"{THEIA}FRE_", COLOURS, Tif(names=None, scale=None, nodata=-10000))(folder)


def both_corrections(folder: Path) -> Path:
    """Write THEIA reflectance twice, that without slopes a third brighter."""
    slope_corrected(folder)
    for name, band in COLOURS.items():
        PLAIN.write(folder / f"{THEIA}SRE_{name}.tif", (LAND.dn[band] * 1.3)[None].astype("int16"))
    (folder / "MASKS").mkdir()
    PLAIN.write(folder / "MASKS" / f"{THEIA}CLM_R1.tif", code(3, 0))
    return folder


def engine(names: dict[str, str], stem: str, dtype: str, qa: bool = False) -> Make:
    """Write Landsat as Earth Engine exports it."""
    stored, called = landsat_dn(LAND, names), [f"SR_{name}" for name in names]
    if qa:
        stored, called = np.concatenate([stored, code(22280, 21824, "uint16")]), [*called, "QA_PIXEL"]
    return made(Tif(names=called, scale=None, transform=L30), stored.astype(dtype), f"{stem}.tif")


def radar(folder: Path) -> Path:
    """Write HyP3's two polarisations."""
    for place, name in enumerate(("VV", "VH")):
        path = folder / f"S1A_IW_20210615T055000_DVP_RTC10_G_gpuned_1A2B_{name}.tif"
        PLAIN.write(path, POWER[place][None].astype("float32"))
    return folder


def radar_with_rest(folder: Path) -> Path:
    """Write HyP3's product with elevation, angle, layover and preview."""
    stem = "S1A_IW_20210615T055000_DVP_RTC10_G_gpuned_1A2B_"
    for name in ("dem", "inc_map", "ls_map"):
        PLAIN.write(folder / f"{stem}{name}.tif", code(12, 30))
    PLAIN.write(folder / f"{stem}rgb.tif", picture())
    return radar(folder)


def case(make: Make, truth: Truth = RIGHT, clouds: bool = False, **flags: object) -> Case:
    """Make a case whose flags are the user's."""
    return Case(make, truth, flags=SceneFlags.model_validate(flags), clouds=clouds)


S30_CASE, S2_CASE, RADAR_CASE, VIEWS_CASE = case(S30_FILES), case(S2), case(radar, CROSS), case(views)
TM = Truth(indices=NDVI, facts={"sensor": "Landsat 5"})
OLI = Truth(indices=NDVI, facts={"sensor": "Landsat 8"})
TM_CASE = case(engine(TM_OF, "LT05_199026_19990626", "uint16"), TM)
OLI_CASE = case(engine(LANDSAT_OF, "LC08_199026_20210626", "uint16"), OLI)
DOVE_CASE = case(planet("AnalyticMS_SR_8b_clip"))
FORCE_SCENE = beside(lambda folder: folder, "20210625_LEVEL2_SEN2A_BOA.tif", FORCE)
CAMERA = ("Red", "Green", "Blue", "NIR")


def camera(edge: str, **flags: object) -> Case:
    """Write a camera's bands with one red edge, called as its program calls it."""
    pixels = LAND.reflectance(("B04", "B03", "B02", "B08", "B05"))
    true = Truth(indices=NDVI, facts={"roles": {1: "red", 2: "green", 3: "blue", 4: "nir", 5: "rededge071"}})
    return case(made(Tif(names=(*CAMERA, edge), scale=None), pixels, "odm_orthophoto.tif"), true, **flags)


EDGE_CASE = camera("rededge071")

TRAPS = (
    Trap("hls-fmask-bits", case(beside(S30_FILES, f"{HLS_S30}Fmask.tif", code(2, 0)), MASKED, clouds=True), S30_CASE),
    Trap("hls-fmask-aerosol", case(beside(S30_FILES, f"{HLS_S30}Fmask.tif", code(66, 64)), MASKED, clouds=True),
         S30_CASE),
    Trap("hls-l30-numbers", case(beside(L30_FILES, f"{HLS_L30}Fmask.tif", code(194, 192)), MASKED, clouds=True),
         case(L30_FILES, OLI)),
    Trap("hls-undeclared-scale", case(files(HLS_S30, S30)), S30_CASE),
    Trap("sentinel2-preview", case(beside(S2, "T31UFT_20210625T105031_TCI_10m.tif", picture())), S2_CASE),
    Trap("sentinel2-aerosol-map", case(beside(S2, "T31UFT_20210625T105031_AOT_10m.tif", code(120, 123, "uint16"))),
         S2_CASE),
    Trap("hyp3-rest", case(radar_with_rest, CROSS), RADAR_CASE),
    Trap("radar-angle", case(made(Tif(names=("VV", "VH", "angle"), scale=None), np.concatenate(
        [DECIBELS, np.full((1, SIDE, SIDE), 38.5)]), "scene.tif"), DB),
        case(made(Tif(names=("VV", "VH"), scale=None), DECIBELS, "scene.tif"), DB)),
    Trap("lone-decibel-band", case(made(PLAIN, DECIBELS[:1].astype("float32"),
        "S1A__IW___A_20210615T055000_VV_gamma0-rtc_db.tif"), DB),
        case(made(Tif(names=("VV",), scale=None), DECIBELS[:1].astype("float32")), DB)),
    Trap("planet-udm2", case(planet("AnalyticMS_SR_8b_clip"), MASKED, clouds=True), DOVE_CASE),
    Trap("planet-unnamed", case(planet("AnalyticMS_SR_8b_clip", None)), DOVE_CASE),
    Trap("planet-radiance", case(planet("AnalyticMS_8b_clip"), Truth(facts={"unit": "radiance"})), DOVE_CASE),
    Trap("force-qai", case(beside(FORCE_SCENE, "20210625_LEVEL2_SEN2A_QAI.tif", code(4, 0, "int16")), MASKED,
                           clouds=True), case(FORCE_SCENE)),
    Trap("terra-picture", case(beside(views, "result.tif", picture(4))), VIEWS_CASE),
    Trap("theia-twice", case(both_corrections, MASKED, clouds=True), case(slope_corrected)),
    Trap("landsat-earth-engine", case(engine(LANDSAT_OF, "LC08_199026_20210626", "float64"), OLI), OLI_CASE),
    Trap("landsat-earth-engine-qa", case(engine(LANDSAT_OF, "LC08_199026_20210626", "float64", qa=True), MASKED,
                                         clouds=True), OLI_CASE),
    Trap("landsat-5-named", case(engine(TM_OF, "LT05_199026_19990626", "float64"), TM), TM_CASE),
    Trap("landsat-5-told", case(engine(TM_OF, "scene", "uint16"), TM, sensor="Landsat 5"), TM_CASE),
    Trap("red-edge-one-word", camera("Rededge"), EDGE_CASE),
    Trap("red-edge-two-words", camera("Red edge"), EDGE_CASE),
    Trap("red-edge-underscore", camera("red_edge"), EDGE_CASE),
    Trap("red-edge-short", camera("RE"), EDGE_CASE),
    Trap("red-edge-with-wavelength", camera("Red edge-717"), EDGE_CASE),
    Trap("red-edge-told", camera("x", bands=(*CAMERA, "rededge")), EDGE_CASE),
)  # fmt: skip


def test_trap(trap: Trap, spring: Callable[[Trap], None]) -> None:
    """No trap is answered wrongly without a word."""
    spring(trap)


def test_twin(trap: Trap, complete: Callable[[Trap], None]) -> None:
    """Each clean twin is completed."""
    complete(trap)
