"""Simulated patches of farmland with their truth, for captions."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from models.arrays import Floats
from models.caption.bands import SIDE
from models.caption.learning.bank import Item, Split
from models.caption.learning.real_patches import order_bands
from models.simulation.canopy import BANDS
from models.simulation.farmland.draw import AS_FARMED
from models.simulation.farmland.truth import GROUNDS, Farmland
from models.simulation.fields import Random
from models.simulation.seasons import Group
from models.simulation.splits import Split as SeasonSplit
from models.simulation.tiles import Drawing, Row, draw_tiles
from models.vocabulary import CAUSES

_SPLITS: tuple[tuple[SeasonSplit, Split, float], ...] = (
    ("train", "train", 1.0), ("calibrate", "validate", 0.1), ("judge", "test", 0.15),
)  # fmt: skip
"""Of the seasons, of the bank, and how many against those that are learned from."""
_ROOM = 27  # beside the seed, so that other rooms draw other scenes
_MAIN = 0.5  # share of a patch that a ground, a crop or a cause must cover to be its label


def draw_simulated(seasons: Path, folder: Path, count: int, seed: int) -> Iterator[tuple[Floats, Item]]:
    """Draw `count` patches (12, 64, 64) to learn from, and fewer to validate and to judge, of other seasons."""
    for of_seasons, split, share in _SPLITS:
        drawing = Drawing(seasons, of_seasons, seed, SIDE, keep_patch, (_ROOM,), AS_FARMED)
        drawn = draw_tiles(drawing, max(1, round(share * count)), folder)
        for number, bands in enumerate(drawn["reflectance"]):
            labels: dict[str, str | float] = {
                name: str(drawn[name][number]) for name in ("ground", "crop", "cause") if drawn[name][number]
            }
            item = Item(
                file=f"simulated {split} {number}", site=f"simulated {split}", split=split, simulated=True,
                level="L2A", labels=labels,
            )  # fmt: skip
            yield order_bands(bands.astype(np.float32), BANDS), item


def keep_patch(_random: Random, land: Farmland, _group: Group) -> Row:
    """Keep the reflectance (10, 64, 64), and the main ground, crop and cause of stress; empty where none is main."""
    truth = land.truth
    grounds = [float((truth.ground == code).mean()) for code in range(len(GROUNDS))]
    sown = dict.fromkeys(truth.crop.values(), 0.0)
    is_crop = truth.ground == GROUNDS.index("crop")
    for number, name in truth.crop.items():
        sown[name] += float(((truth.parcel == number) & is_crop).mean())
    causes = truth.causes.mean(axis=(1, 2))
    crop = max(sown, key=lambda name: sown[name], default="")
    return {
        "reflectance": land.reflectance.astype(np.float16),
        "ground": np.array(GROUNDS[int(np.argmax(grounds))] if max(grounds) >= _MAIN else "", "U16"),
        "crop": np.array(crop if crop and sown[crop] >= _MAIN else "", "U16"),
        "cause": np.array(CAUSES[int(causes.argmax())] if causes.max() >= _MAIN else "", "U24"),
    }
