"""Traps of radar: the same ground as power, amplitude, decibels and complex numbers."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.geo.contract.scene import SceneFlags

from .judge import Case, Trap, Truth
from .world import SIDE, Pixels, Tif, made, mixed

LAND = mixed()
LOOKS = 4
LEVEL_DB = np.array([-21.0, -9.0, -12.0, -14.0, -10.0])  # VV of water, dense, sparse, bare, conifers


def backscatter() -> Pixels:
    """(2, 96, 96) power of VV and VH under four-look speckle."""
    random = np.random.default_rng(3)
    level = LEVEL_DB[LAND.cover]
    mean = 10 ** (np.stack([level, level - 6.5]) / 10)
    return mean * random.gamma(LOOKS, 1 / LOOKS, mean.shape)


POWER = backscatter()
AMPLITUDE, DECIBELS = np.sqrt(POWER), 10 * np.log10(POWER)
MEAN_DB = float(10 * np.log10(POWER[0].mean()))
HUNDREDTHS = np.round(DECIBELS * 100).astype("int16")
CENTI_DB = float(10 * np.log10((10 ** (HUNDREDTHS[0] / 1000)).mean()))
RATIO = np.concatenate([DECIBELS, DECIBELS[:1] - DECIBELS[1:]])
PHASE = np.random.default_rng(4).uniform(0, 2 * np.pi, (1, SIDE, SIDE))
COMPLEX = AMPLITUDE[:1] * np.exp(1j * PHASE)
EDGE = np.zeros((SIDE, SIDE), bool)
EDGE[:, :30] = True
INNER_DB = float(10 * np.log10(POWER[0][~EDGE].mean()))
NAMES = ("VV", "VH")
GRD = "S1A_IW_GRDH_1SDV_20210615T055000_20210615T055025_038350_048680_1A2B.tif"
RTC = "S1A_IW_20210615T055000_DVP_RTC10_G_gpuned_1A2B.tif"


def truth(unit: str, level_db: float | None = MEAN_DB) -> Truth:
    """The truth of a radar scene: its unit, its mean backscatter (None: not calibrated), and no optical index."""
    optical = dict.fromkeys(("NDVI", "SAVI", "EVI", "NDWI", "NDMI", "GNDVI"))
    return Truth(indices=optical, facts={"modality": "sar", "unit": unit, "backscatter_db": level_db})


def of(
    pixels: Pixels, true: Truth, names: Sequence[str] | None = NAMES, name: str = "scene.tif", **more: object
) -> Case:
    """A radar file with these band names and no tags, or those of `tif`."""
    flags = more.pop("flags", SceneFlags())
    tif = Tif(names=names, **{"scale": None, **more})  # type: ignore[arg-type]
    stored = pixels.astype("float32") if pixels.dtype == np.float64 else pixels
    return Case(made(tif, stored, name), true, flags=flags)  # type: ignore[arg-type]


def told(unit: str) -> SceneFlags:
    """The user's word for the unit."""
    return SceneFlags.model_validate({"unit": unit, "bands": NAMES})


def hidden(pixels: Pixels) -> Pixels:
    """A copy whose border is exactly 0, as terrain correction leaves it."""
    return np.where(EDGE, 0, pixels)


def complex_case(dtype: str, factor: float) -> Case:
    """Single-look complex numbers; integers carry a calibration that is not in the file."""
    values = COMPLEX * factor

    def make(folder: Path) -> Path:
        if dtype == "complex_int16":
            return Tif(names=("VV",), scale=None, options={"dtype": dtype}).write(
                folder / "slc.tif", np.round(values).astype("complex64")
            )
        return Tif(names=("VV",), scale=None).write(folder / "slc.tif", values.astype(dtype))

    return Case(make, truth("sar_amplitude" if factor == 1 else "sar_dn", MEAN_DB if factor == 1 else None))


DB, LINEAR, ROOT = truth("sar_db"), truth("sar_power"), truth("sar_amplitude")
COUNTS = np.round(AMPLITUDE * 600).astype("uint16")

TRAPS = (
    Trap("decibels-named", of(DECIBELS, DB), of(DECIBELS, DB, flags=told("sar_db")), whole_run=True),
    Trap("power-named", of(POWER, LINEAR), of(POWER, LINEAR, flags=told("sar_power")), whole_run=True),
    Trap("amplitude-named", of(AMPLITUDE, ROOT), of(AMPLITUDE, ROOT, flags=told("sar_amplitude"))),
    Trap("amplitude-named-as-sigma-nought", of(AMPLITUDE, ROOT, ("Sigma0_VV_amplitude", "Sigma0_VH_amplitude")),
         of(POWER, LINEAR, ("Sigma0_VV", "Sigma0_VH"))),
    Trap("power-by-product-name", of(POWER, LINEAR, name=RTC), of(POWER, LINEAR, name=RTC, flags=told("sar_power"))),
    Trap("decibels-unnamed", of(DECIBELS, DB, None), of(DECIBELS, DB)),
    Trap("power-unnamed-looks-like-reflectance", of(POWER, LINEAR, None), of(POWER, LINEAR)),
    Trap("amplitude-unnamed-looks-like-reflectance", of(AMPLITUDE, ROOT, None), of(AMPLITUDE, ROOT)),
    Trap("one-band-of-power-unnamed", of(POWER[:1], LINEAR, None), of(POWER[:1], LINEAR, ("VV",))),
    Trap("decibels-times-100", of(HUNDREDTHS, truth("sar_db", CENTI_DB)),
         of(HUNDREDTHS, truth("sar_db", CENTI_DB), scale=0.01, offset=0.0)),
    Trap("decibels-times-100-unnamed", of(HUNDREDTHS, truth("sar_db", CENTI_DB), None),
         of(HUNDREDTHS, truth("sar_db", CENTI_DB), scale=0.01, offset=0.0)),
    Trap("three-bands-of-radar-are-no-picture", of(RATIO, DB, ("VV", "VH", "VV-VH")), of(DECIBELS, DB)),
    Trap("three-bands-of-radar-unnamed", of(RATIO, DB, None), of(DECIBELS, DB)),
    Trap("zero-border-in-decibels", of(hidden(DECIBELS), truth("sar_db", INNER_DB)),
         of(hidden(DECIBELS), truth("sar_db", INNER_DB), nodata=0)),
    Trap("zero-border-in-power", of(hidden(POWER), truth("sar_power", INNER_DB)),
         of(hidden(POWER), truth("sar_power", INNER_DB), nodata=0)),
    Trap("complex-floats",
         complex_case("complex64", 1), of(AMPLITUDE[:1], ROOT, ("VV",), flags=SceneFlags(unit="sar_amplitude"))),
    Trap("complex-integers", complex_case("complex_int16", 600), of(AMPLITUDE, ROOT, flags=told("sar_amplitude"))),
    Trap("uncalibrated-counts-are-no-backscatter", of(COUNTS, truth("sar_dn", None), name=GRD),
         of(AMPLITUDE, ROOT, flags=told("sar_amplitude"))),
    Trap("uncalibrated-counts-unnamed", of(COUNTS, truth("sar_dn", None), None), of(DECIBELS, DB)),
)  # fmt: skip


def test_trap_is_never_answered_wrongly_in_silence(trap, spring):
    spring(trap)


def test_clean_twin_is_completed_with_the_right_numbers(trap, complete):
    complete(trap)
