"""How much of a parcel is bare, by the mask of crops."""

from models.arrays import Doubles
from models.field.crop_mask import BARE, OUTSIDE
from models.schemas import Share


def share_bare(counted: Doubles) -> Share | None:
    """Divide bare by all clear ground, of weighed pixels by class of the mask from UNSEEN on; None where none is clear.

    Pixels on the rim, whose middle lies outside the parcels, count for neither.
    """
    clear = float(counted[OUTSIDE + 1 :].sum())
    return min(round(float(counted[BARE]) / clear, 7), 1.0) + 0.0 if clear else None
