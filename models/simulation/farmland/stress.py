"""Stress of a crop beside lack of water: where in the field, from when on, and what it does to leaves and yield.

AquaCrop knows water only. The others act on its canopy by simple rules: a pattern in space (0–1, how hard a place is
hit), a course in time (0–1, how far it has come) and the effect at full strength, of the size that field trials and
reviews report (nitrogen: Lemaire et al. 2008; foliar disease: West et al. 2003; waterlogging: Setter and Waters 2003;
lodging: Berry et al. 2004; hail: Changnon 1971).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.arrays import Floats
from models.simulation.fields import Random, draw_fractal


@dataclass(frozen=True)
class Effect:
    """What a cause at full strength does: shares that are lost, and what is added."""

    canopy: float  # share of the green cover
    chlorophyll: float  # share of that of the leaves that stay
    brown: float  # brown pigment that comes in
    soaks: bool = False  # the ground is wet


@dataclass(frozen=True)
class Stress:
    """One cause in one field: how hard each place is hit, and how far it has come on each day from sowing."""

    cause: str
    effect: Effect
    draw_pattern: Floats  # (h, w) 0–1
    course: Floats  # (days,) 0–1

    def compute_strength(self, day: int) -> Floats:
        """Compute the strength on a day, (h, w) 0–1."""
        return np.asarray(self.draw_pattern * self.course[day], np.float32)

    def compute_canopy_left(self, day: int) -> Floats:
        """Compute the share of the green cover that is left, (h, w)."""
        return 1 - self.effect.canopy * self.compute_strength(day)

    def compute_yield_left(self, growth: Floats) -> Floats:
        """Compute the share of the yield that is left, (h, w); it follows what the canopy takes in, and `growth`
        (days,) is each day's part.
        """
        taken = float((growth * self.course).sum() / max(float(growth.sum()), 1e-9))
        return np.asarray(1 - self.effect.canopy * self.draw_pattern * taken, np.float32)


EFFECTS = {
    "nitrogen": Effect(canopy=0.55, chlorophyll=0.65, brown=0.15),
    "disease": Effect(canopy=0.75, chlorophyll=0.5, brown=1.2),
    "waterlogging": Effect(canopy=0.7, chlorophyll=0.6, brown=0.4, soaks=True),
    "emergence": Effect(canopy=0.9, chlorophyll=0.0, brown=0.0),
    "lodging or hail": Effect(canopy=0.6, chlorophyll=0.1, brown=0.6),
}


def draw_stress(random: Random, cause: str, side: int, rain: Floats) -> Stress:
    """Draw one of `EFFECTS` in a field of (side, side), in a season with that rain (days,) in mm."""
    days = len(rain)
    strength = float(random.beta(1.6, 1.6))
    pattern = _PATTERNS[cause](random, side)
    return Stress(
        cause, EFFECTS[cause], np.asarray(strength * pattern, np.float32), _draw_course(random, cause, days, rain)
    )


def _draw_course(random: Random, cause: str, days: int, rain: Floats) -> Floats:
    day = np.arange(days)
    if cause == "emergence":  # from the first leaf on; plants that stand free grow larger and close a part of the gaps
        closing = random.uniform(0.2, 0.7)
        return np.asarray(1 - closing * np.clip(day / (0.6 * days), 0, 1), np.float32)
    if cause == "lodging or hail":
        return np.asarray(day >= int(random.uniform(0.45, 0.9) * days), np.float32)
    if cause == "waterlogging":
        wet = np.convolve(rain, np.ones(7), mode="same")[: int(0.85 * days)]
        flooded = int(random.choice(np.argsort(wet)[-5:]))
        drained = flooded + random.uniform(5, 25)
        risen = np.clip((day - flooded) / random.uniform(3, 10), 0, 1)
        return np.asarray(risen * np.where(day > drained, np.exp(-(day - drained) / 60), 1), np.float32)
    onset = random.uniform(0.15, 0.75) * days
    return np.asarray(1 / (1 + np.exp(-(day - onset) / random.uniform(3, 12))), np.float32)


def _draw_nitrogen(random: Random, side: int) -> Floats:
    """Draw large soft patches, or strips of the width of a spreader that it missed."""
    soft = _cut_ramp(draw_fractal(random, side, random.uniform(2.0, 3.5)), random.uniform(0.2, 0.9), 1.0)
    if random.random() < 0.6:
        return soft
    turn, width = random.uniform(0, np.pi), random.uniform(1.5, 4)
    rows, columns = np.mgrid[:side, :side]
    strip = np.floor((rows * np.cos(turn) + columns * np.sin(turn)) / width).astype(np.int64)
    missed = random.random(4 * side + 2) < random.uniform(0.1, 0.5)
    return np.asarray(missed[strip % len(missed)] * (0.6 + 0.4 * soft), np.float32)


def _draw_disease(random: Random, side: int) -> Floats:
    """Draw foci with fraying edges, one or many."""
    rows, columns = np.mgrid[:side, :side]
    field = np.zeros((side, side))
    for _ in range(int(random.integers(1, 12))):
        row, column = random.uniform(0, side, 2)
        reach = random.uniform(0.04, 0.3) * side
        field = np.maximum(field, np.exp(-(((rows - row) ** 2 + (columns - column) ** 2) / (2 * reach**2))))
    frayed = field * (1 + 0.5 * draw_fractal(random, side, 1.5))
    return np.asarray(np.clip(1.3 * frayed, 0, 1), np.float32)


def _draw_waterlogging(random: Random, side: int) -> Floats:
    """Draw hollows."""
    return _cut_ramp(draw_fractal(random, side, random.uniform(2.5, 3.8)), random.uniform(0.5, 0.92), 0.5)


def _draw_emergence(random: Random, side: int) -> Floats:
    """Draw bare patches and missed rows."""
    patches = _cut_ramp(draw_fractal(random, side, random.uniform(1.2, 3.0)), random.uniform(0.4, 0.9), 0.6)
    return (
        patches
        if random.random() < 0.6
        else np.asarray(np.maximum(patches, 0.8 * _draw_nitrogen(random, side)), np.float32)
    )


def _draw_lodging(random: Random, side: int) -> Floats:
    """Draw swaths laid down by wind; hail takes the whole field, more along one side."""
    if random.random() < 0.5:
        return _cut_ramp(draw_fractal(random, side, random.uniform(1.8, 2.8)), random.uniform(0.4, 0.85), 0.2)
    turn = random.uniform(0, 2 * np.pi)
    rows, columns = np.mgrid[:side, :side] / side
    along = 0.5 + 0.5 * ((rows - 0.5) * np.cos(turn) + (columns - 0.5) * np.sin(turn))
    return np.asarray(np.clip(along + 0.1 * draw_fractal(random, side, 2.0), 0, 1), np.float32)


def _cut_ramp(field: Floats, share: float, width: float) -> Floats:
    """Give 0 below the quantile `share` of a field of unit deviation, rising to 1 over `width`."""
    return np.asarray(np.clip((field - np.quantile(field, share)) / width, 0, 1), np.float32)


_PATTERNS: dict[str, Callable[[Random, int], Floats]] = {
    "nitrogen": _draw_nitrogen,
    "disease": _draw_disease,
    "waterlogging": _draw_waterlogging,
    "emergence": _draw_emergence,
    "lodging or hail": _draw_lodging,
}
