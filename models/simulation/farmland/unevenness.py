"""What makes fields without stress uneven: growth from place to place, gaps, pale and old leaves, light and shade.

Without it only stress would make patterns in simulated scenes, and a network that learned from them would
take each field that is not as even as a table for ill. How uneven real fields are tells `models.observed.evenness`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.arrays import Floats
from models.simulation.canopy import FULLEST
from models.simulation.fields import Random, draw_between, draw_fractal

_VIGOUR, _THINNEST, _THICKEST = (0.05, 0.6), 0.35, 1.9
"""Standard deviation of the logarithm of leaf area, from even fields to uneven ones, and how far it goes."""
_GAPS, _MOST_OPEN = (0.002, 0.08), 0.4
"""Mean share of the ground in gaps and wheel tracks, from closed stands to open ones, and how far it goes."""
_AGED, _OLDEST = (0.005, 0.2), 0.4
"""Mean brown pigment of leaves that are old and not ill, of tassels and ears, and how far it goes."""
_PALE, _ROUGH = (0.03, 0.3), (0.005, 0.06)
"""Standard deviations of the logarithm of chlorophyll, and of the light on rows, slopes and clods."""
_TEXTURES = ((0.0, 0.8), (0.8, 1.6), (1.6, 2.2), (2.2, 2.8), (2.8, 3.2), (3.2, 3.8))
"""Slopes of their spectra, from grains of a pixel to slow gradients."""


@dataclass(frozen=True)
class Stand:
    """How plants stand in one field, (h, w): their leaf area against what is usual there, and share of gaps."""

    vigour: Floats
    gaps: Floats

    def scale_cover(self, cover: Floats) -> Floats:
        """Compute what is left of a cover (0–1) in that stand, (h, w) 0–1; thicker stands are not counted as more
        than all.
        """
        usual = np.clip(cover, 1e-6, FULLEST)
        return np.asarray((1 - (1 - usual) ** self.vigour) / usual * (1 - self.gaps), np.float32)

    def scale_yield(self, cover: NDArray[np.floating], weight: NDArray[np.floating]) -> Floats:
        """Compute what is left of the yield, (h, w): the root of the light that is taken in, for crops make up for
        some of it.

        `cover` (days,) is that of the season, `weight` (days,) how much each day counts.
        """
        steps = np.linspace(_THINNEST, _THICKEST, 12)
        usual = np.clip(cover, 0, FULLEST)
        taken = ((1 - (1 - usual) ** steps[:, None]) * weight).sum(axis=1) / max(float((usual * weight).sum()), 1e-9)
        return np.asarray(np.sqrt(np.interp(self.vigour, steps, taken) * (1 - self.gaps)), np.float32)


class Textures:
    """Patterns of one scene; each field takes some of them, moved, for they go on at their edges."""

    def __init__(self, random: Random, side: int) -> None:
        self._random = random
        self._bank = [draw_fractal(random, side, random.uniform(*slopes)) for slopes in _TEXTURES]

    def draw_pattern(self) -> Floats:
        """Draw (h, w) of mean 0 and standard deviation 1."""
        texture = self._bank[int(self._random.integers(len(self._bank)))]
        down, right = (int(step) for step in self._random.integers(0, len(texture), 2))
        return np.roll(texture, (down, right), (0, 1))

    def draw_stand(self) -> Stand:
        """Draw the stand of a field."""
        random = self._random
        spread, share = draw_between(random, _VIGOUR), draw_between(random, _GAPS)
        vigour, gaps = self.draw_pattern(), self.draw_pattern()
        return Stand(
            np.clip(np.exp(spread * (vigour + 0.5)), _THINNEST, _THICKEST),
            np.clip(share * np.exp(random.uniform(0.4, 1.3) * gaps), 0, _MOST_OPEN),
        )

    def draw_paleness(self, stand: Stand) -> Floats:
        """Draw by how much chlorophyll differs, (h, w) about 1; where leaves are few they are paler."""
        spread = draw_between(self._random, _PALE)
        return np.asarray(stand.vigour**0.25 * np.exp(spread * self.draw_pattern()), np.float32)

    def draw_old_leaves(self) -> Floats:
        """Draw the brown pigment of what is old, (h, w)."""
        mean = draw_between(self._random, _AGED)
        return np.asarray(np.clip(mean * np.exp(0.7 * self.draw_pattern()), 0, _OLDEST), np.float32)

    def draw_light(self) -> Floats:
        """Draw light, (h, w) about 1."""
        spread = draw_between(self._random, _ROUGH)
        return np.asarray(1 + spread * self.draw_pattern(), np.float32)
