"""Traps of order, naming and grids: which layer is which band, and whether layers lie upon each other."""

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine
from rasterio.enums import ColorInterp
from rasterio.warp import calculate_default_transform, reproject

from models.geo.contract.scene import SceneFlags

from .judge import Case, Trap, Truth
from .products import L30, LANDSAT_OF, TM_OF, band_folder, landsat_dn, stac_item
from .world import BANDS, EUROSAT, L1C, PIXEL_M, SIDE, UTM, Pixels, Tif, after, made, medians, mixed, other

ALL = ("NDVI", "SAVI", "EVI", "NDMI")
LAND = mixed()
TRUE = Truth(indices=medians(LAND, *ALL), facts={"unit": "reflectance", "modality": "multispectral"})
MUTE = Tif(names=None, scale=None)
ROLES = {
    "B01": "coastal", "B02": "blue", "B03": "green", "B04": "red", "B05": "rededge071", "B06": "rededge075",
    "B07": "rededge078", "B08": "nir", "B8A": "nir08", "B09": "nir09", "B10": "cirrus", "B11": "swir16",
    "B12": "swir22",
}  # fmt: skip
EAST = after(UTM, Affine.translation(3, 0))


def stack(bands: tuple[str, ...], tif: Tif | None = None, name: str = "scene.tif", **more: Any) -> Case:
    """A case of these bands in this order; without a `tif` they are named and declared."""
    truth = more.pop("truth", None) or roles(bands)
    return Case(made(tif or Tif(names=bands, offset=0.0), LAND.stack(bands), name), truth, **more)


def roles(bands: tuple[str, ...], indices: Mapping[str, float | None] | None = None) -> Truth:
    """The truth of bands in that order: their roles, and every index that they allow."""
    allowed = {name: value for name, value in medians(LAND, *ALL).items() if _needs(name) <= set(bands)}
    is_visible = set(bands) <= {"B01", "B02", "B03", "B04"}
    facts: dict[str, Any] = {"roles": {i: ROLES[band] for i, band in enumerate(bands, 1)}}
    facts["modality"] = "rgb" if is_visible else "multispectral"
    return Truth(indices=allowed if indices is None else indices, facts=facts)


def _needs(index: str) -> set[str]:
    return {"B04", "B08"} | {"EVI": {"B02"}, "NDMI": {"B11"}}.get(index, set())


def undescribed(bands: tuple[str, ...], name: str = "scene.tif") -> tuple[Case, Case]:
    """The bands without a word about their order, and the same with the user's word."""
    told = SceneFlags(bands=bands, scale=1e-4, offset=0.0, sensor="Sentinel-2")
    return stack(bands, MUTE, name), stack(bands, MUTE, name, flags=told)


RED, GREEN, BLUE, NIR = ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.undefined
BGR, RGB, BGRN, RGBN, NRGB = (
    ("B02", "B03", "B04"), ("B04", "B03", "B02"), ("B02", "B03", "B04", "B08"), ("B04", "B03", "B02", "B08"),
    ("B08", "B04", "B03", "B02"),
)  # fmt: skip
WORDS = {"B02": "Blue (490 nm)", "B03": "Green (560 nm)", "B04": "Red (665 nm)", "B08": "NIR (842 nm)"}


def in_words(bands: tuple[str, ...], **more: Any) -> Tif:
    """A file that describes its bands in words."""
    return Tif(names=tuple(WORDS[band] for band in bands), offset=0.0, **more)


def catalogued(bands: tuple[str, ...], said: tuple[str, ...], tif: Tif) -> Case:
    """A stack whose STAC item says an order of its own."""

    def make(folder: Path) -> Path:
        path = tif.write(folder / "scene.tif", LAND.stack(bands))
        return stac_item(path, said, {"scale": 1e-4, "offset": 0.0})

    return Case(make, roles(bands))


