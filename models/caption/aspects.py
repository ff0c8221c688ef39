"""What of a Sentinel-2 patch can be said in a caption, measured: classes of indices, their pattern, and their place.

Sources of the indices: NDVI Rouse et al. 1974; NDMI Gao 1996 with bands 8A and 11; NDRE Barnes et al. 2000 with bands
8 and 5, which saturates later than NDVI (Gitelson and Merzlyak 1994); NDWI McFeeters 1996 and MNDWI Xu 2006.
Bounds of vegetation: bare soil and rock lie below 0.1 to 0.2, shrub and grass at 0.2 to 0.4, dense canopies above 0.6
(Sobrino and Raissouni 2000; USGS "NDVI, the foundation for remote sensing phenology"); 0.25 as bare against green:
Montandon and Small 2008 found soils up to 0.25. Those of NDMI and NDRE are rounded from the spread over the patches
that the network learns from: no source binds them to a crop, and the caption names no amount.
"""

import numpy as np

from models.arrays import Bools, Doubles, Floats
from models.caption.bands import ROLES
from models.caption.classes import (
    BARE_NDVI,
    LEAST_PIXELS,
    LEAST_VALID,
    Aspects,
    choose_class,
    choose_part,
    choose_pattern,
)

_PLACE = {role: index for index, role in enumerate(ROLES)}
_NEEDED = ("green", "red", "rededge071", "nir", "nir08", "swir16")
_DARK = 0.15  # near infrared of water lies below; clouds and snow, which have a high MNDWI too, lie above
_LEAST_LAND = 0.1  # share of the valid pixels that must be land before anything is said of it
_PARTS = ("north-west", "north", "north-east", "west", "centre", "east", "south-west", "south", "south-east")
_SIDES = {"north": (0, 1, 2), "south": (6, 7, 8), "west": (0, 3, 6), "east": (2, 5, 8)}
_LEAST_PART = 0.2  # share of a part's pixels that must be seen land


def measure_aspects(patch: Floats, least_valid: float = LEAST_VALID) -> Aspects:
    """Measure (12, h, w) reflectance in the order of `ROLES`, NaN where a band lacks or a pixel is masked.

    What cannot be told, by lack of bands or with a smaller share of valid pixels than `least_valid`, is None. Places
    are parts of the box around the valid pixels, north up. Raises ValueError for another shape than (12, h, w).
    """
    if patch.ndim != 3 or len(patch) != len(ROLES):
        raise ValueError(f"a patch has {len(ROLES)} bands, rows and columns, and this one has the shape {patch.shape}")
    bands = {role: np.asarray(patch[_PLACE[role]], np.float64) for role in _NEEDED}
    ndvi = _compare(bands["nir"], bands["red"])
    valid = np.isfinite(ndvi)
    valid_share = float(valid.mean()) if valid.size else 0.0
    if valid_share < least_valid or valid.sum() < LEAST_PIXELS:
        return Aspects(valid_share=valid_share)
    water = _find_water(bands, ndvi)
    water_share = None if water is None else float(water[valid].mean())
    land = valid if water is None else valid & ~water
    seen = {"valid_share": valid_share, "water_share": water_share, "water": choose_class("water", water_share)}
    if land.sum() < max(LEAST_PIXELS, _LEAST_LAND * valid.sum()):
        return Aspects.model_validate(seen)
    green = np.where(land, ndvi, np.nan)
    return Aspects.model_validate(seen | _measure_levels(bands, green) | _measure_spread(green, valid))


def _measure_levels(bands: dict[str, Doubles], green: Doubles) -> dict[str, float | str | None]:
    """Measure the medians and the share of bare soil, over land."""
    land = np.isfinite(green)
    infrared = bands["nir08"] if np.isfinite(bands["nir08"][land]).mean() > 0.5 else bands["nir"]
    ndvi = float(np.median(green[land]))
    soil = float((green[land] < BARE_NDVI).mean())
    ndmi = _find_median(_compare(infrared, bands["swir16"]), land)
    ndre = _find_median(_compare(bands["nir"], bands["rededge071"]), land)
    return {
        "ndvi": ndvi, "vegetation": choose_class("vegetation", ndvi), "soil_share": soil,
        "soil": choose_class("soil", soil), "ndmi": ndmi, "moisture": choose_class("moisture", ndmi), "ndre": ndre,
        "biomass": choose_class("biomass", ndre),
    }  # fmt: skip


