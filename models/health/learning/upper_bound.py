"""What a perfect severity would say of the coming month, which is the upper bound of what a network can.

Run it as `python -m models.health.learning.upper_bound --seasons seasons.npz`.

The figure on real fields asks how today's severity goes with a field's greenness over the following 30 days, against
the other fields of its crop. In simulated seasons severity is known without error, so here is what could be reached at
all, beside the plain cover of the day, of which NDVI is a measure. Drought is the only stress of these fields.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from models.arrays import Floats, Whole
from models.health.learning.real import Cases, correlate_ranks, correlate_within
from models.learning.training import check_extra, config_from_flags
from models.simulation.crops import Family
from models.simulation.farmland.truth import FAINTEST
from models.simulation.seasons import read_groups

log = logging.getLogger(__name__)

_EVERY, _AFTER = 10, 30  # days
_STANDS = 0.3  # median cover from which on a crop stands
_FEWEST = 5  # fields side by side


class UpperBoundConfig(BaseModel):
    """Ask what a perfect severity would say of the coming month."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seasons: Path = Field(description="seasons that `models.simulation.seasons` grew")


def main() -> None:
    """Run the command line."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    config = config_from_flags(UpperBoundConfig)
    check_extra("aquacrop", "pandas", "prosail", "pyrsr", "scipy")
    cases = collect_cases(config.seasons)
    log.info("%d fields, %d cases", len(np.unique(cases.field)), len(cases.field))
    for name, values in cases.predictors.items():
        everywhere, beside = (
            correlate_ranks(values, cases.outcome),
            correlate_within(values, cases, np.arange(len(values))),
        )
        log.info("%s: %.3f over all cases, %.3f within crop and day", name, everywhere, beside)


def collect_cases(seasons: Path) -> Cases:
    """Collect sites of all sowings of a crop at one station in one year, every ten days."""
    parts: list[tuple[NDArray[Any], ...]] = []
    fields = days = 0
    for group in read_groups(seasons):
        for crop in sorted({family.crop for family in group.families}):
            together = [family for family in group.families if family.crop == crop]
            cover, severity = align_courses(together)
            for place, rows in enumerate(_choose_days(cover, severity)):
                day, there = rows
                after = cover[there, day + 1 : day + 1 + _AFTER].mean(axis=1)
                which = fields + there
                group_of = np.full(len(there), days + place)
                parts.append((which, group_of, after - after.mean(), -severity[there, day], cover[there, day]))
            fields, days = fields + len(cover), days + cover.shape[1]
    field, number, outcome, severity, cover = (np.concatenate(column) for column in zip(*parts, strict=True))
    predictors = {"the true severity": severity, "cover of the day": cover}
    return Cases(field.astype(np.int64), number.astype(np.int64), outcome, predictors)


def align_courses(families: list[Family]) -> tuple[Floats, Floats]:
    """Align green cover and the missing share of it, (sites, days), from the first sowing to the last harvest.

    Cover is zero where nothing grows; severity is NaN where so little could grow that nobody can say what is missing.
    """
    first = min(family.sown for family in families)
    last = max(family.sown + timedelta(days=len(family.unstressed)) for family in families)
    whole = (len(families), len(families[0].grown.canopy), (last - first).days + 1)
    cover, severity = np.zeros(whole, np.float32), np.full(whole, np.nan, np.float32)
    for place, family in enumerate(families):
        start = (family.sown - first).days + 1
        grown, possible = family.grown.canopy, family.unstressed
        inside = slice(start, start + len(possible))
        cover[place, :, inside] = grown
        lost = 1 - np.clip(grown / np.maximum(possible, FAINTEST), 0, 1)
        severity[place, :, inside] = np.where(possible >= FAINTEST, lost, np.nan)
    return cover.reshape(-1, whole[2]), severity.reshape(-1, whole[2])


def _choose_days(cover: Floats, severity: Floats) -> Iterator[tuple[int, Whole]]:
    """Choose days on which the crop stands, and the sites of which something can be said."""
    for day in range(0, cover.shape[1] - _AFTER - 1, _EVERY):
        there = np.flatnonzero(np.isfinite(severity[:, day]))
        if len(there) >= _FEWEST and np.median(cover[there, day]) >= _STANDS:
            yield day, there


if __name__ == "__main__":
    main()
