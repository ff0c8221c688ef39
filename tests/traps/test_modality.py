"""Traps of the kind of scene: rough light taken for speckle, and bands whose names say more than their pictures."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from .judge import Case, Trap, Truth
from .world import SIDE, Pixels, Tif, made, mixed

LAND = mixed()
VISIBLE = ("B04", "B03", "B02")
NAMED = ("red", "green", "blue")
LEVELS = {"B04": 0.16, "B03": 0.14, "B02": 0.12, "B08": 0.22}
LANDSAT = "LC08_L2SP_196024_20210615_20210622_02_T1_SR_B2.TIF"
LOOKS = 4


def city(*bands: str) -> Pixels:
    """(bands, 96, 96) reflectance of roofs and streets at 100 m: rough as speckle, and nearly the same in every band.

    Near infrared goes another way, as trees between the houses make it.
    """
    random = np.random.default_rng(11)
    rough, trees = (random.gamma(9, 1 / 9, (SIDE, SIDE)) for _ in range(2))
    own = {band: 1 + 0.05 * random.standard_normal((SIDE, SIDE)) for band in LEVELS}
    return np.stack([LEVELS[band] * (trees if band == "B08" else rough) * own[band] for band in bands])


def radar(count: int) -> Pixels:
    """(count, 96, 96) dB of VV, VH and their ratio under four-look speckle."""
    random = np.random.default_rng(12)
    level = np.array([-21.0, -9.0, -12.0, -14.0, -10.0])[LAND.cover]
    first, second = (level - less + 10 * np.log10(random.gamma(LOOKS, 1 / LOOKS, level.shape)) for less in (0, 6.5))
    return np.stack([first, second, first - second])[:count]


def as_bytes(values: Pixels) -> Pixels:
    """Stretch from 2 % to 98 %, each band by itself."""
    low, high = np.percentile(values, (2, 98), axis=(1, 2), keepdims=True)
    return np.clip(np.round(255 * (values - low) / (high - low)), 0, 255).astype("uint8")


def of(pixels: Pixels, modality: str, names: Sequence[str] | None = None, name: str = "scene.tif", **tif: Any) -> Case:
    """A file with these band names or none, and nothing else said unless `tif` says it."""
    optical = dict.fromkeys(("NDVI", "SAVI", "EVI"))
    return Case(
        made(Tif(names=names, **{"scale": None, **tif}), pixels, name), Truth(optical, facts={"modality": modality})
    )


CITY, CITY_DN = city(*VISIBLE).astype("float32"), np.round(city(*VISIBLE) * 10_000).astype("uint16")
WITH_TREES = city(*VISIBLE, "B08").astype("float32")
BLUE = np.round((LAND.dn["B02"][None] / 10_000 + 0.2) / 0.0000275).astype("uint16")
DECIBELS = radar(3).astype("float32")

TRAPS = (
    Trap("rough-city-is-no-speckle", of(CITY, "rgb"), of(CITY_DN, "rgb", NAMED, scale=1e-4)),
    Trap("rough-city-in-whole-numbers", of(CITY_DN, "rgb"), of(CITY_DN, "rgb", NAMED, scale=1e-4)),
    Trap("rough-city-with-near-infrared", of(WITH_TREES, "multispectral"),
         of(CITY_DN, "rgb", NAMED, scale=1e-4)),
    Trap("rough-city-as-8-bit-picture", of(as_bytes(CITY), "rgb"), of(as_bytes(CITY), "rgb", NAMED)),
    Trap("named-landsat-band-is-no-infrared", of(BLUE, "rgb", name=LANDSAT), of(BLUE, "rgb", ("blue",))),
    Trap("decibels-of-one-band-unnamed", of(DECIBELS[:1], "sar"), of(DECIBELS[:1], "sar", ("VV",))),
    Trap("decibels-and-their-ratio-unnamed", of(DECIBELS, "sar"), of(DECIBELS[:2], "sar", ("VV", "VH"))),
    Trap("radar-composite-of-8-bits", of(as_bytes(DECIBELS), "sar"), of(DECIBELS[:2], "sar", ("VV", "VH"))),
)  # fmt: skip


def test_trap_is_never_answered_wrongly_in_silence(trap, spring):
    spring(trap)


def test_clean_twin_is_completed_with_the_right_numbers(trap, complete):
    complete(trap)
