"""Traps of no data: what a pixel without a measurement looks like, and what only looks like one."""

from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine
from rasterio.enums import ColorInterp

from models.geo.contract.scene import SceneFlags

from .judge import Case, Trap, Truth
from .products import Safe, landsat_folder, shift_value
from .world import SIDE, UTM, Pixels, Tif, after, made, medians, mixed

ALL = ("NDVI", "SAVI", "EVI")
FOUR = ("B02", "B03", "B04", "B08")
LAND = mixed()
DN, FRACTIONS = LAND.stack(FOUR), LAND.reflectance(FOUR)
SIGNED = DN.astype("int16")
PLAIN = Tif(names=FOUR, offset=0.0)
FLOAT = Tif(names=FOUR, scale=1.0, offset=0.0)

LOWEST = float(np.finfo("float32").min)

LEFT, HOLE, DROP = (np.zeros((SIDE, SIDE), bool) for _ in range(3))
LEFT[:, :37] = True  # a border, as at the edge of an orbit
HOLE[20:60, 30:70] = True
DROP[::7, ::5] = True


def truth(missing: Pixels | None = None) -> Truth:
    """The truth of the four bands where nothing is missing but these pixels."""
    seen = ~missing if missing is not None else np.ones((SIDE, SIDE), bool)
    return Truth(indices=medians(LAND, *ALL, where=seen), facts={"pixels": int(seen.sum())})


def hidden(pixels: Pixels, where: Pixels, value: float) -> Pixels:
    """A copy with that value where there is no data."""
    return np.where(where, np.asarray(value, pixels.dtype), pixels)


def of(tif: Tif, pixels: Pixels, true: Truth, **more: Any) -> Case:
    """A case of one GeoTIFF."""
    return Case(made(tif, pixels), true, **more)


WHOLE, EDGED, HOLED = truth(), truth(LEFT), truth(HOLE)
CLEAN = of(PLAIN, DN, WHOLE)
CLEAN_FLOAT = of(FLOAT, FRACTIONS, WHOLE)
ZERO_EDGE, SENTINEL_EDGE = hidden(DN, LEFT, 0), hidden(SIGNED, LEFT, -9999)


def one_band(value: float, where: Pixels, band: str = "B08", base: Pixels = DN) -> Pixels:
    """That value in one band only."""
    pixels = base.copy()
    pixels[FOUR.index(band)][where] = value
    return pixels


def outside_dtype(folder: Path) -> Path:
    """Unsigned pixels whose nodata tag says −9999: 65535 is written, then five bytes of the tag are replaced."""
    path = replace(PLAIN, nodata=65535).write(folder / "scene.tif", ZERO_EDGE)
    return shift_value(path, b"65535\0", b"-9999\0")


def masked(inside: bool) -> Case:
    """A file whose mask, inside or beside, hides pixels that look like data."""
    lies = hidden(DN, HOLE, 2500)
    return of(replace(PLAIN, mask=~HOLE, mask_inside=inside), lies, HOLED)


def alpha(opaque: float, hides: bool = True) -> Case:
    """A fifth band that says where there is data."""
    band = np.where(HOLE, 0, opaque) if hides else np.full((SIDE, SIDE), opaque)
    lies = hidden(DN, HOLE, 2500) if hides else DN
    colours = (ColorInterp.undefined,) * 4 + (ColorInterp.alpha,)
    tif = replace(PLAIN, names=(*FOUR, "alpha"), colours=colours, options={"ALPHA": "YES"})
    return of(tif, np.concatenate([lies, band[None].astype("uint16")]), HOLED if hides else WHOLE)


def picture(hides: bool) -> Case:
    """An 8-bit colour picture with an alpha band, over a hole painted white or not."""
    colours = (ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha)
    values = np.clip(LAND.reflectance(("B04", "B03", "B02")) * 255 / 0.25, 1, 255).astype("uint8")
    opaque = np.where(HOLE & hides, 0, 255).astype("uint8")
    pixels = np.concatenate([np.where(HOLE & hides, 255, values), opaque[None]]).astype("uint8")
    seen = int((opaque > 0).sum())
    return of(Tif(names=None, scale=None, colours=colours), pixels, Truth(facts={"pixels": seen, "modality": "rgb"}))


def named_mask() -> Case:
    """A fifth band that only its name tells to be the mask, as Sentinel Hub exports it."""
    lies = np.concatenate([hidden(DN, HOLE, 2500), (~HOLE).astype("uint16")[None]])
    return of(replace(PLAIN, names=(*FOUR, "dataMask")), lies, HOLED)


