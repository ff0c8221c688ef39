"""How even fields are, real and simulated: `python -m models.observed.evenness --data ../shared/data --seasons FILE`.

A network that has seen only fields as even as a table takes every uneven one for ill. Of each field on each day: the
standard deviation of NDVI within it, and that from pixel to pixel, (NDVI − NDVI of the next) / √2.

Real: maize of 640 m of Flanders, as declared, on single days of the dry summer of 2018; a kilometre of Belgium in
monthly composites of 2021, crops guessed. Pieces of one crop are taken for a field, so some are several. Simulated:
parcels in which hardly a pixel has a cause for which cover is missing.
"""

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from scipy import ndimage

from models.arrays import Floats, Whole
from models.learning.training import check_extra, config_from_flags
from models.observed.courses import compute_ndvi
from models.observed.patches import Patch, read_belgian_patch, read_monthly_patch
from models.simulation.canopy import BANDS, Canopy
from models.simulation.farmland.draw import AS_FARMED, draw_farmland
from models.simulation.seasons import TABLE, select_groups

_GREENNESS = ((0.6, 0.7), (0.7, 0.8), (0.8, 0.95))
_FEWEST, _FIELDS = 40, 5  # pixels inside a field, fields for a line
_SOME = 0.05  # of the pixels of a parcel
_SIDE = 64


class EvennessConfig(BaseModel):
    """Tell how even real and simulated fields are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(description="the folder with the real data")
    seasons: Path = Field(description="seasons that `models.simulation.seasons` grew")
    scenes: int = Field(default=150, gt=0, description="scenes to draw")
    seed: int = Field(default=9, ge=0, description="of the scenes")


def main() -> None:
    """Run the command line."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    config = config_from_flags(EvennessConfig)
    check_extra("aquacrop", "netCDF4", "pandas", "prosail", "pyrsr")
    roles = ("red", "nir")
    print("fields            NDVI        n   within: 25%   50%   75%   from pixel to pixel: 25%   50%   75%")
    for name, patch in (
        ("maize, days", read_belgian_patch(config.data, roles)),
        ("kilometre, months", read_monthly_patch(config.data, roles)),
    ):  # fmt: skip
        print(
            "\n".join(
                write_lines(name, np.concatenate([measure_fields(day, _number_pieces(patch)) for day in patch.ndvi]))
            )
        )
    print("\n".join(write_lines("simulated", measure_simulated(config.seasons, config.scenes, config.seed))))


def _number_pieces(patch: Patch) -> Whole:
    """Number the pieces of one crop, (h, w), 0 where none."""
    number = np.zeros(patch.crop.shape, np.int64)
    for crop in np.unique(patch.crop[patch.crop != ""]):
        found, _ = ndimage.label(patch.crop == crop)
        number = np.where(found > 0, found + number.max(), number)
    return number


def measure_fields(ndvi: Floats, field: Whole) -> Floats:
    """Measure, (fields, 3), those with enough pixels inside: mean, deviation within, and from pixel to pixel."""
    inside = (ndimage.minimum_filter(field, 3) == ndimage.maximum_filter(field, 3)) & np.isfinite(ndvi)
    beside = inside[:, 1:] & inside[:, :-1]
    step = (ndvi[:, 1:] - ndvi[:, :-1]) / np.sqrt(2)
    rows = []
    for number in np.unique(field[field > 0]):
        where = inside & (field == number)
        if where.sum() >= _FEWEST:
            rows.append((ndvi[where].mean(), ndvi[where].std(), step[beside & where[:, 1:] & where[:, :-1]].std()))
    return np.array(rows, np.float32).reshape(-1, 3)


def measure_simulated(seasons: Path, scenes: int, seed: int) -> Floats:
    """Measure the same of simulated parcels without stress."""
    groups, canopy = select_groups(seasons, "judge"), Canopy.load_or_tabulate(seasons.with_name(TABLE))
    found = []
    for number in range(scenes):
        random = np.random.default_rng((seed, number))
        group = groups[int(random.integers(len(groups)))]
        scene = draw_farmland(random, group.families, canopy, _SIDE, AS_FARMED)
        loss = scene.truth.canopy_loss
        field = np.where(np.isfinite(loss), scene.truth.parcel + 1, 0)
        for parcel in np.unique(field[field > 0]):
            if scene.truth.causes[:, field == parcel].any(axis=0).mean() > _SOME:
                field[field == parcel] = 0
        shown = scene.reflectance[[BANDS.index("B04"), BANDS.index("B08")]]
        found.append(measure_fields(compute_ndvi(shown, ("red", "nir"), 0), field))
    return np.concatenate(found)


def write_lines(name: str, fields: Floats) -> Iterator[str]:
    """Write quartiles by greenness."""
    for low, high in _GREENNESS:
        some = fields[(fields[:, 0] >= low) & (fields[:, 0] < high)]
        if len(some) >= _FIELDS:
            within, steps = (
                "  ".join(f"{value:.3f}" for value in np.nanquantile(some[:, column], (0.25, 0.5, 0.75)))
                for column in (1, 2)
            )
            yield f"{name:17} {low:.2f}-{high:.2f}  {len(some):4d}         {within}                     {steps}"


if __name__ == "__main__":
    main()
