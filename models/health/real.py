"""The health network on real fields: `python -m models.health.real --data ../shared/data`.

Nobody measured their stress, so what is asked is whether the severity that the network sees today tells how green a
field will be, against the other fields of its crop, over the following 30 days. Beside it stands what plain NDVI of
today tells, and what the NDVI anomaly of today tells, for which one must know all those other fields.

French fields of six crops (ten-day composites, means of fields), and cells of 40 m of the Belgian WorldCereal patch
that has bands of 10 m. None of them was learned from. After that, where the network sees crops on known ground.
"""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from models.files import write_whole
from models.health import ground
from models.health.config import BANDS, CELL, CROPS, SHIPPED
from models.health.facts import Facts, crop_number, place_of
from models.health.predict import Predictor
from models.simulation.reality import CROPS as NAMED
from models.training import check_extra, config_from_flags

Floats = NDArray[np.float32]

FRENCH = "tabular_timeseries/2023_FRA_LPIS_POLY_110_dekad.geoparquet"
BELGIAN = "multimodal_worldcereal/00002806639B424A"
RAPESEED = {1106000031: "rapeseed"}  # which the network does not know
_MAIZE = 1200  # in the crop map of the patch
_ROLES = dict(zip(("B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B11", "B12"), BANDS, strict=True))
_CLEAR = (4, 5)  # vegetation and bare ground of the scene classification
_AFTER = timedelta(days=30)
_GREEN = 0.4  # median NDVI of a crop from which on it stands
_TILE = 8  # pixels a side of what is shown of a field of which only the mean is known

log = logging.getLogger(__name__)


class RealConfig(BaseModel):
    """Hold the health network against real fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(description="the folder with the real data")
    weights: Path = Field(default=SHIPPED, description="the folder of the weights")
    resamples: int = Field(default=500, gt=0, description="of fields, for the intervals")
    seed: int = Field(default=1, ge=0, description="of the resampling")
    record: bool = Field(default=False, description="write the figures into metrics.json of the weights")


@dataclass(frozen=True)
class Fields:
    """n fields on t days, NaN where nothing was seen."""

    ndvi: Floats  # (n, t)
    severity: dict[str, Floats]  # by what the network was told, (n, t) missing cover
    crop: NDArray[np.str_]  # (n,)
    days: list[date]  # (t,)


@dataclass(frozen=True)
class Cases:
    """Fields on days of their season, and what came of them."""

    field: NDArray[np.int64]
    group: NDArray[np.int64]  # crop and day
    outcome: Floats  # NDVI anomaly of the following 30 days
    told: dict[str, Floats]  # what was known on the day, high where the field does well


def main() -> None:
    """The command line."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    config = config_from_flags(RealConfig)
    check_extra("pandas", "pyarrow", "netCDF4", "scipy")
    predictor = Predictor.load(config.weights)
    found = {}
    for name, read in (("French fields", french_fields), ("Belgian maize", belgian_cells)):
        cases = cases_of(read(config.data, predictor))
        found[name] = figures(cases, config.resamples, np.random.default_rng(config.seed))
    taken = ground.standing(config.data, predictor)
    print("\n".join([*table(found), *ground.table(taken)]))
    if config.record:
        path = config.weights / "metrics.json"
        figures_of = json.loads(path.read_text()) | {"real": found, "ground": taken}
        write_whole(path, json.dumps(figures_of, indent=1) + "\n")


def french_fields(data: Path, predictor: Predictor) -> Fields:
    """Means of fields, shown to the network as small even tiles."""
    import pandas as pd

    named = {**NAMED, **RAPESEED}
    table = pd.read_parquet(data / FRENCH)
    table = table[table["ewoc_code"].isin(list(named))]
    ids, days = sorted(table["sample_id"].unique()), sorted(table["timestamp"].unique())
    rows = np.array([ids.index(name) for name in table["sample_id"]])
    columns = np.array([days.index(day) for day in table["timestamp"]])
    stored = np.full((len(ids), len(days), len(BANDS)), np.nan, np.float32)
    for band, role in _ROLES.items():
        values = table[f"S2-L2A-{band}"].to_numpy(np.float32)
        stored[rows, columns, BANDS.index(role)] = np.where((values > 0) & (values < 65535), values / 1e4, np.nan)
    first = table.groupby("sample_id").first().loc[ids]
    crops = np.array([named[code] for code in first["ewoc_code"]])
    dates = [pd.Timestamp(day).date() for day in days]
    places = list(zip(first["lat"].tolist(), first["elevation"].tolist(), strict=True))
    there = [place for place, role in enumerate(BANDS) if role != "nir08"]
    whole: NDArray[np.bool_] = np.asarray(np.isfinite(stored[..., there]).all(axis=-1))
    severity = {}
    for told in ("picture", "picture, season and place", "picture, season, place and crop"):
        found = np.full(whole.shape, np.nan, np.float32)
        for field, (latitude, elevation) in enumerate(places):
            seen = np.flatnonzero(whole[field])
            tiles = np.broadcast_to(stored[field, seen][..., None, None], (len(seen), len(BANDS), _TILE, _TILE))
            facts: Facts = {}
            if "place" in told:
                facts["place"] = np.stack([place_of(dates[day], latitude, elevation) for day in seen])
            if "crop" in told and crops[field] in CROPS:
                facts["crop"] = np.array(crop_number(str(crops[field])))
            found[field, seen] = predictor(np.array(tiles), facts)["missing"].mean(axis=(1, 2, 3))
        severity[told] = found
    return Fields(_ndvi(np.where(whole[..., None], stored, np.nan), -1), severity, crops, dates)


