"""Traps of what pixels prove: fill, clipped values and mixed rims say nothing of offset and scale."""

from dataclasses import replace
from typing import Any

import numpy as np

from models.geo.contract.scene import SceneFlags

from .judge import Case, Trap, Truth
from .products import L30, LANDSAT_OF, Safe, landsat_dn
from .world import SIDE, Pixels, Tif, desert, made, medians, mixed

SIX = ("B02", "B03", "B04", "B08", "B11", "B12")
GENERIC = ("blue", "green", "red", "nir", "swir16", "swir22")
LAND, SAND = mixed(), desert()
SEVEN = tuple(LANDSAT_OF.values())
BARE, DECLARED = Tif(names=SIX, scale=None), Tif(names=SIX, offset=-0.1)
ADDED = LAND.stack(SIX, plus=1000)
FRACTIONS = (ADDED / 1e4).astype("float32")  # the offset left in
DRY, DRY_ADDED = SAND.stack(SIX), SAND.stack(SIX, plus=1000)
DRY_FRACTIONS = (DRY_ADDED / 1e4).astype("float32")

EDGE, HOLE, SHADE, STRIP, FEW = (np.zeros((SIDE, SIDE), bool) for _ in range(5))
EDGE[:, :12] = True
HOLE[20:44, 30:58] = True
SHADE[60:70, 5:20] = True  # 1.6 % of the scene
STRIP[:, :8] = True  # 8 %
FEW[2, 3:6] = True


def truth(missing: Pixels | None = None, world: Any = LAND, pixels: bool = True, **facts: Any) -> Truth:
    """What is true where nothing is missing but these pixels."""
    seen = np.ones((SIDE, SIDE), bool) if missing is None else ~missing
    counted = {"pixels": int(seen.sum())} if pixels else {}
    return Truth(indices=medians(world, "NDVI", "SAVI", where=seen), facts=counted | facts)


def of(tif: Tif, pixels: Pixels, true: Truth, name: str = "scene.tif", **flags: Any) -> Case:
    """A case of one GeoTIFF."""
    return Case(made(tif, pixels, name), true, SceneFlags(**flags))


def filled(pixels: Pixels, where: Pixels, value: float, dtype: str | None = None) -> Pixels:
    """A copy with that value in all bands there."""
    found = pixels.astype(dtype or pixels.dtype)
    found[:, where] = value
    return found


def clipped(where: Pixels, base: Pixels = ADDED, bands: int = 3) -> Pixels:
    """A copy with 1 in the first bands there, as terrain shadow is stored."""
    found = base.copy()
    found[:bands, where] = 1
    return found


def ramp() -> Pixels:
    """Fill of 0 at the left and two columns in which it is mixed with the ground, as a warp leaves them."""
    found = filled(ADDED, EDGE, 0)
    found[:, :, 12] = ADDED[:, :, 12] // 3
    found[:, :, 13] = ADDED[:, :, 13] * 2 // 3
    return found


RIM = EDGE.copy()
RIM[:, 12:14] = True
ANY, SANDY = truth(), truth(world=SAND)
ASKED = Truth(indices={"NDVI": None, "SAVI": None})
CLEAN = of(DECLARED, ADDED, ANY)
SANDY_CLEAN = of(DECLARED, DRY_ADDED, SANDY)
FRACTIONS_CLEAN = of(BARE, LAND.reflectance(SIX), ANY)
S2_SAFE = Safe(stored=1000)

