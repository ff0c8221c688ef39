"""Undeclared fill: one constant that stands in all bands together and is no ground; and what one band alone lacks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import Bools, Doubles
from models.geo.contract.product import Layer
from models.geo.contract.sample import LayerSample

_CONNECTED = 10  # pixels in one piece; fewer may be chance
_STRAY = 0.001  # share of the other pixels of a band that may lie beyond a fill
_GAP_ALONE = 0.5  # data ranges between a fill and the data, where one band alone tells
_GAP_ABOVE = 1.0  # the same above the data, where snow and cloud saturate in all bands
_MOST = 4  # constants of one scene
_DARK = 0.15  # of a band's median: beside water's zeros it is nearly as dark
_WATER = 0.9  # of the pixels that lack the infrared look like water in the visible bands
_ASIDE = re.compile(
    r"mask|qa|scl|cld|cloud|snow|aot|wvp|angle|incidence|dem|elev|height|prob|radsat|flag", re.IGNORECASE
)
_INFRARED = ("rededge", "nir", "swir")


@dataclass(frozen=True)
class Fill:
    """A stored value that is no data in these layers."""

    value: float
    places: tuple[int, ...]
    share: float  # of the sample


def find_fills(layers: Sequence[Layer], samples: Sequence[LayerSample]) -> tuple[Fill, ...]:
    """Find constants that stand in all bands of one grid together, in one piece, and lie apart from the data."""
    measuring = [place for place, layer in enumerate(layers) if not _ASIDE.search(layer.name)]
    found: list[Fill] = []
    for shape in dict.fromkeys(samples[place].shape for place in measuring):
        places = tuple(place for place in measuring if samples[place].shape == shape)
        if not all(_are_bytes(samples[place]) for place in places):
            found += _find_in(places, samples)
    return tuple(_merge(found))


def _merge(fills: Sequence[Fill]) -> Iterator[Fill]:
    """Join what several grids of a scene say of one value."""
    for value in dict.fromkeys(fill.value for fill in fills):
        same = [fill for fill in fills if fill.value == value]
        yield Fill(value, tuple(place for fill in same for place in fill.places), max(fill.share for fill in same))


def _find_in(places: tuple[int, ...], samples: Sequence[LayerSample]) -> Iterator[Fill]:
    windows = range(len(samples[places[0]].windows))
    stacks = [np.stack([samples[place].windows[k] for place in places]) for k in windows]
    for _ in range(_MOST):
        value = next((one for one in _candidates(stacks) if _is_fill(one, stacks, samples[places[0]].dtype)), None)
        if value is None:
            return
        here = [np.all(stack == value, axis=0) for stack in stacks]
        yield Fill(value, places, float(np.mean([mask.mean() for mask in here])))
        for stack, mask in zip(stacks, here, strict=True):
            stack[:, mask] = np.nan


def _candidates(stacks: Sequence[Doubles]) -> list[float]:
    """List values that all bands hold at once in many pixels, the most frequent first; of a lone band its extremes."""
    same = np.concatenate([stack[0][np.all(stack == stack[0], axis=0)] for stack in stacks])
    if not same.size:
        return []
    values, counts = np.unique(same, return_counts=True)
    if stacks[0].shape[0] == 1:
        values, counts = values[[0, -1]], counts[[0, -1]]
    often = [place for place in np.argsort(-counts, kind="stable")[:_MOST] if counts[place] >= _CONNECTED]
    return [float(values[place]) for place in often]


def _is_fill(value: float, stacks: Sequence[Doubles], dtype: str) -> bool:
    here = [np.all(stack == value, axis=0) for stack in stacks]
    if not any(_is_connected(mask) for mask in here):
        return False
    bands = stacks[0].shape[0]
    whole = not dtype.startswith("float")
    if value == 0 and bands == 1:
        return False  # a lone band may come down to zero
    rest = [
        np.concatenate([stack[band][~mask] for stack, mask in zip(stacks, here, strict=True)]) for band in range(bands)
    ]
    rest = [values[np.isfinite(values)] for values in rest]
    if not all(values.size for values in rest):
        return False
    if value == 0 and bands > 1:
        return True
    if bands > 1 and all(np.mean(values <= value) <= _STRAY for values in rest):
        return True
    if whole and value == np.iinfo(dtype).max:
        return False  # saturated
    return _lies_apart(value, rest)


def _lies_apart(value: float, rest: Sequence[Doubles]) -> bool:
    """Tell whether a value lies far below all others in every band, or far above."""
    edges = [(float(values.min()), float(values.max()), np.quantile(values, (0.01, 0.99))) for values in rest]
    below = all(low - value > _GAP_ALONE * max(float(inner[1] - inner[0]), 1e-3) for low, _, inner in edges)
    above = all(value - high > _GAP_ABOVE * max(high - low, 1e-3) for low, high, _ in edges)
    return below or above


def _is_connected(mask: Bools) -> bool:
    from scipy.ndimage import label

    if np.count_nonzero(mask) < _CONNECTED:
        return False
    pieces, _ = label(mask, np.ones((3, 3), int))
    return bool(np.bincount(pieces.ravel())[1:].max() >= _CONNECTED)


def _are_bytes(sample: LayerSample) -> bool:
    """Tell whether values are those of an 8-bit picture, in which black and white are ground."""
    values = sample.values
    if sample.dtype == "uint8" or not values.size:
        return True
    if not sample.dtype.startswith("float"):
        return bool(values.min() >= 0 and values.max() <= 255)
    steps = values * 255
    return bool(values.min() == 0 and values.max() <= 1 and np.allclose(steps, np.round(steps), atol=2e-3))


def is_dark_water(place: int, layers: Sequence[Layer], samples: Sequence[LayerSample]) -> bool:
    """Tell whether the zeros that an infrared band holds alone are dark water, not pixels without data."""
    role = _role(layers[place])
    lone = find_lone_gaps(place, samples)
    if lone is None or not role.startswith(_INFRARED):
        return False
    middle = samples[place].quantile(0.5)
    beside = np.concatenate(
        [window[_grow(gap) & np.isfinite(window)] for window, gap in zip(samples[place].windows, lone, strict=True)]
    )
    if beside.size and np.median(beside) <= _DARK * middle:
        return True
    visible = {_role(layer): samples[i] for i, layer in enumerate(layers) if samples[i].shape == samples[place].shape}
    if not {"blue", "green", "red"} <= visible.keys() or not any(_is_connected(gap) for gap in lone):
        return False
    blue, green, red = (
        np.concatenate([window[gap] for window, gap in zip(visible[name].windows, lone, strict=True)])
        for name in ("blue", "green", "red")
    )
    return bool(np.mean((red < green) & (red < blue)) >= _WATER)


def find_lone_gaps(place: int, samples: Sequence[LayerSample]) -> tuple[Bools, ...] | None:
    """Find where one band alone has no data and all others of its grid have; None where that is nowhere."""
    own = samples[place]
    others = [one for i, one in enumerate(samples) if i != place and one.shape == own.shape]
    if not others:
        return None
    gaps = tuple(
        np.isnan(window) & np.any([np.isfinite(one.windows[k]) for one in others], axis=0)
        for k, window in enumerate(own.windows)
    )
    return gaps if any(gap.any() for gap in gaps) else None


def _grow(mask: Bools) -> Bools:
    from scipy.ndimage import binary_dilation

    grown: Bools = binary_dilation(mask, np.ones((3, 3), bool))
    return grown


def _role(layer: Layer) -> str:
    return (layer.role.value if layer.role else None) or ""
