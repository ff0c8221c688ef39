"""Simulated farmland in miniature, for tests of training: two groups of seasons and a small table of canopies."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from models.simulation import tiles
from models.simulation.canopy import Axes, Canopy
from models.simulation.crops import draw_family
from models.simulation.seasons import Group, write_groups


class Here:
    """A pool of processes that is this one."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    map = staticmethod(map)


@cache
def small_groups() -> tuple[Group, ...]:
    """Two groups, one to learn from and one for the calibration; drawn once, since that takes AquaCrop seconds."""
    random = np.random.default_rng(2)
    groups = []
    for year in (1994, 1996):
        drawn = (draw_family(random, "champion", range(year, year + 1)) for _ in range(20))
        groups.append(Group("champion", year, tuple(itertools.islice(filter(None, drawn), 3))))
    return tuple(groups)


def small_seasons(folder: Path) -> Path:
    """A file of those two groups."""
    path = folder / "seasons.npz"
    write_groups(path, iter(small_groups()))
    return path


@cache
def small_canopy() -> Canopy:
    """A small table of canopies, made once."""
    return Canopy.tabulate(Axes(view=(0.0,), sun=(35.0,), angle=(55.0,)))


@contextmanager
def coarse_canopy() -> Iterator[None]:
    """A small table, and no processes beside this one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Canopy, "load_or_tabulate", classmethod(lambda cls, path: small_canopy()))
        patch.setattr(tiles, "ProcessPoolExecutor", Here)
        yield
