"""Traps of scale, offset and unit: what the stored numbers mean."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from rasterio.enums import ColorInterp

from models.geo.contract.scene import SceneFlags

from .judge import Case, Trap, Truth
from .products import L30, LANDSAT_OF, Safe, kelvin_dn, landsat_dn, landsat_folder, landsat_level_1, stac_item, zipped
from .world import BANDS, L1C, Pixels, Tif, desert, made, medians, mixed

ALL = ("NDVI", "SAVI", "EVI", "NDMI")
LAND = mixed()
TRUE = Truth(indices=medians(LAND, *ALL), facts={"unit": "reflectance", "modality": "multispectral"})
UNKNOWABLE = Truth(indices=dict.fromkeys(ALL), facts={"unit": "picture"})
PLAIN, ADDED = LAND.stack(BANDS), LAND.stack(BANDS, plus=1000)
BARE = Tif(scale=None)  # bands are named, nothing else is said
DECLARED = Case(made(Tif(offset=0.0), PLAIN), TRUE)
ADDED_DECLARED = Case(made(Tif(offset=-0.1), ADDED), TRUE)


def of(tif: Tif, pixels: Pixels, truth: Truth = TRUE, name: str = "scene.tif", **more: Any) -> Case:
    """A case of one GeoTIFF."""
    return Case(made(tif, pixels, name), truth, **more)


def safe(product: Safe, truth: Truth = TRUE, packed: bool = False) -> Case:
    """A case of a SAFE folder, or of its zip."""
    return Case(lambda folder: (zipped if packed else Path)(product.write(folder, LAND)), truth)


def beside(product: Safe) -> Case:
    """A stack without tags, the product's metadata XML beside it."""

    def make(folder: Path) -> Path:
        (folder / f"MTD_MSI{product.level}.xml").write_text(product.metadata())
        return BARE.write(folder / f"{product.stem}.tif", LAND.stack(BANDS, plus=product.stored))

    return Case(make, TRUE)


def item(pixels: Pixels, raster: dict[str, Any] | None, **properties: Any) -> Case:
    """A stack without tags, a STAC item beside it."""
    return Case(lambda folder: stac_item(BARE.write(folder / "scene.tif", pixels), BANDS, raster, **properties), TRUE)


def level(name: str) -> Truth:
    """The truth of a product of that processing level."""
    return replace(TRUE, facts=dict(TRUE.facts) | {"level": name, "sensor": "Sentinel-2"})


OLD = Safe(date="20190615", baseline="0212", declared=None, stored=0)
REPROCESSED = Safe(date="20190615", baseline="0500")
BRIGHT = Truth(indices=medians(desert(), *ALL), facts={"unit": "reflectance"})
BRIGHT_UNKNOWN = Truth(indices=dict.fromkeys(ALL), facts={"unit": None})
DARKER = replace(TRUE, indices=medians(LAND, *ALL, swap={band: LAND.dn[band] - 130 for band in BANDS}))
HARMONISED = {"scale": 1e-4, "offset": 0.0, "nodata": 0}
OFFSET = {"scale": 1e-4, "offset": -0.1, "nodata": 0}