def belgian_cells(data: Path, predictor: Predictor) -> Fields:
    """Cells of maize of one patch of 640 m in the dry summer of 2018, the whole patch shown to the network."""
    image, maize, days = belgian_patch(data / BELGIAN)
    severity = {}
    for told in ("picture", "picture, season and place", "picture, season, place and crop"):
        facts: Facts = {}
        if "place" in told:
            facts["place"] = np.stack([place_of(day, 51.0, 20.0) for day in days])
        if "crop" in told:
            facts["crop"] = np.array(crop_number("maize"))
        severity[told] = predictor(image, facts)["missing"][:, 0][:, maize].T
    whole: NDArray[np.bool_] = np.asarray(np.isfinite(image).all(axis=1))
    seen = _blocks(whole.astype(np.float32))[:, maize].T == 1
    means = np.stack([_blocks(image[:, place])[:, maize].T for place in range(len(BANDS))], axis=-1)
    ndvi = np.where(seen, _ndvi(means, -1), np.nan)
    severity = {told: np.where(seen, values, np.nan) for told, values in severity.items()}
    return Fields(ndvi, severity, np.full(int(maize.sum()), "maize"), days)


def belgian_patch(folder: Path) -> tuple[Floats, NDArray[np.bool_], list[date]]:
    """(t, bands, h, w) reflectance, NaN where it was cloudy; the cells that are all maize; the days."""
    fine, times = _netcdf(next(folder.glob("S2_L2A_10m*")), ("B02", "B03", "B04", "B08"))
    coarse, _ = _netcdf(next(folder.glob("S2_L2A_20m*")), ("B05", "B06", "B07", "B8A", "B11", "B12", "SCL"))
    maps, _ = _netcdf(next(folder.glob("OUTPUT*")), ("CT",))
    twice = {name: values.repeat(2, axis=1).repeat(2, axis=2) for name, values in coarse.items()}
    clear: NDArray[np.bool_] = np.isin(twice.pop("SCL"), _CLEAR)
    bands = {_ROLES[name]: values for name, values in (fine | twice).items()}
    image = np.stack([np.where(clear & (bands[role] > 0), bands[role], np.nan) for role in BANDS], axis=1)
    maize = _blocks((maps["CT"] == _MAIZE).astype(np.float32)) == 1
    return image.astype(np.float32), maize, [time.date() for time in times]


def _netcdf(path: Path, names: tuple[str, ...]) -> tuple[dict[str, Floats], list[datetime]]:
    """Variables in their units, as the files scale them, (t, h, w) or (h, w), and their times."""
    import netCDF4

    with netCDF4.Dataset(path) as source:
        source.set_auto_mask(False)
        found = {name: np.asarray(source[name][:], np.float32) for name in names}
        times: list[datetime] = []
        if "timestamp" in source.variables:
            clock = source["timestamp"]
            start = datetime.fromisoformat(clock.units.removeprefix("seconds since ")).replace(tzinfo=UTC)
            times = [start + timedelta(seconds=float(second)) for second in clock[:]]
    return found, times


