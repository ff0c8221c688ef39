"""Tiles of simulated farmland to learn from: images, sensors, places, and the truth of each cell of 40 m."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.arrays import Bools, Doubles, Floats, Whole
from models.field.conditioning import encode_calendar_and_place, number_crop
from models.health.config import CELL
from models.simulation.farmland.truth import Farmland
from models.simulation.fields import Random
from models.simulation.readings import draw_season_gains, draw_sensor_week, sum_true_season
from models.simulation.seasons import Group
from models.simulation.splits import Split
from models.simulation.tiles import Drawing, draw_tiles
from models.simulation.weather import STATIONS
from models.vocabulary import CROPS, SOILS

TILE_SIDE = 64  # pixels of 10 m
_FEWEST = 8  # pixels of a cell of whose crop something is known
_NAMED = 0.25  # share of these that a cause must have


@dataclass(frozen=True)
class Tiles:
    """n tiles of TILE_SIDE pixels; cells are TILE_SIDE / CELL a side."""

    image: NDArray[np.uint16]  # (n, bands, h, w) reflectance times 10 000
    sensors: Floats  # (n, 7, quantities)
    place: Floats  # (n, places)
    soil: Whole  # (n,) index from 1
    crop: Whole  # (n, rows, columns) `crop_number` of what is sown in the parcel
    age: Floats  # (n, rows, columns) days since sowing, NaN where no crop
    season: Floats  # (n, 3, rows, columns) of SEASON, from sowing to the day before
    loss: Floats  # (n, rows, columns) share of the cover that is missing, NaN where nothing can be said
    yield_loss: Floats  # (n, rows, columns)
    causes: Bools  # (n, causes, rows, columns)
    station: Whole  # (n,) index of sorted STATIONS
    year: Whole  # (n,)

    def __len__(self) -> int:
        return len(self.soil)


def make_tiles(seasons: Path, split: Split, count: int, seed: int, folder: Path, pays: float = 0.0) -> Tiles:
    """Draw tiles of a split into a file in `folder`, on all cores; a file that is there already is taken.

    All sowings alike unless `pays` says else (`draw_farmland`): what a crop looks like when it fails is to be learned.
    """
    return Tiles(**draw_tiles(Drawing(seasons, split, seed, TILE_SIDE, _describe_scene, pays=pays), count, folder))


def _describe_scene(random: Random, scene: Farmland, group: Group) -> dict[str, np.ndarray]:
    truth, station = scene.truth, STATIONS[group.station]
    crops, ages = np.zeros((TILE_SIDE, TILE_SIDE), np.int64), np.full((TILE_SIDE, TILE_SIDE), np.nan, np.float32)
    for parcel in np.unique(truth.parcel):
        where = truth.parcel == parcel
        if parcel in truth.crop:
            crops[where] = number_crop(truth.crop[parcel])
            ages[where] = (scene.when - truth.sown[parcel]).days
        elif random.random() < 0.5:  # something is said to grow there, and does not
            crops[where] = number_crop(scene.lead.crop)
            ages[where] = random.choice([np.nan, float(random.integers(150, 330))])
    week = draw_sensor_week(random, scene.lead, scene.when)
    season = _sum_weather(scene, ages, draw_season_gains(random))
    dated = _split_cells(np.isfinite(ages)).sum(axis=-1) >= _FEWEST
    output = np.isfinite(truth.canopy_loss)
    enough = _split_cells(output).sum(axis=-1) >= _FEWEST
    share = _split_cells(truth.causes & output).sum(axis=-1) / np.maximum(_split_cells(output).sum(axis=-1), 1)
    return {
        "image": np.rint(scene.reflectance * 1e4).astype(np.uint16),
        "sensors": week,
        "place": encode_calendar_and_place(scene.when, station.latitude, station.elevation),
        "soil": np.int64(SOILS.index(scene.lead.soil) + 1),
        "crop": _find_most_frequent(crops),
        "age": _average_cells(ages, np.isfinite(ages), dated),
        "season": _average_cells(season, np.isfinite(season), dated),
        "loss": _average_cells(truth.canopy_loss, output, enough),
        "yield_loss": _average_cells(truth.yield_loss, output, enough),
        "causes": share >= _NAMED,
        "station": np.int64(sorted(STATIONS).index(group.station)),
        "year": np.int64(group.year),
    }


def _sum_weather(scene: Farmland, ages: Floats, gains: Doubles) -> Floats:
    """Sum the weather, (3, h, w) of WEATHER, as it is said of ground that is sown so many days ago."""
    season = np.full((len(gains), *ages.shape), np.nan, np.float32)
    for age in np.unique(ages[np.isfinite(ages)]):
        sown = scene.when - timedelta(days=int(age))
        season[:, ages == age] = (sum_true_season(scene.lead, sown, scene.when) * gains)[:, None]
    return season


def _split_cells(values: NDArray[np.generic]) -> np.ndarray:
    """Split (…, h, w) into (…, h / CELL, w / CELL, pixels)."""
    *front, height, width = values.shape
    split = values.reshape(*front, height // CELL, CELL, width // CELL, CELL)
    return np.moveaxis(split, -3, -2).reshape(*front, height // CELL, width // CELL, CELL * CELL)


def _average_cells(values: Floats, output: Bools, enough: Bools) -> Floats:
    sums, counts = _split_cells(np.where(output, values, 0)).sum(axis=-1), _split_cells(output).sum(axis=-1)
    return np.where(enough, sums / np.maximum(counts, 1), np.nan).astype(np.float32)


def _find_most_frequent(numbers: Whole) -> Whole:
    """Find the most frequent number of each cell."""
    cells = _split_cells(numbers)
    counts = (cells[..., None] == np.arange(len(CROPS) + 1)).sum(axis=-2)
    return np.asarray(counts.argmax(axis=-1), np.int64)
