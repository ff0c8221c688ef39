"""From which size on a change between two dates is one of the ground and not of the air, the light or the sensor.

Surface reflectance ρ is taken to be right to 0.005 + 0.05 ρ (Vermote & Kotchenova 2008, doi:10.1029/2007JD009662; the
yardstick of ACIX for Sentinel-2 and Landsat 8, Doxani et al. 2018, doi:10.3390/rs10020352). Carried into NDVI, NDRE and
NDMI of bare ground to dense crops, that is 0.03 to 0.05 on one date, and √2 times as much, 0.05 to 0.07, between two.
Air and light are the same for all pixels of a field, so that part does not average out, however large the field is.
What differs from pixel to pixel (dates that lie half a pixel apart, borders of rows) does, as the root of their number.
"""

from math import sqrt
from typing import Literal

Verdict = Literal["fell", "rose", "steady"]

SHARED = 0.05
"""Standard deviation of a change that all pixels of a date share."""
SINGLE = 0.08
"""Standard deviation of the change of a single pixel, with the part that it shares."""
SURE = 2.0
"""Standard deviations from which a change is called clear: unchanged ground exceeds them once in twenty times."""


def find_least_change(pixels: float) -> float:
    """Find the smallest change of so many pixels that is clear; their own noise averages out, the shared one stays."""
    return SURE * sqrt(SHARED**2 + (SINGLE**2 - SHARED**2) / max(pixels, 1.0))


LEAST_OF_PIXEL = find_least_change(1)


def judge_change(change: float, pixels: float) -> Verdict:
    """Say whether the ground changed clearly."""
    if abs(change) < find_least_change(pixels):
        return "steady"
    return "fell" if change < 0 else "rose"
