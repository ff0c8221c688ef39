"""Other patches from those of the bank: turned, mixed, masked, with bands dropped; aspects are measured again after."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from models.arrays import Bools, Floats
from models.caption.aspects import measure_aspects
from models.caption.bands import ROLES, SIDE
from models.caption.classes import LEAST_VALID, Aspects
from models.caption.learning.bank import Bank, Split
from models.simulation.fields import Random, draw_fractal

_CANDIDATES = 3
"""Patches that are drawn before the rarest of them is kept."""
_TRIES = 60
_BANDS_DROPPED = (
    ("coastal", "nir09"), ("coastal", "nir08", "nir09"), ("coastal", "nir08", "nir09"), ("coastal",), ("nir08",),
    ("swir16", "swir22"), ("nir09",), ("rededge075", "rededge078"),
)  # fmt: skip
"""Bands that products lack together; red and near infrared are never dropped, for NDVI needs them."""


class Sampler:
    """Draw patches and their aspects for training, balanced over vegetation and pattern together.

    Real and simulated patches are drawn by `simulated_share`; each draw keeps the candidate whose pair of classes was
    drawn least so far. Deterministic by `seed`.
    """

    def __init__(self, bank: Bank, split: Split, seed: int, simulated_share: float = 0.35) -> None:
        self._bank = bank
        self._real, self._simulated = (bank.select(split, simulated=each) for each in (False, True))
        if not self._real.size and not self._simulated.size:
            raise ValueError(f"the bank has no patches of the split {split}")
        self._share = simulated_share if self._real.size and self._simulated.size else float(not self._real.size)
        self._random = np.random.default_rng((seed, 27))
        self._sites = self._group_by_site()
        self.drawn: Counter[tuple[str | None, str | None]] = Counter()

    def draw(self) -> tuple[Floats, Aspects]:
        """Draw one patch, (12, 64, 64) with NaN, of which something can be said, and its aspects."""
        candidates: list[tuple[Floats, Aspects]] = []
        for _ in range(_TRIES):
            found = self._draw_candidate()
            if found[1].vegetation or found[1].water not in (None, "none"):
                candidates.append(found)
            if len(candidates) == _CANDIDATES:
                break
        if not candidates:
            raise ValueError(f"of {_TRIES} patches that were drawn from the bank, nothing can be said of any")
        patch, aspects = min(candidates, key=lambda found: self.drawn[_pair(found[1])])
        self.drawn[_pair(aspects)] += 1
        return patch, aspects

    def __iter__(self) -> Iterator[tuple[Floats, Aspects]]:
        while True:
            yield self.draw()

    def _draw_candidate(self) -> tuple[Floats, Aspects]:
        patch = vary_patch(self._draw_base(), self._draw_base, self._random)
        return patch, measure_aspects(patch)

    def _draw_base(self) -> Floats:
        if self._random.random() < self._share:
            return self._bank.read(int(self._random.choice(self._simulated)))
        site = self._sites[int(self._random.integers(len(self._sites)))]
        return self._bank.read(int(self._random.choice(site)))

    def _group_by_site(self) -> list[np.ndarray]:
        """Group real patches by site, each as often as the root of its size says, so that no site rules."""
        sites: dict[str, list[int]] = {}
        for place in self._real:
            sites.setdefault(self._bank.items[int(place)].site.split(" ")[0], []).append(int(place))
        return [np.array(places) for places in sites.values() for _ in range(max(1, round(len(places) ** 0.5 / 4)))]


def vary_patch(patch: Floats, draw_other: Callable[[], Floats], random: Random) -> Floats:
    """Vary a patch (12, 64, 64) by a chain that is drawn; the result is a new array."""
    if random.random() < 0.25:
        patch = zoom(patch, random)
    if random.random() < 0.35:
        other = draw_other()
        other = zoom(other, random) if random.random() < 0.5 else other
        patch = mix_along_line(patch, turn(other, random), random)
    patch = turn(patch, random)
    if random.random() < 0.7:
        patch = scale(patch, random)
    drawn = random.random()
    if drawn < 0.12:
        patch = hide(patch, draw_blobs(random))
    elif drawn < 0.24:
        patch = hide(patch, ~draw_field(random))
    if random.random() < 0.2:
        patch = drop_bands(patch, _BANDS_DROPPED[int(random.integers(len(_BANDS_DROPPED)))])
    return patch


def turn(patch: Floats, random: Random) -> Floats:
    """Turn by quarters and flip."""
    turned = np.rot90(patch, int(random.integers(4)), axes=(1, 2))
    return np.ascontiguousarray(turned[:, :, ::-1] if random.random() < 0.5 else turned)


def zoom(patch: Floats, random: Random) -> Floats:
    """Enlarge a part of 12 to 40 pixels to the whole, so that single fields fill patches."""
    side = int(random.integers(12, 41))
    top, left = (int(random.integers(SIDE - side + 1)) for _ in range(2))
    index = np.arange(SIDE) * side // SIDE
    return np.ascontiguousarray(patch[:, top + index][:, :, left + index])


def scale(patch: Floats, random: Random) -> Floats:
    """Brighten or darken by up to 12 %, all bands alike, and each alone, half the time so much that none tells another.

    Real sites differ in their soils, their air and their processing more than those that are learned from.
    """
    apart = 0.1 if random.random() < 0.5 else 0.01
    factor = random.uniform(0.88, 1.12) * random.normal(1, apart, (len(ROLES), 1, 1)).clip(0.7, 1.3)
    return np.asarray(patch * factor, np.float32)


def mix_along_line(patch: Floats, other: Floats, random: Random) -> Floats:
    """Go over into another patch across a line: hard for a split, over 20 to 90 pixels for a gradient."""
    angle, shift = random.uniform(0, 2 * np.pi), random.uniform(-12, 12)
    rows, columns = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    distance = rows * np.sin(angle) + columns * np.cos(angle) + shift
    width = 0.5 if random.random() < 0.5 else random.uniform(20, 90)
    weight = np.clip(distance / width + 0.5, 0, 1).astype(np.float32)
    mixed = weight * patch + (1 - weight) * other
    return np.asarray(np.where(weight == 1, patch, np.where(weight == 0, other, mixed)), np.float32)


def hide(patch: Floats, where: Bools) -> Floats:
    """Hide pixels (64, 64) as a mask of clouds or the outside of a field does, unless too few would be left."""
    hidden = np.where(where, np.float32(np.nan), patch)
    left = np.isfinite(hidden[ROLES.index("red")]).mean()
    return hidden if left >= LEAST_VALID + 0.02 else patch


def draw_blobs(random: Random) -> Bools:
    """Draw clouds, true where the ground is hidden: 5 to 60 % of the patch."""
    heights = draw_fractal(random, SIDE, 2.6)
    return np.asarray(heights > np.quantile(heights, 1 - random.uniform(0.05, 0.6)), np.bool_)


def draw_field(random: Random) -> Bools:
    """Draw a field with three to six straight sides, true inside."""
    rows, columns = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    inside = np.ones((SIDE, SIDE), np.bool_)
    count = int(random.integers(3, 7))
    start = random.uniform(0, 2 * np.pi)
    for side in range(count):
        angle = start + 2 * np.pi * (side + random.uniform(-0.2, 0.2)) / count
        inside &= rows * np.sin(angle) + columns * np.cos(angle) < random.uniform(16, 34)
    return inside


def drop_bands(patch: Floats, roles: tuple[str, ...]) -> Floats:
    """Take bands away, as products lack them."""
    lacking = np.isin(ROLES, roles)[:, None, None]
    return np.where(lacking, np.float32(np.nan), patch)


def load_sampler(folder: Path, split: Split, seed: int) -> Sampler:
    """Load a bank and sample from one split of it."""
    return Sampler(Bank.load(folder), split, seed)


def _pair(aspects: Aspects) -> tuple[str | None, str | None]:
    return aspects.vegetation, aspects.pattern
