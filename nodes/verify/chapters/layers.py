"""Decibels, degrees and relative indices computed again, by other formulas than those that made them."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.geo.indices.catalogue import Index
from models.geo.indices.layer import RELATIVE

Doubles = NDArray[np.float64]


def compute_layer(index: Index, bands: Mapping[str, Doubles]) -> Doubles | None:
    """Physical values by symbol → what is measured of them; None for an index of reflectance."""
    first = next(iter(bands.values()))
    if index.unit == "dB":
        return _radar(index, bands)
    if index.unit == "°C":
        return first - 273.15 if next(iter(index.bands.values())).unit == "kelvin" else first.copy()
    if not index.is_relative:
        return None
    full = _full(index)
    if index.name == f"brightness{RELATIVE}":
        return first / full
    import spyndex

    with np.errstate(all="ignore"):
        shares = {symbol: band / full for symbol, band in bands.items()}
        found = spyndex.computeIndex([index.name.removesuffix(RELATIVE)], params={**shares, **index.constants})
    return np.array(found, np.float64).reshape(first.shape)


def _full(index: Index) -> float:
    """What stored numbers were divided by, as the formula of the report says it."""
    _, _, last = index.formula.rpartition(" / ")
    try:
        return float(last)
    except ValueError:
        return 1.0


def _radar(index: Index, bands: Mapping[str, Doubles]) -> Doubles:
    """Decibels by the natural logarithm; of two polarisations, those of the quotient of their powers."""
    with np.errstate(all="ignore"):
        power = {symbol: _power(values, index.bands[symbol].unit) for symbol, values in bands.items()}
        everywhere = np.all([np.isfinite(one) & (one > 0) for one in power.values()], axis=0)
        wanted = index.name.split("_minus_")
        if len(wanted) == 2:
            found = power[wanted[0]] / power[wanted[1].split("_")[0]]
        else:
            found = power[index.name.split("_")[0]] if len(power) > 1 else next(iter(power.values()))
        return np.asarray(np.where(everywhere, np.log(found) * (10 / np.log(10)), np.nan), np.float64)


def _power(values: Doubles, unit: str) -> Doubles:
    if unit == "sar_db":
        return np.asarray(np.exp(values * (np.log(10) / 10)), np.float64)
    return np.asarray(np.where(values > 0, values, np.nan) ** (1 if unit == "sar_power" else 2), np.float64)
