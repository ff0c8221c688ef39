"""The health network on real fields: `python -m models.health.learning.real --data ../shared/data`.

Nobody measured their stress, so what is asked is whether the severity that the network sees today tells how green a
field will be, against the other fields of its crop, over the following 30 days. Beside it stands what plain NDVI of
today tells, and what the NDVI anomaly of today tells, for which one must know all those other fields.

French fields of six crops (ten-day composites, means of fields), and cells of 40 m of the Belgian WorldCereal patch
that has bands of 10 m. None of them was learned from. After that, where the network sees crops on known ground, and
what it takes for ill because it is uneven.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from models.arrays import Bools, Floats, Whole
from models.field.conditioning import Conditioning, encode_calendar_and_place, number_crop
from models.health.config import BANDS, CELL, SHIPPED
from models.health.predict import Predictor
from models.learning.training import check_extra, config_from_flags, record
from models.observed import fields as real_fields
from models.observed import ground, patches, uneven
from models.observed.bootstrap import add_interval, resample
from models.observed.courses import average_seen, compute_ndvi, find_season
from models.vocabulary import CROPS

_AFTER = timedelta(days=30)
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
class SeverityCourses:
    """n fields on t days, NaN where nothing was seen."""

    ndvi: Floats  # (n, t)
    severity: dict[str, Floats]  # by what the network was given, (n, t) missing cover
    crop: NDArray[np.str_]  # (n,)
    days: list[date]  # (t,)


@dataclass(frozen=True)
class Cases:
    """Fields on days of their season, and what came of them."""

    field: Whole
    group: Whole  # crop and day
    outcome: Floats  # NDVI anomaly of the following 30 days
    predictors: dict[str, Floats]  # what was known on the day, high where the field does well


def main() -> None:
    """Run the command line."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    logging.getLogger("rasterio").setLevel(logging.ERROR)  # it warns of every file whose bands are not colours
    config = config_from_flags(RealConfig)
    check_extra("pandas", "pyarrow", "netCDF4", "scipy")
    predictor = Predictor.load(config.weights)
    found = {}
    for name, read in (("French fields", answer_french_fields), ("Belgian maize", answer_belgian_cells)):
        cases = collect_cases(read(config.data, predictor))
        found[name] = score_cases(cases, config.resamples, np.random.default_rng(config.seed))
    taken = ground.count_crops(config.data, BANDS, lambda image: predictor(image, {})["stands"], "cells")
    of_pattern = uneven.measure_unevenness(config.data, BANDS, partial(_answer_missing, predictor))
    print(
        "\n".join(
            [*write_table(found), *ground.write_table(taken, "cells"), *uneven.write_table(of_pattern, "cover missing")]
        )
    )
    if config.record:
        record(config.weights, {"real": found, "ground": taken, "uneven": of_pattern})


def _answer_missing(predictor: Predictor, image: Floats) -> Floats:
    """Ask for the share of the cover that is missing, (bands, h, w) → (h, w)."""
    return np.kron(predictor(image[None], {})["missing"][0, 0], np.ones((CELL, CELL), np.float32))


def answer_french_fields(data: Path, predictor: Predictor) -> SeverityCourses:
    """Ask about means of fields, shown to the network as small even tiles."""
    real = real_fields.read_french_fields(data, BANDS)
    there, severity = real.seen, {}
    for inputs in ("picture", "picture, season and place", "picture, season, place and crop"):
        found = np.full(there.shape, np.nan, np.float32)
        for field, (latitude, elevation) in enumerate(zip(real.latitude, real.elevation, strict=True)):
            seen = np.flatnonzero(there[field])
            tiles = np.broadcast_to(
                real.reflectance[field, seen][..., None, None], (len(seen), len(BANDS), _TILE, _TILE)
            )
            conditioning: Conditioning = {}
            if "place" in inputs:
                conditioning["place"] = np.stack(
                    [encode_calendar_and_place(real.days[day], latitude, elevation) for day in seen]
                )
            if "crop" in inputs and real.crop[field] in CROPS:
                conditioning["crop"] = np.array(number_crop(str(real.crop[field])))
            found[field, seen] = predictor(np.array(tiles), conditioning)["missing"].mean(axis=(1, 2, 3))
        severity[inputs] = found
    return SeverityCourses(real.ndvi, severity, real.crop, real.days)