ORDER = (
    Trap("eurosat-order-described", stack(EUROSAT), stack(L1C)),
    Trap("eurosat-order-undescribed", *undescribed(EUROSAT)),
    Trap("eurosat-order-undescribed-in-its-own-name", *undescribed(EUROSAT, "AnnualCrop_17.tif")),
    Trap("level-1c-order-undescribed", *undescribed(L1C)),
    Trap("level-2a-order-undescribed", *undescribed(BANDS)),
    Trap("reversed-order-undescribed", *undescribed(BANDS[::-1])),
    Trap("blue-first-undescribed", *undescribed(BGR)),
    Trap("blue-first-described", stack(BGR), stack(BGR, in_words(BGR))),
    Trap("blue-first-in-words", stack(BGR, in_words(BGR)), stack(RGB, in_words(RGB))),
    Trap("blue-first-described-but-colours-say-red-first", stack(BGR, in_words(BGR, colours=(RED, GREEN, BLUE))),
         stack(BGR, in_words(BGR, colours=(BLUE, GREEN, RED)))),
    Trap("four-bands-blue-first-undescribed", *undescribed(BGRN)),
    Trap("four-bands-red-first-undescribed", *undescribed(RGBN)),
    Trap("infrared-first-undescribed", *undescribed(NRGB)),
    Trap("infrared-first-described", stack(NRGB), stack(RGBN), whole_run=True),
    Trap("infrared-first-in-words", stack(NRGB, in_words(NRGB)), stack(RGBN, in_words(RGBN))),
    Trap("infrared-first-described-but-colours-say-red-first",
         stack(NRGB, in_words(NRGB, colours=(RED, GREEN, BLUE, NIR))),
         stack(NRGB, in_words(NRGB, colours=(NIR, RED, GREEN, BLUE)))),
    Trap("catalogue-and-descriptions-disagree", catalogued(BGRN, RGBN, Tif(names=BGRN, scale=None)),
         catalogued(BGRN, BGRN, Tif(names=BGRN, scale=None))),
    Trap("flag-names-too-few-bands", stack(NRGB, flags=SceneFlags(bands=("red", "green", "blue"), scale=1e-4)),
         stack(NRGB, MUTE, flags=SceneFlags(bands=("nir", "red", "green", "blue"), scale=1e-4, offset=0.0))),
)  # fmt: skip


def landsat(names: tuple[str, ...], bands: tuple[str, ...], name: str, **more: Any) -> Case:
    """Collection 2 surface reflectance of these layers under these names; truth is what the layers are."""
    pixels = landsat_dn(LAND, dict(zip(names, bands, strict=True)))
    index = medians(LAND, "NDVI", "SAVI", "NDMI")
    tif = Tif(names=names, scale=2.75e-5, offset=-0.2, transform=L30)
    return Case(made(tif, pixels, name), Truth(indices=index, facts={"unit": "reflectance"}), **more)


OLI, TM = tuple(LANDSAT_OF.values()), tuple(TM_OF.values())
B_OLI, B_TM = tuple(LANDSAT_OF), tuple(TM_OF)
PAN = (*OLI, "B03")
B_PAN = (*B_OLI, "B8")
L8_NAME, L5_NAME = "LC08_L2SP_200024_20210615_20210622_02_T1.tif", "LT05_L2SP_200024_20070615_20200901_02_T1.tif"
L7_NAME = "LE07_L2SP_200024_20070615_20200901_02_T1.tif"
SR_OLI, SR_TM = tuple(f"SR_{name}" for name in B_OLI), tuple(f"SR_{name}" for name in B_TM)
NARROW = tuple(band for band in BANDS if band not in ("B08", "B09"))
NARROW_FIRST = ("B02", "B03", "B04", "B8A", "B08", "B11")


def stale(band: str) -> Case:
    """A band twice, the second time of another date."""
    pixels = np.concatenate([LAND.stack(RGBN), other().stack((band,))])
    truth = Truth(indices={"NDVI": None, "SAVI": None}, facts={"modality": "multispectral"})
    return Case(made(Tif(names=(*RGBN, band), offset=0.0), pixels), truth)