def infrared_only(missing: Pixels) -> Truth:
    """B08 is missing there: the scene has data, NDVI has none."""
    return replace(truth(missing), facts={"ndvi_pixels": int((~missing).sum())})


BLUE_GONE = Truth(indices=medians(LAND, "NDVI", "SAVI"), facts={"ndvi_pixels": SIDE * SIDE})
DECLARED_ZERO = replace(PLAIN, nodata=0)
EMPTY = Truth(is_scene=False)

NODATA = (
    Trap("nodata-0-declared", of(DECLARED_ZERO, ZERO_EDGE, EDGED), CLEAN, whole_run=True),
    Trap("black-border-undeclared", of(PLAIN, ZERO_EDGE, EDGED), of(DECLARED_ZERO, ZERO_EDGE, EDGED), whole_run=True),
    Trap("black-border-of-fractions-undeclared", of(FLOAT, hidden(FRACTIONS, LEFT, 0), EDGED),
         of(replace(FLOAT, nodata=0), hidden(FRACTIONS, LEFT, 0), EDGED)),
    Trap("hole-of-zeros-inside", of(DECLARED_ZERO, hidden(DN, HOLE, 0), HOLED), CLEAN),
    Trap("nodata-minus-9999-declared",
         of(replace(PLAIN, nodata=-9999), SENTINEL_EDGE, EDGED), of(PLAIN, SIGNED, WHOLE)),
    Trap("nodata-minus-9999-undeclared", of(PLAIN, SENTINEL_EDGE, EDGED),
         of(PLAIN, SENTINEL_EDGE, EDGED, flags=SceneFlags(nodata=(-9999.0,)))),
    Trap("nodata-minus-9999-in-fractions-undeclared", of(FLOAT, hidden(FRACTIONS, HOLE, -9999), HOLED),
         of(replace(FLOAT, nodata=-9999), hidden(FRACTIONS, HOLE, -9999), HOLED)),
    Trap("nodata-minus-32768-undeclared", of(PLAIN, hidden(SIGNED, LEFT, -32768), EDGED), of(PLAIN, SIGNED, WHOLE)),
    Trap("nodata-float-minimum-undeclared", of(FLOAT, hidden(FRACTIONS, LEFT, LOWEST), EDGED),
         of(replace(FLOAT, nodata=LOWEST), hidden(FRACTIONS, LEFT, LOWEST), EDGED)),
    Trap("nodata-65535-undeclared", of(PLAIN, hidden(DN, LEFT, 65535), EDGED),
         of(replace(PLAIN, nodata=65535), hidden(DN, LEFT, 65535), EDGED)),
    Trap("nodata-nan", of(FLOAT, hidden(FRACTIONS, HOLE, np.nan), HOLED), CLEAN_FLOAT),
    Trap("nodata-nan-in-the-infrared-only",
         of(FLOAT, one_band(np.nan, DROP, base=FRACTIONS), infrared_only(DROP)), CLEAN_FLOAT),
    Trap("nodata-nan-in-blue-only", of(FLOAT, one_band(np.nan, HOLE, "B02", FRACTIONS), BLUE_GONE), CLEAN_FLOAT),
    Trap("infinite-values", of(FLOAT, one_band(np.inf, DROP, base=FRACTIONS), infrared_only(DROP)), CLEAN_FLOAT),
    Trap("nodata-tag-outside-of-the-type", Case(outside_dtype, EDGED), of(DECLARED_ZERO, ZERO_EDGE, EDGED)),
    Trap("nodata-0-declared-and-0-in-the-infrared-only", of(DECLARED_ZERO, one_band(0, DROP), infrared_only(DROP)),
         of(DECLARED_ZERO, DN, WHOLE)),
    Trap("nodata-0-in-blue-does-not-hide-ndvi", of(DECLARED_ZERO, one_band(0, HOLE, "B02"), BLUE_GONE),
         of(DECLARED_ZERO, DN, WHOLE)),
    Trap("nodata-in-stored-not-physical-values",
         of(replace(PLAIN, nodata=1000), hidden(DN + (DN == 1000), LEFT, 1000), EDGED),
         CLEAN),
    Trap("mask-band-inside", masked(inside=True), CLEAN),
    Trap("mask-file-beside", masked(inside=False), CLEAN),
    Trap("alpha-band", alpha(65535), alpha(65535, hides=False)),
    Trap("alpha-band-of-a-picture", picture(hides=True), picture(hides=False)),
    Trap("data-mask-as-a-named-band", named_mask(), CLEAN),
    Trap("saturated-infrared", of(PLAIN, one_band(65535, HOLE), infrared_only(HOLE)), CLEAN),
    Trap("saturated-in-all-bands", of(PLAIN, hidden(DN, HOLE, 65535), infrared_only(HOLE)), CLEAN),
    Trap("empty-scene-of-declared-nodata",
         of(DECLARED_ZERO, np.zeros_like(DN), EMPTY), of(DECLARED_ZERO, DN, WHOLE), whole_run=True),
    Trap("empty-scene-of-undeclared-zeros", of(PLAIN, np.zeros_like(DN), EMPTY), CLEAN),
    Trap("empty-scene-of-nan", of(FLOAT, np.full_like(FRACTIONS, np.nan), EMPTY), CLEAN_FLOAT),
    Trap("all-saturated", of(PLAIN, np.full_like(DN, 65535), EMPTY), CLEAN),
    Trap("constant-without-names", of(Tif(names=None, scale=None), np.full_like(DN, 500), EMPTY), CLEAN),
)  # fmt: skip