SENTINEL2 = (
    Trap("s2-offset-in-gdal-tags", ADDED_DECLARED, DECLARED, whole_run=True),
    Trap("s2-offset-in-metadata-beside", beside(Safe()), beside(OLD)),
    Trap("s2-offset-in-safe", safe(Safe(), level("L2A")), safe(Safe(baseline="0301", declared=None, stored=0)), True),
    Trap("s2-offset-in-zipped-safe", safe(Safe(), packed=True), safe(OLD, packed=True)),
    Trap("s2-offset-in-level-1c-safe",
         safe(Safe(level="L1C"), level("L1C")), safe(replace(OLD, level="L1C"), level("L1C"))),
    Trap("s2-offset-in-stac-item", item(ADDED, OFFSET), item(PLAIN, HARMONISED)),
    Trap("s2-reprocessed-2019-with-offset", safe(REPROCESSED), safe(OLD)),
    Trap("s2-reprocessed-2019-metadata-beside", beside(REPROCESSED), beside(OLD)),
    Trap("s2-new-baseline-in-name-only", of(BARE, ADDED, name=f"{Safe(baseline='0400').stem}.tif"),
         of(BARE, PLAIN, name=f"{Safe(baseline='0301').stem}.tif")),
    Trap("s2-name-says-new-baseline-but-offset-was-taken-off", of(BARE, PLAIN, name=f"{Safe().stem}.tif"),
         of(Tif(offset=-0.1), ADDED, name=f"{Safe().stem}.tif")),
    Trap("s2-name-says-digital-numbers-but-values-are-fractions",
         of(BARE, LAND.reflectance(BANDS), name=f"{Safe(baseline='0400').stem}.tif"),
         of(BARE, LAND.reflectance(BANDS), name="reflectance.tif")),
    Trap("s2-tags-say-offset-but-numbers-lie-below-it", of(Tif(offset=-0.1), PLAIN), ADDED_DECLARED),
    Trap("s2-tags-say-no-offset-but-floor-is-1000", of(Tif(offset=0.0), ADDED), DECLARED, whole_run=True),
    Trap("s2-tags-say-no-offset-but-cirrus-starts-at-1010", of(Tif(names=L1C, offset=0.0), LAND.stack(L1C, plus=1000)),
         of(Tif(names=L1C, offset=0.0), LAND.stack(L1C))),
    Trap("s2-stac-says-offset-but-it-was-applied", item(PLAIN, OFFSET), item(ADDED, OFFSET)),
    Trap("s2-stac-contradicts-itself", item(PLAIN, OFFSET, **{"earthsearch:boa_offset_applied": True}),
         item(PLAIN, HARMONISED, **{"earthsearch:boa_offset_applied": True})),
    Trap("s2-stac-says-applied-but-floor-is-1000", item(ADDED, None, **{"earthsearch:boa_offset_applied": True}),
         item(PLAIN, None, **{"earthsearch:boa_offset_applied": True})),
    Trap("s2-metadata-says-no-offset-but-floor-is-1000", beside(Safe(baseline="0301", declared=None)), beside(OLD)),
    Trap("s2-nothing-declared-offset-evident", of(BARE, ADDED), of(BARE, PLAIN)),
    Trap("s2-nothing-declared-not-decidable", of(BARE, desert().stack(BANDS), BRIGHT_UNKNOWN),
         of(BARE, desert().stack(BANDS), BRIGHT, flags=SceneFlags(scale=1e-4, offset=0.0)), whole_run=True),
    Trap("s2-bright-scene-with-offset-not-decidable", of(BARE, desert().stack(BANDS, plus=1000), BRIGHT_UNKNOWN),
         of(Tif(offset=-0.1), desert().stack(BANDS, plus=1000), BRIGHT)),
    Trap("s2-offset-tag-in-digital-numbers", of(Tif(offset=-1000.0), ADDED), ADDED_DECLARED),
    Trap("flag-offset-in-digital-numbers", of(BARE, ADDED, flags=SceneFlags(scale=1e-4, offset=-1000.0)),
         of(BARE, ADDED, flags=SceneFlags(scale=1e-4, offset=-0.1))),
    Trap("s2-dark-water-below-the-offset-is-no-lie", of(Tif(offset=-0.1), ADDED - 130, DARKER), ADDED_DECLARED),
)  # fmt: skip

FRACTIONS = LAND.reflectance(BANDS)
RGB, RGBN = ("B04", "B03", "B02"), ("B04", "B03", "B02", "B08")
PICTURE = Truth(indices=dict.fromkeys(ALL), facts={"unit": "picture"})


def stretched(bands: tuple[str, ...]) -> Pixels:
    """Each band stretched on its own between its 2 % and 98 %, as previews are: ratios of bands are lost."""
    values = LAND.reflectance(bands)
    low, high = np.percentile(values, (2, 98), axis=(1, 2), keepdims=True)
    return np.clip(1 + 254 * (values - low) / (high - low), 1, 255).astype("uint8")


def coded() -> tuple[Pixels, Truth]:
    """Reflectance coded in 8 bits with its scale, 0.0025 a step, and the truth after coding."""
    codes = np.round(LAND.reflectance(RGBN) / 0.0025).astype("uint8")
    swap = {band: code.astype(float) * 25 for band, code in zip(RGBN, codes, strict=True)}
    return codes, Truth(indices=medians(LAND, "NDVI", "SAVI", swap=swap), facts={"unit": "reflectance"})


PLAIN_PICTURE = replace(PICTURE, facts={"unit": "picture", "modality": "rgb"})
COLOURS = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
TRUE_COLOUR = Truth(facts={"unit": "reflectance", "modality": "rgb"}, indices={"NDVI": None})
GREY = (ColorInterp.gray,) + (ColorInterp.undefined,) * 3
COLOUR_BANDS = Tif(names=("red", "green", "blue"), offset=0.0)
FOUR_BANDS = of(
    Tif(names=RGBN, offset=0.0), LAND.stack(RGBN), replace(TRUE, indices=medians(LAND, "NDVI", "SAVI", "EVI"))
)
PREVIEW = Tif(names=None, scale=None, colours=COLOURS)