def envi(unit: str, factor: float) -> Case:
    """An ENVI cube that knows its bands by wavelength only."""

    def make(folder: Path) -> Path:
        path = Tif(names=None, scale=None, options={"driver": "ENVI"}).write(
            folder / "cube.img", LAND.reflectance(NRGB)
        )
        header = path.with_suffix(".hdr")
        text = [
            line for line in header.read_text().splitlines() if not line.startswith(("band names", "Band ", "default"))
        ]
        waves = ", ".join(f"{nm * factor:g}" for nm in (833, 665, 560, 492))
        header.write_text("\n".join([*text, f"wavelength units = {unit}", f"wavelength = {{{waves}}}"]) + "\n")
        path.with_name(path.name + ".aux.xml").unlink(missing_ok=True)
        return path

    return Case(make, roles(NRGB))


NAMING = (
    Trap("landsat-8-names-in-a-landsat-file", landsat(B_PAN, PAN, L8_NAME), landsat(SR_OLI, OLI, L8_NAME)),
    Trap("landsat-5-numbers-are-not-landsat-8-numbers", landsat(B_TM, TM, L5_NAME), landsat(B_OLI, OLI, L8_NAME)),
    Trap("landsat-7-numbers-are-not-landsat-8-numbers", landsat(SR_TM, TM, L7_NAME), landsat(SR_OLI, OLI, L8_NAME)),
    Trap("numbered-bands-of-no-known-sensor", landsat(B_PAN, PAN, "stack.tif"),
         landsat(B_PAN, PAN, "stack.tif", flags=SceneFlags(sensor="Landsat 8"))),
    Trap("surface-bands-of-an-old-sensor-unnamed", landsat(SR_TM, TM, "stack.tif"),
         landsat(SR_TM, TM, "stack.tif", flags=SceneFlags(sensor="Landsat 5"))),
    Trap("narrow-infrared-before-broad", stack(NARROW_FIRST), stack(("B02", "B03", "B04", "B08", "B8A", "B11"))),
    Trap("narrow-infrared-only",
         stack(NARROW, truth=Truth(indices=medians(LAND, *ALL, nir="B8A"), facts={"ndvi_nir": "B8A"})),
         stack(BANDS, truth=Truth(indices=medians(LAND, *ALL), facts={"ndvi_nir": "B08"})), whole_run=True),
    Trap("lower-case-band-codes", stack(NARROW_FIRST, Tif(names=("b2", "b3", "b4", "b8a", "b8", "b11"), offset=0.0)),
         stack(NARROW_FIRST)),
    Trap("no-red-band",
         stack(("B02", "B03", "B08"), truth=roles(("B02", "B03", "B08"), dict.fromkeys(ALL))), stack(BGRN)),
    Trap("no-infrared-band",
         stack(("B02", "B03", "B04", "B05"), truth=roles(("B02", "B03", "B04", "B05"), dict.fromkeys(ALL))),
         stack(BGRN)),
    Trap("same-band-twice-with-other-pixels", stale("B08"), stack(RGBN)),
    Trap("red-twice-with-other-pixels", stale("B04"), stack(RGBN)),
    Trap("wavelengths-in-micrometres", envi("Micrometers", 0.001), envi("Nanometers", 1.0)),
)  # fmt: skip

FINE = dict.fromkeys(BANDS, 10)
NATIVE = {band: PIXEL_M.get(band, 20) for band in BANDS}
FOUR = dict.fromkeys(RGBN, 10)


def folder(pixel_m: Mapping[str, int], truth: Truth = TRUE) -> Case:
    """A folder of single bands at these pixel sizes."""
    return Case(lambda place: band_folder(place / "bands", LAND, pixel_m), truth)