CLOUD, SHADOW = (np.zeros((SIDE, SIDE), bool) for _ in range(2))
CLOUD[12:60, 24:84] = True
SHADOW[60:72, 12:48] = True
CLEAR = ~(CLOUD | SHADOW)


CLOUDED = copy(LAND)
"""The landscape under a cloud and its shadow: bright in every band, and dark."""
CLOUDED.dn = {
    band: np.where(CLOUD, 6500, np.where(SHADOW, np.minimum(pixels // 4 + 60, 900), pixels)).astype(np.int32)
    for band, pixels in LAND.dn.items()
}


def over_clear() -> Truth:
    """The truth over clear ground only."""
    seen = {"clear_pixels": int(CLEAR.sum()), "pixels": SIDE * SIDE}
    return Truth(indices=medians(LAND, "NDVI", "SAVI", where=CLEAR), facts=seen)


CLASSES = np.where(CLOUD, 9, np.where(SHADOW, 3, np.where(LAND.cover == 0, 6, 4)))
PLAIN_CLASSES = np.where(LAND.cover == 0, 6, 4)
QA = np.where(CLOUD, 22280, np.where(SHADOW, 23888, 21824)).astype("uint16")
ALL_CLEAR = replace(over_clear(), indices=medians(LAND, "NDVI", "SAVI"), facts={"clear_pixels": SIDE * SIDE})


def beside(world: Any, classes: Pixels) -> Any:
    """A folder of 10 m bands with the 20 m scene classification beside them."""

    def make(folder: Path) -> Path:
        place = folder / "T31UFT_20210615T104031"
        for band in FOUR:
            name = f"T31UFT_20210615T104031_{band}_10m.tif"
            Tif(names=None, offset=0.0).write(place / name, world.stack((band,)))
        coarse = Tif(names=None, scale=None, transform=after(UTM, Affine.scale(2)))
        coarse.write(place / "T31UFT_20210615T104031_SCL_20m.tif", classes[None, ::2, ::2].astype("uint8"))
        return place

    return make


CLOUDS = (
    Trap("clouds-in-a-safe-with-scl",
         Case(lambda f: Safe().write(f, CLOUDED, scl=CLASSES), over_clear(), clouds=True),
         Case(lambda f: Safe().write(f, LAND, scl=PLAIN_CLASSES), ALL_CLEAR, clouds=True), whole_run=True),
    Trap("clouds-in-a-folder-with-scl", Case(beside(CLOUDED, CLASSES), over_clear(), clouds=True),
         Case(beside(LAND, PLAIN_CLASSES), ALL_CLEAR, clouds=True)),
    Trap("clouds-in-a-landsat-folder-with-qa",
         Case(lambda f: landsat_folder(f, CLOUDED, qa=QA), over_clear(), clouds=True),
         Case(lambda f: landsat_folder(f, LAND), ALL_CLEAR, clouds=True)),
)  # fmt: skip

TRAPS = (*NODATA, *CLOUDS)


def test_trap_is_never_answered_wrongly_in_silence(trap, spring):
    spring(trap)


def test_clean_twin_is_completed_with_the_right_numbers(trap, complete):
    complete(trap)
