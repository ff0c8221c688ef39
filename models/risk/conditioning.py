"""The conditioning of the network, what is known beside the picture: numbers of size one, and which are there."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.arrays import Floats
from models.field.weather import WEATHER
from models.risk.config import RiskConfig


def encode(
    conditioning: Mapping[str, NDArray[Any]], count: int, cells: tuple[int, int], config: RiskConfig
) -> tuple[Floats, Floats]:
    """Encode the conditioning of n tiles as whole (n, w) and cells (n, c, rows, columns); what is missing is
    marked as unknown.

    An array without an axis for the tiles, or with one of length 1, holds for all; crop, age and season may be
    given for each cell.
    """
    nan = np.float32(np.nan)

    def of(name: str, shape: tuple[int, ...], unknown: Any) -> NDArray[Any]:
        values = np.asarray(conditioning.get(name, unknown))
        if values.ndim == 1 and name == "season":
            values = values[:, None, None]
        return np.broadcast_to(values, (count, *shape))

    soil = of("soil", (), 0)[:, None] == np.arange(1, len(config.soils) + 1)
    week = _average_week(of("sensors", (7, len(config.quantities)), nan), config)
    whole = (*_mask(of("place", (len(config.places),), nan)), soil, *_mask(week))
    crop = of("crop", cells, 0)[:, None] == np.arange(1, len(config.crops) + 1)[:, None, None]
    age = of("age", cells, nan)[:, None]
    days = np.where(np.isfinite(age), age, 0) / 100
    season = of("season", (len(WEATHER), *cells), nan)
    scaled = (season - _make_column(config.season_mean)) / _make_column(config.season_std)
    fine = (crop, days, days**2, np.sqrt(np.maximum(days, 0)), np.isfinite(age), *_mask(scaled))
    return (
        np.concatenate(whole, axis=1, dtype=np.float32, casting="unsafe"),
        np.concatenate(fine, axis=1, dtype=np.float32, casting="unsafe"),
    )


def _average_week(sensors: NDArray[Any], config: RiskConfig) -> NDArray[Any]:
    """Average the days that are known, (n, 7, quantities) → (n, quantities), scaled."""
    there = np.isfinite(sensors)
    days = there.sum(axis=1)
    means = np.where(there, sensors, 0).sum(axis=1) / np.maximum(days, 1)
    scaled = (means - np.array(config.quantity_mean)) / np.array(config.quantity_std)
    return np.where(days > 0, scaled, np.nan)


def _mask(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Put 0 where nothing is known, and say where something is."""
    there = np.isfinite(values)
    return np.where(there, values, 0), there


def _make_column(values: tuple[float, ...]) -> Floats:
    return np.array(values, np.float32)[:, None, None]