SCALING = (
    Trap("fractions-with-scale-tag-twice-scaled", of(Tif(), FRACTIONS), of(BARE, FRACTIONS), whole_run=True),
    Trap("fractions-with-scale-and-offset-tags",
         of(Tif(offset=-0.1), FRACTIONS), of(Tif(scale=1.0, offset=0.0), FRACTIONS)),
    Trap("percent-in-float", of(BARE, FRACTIONS * 100), of(BARE, FRACTIONS)),
    Trap("s2-fractions-with-the-offset-left-in", of(BARE, FRACTIONS + np.float32(0.1)), of(BARE, FRACTIONS)),
    Trap("digital-numbers-in-float", of(BARE, PLAIN.astype("float32")), of(BARE, PLAIN)),
    Trap("digital-numbers-with-offset-in-float",
         of(BARE, ADDED.astype("float32")), of(Tif(offset=-0.1), ADDED.astype("float32"))),
    Trap("scale-tag-of-another-power-of-ten", of(Tif(scale=1e-3, offset=0.0), PLAIN), DECLARED),
    Trap("preview-of-three-bands", of(PREVIEW, stretched(RGB), PLAIN_PICTURE),
         of(COLOUR_BANDS, LAND.stack(RGB), TRUE_COLOUR), whole_run=True),
    Trap("preview-of-four-bands", of(Tif(names=("red", "green", "blue", "nir"), scale=None), stretched(RGBN), PICTURE),
         of(Tif(names=RGBN, scale=0.0025, offset=0.0, colours=GREY), *coded())),
    Trap("infrared-written-as-alpha-by-default", of(Tif(names=RGBN, scale=0.0025, offset=0.0), *coded()),
         of(Tif(names=RGBN, scale=0.0025, offset=0.0, colours=GREY), *coded())),
    Trap("preview-with-band-codes", of(Tif(names=RGBN, scale=None), stretched(RGBN), PICTURE),
         FOUR_BANDS),
    Trap("true-colour-image-of-a-product",
         of(PREVIEW, stretched(RGB), PLAIN_PICTURE, name="T31UFT_20230615T104031_TCI_10m.tif"),
         of(COLOUR_BANDS, LAND.stack(RGB), TRUE_COLOUR, name="T31UFT_20230615T104031_RGB_10m.tif")),
    Trap("preview-widened-to-16-bit", of(Tif(names=RGBN, scale=None), stretched(RGBN).astype("uint16"), PICTURE),
         FOUR_BANDS),
)  # fmt: skip

SR = tuple(f"SR_{name}" for name in LANDSAT_OF)
C2_NAME = "LC08_L2SP_200024_20210615_20210622_02_T1_SR.tif"
C1_NAME = "LC08_L1TP_200024_20210615_20210622_01_T1_sr.tif"
LANDSAT = replace(TRUE, facts=dict(TRUE.facts) | {"sensor": "Landsat 8"})
L8 = Tif(names=SR, scale=None, transform=L30)
C1_DN = LAND.stack(tuple(LANDSAT_OF.values()), "int16")
EDGE = np.zeros(LAND.cover.shape, bool)
EDGE[:, :31] = True  # a third of the scene is fill
INSIDE = replace(
    LANDSAT, indices=medians(LAND, *ALL, where=~EDGE), facts=dict(LANDSAT.facts) | {"pixels": int((~EDGE).sum())}
)
WITH_HEAT = np.concatenate([landsat_dn(LAND), kelvin_dn(LAND)[None]])


def scaled(folder: Path) -> Path:
    """Collection 2 stack whose tags carry scale and offset."""
    return replace(L8, scale=2.75e-5, offset=-0.2).write(folder / C2_NAME, landsat_dn(LAND))


def filled(pixels: Pixels) -> Pixels:
    """A copy with 0 where there is fill."""
    return np.where(EDGE, 0, pixels).astype(pixels.dtype)


LANDSATS = (
    Trap("landsat-collection-2-folder",
         Case(lambda folder: landsat_folder(folder, LAND), LANDSAT), Case(scaled, LANDSAT), True),
    Trap("landsat-collection-2-stack-by-name", of(L8, landsat_dn(LAND), LANDSAT, name=C2_NAME), Case(scaled, LANDSAT)),
    Trap("landsat-collection-1-stack-by-name", of(L8, C1_DN, LANDSAT, name=C1_NAME),
         of(replace(L8, scale=1e-4, offset=0.0), C1_DN, LANDSAT, name=C1_NAME)),
    Trap("landsat-collection-not-told", of(L8, landsat_dn(LAND), name="stack.tif"),
         of(L8, landsat_dn(LAND), name="stack.tif", flags=SceneFlags(scale=2.75e-5, offset=-0.2, sensor="Landsat 8"))),
    Trap("landsat-fill-is-not-reflectance", Case(lambda folder: landsat_folder(folder, LAND, fill=EDGE), INSIDE),
         Case(lambda folder: landsat_folder(folder, LAND), LANDSAT)),
    Trap("landsat-fill-in-a-lone-stack",
         of(replace(L8, scale=2.75e-5, offset=-0.2), filled(landsat_dn(LAND)), INSIDE, name=C2_NAME),
         of(replace(L8, scale=2.75e-5, offset=-0.2, nodata=0), filled(landsat_dn(LAND)), INSIDE, name=C2_NAME)),
    Trap("landsat-level-1-under-a-low-sun", Case(lambda folder: landsat_level_1(folder, LAND, 25.0), LANDSAT),
         Case(lambda folder: landsat_level_1(folder, LAND, 89.99), LANDSAT)),
    Trap("landsat-thermal-band-in-the-stack", of(replace(L8, names=(*SR, "ST_B10")), WITH_HEAT, LANDSAT, name=C2_NAME),
         Case(scaled, LANDSAT)),
)  # fmt: skip

TRAPS = (*SENTINEL2, *SCALING, *LANDSATS)


def test_trap_is_never_answered_wrongly_in_silence(trap, spring):
    spring(trap)


def test_clean_twin_is_completed_with_the_right_numbers(trap, complete):
    complete(trap)
