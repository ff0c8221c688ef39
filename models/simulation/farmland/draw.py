"""Farmland of which everything is known, as Sentinel-2 sees it: parcels with crops, each place with its stresses.

One scene shows one day at one station. Each parcel is sown with a family of `models.simulation.crops`; within it the
ground goes from shallow and dry to deep and moist, and stresses of `models.simulation.farmland.stress` have their
places. The truth of each pixel is kept: the cover that is missing against a crop that lacks nothing, the yield that
will be missing at harvest, and what causes it.
"""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from models.arrays import Doubles
from models.simulation.canopy import Canopy
from models.simulation.crops import Family
from models.simulation.farmland.canvas import Canvas, find_day
from models.simulation.farmland.truth import Farmland, Plan
from models.simulation.fields import Random, draw_parcels

AS_FARMED = 2.0
"""Power of the yield with which families are sown, so that fields are as green at their best as real ones
(`models.observed.reality`)."""
_LEAST = 0.02  # of the yield, so that what fails is still seen
_UNSOWN = (0.8, 3.0)
"""Of the share of parcels without a crop, a beta distribution."""


def draw_farmland(random: Random, families: Sequence[Family], canopy: Canopy, side: int, pays: float = 0.0) -> Farmland:
    """Draw (side, side) pixels of 10 m, sown with families of one station whose seasons meet on one day.

    A family is sown as often as the share of its possible yield that it brings, to the power `pays`, says: at 0 all
    alike, at `AS_FARMED` as farmers do, who leave ground where crops fail.
    """
    lead = _choose_family(random, families, pays)
    age = int(random.integers(min(20, len(lead.unstressed) - 1), len(lead.unstressed)))
    number = draw_parcels(random, side, int(max(2, (side / 16) ** 2 * random.uniform(0.3, 1.2))))
    return draw_planned(random, families, canopy, Plan(lead, lead.sown + timedelta(days=age), number), pays)


def draw_planned(random: Random, families: Sequence[Family], canopy: Canopy, plan: Plan, pays: float) -> Farmland:
    """Draw a scene where day and parcels are given; of the families those are sown that grow on that day."""
    growing = [family for family in families if 0 <= find_day(family, plan.when) < len(family.unstressed)]
    scene = Canvas(random, canopy, plan)
    unsown = random.beta(*_UNSOWN)
    for parcel in np.unique(plan.parcel):
        if random.random() < unsown:
            scene.leave(parcel)
        else:
            scene.sow(parcel, _choose_family(random, growing, pays))
    scene.strew()
    return scene.sense()


def weigh_families(families: Sequence[Family], pays: float) -> Doubles:
    """Say how often each family is sown against the others: the share of the possible yield to the power `pays`."""
    brought = [float(np.clip(family.grown.harvest / family.possible, 0, 1).mean()) for family in families]
    return np.maximum(brought, _LEAST) ** pays


def _choose_family(random: Random, families: Sequence[Family], pays: float) -> Family:
    if not pays:
        return families[int(random.integers(len(families)))]
    worth = weigh_families(families, pays)
    return families[int(random.choice(len(families), p=worth / worth.sum()))]
