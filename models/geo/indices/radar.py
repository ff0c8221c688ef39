"""Radar in decibels: each polarisation, and the cross-polarised one less the co-polarised one.

A pixel counts where all polarisations have a value, so that means of two can be held against each other.
"""

from dataclasses import replace

import numpy as np

from models.arrays import Floats
from models.geo.contract.bands import POLARISATIONS
from models.geo.contract.sar import SAR_UNITS
from models.geo.contract.scene import Scene, Source
from models.geo.indices.catalogue import Index, IndexPlan
from models.geo.indices.layer import RELATIVE, Preparation, plan_layer
from models.schemas import Reason

_PAIRS = (("VH", "VV"), ("HV", "HH"))
_TOLD: tuple[Source, ...] = ("flag", "tag", "sidecar", "convention")
_PICTURE = Reason(
    code="wrong_unit", reason="it is a picture of radar that was made for the eye, whose numbers are no backscatter",
    needed="the product that the picture was made of, as Sentinel-1 GRD or RTC",
)  # fmt: skip
_UNKNOWN = Reason(
    code="wrong_unit", reason="it looks like radar, and nothing says which polarisation or which unit its numbers have",
    needed="--bands VV,VH or whichever they are, in file order",
)  # fmt: skip


def plan_radar(scene: Scene) -> list[Index]:
    """Plan the layers of a scene in a unit of radar."""
    bands = {role.upper(): band for role in POLARISATIONS if (band := scene.band(role)) and band.unit in SAR_UNITS}
    if not bands:
        bands = {"backscatter": scene.bands[0]}
    end = "_dB" if is_calibrated(scene) else RELATIVE
    how = _TO_DECIBELS[scene.unit.value]
    layers = [
        plan_layer(f"{symbol}{end}", f"Backscatter {symbol}".removesuffix(" backscatter"), symbol, bands, "dB", how)
        for symbol in bands
    ]
    for cross, same in (pair for pair in _PAIRS if {*pair} <= {*bands}):
        title = f"Backscatter {cross} less {same}"
        ratio = plan_layer(f"{cross}_minus_{same}{end}", title, f"{cross}-{same}", bands, "dB", how)
        layers.append(replace(ratio, parts=(f"{cross}{end}", f"{same}{end}")))
    return layers


def refuse_radar(scene: Scene, names: tuple[str, ...]) -> IndexPlan:
    """Say why what looks like radar cannot be measured, and that the named indices cannot either."""
    why = _PICTURE if scene.unit.value == "picture" else _UNKNOWN
    return IndexPlan((), dict.fromkeys(("backscatter", *names), why))


def is_calibrated(scene: Scene) -> bool:
    """Tell whether decibels of this radar scene mean backscatter: by its unit, and for amplitude by who says so."""
    unit = scene.unit
    return unit.value in ("sar_power", "sar_db") or (unit.value == "sar_amplitude" and unit.source in _TOLD)


def _convert_power(values: Floats) -> Floats:
    return np.asarray(10 * np.log10(np.where(values > 0, values, np.nan)), np.float32)


def _convert_amplitude(values: Floats) -> Floats:
    return np.asarray(20 * np.log10(np.where(values > 0, values, np.nan)), np.float32)


_TO_DECIBELS: dict[str, Preparation] = {
    "sar_power": Preparation("10 log10 of linear power", _convert_power),
    "sar_amplitude": Preparation("20 log10 of amplitude", _convert_amplitude),
    "sar_dn": Preparation("20 log10 of the stored number", _convert_amplitude),
    "sar_db": Preparation("dB as given"),
}
