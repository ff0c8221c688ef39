"""Thermal scenes: degrees where the unit is known, else the brightness of the picture, relative within it."""

from functools import partial

import numpy as np

from models.arrays import Floats
from models.geo.contract.bands import THERMAL
from models.geo.contract.scene import Band, Scene
from models.geo.indices.catalogue import Index
from models.geo.indices.layer import RELATIVE, Preparation, find_full, plan_layer
from models.schemas import Reason

_CHANNELS = ("lwir11", "lwir12")
_UNKNOWN = Reason(
    code="wrong_unit", reason="nothing says what the numbers of the thermal band mean, or how far they can reach",
    needed="a thermal product that declares kelvin or °C",
)  # fmt: skip


def plan_heat(scene: Scene) -> list[Index]:
    """Plan a layer of °C for each thermal band, or for each band of a scene that is in kelvin or °C as a whole."""
    warm = [band for band in scene.bands if band.unit in ("kelvin", "celsius")]
    thermal = [band for band in warm if band.role.value in THERMAL]
    return [_plan_degrees(band) for band in thermal or (warm if scene.unit.value in ("kelvin", "celsius") else [])]


def _plan_degrees(band: Band) -> Index:
    channel = f"_{band.role.value}" if band.role.value in _CHANNELS else ""
    how = Preparation("kelvin less 273.15", _convert_kelvin) if band.unit == "kelvin" else Preparation("°C as given")
    return plan_layer(f"temperature{channel}_C", "Temperature", "T", {"T": band}, "°C", how)


def _convert_kelvin(values: Floats) -> Floats:
    return values - np.float32(273.15)


def plan_brightness(scene: Scene) -> Index | Reason:
    """Plan the first thermal band as a share of what its numbers can reach, or say why it cannot be."""
    band = next((band for band in scene.bands if band.role.value in THERMAL), scene.bands[0])
    full = find_full(scene, band)
    if full is None:
        return _UNKNOWN
    how = Preparation(f"of stored numbers / {full:g}", partial(_divide, full=full))
    return plan_layer(f"brightness{RELATIVE}", "Brightness", "T", {"T": band}, "1", how)


def _divide(values: Floats, *, full: float) -> Floats:
    return values / np.float32(full)