def replaced(write: Any, truth: Truth) -> Case:
    """A folder of four bands whose B08 is written in another way."""

    def make(place: Path) -> Path:
        band_folder(place / "bands", LAND, FOUR)
        infrared = next((place / "bands").glob("*B08*"))
        infrared.unlink()
        write(infrared)
        return infrared.parent

    return Case(make, truth)


def shifted(path: Path) -> None:
    """B08 lies 30 m further east; its pixels are where they are on the ground."""
    Tif(names=None, transform=EAST).write(path, LAND.stack(("B08",))[:, :, 3:])


def half(path: Path) -> None:
    """B08 covers the western half only."""
    Tif(names=None).write(path, LAND.stack(("B08",))[:, :, : SIDE // 2])


def in_degrees(path: Path) -> None:
    """B08 in geographic coordinates."""
    bounds = (600_000, 5_700_000 - 10 * SIDE, 600_000 + 10 * SIDE, 5_700_000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)  # rasterio and affine 3
        place, width, height = calculate_default_transform("EPSG:32631", "EPSG:4326", SIDE, SIDE, *bounds)
        warped: Pixels = np.zeros((height, width), "uint16")
        grids = {"src_transform": UTM, "src_crs": "EPSG:32631", "dst_transform": place, "dst_crs": "EPSG:4326"}
        reproject(LAND.stack(("B08",))[0], warped, **grids)
    Tif(names=None, crs="EPSG:4326", transform=place, nodata=0).write(path, warped[None])


def other_date(path: Path) -> None:
    """B08 of another day."""
    later = path.with_name(path.name.replace("20210615", "20210715"))
    Tif(names=None).write(later, other().stack(("B08",)))


def other_tile(path: Path) -> None:
    """B08 of the tile 100 km further north, with the same number of pixels."""
    north = path.with_name(path.name.replace("T31UFT", "T31UFU"))
    Tif(names=None, transform=Affine(10, 0, 600_000, 0, -10, 5_800_000)).write(north, other().stack(("B08",)))


def doubled(place: Path) -> Path:
    """The 10 m bands once more at 20 m, as Level-2A products bring them."""
    band_folder(place / "bands", LAND, FINE)
    return band_folder(place / "bands", LAND, dict.fromkeys(("B02", "B03", "B04"), 20))


EASTERN, WESTERN = np.zeros((SIDE, SIDE), bool), np.zeros((SIDE, SIDE), bool)
EASTERN[:, 3:], WESTERN[:, : SIDE // 2] = True, True


def ndvi(where: Pixels | None = None, tolerance: float = 0.005) -> Truth:
    """The truth of NDVI where B08 has data."""
    counted = {} if where is None else {"ndvi_pixels": int(where.sum())}
    return Truth(indices=medians(LAND, "NDVI", where=where), facts=counted, tolerance=tolerance)


GRIDS = (
    Trap("10-20-60-m-folder", folder(NATIVE), folder(FINE), whole_run=True),
    Trap("same-band-at-two-resolutions", Case(doubled, TRUE), folder(FINE)),
    Trap("band-on-a-shifted-grid", replaced(shifted, ndvi(EASTERN)), folder(FOUR, ndvi())),
    Trap("band-of-half-the-extent", replaced(half, ndvi(WESTERN)), folder(FOUR, ndvi())),
    Trap("band-in-another-crs", replaced(in_degrees, ndvi(tolerance=0.01)), folder(FOUR, ndvi())),
    Trap("band-of-another-date", replaced(other_date, Truth(indices={"NDVI": None})), folder(FOUR, ndvi())),
    Trap("band-of-another-tile", replaced(other_tile, Truth(indices={"NDVI": None})), folder(FOUR, ndvi())),
)  # fmt: skip

TRAPS = (*ORDER, *NAMING, *GRIDS)


def test_trap_is_never_answered_wrongly_in_silence(trap, spring):
    spring(trap)


def test_clean_twin_is_completed_with_the_right_numbers(trap, complete):
    complete(trap)
