"""Landsat as Earth Engine exports it: bands called SR_B4 are of Collection 2, stored or scaled; the pixels say which.

Collection 1 called the same bands B4, so the name fixes scale and offset (USGS LSDS-1619); what is scaled already lies
between 0 and about 1, what is not lies in the thousands.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.geo.contract.evidence import is_unscaled
from models.geo.contract.product import Layer
from models.geo.contract.sample import LayerSample
from models.geo.contract.scene import Fact, Unit

_SURFACE, _THERMAL = re.compile(r"^SR_B[1-7]$"), re.compile(r"^ST_B(6|10)$")
_FACTORS: dict[str, tuple[Unit, float, float]] = {
    "SR": ("reflectance", 2.75e-05, -0.2), "ST": ("kelvin", 0.00341802, 149.0),
}  # fmt: skip
_SMALLEST_STORED = {"SR": 6000.0, "ST": 15000.0}
"""Stored values of −0.035 reflectance and 200 K, below which hardly any ground lies; what is scaled lies far below."""


def scale_collection_2(layers: Sequence[Layer], samples: Sequence[LayerSample]) -> tuple[Layer, ...]:
    """Give bands called SR_B… and ST_B… the factors of Collection 2, and 0 as fill, where they hold stored numbers."""
    return tuple(
        _scale(layer, layer.name[:2], sample) if _is_stored(layer, sample) else layer
        for layer, sample in zip(layers, samples, strict=True)
    )


def find_surface_level(layers: Sequence[Layer], level: Fact[str | None]) -> Fact[str | None]:
    """Return the level, or that of surface reflectance where none is known and bands are called SR_B4."""
    named = next((layer.name for layer in layers if _SURFACE.match(layer.name)), None)
    if level.value is not None or named is None:
        return level
    return Fact[str | None](value="L2SR", source="convention", detail=f"{named} is surface reflectance by its name")


def _is_stored(layer: Layer, sample: LayerSample) -> bool:
    """Tell whether a layer is of Collection 2 by its name, and holds numbers as they are stored."""
    if not (_SURFACE.match(layer.name) or _THERMAL.match(layer.name)) or not is_unscaled(layer):
        return False
    values = sample.values[sample.values != 0]
    if not values.size:
        return False
    low, high = np.quantile(values, (0.01, 1.0))
    return bool(low >= _SMALLEST_STORED[layer.name[:2]] and high <= 65535)


def _scale(layer: Layer, kind: str, sample: LayerSample) -> Layer:
    unit, scale, offset = _FACTORS[kind]
    middle = float(np.median(sample.values[sample.values != 0]))
    how = f"{layer.name} is how Collection 2 of Landsat is called in Earth Engine (× {scale:g} {offset:+g})"
    how = f"{how}; stored values around {middle:.0f} fit" if kind == "SR" else how
    fill = Fact[float](value=0.0, source="convention", detail="0 is fill in Landsat Collection 2")
    return replace(
        layer,
        unit=layer.unit or Fact[Unit](value=unit, source="convention", detail=how),
        scale=Fact[float](value=scale, source="convention", detail=how),
        offset=Fact[float](value=offset, source="convention", detail=how),
        nodata=layer.nodata or (fill,),
    )
