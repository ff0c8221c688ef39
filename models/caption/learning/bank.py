"""A bank of patches with their sites, splits and labels, in a folder: an array that is mapped and one line a patch."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from models.arrays import Floats, Places
from models.caption.bands import ROLES, SIDE
from models.files import write_whole
from models.schemas import Result

Split = Literal["train", "validate", "test"]
_IMAGES, _ITEMS = "images.npy", "items.jsonl"


class Item(Result):
    """What is known of one patch."""

    file: str
    site: str  # patches of one site lie in one split
    split: Split
    simulated: bool = False
    level: Literal["L1C", "L2A"]
    labels: dict[str, str | float] = Field(default_factory=dict)  # cover, crop, cause, and shares 0–1


@dataclass(frozen=True)
class Bank:
    """Patches and what is known of them, in one order."""

    images: NDArray[np.float16]  # (n, 12, 64, 64) reflectance, NaN where a band lacks or nothing is seen
    items: tuple[Item, ...]

    @classmethod
    def load(cls, folder: Path) -> "Bank":
        """Load a bank; its images stay on disk until they are asked for."""
        lines = (folder / _ITEMS).read_text(encoding="utf-8").splitlines()
        return cls(np.load(folder / _IMAGES, mmap_mode="r"), tuple(Item.model_validate_json(line) for line in lines))

    def select(self, split: Split, *, simulated: bool | None = None) -> Places:
        """Select the places of a split; of real patches, or of simulated ones, where it is asked."""
        fits = [
            item.split == split and (simulated is None or item.simulated == simulated) for item in self.items
        ]  # fmt: skip
        return np.flatnonzero(fits)

    def read(self, place: int) -> Floats:
        """Read one patch, (12, 64, 64)."""
        return np.asarray(self.images[place], np.float32)


def write_bank(folder: Path, patches: Iterable[tuple[Floats, Item]]) -> Bank:
    """Write patches of (12, 64, 64) and what is known of them; ValueError for other shapes."""
    images, items = [], []
    for patch, item in patches:
        if patch.shape != (len(ROLES), SIDE, SIDE):
            raise ValueError(f"{item.file} has a patch of {patch.shape}")
        images.append(patch.astype(np.float16))
        items.append(item)
    folder.mkdir(parents=True, exist_ok=True)
    partial = (folder / _IMAGES).with_suffix(".part.npy")
    np.save(partial, np.stack(images))
    partial.rename(folder / _IMAGES)
    write_whole(folder / _ITEMS, "".join(item.model_dump_json() + "\n" for item in items))
    return Bank.load(folder)
