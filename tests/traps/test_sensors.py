"""Traps of what is measured without reflectance: decibels, degrees, pictures made for the eye, photographs."""

from pathlib import Path

import numpy as np
from PIL import Image

from models.geo.contract.scene import SceneFlags

from .judge import Case, Trap, Truth
from .test_sar import AMPLITUDE, DECIBELS, MEAN_DB, POWER
from .world import SIDE, Pixels, Tif, made, mixed

LAND = mixed()
POLARISATIONS = ("VV", "VH")
LESS_DB = float(10 * np.log10(POWER[1].mean() / POWER[0].mean()))
RADAR = Truth(facts={"stated_vv_db": MEAN_DB, "stated_less_db": LESS_DB, "crop_judged": False})
NOT_CALIBRATED = Truth(facts={"stated_vv_db": None, "stated_less_db": None, "crop_judged": False})
DEGREES = np.array([18.0, 24.0, 29.0, 38.0, 22.0])[LAND.cover] + np.random.default_rng(8).normal(0, 0.8, (SIDE, SIDE))
HEAT = Truth(facts={"temperature_mean": float(DEGREES.mean()), "crop_judged": False, "modality": "infrared"})
RGBN = ("B04", "B03", "B02", "B08")
PICTURE = Truth(
    indices=dict.fromkeys(("NDVI", "SAVI", "EVI", "GNDVI", "VARI", "GLI")),
    facts={"unit": "picture", "crop_judged": False},
)
GREEN = Truth(facts={"unit": "reflectance", "crop_judged": True})
SHADES = np.clip(LAND.reflectance(RGBN) * 400, 0, 255).astype("uint8")
INVENTED = SceneFlags(unit="reflectance", scale=1 / 255)


def radar(pixels: Pixels, true: Truth, unit: str | None = None) -> Case:
    """VV and VH with no tags, and the user's word for the unit."""
    flags = SceneFlags.model_validate({"unit": unit, "bands": POLARISATIONS})
    stored = pixels.astype("float32") if pixels.dtype == np.float64 else pixels
    return Case(made(Tif(names=POLARISATIONS, scale=None), stored), true, flags=flags)


def heat(values: Pixels, unit: str) -> Case:
    """One thermal band whose unit the user says."""
    tif = Tif(names=("lwir",), scale=None)
    return Case(made(tif, values[None].astype("float32")), HEAT, flags=SceneFlags.model_validate({"unit": unit}))


def picture(pixels: Pixels, true: Truth, flags: SceneFlags, scale: float | None = None) -> Case:
    """Red, green, blue and near infrared."""
    return Case(made(Tif(names=("red", "green", "blue", "nir"), scale=scale), pixels), true, flags=flags)


def photograph(folder: Path) -> Path:
    """A picture by a phone: a green leaf before a grey wall."""
    across, down = np.meshgrid(np.linspace(-1, 1, 320), np.linspace(-1, 1, 240))
    leaf = (across / 0.7) ** 2 + (down / 0.4) ** 2 < 1
    shades = np.where(leaf[..., None], (60, 130, 40), (150, 148, 145)) + np.random.default_rng(2).normal(
        0, 6, (240, 320, 3)
    )
    said = Image.Exif()
    said[271] = "Apple"
    path = folder / "IMG_0001.jpg"
    Image.fromarray(np.clip(shades, 0, 255).astype("uint8")).save(path, exif=said)
    return path


COLOUR = Case(made(Tif(names=("red", "green", "blue"), scale=None), SHADES[:3]), Truth(facts={"measured": True}))

NO_GROUND = Truth(facts={"measured": False, "crop_judged": False})

TRAPS = (
    Trap("radar-averaged-in-decibels", radar(DECIBELS, RADAR, "sar_db"), radar(POWER, RADAR, "sar_power")),
    Trap("radar-amplitude-taken-for-power", radar(AMPLITUDE, RADAR, "sar_amplitude"), radar(POWER, RADAR, "sar_power")),
    Trap("radar-numbers-given-as-backscatter", radar(np.round(AMPLITUDE * 500).astype("uint16"), NOT_CALIBRATED),
         radar(DECIBELS, RADAR, "sar_db")),
    Trap("kelvin-given-as-celsius", heat(DEGREES + 273.15, "kelvin"), heat(DEGREES, "celsius")),
    Trap("picture-with-an-invented-scale", picture(SHADES, PICTURE, INVENTED),
         picture(SHADES, GREEN, SceneFlags(), scale=1 / 400)),
    Trap("picture-in-16-bit-with-an-invented-scale", picture(SHADES.astype("uint16"), PICTURE, INVENTED),
         picture(SHADES, GREEN, SceneFlags(), scale=1 / 400)),
    Trap("picture-divided-by-255-called-reflectance",
         picture(SHADES / np.float32(255), PICTURE, SceneFlags(unit="reflectance")),
         picture(SHADES, GREEN, SceneFlags(), scale=1 / 400)),
    Trap("picture-without-any-word", picture(SHADES, PICTURE, SceneFlags()),
         picture(SHADES, GREEN, SceneFlags(), scale=1 / 400)),
    Trap("photograph-measured-as-ground", Case(photograph, NO_GROUND), COLOUR),
)  # fmt: skip


def test_trap_is_not_answered_wrongly_in_silence(trap, spring):
    spring(trap)


def test_clean_twin_is_completed_with_the_right_numbers(trap, complete):
    complete(trap)
