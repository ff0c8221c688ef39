"""Rasters that are no measurement of radiation: maps, heights, indices, drawings."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from .judge import Case, Trap, Truth
from .products import Safe
from .world import BANDS, FORMULAS, SIDE, Pixels, Tif, made, medians, mixed

LAND = mixed()
NOTHING = Truth(is_scene=False)
MUTE = Tif(names=None, scale=None)
PALETTE = {
    0: (0, 0, 200, 255),
    1: (0, 120, 0, 255),
    2: (160, 200, 60, 255),
    3: (190, 150, 90, 255),
    4: (30, 60, 30, 255),
}


def terrain() -> Pixels:
    """(1, 96, 96) heights in metres: hills with some roughness."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    hills = 320 + 140 * np.sin(4 * rows + 1) * np.cos(5 * columns) + 40 * np.sin(17 * columns + 3 * rows)
    return (hills + np.random.default_rng(5).normal(0, 0.4, hills.shape))[None].astype("float32")


HEIGHT = terrain()
NDVI = FORMULAS["NDVI"]({band: LAND.dn[band] / 1e4 for band in BANDS})[None].astype("float32")
PROBABILITY = (1 / (1 + np.exp(-12 * (NDVI - 0.5)))).astype("float32")
COVER = LAND.cover[None].astype("uint8")
SCAN = (np.random.default_rng(6).random((1, SIDE, SIDE)) < 0.1).astype("uint8")
FIELDS = np.kron(np.arange(1, 65).reshape(8, 8), np.ones((12, 12), int))[None].astype("uint16")

INFRARED = Truth(facts={"modality": "infrared", "unit": "reflectance"}, indices={"NDVI": None})
STACK = Truth(indices=medians(LAND, "NDVI", "SAVI", "EVI"), facts={"modality": "multispectral", "unit": "reflectance"})
RGB = ("B04", "B03", "B02")
COLOUR = Truth(facts={"modality": "rgb", "unit": "reflectance"}, indices={"NDVI": None})


def of(pixels: Pixels, tif: Tif = MUTE, name: str = "scene.tif", truth: Truth = NOTHING) -> Case:
    """A case of one GeoTIFF."""
    return Case(made(tif, pixels, name), truth)


def picture() -> Pixels:
    """(3, 96, 96) an 8-bit true-colour picture."""
    return np.clip(LAND.reflectance(RGB) * 255 / 0.25, 0, 255).astype("uint8")


def paletted_picture() -> tuple[Pixels, Mapping[int, tuple[int, ...]]]:
    """A colour picture reduced to 216 colours and their table."""
    steps = np.round(picture() / 51).astype(int)
    table = {i: (i // 36 * 51, i // 6 % 6 * 51, i % 6 * 51, 255) for i in range(216)}
    return (steps[0] * 36 + steps[1] * 6 + steps[2])[None].astype("uint8"), table


NIR = of(LAND.stack(("B08",)), Tif(names=("nir",), offset=0.0), truth=INFRARED)
GREY_NIR = of(LAND.reflectance(("B08",)), Tif(names=("nir",), scale=1.0, offset=0.0), truth=INFRARED)
BYTES = of(picture(), MUTE, truth=Truth(facts={"modality": "rgb", "unit": "picture"}))
THREE = of(LAND.stack(RGB), Tif(names=("red", "green", "blue"), offset=0.0), truth=COLOUR)
ALL = of(LAND.stack(BANDS), Tif(offset=0.0), truth=STACK)
CODES, TABLE = paletted_picture()


def classes_of_a_product(folder: Any) -> Any:
    """The scene classification of a product, given as if it were the scene."""
    product = Safe().write(folder, LAND, scl=np.where(LAND.cover == 0, 6, np.where(LAND.cover == 3, 5, 4)))
    return next(product.rglob("*SCL*.jp2"))


TRAPS = (
    Trap("class-map-with-palette", of(COVER, Tif(names=None, scale=None, palette=PALETTE)), BYTES, whole_run=True),
    Trap("class-map-without-palette", of(COVER * 10), NIR, whole_run=True),
    Trap("class-map-of-words-in-the-tags", of(COVER, Tif(names=("land cover",), scale=None)), NIR),
    Trap("field-numbers", of(FIELDS), NIR),
    Trap("height-in-float", of(HEIGHT), GREY_NIR, whole_run=True),
    Trap("height-in-whole-metres", of(np.round(HEIGHT).astype("int16")), NIR),
    Trap("height-named", of(HEIGHT, Tif(names=("elevation",), scale=None), "dem_10m.tif"), GREY_NIR),
    Trap("height-below-1-km-looks-like-numbers", of(np.round(HEIGHT * 4).astype("uint16")), NIR),
    Trap("index-given-as-scene", of(NDVI), GREY_NIR),
    Trap("index-named", of(NDVI, Tif(names=("NDVI",), scale=None), "ndvi_2021.tif"), GREY_NIR),
    Trap("index-times-10000", of(np.round(NDVI * 1e4).astype("int16")), NIR),
    Trap("probability", of(PROBABILITY), GREY_NIR),
    Trap("probabilities-of-three-classes",
         of(np.concatenate([PROBABILITY, 0.7 * (1 - PROBABILITY), 0.3 * (1 - PROBABILITY)])),
         of(LAND.reflectance(RGB), Tif(names=("red", "green", "blue"), scale=1.0, offset=0.0), truth=COLOUR)),
    Trap("one-bit-scan", of(SCAN, Tif(names=None, scale=None, options={"NBITS": 1})), BYTES),
    Trap("paletted-picture", of(CODES, Tif(names=None, scale=None, palette=TABLE)), BYTES),
    Trap("scene-classification-of-a-product", Case(classes_of_a_product, NOTHING), NIR),
    Trap("height-beside-slope-and-aspect",
         of(np.concatenate([HEIGHT, np.abs(np.gradient(HEIGHT[0], axis=0))[None], HEIGHT % 360])),
         THREE),
    Trap("weather-layers",
         of(np.stack([HEIGHT[0] / 40 + 5, HEIGHT[0] / 60, 900 + HEIGHT[0] / 5, HEIGHT[0] / 500]).astype("float32"),
         Tif(names=("temperature", "precipitation", "pressure", "wind"), scale=None)), ALL),
)  # fmt: skip


def test_trap_is_never_answered_wrongly_in_silence(trap, spring):
    spring(trap)


def test_clean_twin_is_completed_with_the_right_numbers(trap, complete):
    complete(trap)
