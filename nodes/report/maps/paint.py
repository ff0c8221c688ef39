"""Pixels of a map in their colours: what is clear as it is, all else in a pattern of its own."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.arrays import Bytes, Floats
from models.geo.contract import ground_classes as ground
from models.geo.indices.scales import Scale
from models.geo.pixels import colours

UNDEFINED, OUTSIDE, NO_CROP = 4, 5, 6
"""Beside the classes of `valid.tif`: clear ground without a value of an index, outside the parcels, without a crop."""
PATTERNS = {
    NO_CROP: colours.NO_CROP_LINES,
    ground.NO_DATA: colours.NO_DATA,
    ground.CLOUD: colours.CLOUD,
    ground.SHADOW: colours.SHADOW,
    UNDEFINED: colours.UNDEFINED,
    OUTSIDE: colours.OUTSIDE,
}
NAMES = {
    NO_CROP: "not judged",
    ground.NO_DATA: "no data",
    ground.CLOUD: "cloud",
    ground.SHADOW: "cloud shadow",
    UNDEFINED: "index not defined",
    OUTSIDE: "outside the fields",
}
_STRIPES, _STRIPE = 11, 4  # pixels from stripe to stripe, and of a stripe
_DOTS, _DOT = 12, 3
_LINES, _LINE = 8, 2


def read_colour(colour: str) -> Bytes:
    """(3,) red, green and blue of `#rrggbb`."""
    return np.frombuffer(bytes.fromhex(colour.removeprefix("#")), np.uint8)


def shade_values(values: Floats, scale: Scale) -> Bytes:
    """Turn (h, w) values into (h, w, 3) colours of the scale; those beyond it take the colour of its end."""
    steps = 255
    table = np.array([read_colour(stop) for stop in scale.ramp.stops], np.float64)
    at = np.linspace(0, len(table) - 1, steps + 1)
    fine = np.stack([np.interp(at, np.arange(len(table)), channel) for channel in table.T], axis=-1)
    place = np.clip((np.nan_to_num(values) - scale.low) / (scale.high - scale.low), 0, 1)
    shades: Bytes = np.rint(fine).astype(np.uint8)[np.rint(place * steps).astype(np.intp)]
    return shades


def shade_classes(found: NDArray[np.uint8], shades: Mapping[str, str]) -> Bytes:
    """Turn (h, w) classes from 1 into (h, w, 3) colours; white where there is none."""
    table = np.stack([read_colour("#ffffff"), *(read_colour(colour) for colour in shades.values())])
    picture: Bytes = table[found]
    return picture


def paint_over(picture: Bytes, classes: Bytes) -> Bytes:
    """Paint (h, w, 3) colours over where `classes` are not clear."""
    painted = picture.copy()
    for code, pattern in PATTERNS.items():
        there = classes == code
        if there.any():
            marked = _is_marked(pattern.lie, classes.shape)
            for colour, where in ((pattern.ground, ~marked), (pattern.mark, marked)):
                painted[there & where] = read_colour(colour)
    return painted


def show_pattern(code: int, shape: tuple[int, int]) -> Bytes:
    """(h, w, 3) of one pattern alone, for a legend."""
    return paint_over(np.zeros((*shape, 3), np.uint8), np.full(shape, code, np.uint8))


def _is_marked(lie: str, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    rows, columns = np.indices(shape)
    if lie in ("up", "down"):
        return np.asarray((rows + columns if lie == "up" else rows - columns) % _STRIPES < _STRIPE)
    if lie == "level":
        return np.asarray(rows % _LINES < _LINE)
    if lie == "dots":
        near = (rows % _DOTS < _DOT) & ((columns + _DOTS // 2 * (rows // _DOTS % 2)) % _DOTS < _DOT)
        return np.asarray(near)
    return np.zeros(shape, np.bool_)
