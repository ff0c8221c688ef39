"""What is known of a simulated scene: its plan, its pixels, and the truth of each of them."""

from dataclasses import dataclass
from datetime import date

from models.arrays import Bools, Floats, Whole
from models.simulation.crops import Family

GROUNDS = ("crop", "bare", "track", "trees", "water", "roofs", "heath", "meadow")
FAINTEST = 0.1
"""Cover of the unstressed crop below which nobody can say how much of it is missing."""


@dataclass(frozen=True)
class Truth:
    """What is so, per pixel (h, w); NaN and False where no crop stands or nothing can be said."""

    parcel: Whole
    ground: Whole  # index of GROUNDS
    canopy_loss: Floats  # share of the unstressed cover that is missing today, 0–1
    yield_loss: Floats  # share of the possible yield that will be missing, 0–1
    causes: Bools  # (causes, h, w), in the order of CAUSES
    crop: dict[int, str]  # of each parcel that has one
    sown: dict[int, date]


@dataclass(frozen=True)
class Farmland:
    """A scene of `BANDS` and its truth."""

    reflectance: Floats  # (bands, h, w), 20 m bands repeated
    truth: Truth
    when: date
    lead: Family  # grows there on that day; the sensors stand in its field


@dataclass(frozen=True)
class Plan:
    """What a scene begins with."""

    lead: Family
    when: date
    parcel: Whole  # (h, h) number of each