OFFSETS = (
    Trap("s2-fractions-with-the-offset-and-dark-ground", of(BARE, FRACTIONS, ANY), FRACTIONS_CLEAN),
    Trap("s2-fractions-with-the-offset-without-dark-ground", of(BARE, DRY_FRACTIONS, ASKED),
         of(BARE, DRY_FRACTIONS, SANDY, scale=1.0, offset=-0.1)),
    Trap("s2-fractions-without-the-offset-or-dark-ground", of(BARE, (DRY / 1e4).astype("float32"), ASKED),
         of(BARE, (DRY / 1e4).astype("float32"), SANDY, scale=1.0, offset=0.0)),
    Trap("s2-fractions-flag-of-offset-alone", of(BARE, DRY_FRACTIONS, SANDY, offset=-0.1),
         of(BARE, DRY_FRACTIONS, SANDY, scale=1.0, offset=-0.1)),
    Trap("fractions-of-an-unknown-sensor-with-the-offset",
         of(replace(BARE, names=GENERIC), DRY_FRACTIONS, ASKED),
         of(replace(BARE, names=GENERIC), LAND.reflectance(SIX), ANY)),
    Trap("s2-fractions-with-the-offset-and-a-hole", of(BARE, filled(FRACTIONS, HOLE, 0), truth(HOLE)), FRACTIONS_CLEAN),
    Trap("s2-fractions-with-the-offset-and-clipped-shadow",
         of(BARE, (clipped(SHADE) / 1e4).astype("float32"), truth(SHADE, pixels=False)), FRACTIONS_CLEAN),
    Trap("s2-clipped-shadow-decides-nothing", of(BARE, clipped(SHADE, DRY_ADDED), ASKED), SANDY_CLEAN),
    Trap("s2-clipped-shadow-beside-dark-ground", of(BARE, clipped(SHADE), truth(SHADE, pixels=False)), CLEAN),
    Trap("s2-clipped-shadow-of-a-few-pixels", of(BARE, clipped(FEW, DRY_ADDED), ASKED), SANDY_CLEAN),
    Trap("s2-clipped-strip-voids-no-declaration",
         of(DECLARED, clipped(STRIP, bands=6), truth(STRIP)), CLEAN),
    Trap("s2-clipped-shadow-voids-no-declaration", of(DECLARED, clipped(STRIP), truth(STRIP, pixels=False)), CLEAN),
    Trap("s2-clipped-strip-voids-no-metadata", Case(lambda folder: S2_SAFE.write(folder, STRIPED), truth(STRIP)),
         Case(lambda folder: S2_SAFE.write(folder, LAND), ANY)),
    Trap("s2-mixed-rim-decides-nothing", of(BARE, ramp(), truth(RIM, pixels=False)), CLEAN),
    Trap("s2-mixed-rim-of-a-bright-scene", of(BARE, filled(DRY_ADDED, EDGE, 0), ASKED), SANDY_CLEAN),
    Trap("s2-scale-1-flag-is-held-against-the-offset", of(BARE, FRACTIONS, ANY, scale=1.0, offset=-0.1),
         FRACTIONS_CLEAN),
)  # fmt: skip

FILLS = (
    *(
        Trap(f"fill-of-{name}-decides-no-offset", of(BARE, filled(ADDED, where, value, dtype), truth(where)), CLEAN)
        for name, where, value, dtype in (
            ("0-inside", HOLE, 0, "uint16"), ("minus-1", EDGE, -1, "int16"), ("minus-1-inside", HOLE, -1, "float32"),
            ("minus-10000", EDGE, -10000, "int16"), ("minus-10000-inside", HOLE, -10000, "int16"),
            ("minus-9999", HOLE, -9999, "int16"), ("65535", EDGE, 65535, "uint16"), ("minus-500", EDGE, -500, "int16"),
        )
    ),
    *(
        Trap(f"fill-of-{name}-in-declared-numbers",
             of(DECLARED, filled(ADDED, where, value, "int16"), truth(where)), CLEAN)
        for name, where, value in (("0", HOLE, 0), ("minus-10000", EDGE, -10000), ("minus-1", HOLE, -1))
    ),
    *(
        Trap(f"fill-of-{name}-in-fractions", of(BARE, filled(LAND.reflectance(SIX), where, value), truth(where)),
             FRACTIONS_CLEAN)
        for name, where, value in (("minus-0.2", EDGE, -0.2), ("minus-0.1", HOLE, -0.1), ("minus-1", HOLE, -1.0))
    ),
)  # fmt: skip


def snow() -> Pixels:
    """Snow that is 10000 in all bands, as a processor cuts it off."""
    return filled(LAND.stack(SIX), HOLE, 10000)


def lake(value: int = 400) -> Pixels:
    """A lake of one value in one band."""
    found = LAND.stack(SIX)
    found[0][HOLE] = value
    return found


