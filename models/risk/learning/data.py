"""Tiles of simulated farmland to learn from: pictures, what is known beside them, and the yield that will be missing.

Splits go by station and year (`models.simulation.splits`). What stands for risk is the share of the possible yield that
is lost at harvest, pixel by pixel; nothing is said where no crop stands that can be judged on that day.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.arrays import Bytes, Floats, Whole
from models.backend import RISK_CELL
from models.field.conditioning import encode_calendar_and_place, number_crop
from models.field.weather import WEATHER
from models.risk.config import EDGES
from models.simulation.canopy import BANDS
from models.simulation.farmland.draw import AS_FARMED
from models.simulation.farmland.truth import Farmland
from models.simulation.fields import Random
from models.simulation.readings import draw_season_gains, draw_sensor_week, sum_true_season
from models.simulation.seasons import Group
from models.simulation.splits import Split
from models.simulation.tiles import Drawing, draw_tiles
from models.simulation.weather import STATIONS
from models.vocabulary import SOILS

TILE_SIDE = 96  # pixels of 10 m
UNKNOWN = 255
"""Instead of a loss, where none can be said."""
STEPS = 200
"""A loss of 1 as it is kept."""
RARE_SHARE = 0.0265
"""Share of the medium class in the benchmark, which is that of the document that it comes from."""
_SHOWN = [BANDS.index(band) for band in ("B02", "B03", "B04", "B08", "B11", "B12")]


@dataclass(frozen=True)
class Tiles:
    """n tiles of TILE_SIDE pixels; cells are TILE_SIDE / RISK_CELL a side."""

    image: NDArray[np.uint16]  # (n, bands, h, w) reflectance times 10 000
    loss: Bytes  # (n, h, w) share of the possible yield that is lost, times STEPS, or UNKNOWN
    sensors: Floats  # (n, 7, quantities)
    place: Floats  # (n, places)
    soil: Whole  # (n,) index from 1
    crop: Whole  # (n, rows, columns) `crop_number` of what is sown in the parcel
    age: Floats  # (n, rows, columns) days since sowing, NaN where no crop
    season: Floats  # (n, 3, rows, columns) of SEASON, from sowing to the day before
    station: Whole  # (n,) index of sorted STATIONS
    year: Whole  # (n,)

    def __len__(self) -> int:
        return len(self.soil)

    def select(self, chosen: Whole | slice) -> "Tiles":
        """Select some tiles."""
        return Tiles(**{name: getattr(self, name)[chosen] for name in self.__dataclass_fields__})


def classify_loss(loss: Bytes) -> Whole:
    """Classify losses: 0 low, 1 medium, 2 high; −1 where nothing is known."""
    found = np.digitize(loss, [round(edge * STEPS) for edge in EDGES])
    return np.where(loss == UNKNOWN, -1, found)


def find_rare(tiles: Tiles, share: float = RARE_SHARE) -> Whole:
    """Find tiles in which the medium class is rarest, as many as keep it at that share of all pixels with a truth."""
    classes = classify_loss(tiles.loss).reshape(len(tiles), -1)
    medium, judged = (classes == 1).sum(axis=1), (classes >= 0).sum(axis=1)
    order = np.argsort(medium / np.maximum(judged, 1), kind="stable")
    order = order[judged[order] > 0]
    shares = medium[order].cumsum() / judged[order].cumsum()
    return np.sort(order[: int((shares <= share).sum())])


def count_held_tiles(learned: int) -> int:
    """Count the tiles for early stopping and calibration that go with so many learned ones."""
    return max(8, learned // 8)


def make_tiles(seasons: Path, split: Split, count: int, seed: int, folder: Path) -> Tiles:
    """Draw tiles of a split into a file in `folder`, on all cores; a file that is there already is taken.

    What they show is sown as it pays: how often harvests fail is what a forecast goes by where it sees little.
    """
    return Tiles(
        **draw_tiles(Drawing(seasons, split, seed, TILE_SIDE, _describe_scene, (5,), AS_FARMED), count, folder)
    )


def _describe_scene(random: Random, scene: Farmland, group: Group) -> dict[str, np.ndarray]:
    truth, station = scene.truth, STATIONS[group.station]
    cells = TILE_SIDE // RISK_CELL
    parcel = truth.parcel[RISK_CELL // 2 :: RISK_CELL, RISK_CELL // 2 :: RISK_CELL]  # at the middle of each cell
    crops, ages = np.zeros((cells, cells), np.int64), np.full((cells, cells), np.nan, np.float32)
    season = np.full((len(WEATHER), cells, cells), np.nan, np.float32)
    gains = draw_season_gains(random)
    for number in np.unique(parcel):
        where = parcel == number
        if number in truth.crop:
            crops[where] = number_crop(truth.crop[int(number)])
            ages[where] = (scene.when - truth.sown[int(number)]).days
            weather = sum_true_season(scene.lead, truth.sown[int(number)], scene.when)  # that of all that grows there
            season[:, where] = (weather * gains)[:, None]
        elif random.random() < 0.5:  # something is said to grow there, and does not
            crops[where] = number_crop(scene.lead.crop)
    judged = np.isfinite(truth.canopy_loss) & np.isfinite(truth.yield_loss)
    loss = np.where(judged, np.rint(np.clip(np.nan_to_num(truth.yield_loss), 0, 1) * STEPS), UNKNOWN)
    return {
        "image": np.rint(scene.reflectance[_SHOWN] * 1e4).astype(np.uint16),
        "loss": loss.astype(np.uint8),
        "sensors": draw_sensor_week(random, scene.lead, scene.when),
        "place": encode_calendar_and_place(scene.when, station.latitude, station.elevation),
        "soil": np.int64(SOILS.index(scene.lead.soil) + 1),
        "crop": crops,
        "age": ages,
        "season": season,
        "station": np.int64(sorted(STATIONS).index(group.station)),
        "year": np.int64(group.year),
    }