def _measure_spread(green: Doubles, valid: Bools) -> dict[str, object]:
    """Measure how the NDVI of the land (h, w) spreads over the patch."""
    land = np.isfinite(green)
    values = green[land]
    spread = float(values.std())
    plane = _fit_plane(green, land)
    split, threshold, smaller = _split_in_two(values)
    edges = _count_edges(green, threshold)
    parts = _average_parts(green, valid)
    mean = float(values.mean())
    return {
        "ndvi_mean": mean, "ndvi_spread": spread, "plane_share": plane, "split_share": split,
        "smaller_share": smaller, "edge_share": edges, "parts": parts,
        "pattern": choose_pattern(spread, plane, (split, smaller, edges)),
        "greenest": choose_part(parts, mean, 1), "barest": choose_part(parts, mean, -1),
    }  # fmt: skip


def _compare(one: Doubles, other: Doubles) -> Doubles:
    """Compute the normalised difference, NaN where it has no meaning."""
    total = one + other
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 1e-6, np.clip((one - other) / total, -1, 1), np.nan)


def _find_median(index: Doubles, land: Bools) -> float | None:
    """Find the median over land, None where the bands are there for less than half of it."""
    values = index[land & np.isfinite(index)]
    return float(np.median(values)) if values.size > 0.5 * land.sum() else None


def _find_water(bands: dict[str, Doubles], ndvi: Doubles) -> Bools | None:
    """Find open water, None where the green band lacks; without short-wave infrared NDWI alone decides."""
    ndwi = _compare(bands["green"], bands["nir"])
    valid = np.isfinite(ndvi)
    if np.isfinite(ndwi[valid]).mean() < 0.5:
        return None
    mndwi = _compare(bands["green"], bands["swir16"])
    with np.errstate(invalid="ignore"):
        wet = np.where(np.isfinite(mndwi), mndwi > 0, True)
        return np.asarray(valid & (ndwi > 0) & wet & (ndvi < 0.1) & (bands["nir"] < _DARK), np.bool_)


def _fit_plane(green: Doubles, land: Bools) -> float:
    """Say which share 0–1 of the NDVI's variance a plane explains."""
    rows, columns = np.nonzero(land)
    values = green[land] - green[land].mean()
    total = float(values @ values)
    if total < 1e-9:
        return 0.0
    down, across = rows - rows.mean(), columns - columns.mean()
    spread = np.array([[down @ down, down @ across], [down @ across, across @ across]])
    rising = np.array([down @ values, across @ values])
    return float(np.clip(rising @ np.linalg.pinv(spread) @ rising / total, 0, 1))


def _split_in_two(values: Doubles) -> tuple[float, float, float]:
    """Split by Otsu's threshold: share of the variance between the two classes, threshold, share of the smaller."""
    ordered = np.sort(values)
    count = ordered.size
    total = ordered.var() * count
    if total < 1e-9:
        return 0.0, float(ordered[0]), 0.0
    below = np.arange(1, count)
    sums = np.cumsum(ordered)
    gap = sums[:-1] / below - (sums[-1] - sums[:-1]) / (count - below)
    between = gap**2 * below * (count - below) / count
    best = int(between.argmax())
    smaller = min(best + 1, count - best - 1) / count
    return float(between[best] / total), float((ordered[best] + ordered[best + 1]) / 2), float(smaller)


def _count_edges(green: Doubles, threshold: float) -> float:
    """Say which share 0–1 of the pairs of neighbours lies on both sides of the threshold."""
    high, land = green > threshold, np.isfinite(green)
    pairs = [(np.s_[:-1, :], np.s_[1:, :]), (np.s_[:, :-1], np.s_[:, 1:])]
    both = sum(int((land[one] & land[other]).sum()) for one, other in pairs)
    apart = sum(int((land[one] & land[other] & (high[one] != high[other])).sum()) for one, other in pairs)
    return apart / both if both else 0.0


def _average_parts(green: Doubles, valid: Bools) -> dict[str, float | None]:
    """Average the NDVI of nine parts: corners and centre are ninths of the box of valid pixels, sides are thirds."""
    rows, columns = np.flatnonzero(valid.any(axis=1)), np.flatnonzero(valid.any(axis=0))
    down = np.linspace(rows[0], rows[-1] + 1, 4).round().astype(int)
    across = np.linspace(columns[0], columns[-1] + 1, 4).round().astype(int)
    ninths = [
        green[down[row] : down[row + 1], across[column] : across[column + 1]].ravel()
        for row in range(3)
        for column in range(3)
    ]
    found: dict[str, float | None] = {}
    for place, name in enumerate(_PARTS):
        values = np.concatenate([ninths[each] for each in _SIDES.get(name, (place,))])
        seen = values[np.isfinite(values)]
        found[name] = float(seen.mean()) if seen.size and seen.size >= _LEAST_PART * values.size else None
    return found