def answer_belgian_cells(data: Path, predictor: Predictor) -> SeverityCourses:
    """Ask about cells of maize of one patch of 640 m in the dry summer of 2018, the whole patch shown to the
    network.
    """
    patch = patches.read_belgian_patch(data, BANDS)
    image, days = patch.image, patch.days
    maize = _average_cells((patch.crop == "maize").astype(np.float32)) == 1
    severity = {}
    for inputs in ("picture", "picture, season and place", "picture, season, place and crop"):
        conditioning: Conditioning = {}
        if "place" in inputs:
            conditioning["place"] = np.stack(
                [encode_calendar_and_place(day, patch.latitude, patch.elevation) for day in days]
            )
        if "crop" in inputs:
            conditioning["crop"] = np.array(number_crop("maize"))
        severity[inputs] = predictor(image, conditioning)["missing"][:, 0][:, maize].T
    whole: Bools = np.asarray(np.isfinite(image).all(axis=1))
    seen = _average_cells(whole.astype(np.float32))[:, maize].T == 1
    means = np.stack([_average_cells(image[:, place])[:, maize].T for place in range(len(BANDS))], axis=-1)
    ndvi = np.where(seen, compute_ndvi(means, BANDS, -1), np.nan)
    severity = {inputs: np.where(seen, values, np.nan) for inputs, values in severity.items()}
    return SeverityCourses(ndvi, severity, np.full(int(maize.sum()), "maize"), days)


def _average_cells(values: Floats) -> Floats:
    """Average over cells, (…, h, w)."""
    *front, height, width = values.shape
    cells = values.reshape(*front, height // CELL, CELL, width // CELL, CELL)
    return np.asarray(cells.mean(axis=(-3, -1)), np.float32)


def collect_cases(fields: SeverityCourses) -> Cases:
    """Collect each field on each day of its crop's season of which enough of the following days were seen."""
    rows: list[tuple[int, int, int, float]] = []
    for number, crop in enumerate(np.unique(fields.crop)):
        chosen = np.flatnonzero(fields.crop == crop)
        ndvi = fields.ndvi[chosen]
        anomaly = ndvi - average_seen(ndvi, 0)
        for today in find_season(fields.ndvi[chosen], fields.days):
            after = [day for day, when in enumerate(fields.days) if timedelta(0) < when - fields.days[today] <= _AFTER]
            enough = np.isfinite(anomaly[:, after]).sum(axis=1) >= 2
            outcomes = average_seen(anomaly[:, after], 1)
            for place in np.flatnonzero(enough & np.isfinite(ndvi[:, today])):
                rows.append((int(chosen[place]), number * 1000 + today, today, float(outcomes[place])))
    field, group, day, outcome = (np.array(column) for column in zip(*rows, strict=True))
    inputs = {f"severity, {name}": -values[field, day] for name, values in fields.severity.items()}
    inputs["NDVI"] = fields.ndvi[field, day]
    now = inputs["NDVI"].copy()
    for one in np.unique(group):
        now[group == one] -= now[group == one].mean()
    return Cases(field, group, outcome.astype(np.float32), inputs | {"NDVI anomaly of the day": now})


def score_cases(cases: Cases, resamples: int, random: np.random.Generator) -> dict[str, Any]:
    """Compute for each predictor the rank correlations over all cases and within crop and day, with 95 % intervals."""
    rows_of = [np.flatnonzero(cases.field == field) for field in np.unique(cases.field)]
    drawn = [np.concatenate([rows_of[i] for i in again]) for again in resample(len(rows_of), resamples, random)]
    everything = np.arange(len(cases.field))
    found: dict[str, Any] = {"fields": len(rows_of), "cases": len(everything)}
    for name, values in cases.predictors.items():
        found[name] = {
            "all": _measure_interval(
                lambda rows, values=values: correlate_ranks(values[rows], cases.outcome[rows]), everything, drawn
            ),
            "within": _measure_interval(
                lambda rows, values=values: correlate_within(values, cases, rows), everything, drawn
            ),
        }
    return found


def _measure_interval(measure: Callable[..., float], everything: Whole, drawn: list[Whole]) -> list[float]:
    """Measure a value, and its 2.5 and 97.5 percentiles over resampled fields."""
    return add_interval(measure(everything), [measure(rows) for rows in drawn])


def correlate_ranks(one: Floats, other: Floats) -> float:
    """Compute Spearman's correlation."""
    from scipy.stats import rankdata

    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def correlate_within(values: Floats, cases: Cases, rows: Whole) -> float:
    """Average the rank correlations of fields of one crop on one day, weighed by their number."""
    order = rows[np.argsort(cases.group[rows], kind="stable")]
    parts = np.split(order, np.flatnonzero(np.diff(cases.group[order])) + 1)
    kept = [part for part in parts if len(part) >= 5 and np.ptp(values[part]) > 0 and np.ptp(cases.outcome[part]) > 0]
    return float(
        np.average([correlate_ranks(values[p], cases.outcome[p]) for p in kept], weights=[len(p) for p in kept])
    )


def write_table(found: dict[str, Any]) -> Iterator[str]:
    """Write the figures in Markdown."""
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