def _blocks(values: Floats) -> Floats:
    """(…, h, w) → means of cells."""
    *front, height, width = values.shape
    cells = values.reshape(*front, height // CELL, CELL, width // CELL, CELL)
    return np.asarray(cells.mean(axis=(-3, -1)), np.float32)


def _ndvi(values: Floats, axis: int) -> Floats:
    near, red = (np.take(values, BANDS.index(role), axis) for role in ("nir", "red"))
    return np.asarray((near - red) / (near + red), np.float32)


def cases_of(fields: Fields) -> Cases:
    """Each field on each day of its crop's season of which enough of the following days were seen."""
    rows: list[tuple[int, int, int, float]] = []
    for number, crop in enumerate(np.unique(fields.crop)):
        chosen = np.flatnonzero(fields.crop == crop)
        ndvi = fields.ndvi[chosen]
        anomaly = ndvi - _mean(ndvi, 0)
        for today in season_of(fields.ndvi[chosen], fields.days):
            after = [day for day, when in enumerate(fields.days) if timedelta(0) < when - fields.days[today] <= _AFTER]
            enough = np.isfinite(anomaly[:, after]).sum(axis=1) >= 2
            outcomes = _mean(anomaly[:, after], 1)
            for place in np.flatnonzero(enough & np.isfinite(ndvi[:, today])):
                rows.append((int(chosen[place]), number * 1000 + today, today, float(outcomes[place])))
    field, group, day, outcome = (np.array(column) for column in zip(*rows, strict=True))
    told = {f"severity, {name}": -values[field, day] for name, values in fields.severity.items()}
    told["NDVI"] = fields.ndvi[field, day]
    now = told["NDVI"].copy()
    for one in np.unique(group):
        now[group == one] -= now[group == one].mean()
    return Cases(field, group, outcome.astype(np.float32), told | {"NDVI anomaly of the day": now})


def season_of(ndvi: Floats, days: list[date]) -> list[int]:
    """The days round the greenest of 2018 or 2023 on which the median of a crop shows that it stands."""
    seen = np.isfinite(ndvi).sum(axis=0) >= max(3, 0.2 * len(ndvi))
    medians = np.array(
        [
            np.median(column[np.isfinite(column)]) if there else np.nan
            for column, there in zip(ndvi.T, seen, strict=True)
        ]
    )
    year = np.array([day.year == days[len(days) // 2].year and 4 <= day.month <= 9 for day in days])
    known = np.flatnonzero(np.isfinite(medians))
    top = max((place for place in known if year[place]), key=lambda place: float(medians[place]))
    where = list(known)
    first = last = where.index(top)
    while first > 0 and medians[where[first - 1]] >= _GREEN:
        first -= 1
    while last < len(where) - 1 and medians[where[last + 1]] >= _GREEN:
        last += 1
    return [int(place) for place in where[first : last + 1]]


def _mean(values: Floats, axis: int) -> Floats:
    """Without what was not seen, and without a warning where nothing was."""
    there = np.isfinite(values)
    sums, counts = np.where(there, values, 0).sum(axis=axis), there.sum(axis=axis)
    return np.asarray(np.where(counts > 0, sums / np.maximum(counts, 1), np.nan), np.float32)


def figures(cases: Cases, resamples: int, random: np.random.Generator) -> dict[str, Any]:
    """For each thing that was known: rank correlations over all cases and within crop and day, with 95 % intervals."""
    fields = np.unique(cases.field)
    rows_of = [np.flatnonzero(cases.field == field) for field in fields]
    drawn = [
        np.concatenate([rows_of[i] for i in random.integers(len(fields), size=len(fields))]) for _ in range(resamples)
    ]
    everything = np.arange(len(cases.field))
    found: dict[str, Any] = {"fields": len(fields), "cases": len(everything)}
    for name, values in cases.told.items():
        found[name] = {
            "all": _interval(lambda rows, values=values: rank(values[rows], cases.outcome[rows]), everything, drawn),
            "within": _interval(lambda rows, values=values: within(values, cases, rows), everything, drawn),
        }
    return found


def _interval(
    measure: Callable[..., float], everything: NDArray[np.int64], drawn: list[NDArray[np.int64]]
) -> list[float]:
    """The value, and the 2.5 and 97.5 percentiles of it over resampled fields."""
    low, high = np.quantile([measure(rows) for rows in drawn], (0.025, 0.975))
    return [round(float(value), 3) for value in (measure(everything), low, high)]


def rank(one: Floats, other: Floats) -> float:
    """Spearman's correlation."""
    from scipy.stats import rankdata

    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def within(values: Floats, cases: Cases, rows: NDArray[np.int64]) -> float:
    """Mean rank correlation of fields of one crop on one day, weighed by their number."""
    order = rows[np.argsort(cases.group[rows], kind="stable")]
    parts = np.split(order, np.flatnonzero(np.diff(cases.group[order])) + 1)
    kept = [part for part in parts if len(part) >= 5 and np.ptp(values[part]) > 0 and np.ptp(cases.outcome[part]) > 0]
    return float(np.average([rank(values[p], cases.outcome[p]) for p in kept], weights=[len(p) for p in kept]))


def table(found: dict[str, Any]) -> Iterator[str]:
    """In Markdown."""
    for place, rows in found.items():
        yield f"{place}: {rows['fields']} fields, {rows['cases']} cases"
        yield "| known on the day | all cases | within crop and day |"
        yield "|---|---|---|"
        for name, row in rows.items():
            if isinstance(row, dict):
                cells = ["{:.3f} ({:.3f} to {:.3f})".format(*row[key]) for key in ("all", "within")]
                yield f"| {name} | {' | '.join(cells)} |"
        yield ""


if __name__ == "__main__":
    main()
