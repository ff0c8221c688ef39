"""Real fields of which only means are known, from tables of the WorldCereal project: reflectance on days, and the crop.

French: the parcel register of 2023, ten-day composites with rain and temperature. African: fields of Uganda, South
Sudan and Kenya in 2017, monthly composites. Values are as they were published; nothing is filled in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.arrays import Bools, Doubles, Floats, Whole
from models.observed.courses import compute_ndvi
from models.observed.reality import WORLDCEREAL_CROPS as FRENCH_CROPS
from models.observed.weather import Weather, estimate_evapotranspiration

FRENCH = "tabular_timeseries/2023_FRA_LPIS_POLY_110_dekad.geoparquet"
AFRICAN = "tabular_timeseries/africa_public_extractions_monthly.parquet"
ROLES = {
    "blue": "B02", "green": "B03", "red": "B04", "rededge071": "B05", "rededge075": "B06", "rededge078": "B07",
    "nir": "B08", "nir08": "B8A", "swir16": "B11", "swir22": "B12",
}  # fmt: skip
"""Bands of Sentinel-2 by role."""
RAPESEED = {1106000031: "rapeseed"}  # which no network knows
AFRICAN_CROPS = {
    1101060000: "maize", 1101070000: "sorghum", 1105010010: "dry bean", 1106000010: "sunflower",
    1106000050: "groundnut",
}  # fmt: skip
"""Codes of the WorldCereal legend."""
_FULL = 65535
_NEARBY = 100  # units to a degree: about a kilometre


@dataclass(frozen=True)
class FieldSeries:
    """n fields on t days."""

    reflectance: Floats  # (n, t, bands), all NaN where a band is missing that others have
    roles: tuple[str, ...]  # of the bands
    days: list[date]  # (t,), the first day of each composite
    crop: NDArray[np.str_]  # (n,)
    region: NDArray[np.str_]  # (n,) within which fields of a crop are held against each other
    unit: Whole  # (n,) fields that share a number lie side by side
    latitude: Doubles  # (n,) degrees north
    elevation: Doubles  # (n,) metres
    weather: Weather | None = None

    @property
    def ndvi(self) -> Floats:
        """Compute the NDVI, (n, t)."""
        return compute_ndvi(self.reflectance, self.roles, -1)

    @property
    def seen(self) -> Bools:
        """Say whether a field was seen on a day, (n, t)."""
        return np.asarray(np.isfinite(self.ndvi))


def read_french_fields(data: Path, roles: Sequence[str]) -> FieldSeries:
    """Read means of fields of six crops."""
    import pandas as pd

    named = {**FRENCH_CROPS, **RAPESEED}
    table = pd.read_parquet(data / FRENCH)
    table = table[table["ewoc_code"].isin(list(named))]
    ids, days = sorted(table["sample_id"].unique()), sorted(table["timestamp"].unique())
    rows = np.array([ids.index(name) for name in table["sample_id"]])
    columns = np.array([days.index(day) for day in table["timestamp"]])

    def spread(column: str, scale: float) -> Floats:
        values = table[column].to_numpy(np.float32)
        found = np.full((len(ids), len(days)), np.nan, np.float32)
        found[rows, columns] = np.where((values > 0) & (values < _FULL), values / scale, np.nan)
        return found

    stored = {role: spread(f"S2-L2A-{ROLES[role]}", 1e4) for role in roles}
    first = table.groupby("sample_id").first().loc[ids]
    dates = [pd.Timestamp(day).date() for day in days]
    latitude = first["lat"].to_numpy(np.float64)
    rain, warmth = spread("AGERA5-PRECIP", 100), spread("AGERA5-TMEAN", 100) - np.float32(273.15)
    return FieldSeries(
        stack_bands(stored),
        tuple(roles),
        dates,
        crop=np.array([named[code] for code in first["ewoc_code"]]),
        region=np.full(len(ids), "France"),
        unit=np.arange(len(ids)),
        latitude=latitude,
        elevation=first["elevation"].to_numpy(np.float64),
        weather=_spread_over_days(rain, warmth, dates, latitude),
    )


def read_african_fields(data: Path, roles: Sequence[str]) -> FieldSeries:
    """Read fields of five crops by country."""
    import pandas as pd

    table = pd.read_parquet(data / AFRICAN)
    table = table[table["ewoc_code"].isin(list(AFRICAN_CROPS))].sort_values("sample_id")
    start = date.fromisoformat(str(table["start_date"].iloc[0]))
    months = range(int(table["available_timesteps"].iloc[0]))
    names = {column.rsplit("-", 1)[0]: column for column in table.columns}

    def series(band: str) -> Floats:
        stored = table[[names[f"OPTICAL-{band}-ts{month}"] for month in months]].to_numpy(np.float32)
        return np.where((stored > 0) & (stored < _FULL), stored / 1e4, np.nan).astype(np.float32)

    corners = (table[["lat", "lon"]] * _NEARBY).round().apply(tuple, axis=1)
    return FieldSeries(
        stack_bands({role: series(ROLES[role]) for role in roles}),
        tuple(roles),
        [date(start.year + (start.month - 1 + month) // 12, (start.month - 1 + month) % 12 + 1, 1) for month in months],
        crop=np.array([AFRICAN_CROPS[code] for code in table["ewoc_code"]]),
        region=np.array([name.split("_")[1] for name in table["ref_id"]]),
        unit=np.asarray(pd.factorize(corners)[0], np.int64),
        latitude=table["lat"].to_numpy(np.float64),
        elevation=table["DEM-alt-20m"].to_numpy(np.float64),
    )


def stack_bands(stored: Mapping[str, Floats]) -> Floats:
    """Stack the bands, (n, t) each, as (n, t, bands), NaN on days on which a band is missing that there is on
    others.
    """
    together = np.stack(list(stored.values()), axis=-1)
    there: Bools = np.asarray(np.isfinite(together))
    somewhere = np.asarray(there.any(axis=(0, 1)))
    whole = np.asarray(there[..., somewhere].all(axis=-1))
    return np.asarray(np.where(whole[..., None], together, np.nan), np.float32)


def _spread_over_days(rain: Floats, warmth: Floats, starts: list[date], latitude: Doubles) -> Weather:
    """Spread sums of rain and mean temperatures of periods, each from one start to the next, evenly over their days."""
    lengths = np.diff([day.toordinal() for day in starts])
    lengths = np.append(lengths, lengths[-1])
    days = [starts[0] + timedelta(days=number) for number in range(int(lengths.sum()))]
    wet, warm = (rain / lengths).repeat(lengths, axis=1), warmth.repeat(lengths, axis=1)
    evaporated = estimate_evapotranspiration(days, latitude[:, None], warm)
    return Weather(starts[0], np.stack([wet, evaporated, warm], axis=-1).astype(np.float32))
