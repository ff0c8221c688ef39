"""The one scale and the colours of each index, the same on all maps, so that dates, fields and scenes compare by eye.

What agronomists look at has a scale by hand: from bare soil to a closed crop, from dry to wet. All other indices have
the values that five kinds of ground give them. Only temperatures, and what means nothing beyond its own picture, depend
on the scene.
"""

from dataclasses import dataclass
from functools import cache
from math import ceil, floor, isfinite, log10
from typing import Any

from models.geo.indices.catalogue import OTHER_NAMES, compile_formula
from models.geo.indices.histogram import LIMIT
from models.geo.indices.own import OWN
from models.geo.pixels.colours import BARE, GREEN, NEUTRAL, WATER, Ramp
from models.schemas import IndexStats


@dataclass(frozen=True)
class Scale:
    """The values at both ends of a ramp; what lies beyond has the colour of the end."""

    low: float
    high: float
    ramp: Ramp
    is_fixed: bool = True  # the same on all maps

    @property
    def stops(self) -> tuple[tuple[float, str], ...]:
        """Values and their colours, from low to high."""
        steps = len(self.ramp.stops) - 1
        return tuple(
            (round(self.low + (self.high - self.low) * place / steps, 6), colour)
            for place, colour in enumerate(self.ramp.stops)
        )


FIXED = {
    "NDVI": Scale(0.0, 0.9, GREEN), "EVI": Scale(0.0, 0.8, GREEN), "SAVI": Scale(0.0, 0.8, GREEN),
    "MSAVI": Scale(0.0, 0.8, GREEN), "NDRE": Scale(0.0, 0.7, GREEN), "CIRE": Scale(0.0, 5.0, GREEN),
    "GNDVI": Scale(0.0, 0.8, GREEN), "NBR": Scale(-0.2, 0.8, GREEN), "VARI": Scale(-0.2, 0.6, GREEN),
    "GLI": Scale(-0.1, 0.4, GREEN), "NDMI": Scale(-0.3, 0.5, WATER), "NDWI": Scale(-0.8, 0.4, WATER),
    "MNDWI": Scale(-0.8, 0.4, WATER), "PSRI": Scale(-0.1, 0.4, BARE), "BSI": Scale(-0.4, 0.3, BARE),
    "VV_dB": Scale(-20.0, 0.0, NEUTRAL), "HH_dB": Scale(-20.0, 0.0, NEUTRAL), "VH_dB": Scale(-28.0, -8.0, NEUTRAL),
    "HV_dB": Scale(-28.0, -8.0, NEUTRAL), "backscatter_dB": Scale(-25.0, 0.0, NEUTRAL),
    "VH_minus_VV_dB": Scale(-14.0, -2.0, NEUTRAL), "HV_minus_HH_dB": Scale(-14.0, -2.0, NEUTRAL),
}  # fmt: skip
_SYMBOLS = ("A", "B", "G1", "G", "Y", "R", "RE1", "RE2", "RE3", "N", "N2", "WV", "S1", "S2")
_GROUND = (
    (0.02, 0.03, 0.06, 0.07, 0.05, 0.04, 0.09, 0.30, 0.40, 0.45, 0.46, 0.45, 0.20, 0.10),  # closed crop
    (0.04, 0.05, 0.08, 0.09, 0.08, 0.08, 0.14, 0.22, 0.26, 0.28, 0.29, 0.29, 0.25, 0.16),  # half cover
    (0.08, 0.10, 0.13, 0.14, 0.16, 0.18, 0.20, 0.22, 0.24, 0.26, 0.27, 0.27, 0.34, 0.30),  # dry soil
    (0.06, 0.08, 0.12, 0.14, 0.18, 0.21, 0.25, 0.28, 0.31, 0.34, 0.35, 0.35, 0.36, 0.25),  # straw
    (0.05, 0.06, 0.05, 0.05, 0.04, 0.03, 0.03, 0.02, 0.02, 0.02, 0.02, 0.02, 0.01, 0.01),  # water
)
"""Reflectance of ground in the bands of `_SYMBOLS`, rounded from spectral libraries: only a scale hangs on it."""


def find_scale(stats: IndexStats) -> Scale:
    """Find the scale of an index; temperatures, and what means nothing beyond its picture, have that of the scene."""
    if stats.name in FIXED:
        return FIXED[stats.name]
    if stats.unit == "1" and not stats.is_relative:
        return find_index_scale(stats.name)
    low, high = stats.percentiles["5"], stats.percentiles["95"]
    room = max(0.0, 0.1 - (high - low)) / 2
    return Scale(round(low - room, 3), round(high + room, 3), NEUTRAL, is_fixed=False)


@cache
def find_index_scale(name: str) -> Scale:
    """Find the scale of an index of the catalogue; −1 to 1 where the five kinds of ground give it no value."""
    if name in FIXED:
        return FIXED[name]
    values = _values(name)
    if not values:
        return Scale(-1.0, 1.0, NEUTRAL)
    low, high = min(values), max(values)
    step = 10.0 ** floor(log10(max(high - low, 0.01))) / 2
    return Scale(round(floor(low / step) * step, 6), round(ceil(high / step + 1e-9) * step, 6), NEUTRAL)


def _values(name: str) -> list[float]:
    """The values on each kind of ground that are within the limits of all indices."""
    import spyndex

    entry = OWN[name] if name in OWN else spyndex.indices.get(OTHER_NAMES.get(name, name))
    if entry is None:
        return []
    constants = {symbol: constant.default for symbol, constant in spyndex.constants.items()}
    code = compile_formula(entry.formula)
    values = []
    for ground in _GROUND:
        symbols: dict[str, Any] = constants | dict(zip(_SYMBOLS, ground, strict=True))
        try:
            value = float(eval(code, {"__builtins__": {}}, symbols))
        except (NameError, TypeError, ZeroDivisionError, ValueError):
            continue
        if isfinite(value) and abs(value) < LIMIT:
            values.append(value)
    return values