def water(zero_at: Pixels, base: Pixels | None = None) -> Pixels:
    """Near infrared that is 0 there."""
    found = LAND.stack(SIX) if base is None else base.copy()
    found[3][zero_at] = 0
    return found


SNOWY = {band: np.where(HOLE, 10000, LAND.dn[band]) for band in SIX}
LAKED = {"B02": np.where(HOLE, 400, LAND.dn["B02"])}
DARK = LAND.cover == 0
BLACK = {"B08": np.where(DARK, 0, LAND.dn["B08"])}
STRIPED = type("World", (), {})()
STRIPED.dn = {band: np.where(STRIP, -999, pixels) for band, pixels in LAND.dn.items()}  # +1000: 1, clipped


def swapped(swap: dict[str, Pixels]) -> Truth:
    """The truth where these bands are others."""
    return Truth(
        indices=medians(LAND, "NDVI", "SAVI", swap=swap), facts={"pixels": SIDE * SIDE, "ndvi_pixels": SIDE**2}
    )


NOTHING = Tif(names=SIX, offset=0.0)
ZERO = replace(NOTHING, nodata=0)
GROUND = (
    Trap("flat-lake-in-one-band-is-ground", of(NOTHING, lake(), swapped(LAKED)), of(NOTHING, LAND.stack(SIX), ANY)),
    Trap("saturated-snow-is-ground", of(NOTHING, snow(), swapped(SNOWY)), of(NOTHING, LAND.stack(SIX), ANY)),
    Trap("dark-water-of-0-in-the-infrared-is-ground", of(ZERO, water(DARK), swapped(BLACK)),
         of(NOTHING, water(DARK), swapped(BLACK))),
)  # fmt: skip

S16 = np.round(LAND.reflectance(SIX).astype(float) * 65535).astype("uint16")
S15 = np.round(LAND.reflectance(SIX).astype(float) * 32768).astype("uint16")
L8 = Tif(names=tuple(f"SR_{name}" for name in LANDSAT_OF), scale=None, transform=L30)
L8_DN = landsat_dn(LAND)
PERCENT = (LAND.reflectance(SIX) * 100).astype("float32")


def with_units(folder: Any) -> Any:
    """Percent with a tag that says so."""
    import rasterio

    path = BARE.write(folder / "scene.tif", PERCENT)
    with rasterio.open(path, "r+") as target:
        target.units = ("percent",) * 6
    return path


SCALES = (
    Trap("s2-reflectance-times-65535", of(BARE, S16, ASKED), of(BARE, S16, ANY, scale=1.5259e-05, offset=0.0)),
    Trap("s2-reflectance-times-65535-declared-as-10000", of(NOTHING, S16, ASKED),
         of(BARE, S16, ANY, scale=1 / 65535, offset=0.0)),
    Trap("s2-reflectance-times-32768", of(BARE, S15, ASKED), of(BARE, S15, ANY, scale=1 / 32768, offset=0.0)),
    Trap("s2-reflectance-times-65535-flagged-as-10000", of(BARE, S16, ASKED, scale=1e-4, offset=0.0),
         of(BARE, S16, ANY, scale=1.5259e-05, offset=0.0)),
    Trap("landsat-numbers-declared-as-10000", of(replace(L8, scale=1e-4, offset=0.0), L8_DN, ASKED),
         of(L8, L8_DN, ANY, scale=2.75e-05, offset=-0.2)),
    Trap("percent-said-by-a-unit-tag", Case(with_units, ANY), of(BARE, PERCENT, ANY, scale=0.01)),
    Trap("s2-codes-in-another-order", of(replace(BARE, names=None), ADDED[[3, 2, 1]], truth(pixels=False),
         bands=("B08", "B04", "B03"), scale=1e-4, offset=-0.1),
         of(replace(BARE, names=None), ADDED[[3, 2, 1]], truth(pixels=False), bands=("nir", "red", "green"), scale=1e-4,
            offset=-0.1)),
)  # fmt: skip

TRAPS = (*OFFSETS, *FILLS, *GROUND, *SCALES)


def test_trap_is_never_answered_wrongly_in_silence(trap, spring):
    spring(trap)


def test_clean_twin_is_completed_with_the_right_numbers(trap, complete):
    complete(trap)
