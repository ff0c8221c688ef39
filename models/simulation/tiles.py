"""Tiles of farmland drawn once into a file, for rooms that learn from them and are judged on them."""

import logging
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from models.simulation.canopy import Canopy
from models.simulation.farmland.draw import draw_farmland
from models.simulation.farmland.truth import Farmland
from models.simulation.fields import Random
from models.simulation.seasons import TABLE, Group, select_groups
from models.simulation.splits import Split

log = logging.getLogger(__name__)

Row = dict[str, np.ndarray]
_CHUNK = 32


@dataclass(frozen=True)
class Drawing:
    """What is drawn: scenes of a split, `side` pixels of 10 m, and what a room keeps of each."""

    seasons: Path
    split: Split
    seed: int
    side: int
    kept: Callable[[Random, Farmland, Group], Row]  # of a module, for other processes call it
    room: tuple[int, ...] = ()  # beside the seed, so that rooms draw different scenes
    pays: float = 0.0  # of `draw_farmland`


def draw_tiles(drawing: Drawing, count: int, folder: Path) -> Row:
    """Draw (count, …) of what is kept, on all cores, into a file in `folder`; one that is there already is taken."""
    path = folder / f"{drawing.split}-{count}-{drawing.seed}.npz"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        Canopy.load_or_tabulate(drawing.seasons.with_name(TABLE))  # once, before all processes ask for it
        asked = [(drawing, start, min(_CHUNK, count - start)) for start in range(0, count, _CHUNK)]
        with ProcessPoolExecutor() as pool:
            parts = list(pool.map(_draw_chunk, asked))
        whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        partial = path.with_suffix(".part.npz")
        np.savez(partial, allow_pickle=False, **whole)
        partial.rename(path)
        log.info("%d tiles of %s drawn", count, drawing.split)
    with np.load(path, allow_pickle=False) as stored:
        return dict(stored)


@cache
def _load_tools(seasons: Path, split: Split) -> tuple[list[Group], Canopy]:
    return select_groups(seasons, split), Canopy.load_or_tabulate(seasons.with_name(TABLE))


def _draw_chunk(asked: tuple[Drawing, int, int]) -> Row:
    drawing, start, length = asked
    groups, canopy = _load_tools(drawing.seasons, drawing.split)
    rows = []
    for number in range(start, start + length):
        random = np.random.default_rng((drawing.seed, number, *drawing.room))
        group = groups[int(random.integers(len(groups)))]
        scene = draw_farmland(random, group.families, canopy, drawing.side, drawing.pays)
        rows.append(drawing.kept(random, scene, group))
    return {name: np.stack([row[name] for row in rows]) for name in rows[0]}
