"""Many families of crops on disk: `python -m models.simulation.seasons --out seasons.npz --families 1800`.

AquaCrop takes 0.2 s a site, so seasons are grown once and sown into many landscapes. They come in groups of one station
and year, for what stands side by side in a scene has seen the same weather. A growing that was stopped goes on where
it was, from parts beside its file.
"""

import logging
import shutil
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from models.arrays import Floats
from models.learning.training import check_extra, config_from_flags
from models.simulation.crops import LONGEST, SITES, SOWINGS, Family, Grown, draw_family
from models.simulation.made_weather import list_learned_stations, make_weather
from models.simulation.splits import Split, choose_split
from models.simulation.weather import read_weather
from models.vocabulary import HELD_OUT_CROP

log = logging.getLogger(__name__)

TABLE = "canopy.npy"
"""Beside the seasons, with what it hangs on added to its name: reflectance of canopies (`Canopy.load_or_tabulate`)."""
_TRIES = 3  # for each family that is asked of a group
_PART = 20  # groups that are kept together while others grow


class SeasonsConfig(BaseModel):
    """Grow seasons of crops by AquaCrop."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    out: Path = Field(description="the file to write, .npz")
    families: int = Field(default=1800, gt=0, description="sowings in all")
    made: int = Field(default=0, ge=0, description="sowings more, in made weather, to learn from only")
    together: int = Field(default=6, gt=0, description="sowings of one station and year")
    seed: int = Field(default=1, ge=0, description="of everything that is drawn")


@dataclass(frozen=True)
class Group:
    """Families of one station and year."""

    station: str
    year: int
    families: tuple[Family, ...]


def main() -> None:
    """Run the command line."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    config = config_from_flags(SeasonsConfig)
    check_extra("aquacrop", "pandas")
    grow(config)


def grow(config: SeasonsConfig) -> None:
    """Grow groups at random stations and years on all cores and write them; they are the same for the same
    seed, stopped or not.
    """
    kept = config.out.with_name(
        f"{config.out.stem}-{config.families}-{config.made}-{config.together}-{config.seed}.parts"
    )
    kept.mkdir(parents=True, exist_ok=True)
    asked = list(_list_requests(config))
    parts = {kept / f"{start:05}.npz": asked[start : start + _PART] for start in range(0, len(asked), _PART)}
    lacking = {path: part for path, part in parts.items() if not path.is_file()}
    with ProcessPoolExecutor() as pool:
        grown = pool.map(_grow_group, chain.from_iterable(lacking.values()))
        for path, part in lacking.items():
            write_groups(path, islice(grown, len(part)))
            log.info("seasons up to group %d of %d", part[-1].number + 1, len(asked))
    write_groups(config.out, chain.from_iterable(read_groups(path) for path in parts))
    shutil.rmtree(kept)


@dataclass(frozen=True)
class _Request:
    """A group that is to be grown."""

    seed: int
    number: int
    together: int
    made: bool


def _list_requests(config: SeasonsConfig) -> Iterator[_Request]:
    """List groups in measured weather, then those in made weather."""
    measured, made = (-(-families // config.together) for families in (config.families, config.made))
    for number in range(measured + made):
        yield _Request(config.seed, number, config.together, number >= measured)


def _grow_group(asked: _Request) -> Group:
    random = np.random.default_rng((asked.seed, asked.number))
    station = str(random.choice(list_learned_stations() if asked.made else sorted(SOWINGS)))
    if asked.made:
        year = make_weather(station, asked.number).first.year
    else:
        weather = read_weather(station)
        last = date.fromordinal(weather.first.toordinal() + len(weather) - LONGEST - 40)
        year = int(random.integers(weather.first.year, last.year + 1))
    years, weather_number = range(year, year + 1), asked.number if asked.made else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of divisions in AquaCrop, on days without a crop
        drawn = (draw_family(random, station, years, weather_number) for _ in range(_TRIES * asked.together))
        return Group(station, year, tuple(islice(filter(None, drawn), asked.together)))


def write_groups(path: Path, groups: Iterator[Group]) -> None:
    """Write one compressed file of plain arrays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [(number, group.year, family) for number, group in enumerate(groups) for family in group.families]
    families = [family for *_, family in rows]

    def padded(name: str) -> np.ndarray:
        whole = np.zeros((len(families), SITES, LONGEST), np.float32)
        for row, family in zip(whole, families, strict=True):
            course = getattr(family.grown, name)
            row[:, : course.shape[1]] = course
        return whole.astype(np.float16)

    unstressed = np.zeros((len(families), LONGEST), np.float16)
    for row, family in zip(unstressed, families, strict=True):
        row[: len(family.unstressed)] = family.unstressed
    partial = path.with_suffix(".part.npz")
    np.savez_compressed(
        partial,
        group=[number for number, *_ in rows],
        year=[year for _, year, _ in rows],
        station=[family.station for family in families],
        made=[-1 if family.made is None else family.made for family in families],
        crop=[family.crop for family in families],
        soil=[family.soil for family in families],
        sown=[family.sown.isoformat() for family in families],
        irrigated=[np.nan if family.irrigated is None else family.irrigated for family in families],
        days=[len(family.unstressed) for family in families],
        unstressed=unstressed,
        possible=[family.possible for family in families],
        harvest=[family.grown.harvest for family in families],
        canopy=padded("canopy"),
        top_water=padded("top_water"),
        root_water=padded("root_water"),
    )
    partial.rename(path)


def read_groups(path: Path) -> list[Group]:
    """Read what `write_groups` wrote."""
    with np.load(path, allow_pickle=False) as stored:
        held = dict(stored)
    families = [_read_family(held, row) for row in range(len(held["days"]))]
    groups = []
    for number in np.unique(held["group"]):
        rows = np.flatnonzero(held["group"] == number)
        chosen = tuple(families[row] for row in rows)
        groups.append(Group(chosen[0].station, int(held["year"][rows[0]]), chosen))
    return groups


def select_groups(seasons: Path, split: Split) -> list[Group]:
    """Select the groups of a split; the held-out crop is left out of all but the evaluation."""
    chosen = []
    for group in read_groups(seasons):
        kept = tuple(family for family in group.families if split == "judge" or family.crop != HELD_OUT_CROP)
        if choose_split(group.station, group.year) == split and kept:
            chosen.append(Group(group.station, group.year, kept))
    return chosen


def _read_family(held: dict[str, np.ndarray], row: int) -> Family:
    days, irrigated, made = int(held["days"][row]), float(held["irrigated"][row]), int(held["made"][row])

    def course(name: str) -> Floats:
        return np.asarray(held[name][row, :, :days], np.float32)

    return Family(
        str(held["station"][row]),
        str(held["crop"][row]),
        date.fromisoformat(str(held["sown"][row])),
        str(held["soil"][row]),
        None if np.isnan(irrigated) else irrigated,
        Grown(course("canopy"), course("top_water"), course("root_water"), held["harvest"][row].astype(np.float32)),
        held["unstressed"][row, :days].astype(np.float32),
        float(held["possible"][row]),
        None if made < 0 else made,
    )


if __name__ == "__main__":
    main()
