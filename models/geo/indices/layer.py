"""What else than an index of reflectance can be measured of a pixel, and its name where it is not calibrated."""

from collections.abc import Callable
from dataclasses import dataclass

from models.arrays import Floats
from models.geo.contract.scene import Band, Scene
from models.geo.indices.catalogue import Index, compile_formula
from models.schemas import LayerUnit

RELATIVE = "_relative"
"""Ends the name of what can be compared within one picture only, so that nothing takes it for a calibrated measure."""
WITHIN = " (within this picture only)"
"""Ends its title."""

_FULL = {"uint8": 255.0, "int16": 32767.0, "uint16": 65535.0}


@dataclass(frozen=True)
class Preparation:
    """What is done to the values of a band before a formula takes them, in code and in words."""

    words: str
    of: Callable[[Floats], Floats] | None = None  # None: nothing


def plan_layer(
    name: str, title: str, formula: str, bands: dict[str, Band], unit: LayerUnit, preparation: Preparation
) -> Index:
    """Plan a layer by its formula; one whose name ends in `RELATIVE` is marked as such."""
    is_relative = name.endswith(RELATIVE)
    return Index(
        name=name,
        long_name=f"{title}{WITHIN}" if is_relative else f"{title}, {unit}",
        formula=f"{formula}; {preparation.words}",
        bands=bands,
        constants={},
        code=compile_formula(formula),
        unit=unit,
        is_relative=is_relative,
        prepare=preparation.of,
    )


def find_full(scene: Scene, band: Band) -> float | None:
    """Find the largest number that a band can hold; None where nothing fixes it."""
    if band.dtype.startswith("float"):
        return 1.0 if scene.unit.value == "picture" else None
    return 255.0 if scene.unit.value == "picture" else _FULL.get(band.dtype)
